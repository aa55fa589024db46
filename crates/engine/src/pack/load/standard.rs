//! Reads standards and the crosswalks between them.

use super::super::{Clause, Crosswalk, Packs, Pair, Standard};
use super::reader::{Node, Word};
use super::report::{Report, unknown};
use super::table::{Table, check_hyphen_id};

const STANDARD: [&str; 10] = [
    "id",
    "title",
    "edition",
    "status",
    "valid_from",
    "transition_until",
    "transition_certainty",
    "certainty",
    "compared",
    "clause",
];
const CLAUSE: [&str; 10] = [
    "id",
    "title",
    "intent",
    "phase",
    "documented",
    "evidenced",
    "certainty",
    "heading",
    "own_id",
    "questions",
];
const STATUS: [&str; 3] = ["draft", "current", "withdrawn"];
const PHASES: [&str; 6] = ["context", "lead", "plan", "do", "check", "act"];
const DOCUMENTED: [&str; 5] = [
    "none",
    "maintain",
    "retain",
    "maintain_if_needed",
    "retain_if_needed",
];
const EVIDENCED: [&str; 4] = ["record", "interview", "observation", "outside_sample"];
const RELATIONS: [&str; 6] = ["same", "changed", "split", "merged", "new", "removed"];
const SETS: [&str; 4] = ["equal", "subset", "superset", "intersects"];
const CERTAINTY: [&str; 3] = ["sure", "likely", "unsure"];

/// `standards/<id>.toml`
pub(super) fn standard(node: &Node, report: &Report) -> Option<Standard> {
    let table = Table::open(node, "a standard", &STANDARD, report)?;
    let id = table.need_word("id")?;
    if !check_hyphen_id(&id, report) {
        return None;
    }
    let certainty = table
        .one_of("certainty", &CERTAINTY)
        .unwrap_or_else(|| "unsure".to_owned());
    table.one_of("transition_certainty", &CERTAINTY);
    table.one_of("status", &STATUS);
    for key in ["valid_from", "transition_until"] {
        if let Some(word) = table.word(key)
            && let Err(what) = crate::calendar::day(&word.text)
        {
            report.add(&word.at, format!("“{key}” {what}."));
        }
    }
    let mut standard = Standard {
        id: id.text,
        title: table.need_text("title"),
        edition: table.need_text("edition"),
        compared: table.need_text("compared"),
        ..Standard::default()
    };
    let mut places = Vec::new();
    for node in table.list("clause") {
        let Some((clause, id)) = clause(node, &certainty, report) else {
            continue;
        };
        if standard.clauses.contains_key(&clause.id) {
            report.add(
                &id.at,
                format!(
                    "the clause {} stands twice in the standard; ids are unique.",
                    clause.id
                ),
            );
            continue;
        }
        standard.order.push(clause.id.clone());
        standard.clauses.insert(clause.id.clone(), clause);
        places.push(id);
    }
    for id in places {
        if let Some((parent, _)) = id.text.rsplit_once('.')
            && !standard.clauses.contains_key(parent)
        {
            report.add(
                &id.at,
                format!(
                    "the clause {} hangs on {parent}, which the standard has not.",
                    id.text
                ),
            );
        }
    }
    Some(standard)
}

fn clause(node: &Node, certainty: &str, report: &Report) -> Option<(Clause, Word)> {
    let table = Table::open(node, "a clause", &CLAUSE, report)?;
    let id = table.need_word("id")?;
    if !id
        .text
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    {
        report.add(
            &id.at,
            format!(
                "“{}” is no clause id; write it as 10.2.1.d.",
                crate::value::shorten(&id.text)
            ),
        );
        return None;
    }
    for key in ["phase", "documented", "evidenced"] {
        table.need(key);
    }
    let evidenced: Vec<String> = table
        .words("evidenced")
        .into_iter()
        .filter(|word| {
            let known = EVIDENCED.contains(&word.text.as_str());
            if !known {
                report.add(
                    &word.at,
                    unknown("way to show a clause", &word.text, "a clause", &EVIDENCED),
                );
            }
            known
        })
        .map(|word| word.text)
        .collect();
    let clause = Clause {
        id: id.text.clone(),
        title: table.need_text("title"),
        intent: table.need_text("intent"),
        phase: table.one_of("phase", &PHASES).unwrap_or_default(),
        documented: table.one_of("documented", &DOCUMENTED).unwrap_or_default(),
        evidenced,
        certainty: table
            .one_of("certainty", &CERTAINTY)
            .unwrap_or_else(|| certainty.to_owned()),
        heading: table.flag("heading"),
        own_id: table.flag("own_id"),
        questions: table
            .words("questions")
            .into_iter()
            .map(|word| word.text)
            .collect(),
    };
    Some((clause, id))
}

