//! The company lives: step by step, each an act that the rules decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::act::people::NewPerson;
use app::act::record::Wish;
use app::act::setup::Founding;
use app::act::sign::Factor;
use app::read::list::Asked;
use app::{App, Caller, Error, Result};
use engine::pack::PackSource;
use engine::record::reference;
use serde_json::{Map, Value, json};

use super::clock::{DemoClock, WorkingDays};
use super::company::{FOUNDED, NAME};
use super::people::{Member, PEOPLE};
use super::step::{Step, What};
use super::{PASSWORD, ZONE};

/// A company in the middle of its history.
pub(super) struct Life {
    house: Arc<App>,
    clock: DemoClock,
    days: WorkingDays,
    /// Name in the chronicle → (kind, id).
    known: BTreeMap<&'static str, (&'static str, String)>,
}

impl Life {
    /// Founds the company, and lets everybody in.
    pub(super) fn found(
        house: Arc<App>,
        clock: DemoClock,
        days: WorkingDays,
        packs: &[PackSource],
    ) -> Result<Self> {
        clock.move_to(days.instant(FOUNDED, "08:00"));
        let [founder, others @ ..] = PEOPLE else {
            unreachable!("the company has people")
        };
        let founding = Founding {
            organisation: NAME.to_owned(),
            zone: ZONE.to_owned(),
            first: newcomer(founder),
        };
        house.found(packs, founding)?;
        let first = only_person(&house)?;
        let mut life = Life {
            house,
            clock,
            days,
            known: BTreeMap::from([(founder.key, ("person", first))]),
        };
        let administrator = life.caller(founder.key);
        for member in others {
            life.clock.move_to(life.clock.now());
            let receipt = life.house.add_person(&administrator, newcomer(member))?;
            life.known.insert(member.key, ("person", receipt.id));
        }
        Ok(life)
    }

    /// Lives the steps in the order of their time; those of the same minute in the order in which they are told.
    pub(super) fn live(&mut self, mut steps: Vec<Step>) -> Result<()> {
        steps.sort_by_key(|step| (step.day, step.time));
        for step in steps {
            let told = format!("day {}, {}, {}: {}", step.day, step.time, step.who, words(&step.what));
            self.take(step)
                .map_err(|error| Error::Broken(format!("The demo's history stops at {told}. {error}")))?;
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<()> {
        self.clock.move_to(self.days.instant(step.day, step.time));
        let who = self.caller(step.who);
        match step.what {
            What::Enter { name, kind, answers } => {
                let inputs = self.inputs(&who, answers)?;
                let kind_id = kind.to_owned();
                let wish = Wish::Create {
                    kind: kind_id,
                    inputs,
                };
                let receipt = self.house.act(&who, wish, None)?;
                self.known.insert(name, (kind, receipt.id));
            }
            What::Answer { name, answers } => {
                let inputs = self.inputs(&who, answers)?;
                let (kind, number) = self.record(name);
                let wish = Wish::Edit {
                    kind,
                    number,
                    inputs,
                    seen: None,
                };
                self.house.act(&who, wish, None)?;
            }
            What::Pass {
                name,
                way,
                answers,
                signs,
            } => self.pass(&who, name, way, answers, signs)?,
            What::Set {
                practice,
                to,
                because,
            } => drop(self.house.set_practice(&who, practice, to, because)?),
        }
        Ok(())
    }

    fn pass(&self, who: &Caller, name: &str, way: &str, answers: Value, signs: bool) -> Result<()> {
        let inputs = self.inputs(who, answers)?;
        let (kind, number) = self.record(name);
        let factor = if signs {
            let intent = self
                .house
                .signing_intent(who, &kind, &number, way, inputs.clone())?;
            Some(Factor {
                intent: intent.secret,
                password: PASSWORD.to_owned(),
            })
        } else {
            None
        };
        let wish = Wish::Pass {
            kind,
            number,
            transition: way.to_owned(),
            inputs,
            seen: None,
            factor,
        };
        self.house.act(who, wish, None).map(drop)
    }

    fn caller(&self, name: &str) -> Caller {
        Caller {
            person: self.record(name).1,
            session: format!("demo/{name}"),
            may_act: true,
        }
    }

    fn record(&self, name: &str) -> (String, String) {
        let (kind, id) = self
            .known
            .get(name)
            .unwrap_or_else(|| panic!("the chronicle enters “{name}” before it speaks of it"));
        ((*kind).to_owned(), id.clone())
    }

    fn inputs(&self, who: &Caller, answers: Value) -> Result<Map<String, Value>> {
        match self.spell(who, answers)? {
            Value::Object(inputs) => Ok(inputs),
            _ => unreachable!("the chronicle writes answers as objects"),
        }
    }

    /// Names, days and files of the chronicle become those of the house.
    fn spell(&self, who: &Caller, told: Value) -> Result<Value> {
        Ok(match told {
            Value::String(text) => json!(self.spell_text(&text)),
            Value::Array(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| self.spell(who, item))
                    .collect::<Result<_>>()?,
            ),
            Value::Object(map) if map.contains_key("keep") => {
                let text = map["keep"].as_str().unwrap_or_default();
                let (digest, _) = self.house.keep_file(who, text.as_bytes())?;
                json!({ "digest": digest, "name": map["name"] })
            }
            Value::Object(map) => Value::Object(
                map.into_iter()
                    .map(|(key, value)| Ok((key, self.spell(who, value)?)))
                    .collect::<Result<_>>()?,
            ),
            other => other,
        })
    }

    fn spell_text(&self, text: &str) -> String {
        let days = |count: &str| -> i32 { count.parse().expect("days are counted in whole numbers") };
        if let Some(name) = text.strip_prefix('@') {
            let (kind, id) = self.record(name);
            reference(&kind, &id)
        } else if let Some(count) = text.strip_prefix("day:") {
            self.days.date(days(count)).to_string()
        } else if let Some((count, time)) = text.strip_prefix("time:").and_then(|rest| rest.split_once(' ')) {
            // Nothing happened later than it was told, even when the demo begins early in the morning.
            let at = self.days.instant(days(count), time).min(self.clock.now());
            engine::calendar::spell(at)
        } else {
            text.to_owned()
        }
    }
}

fn newcomer(member: &Member) -> NewPerson {
    let roles = member.roles.iter().filter(|role| role.is_everywhere());
    NewPerson {
        name: member.name.to_owned(),
        email: member.email(),
        roles: roles.map(|role| (role.role.to_owned(), None, None)).collect(),
        password: Some(PASSWORD.to_owned()),
    }
}

/// The id of the first and so far only person.
fn only_person(house: &App) -> Result<String> {
    let asked = Asked {
        kind: "person".to_owned(),
        ..Asked::default()
    };
    let page = house.view(&Caller::system(), |view| view.list(&asked))?;
    let first = page.items.into_iter().next();
    first
        .map(|item| item.id)
        .ok_or_else(|| Error::Broken("The house was founded without a person.".to_owned()))
}

fn words(what: &What) -> String {
    match what {
        What::Enter { name, kind, .. } => format!("enters the {kind} “{name}”"),
        What::Answer { name, .. } => format!("answers about “{name}”"),
        What::Pass { name, way, .. } => format!("lets “{name}” {way}"),
        What::Set { practice, to, .. } => format!("sets {practice} to {to}"),
    }
}
