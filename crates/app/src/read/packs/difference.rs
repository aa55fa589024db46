//! What two sets of packs say differently, in words; who may do what comes first.

use std::collections::{BTreeMap, BTreeSet};

use engine::condition::who_word;
use engine::pack::{Kind, Packs, Who};
use engine::text::enumerate;

/// What a difference is about, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Who may see, begin, edit or decide.
    Permission,
    /// Kinds of record.
    Kind,
    /// States and ways from one to the other.
    Way,
    /// What a way on asks of a record, and what is signed.
    Guard,
    /// Questions.
    Field,
    /// Rules of the house.
    Practice,
    /// Roles.
    Role,
    /// Standards and checks.
    Standard,
}

impl About {
    /// All of them, in order.
    pub const ALL: [About; 8] = [
        About::Permission,
        About::Kind,
        About::Way,
        About::Guard,
        About::Field,
        About::Practice,
        About::Role,
        About::Standard,
    ];

    /// Its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            About::Permission => "Who may do what",
            About::Kind => "Kinds of record",
            About::Way => "States and ways between them",
            About::Guard => "What is asked before a way on",
            About::Field => "Questions",
            About::Practice => "Practices",
            About::Role => "Roles",
            About::Standard => "Standards and checks",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What it is about.
    pub about: About,
    /// Where: kind and way, as “Nonconformity: Close”.
    pub what: String,
    /// As it is; empty when it is new.
    pub before: String,
    /// As it would be; empty when it goes.
    pub after: String,
}

/// All differences, permissions first.
#[must_use]
pub fn differences(before: &Packs, after: &Packs) -> Vec<Difference> {
    let mut found = Vec::new();
    for id in both(&before.kinds, &after.kinds) {
        match (before.kinds.get(id), after.kinds.get(id)) {
            (Some(old), Some(new)) => of_kind((old, before), (new, after), &mut found),
            (None, Some(new)) => {
                found.push(difference(About::Kind, &new.title, "", "new"));
                let nobody = Kind::default();
                permissions((&nobody, after), (new, after), &mut found);
            }
            (Some(old), None) => found.push(difference(About::Kind, &old.title, "there", "")),
            (None, None) => {}
        }
    }
    named(
        About::Practice,
        titles(&before.practices, |one| (&one.title, &one.default)),
        titles(&after.practices, |one| (&one.title, &one.default)),
        &mut found,
    );
    named(
        About::Role,
        titles(&before.roles, |one| (&one.title, &one.about)),
        titles(&after.roles, |one| (&one.title, &one.about)),
        &mut found,
    );
    named(
        About::Standard,
        titles(&before.standards, |one| (&one.title, &one.edition)),
        titles(&after.standards, |one| (&one.title, &one.edition)),
        &mut found,
    );
    named(
        About::Standard,
        titles(&before.checks, |one| (&one.title, &one.say)),
        titles(&after.checks, |one| (&one.title, &one.say)),
        &mut found,
    );
    found.sort();
    found
}

