//! Reads a map's TOML, every mistake with its line.

use engine::pack::Problem;
use engine::text::enumerate;
use engine::value::shorten;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{At, From, Map, Part, Rule};

type Node<'a> = &'a Spanned<DeValue<'a>>;

const TOP: [&str; 9] = [
    "kind", "id", "source", "sheet", "key", "alias", "fill", "fields", "state",
];
const RULE: [&str; 11] = [
    "column", "template", "value", "rows", "date", "map", "split", "row", "between", "default", "required",
];

impl Map {
    /// Reads a map. What is wrong with it is kept for [`super::bind`], which tells everything at once.
    #[must_use]
    pub fn read(file: &str, text: &str) -> Map {
        let map = Map {
            file: file.to_owned(),
            ..Map::default()
        };
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { text, map };
        for error in &errors {
            let start = error.span().map_or(0, |span| span.start);
            let what = error.message().trim_end_matches('.').replace('\n', ", ");
            let line = reader.line(start);
            reader.map.problem(line, format!("this is not TOML: {what}."));
        }
        reader.map.is_broken = !errors.is_empty();
        if errors.is_empty() {
            reader.top(root.get_ref());
        }
        reader.map
    }

    /// What is wrong with it by itself, without looking at a kind or a file.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

struct Reader<'t> {
    text: &'t str,
    map: Map,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> usize {
        1 + self.text.as_bytes()[..offset.min(self.text.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    }

    fn line_of(&self, node: Node<'_>) -> usize {
        self.line(node.span().start)
    }

    /// Keys in the order of the file; unknown ones are told.
    fn entries<'a>(
        &mut self,
        table: &'a DeTable<'a>,
        allowed: &[&str],
        whole: &str,
    ) -> Vec<(String, usize, Node<'a>)> {
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        let mut entries = Vec::new();
        for (key, node) in pairs {
            let line = self.line(key.span().start);
            let name: &str = key.get_ref();
            if !allowed.is_empty() && !allowed.contains(&name) {
                self.map.problem(
                    line,
                    format!(
                        "{whole} has no “{}”; it takes {}.",
                        shorten(name),
                        enumerate(allowed, "and")
                    ),
                );
                continue;
            }
            entries.push((name.to_owned(), line, node));
        }
        entries
    }

    fn top(&mut self, root: &DeTable<'_>) {
        for (key, line, node) in self.entries(root, &TOP, "a map") {
            match key.as_str() {
                "kind" => self.map.kind = self.word(node, &key),
                "id" => self.map.id = self.word(node, &key),
                "source" => self.map.source = self.word(node, &key),
                "sheet" => self.map.sheet = Some(self.word(node, &key)),
                "key" => self.map.key = self.words(node, &key),
                "alias" => self.map.alias = self.words(node, &key),
                "fill" => self.map.fill = self.words(node, &key),
                "fields" => self.fields(node),
                _ => self.map.state = self.rule(node, line, "state"),
            }
        }
    }

    fn fields(&mut self, node: Node<'_>) {
        let DeValue::Table(table) = node.get_ref() else {
            let line = self.line_of(node);
            return self
                .map
                .problem(line, "[fields] is a table: field = { column = \"…\" }.");
        };
        for (field, line, node) in self.entries(table, &[], "[fields]") {
            if let Some(rule) = self.rule(node, line, &field) {
                self.map.fields.push((At { line, it: field }, rule));
            }
        }
    }

    /// `{ column = "…", … }`, or the column's name alone.
    fn rule(&mut self, node: Node<'_>, line: usize, field: &str) -> Option<Rule> {
        let mut rule = Rule {
            line,
            ..Rule::default()
        };
        let table = match node.get_ref() {
            DeValue::String(column) => {
                rule.from = From::Column(At {
                    line,
                    it: column.to_string(),
                });
                return Some(rule);
            }
            DeValue::Table(table) => table,
            _ => {
                self.map.problem(
                    line,
                    format!("{field} takes the name of a column, or {{ column = \"…\" }}."),
                );
                return None;
            }
        };
        let mut sources = Vec::new();
        for (key, line, node) in self.entries(table, &RULE, field) {
            match key.as_str() {
                "column" => {
                    rule.from = From::Column(self.word(node, &key));
                    sources.push("column");
                }
                "template" => {
                    let template = self.word(node, &key);
                    rule.from = From::Template(line, self.template(&template));
                    sources.push("template");
                }
                "value" => {
                    rule.default = self.value(node).map(|it| At { line, it });
                    sources.push("value");
                }
                "date" => rule.formats = self.words(node, &key),
                "map" => rule.map = Some(self.meanings(node)),
                "rows" => {
                    rule.rows = self.rows(node);
                    sources.push("rows");
                }
                "split" => rule.split = Some(self.word(node, &key).it).filter(|split| !split.is_empty()),
                "row" => rule.row = self.words(node, &key),
                "between" => {
                    rule.between = Some(self.word(node, &key).it).filter(|between| !between.is_empty())
                }
                "default" => rule.default = self.value(node).map(|it| At { line, it }),
                _ => match node.get_ref() {
                    DeValue::Boolean(required) => rule.required = *required,
                    _ => self.map.problem(line, "required is true or false."),
                },
            }
        }
        if sources.len() != 1 {
            let what = match sources.as_slice() {
                [] => "says nothing of where it comes from".to_owned(),
                many => format!("comes from {} at once", enumerate(many, "and")),
            };
            self.map.problem(
                line,
                format!("{field} {what}; give one of column, template, value and rows."),
            );
        }
        if sources == ["value"] && table.len() > 1 {
            self.map.problem(
                line,
                format!("{field} is a constant: beside value nothing else has a meaning."),
            );
        }
        Some(rule)
    }

    /// `[{ cell = "Column" }, …]`: rows of a table, each from columns of its own.
    fn rows(&mut self, node: Node<'_>) -> Vec<Vec<(At<String>, Rule)>> {
        let DeValue::Array(items) = node.get_ref() else {
            let line = self.line_of(node);
            self.map
                .problem(line, "rows takes a list, each as { cell = \"Column\" }.");
            return Vec::new();
        };
        let mut rows = Vec::new();
        for item in items.iter() {
            let DeValue::Table(table) = item.get_ref() else {
                let line = self.line_of(item);
                self.map.problem(line, "a row is { cell = \"Column\" }.");
                continue;
            };
            let cells = self.entries(table, &[], "a row");
            rows.push(
                cells
                    .into_iter()
                    .filter_map(|(cell, line, node)| {
                        Some((
                            At {
                                line,
                                it: cell.clone(),
                            },
                            self.rule(node, line, &cell)?,
                        ))
                    })
                    .collect(),
            );
        }
        rows
    }

    fn word(&mut self, node: Node<'_>, key: &str) -> At<String> {
        let line = self.line_of(node);
        let separates = matches!(key, "split" | "between");
        match node
            .get_ref()
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty() || separates)
        {
            // White space may be what separates choices, so it is kept there.
            Some(text) if separates => At {
                line,
                it: node.get_ref().as_str().unwrap_or(text).to_owned(),
            },
            Some(text) => At {
                line,
                it: text.to_owned(),
            },
            None => {
                self.map.problem(line, format!("{key} takes a text."));
                At {
                    line,
                    it: String::new(),
                }
            }
        }
    }

