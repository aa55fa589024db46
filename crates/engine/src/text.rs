//! Text as everybody sees it: normalised on entry, folded for sorting and searching.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFC, with line ends as `\n` and no space around it.
///
/// # Errors
/// A sentence when a control character (such as U+0000) stands in it, which no database keeps alike.
pub fn normalise(text: &str) -> Result<String, String> {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect();
    let text = text.trim();
    match text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
        Some(c) => Err(format!(
            "holds the control character U+{:04X}, which cannot be stored",
            c as u32
        )),
        None => Ok(text.to_owned()),
    }
}

/// For sorting and matching: decomposed, without marks, lower case. The same on every database.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Folded words of letters and digits, in order, each at most 64 bytes.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.chars()
                .scan(0, |n, c| {
                    *n += c.len_utf8();
                    (*n <= 64).then_some(c)
                })
                .collect()
        })
        .collect()
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn enumerate<S: AsRef<str>>(words: &[S], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [start @ .., end] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", start.join(", "), end.as_ref())
        }
    }
}

/// A noun with its article: `a person`, `an auditor`. Management is many people, and takes none.
#[must_use]
pub fn one(noun: &str) -> String {
    let noun = noun.to_lowercase();
    match noun.chars().next() {
        _ if noun.ends_with("management") => noun,
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_spellings_meet() {
        assert_eq!(fold("Prüfgerät Ñandú"), "prufgerat nandu");
        assert_eq!(
            words("NC-2026-0007: Lötstelle, 3 mm"),
            ["nc", "2026", "0007", "lotstelle", "3", "mm"]
        );
    }

    #[test]
    fn nouns_have_their_article() {
        let nouns = ["Improvement idea", "Quality manager", "Top management"].map(one);
        assert_eq!(
            nouns,
            ["an improvement idea", "a quality manager", "top management"]
        );
    }

    #[test]
    fn control_characters_are_refused_by_name() {
        assert!(normalise("a\u{0}b").unwrap_err().contains("U+0000"));
        assert_eq!(normalise(" a\r\nb ").unwrap(), "a\nb");
    }
}
