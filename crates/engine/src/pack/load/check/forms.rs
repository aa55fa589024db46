//! Reads what a check asks of its population.

use super::super::super::{By, Form, Over, Type};
use super::super::condition::{Stands, given};
use super::super::house::Subject;
use super::super::leaf::Leaf;
use super::super::reader::{Node, Word};
use super::super::table::Table;
use super::{FORMS, Reading};
use crate::condition::{Place, Spine};
use crate::value::shorten;

impl Reading<'_, '_> {
    pub(super) fn form(&self, table: &Table<'_>, over: &Over) -> Option<Form> {
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
                if found.path.hops.is_empty() && can_be_shared(&field.ty) =>
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
}

/// Types whose values compare as texts that mean something.
fn can_be_shared(ty: &Type) -> bool {
    matches!(ty, Type::Line | Type::Files | Type::Link(_) | Type::Links { .. })
}
