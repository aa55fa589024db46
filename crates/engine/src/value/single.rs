//! One text brought into its canonical spelling: lines, numbers, money, choices, rows.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{LINE_LIMIT, SCALE, Scope, TEXT_LIMIT, shorten};
use crate::pack::{Field, Type};
use crate::{calendar, text};

pub(super) fn single(field: &Field, input: &Value, scope: &Scope<'_>) -> Result<Value, String> {
    let Some(given) = input.as_str() else {
        return Err(format!("is of type {}, so it takes one text", field.ty.word()));
    };
    let given = text::normalise(given)?;
    let value = match &field.ty {
        Type::Line => line(&given)?,
        Type::Text => limited(&given, TEXT_LIMIT)?,
        Type::YesNo => one_of(&given, &["yes", "no"])?,
        Type::Number(_) => number(&given)?,
        Type::Money => money(&given)?,
        Type::Date => not_after(field, calendar::day(&given)?, scope.today)?,
        Type::Moment => not_after(field, calendar::instant(&given)?, scope.now)?,
        Type::Choice(list) => choice(list, &given, scope)?,
        Type::Link(to) => (scope.resolve)(to, &given)?,
        Type::Row(table) => row(table, &given, scope)?,
        _ => unreachable!("composite types are told apart by the caller"),
    };
    Ok(Value::String(value))
}

pub(super) fn line(given: &str) -> Result<String, String> {
    if given.contains('\n') {
        return Err("takes one line, without a line break".to_owned());
    }
    limited(given, LINE_LIMIT)
}

pub(super) fn limited(given: &str, limit: usize) -> Result<String, String> {
    let length = given.chars().count();
    if length > limit {
        return Err(format!("has {length} characters; at most {limit} are kept"));
    }
    Ok(given.to_owned())
}

pub(super) fn one_of(given: &str, allowed: &[&str]) -> Result<String, String> {
    if allowed.contains(&given) {
        return Ok(given.to_owned());
    }
    Err(format!(
        "is “{}”; allowed are {}",
        shorten(given),
        text::enumerate(allowed, "and")
    ))
}

/// A decimal without exponent, of at most 12 digits before and 6 after the point, so that both databases hold it alike.
fn number(given: &str) -> Result<String, String> {
    let plain = given.strip_prefix('+').unwrap_or(given);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    if digits > 28 {
        return Err(format!("is a number of {digits} digits; at most 28 are kept"));
    }
    let wrong = || format!("is “{}”, which is not a number such as 12.5", shorten(given));
    if plain.contains(['e', 'E', '_']) {
        return Err(wrong());
    }
    let decimal = Decimal::from_str(plain).map_err(|_| wrong())?.normalize();
    scaled(&decimal).ok_or_else(|| {
        format!(
            "is {}; a number has at most 12 digits before the point and 6 after it",
            shorten(given)
        )
    })?;
    Ok(if decimal.is_zero() {
        "0".to_owned()
    } else {
        decimal.to_string()
    })
}

pub(super) fn scaled(decimal: &Decimal) -> Option<i64> {
    let scaled = decimal.checked_mul(Decimal::from(SCALE))?;
    if !scaled.fract().is_zero() {
        return None;
    }
    let number =
        i64::try_from(scaled.trunc().mantissa() / 10_i128.checked_pow(scaled.trunc().scale())?).ok()?;
    (number.unsigned_abs() < 1_000_000_000_000_000_000).then_some(number)
}

fn money(given: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "is “{}”; money is an amount and a currency, as 12.50 EUR",
            shorten(given)
        )
    };
    let (amount, currency) = given.split_once(' ').ok_or_else(wrong)?;
    if currency.len() != 3 || !currency.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(wrong());
    }
    Ok(format!("{} {currency}", number(amount)?))
}

fn not_after(field: &Field, value: String, limit: &str) -> Result<String, String> {
    if field.not_after_now && value.as_str() > limit {
        return Err(format!("is {value}, which lies in the future"));
    }
    Ok(value)
}

pub(super) fn choice(list: &str, given: &str, scope: &Scope<'_>) -> Result<String, String> {
    let list = scope
        .packs
        .lists
        .get(list)
        .ok_or_else(|| format!("refers to the unknown list {list}"))?;
    if let Some(item) = list.item(given)
        && !item.retired
    {
        return Ok(item.id.clone());
    }
    let allowed: Vec<&str> = list
        .items
        .iter()
        .filter(|item| !item.retired)
        .map(|item| item.id.as_str())
        .collect();
    one_of(given, &allowed)
}

fn row(table: &str, given: &str, scope: &Scope<'_>) -> Result<String, String> {
    let rows = scope.rows.get(table);
    if rows.is_some_and(|rows| rows.contains(given)) {
        return Ok(given.to_owned());
    }
    let known: Vec<&String> = rows.into_iter().flatten().collect();
    if known.is_empty() {
        return Err(format!(
            "names the row “{}”, but {table} has no rows",
            shorten(given)
        ));
    }
    Err(format!(
        "names the row “{}”; {table} has {}",
        shorten(given),
        text::enumerate(&known, "and")
    ))
}

#[cfg(test)]
mod tests {
    use super::super::parse_scaled;
    use super::*;

    #[test]
    fn numbers_have_one_spelling_and_a_limit() {
        assert_eq!(number("+012.500").unwrap(), "12.5");
        assert_eq!(number("-0.0").unwrap(), "0");
        assert_eq!(parse_scaled("12.5"), Some(12_500_000));
        assert_eq!(
            parse_scaled("-999999999999.999999"),
            Some(-999_999_999_999_999_999)
        );
        assert!(number("1234567890123").unwrap_err().contains("12 digits"));
        assert!(number("0.0000001").unwrap_err().contains("6 after"));
        assert!(number(&"9".repeat(40)).unwrap_err().contains("40 digits"));
        assert!(number("1e5").unwrap_err().contains("not a number"));
        assert!(number("=1+1").unwrap_err().contains("not a number"));
    }

    #[test]
    fn money_names_its_currency() {
        assert_eq!(money("12.50 EUR").unwrap(), "12.5 EUR");
        assert!(money("12.50").is_err());
        assert!(money("12.50 euro").is_err());
    }
}
