//! Reads checks: `[[check]]` of `checks/*.toml`.

mod forms;

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::super::{Allowance, Check, Contradiction, Over, Packs, Period};
use super::condition::given;
use super::house::{House, Subject};
use super::reader::{Node, Plain, Word};
use super::report::{Report, unknown};
use super::standard::check_clause;
use super::table::Table;
use crate::condition::{As, Operand, Path, Spine};
use crate::value::shorten;

const CHECK: [&str; 17] = [
    "id", "title", "clauses", "over", "period", "least", "must", "for_each", "at_least", "burst", "shared",
    "repeats", "verdict", "allow", "say", "fix", "blind",
];
const FORMS: [&str; 5] = ["must", "for_each", "burst", "shared", "repeats"];
const VERDICTS: [&str; 2] = ["contradicted", "weakening"];

/// A check while it is read: it remembers which practices it asks.
struct Reading<'h, 'a> {
    house: &'h House<'a>,
    practices: RefCell<Vec<String>>,
}

impl House<'_> {
    /// One `[[check]]`; what is wrong with it is reported.
    pub(super) fn check(&self, node: &Node, pack: &str) -> Option<Check> {
        let table = Table::open(node, "a check", &CHECK, self.report)?;
        let id = table.id("id")?;
        let (title, say, fix) = (
            table.need_text("title"),
            table.need_text("say"),
            table.need_text("fix"),
        );
        let clauses = table.words("clauses");
        let clauses = clauses
            .into_iter()
            .filter(|word| check_clause(word, self.packs, self.report))
            .map(|word| word.text)
            .collect();
        let blind: Vec<String> = table
            .need_words("blind")
            .into_iter()
            .map(|word| word.text)
            .collect();
        table.need("verdict");
        let verdict = match table.one_of("verdict", &VERDICTS).as_deref() {
            Some("contradicted") => Some(Contradiction::Contradicted),
            Some(_) => Some(Contradiction::Weakening),
            None => None,
        };
        say_names_numbers(&table, &say);
        let reading = Reading {
            house: self,
            practices: RefCell::default(),
        };
        let over = reading.over(&table);
        let least = table
            .whole("least", 1, 10_000)
            .and_then(|least| u32::try_from(least).ok());
        let allow = reading.allow(&table);
        let over = over?;
        let period = reading.period(&table, &over);
        let form = reading.form(&table, &over);
        practices_in(node, &mut reading.practices.borrow_mut());
        self.asks_nobody(node);
        let mut practices = reading.practices.into_inner();
        practices.sort();
        practices.dedup();
        Some(Check {
            id: id.text,
            pack: pack.to_owned(),
            title,
            clauses,
            period: period?,
            least: least.unwrap_or(1),
            form: form?,
            verdict: verdict?,
            allow: allow?,
            over,
            say,
            fix,
            blind,
            practices,
        })
    }
}

/// One `[[speaks]]`: a pack says to which of its clauses a check of another pack speaks.
pub(super) fn speaks(node: &Node, checks: &mut BTreeMap<String, Check>, packs: &Packs, report: &Report) {
    let Some(table) = Table::open(node, "“speaks”", &["check", "clauses"], report) else {
        return;
    };
    let clauses = table.need_words("clauses");
    let Some(word) = table.need_word("check") else {
        return;
    };
    let all: Vec<String> = checks.keys().cloned().collect();
    let Some(check) = checks.get_mut(&word.text) else {
        report.add(&word.at, unknown("check", &word.text, "the set of packs", &all));
        return;
    };
    for clause in clauses
        .into_iter()
        .filter(|clause| check_clause(clause, packs, report))
    {
        if !check.clauses.contains(&clause.text) {
            check.clauses.push(clause.text);
        }
    }
}

/// A verdict without numbers could be said of anything.
fn say_names_numbers(table: &Table<'_>, say: &str) {
    if !say.is_empty() && !say.contains("{found}") {
        table.wrong(
            "say",
            "“say” names the numbers: write {found} for those that do not hold, and {n} for those looked at.",
        );
    }
    let known = |rest: &str| rest.starts_with("n}") || rest.starts_with("found}");
    if say.split('{').skip(1).any(|rest| !known(rest)) {
        table.wrong("say", "“say” knows {n} and {found} and nothing else in braces.");
    }
}

/// Practices that conditions name as `practice:…`, wherever they stand below the node.
fn practices_in(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Plain::Text(text) => found.extend(text.split_once("practice:").map(|(_, id)| id.to_owned())),
        Plain::List(items) => items.iter().for_each(|item| practices_in(item, found)),
        Plain::Table(entries) => entries.iter().for_each(|entry| practices_in(&entry.node, found)),
        _ => {}
    }
}

impl Reading<'_, '_> {
    fn over(&self, table: &Table<'_>) -> Option<Over> {
        let report = self.house.report;
        let over = Table::open(
            table.need("over")?,
            "“over”",
            &["kind", "kinds", "kinds_with", "where"],
            report,
        )?;
        let kinds = match given(&over, &["kind", "kinds", "kinds_with"]).as_slice() {
            ["kinds_with"] => self.kinds_with(&over.word("kinds_with")?),
            [key] => over
                .need_words(key)
                .iter()
                .map(|word| self.kind(word))
                .collect::<Option<Vec<_>>>()?,
            _ => {
                report.add(
                    over.at,
                    "“over” says which records: one of “kind”, “kinds” and “kinds_with”.",
                );
                return None;
            }
        };
        let subject = Subject { kinds, table: None };
        let filter = self.house.optional(&over, "where", &subject).ok()?;
        Some(Over {
            kinds: subject.kinds,
            filter,
        })
    }

