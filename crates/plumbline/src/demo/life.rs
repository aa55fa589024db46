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
use super::step::{Step, What};
use super::stock::{self, Member};
use super::{PASSWORD, ZONE};

/// A hash of the password that is computed in no time: good for a hundred signatures in a row, and for nothing else.
const QUICK_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$YWlyZS1pbnN0cnVtZW50cw$WsAq9M4LZ3WfeMTn8uy2N5HbUFxOcNLkUVqF0bGygzI";

/// A company in the middle of its history.
pub(super) struct Life {
    house: Arc<App>,
    clock: DemoClock,
    days: WorkingDays,
    people: Vec<Member>,
    /// Name in the chronicle → (kind, id).
    known: BTreeMap<String, (String, String)>,
}

impl Life {
    /// Founds the company, and enters everybody who is there from the first day.
    pub(super) fn found(
        house: Arc<App>,
        clock: DemoClock,
        days: WorkingDays,
        packs: &[PackSource],
    ) -> Result<Self> {
        clock.move_to(days.instant(FOUNDED, "08:00"));
        let people = stock::people();
        let founder = people.first().expect("the company has people");
        let founding = Founding {
            organisation: NAME.to_owned(),
            zone: ZONE.to_owned(),
            first: newcomer(founder),
        };
        house.found(packs, founding)?;
        let first = only_person(&house)?;
        let known = BTreeMap::from([(founder.key.clone(), ("person".to_owned(), first))]);
        let mut life = Life {
            house,
            clock,
            days,
            people,
            known,
        };
        life.house
            .set_password_hash(&life.people[0].email(), QUICK_HASH)?;
        let there: Vec<Member> = life.people[1..]
            .iter()
            .filter(|member| member.came.is_none())
            .cloned()
            .collect();
        there
            .iter()
            .try_for_each(|member| life.join("agnieszka", member))?;
        Ok(life)
    }

    /// From now on everybody signs in with a hash that takes long, as it should. They are made on all processors at once.
    pub(super) fn let_in(&self) -> Result<()> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let addresses: Vec<String> = self.people.iter().map(Member::email).collect();
        std::thread::scope(|scope| {
            let share = addresses.len().div_ceil(workers);
            let shares = addresses.chunks(share).map(|share| {
                scope.spawn(move || {
                    share
                        .iter()
                        .try_for_each(|email| self.house.set_password(email, PASSWORD))
                })
            });
            let running: Vec<_> = shares.collect();
            running
                .into_iter()
                .try_for_each(|share| share.join().expect("setting a password does not panic"))
        })
    }

    /// Lives the steps in the order of their time; those of the same minute in the order in which they are told.
    pub(super) fn live(&mut self, mut steps: Vec<Step>) -> Result<()> {
        steps.sort_by(|one, other| (one.day, &one.time).cmp(&(other.day, &other.time)));
        for step in steps {
            let told = format!(
                "day {}, {}, {}: {}",
                step.day,
                step.time,
                step.who,
                words(&step.what)
            );
            self.take(step)
                .map_err(|error| Error::Broken(format!("The demo's history stops at {told}. {error}")))?;
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<()> {
        self.clock.move_to(self.days.instant(step.day, &step.time));
        let who = self.caller(&step.who);
        match step.what {
            What::Enter { name, kind, answers } => {
                let inputs = self.inputs(&who, answers)?;
                let wish = Wish::Create {
                    kind: kind.clone(),
                    inputs,
                };
                let receipt = self.house.act(&who, wish, None)?;
                let twice = self.known.insert(name.clone(), (kind, receipt.id));
                assert!(twice.is_none(), "the chronicle has two records named “{name}”");
            }
            What::Answer { name, answers } => {
                let inputs = self.inputs(&who, answers)?;
                let (kind, number) = self.record(&name);
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
            } => self.pass(&who, &name, &way, answers, signs.then_some(PASSWORD))?,
            What::Refused {
                name,
                way,
                answers,
                words,
            } => {
                let refused = self.pass(&who, &name, &way, answers, None);
                is_told(refused, &words)?;
            }
            What::WrongPassword { name, way } => {
                let refused = self.pass(&who, &name, &way, json!({}), Some("plumbline-dmeo"));
                is_told(refused, "password is wrong")?;
            }
            What::Join { person } => {
                let member = self.people.iter().find(|member| member.key == person);
                let member = member.expect("whoever comes in stands among the people").clone();
                self.join(&step.who, &member)?;
            }
            What::Set {
                practice,
                to,
                because,
            } => drop(self.house.set_practice(&who, &practice, &to, &because)?),
        }
        Ok(())
    }

    fn join(&mut self, by: &str, member: &Member) -> Result<()> {
        self.clock.move_to(self.clock.now());
        let receipt = self.house.add_person(&self.caller(by), newcomer(member))?;
        self.known
            .insert(member.key.clone(), ("person".to_owned(), receipt.id));
        self.house.set_password_hash(&member.email(), QUICK_HASH)?;
        Ok(())
    }

    fn pass(
        &self,
        who: &Caller,
        name: &str,
        way: &str,
        answers: Value,
        signs_with: Option<&str>,
    ) -> Result<()> {
        let inputs = self.inputs(who, answers)?;
        let (kind, number) = self.record(name);
        let factor = match signs_with {
            Some(password) => {
                let intent = self
                    .house
                    .signing_intent(who, &kind, &number, way, inputs.clone())?;
                let password = password.to_owned();
                Some(Factor {
                    intent: intent.secret,
                    password,
                })
            }
            None => None,
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
        (kind.clone(), id.clone())
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
    let roles = member.roles_everywhere().into_iter();
    NewPerson {
        name: member.name.clone(),
        email: member.email(),
        roles: roles.map(|role| (role, None, None)).collect(),
        password: None,
    }
}

/// What should be refused was refused, and for the reason that was meant.
fn is_told(refused: Result<()>, words: &str) -> Result<()> {
    match refused {
        Err(Error::Refused(refusal))
            if refusal
                .reasons
                .iter()
                .any(|reason| reason.sentence.contains(words)) =>
        {
            Ok(())
        }
        Err(Error::Unknown(what)) if what.contains(words) => Ok(()),
        Err(other) => Err(other),
        Ok(()) => Err(Error::Broken(format!("It should have been refused: {words}."))),
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
        What::Refused { name, way, .. } => format!("wants to {way} “{name}” and may not"),
        What::WrongPassword { name, way } => format!("mistypes while signing to {way} “{name}”"),
        What::Join { person } => format!("welcomes {person}"),
        What::Set { practice, to, .. } => format!("sets {practice} to {to}"),
    }
}
