//! The value of a cell as the text that a person would type.

use calamine::{DataRef, ExcelDateTime};

/// From here on a spreadsheet no longer holds every whole number: it keeps fifteen digits.
const EXACT: f64 = 1e15;
/// The first day that spreadsheets do not have.
const LAST_DAY: f64 = 2_958_466.0;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    /// It is a day or an instant by its nature.
    pub(super) is_day: bool,
    pub(super) note: Option<String>,
    /// It holds no value, and why.
    pub(super) fault: Option<String>,
}

impl Text {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.fault.is_none()
    }

    fn fault(sentence: impl Into<String>) -> Text {
        Text {
            fault: Some(sentence.into()),
            ..Text::default()
        }
    }
}

/// The text of a value; a formula's is what it last came to.
pub(super) fn text(value: &DataRef<'_>, is_formula: bool) -> Text {
    let mut told = match value {
        DataRef::Empty if is_formula => Text::fault(
            "The cell is a formula without a value. Open the file in a spreadsheet program and save it again.",
        ),
        DataRef::Empty => Text::default(),
        DataRef::String(text) | DataRef::DurationIso(text) => Text {
            text: text.clone(),
            ..Text::default()
        },
        DataRef::SharedString(text) => Text {
            text: (*text).to_owned(),
            ..Text::default()
        },
        DataRef::Bool(truth) => Text {
            text: if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            ..Text::default()
        },
        DataRef::Int(number) => Text {
            text: number.to_string(),
            ..Text::default()
        },
        DataRef::Float(value) => float(*value),
        DataRef::DateTimeIso(text) => Text {
            text: text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
            is_day: true,
            ..Text::default()
        },
        DataRef::DateTime(time) if time.is_duration() => float(time.as_f64()),
        DataRef::DateTime(time) => day(time),
        DataRef::Error(error) => Text::fault(format!("The cell holds the error {error}.")),
    };
    if is_formula && told.fault.is_none() {
        told.note = Some("The cell is a formula; the value that it last came to is taken.".to_owned());
    }
    told
}

/// Without exponent, and with the fifteen digits that a spreadsheet shows: 0.1 + 0.2 is 0.3.
fn float(value: f64) -> Text {
    if !value.is_finite() {
        return Text::fault("The cell holds no number.");
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    let note = (rounded.abs() >= EXACT).then(|| "A spreadsheet keeps fifteen digits of a number, so its last ones may be wrong. Long numbers belong in cells formatted as text.".to_owned());
    Text {
        text: rounded.to_string(),
        note,
        ..Text::default()
    }
}

fn day(time: &ExcelDateTime) -> Text {
    let serial = time.as_f64();
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    // 29 February 1900 is a day that spreadsheets have and the calendar has not.
    if !(0.0..LAST_DAY).contains(&serial) || (year, month, day) == (1900, 2, 29) {
        return Text::fault("The cell is formatted as a date, but holds none.");
    }
    let seconds = if milli >= 500 && second < 59 {
        second + 1
    } else {
        second
    };
    if serial < 1.0 {
        return Text {
            text: format!("{hour:02}:{minute:02}:{seconds:02}"),
            ..Text::default()
        };
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let text = if (hour, minute, seconds) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{seconds:02}")
    };
    Text {
        text,
        is_day: true,
        ..Text::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_a_person_would() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (12.50, "12.5"),
            (-0.0, "0"),
            (1e6, "1000000"),
            (0.000_001, "0.000001"),
            (-3.0, "-3"),
        ] {
            assert_eq!(
                float(value),
                Text {
                    text: text.to_owned(),
                    ..Text::default()
                }
            );
        }
        assert!(
            float(1e15)
                .note
                .is_some_and(|note| note.contains("fifteen digits"))
        );
        assert_eq!(float(1e21).text, "1000000000000000000000");
        assert!(float(f64::NAN).fault.is_some());
    }
}
