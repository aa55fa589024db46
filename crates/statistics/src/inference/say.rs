//! How numbers are written in sentences: as few digits as a person needs; the result beside holds them all.

/// A number with three significant digits, and all digits before the point.
pub(crate) fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    if !(-6..12).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    let decimals = usize::try_from(2 - magnitude).unwrap_or(0);
    trimmed(format!("{value:.decimals$}"))
}

/// A fraction as a percentage with one decimal. Nearly none and nearly all are not rounded to none and all.
pub(crate) fn percent(fraction: f64) -> String {
    match 100.0 * fraction {
        few if few > 0.0 && few < 0.05 => "less than 0.1 %".to_owned(),
        most if (99.95..100.0).contains(&most) => "more than 99.9 %".to_owned(),
        percent => format!("{} %", trimmed(format!("{percent:.1}"))),
    }
}

/// A small fraction as a percentage with three significant digits: qualities, not confidences.
pub(crate) fn percent_figure(fraction: f64) -> String {
    format!("{} %", figure(100.0 * fraction))
}

/// A p-value as people write it.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 {
        "p below 0.001".to_owned()
    } else {
        format!("p = {}", trimmed(format!("{p:.3}")))
    }
}

/// "1 part", "3 parts".
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn trimmed(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}
