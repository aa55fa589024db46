//! Numbers as people write them: decimal comma or point, thousands apart, a unit behind.

use clap::ValueEnum;

/// The sign before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decimal {
    /// 12.5
    Point,
    /// 12,5
    Comma,
}

/// "12.5 mm" → ("12.5", "mm").
pub(crate) fn split_unit(cell: &str) -> (&str, &str) {
    let is_number = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ',' | '+' | '-' | '−' | '\'' | '\u{a0}' | '\u{202f}' | ' '
            )
    };
    let exponent = |at: usize| {
        let rest = &cell[at..];
        let mut chars = rest.chars();
        matches!(chars.next(), Some('e' | 'E'))
            && chars
                .next()
                .is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '-'))
            && cell[..at].ends_with(|c: char| c.is_ascii_digit())
    };
    let end = cell
        .char_indices()
        .find(|(at, c)| !is_number(*c) && !exponent(*at))
        .map_or(cell.len(), |(at, _)| at);
    (cell[..end].trim(), cell[end..].trim())
}

/// A number with this decimal sign; the other sign, spaces and apostrophes may separate thousands.
pub(crate) fn number(digits: &str, decimal: Decimal) -> Option<f64> {
    let (sign, other) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = digits
        .split_once(sign)
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    let separators = [other, ' ', '\'', '\u{a0}', '\u{202f}'];
    if fraction.is_some_and(|f| f.contains(separators)) {
        return None;
    }
    let groups: Vec<&str> = whole.split(separators).collect();
    let well_grouped = groups.len() == 1
        || groups[1..]
            .iter()
            .all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
            && (1..=3).contains(&groups[0].trim_start_matches(['-', '+', '−']).len());
    if !well_grouped {
        return None;
    }
    let mut plain = groups.concat().replace('−', "-");
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    plain.bytes().any(|b| b.is_ascii_digit()).then_some(())?;
    plain.parse().ok().filter(|v: &f64| v.is_finite())
}
