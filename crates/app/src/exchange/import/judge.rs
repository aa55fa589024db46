//! What becomes of rows, a batch at a time: known already, different, wrong, or new. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use engine::decide::{Act, Imported};
use engine::pack::Kind;
use engine::record::{Record, reference};
use engine::text::{enumerate, normalise};
use engine::value::{Scope, canonical};
use serde_json::{Map, Value};
use store::load;

use super::compare::Fill;
use super::meanings::Meanings;
use super::report::{Outcome, RowReport, Told};
use super::seen::Seen;
use super::within::{self, Names};
use crate::errors::{Error, Result};
use crate::exchange::map::{Bound, Mistake, Taken};
use crate::read::View;

/// A row that was taken apart.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) row: u64,
    pub(super) line: u64,
    pub(super) taken: Taken,
}

/// What becomes of it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) report: RowReport,
    /// What to import, when it begins.
    pub(super) import: Option<Imported>,
    /// What to fill, when it is here and has empty fields.
    pub(super) fill: Option<Fill>,
    /// Texts of its links that another row of the file answers, which is not here yet.
    pub(super) waits: Vec<String>,
}

/// Judges batches against a map and what is recorded.
pub(super) struct Judge<'a> {
    pub(super) bound: &'a Bound,
    pub(super) now: String,
    /// What the rows of the file are called, where they may name each other.
    pub(super) names: &'a Names,
}

