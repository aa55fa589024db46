//! The facts of a canonical value: what conditions compare, in memory and in SQL alike.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use super::single::scaled;
use super::{Fact, Located, SCALE};
use crate::pack::{Field, Packs, Type};

/// All facts of a field's canonical value.
#[must_use]
pub fn facts(packs: &Packs, field: &Field, value: &Value) -> Vec<Located> {
    let mut found = Vec::new();
    let mut push = |path: &str, row: &str, facts: Vec<Fact>| {
        for (pos, fact) in facts.into_iter().enumerate() {
            let pos = u32::try_from(pos).expect("a field has at most a thousand entries");
            found.push(Located {
                path: path.to_owned(),
                row: row.to_owned(),
                pos,
                fact,
            });
        }
    };
    let Type::Table(columns) = &field.ty else {
        push(&field.id, "", facts_of(packs, &field.ty, value));
        return found;
    };
    for row in value.as_array().into_iter().flatten() {
        let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
        push(&field.id, id, vec![Fact::text(id)]);
        for column in columns {
            if let Some(cell) = row.get(&column.id) {
                push(
                    &format!("{}.{}", field.id, column.id),
                    id,
                    facts_of(packs, &column.ty, cell),
                );
            }
        }
    }
    found
}

/// The facts of one value that is not a table.
#[must_use]
pub fn facts_of(packs: &Packs, ty: &Type, value: &Value) -> Vec<Fact> {
    let text = value.as_str();
    match ty {
        Type::Line | Type::YesNo | Type::Choice(_) | Type::Link(_) | Type::Row(_) => {
            text.map(Fact::text).into_iter().collect()
        }
        // Long text is only ever asked whether it is there.
        Type::Text => vec![Fact::default()],
        Type::Number(_) => vec![Fact {
            num: text.and_then(parse_scaled),
            ..Fact::default()
        }],
        Type::Money => {
            let (amount, currency) = text.and_then(|text| text.split_once(' ')).unwrap_or_default();
            vec![Fact {
                num: parse_scaled(amount),
                text: Some(currency.to_owned()),
                date: None,
            }]
        }
        Type::Date | Type::Moment => text.map(Fact::date).into_iter().collect(),
        Type::Scale(id) => vec![scale_fact(packs, id, value)],
        Type::Choices(_) => texts(value),
        // A reason instead of links fills the field and leads nowhere.
        Type::Links { .. } if value.is_object() => vec![Fact::default()],
        Type::Links { .. } => texts(value),
        Type::Files => value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|file| file.get("digest")?.as_str())
            .map(Fact::text)
            .collect(),
        Type::Table(_) => Vec::new(),
    }
}

fn texts(value: &Value) -> Vec<Fact> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(Fact::text)
        .collect()
}

fn scale_fact(packs: &Packs, id: &str, value: &Value) -> Fact {
    let Some((number, band)) = placed(packs, id, value) else {
        return Fact::default();
    };
    Fact {
        num: Some(i64::from(number) * SCALE),
        text: Some(band),
        date: None,
    }
}

/// The number and the band's id of an answered scale.
#[must_use]
pub fn placed(packs: &Packs, scale: &str, value: &Value) -> Option<(u32, String)> {
    let scale = packs.scales.get(scale)?;
    let answers = value
        .as_object()?
        .iter()
        .filter_map(|(axis, level)| Some((axis.clone(), level.as_str()?.to_owned())))
        .collect();
    let number = scale.number(&answers)?;
    Some((number, scale.band(number)?.1.id.clone()))
}

/// A canonical decimal as a whole number of millionths.
#[must_use]
pub fn parse_scaled(text: &str) -> Option<i64> {
    scaled(&Decimal::from_str(text).ok()?)
}