/// Whether `standard#clause` names a clause. Silent about standards as long as none is loaded at all.
pub(super) fn check_clause(reference: &Word, packs: &Packs, report: &Report) -> bool {
    let Some((standard, clause)) = reference.text.split_once('#') else {
        let given = crate::value::shorten(&reference.text);
        report.add(
            &reference.at,
            format!("“{given}” is no clause; write it as iso-9001-2015#10.2.1.d."),
        );
        return false;
    };
    if packs.standards.is_empty() {
        return true;
    }
    let Some(known) = packs.standards.get(standard) else {
        let all: Vec<&String> = packs.standards.keys().collect();
        report.add(
            &reference.at,
            unknown("standard", standard, "the set of packs", &all),
        );
        return false;
    };
    if known.clauses.contains_key(clause) {
        return true;
    }
    let parent = clause.rsplit_once('.').map_or("", |(parent, _)| parent);
    let beside: Vec<&String> = known
        .order
        .iter()
        .filter(|id| id.rsplit_once('.').map_or("", |(p, _)| p) == parent)
        .collect();
    let whole = if parent.is_empty() {
        standard.to_owned()
    } else {
        format!("{standard}#{parent}")
    };
    report.add(&reference.at, unknown("clause", clause, &whole, &beside));
    false
}

/// `crosswalks/<id>.toml`; its clauses must exist in the standards that are loaded.
pub(super) fn crosswalk(node: &Node, packs: &Packs, report: &Report) -> Option<Crosswalk> {
    let table = Table::open(
        node,
        "a crosswalk",
        &["id", "from", "to", "source", "pair"],
        report,
    )?;
    let id = table.need_word("id")?;
    if !check_hyphen_id(&id, report) {
        return None;
    }
    let (from, to) = (side(&table, "from", packs), side(&table, "to", packs));
    let mut crosswalk = Crosswalk {
        id: id.text,
        source: table.need_text("source"),
        ..Crosswalk::default()
    };
    for node in table.list("pair") {
        crosswalk.pairs.extend(pair(node, from, to, report));
    }
    (crosswalk.from, crosswalk.to) = (table.text("from"), table.text("to"));
    Some(crosswalk)
}

fn side<'a>(table: &Table<'_>, key: &str, packs: &'a Packs) -> Option<&'a Standard> {
    let word = table.need_word(key)?;
    let standard = packs.standards.get(&word.text);
    if standard.is_none() {
        let all: Vec<&String> = packs.standards.keys().collect();
        table.report.add(
            &word.at,
            unknown("standard", &word.text, "the set of packs", &all),
        );
    }
    standard
}

fn pair(node: &Node, from: Option<&Standard>, to: Option<&Standard>, report: &Report) -> Option<Pair> {
    let table = Table::open(
        node,
        "a pair",
        &["from", "to", "relation", "set", "certainty", "why", "source"],
        report,
    )?;
    for key in ["from", "to", "relation", "set"] {
        table.need(key);
    }
    for (key, standard) in [("from", from), ("to", to)] {
        if let (Some(word), Some(standard)) = (table.word(key), standard)
            && !word.text.is_empty()
            && !standard.clauses.contains_key(&word.text)
        {
            report.add(
                &word.at,
                format!(
                    "{} has no clause “{}”.",
                    standard.id,
                    crate::value::shorten(&word.text)
                ),
            );
        }
    }
    let pair = Pair {
        from: table.text("from"),
        to: table.text("to"),
        relation: table.one_of("relation", &RELATIONS).unwrap_or_default(),
        set: table.one_of("set", &SETS).unwrap_or_default(),
        certainty: table
            .one_of("certainty", &CERTAINTY)
            .unwrap_or_else(|| "unsure".to_owned()),
        why: table.need_text("why"),
        source: table.text("source"),
    };
    for (key, empty, relation) in [
        ("from", pair.from.is_empty(), "new"),
        ("to", pair.to.is_empty(), "removed"),
    ] {
        if empty != (pair.relation == relation) {
            table.wrong(
                key,
                format!("“{key}” is empty exactly when “relation” is “{relation}”."),
            );
        }
    }
    Some(pair)
}
