//! Reads conditions: one table, a subject, one word, its arguments.

use super::house::{House, Subject};
use super::reader::Node;
use super::report::unknown;
use super::standard::check_clause;
use super::table::Table;
use crate::condition::{Basis, Condition, Path, Test};
use crate::text::enumerate;
use crate::value::shorten;

pub(super) const SUBJECTS: [&str; 5] = ["field", "entered", "set_on", "last_set_on", "changes"];
pub(super) const WORDS: [&str; 10] = [
    "is", "one_of", "none_of", "at_least", "at_most", "before", "after", "reached", "fresh", "held",
];
const TESTS: [&str; 10] = [
    "filled",
    "any_filled",
    "absent",
    "in_state",
    "overdue",
    "sum",
    "actor",
    "actor_is_not",
    "any_of",
    "all_of",
];
const QUANTIFIERS: [&str; 5] = ["each", "some", "none", "share", "count"];
const ARGUMENTS: [&str; 5] = ["by", "equals", "on", "where", "least"];
const AROUND: [&str; 3] = ["when", "basis", "say"];

fn all_words() -> Vec<&'static str> {
    [&SUBJECTS[..], &WORDS, &TESTS, &QUANTIFIERS, &ARGUMENTS, &AROUND].concat()
}

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// A guard: it names its basis.
    Guard,
    /// Anywhere else.
    Inside,
}

impl House<'_> {
    /// A condition on the subject; what is wrong with it is reported. `extra` keys belong to whoever asks.
    pub(super) fn condition(
        &self,
        node: &Node,
        subject: &Subject,
        stands: Stands,
        extra: &[&str],
    ) -> Option<Condition> {
        let Some(table) = Table::again(node, "a condition", self.report) else {
            self.report.add(
                &node.at,
                format!("a condition is a table, but here stands {}.", node.word()),
            );
            return None;
        };
        let words = all_words();
        let stray: Vec<_> = table
            .entries
            .iter()
            .filter(|entry| !words.contains(&entry.key.as_str()) && !extra.contains(&entry.key.as_str()))
            .collect();
        for entry in &stray {
            let what = unknown("word", &entry.key, "a condition", &words).replacen(
                "has field",
                "has one of field",
                1,
            );
            self.report.add(&entry.at, what);
        }
        let when = table
            .get("when")
            .map(|node| self.condition(node, subject, Stands::Inside, &[]));
        let basis = self.basis(&table, stands);
        let say = table.need_say(stands);
        // With a misspelled word in it, the rest of the table would only be misunderstood.
        let test = if stray.is_empty() {
            self.test(&table, subject, extra)
        } else {
            None
        };
        Some(Condition {
            when: unless_broken(when)?.map(Box::new),
            test: test?,
            basis,
            say,
        })
    }

    /// The conditions of a list.
    pub(super) fn conditions(&self, nodes: &[Node], subject: &Subject) -> Option<Vec<Condition>> {
        let read: Vec<Option<Condition>> = nodes
            .iter()
            .map(|node| self.condition(node, subject, Stands::Inside, &[]))
            .collect();
        read.into_iter().collect()
    }

    /// The condition under a key, when there is one. `Err` when it could not be read.
    pub(super) fn optional(
        &self,
        table: &Table<'_>,
        key: &str,
        subject: &Subject,
    ) -> Result<Option<Condition>, ()> {
        match table.get(key) {
            None => Ok(None),
            Some(node) => self
                .condition(node, subject, Stands::Inside, &[])
                .map(Some)
                .ok_or(()),
        }
    }

    fn basis(&self, table: &Table<'_>, stands: Stands) -> Option<Basis> {
        if stands == Stands::Inside {
            if table.get("basis").is_some() {
                table.wrong(
                    "basis",
                    "“basis” belongs to a whole guard, not to a part of it or to another condition.",
                );
            }
            return None;
        }
        if table.get("basis").is_none() {
            self.report.add(table.at, "a guard names its “basis”: a clause as iso-9001-2015#10.2.1.d, or practice:… for a house rule.");
        }
        let word = table.word("basis")?;
        if word.text.contains('#') {
            return check_clause(&word, self.packs, self.report).then_some(Basis::Clause(word.text));
        }
        let Some(id) = word.text.strip_prefix("practice:") else {
            let given = shorten(&word.text);
            self.report.add(
                &word.at,
                format!("“{given}” is no basis; write a clause as iso-9001-2015#10.2.1.d, or practice:… with the id of a practice."),
            );
            return None;
        };
        let Some(practice) = self.packs.practices.get(id) else {
            let known: Vec<&String> = self.packs.practices.keys().collect();
            self.report
                .add(&word.at, unknown("practice", id, "the set of packs", &known));
            return None;
        };
        if !practice.values.iter().any(|value| value == "off") {
            self.report.add(
                &word.at,
                format!("the practice “{id}” cannot be “off”, so no guard can rest on it."),
            );
        }
        Some(Basis::Practice(id.to_owned()))
    }

    fn test(&self, table: &Table<'_>, subject: &Subject, extra: &[&str]) -> Option<Test> {
        let given = given(table, &QUANTIFIERS);
        match given.as_slice() {
            [] => {
                for key in ["where", "least"]
                    .into_iter()
                    .filter(|key| table.get(key).is_some())
                {
                    table.wrong(
                        key,
                        format!("“{key}” goes with each, some, none, share or count."),
                    );
                }
                self.plain(table, subject, &[extra, &["where", "least"]].concat())
            }
            [one] => self.quantified(table, one, subject, extra),
            several => {
                let last = several[several.len() - 1];
                table.wrong(
                    last,
                    format!(
                        "{} stand in one condition; write one condition for each.",
                        enumerate(&quoted(several), "and")
                    ),
                );
                None
            }
        }
    }

    /// A test without a quantifier. `own` keys belong to what stands around it.
    pub(super) fn plain(&self, table: &Table<'_>, subject: &Subject, own: &[&str]) -> Option<Test> {
        let mut heads: Vec<&str> = given(table, &SUBJECTS);
        heads.extend(given(table, &TESTS));
        if heads.is_empty() && table.get("reached").is_some_and(|node| node.text().is_some()) {
            heads.push("reached");
        }
        match heads.as_slice() {
            [] => self.headless(table, own),
            [head] => {
                let on_value = SUBJECTS.contains(head);
                let test = if on_value {
                    self.value(table, head, subject, own)
                } else {
                    self.other(table, head, subject, own)
                };
                if subject.table.is_some() && matches!(*head, "in_state" | "overdue" | "sum" | "entered") {
                    table.wrong(
                        head,
                        format!("“{head}” asks a record, but this condition is on rows."),
                    );
                    return None;
                }
                test
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
                None
            }
        }
    }

    fn headless(&self, table: &Table<'_>, own: &[&str]) -> Option<Test> {
        let words: Vec<&str> = given(table, &WORDS)
            .into_iter()
            .filter(|word| !own.contains(word))
            .collect();
        match words.first() {
            Some(word) => table.wrong(
                word,
                format!("“{word}” needs a subject: {}.", enumerate(&SUBJECTS, "or")),
            ),
            None => {
                let what = format!(
                    "this condition asks nothing; it has one of {}, or a subject ({}) with a word.",
                    enumerate(&TESTS, "and"),
                    enumerate(&SUBJECTS, "or")
                );
                self.report.add(table.at, what);
            }
        }
        None
    }

    fn other(&self, table: &Table<'_>, head: &str, subject: &Subject, own: &[&str]) -> Option<Test> {
        let with: &[&str] = if head == "sum" { &["by", "equals"] } else { &[] };
        leftover(table, &[own, &[head], with].concat(), head);
        match head {
            "filled" => self.paths(table, head, subject).map(Test::Filled),
            "any_filled" => self.paths(table, head, subject).map(Test::AnyFilled),
            "absent" => self.paths(table, head, subject).map(Test::Absent),
            "in_state" => {
                let states: Vec<Option<String>> = table
                    .need_words(head)
                    .iter()
                    .map(|word| self.state(&subject.kinds, word))
                    .collect();
                states.into_iter().collect::<Option<_>>().map(Test::InState)
            }
            "overdue" => {
                if !table.flag(head) {
                    table.wrong(head, "“overdue” stands as overdue = true.");
                }
                Some(Test::Overdue)
            }
            "sum" => self.sum(table, subject),
            "actor" => {
                let kind = subject.kinds.first()?;
                let who: Vec<_> = table
                    .need_words(head)
                    .iter()
                    .map(|word| self.who(kind, word))
                    .collect();
                who.into_iter().collect::<Option<_>>().map(Test::Actor)
            }
            "actor_is_not" => {
                let word = table.word(head)?;
                let found = self.path(subject, &word)?;
                if !found.leaf.is_person() {
                    self.report.add(
                        &word.at,
                        format!(
                            "“actor_is_not” wants a person, and “{}” is of type {}.",
                            word.text,
                            found.leaf.word()
                        ),
                    );
                    return None;
                }
                Some(Test::ActorIsNot(found.path))
            }
            "any_of" | "all_of" => {
                let nodes = table.list(head);
                if nodes.is_empty() {
                    table.wrong(
                        head,
                        format!("“{head}” wants a list of conditions, at least one."),
                    );
                }
                let conditions = self.conditions(nodes, subject)?;
                Some(if head == "any_of" {
                    Test::AnyOf(conditions)
                } else {
                    Test::AllOf(conditions)
                })
            }
            _ => self.value(table, "reached", subject, own),
        }
    }

    fn paths(&self, table: &Table<'_>, key: &str, subject: &Subject) -> Option<Vec<Path>> {
        let paths: Vec<Option<Path>> = table
            .need_words(key)
            .iter()
            .map(|word| self.single_path(subject, word).map(|found| found.path))
            .collect();
        paths
            .into_iter()
            .collect::<Option<Vec<Path>>>()
            .filter(|paths| !paths.is_empty())
    }
}

