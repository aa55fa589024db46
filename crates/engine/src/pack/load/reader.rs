//! TOML as a tree that knows its lines, in the order in which the file says it.

use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use super::report::{At, Report};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) value: Plain,
}

/// What TOML can say.
#[derive(Clone, Debug)]
pub(super) enum Plain {
    Text(String),
    Whole(i64),
    /// A decimal, as it is written.
    Decimal(String),
    Truth(bool),
    /// A day or an instant, as it is written.
    Day(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: At,
    pub(super) node: Node,
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: At,
}

/// Reads one file. Its syntax errors are reported, all of them; what can be read is returned.
pub(super) fn read(file: &str, text: &str, report: &Report) -> Node {
    let file: Rc<str> = file.into();
    let lines = Lines::of(file.clone(), text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = lines.at(error.span().map_or(0, |span| span.start));
        report.add(
            &at,
            format!(
                "this is not TOML: {}.",
                error.message().trim_end_matches('.').replace('\n', ", ")
            ),
        );
    }
    if !errors.is_empty() {
        report.mute(&file);
    }
    Node {
        at: lines.at(0),
        value: Plain::Table(lines.entries(root.get_ref())),
    }
}

/// Where each line of a file begins.
struct Lines {
    file: Rc<str>,
    starts: Vec<usize>,
}

impl Lines {
    fn of(file: Rc<str>, text: &str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Lines {
            file,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn at(&self, offset: usize) -> At {
        At {
            file: self.file.clone(),
            line: self.starts.partition_point(|start| *start <= offset),
        }
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        // The parser sorts keys; states and lists mean the order in which they are written.
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        pairs
            .into_iter()
            .map(|(key, value)| {
                let node = self.node(value.get_ref(), value.span().start);
                Entry {
                    key: key.get_ref().to_string(),
                    at: self.at(key.span().start),
                    node,
                }
            })
            .collect()
    }

    fn node(&self, value: &DeValue<'_>, start: usize) -> Node {
        let plain = match value {
            DeValue::String(text) => Plain::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(whole) => Plain::Whole(whole),
                Err(_) => Plain::Decimal(number.to_string()),
            },
            DeValue::Float(number) => Plain::Decimal(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Plain::Truth(*truth),
            DeValue::Datetime(day) => Plain::Day(day.to_string()),
            DeValue::Array(items) => Plain::List(
                items
                    .iter()
                    .map(|item| self.node(item.get_ref(), item.span().start))
                    .collect(),
            ),
            DeValue::Table(table) => Plain::Table(self.entries(table)),
        };
        Node {
            at: self.at(start),
            value: plain,
        }
    }
}

impl Node {
    /// What it is, in a word for a message.
    pub(super) fn word(&self) -> &'static str {
        match self.value {
            Plain::Text(_) => "a text",
            Plain::Whole(_) | Plain::Decimal(_) => "a number",
            Plain::Truth(_) => "true or false",
            Plain::Day(_) => "a date",
            Plain::List(_) => "a list",
            Plain::Table(_) => "a table",
        }
    }

    /// Its text, when it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Plain::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its text with its place; anything else is reported.
    pub(super) fn need_word(&self, what: &str, report: &Report) -> Option<Word> {
        match &self.value {
            Plain::Text(text) => Some(Word {
                text: text.clone(),
                at: self.at.clone(),
            }),
            _ => {
                report.add(
                    &self.at,
                    format!("{what} is a text, but here stands {}.", self.word()),
                );
                None
            }
        }
    }
}