    fn kind(&self, word: &Word) -> Option<String> {
        if self.house.packs.kind(&word.text).is_some() {
            return Some(word.text.clone());
        }
        let all: Vec<&String> = self.house.packs.kinds.keys().collect();
        self.house
            .report
            .add(&word.at, unknown("kind", &word.text, "the set of packs", &all));
        None
    }

    /// Every kind that fills this column from a field of the same name, whatever pack brings it.
    fn kinds_with(&self, word: &Word) -> Vec<String> {
        let allowed = ["owner", "process", "site"];
        if !allowed.contains(&word.text.as_str()) {
            let what = unknown("column", &word.text, "“kinds_with”", &allowed);
            self.house.report.add(&word.at, what);
        }
        let fills = |path: &Option<Path>| path.as_ref() == Some(&Path::field(&word.text));
        let kinds = self
            .house
            .packs
            .kinds
            .values()
            .filter(|kind| match word.text.as_str() {
                "owner" => fills(&kind.spine.owner),
                "process" => fills(&kind.spine.process),
                _ => fills(&kind.spine.site),
            });
        kinds.map(|kind| kind.id.clone()).collect()
    }

    /// `None`: it could not be read.
    #[expect(clippy::option_option, reason = "absent, broken and read are three things")]
    fn period(&self, table: &Table<'_>, over: &Over) -> Option<Option<Period>> {
        let Some(node) = table.get("period") else {
            return Some(None);
        };
        let period = Table::open(node, "“period”", &["months", "on"], self.house.report)?;
        period.need("months");
        let months = self.amount(&period, "months", 1, 120)?;
        let subject = Subject {
            kinds: over.kinds.clone(),
            table: None,
        };
        let on = match period.get("on").map(|node| &node.value) {
            None => Operand::Path(Path::spine(Spine::Opened), As::Moment),
            Some(Plain::Table(_)) => self.house.moment(period.get("on")?, &subject, &[])?,
            Some(_) => self.day(&period.word("on")?, &subject)?,
        };
        Some(Some(Period { months, on }))
    }

    fn day(&self, word: &Word, subject: &Subject) -> Option<Operand> {
        let found = self.house.single_path(subject, word)?;
        let compared = found.leaf.compared_as();
        if !matches!(compared, As::Day | As::Moment) {
            self.house.report.add(
                &word.at,
                format!(
                    "“on” wants a date or a moment, and “{}” is of type {}.",
                    shorten(&word.text),
                    found.leaf.word()
                ),
            );
            return None;
        }
        Some(Operand::Path(found.path, compared))
    }

    #[expect(clippy::option_option, reason = "absent, broken and read are three things")]
    fn allow(&self, table: &Table<'_>) -> Option<Option<Allowance>> {
        let Some(node) = table.get("allow") else {
            return Some(None);
        };
        let allow = Table::open(node, "“allow”", &["count", "percent"], self.house.report)?;
        match given(&allow, &["count", "percent"]).as_slice() {
            ["count"] => self
                .amount(&allow, "count", 1, 10_000)
                .map(Allowance::Count)
                .map(Some),
            ["percent"] => self
                .amount(&allow, "percent", 1, 99)
                .map(Allowance::Percent)
                .map(Some),
            _ => {
                self.house
                    .report
                    .add(allow.at, "“allow” is { count = … } or { percent = … }.");
                None
            }
        }
    }

    /// A whole number, or `{ practice = "…" }`: the number that the organisation has set.
    fn amount(&self, table: &Table<'_>, key: &str, least: i64, most: i64) -> Option<u32> {
        let node = table.get(key)?;
        if !matches!(node.value, Plain::Table(_)) {
            return table
                .whole(key, least, most)
                .and_then(|number| u32::try_from(number).ok());
        }
        let practice =
            Table::open(node, "a number", &["practice"], self.house.report)?.need_word("practice")?;
        let number = self.house.practice_number(&practice)?;
        self.practices.borrow_mut().push(practice.text);
        // A setting outside of what makes sense is taken at the nearest end.
        u32::try_from(number.clamp(least, most)).ok()
    }
}

impl House<'_> {
    /// A check is asked by nobody in particular, so its conditions cannot look at whoever asks.
    fn asks_nobody(&self, node: &Node) {
        match &node.value {
            Plain::List(items) => items.iter().for_each(|item| self.asks_nobody(item)),
            Plain::Table(entries) => {
                for entry in entries {
                    if matches!(entry.key.as_str(), "actor" | "actor_is_not") {
                        let what = format!(
                            "“{}” looks at whoever acts, and nobody acts in a check.",
                            entry.key
                        );
                        self.report.add(&entry.at, what);
                    }
                    self.asks_nobody(&entry.node);
                }
            }
            _ => {}
        }
    }

    /// The number that a practice stands at: as the organisation has set it, else the pack's default.
    pub(super) fn practice_number(&self, word: &Word) -> Option<i64> {
        let Some(practice) = self.packs.practices.get(&word.text) else {
            let all: Vec<&String> = self.packs.practices.keys().collect();
            self.report.add(
                &word.at,
                unknown("practice", &word.text, "the set of packs", &all),
            );
            return None;
        };
        let default: Option<i64> = practice.default.parse().ok();
        if default.is_none() {
            self.report.add(
                &word.at,
                format!("the practice “{}” is no number of days.", word.text),
            );
        }
        let set = self
            .packs
            .settings
            .get(&word.text)
            .and_then(|set| set.parse().ok());
        set.or(default)
    }
}