impl Table<'_> {
    fn need_say(&self, stands: Stands) -> Option<String> {
        if stands == Stands::Inside && self.get("say").is_some() {
            self.wrong(
                "say",
                "“say” belongs to a whole guard, not to a part of it or to another condition.",
            );
            return None;
        }
        self.get("say")
            .and_then(|_| self.need_word("say"))
            .map(|word| word.text)
    }
}

/// Keys of these that the table has, in their order here.
pub(super) fn given<'k>(table: &Table<'_>, keys: &[&'k str]) -> Vec<&'k str> {
    keys.iter()
        .copied()
        .filter(|key| table.get(key).is_some())
        .collect()
}

/// Reports known words that do not go with the word at hand.
pub(super) fn leftover(table: &Table<'_>, used: &[&str], word: &str) {
    let stray = table
        .entries
        .iter()
        .filter(|entry| !used.contains(&entry.key.as_str()) && !AROUND.contains(&entry.key.as_str()));
    for entry in stray {
        table
            .report
            .add(&entry.at, format!("“{}” does not go with “{word}”.", entry.key));
    }
}

/// `None` when something is there that could not be read.
#[allow(clippy::option_option, reason = "absent, broken and read are three things")]
pub(super) fn unless_broken(read: Option<Option<Condition>>) -> Option<Option<Condition>> {
    match read {
        None => Some(None),
        Some(None) => None,
        Some(Some(condition)) => Some(Some(condition)),
    }
}

pub(super) fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("“{word}”")).collect()
}
