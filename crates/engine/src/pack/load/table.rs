//! One TOML table while it is read: what it may hold is said first, what is wrong with it is reported.

use super::reader::{Entry, Node, Plain, Word};
use super::report::{At, Report, unknown};
use crate::text::enumerate;
use crate::value::shorten;

/// A table that is being read: what it may hold was said when it was opened.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    /// Where it begins.
    pub(super) at: &'a At,
    /// In the order of the file.
    pub(super) entries: &'a [Entry],
    /// `a section`, for messages.
    pub(super) what: &'a str,
    pub(super) report: &'a Report,
}

impl<'a> Table<'a> {
    /// Opens a table; keys that it may not have are reported.
    pub(super) fn open(node: &'a Node, what: &'a str, keys: &[&str], report: &'a Report) -> Option<Self> {
        let table = Self::again(node, what, report);
        let Some(table) = table else {
            report.add(
                &node.at,
                format!("{what} is a table, but here stands {}.", node.word()),
            );
            return None;
        };
        table.only(keys);
        Some(table)
    }

    /// Opens a table whose keys were looked at before.
    pub(super) fn again(node: &'a Node, what: &'a str, report: &'a Report) -> Option<Self> {
        match &node.value {
            Plain::Table(entries) => Some(Table {
                at: &node.at,
                entries,
                what,
                report,
            }),
            _ => None,
        }
    }

    /// Reports keys that are not among these.
    pub(super) fn only(&self, keys: &[&str]) {
        for entry in self
            .entries
            .iter()
            .filter(|entry| !keys.contains(&entry.key.as_str()))
        {
            self.report
                .add(&entry.at, unknown("key", &entry.key, self.what, keys));
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The key with its value.
    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Notes a problem where the key stands, or where the table begins.
    pub(super) fn wrong(&self, key: &str, what: impl Into<String>) {
        let at = self.entry(key).map_or(self.at, |entry| &entry.at);
        self.report.add(at, what);
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str) -> Option<&'a Node> {
        let node = self.get(key);
        if node.is_none() {
            self.report.add(self.at, format!("{} needs “{key}”.", self.what));
        }
        node
    }

    /// A text with its place.
    pub(super) fn word(&self, key: &str) -> Option<Word> {
        self.get(key)?.need_word(&format!("“{key}”"), self.report)
    }

    /// A text that must be there and says something.
    pub(super) fn need_word(&self, key: &str) -> Option<Word> {
        let word = self.need(key)?.need_word(&format!("“{key}”"), self.report)?;
        if word.text.trim().is_empty() {
            self.report
                .add(&word.at, format!("“{key}” is empty; write what a reader needs."));
        }
        Some(word)
    }

    /// A text, empty when it is not there.
    pub(super) fn text(&self, key: &str) -> String {
        self.word(key).map(|word| word.text).unwrap_or_default()
    }

    /// A text that must be there.
    pub(super) fn need_text(&self, key: &str) -> String {
        self.need_word(key).map(|word| word.text).unwrap_or_default()
    }

    /// An id that must be there and be spelled as ids are.
    pub(super) fn id(&self, key: &str) -> Option<Word> {
        let word = self.need(key)?.need_word(&format!("“{key}”"), self.report)?;
        check_id(&word, self.report).then_some(word)
    }

    /// `true` or `false`; false when it is not there.
    pub(super) fn flag(&self, key: &str) -> bool {
        match self.get(key).map(|node| (node, &node.value)) {
            Some((_, Plain::Truth(truth))) => *truth,
            Some((node, _)) => {
                self.report.add(
                    &node.at,
                    format!("“{key}” is true or false, but here stands {}.", node.word()),
                );
                false
            }
            None => false,
        }
    }

    /// A whole number within limits.
    pub(super) fn whole(&self, key: &str, least: i64, most: i64) -> Option<i64> {
        let node = self.get(key)?;
        match node.value {
            Plain::Whole(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.report.add(
                    &node.at,
                    format!("“{key}” is a whole number from {least} to {most}."),
                );
                None
            }
        }
    }

    /// Several texts; one alone may stand without brackets.
    pub(super) fn words(&self, key: &str) -> Vec<Word> {
        let Some(node) = self.get(key) else {
            return Vec::new();
        };
        let what = format!("each of “{key}”");
        match &node.value {
            Plain::List(items) => items
                .iter()
                .filter_map(|item| item.need_word(&what, self.report))
                .collect(),
            Plain::Text(text) => vec![Word {
                text: text.clone(),
                at: node.at.clone(),
            }],
            _ => {
                self.report.add(
                    &node.at,
                    format!("“{key}” is a list of texts, but here stands {}.", node.word()),
                );
                Vec::new()
            }
        }
    }

    /// Several texts, at least one.
    pub(super) fn need_words(&self, key: &str) -> Vec<Word> {
        let Some(node) = self.need(key) else {
            return Vec::new();
        };
        if matches!(&node.value, Plain::List(items) if items.is_empty()) {
            self.report
                .add(&node.at, format!("“{key}” is empty; name at least one."));
        }
        self.words(key)
    }

    /// The members of a list (`[[key]]` or `key = [ … ]`).
    pub(super) fn list(&self, key: &str) -> &'a [Node] {
        match self.get(key).map(|node| (node, &node.value)) {
            Some((_, Plain::List(items))) => items,
            Some((node, _)) => {
                self.report.add(
                    &node.at,
                    format!("“{key}” is a list, but here stands {}.", node.word()),
                );
                &[]
            }
            None => &[],
        }
    }

    /// One word of a closed set.
    pub(super) fn one_of(&self, key: &str, allowed: &[&str]) -> Option<String> {
        let word = self.word(key)?;
        if allowed.contains(&word.text.as_str()) {
            return Some(word.text);
        }
        let given = shorten(&word.text);
        self.report.add(
            &word.at,
            format!("“{key}” is “{given}”; allowed are {}.", enumerate(allowed, "and")),
        );
        None
    }
}

/// Ids are frozen, stand in addresses and in SQL: `[a-z][a-z0-9_]{0,40}`.
pub(super) fn is_id(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && text.len() <= 41
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Reports an id that is spelled otherwise.
pub(super) fn check_id(word: &Word, report: &Report) -> bool {
    let good = is_id(&word.text);
    if !good {
        let given = shorten(&word.text);
        report.add(
            &word.at,
            format!("“{given}” is no id; an id has up to 41 small letters, digits and _, and begins with a letter."),
        );
    }
    good
}

/// The same for packs and standards, whose ids may have hyphens.
pub(super) fn check_hyphen_id(word: &Word, report: &Report) -> bool {
    let good = is_id(&word.text.replace('-', "_"));
    if !good {
        let given = shorten(&word.text);
        report.add(
            &word.at,
            format!("“{given}” is no id; it has up to 41 small letters, digits, _ and -, and begins with a letter."),
        );
    }
    good
}
