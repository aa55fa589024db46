//! Reads one field or column, without what refers to other fields.

use super::super::{Field, Type};
use super::reader::Node;
use super::report::{Report, unknown};
use super::table::Table;

const FIELD: [&str; 17] = [
    "id",
    "type",
    "ask",
    "required",
    "filter",
    "hint",
    "default",
    "when",
    "not_after",
    "unique",
    "list",
    "scale",
    "unit",
    "to",
    "or_reason",
    "of",
    "columns",
];
const TYPES: [&str; 17] = [
    "line", "text", "yes_no", "number", "money", "date", "moment", "choice", "choices", "scale", "person",
    "role", "link", "links", "files", "row", "table",
];

/// A field or a column, and whether its type could be read.
pub(super) fn field(node: &Node, what: &str, report: &Report) -> Option<(Field, bool)> {
    let table = Table::open(node, what, &FIELD, report)?;
    let id = table.id("id")?;
    let ty = ty(&table, what, report);
    let sure = ty.is_some();
    let not_after_now = table.one_of("not_after", &["now"]).is_some();
    let unique = table.flag("unique");
    if let Some(ty) = &ty {
        if not_after_now && !matches!(ty, Type::Date | Type::Moment) {
            table.wrong(
                "not_after",
                format!(
                    "“not_after” does not go with the type {}; it goes with date and moment.",
                    ty.word()
                ),
            );
        }
        if unique && !matches!(ty, Type::Line) {
            table.wrong(
                "unique",
                format!(
                    "“unique” does not go with the type {}; it goes with line.",
                    ty.word()
                ),
            );
        }
    }
    let ask = table
        .get("ask")
        .map_or_else(|| label(&id.text), |_| table.need_text("ask"));
    let field = Field {
        id: id.text,
        ty: ty.unwrap_or(Type::Text),
        ask,
        required: table.flag("required"),
        filter: table.flag("filter"),
        hint: table.one_of("hint", &["scan", "similar"]).unwrap_or_default(),
        default: None,
        when: None,
        not_after_now,
        unique,
    };
    Some((field, sure))
}

/// `held_at` becomes `Held at`: good enough for a column head.
pub(super) fn label(id: &str) -> String {
    let mut words = id.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

pub(super) fn ty(table: &Table<'_>, what: &str, report: &Report) -> Option<Type> {
    let word = table.need_word("type")?;
    let goes = |key: &str, types: &[&str]| {
        if table.get(key).is_some()
            && !types.contains(&word.text.as_str())
            && TYPES.contains(&word.text.as_str())
        {
            table.wrong(
                key,
                format!(
                    "“{key}” does not go with the type {}; it goes with {}.",
                    word.text,
                    types.join(" and ")
                ),
            );
        }
    };
    goes("list", &["choice", "choices"]);
    goes("scale", &["scale"]);
    goes("unit", &["number"]);
    goes("to", &["link", "links"]);
    goes("or_reason", &["links"]);
    goes("of", &["row"]);
    goes("columns", &["table"]);
    let named = |key: &str| table.need_word(key).map(|word| word.text);
    let targets = || {
        let to: Vec<String> = table.need_words("to").into_iter().map(|word| word.text).collect();
        (!to.is_empty()).then_some(to)
    };
    Some(match word.text.as_str() {
        "line" => Type::Line,
        "text" => Type::Text,
        "yes_no" => Type::YesNo,
        "number" => Type::Number(table.word("unit").map(|unit| unit.text)),
        "money" => Type::Money,
        "date" => Type::Date,
        "moment" => Type::Moment,
        "choice" => Type::Choice(named("list")?),
        "choices" => Type::Choices(named("list")?),
        "scale" => Type::Scale(named("scale")?),
        "person" => Type::Link(vec!["person".to_owned()]),
        "role" => Type::Link(vec!["role".to_owned()]),
        "link" => Type::Link(targets()?),
        "links" => Type::Links {
            to: targets()?,
            or_reason: table.flag("or_reason"),
        },
        "files" => Type::Files,
        "row" => Type::Row(named("of")?),
        "table" if what == "a column" => {
            report.add(
                &word.at,
                "a column is no table; what has rows of its own is a record of its own.",
            );
            return None;
        }
        "table" => Type::Table(columns(table, report)),
        other => {
            report.add(&word.at, unknown("type", other, "a field", &TYPES));
            return None;
        }
    })
}

pub(super) fn columns(table: &Table<'_>, report: &Report) -> Vec<Field> {
    let mut columns: Vec<Field> = Vec::new();
    table.need("columns");
    for node in table.list("columns") {
        let Some((column, sure)) = field(node, "a column", report) else {
            continue;
        };
        let Some(given) = Table::again(node, "a column", report) else {
            continue;
        };
        for key in ["required", "filter", "default", "when", "unique"] {
            if given.get(key).is_some() {
                given.wrong(key, format!("“{key}” does not go with a column of a table."));
            }
        }
        if column.id == "id" || columns.iter().any(|known| known.id == column.id) {
            let why = if column.id == "id" {
                "is the row's own"
            } else {
                "stands twice in the table"
            };
            given.wrong("id", format!("the column “{}” {why}; ids are unique.", column.id));
        } else if sure {
            columns.push(column);
        }
    }
    columns
}
