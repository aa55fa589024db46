//! The filter of a register as a sentence whose variable words are links. All of it stands in the address.

use app::read::View;
use app::read::list::Asked;
use engine::pack::{Field, Kind, Type};

use crate::parts::html::*;
use crate::parts::{shown, words};

/// What the address of a register says.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// (Name, value) in the order of the address.
    pub(super) is: Vec<(String, String)>,
    /// Sort word.
    pub(super) sort: String,
    /// Where the page begins.
    pub(super) after: Option<String>,
    /// The part of the sentence that is being chosen.
    pub(super) choose: Option<String>,
}

/// Orders, in words.
pub(super) const SORTS: [(&str, &str); 6] = [
    ("due", "soonest first"),
    ("-due", "latest date first"),
    ("-number", "newest first"),
    ("number", "oldest first"),
    ("title", "from A to Z"),
    ("-title", "from Z to A"),
];

impl Filter {
    /// Reads an address; without a word about states only what is open is meant.
    pub(super) fn read(pairs: Vec<(String, String)>) -> Self {
        let mut filter = Filter {
            sort: "due".to_owned(),
            ..Filter::default()
        };
        for (name, value) in pairs {
            match name.as_str() {
                "sort" => filter.sort = value,
                "after" => filter.after = Some(value),
                "choose" => filter.choose = Some(value),
                _ if value.is_empty() => {}
                _ => filter.is.push((name, value)),
            }
        }
        if !filter.is.iter().any(|(name, _)| name == "state") {
            filter.is.insert(0, ("state".to_owned(), "open".to_owned()));
        }
        filter
    }

    /// The value of a part.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.is
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What the register is asked.
    pub(super) fn asked(&self, kind: &str) -> Asked {
        let filters = self
            .is
            .iter()
            .filter(|(name, value)| !(name == "state" && value == "any"))
            .cloned();
        Asked {
            kind: kind.to_owned(),
            filters: filters.collect(),
            sort: Some(self.sort.clone()),
            after: self.after.clone(),
            ..Asked::default()
        }
    }

    /// The address of the register with one part changed; `None` lets it go.
    pub(super) fn with(&self, kind: &str, name: &str, value: Option<&str>) -> String {
        let mut is = self.is.clone();
        is.retain(|(known, _)| known != name);
        let mut sort = self.sort.clone();
        match (name, value) {
            ("sort", Some(value)) => value.clone_into(&mut sort),
            (_, Some(value)) => is.push((name.to_owned(), value.to_owned())),
            // Letting the state go means all states, not the open ones again.
            ("state", None) => is.push(("state".to_owned(), "any".to_owned())),
            _ => {}
        }
        address(kind, &is, &sort, &[])
    }

    /// The address on which that part is chosen.
    fn choosing(&self, kind: &str, name: &str) -> String {
        address(kind, &self.is, &self.sort, &[("choose", name)]) + "#choose"
    }

    /// The address of the next page.
    pub(super) fn next(&self, kind: &str, after: &str) -> String {
        address(kind, &self.is, &self.sort, &[("after", after)])
    }

    /// Conditions that narrow the register further than it is by itself.
    pub(super) fn narrows(&self) -> Vec<&(String, String)> {
        self.is
            .iter()
            .filter(|(name, value)| !(name == "state" && (value == "open" || value == "any")))
            .collect()
    }
}

fn address(kind: &str, is: &[(String, String)], sort: &str, more: &[(&str, &str)]) -> String {
    let is = is.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let is = is.filter(|(name, value)| !(*name == "state" && *value == "open"));
    let sort = (sort != "due").then_some(("sort", sort));
    let pairs: Vec<String> = is
        .chain(sort)
        .chain(more.iter().copied())
        .map(|(name, value)| format!("{}={}", shown::in_path(name), shown::in_path(value)))
        .collect();
    let query = if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    };
    format!("/records/{kind}{query}")
}

/// A part of the sentence that one can choose: its name, how it is introduced, and the word for everything.
struct Part<'a> {
    name: &'a str,
    before: &'a str,
    every: &'a str,
    field: Option<&'a Field>,
}

fn parts(kind: &Kind) -> Vec<Part<'_>> {
    let part = |name, before, every| Part {
        name,
        before,
        every,
        field: None,
    };
    let mut parts = vec![part("state", "that are ", "in any state")];
    if kind.spine.owner.is_some() {
        parts.push(part("owner", "owned by ", "anyone"));
    }
    if kind.spine.process.is_some() && kind.id != "process" {
        parts.push(part("process", "in ", "any process"));
    }
    if kind.spine.site.is_some() && kind.id != "site" {
        parts.push(part("site", "at ", "any site"));
    }
    let own = |field: &&Field| {
        let direct = |path: &Option<engine::condition::Path>| {
            path.as_ref()
                .is_some_and(|path| *path == engine::condition::Path::field(&field.id))
        };
        field.filter
            && !direct(&kind.spine.owner)
            && !direct(&kind.spine.process)
            && !direct(&kind.spine.site)
    };
    let fields = kind
        .sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter_map(|id| kind.field(id));
    parts.extend(fields.filter(own).map(|field| Part {
        name: &field.id,
        before: "",
        every: "",
        field: Some(field),
    }));
    parts
}

