//! Acts by chance, by people by chance, on the bundled packs and on kinds from elsewhere: whatever they do, the house stays
//! sound, what is offered is what is done, and numbers have no gap.

use std::collections::{BTreeMap, BTreeSet};

use app::act::Receipt;
use app::act::record::Wish;
use app::read::list::Asked;
use app::{Caller, Error};
use engine::decide::{Imported, Offer, Why};
use engine::pack::{Field, Kind, Packs, Type};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::{Map, Value, json};

use crate::house::{House, Mould, On, bundled};
use crate::kinds::elsewhere;

/// Draws numbers from a list, then only zeros: what is drawn from a shorter list is simpler.
struct Dice<'a>(&'a [u32]);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first as usize % sides.max(1)
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == times - 1
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
}

/// Kinds in which most rules lie; the others come by their links.
const KINDS: [&str; 11] = [
    "nonconformity",
    "corrective_action",
    "concession",
    "improvement_idea",
    "task",
    "process",
    "amendment",
    "routine_test",
    "visitor_log",
    "gauge",
    "training",
];

struct Play<'h, 'd> {
    house: &'h House,
    packs: Packs,
    dice: Dice<'d>,
    people: Vec<Caller>,
    /// (Kind, number) of what is there.
    there: Vec<(String, String)>,
    /// What happened, to see that something did.
    tally: BTreeMap<&'static str, usize>,
}

impl Play<'_, '_> {
    fn new<'h, 'd>(house: &'h House, numbers: &'d [u32]) -> Play<'h, 'd> {
        let people = vec![
            house.caller("ana"),
            house.caller("pia"),
            house.caller("lea"),
            house.caller("dora"),
            house.caller("tom"),
            house.caller("ben"),
            house.caller("ada"),
            Caller::system(),
        ];
        let packs = house.app.read(|_, house| Ok(house.packs.clone())).unwrap();
        let there = ["PR-1", "PR-2"].map(|number| ("process".to_owned(), number.to_owned()));
        let mut there = there.to_vec();
        there.push(("place".to_owned(), "PL-1".to_owned()));
        Play {
            house,
            packs,
            dice: Dice(numbers),
            people,
            there,
            tally: BTreeMap::new(),
        }
    }

    fn go(&mut self) {
        while !self.dice.0.is_empty() {
            match self.dice.roll(20) {
                0 | 1 => self.create(),
                2 => self.import(),
                3..=9 => self.edit(),
                10 => self.house.later(jiff::SignedDuration::from_hours(
                    24 * (1 + self.dice.roll(9) as i64),
                )),
                _ => self.pass(),
            }
            self.house.later(jiff::SignedDuration::from_secs(1));
        }
    }

    fn caller(&mut self) -> Caller {
        let at = self.dice.roll(self.people.len());
        self.people[at].clone()
    }

    fn record(&mut self) -> (Kind, String) {
        let (kind, number) = self.dice.pick(&self.there).clone();
        (self.packs.kinds[&kind].clone(), number)
    }

    fn create(&mut self) {
        let kind = self.packs.kinds[*self.dice.pick(&KINDS)].clone();
        let by = self.caller();
        let mut inputs = self.answers(&kind, &kind.start.asks.clone(), 2);
        inputs
            .entry(kind.spine.title.clone())
            .or_insert_with(|| json!("By chance"));
        let done = self.house.app.act(
            &by,
            Wish::Create {
                kind: kind.id.clone(),
                inputs,
            },
            None,
        );
        self.keep("created", done);
    }

    fn import(&mut self) {
        let kind = self.packs.kinds[*self.dice.pick(&KINDS)].clone();
        let by = self.caller();
        let fields: Vec<String> = kind.fields.keys().cloned().collect();
        let mut inputs = self.answers(&kind, &fields, 4);
        inputs
            .entry(kind.spine.title.clone())
            .or_insert_with(|| json!("From elsewhere"));
        let state = Some(self.dice.pick(&kind.states).id.clone());
        let row = Imported {
            inputs,
            state,
            aliases: Vec::new(),
        };
        match self.house.app.import(&by, &kind.id, vec![row], "Elsewhere") {
            Ok(numbers) => {
                self.there
                    .extend(numbers.into_iter().map(|number| (kind.id.clone(), number)));
                *self.tally.entry("imported").or_default() += 1;
            }
            Err(error) => fair(&error),
        }
    }

    fn edit(&mut self) {
        let (kind, number) = self.record();
        let by = self.caller();
        let section = self.dice.pick(&kind.sections).clone();
        let inputs = self.answers(&kind, &section.fields, 2);
        let seen = self.dice.once_in(9).then_some(1);
        let done = self.house.app.act(
            &by,
            Wish::Edit {
                kind: kind.id,
                number,
                inputs,
                seen,
            },
            None,
        );
        self.keep("edited", done);
    }

