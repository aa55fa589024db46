//! The place behind which the next page begins. Opaque to everybody else; it may stand in an address.

use super::{KEY, Part, SEQ, Sort};
use crate::db::Row;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cursor {
    Start,
    Behind {
        sort: Sort,
        /// Sort key of the record before; nothing when it has none.
        key: Option<String>,
        seq: i64,
    },
}

impl Cursor {
    pub(super) fn behind(sort: Sort, row: &Row) -> Cursor {
        Cursor::Behind {
            sort,
            key: row.maybe_text(KEY),
            seq: row.int(SEQ),
        }
    }

    /// `sort.seq` and, where there is a key, `.hex`.
    pub(super) fn to_text(&self) -> String {
        match self {
            Cursor::Start => String::new(),
            Cursor::Behind { sort, key, seq } => {
                let key = key
                    .as_ref()
                    .map(|key| format!(".k{}", hex(key)))
                    .unwrap_or_default();
                format!("{}.{seq}{key}", sort.word())
            }
        }
    }

    /// Nothing when it is damaged or of another sort.
    pub(super) fn parse(text: &str, sort: Sort) -> Option<Cursor> {
        let mut parts = text.split('.');
        let (word, seq, key) = (parts.next()?, parts.next()?, parts.next());
        if Sort::parse(word)? != sort || parts.next().is_some() || (key.is_some() && sort.key().is_none()) {
            return None;
        }
        let key = match key {
            None => None,
            Some(key) => Some(unhex(key.strip_prefix('k')?)?),
        };
        let seq: i64 = seq.parse().ok().filter(|seq| *seq >= 0)?;
        Some(Cursor::Behind { sort, key, seq })
    }

    /// What is left to list: those with a key, then those without.
    pub(super) fn parts(self, sort: Sort) -> Vec<Part> {
        let whole = |keyed| Part { keyed, behind: None };
        match self {
            Cursor::Start if sort.key().is_none() => vec![whole(false)],
            Cursor::Start => vec![whole(true), whole(false)],
            Cursor::Behind {
                key: Some(key), seq, ..
            } => {
                vec![
                    Part {
                        keyed: true,
                        behind: Some((Some(key), seq)),
                    },
                    whole(false),
                ]
            }
            Cursor::Behind { key: None, seq, .. } => vec![Part {
                keyed: false,
                behind: Some((None, seq)),
            }],
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Option<String> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let bytes = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok());
    let text = String::from_utf8(bytes.collect::<Option<_>>()?).ok()?;
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_spelling_and_a_damaged_one_is_none() {
        for key in [None, Some(String::new()), Some("größe.k".to_owned())] {
            let cursor = Cursor::Behind {
                sort: Sort::Title,
                key,
                seq: 42,
            };
            let text = cursor.to_text();
            assert_eq!(Cursor::parse(&text, Sort::Title), Some(cursor));
            assert_eq!(Cursor::parse(&text, Sort::TitleLast), None);
        }
        for bad in [
            "",
            "title",
            "title.x",
            "title.-1",
            "title.1.zz",
            "title.1.k0",
            "title.1.kff",
            "title.1.k00",
            "title.1.k41.2",
            "number.1.k41",
        ] {
            let sort = Sort::parse(bad.split('.').next().unwrap()).unwrap_or(Sort::Title);
            assert_eq!(Cursor::parse(bad, sort), None, "{bad}");
        }
    }
}
