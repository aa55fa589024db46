//! Numbers, days and lists as people say them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::html::{Markup, nb};

/// `5,214`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `no`, `one` … `twelve`, then digits.
pub(crate) fn count(number: u64) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let word = usize::try_from(number).ok().and_then(|at| WORDS.get(at));
    word.map_or_else(|| thousands(number), |word| (*word).to_owned())
}

/// Text in which numbers of records and things do not break, and a figure stays with its unit.
pub(crate) fn set(text: &str) -> Markup {
    let parts: Vec<&str> = text.split(' ').collect();
    let mut out: Vec<Markup> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let figure = at > 0 && parts[at - 1].ends_with(|c: char| c.is_ascii_digit());
        let unit = figure
            && (part.starts_with(['%', '°', 'Ω', 'µ'])
                || UNITS.contains(&part.trim_end_matches(['.', ',', ';'])));
        let blank = if at == 0 {
            ""
        } else if unit {
            "\u{a0}"
        } else {
            " "
        };
        let code = part.contains('-') && part.contains(|c: char| c.is_ascii_digit());
        let part = if code {
            Markup::of(nb(*part))
        } else {
            Markup::of(*part)
        };
        out.push(Markup::of((blank, part)));
    }
    Markup::of(out)
}

const UNITS: [&str; 22] = [
    "A", "mA", "V", "kV", "W", "kW", "Nm", "mm", "cm", "m", "µm", "kg", "g", "l", "ml", "h", "min", "s",
    "Hz", "bar", "pcs", "K",
];

/// `1 record`, `3 records`.
pub(crate) fn so_many(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// The first letter as a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The first letter small, unless the word is an abbreviation.
pub(crate) fn small(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(text.chars().skip(1)).collect(),
        (None, _) => String::new(),
    }
}

/// `22 November 2026`, of a day or an instant where the organisation is.
pub(crate) fn day(text: &str, zone: &str) -> String {
    date(text, zone).map_or_else(
        || text.to_owned(),
        |day| format!("{} {} {}", day.day(), month(day), day.year()),
    )
}

/// `22 Nov`, with the year when it is not this one.
pub(crate) fn short_day(text: &str, today: &str, zone: &str) -> String {
    let Some(day) = date(text, zone) else {
        return text.to_owned();
    };
    let short = format!("{} {}", day.day(), &month(day)[..3]);
    if today.get(..4) == Some(&day.year().to_string()) {
        short
    } else {
        format!("{short} {}", day.year())
    }
}

/// `Tue 24 Nov`.
pub(crate) fn week_day(text: &str, zone: &str) -> String {
    date(text, zone).map_or_else(
        || text.to_owned(),
        |day| format!("{} {} {}", &weekday(day)[..3], day.day(), &month(day)[..3]),
    )
}

/// `Tuesday 24 November`.
pub(crate) fn long_day(text: &str, zone: &str) -> String {
    date(text, zone).map_or_else(
        || text.to_owned(),
        |day| format!("{} {} {}", weekday(day), day.day(), month(day)),
    )
}

/// `Tuesday 24 November 2026`.
pub(crate) fn full_day(text: &str, zone: &str) -> String {
    date(text, zone).map_or_else(
        || text.to_owned(),
        |day| format!("{} {} {} {}", weekday(day), day.day(), month(day), day.year()),
    )
}

/// `22 Nov 2026, 08:12`, of an instant where the organisation is.
pub(crate) fn moment(text: &str, zone: &str) -> String {
    zoned(text, zone).map_or_else(
        || day(text, zone),
        |at| {
            format!(
                "{} {} {}, {:02}:{:02}",
                at.day(),
                &month(at.date())[..3],
                at.year(),
                at.hour(),
                at.minute()
            )
        },
    )
}

/// `08:12`.
pub(crate) fn clock(text: &str, zone: &str) -> String {
    zoned(text, zone).map_or_else(String::new, |at| format!("{:02}:{:02}", at.hour(), at.minute()))
}

/// `Tuesday 24 November`; in another year the day with its year.
pub(crate) fn due_day(text: &str, today: &str, zone: &str) -> String {
    if text.get(..4) == today.get(..4) {
        long_day(text, zone)
    } else {
        day(text, zone)
    }
}

/// Days from one civil day to another; negative when the second lies before.
pub(crate) fn days_between(from: &str, to: &str) -> Option<i64> {
    let (from, to): (Date, Date) = (from.get(..10)?.parse().ok()?, to.get(..10)?.parse().ok()?);
    Some(i64::from((to - from).get_days()))
}

/// The Sunday that ends the week of a day.
pub(crate) fn end_of_week(today: &str) -> String {
    let Some(day) = today.get(..10).and_then(|text| text.parse::<Date>().ok()) else {
        return today.to_owned();
    };
    engine::calendar::plus(today, 7 - i64::from(day.weekday().to_monday_one_offset()))
}

/// The number of the week.
pub(crate) fn week(today: &str) -> i8 {
    today.parse::<Date>().map_or(0, |day| day.iso_week_date().week())
}

/// What a local time of a form means as an instant; a bare day stays one.
pub(crate) fn instant_of(local: &str, zone: &str) -> String {
    let Ok(time) = local.parse::<jiff::civil::DateTime>() else {
        return local.to_owned();
    };
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    time.to_zoned(zone)
        .map_or_else(|_| local.to_owned(), |at| engine::calendar::spell(at.timestamp()))
}

/// An instant as a form's field for local time takes it.
pub(crate) fn local_of(instant: &str, zone: &str) -> String {
    zoned(instant, zone).map_or_else(
        || instant.to_owned(),
        |at| format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute()),
    )
}

fn zoned(instant: &str, zone: &str) -> Option<Zoned> {
    let at: Timestamp = instant.parse().ok()?;
    Some(at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)))
}

fn date(text: &str, zone: &str) -> Option<Date> {
    zoned(text, zone)
        .map(|at| at.date())
        .or_else(|| text.get(..10)?.parse().ok())
}

fn month(day: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

fn weekday(day: Date) -> &'static str {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    DAYS[usize::from(day.weekday().to_monday_one_offset().unsigned_abs()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_read_as_people_say_them() {
        assert_eq!(thousands(5214), "5,214");
        assert_eq!(count(2), "two");
        assert_eq!(week_day("2026-11-24", "UTC"), "Tue 24 Nov");
        assert_eq!(
            moment("2026-11-23T23:30:00.000Z", "Europe/Warsaw"),
            "24 Nov 2026, 00:30"
        );
        assert_eq!(end_of_week("2026-11-23"), "2026-11-29");
        assert_eq!(days_between("2026-11-11", "2026-11-23"), Some(12));
        assert_eq!(
            instant_of("2026-11-23T09:30", "Europe/Warsaw"),
            "2026-11-23T08:30:00.000Z"
        );
        assert_eq!(
            (small("Nonconformity"), small("ISO 9001")),
            ("nonconformity".to_owned(), "ISO 9001".to_owned())
        );
    }
}
