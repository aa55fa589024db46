//! Civil days, instants and working days. Never asks what time it is.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::pack::Span;
use crate::value::shorten;

/// A civil day as `2026-11-22`.
///
/// # Errors
/// A sentence when it is none.
pub fn day(given: &str) -> Result<String, String> {
    let wrong = || format!("is “{}”, which is not a day such as 2026-11-22", shorten(given));
    if given.len() != 10 {
        return Err(wrong());
    }
    let date: Date = given.parse().map_err(|_| wrong())?;
    if !(1900..=2200).contains(&date.year()) {
        return Err(format!("is {given}; years run from 1900 to 2200"));
    }
    Ok(date.to_string())
}

/// An instant in UTC with milliseconds, as `2026-11-22T09:30:00.000Z`; a bare day is taken as its first instant.
///
/// # Errors
/// A sentence when it is none.
pub fn instant(given: &str) -> Result<String, String> {
    if let Ok(day) = day(given) {
        return Ok(format!("{day}T00:00:00.000Z"));
    }
    let at: Timestamp = given.parse().map_err(|_| {
        format!(
            "is “{}”, which is not an instant such as 2026-11-22T09:30:00Z",
            shorten(given)
        )
    })?;
    let text = spell(at);
    day(&text[..10])?;
    Ok(text)
}

/// The canonical spelling of an instant.
#[must_use]
pub fn spell(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The civil day of an instant in a time zone; UTC when the zone is unknown.
#[must_use]
pub fn day_in(instant: &str, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    instant.parse::<Timestamp>().map_or_else(
        |_| first_ten(instant).to_owned(),
        |at| at.to_zoned(zone).date().to_string(),
    )
}

/// The day part of a day or an instant.
#[must_use]
pub fn first_ten(text: &str) -> &str {
    text.get(..10).unwrap_or(text)
}

/// That day and so many days more (or less).
#[must_use]
pub fn plus(day: &str, days: i64) -> String {
    let Ok(date) = first_ten(day).parse::<Date>() else {
        return day.to_owned();
    };
    date.checked_add(days.days())
        .map_or_else(|_| day.to_owned(), |date| date.to_string())
}

/// The day so many months earlier; the last of its month where there is no such day.
#[must_use]
pub fn months_before(day: &str, months: u32) -> String {
    let Ok(date) = first_ten(day).parse::<Date>() else {
        return day.to_owned();
    };
    date.checked_sub(i64::from(months).months())
        .map_or_else(|_| day.to_owned(), |date| date.to_string())
}

/// Days from one civil day to another; negative when it lies before.
#[must_use]
pub fn days_between(from: &str, to: &str) -> Option<i64> {
    let from: Date = first_ten(from).parse().ok()?;
    let to: Date = first_ten(to).parse().ok()?;
    Some(from.until(to).ok()?.get_days().into())
}

/// Adds a span; working days are Monday to Friday without the given holidays.
#[must_use]
pub fn add(day: &str, span: Span, holidays: &BTreeSet<String>) -> String {
    if !span.working {
        return plus(day, span.days);
    }
    let Ok(mut date) = first_ten(day).parse::<Date>() else {
        return day.to_owned();
    };
    let mut left = span.days;
    while left > 0 {
        let Ok(next) = date.tomorrow() else { break };
        date = next;
        let weekend = date.weekday().to_monday_one_offset() > 5;
        if !weekend && !holidays.contains(&date.to_string()) {
            left -= 1;
        }
    }
    date.to_string()
}

/// `10 days` or `1 working day`.
///
/// # Errors
/// A sentence when it is neither.
pub fn span(given: &str) -> Result<Span, String> {
    let wrong = || {
        format!(
            "“{}” is no span; write “10 days” or “1 working day”",
            shorten(given)
        )
    };
    let mut words = given.split_whitespace();
    let days: i64 = words
        .next()
        .and_then(|word| word.parse().ok())
        .filter(|days| (0..=3650).contains(days))
        .ok_or_else(wrong)?;
    match words.collect::<Vec<_>>().as_slice() {
        ["day" | "days"] => Ok(Span { days, working: false }),
        ["working", "day" | "days"] => Ok(Span { days, working: true }),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_pass_over_weekends_and_holidays() {
        let none = BTreeSet::new();
        let friday = "2026-11-20";
        assert_eq!(
            add(
                friday,
                Span {
                    days: 1,
                    working: true
                },
                &none
            ),
            "2026-11-23"
        );
        assert_eq!(
            add(
                friday,
                Span {
                    days: 10,
                    working: true
                },
                &none
            ),
            "2026-12-04"
        );
        let holidays = BTreeSet::from(["2026-11-23".to_owned()]);
        assert_eq!(
            add(
                friday,
                Span {
                    days: 1,
                    working: true
                },
                &holidays
            ),
            "2026-11-24"
        );
        assert_eq!(
            add(
                friday,
                Span {
                    days: 10,
                    working: false
                },
                &none
            ),
            "2026-11-30"
        );
    }

    #[test]
    fn days_and_instants_have_one_spelling() {
        assert_eq!(day("2026-02-28").unwrap(), "2026-02-28");
        assert!(day("2026-02-30").is_err());
        assert!(day("28.02.2026").is_err());
        assert_eq!(
            instant("2026-11-22T10:00:00+01:00").unwrap(),
            "2026-11-22T09:00:00.000Z"
        );
        assert_eq!(instant("2026-11-22").unwrap(), "2026-11-22T00:00:00.000Z");
        assert!(instant("9999-01-01T00:00:00Z").is_err());
        assert_eq!(day_in("2026-11-22T23:30:00.000Z", "Europe/Lisbon"), "2026-11-22");
        assert_eq!(day_in("2026-11-22T23:30:00.000Z", "Europe/Berlin"), "2026-11-23");
    }
}
