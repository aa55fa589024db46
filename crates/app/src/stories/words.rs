//! Lines into words: parts between commas, quoted texts, rows in brackets.

/// Splits at a separator that stands outside of quotes and brackets; each part is trimmed.
pub(super) fn split(text: &str, at: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if letter == at && !quoted && depth == 0 => {
                parts.push(text[start..index].trim());
                start = index + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The first word and what follows it.
pub(super) fn first(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

/// The text between quotes, or the words as they are.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(text)
}

/// The insides of `[…] […]`; nothing when it is not written so.
pub(super) fn brackets(text: &str) -> Option<Vec<&str>> {
    let mut rows = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[')?;
        let end = inner.find(']')?;
        rows.push(inner[..end].trim());
        rest = inner[end + 1..].trim_start();
    }
    (!rows.is_empty()).then_some(rows)
}

/// Words joined by “and”, outside of quotes.
pub(super) fn joined(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut quoted = false;
    for (index, letter) in text.char_indices() {
        quoted ^= letter == '"';
        if !quoted && index >= start && text[index..].starts_with(" and ") {
            parts.push(text[start..index].trim());
            start = index + " and ".len();
        }
    }
    parts.push(text[start.min(text.len())..].trim());
    parts
}

/// Whether it is how a person is written: small letters.
pub(super) fn is_person(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase())
}

/// Whether it is how a record is named: a capital first.
pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_uppercase())
        && word
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_and_brackets_divide_nothing() {
        assert_eq!(
            split("title \"a, b\", lots [x 1, y 2] [x 3], z", ','),
            ["title \"a, b\"", "lots [x 1, y 2] [x 3]", "z"]
        );
        assert_eq!(brackets("[x 1, y 2] [x 3]"), Some(vec!["x 1, y 2", "x 3"]));
        assert_eq!(brackets("x"), None);
        assert_eq!(joined("A and B and \"c and d\""), ["A", "B", "\"c and d\""]);
        assert_eq!(unquoted("\"a b\""), "a b");
    }
}
