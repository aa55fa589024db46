//! A small world of records of three kinds, full of coincidences and empty fields, in memory and in tables.

mod kinds;
mod tables;

use std::collections::BTreeMap;

use engine::pack::{Packs, Type};
use engine::record::{Actor, FieldMoment, Grant, Record, StandIn, StateMoment};
use serde_json::{Map, Value as Json, json};

pub(crate) use kinds::packs;
pub(crate) use tables::write;

/// Draws numbers from a list, then only zeros: what is drawn from a shorter list is simpler.
pub(crate) struct Dice<'a> {
    numbers: &'a [u32],
}

impl<'a> Dice<'a> {
    pub(crate) fn new(numbers: &'a [u32]) -> Self {
        Dice { numbers }
    }

    /// Below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let Some((first, rest)) = self.numbers.split_first() else {
            return 0;
        };
        self.numbers = rest;
        *first as usize % sides
    }

    /// Once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == times - 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    pub(crate) fn lend<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
}

/// As many numbers as one likes, always the same for a seed.
pub(crate) fn numbers(seed: u64, count: usize) -> Vec<u32> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32
    };
    (0..count).map(|_| next()).collect()
}

pub(crate) const STATES: [&str; 4] = ["new", "open", "waiting", "done"];
pub(crate) const ROLES: [&str; 3] = ["manager", "auditor", "planner"];
pub(crate) const PEOPLE: [&str; 5] = ["ana", "ben", "cleo", "dan", "eva"];
pub(crate) const PROCESSES: [&str; 3] = ["buying", "making", "selling"];
pub(crate) const SITES: [&str; 2] = ["north", "south"];
pub(crate) const DAYS: [&str; 7] = [
    "2026-11-16",
    "2026-11-18",
    "2026-11-19",
    "2026-11-20",
    "2026-11-21",
    "2026-11-22",
    "2026-12-01",
];
pub(crate) const WORDS: [&str; 5] = ["alpha", "Beta", "gamma delta", "Ä%_'", "10/3"];
pub(crate) const COLOURS: [&str; 3] = ["red", "green", "blue"];
pub(crate) const NUMBERS: [&str; 7] = ["0", "1", "2", "2.5", "-3", "1000000", "3"];

pub(crate) struct World {
    pub(crate) packs: Packs,
    pub(crate) records: BTreeMap<String, Record>,
    pub(crate) holdings: BTreeMap<String, Vec<Grant>>,
    pub(crate) actors: Vec<Actor>,
}

pub(crate) fn world(seed: u64) -> World {
    let numbers = numbers(seed, 60_000);
    let mut dice = Dice::new(&numbers);
    let packs = packs();
    let mut ids: Vec<(&str, String)> = Vec::new();
    ids.extend(PEOPLE.iter().map(|id| ("person", (*id).to_owned())));
    ids.extend((0..50).map(|n| ("thing", format!("t{n:02}"))));
    ids.extend((0..30).map(|n| ("other", format!("o{n:02}"))));
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for (number, (kind, id)) in ids.iter().enumerate() {
        records.insert(id.clone(), record(&mut dice, &packs, kind, id, number));
    }
    heavy(records.get_mut("t00").expect("it is there"));
    let holdings: BTreeMap<String, Vec<Grant>> = PEOPLE
        .iter()
        .map(|id| {
            (
                (*id).to_owned(),
                (0..dice.roll(4)).map(|_| grant(&mut dice, true)).collect(),
            )
        })
        .collect();
    let mut actors = vec![Actor::system()];
    for person in PEOPLE {
        for grants in 0..4 {
            // Every second one stands in for somebody.
            let stands_in_for = (0..grants % 2).map(|_| StandIn {
                person: PEOPLE[dice.roll(PEOPLE.len())].to_owned(),
                grants: (0..2).map(|_| grant(&mut dice, false)).collect(),
                ..StandIn::default()
            });
            actors.push(Actor {
                person: person.to_owned(),
                name: person.to_owned(),
                stands_in_for: stands_in_for.collect(),
                grants: (0..grants).map(|_| grant(&mut dice, false)).collect(),
            });
        }
    }
    World {
        packs,
        records,
        holdings,
        actors,
    }
}

/// Sums that no 64 bits hold, and that meet all the same.
fn heavy(record: &mut Record) {
    let most = "999999999999.999999";
    let minus = format!("-{most}");
    record.fields.insert(
        "lots".to_owned(),
        json!([{ "id": "r1", "amount": most }, { "id": "r2", "amount": "7" }]),
    );
    let mut uses: Vec<Json> = (0..40)
        .map(|n| json!({ "id": format!("u{n}"), "from": "r1", "amount": if n < 20 { most } else { minus.as_str() } }))
        .collect();
    uses.push(json!({ "id": "v1", "from": "r1", "amount": most }));
    uses.push(json!({ "id": "v2", "from": "r2", "amount": "6.999999" }));
    uses.push(json!({ "id": "v3", "from": "r2", "amount": "0.000001" }));
    record.fields.insert("uses".to_owned(), Json::Array(uses));
}

fn grant(dice: &mut Dice<'_>, dated: bool) -> Grant {
    let some = |dice: &mut Dice<'_>, of: &[&str]| (!dice.once_in(2)).then(|| dice.pick(of).to_owned());
    let day = |dice: &mut Dice<'_>| if dated { some(dice, &DAYS) } else { None };
    Grant {
        role: dice.pick(&ROLES).to_owned(),
        process: some(dice, &PROCESSES),
        site: some(dice, &SITES),
        from: day(dice),
        until: day(dice),
    }
}

