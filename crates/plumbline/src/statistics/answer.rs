//! What every part of the command gives back: a sentence, figures, perhaps a picture; or the reason why not.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use statistics::{Meaning, Refusal};
use std::fmt;

/// How the answer is given.
#[derive(Debug, Clone, Args)]
pub(crate) struct Output {
    /// Plain text (the default)
    #[arg(long, conflicts_with_all = ["json", "svg"], help_heading = "Output")]
    text: bool,
    /// JSON, for scripts
    #[arg(long, conflicts_with = "svg", help_heading = "Output")]
    pub(crate) json: bool,
    /// A picture as SVG
    #[arg(long, help_heading = "Output")]
    svg: bool,
    /// Colours of the picture
    #[arg(long, value_enum, default_value = "light", help_heading = "Output")]
    theme: Paper,
    /// Title of the picture and of the text
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub(crate) title: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Paper {
    /// Dark ink on light paper
    Light,
    /// Pale ink on dark paper
    Dark,
    /// Black on white
    Print,
}

/// An answer, ready in every form.
pub(crate) struct Answer {
    /// Headline.
    pub(crate) title: String,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// Figures for a person, line by line.
    pub(crate) lines: Vec<String>,
    /// Figures for a script.
    pub(crate) value: Value,
    /// The picture, where there is one.
    pub(crate) picture: Option<Box<dyn picture::Picture>>,
}

impl Output {
    /// The answer in the form that was asked for.
    pub(crate) fn render(&self, answer: &Answer) -> Result<String, Problem> {
        if self.json {
            return serde_json::to_string_pretty(&answer.value)
                .map_err(|error| Problem::new(format!("The answer cannot be written as JSON: {error}.")));
        }
        if !self.svg {
            return Ok(answer.text());
        }
        let Some(picture) = &answer.picture else {
            return Err(Problem::new("There is no picture of this. Use --text or --json."));
        };
        let theme = match self.theme {
            Paper::Light => picture::Theme::Light,
            Paper::Dark => picture::Theme::Dark,
            Paper::Print => picture::Theme::Print,
        };
        picture
            .svg(&picture::Look::alone(theme))
            .map_err(|refusal| Problem::new(refusal.0))
    }
}

impl Answer {
    fn text(&self) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            text.push_str(&format!("{}\n\n", self.title));
        }
        text.push_str(&format!("{}\n\n", self.meaning.sentence));
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        for (head, sentences) in [
            ("Assumed", &self.meaning.assumed),
            ("Cannot tell", &self.meaning.cannot_tell),
        ] {
            if !sentences.is_empty() {
                text.push_str(&format!("\n{head}:\n"));
            }
            for sentence in sentences {
                text.push_str(&format!("  - {sentence}\n"));
            }
        }
        text.push_str(&format!("\nMethod {}.\n", self.meaning.verified));
        text
    }
}

/// Why there is no answer: one sentence, with row and column of the file where they are known.
#[derive(Debug)]
pub(crate) struct Problem {
    sentence: String,
    row: Option<u64>,
    column: Option<String>,
}

impl Problem {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            row: None,
            column: None,
        }
    }

    /// At a row of the file, counted as a spreadsheet does: the header is row 1.
    pub(crate) fn at(mut self, row: u64, column: &str) -> Self {
        self.row = Some(row);
        self.column = Some(column.to_owned());
        self
    }

    /// A refusal of the library, with its place turned into one of the file.
    pub(crate) fn of(
        refusal: Refusal,
        place: impl Fn(usize, Option<usize>) -> Option<(u64, String)>,
    ) -> Self {
        let found = refusal.place.row.and_then(|row| place(row, refusal.place.column));
        let mut problem = Self::new(refusal.sentence);
        if let Some((row, column)) = found {
            problem = problem.at(row, &column);
        }
        problem
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "refused": self.sentence, "row": self.row, "column": self.column })
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.sentence)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.row, &self.column) {
            (Some(row), Some(column)) => write!(f, "Row {row}, column {column}: {}", self.sentence),
            (Some(row), None) => write!(f, "Row {row}: {}", self.sentence),
            (None, Some(column)) => write!(f, "Column {column}: {}", self.sentence),
            (None, None) => f.write_str(&self.sentence),
        }
    }
}

/// "within sigma      0.0123": a name and its figure, aligned.
pub(crate) fn line(name: &str, value: impl fmt::Display) -> String {
    format!("  {name:<34} {value}")
}

/// A figure with five significant digits, or a dash.
pub(crate) fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), statistics::report::figure)
}

/// Every number of a JSON object as aligned lines, names in words, nested objects indented.
pub(crate) fn lines_of(value: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    list(value, 0, &mut lines);
    lines
}

fn list(value: &Value, depth: usize, lines: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    for (name, field) in fields {
        if matches!(name.as_str(), "meaning" | "options") {
            continue;
        }
        let words = format!("{}{}", "  ".repeat(depth), name.replace('_', " "));
        match field {
            Value::Null => {}
            Value::Array(items) if items.is_empty() => {}
            Value::Object(_) => {
                lines.push(format!("  {words}"));
                list(field, depth + 1, lines);
            }
            Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
                let items: Vec<String> = items.iter().map(short).collect();
                lines.push(line(&words, items.join("  ")));
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if item.is_object() {
                        lines.push(format!("  {words} {}", at + 1));
                        list(item, depth + 1, lines);
                    }
                }
            }
            other => lines.push(line(&words, short(other))),
        }
    }
}

fn short(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => figure(number.as_f64()),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}