    /// Looks at what is offered, then tries it: once with nothing, once with what is asked.
    fn pass(&mut self) {
        let (kind, number) = self.record();
        if kind.transitions.is_empty() {
            return;
        }
        let by = self.caller();
        let way = self.dice.pick(&kind.transitions).clone();
        let seen = self.house.app.view(&by, |view| view.record(&kind.id, &number));
        let wish = |inputs: Map<String, Value>| Wish::Pass {
            kind: kind.id.clone(),
            number: number.clone(),
            transition: way.id.clone(),
            inputs,
            seen: None,
            factor: None,
        };
        let done = self.house.app.act(&by, wish(Map::new()), None);
        let Ok(seen) = seen else {
            assert!(
                matches!(done, Err(Error::NotFound(_))),
                "what is not seen is not there: {done:?}"
            );
            return;
        };
        let offer = seen.offers.iter().find(|offer| offer.id == way.id);
        as_offered(
            offer,
            &done,
            !way.does.is_empty(),
            &format!("{number} {}", way.id),
        );
        if done.is_ok() || way.asks.is_empty() {
            return self.keep("passed", done);
        }
        let inputs = self.answers(&kind, &way.asks, 1);
        let done = self.house.app.act(&by, wish(inputs), None);
        self.keep("passed", done);
    }

    fn keep(&mut self, what: &'static str, done: Result<Receipt, Error>) {
        match done {
            Ok(receipt) => {
                *self.tally.entry(what).or_default() += 1;
                if !self.there.iter().any(|(_, number)| *number == receipt.number) {
                    self.there.push((receipt.kind, receipt.number));
                }
            }
            Err(error) => fair(&error),
        }
    }

    /// Answers to some of the fields: one in `of` is left out.
    fn answers(&mut self, kind: &Kind, fields: &[String], of: usize) -> Map<String, Value> {
        let mut inputs = Map::new();
        for id in fields {
            let Some(field) = kind.field(id).filter(|_| of == 1 || !self.dice.once_in(of)) else {
                continue;
            };
            let value = self.value(field);
            inputs.insert(id.clone(), value);
        }
        inputs
    }

