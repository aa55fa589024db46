//! Reads `[triage]` of a kind.

use super::super::{Field, Held, Kind, Triage, Type, Until, Waits};
use super::house::{House, Subject};
use super::leaf::is_person;
use super::reader::{Node, Word};
use super::report::unknown;
use super::table::Table;

impl House<'_> {
    /// What the kind says for the morning round, if anything.
    pub(super) fn triage(&self, root: &Table<'_>, kind: &Kind, subject: &Subject) -> Option<Triage> {
        let keys = ["new", "weight", "take", "held", "waits"];
        let table = Table::open(root.get("triage")?, "the triage", &keys, self.report)?;
        let new = table.need_word("new");
        let new = new.and_then(|word| {
            if kind.state(&word.text).is_some_and(|state| state.is_final) {
                let what = format!("“{}” is final: nothing in it waits for a look.", word.text);
                self.report.add(&word.at, what);
            }
            self.state(&subject.kinds, &word)
        });
        let take = table
            .need_word("take")
            .and_then(|word| self.fitting(kind, &word, "take", "a person", is_person));
        let is_scale = |field: &Field| matches!(field.ty, Type::Scale(_));
        let weight = table
            .word("weight")
            .and_then(|word| self.fitting(kind, &word, "weight", "a scale", is_scale));
        let held = table.get("held").and_then(|node| self.held_things(node, kind));
        let waits = table
            .get("waits")
            .and_then(|node| self.waits(node, kind, subject));
        Some(Triage {
            new: new?,
            weight,
            take: take?,
            held,
            waits,
        })
    }

    fn fitting(
        &self,
        kind: &Kind,
        word: &Word,
        key: &str,
        wanted: &str,
        fits: impl Fn(&Field) -> bool,
    ) -> Option<String> {
        let field = self.field(&kind.id, word)?;
        if fits(field) {
            return Some(field.id.clone());
        }
        let what = format!(
            "“{key}” wants {wanted}, but “{}” is of type {}.",
            field.id,
            field.ty.word()
        );
        self.report.add(&word.at, what);
        None
    }

    fn held_things(&self, node: &Node, kind: &Kind) -> Option<Held> {
        let keys = ["table", "at", "what", "number", "until"];
        let table = Table::open(node, "“held”", &keys, self.report)?;
        let rows = table.need_word("table")?;
        let id = self.fitting(kind, &rows, "table", "a table", |field| {
            matches!(field.ty, Type::Table(_))
        })?;
        let to_place = |column: &Field| column.ty.targets() == ["place"];
        let is_number = |column: &Field| matches!(column.ty, Type::Number(_));
        let at = table.need_word("at");
        let at = at.and_then(|word| self.column_of(kind, &id, &word, "a link to a place", to_place));
        let what = table
            .word("what")
            .and_then(|word| self.column_of(kind, &id, &word, "any column", |_| true));
        let number = table
            .word("number")
            .and_then(|word| self.column_of(kind, &id, &word, "a number", is_number));
        let until = table.word("until").and_then(|word| self.until(kind, &id, &word));
        Some(Held {
            table: id,
            at: at?,
            what,
            number,
            until,
        })
    }

    fn column_of(
        &self,
        kind: &Kind,
        table: &str,
        word: &Word,
        wanted: &str,
        fits: impl Fn(&Field) -> bool,
    ) -> Option<String> {
        let columns = columns(kind, table);
        let Some(column) = columns.iter().find(|column| column.id == word.text) else {
            let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
            let what = unknown("column", &word.text, &format!("the table {table}"), &known);
            self.report.add(&word.at, what);
            return None;
        };
        if fits(column) {
            return Some(column.id.clone());
        }
        let what = format!(
            "here stands {wanted}, but the column “{}” is of type {}.",
            column.id,
            column.ty.word()
        );
        self.report.add(&word.at, what);
        None
    }

    /// The table that decides names the rows of the other one, and for how many.
    fn until(&self, kind: &Kind, decided: &str, word: &Word) -> Option<Until> {
        let table = self.fitting(kind, word, "until", "a table", |field| {
            matches!(field.ty, Type::Table(_))
        })?;
        let columns = columns(kind, &table);
        let names = |column: &&Field| matches!(&column.ty, Type::Row(of) if of == decided);
        let Some(row) = columns.iter().find(names) else {
            let what = format!("“{table}” has no column of type row that names a row of “{decided}”.");
            self.report.add(&word.at, what);
            return None;
        };
        let number = columns.iter().find(|column| matches!(column.ty, Type::Number(_)));
        Some(Until {
            table: table.clone(),
            row: row.id.clone(),
            number: number.map(|column| column.id.clone()),
        })
    }

    fn waits(&self, node: &Node, kind: &Kind, subject: &Subject) -> Option<Waits> {
        let table = Table::open(node, "“waits”", &["when", "until", "say"], self.report)?;
        let say = table.need_text("say");
        let is_date = |field: &Field| matches!(field.ty, Type::Date | Type::Moment);
        let until = table.need_word("until");
        let until = until.and_then(|word| self.fitting(kind, &word, "until", "a date or a moment", is_date));
        table.need("when")?;
        Some(Waits {
            when: self.optional(&table, "when", subject).ok()??,
            until: until?,
            say,
        })
    }
}

fn columns<'k>(kind: &'k Kind, table: &str) -> &'k [Field] {
    match kind.field(table).map(|field| &field.ty) {
        Some(Type::Table(columns)) => columns,
        _ => &[],
    }
}
