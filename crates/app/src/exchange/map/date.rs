//! Dates as foreign files write them.

use engine::value::shorten;
use jiff::civil::Date;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;

/// A text that a format reads, in our spelling: a day, or an instant for moments.
///
/// # Errors
/// A sentence that begins with a verb: no format fits, or two formats read different days.
pub(super) fn read<S: AsRef<str>>(
    text: &str,
    formats: &[S],
    is_moment: bool,
    zone: &str,
) -> Result<String, String> {
    let names = || {
        let names: Vec<&str> = formats.iter().map(AsRef::as_ref).collect();
        engine::text::enumerate(&names, "or")
    };
    let mut found: Vec<String> = Vec::new();
    for format in formats {
        if let Some(spelled) = strtime::parse(format.as_ref(), text)
            .ok()
            .and_then(|time| spell(&time, is_moment, zone))
            && !found.contains(&spelled)
        {
            found.push(spelled);
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(format!(
            "is “{}”, which is no date written as {}",
            shorten(text),
            names()
        )),
        many => Err(format!(
            "is “{}”, which could be {}; let the map name one way of writing",
            shorten(text),
            engine::text::enumerate(many, "or")
        )),
    }
}

/// A day as it stands, as the first instant of that day where the organisation is.
pub(super) fn first_instant(day: &str, zone: &str) -> Option<String> {
    let date: Date = day.parse().ok()?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(engine::calendar::spell(date.to_zoned(zone).ok()?.timestamp()))
}

fn spell(time: &BrokenDownTime, is_moment: bool, zone: &str) -> Option<String> {
    if !is_moment {
        return time.to_date().ok().map(|date| date.to_string());
    }
    if time.offset().is_some() {
        return time.to_timestamp().ok().map(engine::calendar::spell);
    }
    if time.hour().is_none() {
        return first_instant(&time.to_date().ok()?.to_string(), zone);
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(engine::calendar::spell(
        time.to_datetime().ok()?.to_zoned(zone).ok()?.timestamp(),
    ))
}

/// Whether a format gives back the day that it wrote.
pub(super) fn is_format(format: &str) -> bool {
    let sample = Date::constant(2026, 11, 22)
        .at(13, 45, 59, 0)
        .to_zoned(TimeZone::UTC)
        .expect("a day of this century");
    let written = strtime::format(format, &sample);
    let Ok(written) = written else { return false };
    strtime::parse(format, written).is_ok_and(|time| time.to_date().is_ok_and(|date| date == sample.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_map_says() {
        assert_eq!(
            read("22/11/2026", &["%d/%m/%Y"], false, "UTC").unwrap(),
            "2026-11-22"
        );
        assert_eq!(
            read("3.4.2026", &["%Y-%m-%d", "%d.%m.%Y"], false, "UTC").unwrap(),
            "2026-04-03"
        );
        assert_eq!(
            read("2026-08-21", &["%Y-%m-%d"], true, "Europe/Lisbon").unwrap(),
            "2026-08-20T23:00:00.000Z"
        );
        assert_eq!(
            read("21.08.2026 09:30", &["%d.%m.%Y %H:%M"], true, "Europe/Berlin").unwrap(),
            "2026-08-21T07:30:00.000Z"
        );
        assert_eq!(
            read(
                "2026-08-21T09:30:00+05:30",
                &["%Y-%m-%dT%H:%M:%S%:z"],
                true,
                "UTC"
            )
            .unwrap(),
            "2026-08-21T04:00:00.000Z"
        );
    }

    #[test]
    fn wrong_and_ambiguous_dates_are_told() {
        assert_eq!(
            read("32/11/2026", &["%d/%m/%Y"], false, "UTC").unwrap_err(),
            "is “32/11/2026”, which is no date written as %d/%m/%Y"
        );
        let both = read("03/04/2026", &["%d/%m/%Y", "%m/%d/%Y"], false, "UTC").unwrap_err();
        assert!(both.contains("could be 2026-04-03 or 2026-03-04"), "{both}");
        assert_eq!(
            read("04/04/2026", &["%d/%m/%Y", "%m/%d/%Y"], false, "UTC").unwrap(),
            "2026-04-04"
        );
    }

    #[test]
    fn a_format_must_say_the_whole_day() {
        assert!(
            is_format("%Y-%m-%d")
                && is_format("%d %b %Y")
                && is_format("%m/%d/%y")
                && is_format("%d.%m.%Y %H:%M")
        );
        assert!(!is_format("%Y-%m") && !is_format("YYYY-MM-DD") && !is_format("%Q"));
    }
}
