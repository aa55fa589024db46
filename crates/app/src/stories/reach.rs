//! A record is brought into a state: by acts, along the shortest way, with good answers to whatever its guards ask.

use std::collections::{BTreeMap, VecDeque};

use engine::pack::{Kind, Transition, Type};
use serde_json::{Map, Value};

use super::answers::{Want, Wants};
use super::play::{Named, Player, Told, told};
use super::words::first;
use crate::act::record::Wish;
use crate::errors::Error;
use crate::house::Caller;

/// Whoever enters records that are simply there.
pub(super) const WHO_ENTERS: &str = "quinn";
/// Whoever passes them on: somebody else, since guards ask for two people.
const WHO_PASSES: &str = "rita";
/// Rounds in which answers may lead to further questions.
const ROUNDS: usize = 24;

/// Where a record is to stand, and by which last transition it comes there.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    pub(super) to: Option<String>,
    pub(super) by: Option<String>,
}

impl Route {
    /// Reads `judged worked`, `closed by close`: the state, then the last transition or its choice.
    pub(super) fn read(kind: &Kind, text: &str, wants: &mut Wants) -> Told<Route> {
        let (state, rest) = first(text);
        if state.is_empty() {
            return Ok(Route::default());
        }
        if kind.state(state).is_none() {
            let known: Vec<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
            let known = engine::text::enumerate(&known, "and");
            return Err(format!(
                "{} has no state “{state}”; it has {known}.",
                engine::text::one(&kind.title)
            ));
        }
        let mut route = Route {
            to: Some(state.to_owned()),
            by: None,
        };
        match first(rest) {
            ("", _) => {}
            ("by", way) => route.by = Some(way.to_owned()),
            (choice, "") => {
                let mut fields = kind
                    .transitions
                    .iter()
                    .filter(|way| way.to == state)
                    .flat_map(|way| &way.asks);
                let field = fields
                    .rfind(|id| matches!(kind.field(id).map(|field| &field.ty), Some(Type::Choice(_))))
                    .ok_or_else(|| {
                        format!(
                            "“{state} {choice}” cannot be read: nothing is chosen on the way to “{state}”."
                        )
                    })?;
                wants
                    .fields
                    .insert(field.clone(), Want::This(Value::String(choice.to_owned())));
            }
            _ => {
                return Err(format!(
                    "“{text}” cannot be read; write the state, then “by” and the last transition."
                ));
            }
        }
        Ok(route)
    }

    /// The shortest way from a state; nothing when it is there already.
    pub(super) fn ways<'k>(&self, kind: &'k Kind, from: &str) -> Told<Vec<&'k Transition>> {
        let Some(to) = &self.to else { return Ok(Vec::new()) };
        let is_last = |way: &Transition| way.to == *to && self.by.as_ref().is_none_or(|by| way.id == *by);
        if self.by.is_none() && from == to {
            return Ok(Vec::new());
        }
        let mut seen: BTreeMap<&str, Vec<&Transition>> = BTreeMap::from([(from, Vec::new())]);
        let mut queue = VecDeque::from([from]);
        while let Some(state) = queue.pop_front() {
            for way in kind
                .transitions
                .iter()
                .filter(|way| way.from.iter().any(|known| known == state))
            {
                let mut ways = seen.get(state).cloned().unwrap_or_default();
                ways.push(way);
                if is_last(way) {
                    return Ok(ways);
                }
                if !seen.contains_key(way.to.as_str()) {
                    seen.insert(&way.to, ways);
                    queue.push_back(&way.to);
                }
            }
        }
        Err(format!(
            "no way leads {} from “{from}” to “{to}”.",
            engine::text::one(&kind.title)
        ))
    }
}

