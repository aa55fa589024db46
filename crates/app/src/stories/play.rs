//! One story is played: line by line, and in the end the whole house is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::record::Record;
use jiff::SignedDuration;
use serde_json::Value;

use super::{Failure, Story, StoryClock, expect, line};
use crate::act::Receipt;
use crate::act::people::NewPerson;
use crate::errors::Error;
use crate::house::{App, Caller, House};

/// A sentence on what cannot be read or did not come out.
pub(super) type Told<T> = std::result::Result<T, String>;

/// A record by the name that the story gives it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) number: String,
}

/// What became of the last act.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Recorded(Receipt),
    Refused(Vec<String>),
}

/// The last act, and which of its reasons were foretold.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) line: usize,
    pub(super) outcome: Outcome,
    pub(super) foretold: Vec<String>,
    /// The story does not name every reason.
    pub(super) loosely: bool,
}

/// Whoever plays: the house, the names, the last act.
pub(super) struct Player<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) clock: &'a StoryClock,
    pub(super) names: BTreeMap<String, Named>,
    people: BTreeMap<String, String>,
    pub(super) last: Option<Act>,
    /// Counts what must be unique.
    pub(super) count: usize,
}

/// Plays a story on a founded house of its own.
///
/// # Errors
/// The first line that did not come out as told, or a house that is not sound in the end.
pub fn play(story: &Story, app: &Arc<App>, clock: &StoryClock) -> std::result::Result<(), Failure> {
    let fail = |line: usize, what: String| Failure {
        file: story.file.clone(),
        line,
        story: story.title.clone(),
        what,
    };
    let mut player = Player {
        app,
        clock,
        names: BTreeMap::new(),
        people: BTreeMap::new(),
        last: None,
        count: 0,
    };
    for line in &story.lines {
        if line.expects {
            expect::expect(&mut player, &line.text)
                .map_err(|what| fail(line.number, format!("{what}{}", player.refusal())))?;
            continue;
        }
        player.close_act().map_err(|(at, what)| fail(at, what))?;
        player.tick();
        line::happen(&mut player, line).map_err(|what| fail(line.number, what))?;
    }
    player.close_act().map_err(|(at, what)| fail(at, what))?;
    let end = story.lines.last().map_or(story.line, |line| line.number);
    let report = store::check::check_everything(app.store())
        .map_err(|error| fail(end, format!("the house cannot be checked: {}", error.what)))?;
    if report.is_sound() {
        Ok(())
    } else {
        Err(fail(
            end,
            format!("after the last line the house is not sound: {report}"),
        ))
    }
}

