//! Linked records: begun where there is none, and brought to where a test holds on them.

use engine::condition::{Condition, Test};
use engine::pack::{Field, Transition, Type};
use engine::record::id_of;
use serde_json::json;

use super::{DEEPEST, Desk};
use crate::stories::answers::{Want, Wants};
use crate::stories::play::{Player, Told};
use crate::stories::reach::{Route, WHO_ENTERS};

impl Player<'_> {
    /// A new record, linked.
    pub(super) fn link(&mut self, desk: &mut Desk<'_>, field: &Field) -> Told<()> {
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

    /// Records behind a link are brought to where the test holds on them.
    pub(super) fn behind(&mut self, desk: &mut Desk<'_>, hop: &str, test: &Test) -> Told<()> {
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
        let wished = other
            .wished
            .iter()
            .map(|(field, value)| (field.clone(), Want::This(value.clone())));
        let wants = Wants {
            fields: wished.collect(),
            ..Wants::default()
        };
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