impl Player<'_> {
    /// A record begins and is brought where the story wants it.
    pub(super) fn set_up(
        &mut self,
        name: &str,
        kind: &Kind,
        by: &str,
        route: &Route,
        wants: Wants,
    ) -> Told<()> {
        let caller = self.person(by)?;
        if [WHO_ENTERS, WHO_PASSES].contains(&by) {
            self.all_roles(&caller)?;
        }
        let inputs = self.begun_with(kind, name, &wants)?;
        let begun: Vec<String> = inputs.keys().cloned().collect();
        let receipt = self
            .app
            .act(
                &caller,
                Wish::Create {
                    kind: kind.id.clone(),
                    inputs,
                },
                None,
            )
            .map_err(|error| format!("{name} cannot begin: {}", self.reasons(&error).join(" ")))?;
        let named = Named {
            kind: kind.id.clone(),
            id: receipt.id.clone(),
            number: receipt.number,
        };
        self.names.insert(name.to_owned(), named);
        let mut left = wants;
        left.fields
            .retain(|field, want| !(begun.contains(field) && matches!(want, Want::This(_))));
        self.bring(name, &receipt.id, kind, route, left)
    }

    /// A record is brought along a way; what the story wants is answered as soon as it can be.
    pub(super) fn bring(
        &mut self,
        name: &str,
        id: &str,
        kind: &Kind,
        route: &Route,
        mut wants: Wants,
    ) -> Told<()> {
        let from = self.record(id)?.state;
        let ways = route.ways(kind, &from)?;
        for at in 0..=ways.len() {
            self.settle(name, id, kind, &ways[at..], &mut wants)?;
            let Some(way) = ways.get(at) else { break };
            let inputs = self.asked(id, kind, way, &mut wants)?;
            self.tick();
            self.pass_somehow(id, kind, way, inputs)
                .map_err(|why| format!("{name} cannot pass “{}”: {why}", way.id))?;
        }
        let left: Vec<&String> = wants
            .fields
            .iter()
            .filter(|(_, want)| matches!(want, Want::This(_)))
            .map(|(field, _)| field)
            .collect();
        match left.as_slice() {
            [] => Ok(()),
            left => {
                let (state, left) = (self.record(id)?.state, engine::text::enumerate(left, "and"));
                Err(format!(
                    "{left} cannot be answered on the way of {name} from “{from}” to “{state}”."
                ))
            }
        }
    }

    /// Answers what is wanted and what the guards ahead ask, as far as it can be answered in this state.
    fn settle(
        &mut self,
        name: &str,
        id: &str,
        kind: &Kind,
        ahead: &[&Transition],
        wants: &mut Wants,
    ) -> Told<()> {
        for _ in 0..ROUNDS {
            let record = self.record(id)?;
            let is_open = |field: &str| {
                kind.section_of(field)
                    .is_some_and(|section| section.states.contains(&record.state))
            };
            let mut inputs = Map::new();
            for (field, want) in wants.fields.iter().filter(|(field, _)| is_open(field)) {
                match want {
                    Want::This(value) => drop(inputs.insert(field.clone(), value.clone())),
                    Want::Nothing if record.fields.contains_key(field) => {
                        drop(inputs.insert(field.clone(), Value::Null))
                    }
                    _ => {}
                }
            }
            let done: Vec<String> = inputs.keys().cloned().collect();
            for field in &done {
                if matches!(wants.fields.get(field), Some(Want::This(_))) {
                    // From now on it is nobody else's to answer.
                    wants.fields.insert(field.clone(), Want::Something);
                }
            }
            let mut helped = false;
            if inputs.is_empty() {
                let (wished, did) = self.wishes(&record, kind, ahead)?;
                helped = did;
                inputs = wished
                    .into_iter()
                    .filter(|(field, _)| is_open(field) && !wants.fields.contains_key(field))
                    .collect();
            }
            if inputs.is_empty() && !helped {
                return Ok(());
            }
            if inputs.is_empty() {
                continue;
            }
            let wish = Wish::Edit {
                kind: kind.id.clone(),
                number: id.to_owned(),
                inputs,
                seen: None,
            };
            self.tick();
            match self.app.act(&Caller::system(), wish, None) {
                Ok(_) => {}
                Err(Error::Refused(refusal)) if refusal.why == engine::decide::Why::Unchanged => {
                    if done.is_empty() && !helped {
                        return Ok(());
                    }
                }
                Err(error) => {
                    return Err(format!(
                        "{name} cannot be answered: {}",
                        self.reasons(&error).join(" ")
                    ));
                }
            }
        }
        Ok(())
    }

    /// What a transition asks: what the story wants, what its guards ask, else good answers where one is required.
    fn asked(
        &mut self,
        id: &str,
        kind: &Kind,
        way: &Transition,
        wants: &mut Wants,
    ) -> Told<Map<String, Value>> {
        let record = self.record(id)?;
        let mut inputs = self.wishes_of_way(&record, kind, way)?;
        inputs.retain(|field, _| way.asks.contains(field));
        for field in &way.asks {
            match wants.fields.get(field) {
                Some(Want::This(value)) => {
                    inputs.insert(field.clone(), value.clone());
                    wants.fields.insert(field.clone(), Want::Something);
                }
                Some(Want::Nothing) => drop(inputs.remove(field)),
                Some(Want::Something) => {}
                None => {
                    let known = kind
                        .field(field)
                        .filter(|known| known.required && known.when.is_none());
                    if let Some(known) = known
                        && !inputs.contains_key(field)
                        && !record.fields.contains_key(field)
                    {
                        let known = known.clone();
                        inputs.insert(field.clone(), self.given(kind, &known)?);
                    }
                }
            }
        }
        Ok(inputs)
    }

    /// Somebody who may passes it on: the one who passes, the owner, whoever entered it, at last the system itself.
    fn pass_somehow(
        &mut self,
        id: &str,
        kind: &Kind,
        way: &Transition,
        inputs: Map<String, Value>,
    ) -> Told<()> {
        let record = self.record(id)?;
        let rita = self.person(WHO_PASSES)?;
        self.all_roles(&rita)?;
        let others = [record.owner, record.reporter].into_iter().flatten();
        let mut people = vec![rita];
        people.extend(others.map(|person| Caller {
            session: format!("the session of {person}"),
            person,
            may_act: true,
        }));
        let mut why = String::new();
        for person in people {
            let mut result = self.pass(&person, &kind.id, id, &way.id, inputs.clone(), false);
            if matches!(&result, Err(Error::Refused(refusal)) if refusal.why == engine::decide::Why::Unsigned)
            {
                result = self.pass(&person, &kind.id, id, &way.id, inputs.clone(), true);
            }
            match result {
                Ok(_) => return Ok(()),
                Err(error) if why.is_empty() => why = self.reasons(&error).join(" "),
                Err(_) => {}
            }
        }
        Err(why)
    }

    /// Every role there is, everywhere.
    fn all_roles(&mut self, caller: &Caller) -> Told<()> {
        let house = self.house()?;
        let person = self.record(&caller.person)?;
        if person.rows("roles").count() >= house.packs.roles.len() {
            return Ok(());
        }
        let rows: Vec<Value> = house
            .packs
            .roles
            .keys()
            .map(|role| serde_json::json!({ "role": role }))
            .collect();
        let inputs = Map::from_iter([("roles".to_owned(), Value::Array(rows))]);
        let wish = Wish::Edit {
            kind: "person".to_owned(),
            number: caller.person.clone(),
            inputs,
            seen: None,
        };
        self.app
            .act(&Caller::system(), wish, None)
            .map(drop)
            .map_err(told)
    }
}