    fn value(&mut self, field: &Field) -> Value {
        if self.dice.once_in(150) {
            return [
                json!("?"),
                json!(null),
                json!([]),
                json!({ "a": "b" }),
                json!("PR-99"),
            ][self.dice.roll(5)]
            .clone();
        }
        let day = ["2026-11-10", "2026-11-16", "2026-11-20", "2027-01-15"];
        match &field.ty {
            Type::Line | Type::Text => json!(["Burr", "Cause", "Über 3 mm", "x"][self.dice.roll(4)]),
            Type::YesNo => json!(["no", "yes"][self.dice.roll(2)]),
            Type::Number(_) => json!(["1", "0", "10", "-0.004", "2.5"][self.dice.roll(5)]),
            Type::Money => json!("12.50 EUR"),
            Type::Date => json!(day[self.dice.roll(4)]),
            Type::Moment => json!(format!("{}T08:00:00Z", day[self.dice.roll(4)])),
            Type::Choice(list) => json!(self.item(list)),
            Type::Choices(list) => json!([self.item(list)]),
            Type::Scale(scale) => {
                let axes = self.packs.scales[scale].axes.clone();
                axes.iter()
                    .map(|axis| (axis.id.clone(), json!(self.dice.pick(&axis.levels).id)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            Type::Link(to) => self.link(to),
            Type::Links { or_reason: true, .. } if self.dice.once_in(2) => json!({ "reason": "None" }),
            Type::Links { to, .. } => (0..=self.dice.roll(2))
                .map(|_| self.link(to))
                .collect::<Vec<_>>()
                .into(),
            Type::Files => json!([]),
            Type::Row(_) => json!(["r1", "r2"][self.dice.roll(2)]),
            Type::Table(columns) => {
                let row = |play: &mut Self, id: usize| {
                    let mut row = Map::from_iter([("id".to_owned(), json!(format!("r{id}")))]);
                    for column in columns {
                        if !play.dice.once_in(5) {
                            row.insert(column.id.clone(), play.value(column));
                        }
                    }
                    Value::Object(row)
                };
                (1..=1 + self.dice.roll(2))
                    .map(|id| row(self, id))
                    .collect::<Vec<_>>()
                    .into()
            }
        }
    }

    fn item(&mut self, list: &str) -> String {
        self.dice.pick(&self.packs.lists[list].items).id.clone()
    }

    fn link(&mut self, to: &[String]) -> Value {
        let kind = self.dice.pick(to).clone();
        if kind == "person" {
            let people = ["ana", "pia", "lea", "ben"];
            return json!(format!("{}@probe.example", self.dice.pick(&people)));
        }
        let known: Vec<&String> = self
            .there
            .iter()
            .filter(|(of, _)| *of == kind)
            .map(|(_, number)| number)
            .collect();
        match known.as_slice() {
            [] => json!("PR-1"),
            known => json!(*self.dice.pick(known)),
        }
    }
}

/// Nothing that people do is a fault of the house.
fn fair(error: &Error) {
    assert!(
        !matches!(
            error,
            Error::Broken(_) | Error::Unrecorded(_) | Error::Uncertain(_)
        ),
        "{error:?}"
    );
}

/// With no answers given, a transition does exactly what was offered.
fn as_offered(offer: Option<&Offer>, done: &Result<Receipt, Error>, has_effects: bool, what: &str) {
    match (offer, done) {
        (None, Ok(_)) => panic!("{what} was done though it was not offered"),
        (None, Err(error)) => fair(error),
        (Some(offer), Ok(_)) => {
            assert!(
                offer.allowed && offer.missing.is_empty() && !offer.signs,
                "{what} was done, but offered as {offer:?}"
            );
        }
        (Some(offer), Err(Error::Refused(refusal))) => {
            let said: BTreeSet<&str> = refusal
                .reasons
                .iter()
                .map(|reason| reason.sentence.as_str())
                .collect();
            let missing = offer
                .missing
                .iter()
                .filter(|missing| !said.contains(missing.sentence.as_str()));
            let unsaid: Vec<&str> = missing.map(|missing| missing.sentence.as_str()).collect();
            assert_eq!(
                unsaid, [""; 0],
                "{what}: offered as missing, but not refused for it: {refusal:?}"
            );
            assert_eq!(
                refusal.why == Why::Forbidden,
                !offer.allowed,
                "{what}: {offer:?} {refusal:?}"
            );
            let open = offer.allowed && offer.missing.is_empty() && offer.asks.is_empty();
            if open && !has_effects {
                assert!(
                    offer.signs && refusal.why == Why::Unsigned,
                    "{what} was offered, but refused: {refusal:?}"
                );
            }
        }
        (Some(_), Err(error)) => fair(error),
    }
}

fn numbers_have_no_gap(house: &House, kinds: &[&str]) {
    for kind in kinds {
        let asked = Asked {
            kind: (*kind).to_owned(),
            limit: Some(200),
            ..Asked::default()
        };
        let page = house
            .app
            .view(&Caller::system(), |view| view.list(&asked))
            .unwrap();
        let last = |number: &str| number.rsplit('-').next().unwrap().parse::<usize>().unwrap();
        let mut by_year: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for item in &page.items {
            let (year, _) = item.spine.number.rsplit_once('-').unwrap();
            by_year
                .entry(year.to_owned())
                .or_default()
                .push(last(&item.spine.number));
        }
        for (year, mut given) in by_year {
            given.sort_unstable();
            assert_eq!(given, (1..=given.len()).collect::<Vec<_>>(), "{year}");
        }
    }
}

/// People, processes and a place, so that links lead somewhere.
fn mould(on: On) -> Mould {
    let packs = [
        bundled("base"),
        bundled("iso-9001"),
        bundled("electrical-safety"),
        elsewhere(),
    ];
    let house = House::founded_with(on, &packs);
    house.add("ana", &["quality_manager"]);
    house.add("pia", &["process_owner"]);
    house.add("lea", &["shift_lead"]);
    house.add("dora", &["disposition_authority"]);
    house.add("tom", &["top_management"]);
    house.add("ben", &[]);
    let ana = house.caller("ana");
    for (kind, inputs) in [
        ("site", json!({ "name": "North" })),
        ("place", json!({ "name": "Bench", "site": "SITE-1" })),
        (
            "process",
            json!({ "name": "Milling", "owner": "pia@probe.example" }),
        ),
        ("process", json!({ "name": "Sawing" })),
    ] {
        let inputs = crate::house::answers(inputs);
        house
            .app
            .act(
                &ana,
                Wish::Create {
                    kind: kind.to_owned(),
                    inputs,
                },
                None,
            )
            .unwrap();
    }
    house.into_mould()
}

fn whatever_people_do(on: On, cases: u32) {
    let mould = mould(on);
    let config = Config {
        cases,
        max_shrink_iters: 60,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    };
    let mut happened: BTreeMap<&str, usize> = BTreeMap::new();
    let numbers = prop::collection::vec(any::<u32>(), 2500..5000);
    let tally = std::cell::RefCell::new(&mut happened);
    TestRunner::new(config)
        .run(&numbers, |numbers| {
            let house = mould.house();
            let mut play = Play::new(&house, &numbers);
            play.go();
            for (what, times) in &play.tally {
                *tally.borrow_mut().entry(what).or_default() += times;
            }
            prop_assert_eq!(house.unsound(), "");
            numbers_have_no_gap(&house, &KINDS);
            Ok(())
        })
        .unwrap();
    let did = |what: &str| happened.get(what).copied().unwrap_or(0);
    for (what, least) in [("created", 10), ("edited", 10), ("passed", 6), ("imported", 1)] {
        assert!(
            did(what) >= least * cases as usize,
            "hardly anything was {what}: {happened:?}"
        );
    }
}

#[test]
fn whatever_people_do_the_house_stays_sound_on_sqlite() {
    whatever_people_do(On::Sqlite, 8);
}

#[test]
fn whatever_people_do_the_house_stays_sound_on_postgres() {
    whatever_people_do(On::Postgres, 3);
}
