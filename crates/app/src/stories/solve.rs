//! What the guards ahead ask, and answers that satisfy them.
//!
//! This only proposes answers: whether they suffice is for the real act to say.

use std::collections::BTreeMap;

use engine::condition::{
    Basis, Condition, Instant, Literal, Members, Operand, Path, Place, Quantifier, Scene, Spine, Test, Word,
    holds,
};
use engine::decide::Loaded;
use engine::pack::{Field, Kind, Transition, Type};
use engine::record::{Actor, Record, id_of};
use serde_json::{Map, Value, json};

use super::answers::{Want, Wants};
use super::play::{Player, Told, told};
use super::reach::{Route, WHO_ENTERS};

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
                    let columns = vec![column.clone()];
                    self.each_row(desk, table, |player, kind, field, row| {
                        let column = field.column(&columns[0]).cloned();
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

    /// A value that the word accepts.
    fn fitting(
        &mut self,
        field: &Field,
        word: &Word,
        now: Option<&Value>,
        today: &str,
    ) -> Told<Option<Value>> {
        let house = self.house()?;
        let plus = |days: i64| Some(json!(engine::calendar::plus(today, days)));
        let literal = |literal: &Literal| match literal {
            Literal::Text(text) => Some(match field.ty {
                Type::Choices(_) | Type::Links { .. } => json!([id_of(text)]),
                Type::Link(_) => json!(id_of(text)),
                _ => json!(text),
            }),
            Literal::Number(number) => Some(json!(decimal(*number))),
            Literal::Band { from, below, .. } => match &field.ty {
                Type::Scale(id) => within(house.packs.scales.get(id)?, *from, *below),
                _ => None,
            },
        };
        Ok(match word {
            Word::Is(one) | Word::AtLeast(one) | Word::AtMost(one) => literal(one),
            Word::OneOf(some) => some.first().and_then(literal),
            Word::NoneOf(some) => {
                let taken: Vec<Value> = some.iter().filter_map(literal).collect();
                match (now, &field.ty) {
                    (Some(now), Type::YesNo) if taken.contains(now) => {
                        Some(json!(if *now == json!("yes") { "no" } else { "yes" }))
                    }
                    (Some(now), _) if taken.contains(now) => Some(Value::Null),
                    _ => None,
                }
            }
            Word::Reached | Word::Fresh(_) => plus(0),
            Word::After(Instant::Today(days)) => plus(days + 1),
            Word::Before(Instant::Today(days)) => plus(days - 1),
            Word::After(_) | Word::Before(_) => plus(0),
            Word::Held { .. } => {
                let person = self.person(super::reach::WHO_ENTERS)?;
                Some(json!(person.person))
            }
        })
    }

    /// Rows that add up: one for each row of the other table.
    fn add_up(&mut self, desk: &mut Desk<'_>, [table, column, by, of, equals]: [&String; 5]) -> Told<()> {
        let Some(Type::Table(columns)) = desk.kind.field(table).map(|field| field.ty.clone()) else {
            return Ok(());
        };
        let wholes = rows_of(desk, of);
        let mut rows = Vec::new();
        for (number, whole) in (1..).zip(&wholes) {
            let mut row = self.row(desk.kind, &columns, number)?;
            row.insert(by.clone(), whole.get("id").cloned().unwrap_or_default());
            row.insert(
                column.clone(),
                whole.get(equals).cloned().unwrap_or_else(|| json!("0")),
            );
            rows.push(Value::Object(row));
        }
        desk.wished.insert(table.clone(), Value::Array(rows));
        Ok(())
    }

    /// At least so many rows, or linked records.
    fn at_least(&mut self, desk: &mut Desk<'_>, over: &Members, least: usize) -> Told<()> {
        let Some(field) = desk.kind.field(&over.field).cloned() else {
            return Ok(());
        };
        if let Type::Table(columns) = &field.ty {
            let mut rows = rows_of(desk, &field.id);
            if rows.len() >= least {
                return Ok(());
            }
            while rows.len() < least {
                rows.push(self.row(desk.kind, columns, rows.len() + 1)?);
            }
            desk.wished.insert(field.id, json!(rows));
            return Ok(());
        }
        let there = desk.record.links(&over.field).count();
        if there >= least.max(1) || desk.wished.contains_key(&over.field) || least == 0 {
            return Ok(());
        }
        self.link(desk, &field)
    }

    /// A new record, linked.
    fn link(&mut self, desk: &mut Desk<'_>, field: &Field) -> Told<()> {
        let house = self.house()?;
        let Some(kind) = field.ty.targets().iter().find_map(|kind| house.packs.kind(kind)) else {
            return Ok(());
        };
        if desk.depth >= DEEPEST {
            return Ok(());
        }
        self.count += 1;
        let name = format!("Made-{}-{}", kind.id, self.count);
        self.set_up(&name, kind, WHO_ENTERS, &Route::default(), Wants::default())?;
        let number = json!(self.named(&name)?.number);
        let value = if matches!(field.ty, Type::Link(_)) {
            number
        } else {
            json!([number])
        };
        desk.wished.insert(field.id.clone(), value);
        Ok(())
    }

    fn each(&mut self, desk: &mut Desk<'_>, over: &Members, test: &Test) -> Told<()> {
        if !over.rows {
            return self.behind(desk, &over.field, test);
        }
        let (test, today) = (test.clone(), desk.today.clone());
        self.each_row(desk, &over.field, |player, kind, field, row| match &test {
            Test::Filled(paths) => paths.iter().try_for_each(|path| {
                let column = field.column(path.first()).cloned();
                fill_cell(player, kind, column.as_ref(), row)
            }),
            Test::Value(Operand::Path(path, _), word) => {
                let Some(column) = field.column(path.first()).cloned() else {
                    return Ok(());
                };
                let now = row.get(&column.id).cloned();
                if let Some(value) = player.fitting(&column, word, now.as_ref(), &today)? {
                    row.insert(column.id, value);
                }
                Ok(())
            }
            _ => Ok(()),
        })
    }

    fn each_row(
        &mut self,
        desk: &mut Desk<'_>,
        table: &str,
        mut change: impl FnMut(&mut Self, &Kind, &Field, &mut Map<String, Value>) -> Told<()>,
    ) -> Told<()> {
        let Some(field) = desk.kind.field(table).cloned() else {
            return Ok(());
        };
        let mut rows = rows_of(desk, table);
        let before = rows.clone();
        for row in &mut rows {
            change(self, desk.kind, &field, row)?;
        }
        if rows != before {
            desk.wished.insert(table.to_owned(), json!(rows));
        }
        Ok(())
    }

    /// Records behind a link are brought to where the test holds on them.
    fn behind(&mut self, desk: &mut Desk<'_>, hop: &str, test: &Test) -> Told<()> {
        let links: Vec<String> = desk
            .record
            .links(hop)
            .map(|link| id_of(link).to_owned())
            .collect();
        if links.is_empty() && !desk.wished.contains_key(hop) {
            let Some(field) = desk.kind.field(hop).cloned() else {
                return Ok(());
            };
            return self.link(desk, &field);
        }
        let house = self.house()?;
        for id in links {
            let record = self.record(&id)?;
            let Some(kind) = house.packs.kind(&record.kind) else {
                continue;
            };
            let other = Desk {
                depth: desk.depth + 1,
                ..self.desk(&record, kind)?
            };
            if other.depth <= DEEPEST && !self.holds(&other, &Condition::of(test.clone()))? {
                desk.helped |= self.help(other, test)?;
            }
        }
        Ok(())
    }

    /// Brings a linked record where the test holds: by a state, by answers now, or by the transition that asks them.
    fn help(&mut self, mut other: Desk<'_>, test: &Test) -> Told<bool> {
        let (id, kind, name) = (other.record.id.clone(), other.kind, other.record.number.clone());
        if let Test::InState(states) = test {
            let reachable = states.iter().find_map(|state| {
                let route = Route {
                    to: Some(state.clone()),
                    by: None,
                };
                route.ways(kind, &other.record.state).ok().map(|_| route)
            });
            return match reachable {
                Some(route) => self
                    .bring(&name, &id, kind, &route, Wants::default())
                    .map(|()| true),
                None => Ok(false),
            };
        }
        self.of_test(&mut other, test)?;
        if other.wished.is_empty() {
            return Ok(other.helped);
        }
        let open = |field: &String| {
            kind.section_of(field)
                .is_some_and(|section| section.states.contains(&other.record.state))
        };
        let mut wants = Wants::default();
        wants.fields = other
            .wished
            .iter()
            .map(|(field, value)| (field.clone(), Want::This(value.clone())))
            .collect();
        let route = if wants.fields.keys().all(open) {
            Route::default()
        } else {
            let asks = |way: &&Transition| wants.fields.keys().any(|field| way.asks.contains(field));
            let ways = kind.transitions.iter().filter(asks);
            let mut routes = ways.map(|way| Route {
                to: Some(way.to.clone()),
                by: Some(way.id.clone()),
            });
            let Some(route) = routes.find(|route| route.ways(kind, &other.record.state).is_ok()) else {
                return Ok(false);
            };
            route
        };
        self.bring(&name, &id, kind, &route, wants).map(|()| true)
    }
}

/// Whether the test is about something that the transition asks.
fn reads_asked(test: &Test, way: &Transition) -> bool {
    engine::condition::reads(&Condition::of(test.clone()))
        .fields
        .iter()
        .any(|field| way.asks.contains(field))
}

fn rows_of(desk: &Desk<'_>, table: &str) -> Vec<Map<String, Value>> {
    let wished = desk.wished.get(table).and_then(Value::as_array);
    match wished {
        Some(rows) => rows.iter().filter_map(Value::as_object).cloned().collect(),
        None => desk.record.rows(table).map(|(_, row)| row.clone()).collect(),
    }
}

fn fill_cell(
    player: &mut Player<'_>,
    kind: &Kind,
    column: Option<&Field>,
    row: &mut Map<String, Value>,
) -> Told<()> {
    if let Some(column) = column
        && !row.contains_key(&column.id)
    {
        row.insert(column.id.clone(), player.given(kind, column)?);
    }
    Ok(())
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

/// Levels whose product lies from one number up to another.
fn within(scale: &engine::pack::Scale, from: i64, below: Option<i64>) -> Option<Value> {
    let mut all: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for axis in &scale.axes {
        all = all
            .iter()
            .flat_map(|chosen| {
                axis.levels.iter().map(|level| {
                    let mut chosen = chosen.clone();
                    chosen.insert(axis.id.clone(), level.id.clone());
                    chosen
                })
            })
            .collect();
    }
    let fits = |answers: &BTreeMap<String, String>| {
        let number = scale
            .number(answers)
            .map(|number| i64::from(number) * engine::value::SCALE);
        number.is_some_and(|number| number >= from && below.is_none_or(|below| number < below))
    };
    all.into_iter().find(fits).map(|answers| json!(answers))
}

fn decimal(number: i64) -> String {
    let (whole, part) = (
        number / engine::value::SCALE,
        (number % engine::value::SCALE).abs(),
    );
    let sign = if number < 0 && whole == 0 { "-" } else { "" };
    match part {
        0 => whole.to_string(),
        part => format!("{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0')),
    }
}
