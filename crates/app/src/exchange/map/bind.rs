//! A map held against what it speaks of: the kind's fields, lists and states, and the header of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::pack::{Field, Kind, Problem, Type};
use engine::text::{enumerate, fold};
use engine::value::{Scope, canonical, shorten};
use serde_json::Value;

use super::{At, Bound, BoundRule, From, Map, Part, Rule, date};
use crate::house::House;

/// Finds what a text in a link means: kinds and text to a reference, or a sentence that begins with a verb.
pub type Resolve<'a> = dyn Fn(&[String], &str) -> Result<String, String> + 'a;

/// Makes a map ready for the rows of a file with this header.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn bind(
    map: Map,
    wanted: &str,
    header: &[String],
    house: &Arc<House>,
    resolve: &Resolve<'_>,
) -> Result<Bound, Vec<Problem>> {
    let mut binder = Binder {
        header,
        house,
        resolve,
        used: BTreeSet::new(),
        map,
    };
    if binder.map.is_broken {
        return Err(binder.map.problems);
    }
    let bound = binder.all(wanted);
    let mut problems = binder.map.problems;
    problems.sort();
    problems.dedup();
    if problems.is_empty() {
        Ok(bound)
    } else {
        Err(problems)
    }
}

struct Binder<'a> {
    map: Map,
    header: &'a [String],
    house: &'a Arc<House>,
    resolve: &'a Resolve<'a>,
    used: BTreeSet<usize>,
}

