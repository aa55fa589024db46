//! Answers as a story tells them, brought into what an act takes.

use std::collections::BTreeMap;

use engine::pack::{Field, Kind, Type};
use engine::text::enumerate;
use serde_json::{Map, Value, json};

use super::play::{Player, Told, told};
use super::words::{brackets, first, is_name, is_person, joined, split, unquoted};

/// What a story wants of one field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Want {
    /// This answer.
    This(Value),
    /// Some good answer.
    Something,
    /// No answer.
    Nothing,
}

/// Field → what the story wants of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Wants {
    pub(super) fields: BTreeMap<String, Want>,
    /// Answers that the kind asks and the story does not name are good ones.
    pub(super) rest: bool,
}

impl Wants {
    /// The answers, without those that are to stay empty.
    pub(super) fn given(&self) -> Map<String, Value> {
        let given = self.fields.iter().filter_map(|(field, want)| match want {
            Want::This(value) => Some((field.clone(), value.clone())),
            _ => None,
        });
        given.collect()
    }

    /// The answers, an empty one for those that are to become empty.
    pub(super) fn with_empty(&self) -> Map<String, Value> {
        let empty = self.fields.iter().filter(|(_, want)| **want == Want::Nothing);
        let mut all = self.given();
        all.extend(empty.map(|(field, _)| (field.clone(), Value::Null)));
        all
    }
}

/// Reads `FIELD VALUE`, `FIELD and FIELD given`, `FIELD not given`, `FIELD reached`, `rest given`.
pub(super) fn parts(player: &mut Player<'_>, kind: &Kind, told_parts: &[&str]) -> Told<Wants> {
    let mut wants = Wants::default();
    for part in told_parts {
        if *part == "rest given" {
            wants.rest = true;
            continue;
        }
        if let Some(fields) = part.strip_suffix(" not given") {
            for field in joined(fields) {
                known(kind, field)?;
                wants.fields.insert(field.to_owned(), Want::Nothing);
            }
            continue;
        }
        if let Some(fields) = part.strip_suffix(" given") {
            for id in joined(fields) {
                let field = known(kind, id)?.clone();
                let value = player.given(kind, &field)?;
                wants.fields.insert(id.to_owned(), Want::This(value));
            }
            continue;
        }
        let (id, words) = first(part);
        let field = known(kind, id)?.clone();
        let value = player.answer(kind, &field, words)?;
        let want = if value.is_null() {
            Want::Nothing
        } else {
            Want::This(value)
        };
        wants.fields.insert(id.to_owned(), want);
    }
    Ok(wants)
}

fn known<'k>(kind: &'k Kind, id: &str) -> Told<&'k Field> {
    kind.field(id).ok_or_else(|| {
        let fields: Vec<&String> = kind.fields.keys().collect();
        format!(
            "{} has no field “{id}”; it has {}.",
            engine::text::one(&kind.title),
            enumerate(&fields, "and")
        )
    })
}

