//! Reads conditions: one table, a subject, one word, its arguments.

use super::super::Type;
use super::house::{Found, House, Leaf, Subject, records};
use super::reader::{Node, Plain, Table, Word as Text};
use super::report::unknown;
use super::standard::check_clause;
use crate::calendar;
use crate::condition::{
    As, Basis, Condition, Instant, Literal, Members, Operand, Path, Place, Quantifier, Spine, Test, Word,
};
use crate::text::enumerate;
use crate::value::{parse_scaled, shorten};

const SUBJECTS: [&str; 5] = ["field", "entered", "set_on", "last_set_on", "changes"];
const WORDS: [&str; 10] = [
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

impl<'a> House<'a> {
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

    fn quantified(&self, table: &Table<'_>, key: &str, subject: &Subject, extra: &[&str]) -> Option<Test> {
        let (over, inner) = self.members(table, key, subject)?;
        let least = table
            .whole("least", 0, 1_000)
            .and_then(|least| u32::try_from(least).ok());
        let least = least.unwrap_or(u32::from(over.filter.is_none()));
        let own = |keys: &[&'static str]| [extra, &[key, "where"], keys].concat();
        let quantifier = match key {
            "each" => Quantifier::Each,
            "some" => Quantifier::Some,
            "none" => Quantifier::None,
            "count" => return self.count(table, over, &own(&["at_least", "at_most"])),
            _ => {
                table.need("at_least");
                let at_least = table
                    .whole("at_least", 0, 100)
                    .and_then(|percent| u32::try_from(percent).ok());
                let test = self.plain(table, &inner, &own(&["least", "at_least"]))?;
                return Some(Test::Share {
                    over,
                    test: Box::new(test),
                    at_least: at_least?,
                    least,
                });
            }
        };
        let test = self.plain(table, &inner, &own(&["least"]))?;
        Some(Test::Quantified {
            quantifier,
            over,
            least,
            test: Box::new(test),
        })
    }

    fn count(&self, table: &Table<'_>, over: Members, own: &[&str]) -> Option<Test> {
        leftover(table, own, "count");
        let limit = |key: &str| {
            table
                .whole(key, 0, 1_000)
                .and_then(|limit| u32::try_from(limit).ok())
        };
        let (at_least, at_most) = (limit("at_least"), limit("at_most"));
        if table.get("at_least").is_none() && table.get("at_most").is_none() {
            table.wrong("count", "“count” wants “at_least”, “at_most” or both.");
            return None;
        }
        Some(Test::Count {
            over,
            at_least,
            at_most,
        })
    }

    fn members(&self, table: &Table<'_>, key: &str, subject: &Subject) -> Option<(Members, Subject)> {
        let word = table.word(key)?;
        if subject.table.is_some() {
            self.report.add(
                &word.at,
                format!("“{key}” stands in a condition on rows, which have no rows or links of their own."),
            );
            return None;
        }
        if word.text.contains('.') {
            self.report.add(
                &word.at,
                format!(
                    "“{key}” names a field of the record itself, not a path such as “{}”.",
                    shorten(&word.text)
                ),
            );
            return None;
        }
        let Leaf::Field(field) = self.path(subject, &word)?.leaf else {
            self.report.add(
                &word.at,
                format!("“{key}” wants a table or a link, and “{}” is neither.", word.text),
            );
            return None;
        };
        let inner = match &field.ty {
            Type::Table(_) => Subject {
                kinds: subject.kinds.clone(),
                table: Some(field.id.clone()),
            },
            Type::Link(to) | Type::Links { to, .. } => Subject {
                kinds: records(to),
                table: None,
            },
            other => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{key}” wants a table or a link, and “{}” is of type {}.",
                        word.text,
                        other.word()
                    ),
                );
                return None;
            }
        };
        let filter = table
            .get("where")
            .map(|node| self.condition(node, &inner, Stands::Inside, &[]));
        let filter = unless_broken(filter)?.map(Box::new);
        Some((
            Members {
                field: field.id.clone(),
                rows: inner.table.is_some(),
                filter,
            },
            inner,
        ))
    }

    /// A test without a quantifier. `own` keys belong to what stands around it.
    fn plain(&self, table: &Table<'_>, subject: &Subject, own: &[&str]) -> Option<Test> {
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

    fn sum(&self, table: &Table<'_>, subject: &Subject) -> Option<Test> {
        for key in ["by", "equals"] {
            table.need(key);
        }
        let added = self.cell(table, "sum", subject);
        let whole = self.cell(table, "equals", subject);
        let ((table_id, column), (of, equals)) = (added?, whole?);
        let by = table.word("by")?;
        let found = self
            .kind(&subject.kinds[0])
            .field(&table_id)
            .and_then(|field| field.column(&by.text));
        if !matches!(found.map(|field| &field.ty), Some(Type::Row(to)) if *to == of) {
            let what = format!(
                "“by” names a column of {table_id} of type row that points at {of}; “{}” is none.",
                shorten(&by.text)
            );
            self.report.add(&by.at, what);
            return None;
        }
        Some(Test::Sum {
            table: table_id,
            column,
            by: by.text,
            of,
            equals,
        })
    }

    /// A number column, as `table.column`.
    fn cell(&self, table: &Table<'_>, key: &str, subject: &Subject) -> Option<(String, String)> {
        let word = table.word(key)?;
        let found = self.path(subject, &word)?;
        match (found.path.place, found.leaf) {
            (Place::Cell { table, column }, Leaf::Field(field))
                if found.path.hops.is_empty() && matches!(field.ty, Type::Number(_)) =>
            {
                Some((table, column))
            }
            _ => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{key}” wants a number column of a table, as table.column; “{}” is none.",
                        word.text
                    ),
                );
                None
            }
        }
    }

    fn value(&self, table: &Table<'_>, head: &str, subject: &Subject, own: &[&str]) -> Option<Test> {
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

    fn operand(
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
    fn remembered(&self, subject: &Subject, word: &Text) -> Option<Path> {
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

    fn word(
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

    fn held(&self, table: &Table<'_>, subject: &Subject) -> Option<Word> {
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

    fn literals(&self, table: &Table<'_>, key: &str, leaf: Option<Leaf<'a>>) -> Option<Vec<Literal>> {
        let nodes = table.list(key);
        if nodes.is_empty() {
            table.wrong(key, format!("“{key}” wants a list of values, at least one."));
            return None;
        }
        let literals: Vec<Option<Literal>> = nodes.iter().map(|node| self.literal(leaf, node)).collect();
        literals.into_iter().collect()
    }

    /// A value, typed by what it is compared with.
    pub(super) fn literal(&self, leaf: Option<Leaf<'a>>, node: &Node) -> Option<Literal> {
        let wrong = |what: String| {
            self.report.add(&node.at, what);
            None
        };
        let Some(leaf) = leaf else {
            return number(node).or_else(|| wrong("changes are counted: write a number.".to_owned()));
        };
        if leaf.compared_as() == As::Number
            && !matches!(leaf, Leaf::Field(field) if matches!(field.ty, Type::Scale(_)))
        {
            return number(node).or_else(|| {
                wrong(format!(
                    "a {} is compared with a number such as 12.5.",
                    leaf.word()
                ))
            });
        }
        let word = node.need_word("what a field is compared with", self.report)?;
        let text = || Some(Literal::Text(word.text.clone()));
        match leaf {
            Leaf::Spine(Spine::State, kind) => self
                .state(std::slice::from_ref(&kind.id), &word)
                .map(Literal::Text),
            Leaf::Spine(_, _) => text(),
            Leaf::Field(field) => match &field.ty {
                Type::YesNo if matches!(word.text.as_str(), "yes" | "no") => text(),
                Type::YesNo => wrong(format!(
                    "“{}” is “yes” or “no”, but here stands “{}”.",
                    field.id,
                    shorten(&word.text)
                )),
                // An unknown list or scale is told at the field.
                Type::Choice(list) | Type::Choices(list) => {
                    let list = self.packs.lists.get(list)?;
                    if list.item(&word.text).is_none() {
                        let items: Vec<&str> = list.items.iter().map(|item| item.id.as_str()).collect();
                        return wrong(unknown(
                            "item",
                            &word.text,
                            &format!("the list {}", list.id),
                            &items,
                        ));
                    }
                    text()
                }
                Type::Scale(scale) => {
                    let scale = self.packs.scales.get(scale)?;
                    let Some(rank) = scale.rank(&word.text) else {
                        let bands: Vec<&str> = scale.bands.iter().map(|band| band.id.as_str()).collect();
                        return wrong(unknown(
                            "band",
                            &word.text,
                            &format!("the scale {}", scale.id),
                            &bands,
                        ));
                    };
                    let scaled = |from: u32| i64::from(from) * crate::value::SCALE;
                    let below = scale.bands.get(rank + 1).map(|band| scaled(band.from));
                    Some(Literal::Band {
                        id: word.text.clone(),
                        from: scaled(scale.bands[rank].from),
                        below,
                    })
                }
                Type::Link(to) | Type::Links { to, .. } => self.reference(to, &word).then(text)?,
                _ => text(),
            },
        }
    }

    fn reference(&self, to: &[String], word: &Text) -> bool {
        match word.text.split_once('/') {
            Some(("clause", clause)) if to.iter().any(|kind| kind == "clause") => check_clause(
                &Text {
                    text: clause.to_owned(),
                    at: word.at.clone(),
                },
                self.packs,
                self.report,
            ),
            Some((kind, id)) if !id.is_empty() && to.iter().any(|to| to == kind) => true,
            _ => {
                let what = format!(
                    "“{}” is no reference; write kind/id, the kind one of {}.",
                    shorten(&word.text),
                    enumerate(to, "and")
                );
                self.report.add(&word.at, what);
                false
            }
        }
    }

    fn instant(&self, node: &Node, subject: &Subject) -> Option<Instant> {
        match &node.value {
            Plain::Table(_) => {
                let operand = self.moment(node, subject, &["plus"])?;
                let table = Table::again(node, "a point in time", self.report)?;
                let plus = if table.get("plus").is_some() {
                    self.days(&table.word("plus")?)?
                } else {
                    0
                };
                Some(Instant::Of(operand, plus))
            }
            Plain::Text(text) | Plain::Day(text) => {
                let today = text.strip_prefix("today").map(|rest| rest.replace(' ', ""));
                if let Some(days) =
                    today.and_then(|rest| if rest.is_empty() { Some(0) } else { signed(&rest) })
                {
                    return Some(Instant::Today(days));
                }
                match calendar::day(text) {
                    Ok(day) => Some(Instant::Day(day)),
                    Err(_) => self.no_instant(node),
                }
            }
            _ => self.no_instant(node),
        }
    }

    fn no_instant(&self, node: &Node) -> Option<Instant> {
        let what = "a point in time is “today”, “today+5”, a day such as 2026-11-22, or { field = … }, { entered = … }, { set_on = … } with “plus”.";
        self.report.add(&node.at, what);
        None
    }

    /// `{ field = … }`, `{ entered = … }`, `{ set_on = … }` or `{ last_set_on = … }`: something that has a day.
    fn moment(&self, node: &Node, subject: &Subject, more: &[&str]) -> Option<Operand> {
        let subjects = ["field", "entered", "set_on", "last_set_on"];
        let table = Table::open(
            node,
            "a point in time",
            &[&subjects[..], more].concat(),
            self.report,
        )?;
        let heads = given(&table, &subjects);
        let [head] = heads.as_slice() else {
            self.report.add(
                table.at,
                format!(
                    "a point in time has exactly one of {}.",
                    enumerate(&subjects, "and")
                ),
            );
            return None;
        };
        let (operand, leaf) = self.operand(&table, head, subject)?;
        if !matches!(operand.compared_as(), As::Day | As::Moment) {
            table.wrong(
                head,
                format!(
                    "a point in time is a date or a moment, not a {}.",
                    leaf.map_or("number", Leaf::word)
                ),
            );
            return None;
        }
        Some(operand)
    }

    /// `5 days`, `1 day` or `-5 days`.
    pub(super) fn days(&self, word: &Text) -> Option<i64> {
        let (sign, text) = word
            .text
            .strip_prefix('-')
            .map_or((1, word.text.as_str()), |rest| (-1, rest));
        match calendar::span(text) {
            Ok(span) if !span.working => Some(sign * span.days),
            _ => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{}” is no number of days; write it as “5 days”.",
                        shorten(&word.text)
                    ),
                );
                None
            }
        }
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
fn given<'k>(table: &Table<'_>, keys: &[&'k str]) -> Vec<&'k str> {
    keys.iter()
        .copied()
        .filter(|key| table.get(key).is_some())
        .collect()
}

/// Reports known words that do not go with the word at hand.
fn leftover(table: &Table<'_>, used: &[&str], word: &str) {
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
fn unless_broken(read: Option<Option<Condition>>) -> Option<Option<Condition>> {
    match read {
        None => Some(None),
        Some(None) => None,
        Some(Some(condition)) => Some(Some(condition)),
    }
}

fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("“{word}”")).collect()
}

/// Whether values of the leaf can be equal to anything.
fn comparable(leaf: Leaf<'_>) -> bool {
    !matches!(leaf, Leaf::Field(field) if matches!(field.ty, Type::Text | Type::Files | Type::Table(_) | Type::Row(_)))
}

/// The words that fit a type.
fn fitting(kind: &str) -> &'static str {
    match kind {
        "number" | "money" | "scale" => "it takes is, one_of, none_of, at_least and at_most",
        "date" | "moment" => "it takes before, after, reached and fresh",
        "person" => "it takes is, one_of, none_of and held",
        "text" | "files" | "table" | "row" => "it takes filled, any_filled and absent",
        _ => "it takes is, one_of and none_of",
    }
}

fn number(node: &Node) -> Option<Literal> {
    match &node.value {
        Plain::Whole(whole) => parse_scaled(&whole.to_string()),
        Plain::Decimal(text) | Plain::Text(text) => parse_scaled(text),
        _ => None,
    }
    .map(Literal::Number)
}

/// `+5` or `-5`.
fn signed(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-'])?;
    let days: i64 = digits.parse().ok().filter(|days| (0..=3650).contains(days))?;
    Some(if text.starts_with('-') { -days } else { days })
}