fn difference(about: About, what: &str, before: &str, after: &str) -> Difference {
    Difference {
        about,
        what: what.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

fn both<'a, T>(before: &'a BTreeMap<String, T>, after: &'a BTreeMap<String, T>) -> BTreeSet<&'a String> {
    before.keys().chain(after.keys()).collect()
}

fn of_kind((old, before): (&Kind, &Packs), (new, after): (&Kind, &Packs), found: &mut Vec<Difference>) {
    permissions((old, before), (new, after), found);
    let title = &new.title;
    let states = |kind: &Kind| {
        kind.states
            .iter()
            .map(|state| {
                (
                    state.id.clone(),
                    (
                        format!("{title}: the state “{}”", state.title),
                        state.is_final.to_string(),
                    ),
                )
            })
            .collect()
    };
    named(About::Way, states(old), states(new), found);
    let ways = |kind: &Kind| -> BTreeMap<String, (String, String)> {
        let ways = kind.transitions.iter();
        ways.map(|way| {
            (
                way.id.clone(),
                (
                    format!("{title}: “{}”", way.verb),
                    format!("from {} to {}", enumerate(&way.from, "or"), way.to),
                ),
            )
        })
        .collect()
    };
    named(About::Way, ways(old), ways(new), found);
    for way in &new.transitions {
        let Some(was) = old.transition(&way.id) else {
            continue;
        };
        let what = format!("{title}: “{}”", way.verb);
        if was.needs != way.needs {
            let count = |number: usize| engine::text::enumerate(&[format!("{number} conditions")], "and");
            found.push(difference(
                About::Guard,
                &what,
                &count(was.needs.len()),
                &changed(was.needs.len(), way.needs.len()),
            ));
        }
        let signs = |way: &engine::pack::Transition| {
            way.sign.as_ref().map_or("no signature".to_owned(), |sign| {
                format!("signs “{}”", sign.meaning)
            })
        };
        if signs(was) != signs(way) {
            found.push(difference(About::Guard, &what, &signs(was), &signs(way)));
        }
    }
    let fields = |kind: &Kind| -> BTreeMap<String, (String, String)> {
        let fields = kind.fields.values();
        fields
            .map(|field| {
                (
                    field.id.clone(),
                    (format!("{title}: “{}”", field.ask), field.ty.word().to_owned()),
                )
            })
            .collect()
    };
    named(About::Field, fields(old), fields(new), found);
}

fn changed(before: usize, after: usize) -> String {
    match before == after {
        true => format!("{after} conditions, not the same ones"),
        false => format!("{after} conditions"),
    }
}

/// Who may see, begin, edit and decide: told in words, so that the same people in another order are no difference.
fn permissions((old, before): (&Kind, &Packs), (new, after): (&Kind, &Packs), found: &mut Vec<Difference>) {
    let title = &new.title;
    let mut add = |what: String, was: String, is: String| {
        if was != is {
            found.push(difference(About::Permission, &what, &was, &is));
        }
    };
    let who = |by: &[Who], kind: &Kind, packs: &Packs| -> String {
        let words: BTreeSet<String> = by.iter().map(|who| who_word(who, Some(kind), packs)).collect();
        enumerate(&words.into_iter().collect::<Vec<_>>(), "or")
    };
    add(
        format!("{title}: begin one"),
        who(&old.start.by, old, before),
        who(&new.start.by, new, after),
    );
    let see = |kind: &Kind, packs: &Packs| -> String {
        let ways: Vec<String> = kind
            .see
            .iter()
            .map(|see| {
                let some = if see.when.is_some() { " (some of them)" } else { "" };
                format!("{}{some}", who(&see.by, kind, packs))
            })
            .collect();
        ways.join("; ")
    };
    add(format!("{title}: see one"), see(old, before), see(new, after));
    let sections = |kind: &Kind, packs: &Packs| -> BTreeMap<String, String> {
        let states = |section: &engine::pack::Section| {
            let titles: Vec<&str> = section
                .states
                .iter()
                .filter_map(|id| kind.state(id))
                .map(|state| state.title.as_str())
                .collect();
            enumerate(&titles, "or").to_lowercase()
        };
        kind.sections
            .iter()
            .map(|section| {
                let by = who(&section.by, kind, packs);
                let said = if by.is_empty() {
                    "nobody".to_owned()
                } else {
                    format!("{by}, while {}", states(section))
                };
                (section.title.clone(), said)
            })
            .collect()
    };
    let (was, is) = (sections(old, before), sections(new, after));
    for section in both(&was, &is) {
        let said = |of: &BTreeMap<String, String>| of.get(section).cloned().unwrap_or_default();
        add(format!("{title}: answer “{section}”"), said(&was), said(&is));
    }
    for way in &new.transitions {
        let was = old
            .transition(&way.id)
            .map(|was| who(&was.by, old, before))
            .unwrap_or_default();
        add(format!("{title}: “{}”", way.verb), was, who(&way.by, new, after));
    }
    for way in old
        .transitions
        .iter()
        .filter(|way| new.transition(&way.id).is_none())
    {
        add(
            format!("{title}: “{}”", way.verb),
            who(&way.by, old, before),
            String::new(),
        );
    }
}

fn titles<T>(
    of: &BTreeMap<String, T>,
    told: impl Fn(&T) -> (&String, &String),
) -> BTreeMap<String, (String, String)> {
    of.iter()
        .map(|(id, one)| {
            let (title, particulars) = told(one);
            (id.clone(), (title.clone(), particulars.clone()))
        })
        .collect()
}

/// What came, went, or is called or set otherwise.
fn named(
    about: About,
    before: BTreeMap<String, (String, String)>,
    after: BTreeMap<String, (String, String)>,
    found: &mut Vec<Difference>,
) {
    for id in both(&before, &after) {
        match (before.get(id), after.get(id)) {
            (Some((title, _)), None) => found.push(difference(about, title, "there", "")),
            (None, Some((title, _))) => found.push(difference(about, title, "", "new")),
            (Some((was, old)), Some((is, new))) if was != is => {
                let also = if old == new {
                    String::new()
                } else {
                    format!(", {new}")
                };
                found.push(difference(about, is, was, &format!("{is}{also}")));
            }
            (Some((title, old)), Some((_, new))) if old != new => {
                found.push(difference(about, title, old, new))
            }
            _ => {}
        }
    }
}