    /// One text or a list of them.
    fn words(&mut self, node: Node<'_>, key: &str) -> Vec<At<String>> {
        match node.get_ref() {
            DeValue::Array(items) => {
                let words: Vec<_> = items.iter().map(|item| self.word(item, key)).collect();
                if words.is_empty() {
                    let line = self.line_of(node);
                    self.map.problem(line, format!("{key} is empty."));
                }
                words
            }
            _ => vec![self.word(node, key)],
        }
    }

    fn meanings(&mut self, node: Node<'_>) -> Vec<(String, At<Value>)> {
        let DeValue::Table(table) = node.get_ref() else {
            let line = self.line_of(node);
            self.map.problem(
                line,
                "map takes { \"what stands in the file\" = \"what it means here\" }.",
            );
            return Vec::new();
        };
        let entries = self.entries(table, &[], "map");
        entries
            .into_iter()
            .filter_map(|(key, line, node)| {
                Some((
                    key,
                    At {
                        line,
                        it: self.value(node)?,
                    },
                ))
            })
            .collect()
    }

    /// A value as answers take it: text, a list of texts, or axis → level for a scale.
    fn value(&mut self, node: Node<'_>) -> Option<Value> {
        let line = self.line_of(node);
        Some(match node.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => Value::String(number.to_string()),
            DeValue::Float(number) => Value::String(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Value::String(if *truth { "yes" } else { "no" }.to_owned()),
            DeValue::Datetime(day) => Value::String(day.to_string()),
            DeValue::Array(items) => items.iter().map(|item| self.value(item)).collect::<Option<_>>()?,
            DeValue::Table(table) => {
                let entries = self.entries(table, &[], "value");
                let pairs = entries
                    .into_iter()
                    .map(|(key, _, node)| Some((key, self.value(node)?)));
                let pairs: Option<serde_json::Map<String, Value>> = pairs.collect();
                if pairs.as_ref().is_some_and(serde_json::Map::is_empty) {
                    self.map.problem(line, "this value is empty.");
                }
                Value::Object(pairs?)
            }
        })
    }

    /// `{Brand}: {Product}`; a brace that stands for itself is doubled.
    fn template(&mut self, template: &At<String>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = template.it.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    rest.next();
                    text.push(c);
                }
                '{' => {
                    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                    parts.push(Part::Text(std::mem::take(&mut text)));
                    parts.push(Part::Column(name.trim().to_owned()));
                }
                '}' => self.map.problem(
                    template.line,
                    "a closing brace stands alone in this template; double it if it is meant.",
                ),
                other => text.push(other),
            }
        }
        parts.push(Part::Text(text));
        if parts.len() == 1 {
            self.map.problem(
                template.line,
                "this template names no column: write its name in braces, as \"{Brand}: {Product}\".",
            );
        }
        parts
    }
}