impl Player<'_> {
    /// Some time passes between two acts, so that they stand in order.
    pub(super) fn tick(&self) {
        self.clock.pass(SignedDuration::from_secs(1));
    }

    /// The refusal of the act above that was not foretold: it is likely why things are not as told.
    fn refusal(&self) -> String {
        match self
            .last
            .as_ref()
            .map(|act| (&act.outcome, act.loosely, act.foretold.is_empty()))
        {
            Some((Outcome::Refused(reasons), false, true)) => {
                format!(" The act above was refused: {}", reasons.join(" "))
            }
            _ => String::new(),
        }
    }

    /// A refusal that nobody foretold fails the story, and so does a reason that was not told.
    fn close_act(&mut self) -> std::result::Result<(), (usize, String)> {
        let Some(act) = self.last.take() else {
            return Ok(());
        };
        let Outcome::Refused(reasons) = &act.outcome else {
            return Ok(());
        };
        let untold: Vec<&String> = reasons
            .iter()
            .filter(|reason| !act.foretold.contains(reason))
            .collect();
        if untold.is_empty() || act.loosely {
            return Ok(());
        }
        let untold = untold
            .iter()
            .map(|reason| format!("\n  => refused: {reason}"))
            .collect::<String>();
        Err((
            act.line,
            format!("this was refused, and not everything was foretold:{untold}"),
        ))
    }

    pub(super) fn house(&self) -> Told<Arc<House>> {
        self.app.read(|_, house| Ok(house.clone())).map_err(told)
    }

    /// Today where the house is.
    pub(super) fn today(&self) -> Told<String> {
        let now = engine::calendar::spell(self.clock.now());
        Ok(engine::calendar::day_in(&now, self.house()?.zone()))
    }

    pub(super) fn named(&self, name: &str) -> Told<Named> {
        let known = || engine::text::enumerate(&self.names.keys().collect::<Vec<_>>(), "and");
        self.names
            .get(name)
            .cloned()
            .ok_or_else(|| match self.names.is_empty() {
                true => format!("nothing is called {name} yet; begin it, as “{name} is nonconformity”."),
                false => format!("nothing is called {name}; there is {}.", known()),
            })
    }

    /// A record as it stands, whoever may see it.
    pub(super) fn record(&self, id: &str) -> Told<Record> {
        let found = self
            .app
            .read(|conn, _| Ok(store::load::records(conn, &[id])?.remove(id)));
        found
            .map_err(told)?
            .ok_or_else(|| "the record has gone; that is a fault of the house.".to_owned())
    }

    /// The person of that name, who comes in when first named.
    pub(super) fn person(&mut self, name: &str) -> Told<Caller> {
        if !super::words::is_person(name) {
            return Err(format!(
                "“{name}” is nobody: people are written in small letters, as ana."
            ));
        }
        let id = match self.people.get(name) {
            Some(id) => id.clone(),
            None => self.come_in(name)?,
        };
        Ok(Caller {
            person: id,
            session: format!("the session of {name}"),
            may_act: true,
        })
    }

    fn come_in(&mut self, name: &str) -> Told<String> {
        let found = self
            .app
            .read(|conn, _| Ok(store::load::find(conn, &["person"], &address(name))?));
        let id = match found.map_err(told)?.first() {
            Some(found) => found.id.clone(),
            None => {
                let new = NewPerson {
                    name: title(name),
                    email: address(name),
                    ..NewPerson::default()
                };
                self.app.add_person(&Caller::system(), new).map_err(told)?.id
            }
        };
        self.people.insert(name.to_owned(), id.clone());
        Ok(id)
    }

    /// Name of a person's or record's id, as the story has it.
    pub(super) fn name_of(&self, id: &str) -> String {
        let person = self
            .people
            .iter()
            .find(|(_, known)| *known == id)
            .map(|(name, _)| name.clone());
        let record = || {
            self.names
                .iter()
                .find(|(_, named)| named.id == id)
                .map(|(name, _)| name.clone())
        };
        person.or_else(record).unwrap_or_else(|| id.to_owned())
    }

    /// A sentence with the story's names instead of numbers.
    pub(super) fn in_names(&self, sentence: &str) -> String {
        let mut named: Vec<(&String, &Named)> = self.names.iter().collect();
        // Longer numbers first, since one may begin like another.
        named.sort_by_key(|(_, named)| std::cmp::Reverse(named.number.len()));
        named
            .into_iter()
            .fold(sentence.to_owned(), |sentence, (name, named)| {
                sentence.replace(&named.number, name)
            })
    }

    /// Keeps the last act for what is expected of it.
    pub(super) fn acted(&mut self, line: usize, result: crate::Result<Receipt>) {
        let outcome = match result {
            Ok(receipt) => Outcome::Recorded(receipt),
            Err(error) => Outcome::Refused(self.reasons(&error)),
        };
        self.last = Some(Act {
            line,
            outcome,
            foretold: Vec::new(),
            loosely: false,
        });
    }

    /// Every reason of a refusal, in the story's names.
    pub(super) fn reasons(&self, error: &Error) -> Vec<String> {
        match error {
            Error::Refused(refusal) if !refusal.reasons.is_empty() => refusal
                .reasons
                .iter()
                .map(|reason| self.in_names(&reason.sentence))
                .collect(),
            Error::Refused(refusal) => vec![self.in_names(&refusal.summary)],
            other => vec![self.in_names(&other.to_string())],
        }
    }
}

/// What an error says, in one line.
pub(super) fn told(error: impl Into<Error>) -> String {
    error.into().to_string().replace("\n- ", " ")
}

/// The address of somebody called that.
pub(super) fn address(name: &str) -> String {
    format!("{name}@story.example")
}

/// The name as it is printed.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// A value as a set of words, for comparing lists whatever their order.
pub(super) fn as_list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}
