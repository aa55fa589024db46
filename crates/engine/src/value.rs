//! Values in one canonical spelling, and the facts by which they are compared.
//!
//! A value is JSON text, an array or an object; never a JSON number, because numbers mean different things to
//! different databases. [`canonical`] brings what a person or a script sends into that spelling or says what is
//! wrong with it; [`facts`] derives what conditions compare, in memory and in SQL alike.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::calendar;
use crate::pack::{Field, Packs, Type};
use crate::text;

/// Most characters of a line.
pub const LINE_LIMIT: usize = 500;
/// Most characters of a text.
pub const TEXT_LIMIT: usize = 200_000;
/// Most rows, links or files of one field.
pub const MANY_LIMIT: usize = 1_000;
/// Facts hold decimals as whole numbers of this part.
pub const SCALE: i64 = 1_000_000;

/// One comparable reading of a value. Empty fields have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// Ids, references, short text.
    pub text: Option<String>,
    /// Decimals, scaled by [`SCALE`].
    pub num: Option<i64>,
    /// Civil day or instant.
    pub date: Option<String>,
}

impl Fact {
    /// A fact that is text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Fact {
            text: Some(text.into()),
            ..Fact::default()
        }
    }

    /// A fact that is a day or an instant.
    #[must_use]
    pub fn date(date: impl Into<String>) -> Self {
        Fact {
            date: Some(date.into()),
            ..Fact::default()
        }
    }

    /// A fact that is a number, already scaled.
    #[must_use]
    pub fn number(num: i64) -> Self {
        Fact {
            num: Some(num),
            ..Fact::default()
        }
    }
}

/// Says what a text refers to, or in a sentence why it refers to nothing.
pub type Resolve<'a> = dyn Fn(&[String], &str) -> Result<String, String> + 'a;

/// What [`canonical`] needs to know.
pub struct Scope<'a> {
    /// Lists and scales.
    pub packs: &'a Packs,
    /// Texts to references.
    pub resolve: &'a Resolve<'a>,
    /// Instant of the act.
    pub now: &'a str,
    /// Civil day of the act.
    pub today: &'a str,
    /// Row ids of the record's tables after this act, for columns that point at rows.
    pub rows: &'a BTreeMap<String, BTreeSet<String>>,
}

/// A mistake in an answer: at which path, and a sentence that begins with a verb ("is not …").
pub type Mistake = (String, String);

/// Brings an answer into its canonical spelling; `None` when it is empty.
///
/// # Errors
/// Every mistake in it, each with the path (`field` or `table.row.column`).
pub fn canonical(
    field: &Field,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let input = unwrap_number(input);
    if is_blank(&input) {
        return Ok(None);
    }
    match &field.ty {
        Type::Table(columns) => table(columns, path, &input, scope),
        Type::Links { to, or_reason } => links(to, *or_reason, path, &input, scope),
        Type::Choices(list) => choices(list, path, &input, scope),
        Type::Files => files(path, &input),
        Type::Scale(id) => scale(id, path, &input, scope),
        _ => single(field, &input, scope)
            .map(Some)
            .map_err(|what| vec![(path.to_owned(), what)]),
    }
}

