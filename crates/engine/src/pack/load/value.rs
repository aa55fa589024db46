//! Reads tests on one value: its subject, and the one word that compares it.

use super::super::Type;
use super::condition::{WORDS, given, leftover, quoted};
use super::house::{House, Subject};
use super::leaf::{Found, Leaf};
use super::reader::Word as Text;
use super::report::unknown;
use super::table::Table;
use crate::condition::{As, Literal, Operand, Path, Place, Test, Word};
use crate::text::enumerate;

impl<'a> House<'a> {
    pub(super) fn value(
        &self,
        table: &Table<'_>,
        head: &str,
        subject: &Subject,
        own: &[&str],
    ) -> Option<Test> {
        let words: Vec<&str> = given(table, &WORDS)
            .into_iter()
            .filter(|word| !own.contains(word))
            .collect();
        let word = match words.as_slice() {
            [word] => *word,
            [] => {
                table.wrong(
                    head,
                    format!(
                        "“{head}” is only a subject; it wants one word of {}.",
                        enumerate(&WORDS, "and")
                    ),
                );
                return None;
            }
            several => {
                let last = several[several.len() - 1];
                table.wrong(
                    last,
                    format!(
                        "{} stand in one condition; write two, or join them with all_of.",
                        enumerate(&quoted(several), "and")
                    ),
                );
                return None;
            }
        };
        let with: &[&str] = if word == "held" { &["on"] } else { &[] };
        leftover(table, &[own, &[head, word], with].concat(), word);
        let (operand, leaf) = self.operand(table, head, subject)?;
        self.word(table, word, head == "reached", &operand, leaf, subject)
            .map(|word| Test::Value(operand, word))
    }

    pub(super) fn operand(
        &self,
        table: &Table<'_>,
        head: &str,
        subject: &Subject,
    ) -> Option<(Operand, Option<Leaf<'a>>)> {
        let given = table.word(head)?;
        match head {
            "field" | "reached" => {
                let found = self.single_path(subject, &given)?;
                Some((
                    Operand::Path(found.path, found.leaf.compared_as()),
                    Some(found.leaf),
                ))
            }
            "entered" => Some((Operand::Entered(self.state(&subject.kinds, &given)?), None)),
            _ => {
                let path = self.remembered(subject, &given)?;
                let operand = match head {
                    "set_on" => Operand::SetOn(path),
                    "last_set_on" => Operand::LastSetOn(path),
                    _ => Operand::Changes(path),
                };
                Some((operand, None))
            }
        }
    }

    /// A field of the record itself: only its own moments are remembered.
    pub(super) fn remembered(&self, subject: &Subject, word: &Text) -> Option<Path> {
        let Found { path, .. } = self.single_path(subject, word)?;
        if !path.hops.is_empty() || !matches!(path.place, Place::Field(_)) {
            self.report.add(
                &word.at,
                format!(
                    "“{}” is no field of the record itself; only those remember when they were set.",
                    word.text
                ),
            );
            return None;
        }
        Some(path)
    }

    pub(super) fn word(
        &self,
        table: &Table<'_>,
        word: &str,
        short: bool,
        operand: &Operand,
        leaf: Option<Leaf<'a>>,
        subject: &Subject,
    ) -> Option<Word> {
        let node = table.get(word)?;
        let dated = matches!(operand.compared_as(), As::Day | As::Moment);
        let ordered = operand.compared_as() == As::Number;
        let fits = match word {
            "before" | "after" | "reached" | "fresh" => dated,
            "at_least" | "at_most" => ordered,
            "held" => leaf.is_some_and(Leaf::is_person),
            _ => !dated && leaf.is_none_or(comparable),
        };
        if !fits {
            let kind = leaf.map_or(if dated { "moment" } else { "number" }, Leaf::word);
            table.wrong(
                word,
                format!("“{word}” does not fit a {kind}; {}.", fitting(kind)),
            );
            return None;
        }
        match word {
            "is" => self.literal(leaf, node).map(Word::Is),
            "at_least" => self.literal(leaf, node).map(Word::AtLeast),
            "at_most" => self.literal(leaf, node).map(Word::AtMost),
            "one_of" => self.literals(table, word, leaf).map(Word::OneOf),
            "none_of" => self.literals(table, word, leaf).map(Word::NoneOf),
            "before" => self.instant(node, subject).map(Word::Before),
            "after" => self.instant(node, subject).map(Word::After),
            "reached" => {
                if !short && !table.flag(word) {
                    table.wrong(word, "after a subject, “reached” stands as reached = true.");
                }
                Some(Word::Reached)
            }
            "fresh" => self
                .days(&node.need_word("“fresh”", self.report)?)
                .map(Word::Fresh),
            _ => self.held(table, subject),
        }
    }

    pub(super) fn held(&self, table: &Table<'_>, subject: &Subject) -> Option<Word> {
        let role = table.word("held")?;
        if !self.packs.roles.contains_key(&role.text) {
            let roles: Vec<&String> = self.packs.roles.keys().collect();
            self.report
                .add(&role.at, unknown("role", &role.text, "the set of packs", &roles));
            return None;
        }
        let on = match table.get("on") {
            None => None,
            Some(node) if node.text() == Some("today") => None,
            Some(node) => Some(Box::new(self.moment(node, subject, &[])?)),
        };
        Some(Word::Held { role: role.text, on })
    }

    pub(super) fn literals(
        &self,
        table: &Table<'_>,
        key: &str,
        leaf: Option<Leaf<'a>>,
    ) -> Option<Vec<Literal>> {
        let nodes = table.list(key);
        if nodes.is_empty() {
            table.wrong(key, format!("“{key}” wants a list of values, at least one."));
            return None;
        }
        let literals: Vec<Option<Literal>> = nodes.iter().map(|node| self.literal(leaf, node)).collect();
        literals.into_iter().collect()
    }
}

/// Whether values of the leaf can be equal to anything.
pub(super) fn comparable(leaf: Leaf<'_>) -> bool {
    !matches!(leaf, Leaf::Field(field) if matches!(field.ty, Type::Text | Type::Files | Type::Table(_) | Type::Row(_)))
}

/// The words that fit a type.
pub(super) fn fitting(kind: &str) -> &'static str {
    match kind {
        "number" | "money" | "scale" => "it takes is, one_of, none_of, at_least and at_most",
        "date" | "moment" => "it takes before, after, reached and fresh",
        "person" => "it takes is, one_of, none_of and held",
        "text" | "files" | "table" | "row" => "it takes filled, any_filled and absent",
        _ => "it takes is, one_of and none_of",
    }
}
