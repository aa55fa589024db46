//! Reads a kind's fields, states and transitions. Conditions and people come later (`workflow`), when every kind is known.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Kind, Section, State, Transition};
use super::field::field;
use super::reader::{Node, Plain, Word};
use super::report::{At, Report, unknown};
use super::table::{Table, is_id};
use crate::value::shorten;

const KIND: [&str; 13] = [
    "id",
    "title",
    "plural",
    "number",
    "start",
    "spine",
    "clauses",
    "see",
    "section",
    "states",
    "transition",
    "due",
    "triage",
];
/// Words that mean something of every record, so that no field may take them.
const RESERVED: [&str; 8] = [
    "id", "self", "number", "state", "reporter", "version", "opened", "closed",
];

/// A kind that is being read, with the places to which its second reading returns.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) root: Node,
    pub(super) fields: BTreeMap<String, Node>,
    /// Beside `kind.sections`.
    pub(super) sections: Vec<Node>,
    /// Beside `kind.transitions`.
    pub(super) transitions: Vec<Node>,
    /// Guards with the position of their transition.
    pub(super) guards: Vec<(usize, Node)>,
    pub(super) signs: Vec<(usize, Node)>,
    pub(super) shows: Vec<(usize, Node)>,
    pub(super) dues: Vec<Node>,
    pub(super) states: BTreeMap<String, At>,
    /// Fields whose type could not be read.
    pub(super) unsure: BTreeSet<String>,
}

/// `kinds/<id>.toml`
pub(super) fn draft(node: &Node, pack: &str, report: &Report) -> Option<Draft> {
    let table = Table::open(node, "a kind", &KIND, report)?;
    let id = table.id("id")?;
    if id.text == "clause" {
        report.add(
            &id.at,
            "“clause” names the clauses of standards; a kind needs another id.",
        );
    }
    let kind = Kind {
        id: id.text,
        pack: pack.to_owned(),
        title: table.need_text("title"),
        plural: table.need_text("plural"),
        number: number(&table),
        ..Kind::default()
    };
    let mut draft = Draft {
        kind,
        root: node.clone(),
        fields: BTreeMap::new(),
        sections: Vec::new(),
        transitions: Vec::new(),
        guards: Vec::new(),
        signs: Vec::new(),
        shows: Vec::new(),
        dues: table.list("due").to_vec(),
        states: BTreeMap::new(),
        unsure: BTreeSet::new(),
    };
    draft.read_states(&table);
    if table.list("section").is_empty() {
        table.wrong(
            "section",
            "a kind asks something: give it at least one [[section]].",
        );
    }
    for node in table.list("section") {
        draft.add_section(node, report);
    }
    for node in table.list("transition") {
        draft.read_transition(node, report);
    }
    Some(draft)
}

/// `NC-{year}-{seq}`
fn number(table: &Table<'_>) -> String {
    let Some(word) = table.need_word("number") else {
        return String::new();
    };
    let rest = word.text.replace("{year}", "").replacen("{seq}", "", 1);
    let wrong = |what: &str| {
        table.report.add(
            &word.at,
            format!("the number pattern “{}” {what}", shorten(&word.text)),
        )
    };
    if !word.text.contains("{seq}") {
        wrong("has no {seq}, so that two records would have one number; write it as NC-{year}-{seq}.");
    }
    if rest.contains(['{', '}']) {
        wrong("may hold {year} and one {seq}, and nothing else in braces.");
    } else if !rest.starts_with(|c: char| c.is_ascii_uppercase())
        || !rest
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
    {
        wrong("begins with a capital letter and has capital letters, digits and - besides {year} and {seq}.");
    }
    word.text
}

impl Draft {
    fn read_states(&mut self, table: &Table<'_>) {
        let report = table.report;
        let Some(states) = table
            .need("states")
            .and_then(|node| Table::again(node, "states", report))
        else {
            return;
        };
        for entry in states.entries {
            if !is_id(&entry.key) {
                report.add(
                    &entry.at,
                    format!(
                        "“{}” is no id; an id has small letters, digits and _.",
                        shorten(&entry.key)
                    ),
                );
            }
            let mut state = State {
                id: entry.key.clone(),
                ..State::default()
            };
            if let Plain::Text(title) = &entry.node.value {
                state.title.clone_from(title);
            } else if let Some(table) = Table::open(&entry.node, "a state", &["title", "final"], report) {
                state.title = table.need_text("title");
                state.is_final = table.flag("final");
            }
            self.states.insert(state.id.clone(), entry.at.clone());
            self.kind.states.push(state);
        }
        if self.kind.states.is_empty() {
            report.add(table.at, "a kind has at least one state.");
        }
    }

    /// A section with its fields. Its people are read later.
    pub(super) fn add_section(&mut self, node: &Node, report: &Report) {
        let Some(table) = Table::open(node, "a section", &["title", "edit", "fields"], report) else {
            return;
        };
        let mut section = Section {
            title: table.need_text("title"),
            ..Section::default()
        };
        section.states = self.editable(&table, report);
        table.need("fields");
        self.kind.sections.push(section);
        self.sections.push(node.clone());
        self.add_fields(self.kind.sections.len() - 1, &table);
    }

    /// More fields for a section.
    pub(super) fn add_fields(&mut self, section: usize, table: &Table<'_>) {
        for node in table.list("fields") {
            if let Some(id) = self.add_field(node, table.report) {
                self.kind.sections[section].fields.push(id);
            }
        }
    }