fn instant(dice: &mut Dice<'_>) -> String {
    let time = dice.pick(&["00:00:00.000", "08:30:00.000", "23:59:59.999"]);
    format!("{}T{time}Z", dice.pick(&DAYS))
}

fn record(dice: &mut Dice<'_>, packs: &Packs, kind: &str, id: &str, number: usize) -> Record {
    let maybe = |dice: &mut Dice<'_>, of: &[&str]| (!dice.once_in(3)).then(|| dice.pick(of).to_owned());
    let happened = if dice.once_in(2) {
        instant(dice)
    } else {
        dice.pick(&DAYS).to_owned()
    };
    let mut record = Record {
        id: id.to_owned(),
        kind: kind.to_owned(),
        kind_version: 1,
        number: format!("{}-{number}", kind.to_uppercase()),
        version: 1,
        state: dice.pick(&STATES).to_owned(),
        state_imported: dice.once_in(5),
        title: format!("{} {}", dice.pick(&WORDS), dice.pick(&WORDS)),
        owner: maybe(dice, &PEOPLE),
        reporter: maybe(dice, &PEOPLE),
        process: maybe(dice, &PROCESSES),
        site: maybe(dice, &SITES),
        due: maybe(dice, &DAYS),
        next: None,
        happened_on: (!dice.once_in(3)).then_some(happened),
        opened: instant(dice),
        closed: dice.once_in(3).then(|| instant(dice)),
        ..Record::default()
    };
    let fields = &packs.kinds[kind].fields;
    for field in fields.values() {
        if let Some(value) = value(dice, &field.ty) {
            record.fields.insert(field.id.clone(), value);
        }
    }
    for state in STATES {
        if dice.once_in(2) {
            let first = (!dice.once_in(4)).then(|| instant(dice));
            let moment = StateMoment {
                first,
                last: instant(dice),
                times: 1,
            };
            record.moments.states.insert(state.to_owned(), moment);
        }
    }
    for path in moment_paths(packs, &record) {
        if dice.once_in(2) {
            let changes = dice.roll(4) as u64;
            let moment = FieldMoment {
                first: instant(dice),
                last: instant(dice),
                changes,
                first_date: None,
            };
            record.moments.fields.insert(path, moment);
        }
    }
    record
}

fn moment_paths(packs: &Packs, record: &Record) -> Vec<String> {
    let mut paths = Vec::new();
    for field in packs.kinds[&record.kind].fields.values() {
        paths.push(field.id.clone());
        if let Type::Table(columns) = &field.ty {
            for (row, _) in record.rows(&field.id) {
                paths.extend(
                    columns
                        .iter()
                        .map(|column| format!("{}.{row}.{}", field.id, column.id)),
                );
            }
        }
    }
    paths
}

fn value(dice: &mut Dice<'_>, ty: &Type) -> Option<Json> {
    if dice.once_in(4) {
        return None;
    }
    let text = |text: &str| Json::String(text.to_owned());
    Some(match ty {
        Type::Line | Type::Text => text(dice.pick(&WORDS)),
        Type::YesNo => text(dice.pick(&["yes", "no"])),
        Type::Number(_) => text(dice.pick(&NUMBERS)),
        Type::Money => Json::String(format!("{} {}", dice.pick(&NUMBERS), dice.pick(&["EUR", "USD"]))),
        Type::Date => text(dice.pick(&DAYS)),
        Type::Moment => Json::String(instant(dice)),
        Type::Choice(_) => text(dice.pick(&COLOURS)),
        Type::Choices(_) => some(dice, &COLOURS),
        Type::Scale(_) => {
            json!({ "how_bad": dice.pick(&["1", "2", "3"]), "how_often": dice.pick(&["1", "2", "3"]) })
        }
        Type::Link(to) => Json::String(reference(dice, to)),
        Type::Links { or_reason: true, .. } if dice.once_in(4) => json!({ "reason": "none is there" }),
        Type::Links { to, .. } => {
            let mut links: Vec<String> = Vec::new();
            for _ in 0..=dice.roll(3) {
                let link = reference(dice, to);
                if !links.contains(&link) {
                    links.push(link);
                }
            }
            json!(links)
        }
        Type::Files => json!([{ "digest": format!("{:064x}", dice.roll(2)), "name": "a.pdf" }]),
        Type::Row(_) => text(dice.pick(&["r1", "r2", "r3"])),
        Type::Table(columns) => {
            let rows = (1..=1 + dice.roll(3)).map(|n| {
                let mut row = Map::from_iter([("id".to_owned(), Json::String(format!("r{n}")))]);
                for column in columns {
                    row.extend(value(dice, &column.ty).map(|cell| (column.id.clone(), cell)));
                }
                Json::Object(row)
            });
            Json::Array(rows.collect())
        }
    })
}

fn some(dice: &mut Dice<'_>, of: &[&str]) -> Json {
    let first = dice.roll(of.len());
    json!(of[first..].to_vec())
}

/// Some lead nowhere.
pub(crate) fn reference(dice: &mut Dice<'_>, to: &[String]) -> String {
    let kind = dice.lend(to).as_str();
    let id = match kind {
        "person" => dice.pick(&PEOPLE).to_owned(),
        "thing" => format!("t{:02}", dice.roll(52)),
        "other" => format!("o{:02}", dice.roll(32)),
        _ => format!("iso-9001-2015#{}.1", dice.roll(3)),
    };
    format!("{kind}/{id}")
}
