//! What every method asks of its data before it starts.

use crate::Refusal;

/// Every value must be a finite number.
pub(crate) fn finite(values: &[f64], what: &str) -> Result<(), Refusal> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(row) => Err(Refusal::new(format!(
            "{what}: value {} is missing or not a number; correct it or leave it out.",
            row + 1
        ))
        .at_row(row)),
    }
}

/// At least `least` values, all finite.
pub(crate) fn at_least(values: &[f64], least: usize, what: &str) -> Result<(), Refusal> {
    finite(values, what)?;
    if values.len() < least {
        return Err(Refusal::new(format!(
            "{what}: {} given, at least {least} are needed; collect more values.",
            super::say::counted(values.len(), "value is", "values are")
        )));
    }
    Ok(())
}

/// Confidence must lie strictly between 0 and 1.
pub(crate) fn confidence(confidence: f64) -> Result<(), Refusal> {
    fraction(confidence, "the confidence", "0.95 for 95 %")
}

/// A number strictly between 0 and 1.
pub(crate) fn fraction(value: f64, what: &str, example: &str) -> Result<(), Refusal> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "{what} is {value}, but must lie between 0 and 1; write {example}."
    )))
}

/// A number above zero.
pub(crate) fn positive(value: f64, what: &str) -> Result<(), Refusal> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "{what} is {value}, but must be above zero; correct it."
    )))
}

/// The two lists must be equally long.
pub(crate) fn same_length(left: usize, right: usize, what: &str) -> Result<(), Refusal> {
    if left == right {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "{what}: {left} and {right} values were given, but they belong together in pairs; give equally many."
    ))
    .at_row(left.min(right)))
}
