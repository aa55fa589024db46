//! How numbers are written in sentences.

pub(crate) use crate::report::figure;

/// A fraction as a percentage with one decimal.
pub(crate) fn percent(fraction: f64) -> String {
    format!("{} %", trimmed(format!("{:.1}", 100.0 * fraction)))
}

/// A p-value as people write it.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 {
        "p below 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
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

/// A small fraction as a percentage with three significant digits: qualities, not confidences.
pub(crate) fn percent_figure(fraction: f64) -> String {
    format!("{} %", figure((100.0 * fraction * 1e6).round() / 1e6))
}
