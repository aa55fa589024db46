//! Good answers, where a story only says that there is one.

use engine::pack::{Field, Kind, Type};
use serde_json::{Map, Value, json};

use super::answers::Wants;
use super::play::{Player, Told};
use super::reach::{Route, WHO_ENTERS};

/// Whoever a person field names when nobody in particular is meant.
const SOMEBODY: &str = "olga";

impl Player<'_> {
    /// A good answer to a field, the simplest there is.
    pub(super) fn given(&mut self, kind: &Kind, field: &Field) -> Told<Value> {
        self.count += 1;
        let house = self.house()?;
        let list = |id: &String| -> Told<String> {
            let items = house
                .packs
                .lists
                .get(id)
                .map(|list| list.items.as_slice())
                .unwrap_or_default();
            let item = items
                .iter()
                .find(|item| !item.retired)
                .ok_or_else(|| format!("the list {id} is empty."))?;
            Ok(item.id.clone())
        };
        Ok(match &field.ty {
            Type::Line if field.unique => json!(format!("{} {}", field.id, self.count)),
            Type::Line | Type::Text => json!("As it should be"),
            Type::YesNo => json!("no"),
            Type::Number(_) => json!("1"),
            Type::Money => json!("1 EUR"),
            Type::Date => json!(self.today()?),
            Type::Moment => json!(engine::calendar::spell(self.clock.now())),
            Type::Choice(id) => json!(list(id)?),
            Type::Choices(id) => json!([list(id)?]),
            Type::Scale(id) => {
                let scale = house.packs.scales.get(id).ok_or("the scale has gone.")?;
                let least = scale
                    .axes
                    .iter()
                    .filter_map(|axis| Some((axis.id.clone(), json!(axis.levels.first()?.id))));
                Value::Object(least.collect())
            }
            Type::Link(to) => json!(self.somewhere(to)?),
            Type::Links { or_reason: true, .. } => json!({ "reason": "Nothing had to be changed." }),
            Type::Links { to, .. } => json!([self.somewhere(to)?]),
            Type::Files => self.file("photo.txt")?,
            Type::Row(_) => json!("r1"),
            Type::Table(columns) => json!([self.row(kind, columns, 1)?]),
        })
    }

    /// A row with a good answer in every column but links that lead elsewhere.
    pub(super) fn row(&mut self, kind: &Kind, columns: &[Field], number: usize) -> Told<Map<String, Value>> {
        let mut row = Map::from_iter([("id".to_owned(), json!(format!("r{number}")))]);
        for column in columns
            .iter()
            .filter(|column| is_plain(column) || is_person_field(column))
        {
            row.insert(column.id.clone(), self.given(kind, column)?);
        }
        Ok(row)
    }

    /// A record of one of the kinds; one is made when there is none.
    fn somewhere(&mut self, to: &[String]) -> Told<String> {
        if to.iter().any(|kind| kind == "person") {
            return Ok(self.person(SOMEBODY)?.person);
        }
        let house = self.house()?;
        if to.iter().any(|kind| kind == "role") {
            return house
                .packs
                .roles
                .keys()
                .next()
                .cloned()
                .ok_or_else(|| "no pack has a role.".to_owned());
        }
        if let Some(kind) = to.iter().find_map(|kind| house.packs.kind(kind)) {
            let name = format!("Some-{}", kind.id);
            if !self.names.contains_key(&name) {
                self.set_up(&name, kind, WHO_ENTERS, &Route::default(), Wants::default())?;
            }
            return Ok(self.named(&name)?.number);
        }
        let clauses = house.packs.standards.values().flat_map(|standard| {
            standard
                .clauses
                .keys()
                .map(|clause| format!("{}#{clause}", standard.id))
        });
        clauses
            .into_iter()
            .next()
            .ok_or_else(|| format!("there is nothing that {} could lead to.", to.join(" or ")))
    }

    /// What a form asks of whoever begins a record: told answers, and good ones for plain questions.
    pub(super) fn begun_with(&mut self, kind: &Kind, name: &str, wants: &Wants) -> Told<Map<String, Value>> {
        let mut inputs = Map::new();
        let title = &kind.spine.title;
        let named = |id: &String| wants.fields.contains_key(id);
        let required = kind
            .sections
            .iter()
            .flat_map(|section| &section.fields)
            .filter(|id| {
                kind.field(id)
                    .is_some_and(|field| field.required && field.default.is_none() && field.when.is_none())
            });
        let asked: Vec<String> = kind.start.asks.iter().chain(required).cloned().collect();
        for id in asked {
            let Some(field) = kind.field(&id) else { continue };
            if named(&id) || inputs.contains_key(&id) {
                continue;
            }
            let is_asked = field.when.is_none() && field.default.is_none() && is_plain(field);
            if id == *title {
                inputs.insert(id, json!(name));
            } else if field.required || is_asked {
                inputs.insert(id, self.given(kind, field)?);
            }
        }
        inputs.extend(
            wants
                .given()
                .into_iter()
                .filter(|(id, _)| kind.start.asks.contains(id) || id == title),
        );
        Ok(inputs)
    }
}

/// Can be answered without anything else being there.
fn is_plain(field: &Field) -> bool {
    matches!(
        field.ty,
        Type::Line
            | Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Money
            | Type::Date
            | Type::Moment
            | Type::Choice(_)
            | Type::Choices(_)
            | Type::Scale(_)
            | Type::Row(_)
    )
}

fn is_person_field(field: &Field) -> bool {
    field.ty.targets() == ["person".to_owned()]
}
