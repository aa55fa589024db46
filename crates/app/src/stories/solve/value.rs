//! Values that a word accepts.

use std::collections::BTreeMap;

use engine::condition::{Instant, Literal, Word};
use engine::pack::{Field, Type};
use engine::record::id_of;
use serde_json::{Value, json};

use crate::stories::play::{Player, Told};
use crate::stories::reach::WHO_ENTERS;

impl Player<'_> {
    /// A value that the word accepts.
    pub(super) fn fitting(
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
                let person = self.person(WHO_ENTERS)?;
                Some(json!(person.person))
            }
        })
    }
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
