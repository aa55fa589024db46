//! Reads checks: `[[check]]` of `checks/*.toml`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::super::{Allowance, By, Check, Contradiction, Form, Over, Packs, Period, Type};
use super::condition::{Stands, given};
use super::house::{House, Subject};
use super::leaf::Leaf;
use super::reader::{Node, Plain, Word};
use super::report::{Report, unknown};
use super::standard::check_clause;
use super::table::Table;
use crate::condition::{As, Operand, Path, Place, Spine};
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

/// Types whose values compare as texts that mean something.
fn can_be_shared(ty: &Type) -> bool {
    matches!(ty, Type::Line | Type::Files | Type::Link(_) | Type::Links { .. })
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

    fn form(&self, table: &Table<'_>, over: &Over) -> Option<Form> {
        let subject = Subject {
            kinds: over.kinds.clone(),
            table: None,
        };
        let forms = given(table, &FORMS);
        // A likely repeat must fulfil something too.
        let form = match forms.as_slice() {
            [one] => *one,
            ["must", "repeats"] => "repeats",
            _ => {
                let what = "a check asks exactly one thing: “must”, “for_each” with “at_least”, “burst”, “shared”, or “repeats” with “must”.";
                self.house.report.add(table.at, what);
                return None;
            }
        };
        if form != "for_each" && table.get("at_least").is_some() {
            table.wrong(
                "at_least",
                "“at_least” goes with “for_each”; the least number looked at is “least”.",
            );
        }
        match form {
            "must" => self
                .house
                .condition(table.get("must")?, &subject, Stands::Inside, &[])
                .map(Form::Must),
            "for_each" => self.for_each(table, over),
            "burst" => self.burst(table.get("burst")?, over),
            "shared" => self.shared(table.get("shared")?, &subject),
            _ => self.repeats(table, &subject),
        }
    }

    fn for_each(&self, table: &Table<'_>, over: &Over) -> Option<Form> {
        let report = self.house.report;
        let each = Table::open(
            table.get("for_each")?,
            "“for_each”",
            &["kind", "where", "by"],
            report,
        )?;
        table.need("at_least");
        let at_least = self.amount(table, "at_least", 1, 1_000);
        let kind = self.kind(&each.need_word("kind")?)?;
        let filter = self
            .house
            .optional(&each, "where", &Subject::record(&kind))
            .ok()?;
        let word = each.need_word("by")?;
        let by = match Spine::parse(&word.text) {
            Some(spine @ (Spine::Process | Spine::Site)) if spine.word() == kind => Some(By::Spine(spine)),
            _ => self.by_link(&word, over, &kind),
        };
        Some(Form::ForEach {
            kind,
            filter,
            by: by?,
            at_least: at_least?,
        })
    }

    fn by_link(&self, word: &Word, over: &Over, kind: &str) -> Option<By> {
        let leads = |of: &String| {
            let field = self.house.packs.kind(of).and_then(|of| of.at(&word.text));
            field.is_some_and(|field| field.ty.targets().iter().any(|target| target == kind))
        };
        if over.kinds.iter().all(leads) {
            return Some(By::Link(word.text.clone()));
        }
        let what = format!(
            "“by” names a link of {} to {kind}, or the column process or site; “{}” is neither.",
            crate::text::enumerate(&over.kinds, "and"),
            shorten(&word.text)
        );
        self.house.report.add(&word.at, what);
        None
    }

    fn burst(&self, node: &Node, over: &Over) -> Option<Form> {
        let burst = Table::open(node, "“burst”", &["into", "many", "minutes"], self.house.report)?;
        for key in ["many", "minutes"] {
            burst.need(key);
        }
        let into: Vec<Option<String>> = burst
            .need_words("into")
            .iter()
            .map(|word| self.house.state(&over.kinds, word))
            .collect();
        Some(Form::Burst {
            into: into.into_iter().collect::<Option<_>>()?,
            many: self.amount(&burst, "many", 2, 1_000)?,
            minutes: self.amount(&burst, "minutes", 1, 1_440)?,
        })
    }

    fn shared(&self, node: &Node, subject: &Subject) -> Option<Form> {
        let shared = Table::open(node, "“shared”", &["field", "many"], self.house.report)?;
        shared.need("many");
        let word = shared.need_word("field")?;
        let found = self.house.path(subject, &word)?;
        let path = match (&found.path.place, found.leaf) {
            (Place::Field(_) | Place::Cell { .. }, Leaf::Field(field))
                if found.path.hops.is_empty()
                    && can_be_shared(&field.ty) =>
            {
                found.path.to_string()
            }
            _ => {
                let what = format!(
                    "“field” is a field of the record itself whose value can be the same; “{}” is none.",
                    shorten(&word.text)
                );
                self.house.report.add(&word.at, what);
                return None;
            }
        };
        Some(Form::Shared {
            path,
            many: self.amount(&shared, "many", 2, 1_000)?,
        })
    }

    fn repeats(&self, table: &Table<'_>, subject: &Subject) -> Option<Form> {
        let report = self.house.report;
        let repeats = Table::open(
            table.get("repeats")?,
            "“repeats”",
            &["of", "words", "alike"],
            report,
        )?;
        repeats.need("alike");
        let of = self
            .house
            .condition(repeats.need("of")?, subject, Stands::Inside, &[]);
        let must = self
            .house
            .condition(table.need("must")?, subject, Stands::Inside, &[]);
        let words = repeats.need_words("words");
        for word in &words {
            let found = self.house.single_path(subject, word)?;
            let is_text =
                matches!(found.leaf, Leaf::Field(field) if matches!(field.ty, Type::Text | Type::Line));
            if !is_text || !found.path.hops.is_empty() {
                let given = shorten(&word.text);
                report.add(
                    &word.at,
                    format!("“words” are texts and lines of the record itself; “{given}” is neither."),
                );
                return None;
            }
        }
        Some(Form::Repeats {
            of: Box::new(of?),
            words: words.into_iter().map(|word| word.text).collect(),
            alike: self.amount(&repeats, "alike", 1, 100)?,
            must: Box::new(must?),
        })
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