    /// States in which the section may be edited; `edit = "never"`: only transitions fill it.
    fn editable(&self, section: &Table<'_>, report: &Report) -> BTreeSet<String> {
        let Some(node) = section.need("edit") else {
            return BTreeSet::new();
        };
        if node.text() == Some("never") {
            return BTreeSet::new();
        }
        let what = "“edit”, where it is not \"never\",";
        let Some(edit) = Table::open(node, what, &["until", "in", "by"], report) else {
            return BTreeSet::new();
        };
        let known: Vec<&str> = self.kind.states.iter().map(|state| state.id.as_str()).collect();
        let whole = format!("the kind {}", self.kind.id);
        let open = self
            .kind
            .states
            .iter()
            .filter(|state| !state.is_final)
            .map(|state| state.id.clone());
        if edit.get("until").is_some() && edit.get("in").is_some() {
            edit.wrong("until", "“edit” says “until” or “in”, not both.");
        }
        if let Some(until) = edit.word("until") {
            if !known.contains(&until.text.as_str()) {
                report.add(&until.at, unknown("state", &until.text, &whole, &known));
            }
            let before: Vec<&str> = known
                .into_iter()
                .take_while(|state| *state != until.text)
                .collect();
            return open.filter(|state| before.contains(&state.as_str())).collect();
        }
        if edit.get("in").is_none() {
            return open.collect();
        }
        let mut states = BTreeSet::new();
        for word in edit.words("in") {
            match self.kind.state(&word.text) {
                None => report.add(&word.at, unknown("state", &word.text, &whole, &known)),
                Some(state) if state.is_final => {
                    report.add(
                        &word.at,
                        format!("“{}” is final: nothing is edited any more.", word.text),
                    );
                }
                Some(_) => drop(states.insert(word.text)),
            }
        }
        states
    }

    fn add_field(&mut self, node: &Node, report: &Report) -> Option<String> {
        let (field, sure) = field(node, "a field", report)?;
        let at = Table::again(node, "a field", report)?.get("id")?.at.clone();
        if RESERVED.contains(&field.id.as_str()) {
            report.add(
                &at,
                format!(
                    "“{}” means something of every record; the field needs another id.",
                    field.id
                ),
            );
        }
        if self.kind.fields.contains_key(&field.id) {
            report.add(
                &at,
                format!(
                    "the field “{}” stands twice in the kind {}; ids are unique.",
                    field.id, self.kind.id
                ),
            );
            return None;
        }
        if !sure {
            self.unsure.insert(field.id.clone());
        }
        let id = field.id.clone();
        self.fields.insert(id.clone(), node.clone());
        self.kind.fields.insert(id.clone(), field);
        Some(id)
    }

    fn read_transition(&mut self, node: &Node, report: &Report) {
        let keys = [
            "id", "verb", "from", "to", "by", "asks", "needs", "sign", "shows", "does",
        ];
        let Some(table) = Table::open(node, "a transition", &keys, report) else {
            return;
        };
        let Some(id) = table.id("id") else { return };
        if self.kind.transition(&id.text).is_some() {
            report.add(
                &id.at,
                format!(
                    "the transition “{}” stands twice in the kind {}; ids are unique.",
                    id.text, self.kind.id
                ),
            );
        }
        let from = table
            .need_words("from")
            .into_iter()
            .filter(|word| self.leaves(word, report))
            .map(|word| word.text)
            .collect();
        let to = table
            .need_word("to")
            .filter(|word| self.has_state(word, report))
            .map(|word| word.text)
            .unwrap_or_default();
        let position = self.kind.transitions.len();
        self.guards
            .extend(table.list("needs").iter().map(|node| (position, node.clone())));
        self.shows
            .extend(table.list("shows").iter().map(|node| (position, node.clone())));
        self.signs
            .extend(table.get("sign").map(|node| (position, node.clone())));
        let asks = self.asks(&table);
        self.transitions.push(node.clone());
        self.kind.transitions.push(Transition {
            id: id.text,
            verb: table.need_text("verb"),
            from,
            to,
            asks,
            by: Vec::new(),
            needs: Vec::new(),
            sign: None,
            shows: Vec::new(),
            does: Vec::new(),
        });
    }

    fn asks(&mut self, table: &Table<'_>) -> Vec<String> {
        let mut asks = Vec::new();
        for node in table.list("asks") {
            match &node.value {
                // A field that stands elsewhere; whether it does is seen when all fields are known.
                Plain::Text(id) => asks.push(id.clone()),
                _ => asks.extend(self.add_field(node, table.report)),
            }
        }
        asks
    }

    fn has_state(&self, word: &Word, report: &Report) -> bool {
        let known: Vec<&str> = self.kind.states.iter().map(|state| state.id.as_str()).collect();
        let has = known.contains(&word.text.as_str());
        if !has {
            report.add(
                &word.at,
                unknown("state", &word.text, &format!("the kind {}", self.kind.id), &known),
            );
        }
        has
    }

    fn leaves(&self, word: &Word, report: &Report) -> bool {
        let is_final = self.kind.state(&word.text).is_some_and(|state| state.is_final);
        if is_final {
            report.add(
                &word.at,
                format!("“{}” is final: no transition leaves it.", word.text),
            );
        }
        !is_final && self.has_state(word, report)
    }
}