/// JSON numbers and booleans are accepted from scripts and become text.
fn unwrap_number(input: &Value) -> Value {
    match input {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(true) => Value::String("yes".to_owned()),
        Value::Bool(false) => Value::String("no".to_owned()),
        other => other.clone(),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

fn single(field: &Field, input: &Value, scope: &Scope<'_>) -> Result<Value, String> {
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

fn line(given: &str) -> Result<String, String> {
    if given.contains('\n') {
        return Err("takes one line, without a line break".to_owned());
    }
    limited(given, LINE_LIMIT)
}

fn limited(given: &str, limit: usize) -> Result<String, String> {
    let length = given.chars().count();
    if length > limit {
        return Err(format!("has {length} characters; at most {limit} are kept"));
    }
    Ok(given.to_owned())
}

fn one_of(given: &str, allowed: &[&str]) -> Result<String, String> {
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

fn scaled(decimal: &Decimal) -> Option<i64> {
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

fn choice(list: &str, given: &str, scope: &Scope<'_>) -> Result<String, String> {
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

fn strings<'a>(input: &'a Value, path: &str, what: &str) -> Result<Vec<&'a str>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    let items = match input {
        Value::Array(items) => items.iter().collect(),
        one @ Value::String(_) => vec![one],
        _ => return Err(mistake(format!("takes a list of {what}"))),
    };
    if items.len() > MANY_LIMIT {
        return Err(mistake(format!(
            "has {} entries; at most {MANY_LIMIT} are kept",
            items.len()
        )));
    }
    items
        .into_iter()
        .map(|item| {
            item.as_str()
                .ok_or_else(|| mistake(format!("takes a list of {what}, each as text")))
        })
        .collect()
}

fn choices(list: &str, path: &str, input: &Value, scope: &Scope<'_>) -> Result<Option<Value>, Vec<Mistake>> {
    let mut chosen = BTreeSet::new();
    for given in strings(input, path, "choices")? {
        chosen.insert(choice(list, given.trim(), scope).map_err(|what| vec![(path.to_owned(), what)])?);
    }
    Ok(Some(Value::Array(
        chosen.into_iter().map(Value::String).collect(),
    )))
}

fn links(
    to: &[String],
    or_reason: bool,
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    if let Some(object) = input.as_object() {
        let reason = object.get("reason").and_then(Value::as_str).unwrap_or_default();
        if !or_reason || object.len() != 1 {
            return Err(mistake("takes a list of links".to_owned()));
        }
        let reason = text::normalise(reason)
            .and_then(|reason| limited(&reason, TEXT_LIMIT))
            .map_err(mistake)?;
        return Ok((!reason.is_empty()).then(|| serde_json::json!({ "reason": reason })));
    }
    let mut found: Vec<String> = Vec::new();
    for given in strings(input, path, "links")? {
        let reference = (scope.resolve)(to, given.trim()).map_err(mistake)?;
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    Ok(Some(Value::Array(found.into_iter().map(Value::String).collect())))
}

fn files(path: &str, input: &Value) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: &str| vec![(path.to_owned(), what.to_owned())];
    let items = input.as_array().ok_or_else(|| mistake("takes a list of files"))?;
    let mut files = Vec::new();
    for item in items {
        let part = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
        let digest = part("digest");
        if digest.len() != 64 || !digest.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            return Err(mistake(
                "takes files as {\"digest\": …, \"name\": …}, the digest as 64 hexadecimal digits",
            ));
        }
        let name = text::normalise(part("name"))
            .and_then(|name| line(&name))
            .map_err(|what| mistake(&what))?;
        files.push(serde_json::json!({ "digest": digest, "name": name }));
    }
    Ok(Some(Value::Array(files)))
}

fn scale(id: &str, path: &str, input: &Value, scope: &Scope<'_>) -> Result<Option<Value>, Vec<Mistake>> {
    let mistake = |what: String| vec![(path.to_owned(), what)];
    let scale = scope
        .packs
        .scales
        .get(id)
        .ok_or_else(|| mistake(format!("refers to the unknown scale {id}")))?;
    let axes: Vec<&str> = scale.axes.iter().map(|axis| axis.id.as_str()).collect();
    let Some(answers) = input.as_object() else {
        return Err(mistake(format!(
            "takes an answer for each of {}",
            text::enumerate(&axes, "and")
        )));
    };
    if let Some(unknown) = answers.keys().find(|axis| !axes.contains(&axis.as_str())) {
        return Err(mistake(format!(
            "has no axis “{}”; it takes {}",
            shorten(unknown),
            text::enumerate(&axes, "and")
        )));
    }
    let mut value = Map::new();
    for axis in &scale.axes {
        let given = answers.get(&axis.id).map(unwrap_number).unwrap_or_default();
        let levels: Vec<&str> = axis.levels.iter().map(|level| level.id.as_str()).collect();
        let level = one_of(given.as_str().unwrap_or_default(), &levels)
            .map_err(|what| vec![(format!("{path}.{}", axis.id), what)])?;
        value.insert(axis.id.clone(), Value::String(level));
    }
    Ok(Some(Value::Object(value)))
}

fn table(
    columns: &[Field],
    path: &str,
    input: &Value,
    scope: &Scope<'_>,
) -> Result<Option<Value>, Vec<Mistake>> {
    let Some(items) = input.as_array() else {
        return Err(vec![(path.to_owned(), "takes a list of rows".to_owned())]);
    };
    if items.len() > MANY_LIMIT {
        return Err(vec![(
            path.to_owned(),
            format!("has {} rows; at most {MANY_LIMIT} are kept", items.len()),
        )]);
    }
    let mut rows = Vec::new();
    let mut mistakes = Vec::new();
    for item in items {
        let Some(given) = item.as_object() else {
            return Err(vec![(
                path.to_owned(),
                "takes a list of rows, each an object".to_owned(),
            )]);
        };
        let id = given.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut row = Map::from_iter([("id".to_owned(), Value::String(id.to_owned()))]);
        for (key, value) in given.iter().filter(|(key, _)| *key != "id") {
            let at = format!("{path}.{id}.{key}");
            match columns.iter().find(|column| column.id == *key) {
                None => {
                    let known: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
                    mistakes.push((
                        at,
                        format!("is not a column; {path} has {}", text::enumerate(&known, "and")),
                    ));
                }
                Some(column) => match canonical(column, &at, value, scope) {
                    Ok(Some(value)) => drop(row.insert(key.clone(), value)),
                    Ok(None) => {}
                    Err(more) => mistakes.extend(more),
                },
            }
        }
        rows.push(Value::Object(row));
    }
    if mistakes.is_empty() {
        Ok(Some(Value::Array(rows)))
    } else {
        Err(mistakes)
    }
}

/// The first characters of what somebody sent, for a message.
#[must_use]
pub fn shorten(given: &str) -> String {
    let mut short: String = given.chars().take(40).filter(|c| !c.is_control()).collect();
    if given.chars().count() > 40 {
        short.push('…');
    }
    short
}

/// A fact at a path: `row` is empty unless the path is `table.column`, or the table itself (one fact per row).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// `field`, `table`, or `table.column`.
    pub path: String,
    /// Row id.
    pub row: String,
    /// Counted from 0 where one value has several facts.
    pub pos: u32,
    /// What compares.
    pub fact: Fact,
}

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

#[cfg(test)]
mod tests {
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
