//! Measurements as they were written: removing what all values have in common before digits get lost.

use crate::Refusal;
use serde::Serialize;

/// Values without their common offset: value = offset + rest, exact in the decimals that were written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shifted {
    /// The smallest value, as a decimal number.
    pub offset: String,
    /// How far each value lies above the offset, correctly rounded once.
    pub rests: Vec<f64>,
}

/// Subtracts the smallest value from all, in exact decimal arithmetic, before anything becomes a binary number.
///
/// A double holds about 16 digits: 1000000000000.4 keeps only three after the point, so that no algorithm can give
/// the variance of such numbers to nine digits. Variances, analyses of variance and slopes do not depend on the
/// offset, so they may be computed from the rests. Points, signs and up to 30 digits are understood; anything else
/// is refused with its row.
pub fn without_common_offset<T: AsRef<str>>(texts: &[T]) -> Result<Shifted, Refusal> {
    let numbers = texts
        .iter()
        .enumerate()
        .map(|(row, text)| parse(text.as_ref().trim()).ok_or_else(|| unreadable(row, text.as_ref())))
        .collect::<Result<Vec<_>, _>>()?;
    let decimals = numbers.iter().map(|number| number.decimals).max().unwrap_or(0);
    let scaled = numbers
        .iter()
        .enumerate()
        .map(|(row, number)| {
            10_i128
                .checked_pow(decimals - number.decimals)
                .and_then(|factor| number.digits.checked_mul(factor))
                .ok_or_else(|| unreadable(row, texts[row].as_ref()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let Some(&least) = scaled.iter().min() else {
        return Err(Refusal::new("No values were given; give at least one."));
    };
    let scale = 10_f64.powi(decimals as i32);
    Ok(Shifted {
        offset: written(least, decimals),
        // An integer below 2^53 divided by a power of ten below 10^22 is rounded only once.
        rests: scaled
            .iter()
            .map(|value| (value - least) as f64 / scale)
            .collect(),
    })
}

struct Number {
    digits: i128,
    decimals: u32,
}

fn parse(text: &str) -> Option<Number> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude: i128 = digits.parse().ok()?;
    Some(Number {
        digits: if negative { -magnitude } else { magnitude },
        decimals: u32::try_from(fraction.len()).ok()?,
    })
}

fn written(digits: i128, decimals: u32) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let factor = 10_u128.pow(decimals);
    let magnitude = digits.unsigned_abs();
    if decimals == 0 {
        return format!("{sign}{magnitude}");
    }
    format!(
        "{sign}{}.{:0width$}",
        magnitude / factor,
        magnitude % factor,
        width = decimals as usize
    )
}

fn unreadable(row: usize, text: &str) -> Refusal {
    Refusal::new(format!(
        "Row {}: “{text}” is not a decimal number of at most 30 digits; correct it.",
        row + 1
    ))
    .at_row(row)
}