impl Player<'_> {
    /// An answer in words, as an act takes it.
    pub(super) fn answer(&mut self, kind: &Kind, field: &Field, words: &str) -> Told<Value> {
        if words.is_empty() {
            return Err(format!(
                "say what “{}” is, or write “{} given”.",
                field.id, field.id
            ));
        }
        if words == "empty" {
            return Ok(Value::Null);
        }
        match &field.ty {
            Type::Table(columns) => self.rows(kind, &field.id, columns, words),
            Type::Scale(scale) => self.scale(scale, words),
            Type::Links { .. } => match words.strip_prefix("reason ") {
                Some(reason) => Ok(json!({ "reason": unquoted(reason) })),
                None => {
                    let links = joined(words)
                        .into_iter()
                        .map(|one| self.one(field, one))
                        .collect::<Told<Vec<_>>>()?;
                    Ok(Value::Array(links))
                }
            },
            Type::Choices(_) => Ok(json!(joined(words))),
            Type::Files => self.file(unquoted(words)),
            _ => self.one(field, words),
        }
    }

    fn one(&mut self, field: &Field, words: &str) -> Told<Value> {
        let to = field.ty.targets();
        if to.iter().any(|kind| kind == "person") && is_person(words) {
            return Ok(Value::String(self.person(words)?.person));
        }
        if !to.is_empty() && is_name(words) && self.names.contains_key(words) {
            return Ok(Value::String(self.named(words)?.number));
        }
        let text = match &field.ty {
            Type::Date => self.day(words)?,
            Type::Moment if words == "now" || words.starts_with("today") => self.moment(words)?,
            Type::Row(_) if words.parse::<u32>().is_ok() => format!("r{words}"),
            _ => unquoted(words).to_owned(),
        };
        Ok(Value::String(text))
    }

    /// A day: `2026-11-20`, `today`, `today+3`, `today-3`, `reached`.
    pub(super) fn day(&self, words: &str) -> Told<String> {
        let today = self.today()?;
        let Some(days) = words.strip_prefix("today") else {
            return Ok(if words == "reached" {
                today
            } else {
                unquoted(words).to_owned()
            });
        };
        match days.trim() {
            "" => Ok(today),
            days => {
                let plus: i64 = days
                    .replace(' ', "")
                    .parse()
                    .map_err(|_| format!("“{words}” is no day; write today+3."))?;
                Ok(engine::calendar::plus(&today, plus))
            }
        }
    }

    /// An instant: `now`, or this time of another day, as `today-1`.
    fn moment(&self, words: &str) -> Told<String> {
        let now = engine::calendar::spell(self.clock.now());
        if words == "now" {
            return Ok(now);
        }
        let day = self.day(words)?;
        Ok(if day == self.today()? {
            now
        } else {
            format!("{day}{}", &now[10..])
        })
    }

    /// `[lot "L 1", quantity 10] [lot "L 2"]`: rows get the ids r1, r2 … by their place.
    fn rows(&mut self, kind: &Kind, table: &str, columns: &[Field], words: &str) -> Told<Value> {
        let rows = brackets(words).ok_or_else(|| {
            format!("“{table}” is a table; write its rows as “{table} [column value, column value] […]”.")
        })?;
        let mut values = Vec::new();
        for (number, row) in (1..).zip(rows) {
            let mut cells = Map::from_iter([("id".to_owned(), json!(format!("r{number}")))]);
            for cell in split(row, ',') {
                let (id, words) = first(cell);
                let column = columns.iter().find(|column| column.id == id).ok_or_else(|| {
                    let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
                    format!(
                        "“{table}” has no column “{id}”; it has {}.",
                        enumerate(&known, "and")
                    )
                })?;
                let value = if words == "given" {
                    self.given(kind, column)?
                } else {
                    self.answer(kind, column, words)?
                };
                cells.insert(id.to_owned(), value);
            }
            values.push(Value::Object(cells));
        }
        Ok(Value::Array(values))
    }

    /// `serious/once`: a level for each axis, in their order.
    fn scale(&self, scale: &str, words: &str) -> Told<Value> {
        let house = self.house()?;
        let scale = house.packs.scales.get(scale).ok_or("the scale has gone.")?;
        let levels: Vec<&str> = words.split('/').map(str::trim).collect();
        if levels.len() != scale.axes.len() {
            let axes: Vec<&str> = scale.axes.iter().map(|axis| axis.id.as_str()).collect();
            return Err(format!(
                "“{words}” places nothing on this scale; write {}, with / between.",
                enumerate(&axes, "and")
            ));
        }
        let answers = scale
            .axes
            .iter()
            .zip(levels)
            .map(|(axis, level)| (axis.id.clone(), json!(level)));
        Ok(Value::Object(answers.collect()))
    }

    /// A small file of that name.
    pub(super) fn file(&mut self, name: &str) -> Told<Value> {
        let caller = self.person(super::reach::WHO_ENTERS)?;
        let (digest, _) = self.app.keep_file(&caller, name.as_bytes()).map_err(told)?;
        Ok(json!([{ "digest": digest, "name": name }]))
    }
}
