//! What the guards ahead ask, and answers that satisfy them.
//!
//! This only proposes answers: whether they suffice is for the real act to say.

mod linked;
mod rows;
mod value;

use engine::condition::{
    Basis, Condition, Operand, Path, Place, Quantifier, Scene, Spine, Test, Word, holds,
};
use engine::decide::Loaded;
use engine::pack::{Kind, Transition};
use engine::record::{Actor, Record};
use serde_json::{Map, Value};

use super::play::{Player, Told, told};
use rows::fill_cell;

/// Links followed one behind the other.
const DEEPEST: usize = 3;

/// A record, what was loaded around it, and what is wished of it so far.
struct Desk<'k> {
    record: Record,
    kind: &'k Kind,
    loaded: Loaded,
    today: String,
    wished: Map<String, Value>,
    /// Something was done to a record that it links to.
    helped: bool,
    depth: usize,
}

impl Player<'_> {
    /// Answers that the guards of the ways ahead ask, and whether anything was done to linked records.
    pub(super) fn wishes(
        &mut self,
        record: &Record,
        kind: &Kind,
        ahead: &[&Transition],
    ) -> Told<(Map<String, Value>, bool)> {
        let mut desk = self.desk(record, kind)?;
        for way in ahead {
            self.of_way(&mut desk, way, false)?;
        }
        Ok((desk.wished, desk.helped))
    }

    /// The same for one transition, whether its guards hold already or not: for what it asks.
    pub(super) fn wishes_of_way(
        &mut self,
        record: &Record,
        kind: &Kind,
        way: &Transition,
    ) -> Told<Map<String, Value>> {
        let mut desk = self.desk(record, kind)?;
        self.of_way(&mut desk, way, true)?;
        Ok(desk.wished)
    }

    fn desk<'k>(&self, record: &Record, kind: &'k Kind) -> Told<Desk<'k>> {
        let today = self.today()?;
        let loaded = self
            .app
            .read(|conn, house| crate::act::around(conn, house, record, &today))
            .map_err(told)?;
        Ok(Desk {
            record: record.clone(),
            kind,
            loaded,
            today,
            wished: Map::new(),
            helped: false,
            depth: 0,
        })
    }

    fn of_way(&mut self, desk: &mut Desk<'_>, way: &Transition, even_if_held: bool) -> Told<()> {
        let house = self.house()?;
        for need in &way.needs {
            let off = matches!(&need.basis, Some(Basis::Practice(id)) if house.practice(id) == "off");
            if off || !self.applies(desk, need)? || (!even_if_held && self.holds(desk, need)?) {
                continue;
            }
            if even_if_held && !reads_asked(&need.test, way) {
                continue;
            }
            self.of_test(desk, &need.test)?;
        }
        Ok(())
    }

    fn applies(&self, desk: &Desk<'_>, need: &Condition) -> Told<bool> {
        need.when.as_ref().map_or(Ok(true), |when| self.holds(desk, when))
    }

    fn holds(&self, desk: &Desk<'_>, condition: &Condition) -> Told<bool> {
        let (house, actor) = (self.house()?, Actor::system());
        let scene = Scene {
            packs: &house.packs,
            records: &desk.loaded.records,
            holdings: &desk.loaded.holdings,
            actor: &actor,
            today: &desk.today,
        };
        Ok(holds(condition, &desk.record, &scene))
    }

    fn of_test(&mut self, desk: &mut Desk<'_>, test: &Test) -> Told<()> {
        match test {
            Test::Filled(paths) => paths.iter().try_for_each(|path| self.fill(desk, path)),
            Test::AnyFilled(paths) => {
                let plain = paths.iter().find(|path| {
                    matches!(&path.place, Place::Field(id) if desk.kind.field(id).is_some_and(|field| field.ty.targets().is_empty()))
                });
                plain
                    .or(paths.first())
                    .map_or(Ok(()), |path| self.fill(desk, path))
            }
            Test::Absent(paths) => {
                for path in paths {
                    desk.wished.insert(path.first().to_owned(), Value::Null);
                }
                Ok(())
            }
            Test::Value(Operand::Path(path, _), word) => self.compare(desk, path, word),
            Test::Sum {
                table,
                column,
                by,
                of,
                equals,
            } => self.add_up(desk, [table, column, by, of, equals]),
            Test::Count {
                over,
                at_least: Some(least),
                ..
            } => self.at_least(desk, over, *least as usize),
            Test::Share {
                over, test, least, ..
            } => {
                self.at_least(desk, over, *least as usize)?;
                self.each(desk, over, test)
            }
            Test::Quantified {
                quantifier,
                over,
                least,
                test,
            } => {
                self.at_least(desk, over, *least as usize)?;
                match quantifier {
                    Quantifier::Each | Quantifier::Some => self.each(desk, over, test),
                    Quantifier::None => Ok(()),
                }
            }
            Test::AllOf(all) => all.iter().try_for_each(|one| self.of_test(desk, &one.test)),
            Test::AnyOf(any) => match any.first() {
                Some(one) if !any.iter().any(|one| self.holds(desk, one).unwrap_or(false)) => {
                    self.of_test(desk, &one.test)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A path gets a good answer, if it has none.
    fn fill(&mut self, desk: &mut Desk<'_>, path: &Path) -> Told<()> {
        if path.hops.is_empty() {
            return match &path.place {
                Place::Field(id) => self.fill_field(desk, id),
                Place::Cell { table, column } => {
                    let column = column.clone();
                    self.each_row(desk, table, |player, kind, field, row| {
                        let column = field.column(&column).cloned();
                        fill_cell(player, kind, column.as_ref(), row)
                    })
                }
                Place::Spine(spine) => match spine_field(desk.kind, *spine) {
                    Some(id) => self.fill_field(desk, &id),
                    None => Ok(()),
                },
            };
        }
        let (hop, rest) = (
            path.hops[0].clone(),
            Path {
                hops: path.hops[1..].to_vec(),
                place: path.place.clone(),
            },
        );
        self.behind(desk, &hop, &Test::Filled(vec![rest]))
    }

    fn fill_field(&mut self, desk: &mut Desk<'_>, id: &str) -> Told<()> {
        if desk.record.fields.contains_key(id) || desk.wished.contains_key(id) {
            return Ok(());
        }
        let Some(field) = desk.kind.field(id).cloned() else {
            return Ok(());
        };
        let value = self.given(desk.kind, &field)?;
        desk.wished.insert(id.to_owned(), value);
        Ok(())
    }

    fn compare(&mut self, desk: &mut Desk<'_>, path: &Path, word: &Word) -> Told<()> {
        if let Some((hop, hops)) = path.hops.split_first() {
            let rest = Path {
                hops: hops.to_vec(),
                place: path.place.clone(),
            };
            let kind = engine::condition::As::Text;
            return self.behind(desk, hop, &Test::Value(Operand::Path(rest, kind), word.clone()));
        }
        let id = match &path.place {
            Place::Field(id) => id.clone(),
            Place::Spine(spine) => match spine_field(desk.kind, *spine) {
                Some(id) => id,
                None => return Ok(()),
            },
            Place::Cell { .. } => return Ok(()),
        };
        let Some(field) = desk.kind.field(&id).cloned() else {
            return Ok(());
        };
        let now = desk.record.fields.get(&id).cloned();
        if let Some(value) = self.fitting(&field, word, now.as_ref(), &desk.today)? {
            desk.wished.insert(id, value);
        }
        Ok(())
    }
}

/// Whether the test is about something that the transition asks.
fn reads_asked(test: &Test, way: &Transition) -> bool {
    engine::condition::reads(&Condition::of(test.clone()))
        .fields
        .iter()
        .any(|field| way.asks.contains(field))
}

/// The field of the kind that fills a column which every record has.
fn spine_field(kind: &Kind, spine: Spine) -> Option<String> {
    let path = match spine {
        Spine::Title => return Some(kind.spine.title.clone()),
        Spine::Owner => kind.spine.owner.as_ref(),
        Spine::Process => kind.spine.process.as_ref(),
        Spine::Site => kind.spine.site.as_ref(),
        Spine::Due => kind.spine.due.as_ref(),
        Spine::HappenedOn => kind.spine.happened_on.as_ref(),
        _ => None,
    };
    path.filter(|path| path.hops.is_empty())
        .map(|path| path.first().to_owned())
}