impl Binder<'_> {
    fn all(&mut self, wanted: &str) -> Bound {
        self.head(wanted);
        let key = self.map.key.clone();
        let alias = self.map.alias.clone();
        let mut bound = Bound {
            house: self.house.clone(),
            kind: wanted.to_owned(),
            id: self.map.id.it.clone(),
            source: self.map.source.it.clone(),
            header: self.header.to_vec(),
            key: key.iter().filter_map(|name| self.column(name)).collect(),
            alias: alias.iter().filter_map(|name| self.column(name)).collect(),
            fill: self.fill(),
            fields: Vec::new(),
            state: None,
            unused: Vec::new(),
        };
        if let Some(kind) = self.house.packs.kind(wanted) {
            for (field, rule) in self.map.fields.clone() {
                bound.fields.extend(self.field(kind, &field, rule));
            }
            if let Some(rule) = self.map.state.clone() {
                bound.state = self.state(kind, rule);
            }
            self.required(kind);
        }
        let names = self.header.iter().enumerate();
        bound.unused = names
            .filter(|(at, name)| !self.used.contains(at) && !name.is_empty())
            .map(|(_, name)| name.clone())
            .collect();
        bound
    }

    fn head(&mut self, wanted: &str) {
        let At { line, it: kind } = self.map.kind.clone();
        if self.house.packs.kind(wanted).is_none() {
            let known: Vec<&String> = self.house.packs.kinds.keys().collect();
            let what = format!(
                "there is no kind of record “{}”; there are {}.",
                shorten(wanted),
                enumerate(&known, "and")
            );
            self.map.problem(line.max(1), what);
        } else if kind != wanted {
            let what = if kind.is_empty() {
                format!("the map does not say its kind: write kind = \"{wanted}\".")
            } else {
                format!(
                    "this map is for the kind “{}”, asked is {wanted}.",
                    shorten(&kind)
                )
            };
            self.map.problem(line.max(1), what);
        }
        if self.map.source.it.is_empty() && self.map.source.line == 0 {
            self.map.problem(
                1,
                "the map does not say its source in words: write source = \"Our register of 2019\".",
            );
        }
        if self.map.key.is_empty() {
            let what = "the map names no key: the columns whose values together recognise a row, as key = [\"Number\"]. Without it a second run would enter everything twice.";
            self.map.problem(1, what);
        }
        let At { line, it: id } = self.map.id.clone();
        let is_good = !id.is_empty()
            && id.len() <= 40
            && id
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !is_good {
            let what = "id takes 1 to 40 small letters, digits and hyphens, as id = \"food-recalls\"; it begins every key, so it never changes.";
            self.map.problem(line.max(1), what);
        }
    }

    /// Fields to be filled later; each is one that the map answers.
    fn fill(&mut self) -> Vec<String> {
        for name in self.map.fill.clone() {
            if !self.map.fields.iter().any(|(field, _)| field.it == name.it) {
                let what = format!(
                    "fill names {}, which [fields] does not answer.",
                    shorten(&name.it)
                );
                self.map.problem(name.line, what);
            }
        }
        self.map.fill.iter().map(|name| name.it.clone()).collect()
    }

    /// Where a column is, by its name; capital letters and space do not matter where that is unambiguous.
    fn column(&mut self, name: &At<String>) -> Option<usize> {
        if name.it.is_empty() {
            return None;
        }
        let places = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
            self.header
                .iter()
                .enumerate()
                .filter(|(_, other)| test(other))
                .map(|(at, _)| at)
                .collect()
        };
        let wanted = plain(&name.it);
        let mut found = places(&|other| other == name.it);
        if found.is_empty() {
            found = places(&|other| !other.is_empty() && plain(other) == wanted);
        }
        match found.as_slice() {
            [one] => {
                self.used.insert(*one);
                Some(*one)
            }
            [] => {
                let names: Vec<&String> = self
                    .header
                    .iter()
                    .filter(|name| !name.is_empty())
                    .take(60)
                    .collect();
                let what = format!(
                    "the file has no column “{}”; it has {}.",
                    shorten(&name.it),
                    enumerate(&names, "and")
                );
                self.map.problem(name.line, what);
                None
            }
            many => {
                let what = format!(
                    "the file has {} columns “{}”; rename all but one.",
                    many.len(),
                    shorten(&name.it)
                );
                self.map.problem(name.line, what);
                None
            }
        }
    }

    fn field(&mut self, kind: &Kind, name: &At<String>, rule: Rule) -> Option<BoundRule> {
        let Some(field) = kind.field(&name.it) else {
            let known: Vec<&String> = kind.fields.keys().collect();
            let what = format!(
                "{} has no field “{}”; its fields are {}.",
                kind.id,
                shorten(&name.it),
                enumerate(&known, "and")
            );
            self.map.problem(name.line, what);
            return None;
        };
        if let Type::Table(columns) = &field.ty {
            return Some(self.table(field, columns, rule));
        }
        self.cell(field, name.line, rule)
    }

    /// A field, or a column of a table, that one text answers.
    fn cell(&mut self, field: &Field, line: usize, rule: Rule) -> Option<BoundRule> {
        if matches!(field.ty, Type::Table(_) | Type::Files | Type::Row(_)) {
            let what = format!(
                "{} is of type {}, which a column cannot fill.",
                field.id,
                field.ty.word()
            );
            self.map.problem(line, what);
            return None;
        }
        if !(rule.row.is_empty() && rule.rows.is_empty() && rule.between.is_none()) {
            self.map.problem(
                line,
                format!(
                    "{} is of type {}; row, rows and between are for tables.",
                    field.id,
                    field.ty.word()
                ),
            );
        }
        self.fits(field, &rule);
        let targets = rule
            .map
            .iter()
            .flatten()
            .map(|(_, target)| target)
            .chain(&rule.default);
        for target in targets {
            self.target(field, target);
        }
        Some(self.columns(&field.id, rule))
    }

    /// A table: from one column whose cells hold several rows, or from rows with columns of their own.
    fn table(&mut self, field: &Field, columns: &[Field], rule: Rule) -> BoundRule {
        let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
        let find = |binder: &mut Self, name: &At<String>| {
            let found = columns.iter().find(|column| column.id == name.it);
            if found.is_none() {
                let what = format!(
                    "{} has no column “{}”; it has {}.",
                    field.id,
                    shorten(&name.it),
                    enumerate(&known, "and")
                );
                binder.map.problem(name.line, what);
            }
            found
        };
        let example = known.first().copied().unwrap_or("cell");
        if rule.map.is_some() || rule.default.is_some() {
            self.map.problem(
                rule.line,
                format!(
                    "{} is a table, so map and default have no meaning for it as a whole.",
                    field.id
                ),
            );
        }
        if rule.rows.is_empty() && rule.row.is_empty() {
            let what = format!(
                "{} is a table: say which cell the text is, as row = [\"{example}\"], or give rows = [{{ {example} = \"Column\" }}].",
                field.id
            );
            self.map.problem(rule.line, what);
        }
        if rule.row.len() > 1 && rule.between.is_none() {
            self.map.problem(
                rule.line,
                format!(
                    "{} takes {} cells from one text: say what stands between them, as between = \"|\".",
                    field.id,
                    rule.row.len()
                ),
            );
        }
        self.formats(&rule);
        for name in &rule.row {
            if let Some(column) = find(self, name)
                && matches!(column.ty, Type::Files | Type::Row(_))
            {
                self.map.problem(
                    name.line,
                    format!(
                        "{} is of type {}, which a column cannot fill.",
                        column.id,
                        column.ty.word()
                    ),
                );
            }
        }
        let mut rows = Vec::new();
        for row in &rule.rows {
            let cells = row.iter().filter_map(|(name, rule)| {
                let column = find(self, name)?;
                self.cell(column, name.line, rule.clone())
            });
            rows.push(cells.collect());
        }
        BoundRule {
            rows,
            ..self.columns(&field.id, rule)
        }
    }

    /// Words of the rule that have no meaning for this type, and formats that are none.
    fn fits(&mut self, field: &Field, rule: &Rule) {
        let is_date = matches!(field.ty, Type::Date | Type::Moment);
        let is_many = matches!(field.ty, Type::Choices(_) | Type::Links { .. });
        let word = field.ty.word();
        if !rule.formats.is_empty() && !is_date {
            self.map.problem(
                rule.line,
                format!("{} is of type {word}, so date has no meaning.", field.id),
            );
        }
        if rule.split.is_some() && !is_many {
            self.map.problem(
                rule.line,
                format!(
                    "{} is of type {word} and takes one value, so split has no meaning.",
                    field.id
                ),
            );
        }
        if is_date {
            self.formats(rule);
        }
    }

    fn formats(&mut self, rule: &Rule) {
        for format in rule.formats.iter().filter(|format| !date::is_format(&format.it)) {
            let what = format!(
                "“{}” does not say a whole day; write it as %Y-%m-%d, %d.%m.%Y or %m/%d/%Y.",
                shorten(&format.it)
            );
            self.map.problem(format.line, what);
        }
    }

    fn target(&mut self, field: &Field, target: &At<Value>) {
        let rows = BTreeMap::new();
        // The day on which the map is read does not matter to constants.
        let scope = Scope {
            packs: &self.house.packs,
            resolve: self.resolve,
            now: "9999",
            today: "9999",
            rows: &rows,
        };
        match canonical(field, &field.id, &target.it, &scope) {
            Ok(Some(_)) => {}
            Ok(None) => self
                .map
                .problem(target.line, format!("{} would be empty.", field.id)),
            Err(mistakes) => {
                for (at, what) in mistakes {
                    self.map.problem(target.line, format!("{at} {what}."));
                }
            }
        }
    }

    fn state(&mut self, kind: &Kind, rule: Rule) -> Option<BoundRule> {
        let known: Vec<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
        if !rule.formats.is_empty() || rule.split.is_some() {
            self.map
                .problem(rule.line, "a state takes neither date nor split.");
        }
        for target in rule
            .map
            .iter()
            .flatten()
            .map(|(_, target)| target)
            .chain(&rule.default)
        {
            let state = target.it.as_str().unwrap_or_default();
            if !known.contains(&state) {
                let what = format!(
                    "{} has no state “{}”; it has {}.",
                    kind.id,
                    shorten(state),
                    enumerate(&known, "and")
                );
                self.map.problem(target.line, what);
            }
        }
        Some(self.columns("state", rule))
    }

    fn columns(&mut self, field: &str, rule: Rule) -> BoundRule {
        let mut bound = BoundRule {
            field: field.to_owned(),
            columns: Vec::new(),
            between: Vec::new(),
            rule,
            rows: Vec::new(),
        };
        match bound.rule.from.clone() {
            From::Nothing => {}
            From::Column(name) => bound.columns.extend(self.column(&name)),
            From::Template(line, parts) => {
                for part in parts {
                    match part {
                        Part::Text(text) => bound.between.push(text),
                        Part::Column(name) => bound.columns.extend(self.column(&At { line, it: name })),
                    }
                }
            }
        }
        bound
    }

    /// Fields that every record must have and that nothing fills.
    fn required(&mut self, kind: &Kind) {
        for field in kind.fields.values() {
            let is_asked = kind.section_of(&field.id).is_some()
                && field.required
                && field.when.is_none()
                && field.default.is_none();
            if is_asked && !self.map.fields.iter().any(|(name, _)| name.it == field.id) {
                self.map.problem(
                    1,
                    format!(
                        "nothing fills {}, which every {} must have.",
                        field.id,
                        kind.title.to_lowercase()
                    ),
                );
            }
        }
    }
}

/// A name without what people do not see.
fn plain(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}