impl Judge<'_> {
    fn kind(&self) -> &Kind {
        self.bound
            .house
            .packs
            .kind(&self.bound.kind)
            .expect("a bound map knows its kind")
    }

    /// Judges a batch in the order of its rows. `seen` is given in the first pass over a file, in which everything is
    /// found out; in the second, wrong rows are left out by the caller and only what may have changed is asked again.
    pub(super) fn batch(
        &self,
        view: &mut View<'_>,
        mut batch: Vec<Given>,
        seen: Option<&mut Seen>,
    ) -> Result<Vec<Judged>> {
        if view.house.generation != self.bound.house.generation {
            return Err(Error::Conflict(
                "Packs or practices were changed while the file was read. Import it again.".to_owned(),
            ));
        }
        let is_first = seen.is_some();
        if let Some(seen) = seen {
            batch.iter_mut().for_each(|given| self.twice(given, seen));
        }
        let aliases: BTreeSet<&String> = batch.iter().flat_map(|given| &given.taken.aliases).collect();
        let aliases: Vec<&String> = aliases.into_iter().collect();
        let known = load::with_aliases(view.conn, &self.bound.kind, &aliases)?;
        let ids: BTreeSet<String> = known.values().map(|found| found.id.clone()).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        let records = load::records(view.conn, &ids)?;
        let meanings = Meanings::default();
        let answers = self.answers(view, &mut batch, &meanings)?;
        let mut judged = Vec::new();
        for (mut given, answers) in batch.into_iter().zip(&answers) {
            meanings.by_number(self.kind(), &mut given.taken.inputs);
            let waits = within::waits(self.kind(), &given.taken.inputs, &|kinds, text| {
                meanings.is_here(kinds, text)
            });
            let found: BTreeSet<&String> = given
                .taken
                .aliases
                .iter()
                .filter_map(|alias| known.get(alias))
                .map(|found| &found.id)
                .collect();
            let found: Vec<&Record> = found.into_iter().filter_map(|id| records.get(id)).collect();
            judged.push(self.judge(view, given, answers, &found, waits)?);
        }
        if is_first {
            self.decide(view, &mut judged)?;
        }
        Ok(judged)
    }

    /// What can come in now, and the rows that wait for others.
    pub(super) fn apart(&self, judged: Vec<Judged>) -> (Vec<Judged>, Vec<u64>) {
        if judged.iter().all(|row| row.waits.is_empty()) {
            return (judged, Vec::new());
        }
        let begin = judged
            .iter()
            .filter_map(|row| Some((row.report.row, row.import.as_ref()?, row.waits.as_slice())));
        let (rows, begin): (Vec<u64>, Vec<_>) =
            begin.map(|(row, import, waits)| (row, (import, waits))).unzip();
        let ready = within::ready(self.kind(), &begin);
        let waiting = judged
            .iter()
            .filter(|row| matches!(row.report.outcome, Outcome::Fills { .. }) && !row.waits.is_empty());
        let waiting: Vec<u64> = waiting.map(|row| row.report.row).collect();
        let later = (0..rows.len())
            .filter(|at| !ready.contains(at))
            .map(|at| rows[at]);
        let later: Vec<u64> = later.chain(waiting).collect();
        let now = judged
            .into_iter()
            .filter(|row| !later.contains(&row.report.row))
            .collect();
        (now, later)
    }

    /// Rows of one file that would become the same record.
    fn twice(&self, given: &mut Given, seen: &mut Seen) {
        let mut mistakes = Vec::new();
        for (at, alias) in given.taken.aliases.iter().enumerate() {
            if let Some(row) = seen.before("alias", alias, given.row) {
                let columns = if at == 0 {
                    &self.bound.key
                } else {
                    &self.bound.alias
                };
                let sentence =
                    format!("Row {row} has the same here, so one record cannot be told from the other.");
                mistakes.push(Mistake {
                    column: self.bound.names(columns),
                    sentence,
                });
            }
        }
        for field in self.kind().fields.values().filter(|field| field.unique) {
            let text = given
                .taken
                .inputs
                .get(&field.id)
                .and_then(Value::as_str)
                .and_then(|text| normalise(text).ok());
            if let Some(row) = text.and_then(|text| seen.before(&field.id, &text, given.row)) {
                let sentence = format!(
                    "“{}” is the same as in row {row}, but no two may have the same.",
                    field.ask
                );
                mistakes.push(Mistake {
                    column: self.bound.columns_of(&field.id),
                    sentence,
                });
            }
        }
        given.taken.mistakes.extend(mistakes);
    }

    /// Canonical answers of each row; mistakes go to the row.
    fn answers(
        &self,
        view: &mut View<'_>,
        batch: &mut [Given],
        meanings: &Meanings,
    ) -> Result<Vec<Map<String, Value>>> {
        let kind = self.kind();
        for given in batch.iter() {
            for (kinds, text) in engine::decide::lookups(kind, &given.taken.inputs) {
                meanings.find(view.conn, kinds, text)?;
            }
        }
        let resolve = |kinds: &[String], text: &str| self.meant(meanings, kinds, text);
        let rows = BTreeMap::new();
        let scope = Scope {
            packs: &self.bound.house.packs,
            resolve: &resolve,
            now: &self.now,
            today: &view.today,
            rows: &rows,
        };
        let mut all = Vec::new();
        for given in batch {
            let mut answers = Map::new();
            for (id, input) in &given.taken.inputs {
                let Some(field) = kind.field(id) else { continue };
                match canonical(field, id, input, &scope) {
                    Ok(Some(value)) => drop(answers.insert(id.clone(), value)),
                    Ok(None) => {}
                    Err(mistakes) => given
                        .taken
                        .mistakes
                        .extend(mistakes.into_iter().map(|(at, what)| {
                            // `lots..quantity`: a cell of a table is asked for by its own name.
                            let cell = at
                                .rsplit_once('.')
                                .and_then(|(_, cell)| kind.at(&format!("{id}.{cell}")));
                            let sentence = format!("“{}” {what}.", cell.unwrap_or(field).ask);
                            Mistake {
                                column: self.bound.columns_of(id),
                                sentence,
                            }
                        })),
                }
            }
            all.push(answers);
        }
        Ok(all)
    }

    /// What a text in a link means; a row of the same file will do.
    fn meant(
        &self,
        meanings: &Meanings,
        kinds: &[String],
        text: &str,
    ) -> std::result::Result<String, String> {
        let kind = &self.bound.kind;
        if !meanings.is_here(kinds, text) && kinds.contains(kind) && self.names.has(text)? {
            return Ok(reference(kind, text));
        }
        meanings.resolve(&self.bound.house, kinds, text)
    }

    fn judge(
        &self,
        view: &mut View<'_>,
        given: Given,
        answers: &Map<String, Value>,
        found: &[&Record],
        waits: Vec<String>,
    ) -> Result<Judged> {
        let Given { row, line, mut taken } = given;
        if found.len() > 1 {
            let numbers: Vec<&str> = found.iter().map(|record| record.number.as_str()).collect();
            let columns = [self.bound.key.as_slice(), self.bound.alias.as_slice()].concat();
            let sentence = format!(
                "These cells lead to several records: {}.",
                enumerate(&numbers, "and")
            );
            taken.mistakes.push(Mistake {
                column: self.bound.names(&columns),
                sentence,
            });
        }
        let told = |mistake: Mistake| Told {
            row,
            line,
            column: mistake.column,
            sentence: mistake.sentence,
        };
        let notes = taken.notes.drain(..).map(told).collect();
        let (mut import, mut fill) = (None, None);
        let outcome = match found {
            _ if !taken.mistakes.is_empty() => Outcome::Wrong {
                mistakes: taken.mistakes.into_iter().map(told).collect(),
            },
            [record, ..] => match self.compare(view, &taken, answers, record)? {
                Outcome::Fills { number, fields } if waits.is_empty() => {
                    match self.filling(view, &taken.inputs, record, &fields)? {
                        Ok(found) => {
                            fill = Some(found);
                            Outcome::Fills { number, fields }
                        }
                        Err(reasons) => {
                            let mistakes = reasons.into_iter().map(|(field, sentence)| Mistake {
                                column: self.bound.columns_of(field.split('.').next().unwrap_or_default()),
                                sentence,
                            });
                            Outcome::Wrong {
                                mistakes: mistakes.map(told).collect(),
                            }
                        }
                    }
                }
                other => other,
            },
            [] => {
                let kind = self.kind();
                let title = answers
                    .get(&kind.spine.title)
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let first = kind
                    .states
                    .first()
                    .map(|state| state.id.clone())
                    .unwrap_or_default();
                let state = taken.state.clone().unwrap_or(first);
                let outcome = Outcome::Begins {
                    title: title.to_owned(),
                    state,
                    number: None,
                };
                import = Some(Imported {
                    inputs: taken.inputs,
                    state: taken.state,
                    aliases: taken.aliases,
                });
                outcome
            }
        };
        Ok(Judged {
            report: RowReport {
                row,
                line,
                outcome,
                notes,
            },
            import,
            fill,
            waits,
        })
    }

    /// Lets the engine decide on all that would begin, as the real run will.
    fn decide(&self, view: &mut View<'_>, judged: &mut [Judged]) -> Result<()> {
        let mut rest: Vec<usize> = (0..judged.len())
            .filter(|at| judged[*at].import.is_some())
            .collect();
        while !rest.is_empty() {
            let rows = self.without_later(judged, &rest);
            let act = Act::Import {
                kind: self.bound.kind.clone(),
                rows,
                source: self.bound.source.clone(),
            };
            let decided =
                crate::act::decide_on(view.conn, view.house, &view.actor, &self.now, &view.today, &act);
            let refusal = match decided {
                Ok(_) => return Ok(()),
                Err(Error::Refused(refusal)) => refusal,
                Err(other) => return Err(other),
            };
            let at = refusal
                .reasons
                .iter()
                .find_map(|reason| reason.record.as_deref()?.parse::<usize>().ok());
            let Some(at) = at.filter(|at| *at < rest.len()) else {
                return Err(Error::Refused(refusal));
            };
            let wrong = &mut judged[rest[at]];
            let (row, line) = (wrong.report.row, wrong.report.line);
            let mistakes = refusal.reasons.into_iter().map(|reason| {
                let column = self.bound.columns_of(&reason.field);
                Told {
                    row,
                    line,
                    column,
                    sentence: reason.sentence,
                }
            });
            wrong.report.outcome = Outcome::Wrong {
                mistakes: mistakes.collect(),
            };
            wrong.import = None;
            // Rows are decided in order: those before the wrong one are fine.
            rest.drain(..=at);
        }
        Ok(())
    }

    /// What would begin; a link to a row of a later batch is left out, since this dry run cannot know its record.
    fn without_later(&self, judged: &[Judged], rest: &[usize]) -> Vec<Imported> {
        let rows: Vec<(&Imported, &[String])> = rest
            .iter()
            .filter_map(|at| Some((judged[*at].import.as_ref()?, judged[*at].waits.as_slice())))
            .collect();
        let ready = within::ready(self.kind(), &rows);
        let mut here = Vec::new();
        for (at, (row, waits)) in rows.into_iter().enumerate() {
            let mut row = row.clone();
            if !ready.contains(&at) {
                row.inputs
                    .values_mut()
                    .for_each(|value| within::without(value, waits));
                row.inputs.retain(|_, value| {
                    !value
                        .as_str()
                        .is_some_and(|text| waits.iter().any(|wait| wait == text.trim()))
                });
            }
            here.push(row);
        }
        here
    }
}
