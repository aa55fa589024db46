//! Numbers as they are written: short in paths, readable in labels.

use crate::Words;

/// Appends a coordinate, rounded to a tenth of a pixel, with no trailing zero and no `-0`.
pub(crate) fn coordinate(out: &mut String, value: f64) {
    // A coordinate that is no number or lies beyond any sheet would spoil the whole path; it is held at the edge of what
    // a renderer takes.
    let tenths = (value.clamp(-1e7, 1e7) * 10.0).round() as i64;
    if tenths < 0 {
        out.push('-');
    }
    let tenths = tenths.unsigned_abs();
    let (whole, tenth) = (tenths / 10, (tenths % 10) as u8);
    integer(out, whole);
    if tenth > 0 {
        out.push('.');
        out.push((b'0' + tenth) as char);
    }
}

fn integer(out: &mut String, mut value: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    for digit in &digits[at..] {
        out.push(*digit as char);
    }
}

/// A value for people: `decimals` places, the language's decimal mark, thousands in groups, a true minus sign. Very large and
/// very small values are written as powers of ten.
pub(crate) fn plain(value: f64, decimals: usize, words: &Words) -> String {
    if !value.is_finite() {
        return words.missing.clone();
    }
    if value != 0.0 && (value.abs() >= 1e12 || value.abs() < 1e-9) {
        let text = format!("{value:.2e}");
        return text.replace('-', "\u{2212}").replace('.', &words.decimal_mark);
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        let left = whole.len() - i;
        if i > 0 && left.is_multiple_of(3) {
            out.push_str(&words.thousands_mark);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push_str(&words.decimal_mark);
        out.push_str(fraction);
    }
    out
}

/// How many decimals tell values apart that lie within `span` of each other.
pub(crate) fn decimals_for(span: f64) -> usize {
    if !(span.is_finite() && span > 0.0) {
        return 0;
    }
    (-(span / 30.0).log10()).ceil().clamp(0.0, 9.0) as usize
}

/// How many decimals are needed to write every one of these values in full, up to `most`.
pub(crate) fn decimals_of(values: impl Iterator<Item = f64>, most: usize) -> usize {
    let mut needed = 0;
    for value in values.filter(|v| v.is_finite()) {
        while needed < most {
            let scaled = value.abs() * 10f64.powi(needed as i32);
            if (scaled - scaled.round()).abs() <= 1e-7 * scaled.max(1.0) {
                break;
            }
            needed += 1;
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(value: f64) -> String {
        let mut out = String::new();
        coordinate(&mut out, value);
        out
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(short(12.0), "12");
        assert_eq!(short(12.04), "12");
        assert_eq!(short(-0.01), "0");
        assert_eq!(short(-12.26), "-12.3");
        assert_eq!(short(f64::NAN), "0");
        assert_eq!(short(1e300), "10000000");
    }

    #[test]
    fn values_are_written_for_people() {
        let english = Words::default();
        assert_eq!(plain(1234.5, 1, &english), "1,234.5");
        assert_eq!(plain(-0.04, 1, &english), "0.0");
        assert_eq!(plain(-3.0, 0, &english), "\u{2212}3");
        assert_eq!(plain(999_999.0, 0, &english), "999,999");
        let german = Words {
            decimal_mark: ",".into(),
            thousands_mark: ".".into(),
            ..Words::default()
        };
        assert_eq!(plain(1234.5, 1, &german), "1.234,5");
    }

    #[test]
    fn decimals_follow_the_spread() {
        assert_eq!(decimals_for(4.1), 1);
        assert_eq!(decimals_for(40.0), 0);
        assert_eq!(decimals_for(0.004), 4);
        assert_eq!(decimals_of([1.0, 2.5, 3.25].into_iter(), 4), 2);
    }
}