/// The sentence, and under it the choices for the part that is being chosen.
pub(super) fn sentence(view: &mut View<'_>, kind: &Kind, filter: &Filter) -> app::Result<Markup> {
    let mut said: Vec<Markup> = Vec::new();
    let mut further: Vec<Element> = Vec::new();
    for part in parts(kind) {
        let value = filter.get(part.name).filter(|value| *value != "any");
        let choose = filter.choosing(&kind.id, part.name);
        match (part.field, value) {
            (Some(field), None) => further.push(li("", a(choose, question(&field.ask)))),
            (Some(field), Some(value)) => {
                let words = value_words(view, kind, part.name, value)?;
                said.push(Markup::of((
                    format!("where “{}” is ", question(&field.ask)),
                    a(choose, words),
                )));
            }
            (None, value) => {
                let words = match value {
                    Some(value) => value_words(view, kind, part.name, value)?,
                    None => part.every.to_owned(),
                };
                let before = if part.name == "state" && value.is_none() {
                    ""
                } else {
                    part.before
                };
                said.push(Markup::of((before, a(choose, words))));
            }
        }
    }
    let order = SORTS
        .iter()
        .find(|(word, _)| *word == filter.sort)
        .map_or("in another order", |(_, words)| words);
    said.push(Markup::of(a(filter.choosing(&kind.id, "sort"), order)));
    let joined: Vec<Markup> = said
        .into_iter()
        .enumerate()
        .map(|(at, part)| Markup::of((if at == 0 { " " } else { ", " }, part)))
        .collect();
    let sentence = p("filter", ("Showing ", words::small(&kind.plural), joined, "."));
    let further = (!further.is_empty()).then(|| ul("further", (li("q", "Narrow it further: "), further)));
    let choices = match &filter.choose {
        Some(name) => choices(view, kind, filter, name)?,
        None => None,
    };
    Ok(Markup::of((sentence, further, choices)))
}

fn question(ask: &str) -> &str {
    ask.trim_end_matches('?')
}

/// How a value is said: the label of a choice, the name of a person.
pub(super) fn value_words(view: &mut View<'_>, kind: &Kind, name: &str, value: &str) -> app::Result<String> {
    let options = options(view, kind, name)?;
    let known = options
        .into_iter()
        .find(|(id, _)| id == value)
        .map(|(_, words)| words);
    Ok(known.unwrap_or_else(|| value.to_owned()))
}

fn choices(view: &mut View<'_>, kind: &Kind, filter: &Filter, name: &str) -> app::Result<Option<Element>> {
    let chosen = if name == "sort" {
        Some(filter.sort.as_str())
    } else {
        filter.get(name)
    };
    let links: Vec<Element> = options(view, kind, name)?
        .iter()
        .map(|(id, words)| {
            let link = a(filter.with(&kind.id, name, Some(id)), words);
            li(
                "",
                if Some(id.as_str()) == chosen {
                    link.with("aria-current", "true")
                } else {
                    link
                },
            )
        })
        .collect();
    if links.is_empty() {
        return Ok(None);
    }
    let every =
        (name != "sort" && name != "state").then(|| li("", a(filter.with(&kind.id, name, None), "Any")));
    let panel = nav(
        "choose",
        (
            ul("", (every, links)),
            p("", a(filter.with(&kind.id, "", None), "Leave it as it is")),
        ),
    );
    Ok(Some(panel.id("choose").with("aria-label", "Choose")))
}

/// What a part can be: (value in the address, words).
fn options(view: &mut View<'_>, kind: &Kind, name: &str) -> app::Result<Vec<(String, String)>> {
    let own = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(id, words)| ((*id).to_owned(), (*words).to_owned()))
            .collect()
    };
    Ok(match name {
        "sort" => own(&SORTS),
        "state" => {
            let states = kind
                .states
                .iter()
                .map(|state| (state.id.clone(), words::small(&state.title)));
            let all = [
                ("open".to_owned(), "open".to_owned()),
                ("any".to_owned(), "in any state".to_owned()),
            ];
            all.into_iter().chain(states).collect()
        }
        "owner" => {
            let mut people = vec![("me".to_owned(), "you".to_owned())];
            people.extend(named(view, "person")?);
            people
        }
        "process" | "site" => named(view, name)?,
        field => match kind.field(field).map(|field| &field.ty) {
            Some(Type::YesNo) => own(&[("yes", "yes"), ("no", "no")]),
            Some(Type::Choice(list) | Type::Choices(list)) => {
                let items = view
                    .house
                    .packs
                    .lists
                    .get(list)
                    .map(|list| list.items.as_slice())
                    .unwrap_or_default();
                items
                    .iter()
                    .map(|item| (item.id.clone(), item.label.clone()))
                    .collect()
            }
            Some(Type::Scale(scale)) => {
                let bands = view
                    .house
                    .packs
                    .scales
                    .get(scale)
                    .map(|scale| scale.bands.as_slice())
                    .unwrap_or_default();
                bands
                    .iter()
                    .map(|band| (band.id.clone(), words::small(&band.label)))
                    .collect()
            }
            Some(Type::Link(to) | Type::Links { to, .. }) => {
                let mut all = Vec::new();
                for kind in to.iter().filter(|kind| *kind != "clause") {
                    all.extend(named(view, kind)?);
                }
                all
            }
            _ => Vec::new(),
        },
    })
}

fn named(view: &mut View<'_>, kind: &str) -> app::Result<Vec<(String, String)>> {
    let (targets, _) = super::targets::of_kind(view, kind)?;
    Ok(targets
        .into_iter()
        .map(|target| (target.number, target.title))
        .collect())
}
