//! Answers as they are read.

use std::collections::BTreeMap;

use app::read::record::Name;
use engine::pack::{Field, Packs, Type};
use engine::record::id_of;
use serde_json::{Map, Value};

use super::html::*;
use super::words;

/// What it takes to show an answer: lists and scales, names of what is linked, and where the organisation is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// Lists, scales, kinds, clauses.
    pub(crate) packs: &'a Packs,
    /// Linked records that the reader sees.
    pub(crate) names: &'a BTreeMap<String, Name>,
    /// Time zone of the organisation.
    pub(crate) zone: &'a str,
}

/// An answer to be read; `fields` are those of the record, for rows that point at rows.
pub(crate) fn value(field: &Field, value: &Value, fields: &Map<String, Value>, known: &Known<'_>) -> Markup {
    match (&field.ty, value) {
        (Type::YesNo, Value::String(text)) => Markup::of(if text == "yes" { "Yes" } else { "No" }),
        (Type::Number(unit), Value::String(text)) => {
            let unit = unit.as_ref().map(|unit| ("\u{a0}", unit));
            Markup::of((super::shown::decimal(text), unit))
        }
        (Type::Date, Value::String(text)) => Markup::of(nb(words::day(text, known.zone))),
        (Type::Moment, Value::String(text)) => Markup::of(nb(words::moment(text, known.zone))),
        (Type::Choice(list), Value::String(id)) => Markup::of(label(list, id, known.packs)),
        (Type::Choices(list), Value::Array(ids)) => {
            let labels: Vec<&str> = ids
                .iter()
                .filter_map(Value::as_str)
                .map(|id| label(list, id, known.packs))
                .collect();
            Markup::of(engine::text::enumerate(&labels, "and"))
        }
        (Type::Scale(id), answers) => scale(id, answers, known.packs),
        (Type::Link(_), Value::String(target)) => link(target, known),
        (Type::Links { .. }, Value::Array(targets)) => links(targets, known),
        (Type::Links { .. }, Value::Object(instead)) => {
            let reason = instead.get("reason").and_then(Value::as_str).unwrap_or_default();
            Markup::of(("None, because: ", reason))
        }
        (Type::Files, Value::Array(files)) => attachments(files),
        (Type::Row(table), Value::String(row)) => Markup::of(row_label(table, row, fields)),
        (Type::Table(columns), Value::Array(rows)) => table_of(columns, rows, fields, known),
        (Type::Text, Value::String(text)) => paragraphs(text),
        (_, Value::String(text)) => Markup::of(text),
        _ => Markup::default(),
    }
}

/// `1234.5` as `1,234.5`.
pub(crate) fn decimal(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), words::thousands);
    rest.map_or_else(
        || format!("{sign}{whole}"),
        |rest| format!("{sign}{whole}.{rest}"),
    )
}

fn label<'a>(list: &str, id: &'a str, packs: &'a Packs) -> &'a str {
    packs
        .lists
        .get(list)
        .and_then(|list| list.item(id))
        .map_or(id, |item| &item.label)
}

fn scale(id: &str, answers: &Value, packs: &Packs) -> Markup {
    let Some(scale) = packs.scales.get(id) else {
        return Markup::default();
    };
    let levels = scale.axes.iter().filter_map(|axis| {
        let level = answers.get(&axis.id)?.as_str()?;
        axis.levels.iter().find(|known| known.id == level)
    });
    let said: Vec<&str> = levels.map(|level| level.label.as_str()).collect();
    let said = said.join("; ");
    match engine::value::placed(packs, id, answers) {
        Some((number, band)) => {
            let band = scale
                .bands
                .iter()
                .find(|known| known.id == band)
                .map_or(band.as_str(), |band| &band.label);
            Markup::of((
                b("", (words::thousands(number.into()), ", ", words::small(band))),
                span("q s block-line", said),
            ))
        }
        None => Markup::of(said),
    }
}

/// One link: what it leads to by its name, with the number where people call it by one.
pub(crate) fn link(target: &str, known: &Known<'_>) -> Markup {
    if let Some(clause) = target.strip_prefix("clause/") {
        let title = known.packs.clause(clause).map(|clause| (" ", &clause.title));
        let (standard, number) = clause.split_once('#').unwrap_or(("", clause));
        let number = nb(number);
        let shown = Markup::of((number, title));
        return match super::frame::has("/standards/{standard}/{clause}") {
            true => Markup::of(a(
                format!("/standards/{standard}/{number}", number = clause_part(clause)),
                shown,
            )),
            false => shown,
        };
    }
    match known.names.get(id_of(target)) {
        Some(name) => named(name),
        None => Markup::of(span("q", "a record that is closed to you")),
    }
}

fn clause_part(clause: &str) -> &str {
    clause.split_once('#').map_or(clause, |(_, id)| id)
}

/// A record by its name. People, places and the like are called by their title, the rest by number and title.
pub(crate) fn named(name: &Name) -> Markup {
    let address = address(&name.kind, &name.number);
    match is_called_by_title(&name.kind) {
        true => Markup::of(a(address, &name.title)),
        false => Markup::of((a(address, nb(&name.number)), " ", &name.title)),
    }
}

/// What is known by its name alone: nobody says “P-14” of a person.
fn is_called_by_title(kind: &str) -> bool {
    ["person", "role", "site", "place", "process"].contains(&kind)
}

/// Address of a record's page.
pub(crate) fn address(kind: &str, number: &str) -> String {
    format!("/records/{kind}/{}", in_path(number))
}

/// A text as one part of a path.
pub(crate) fn in_path(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
        out
    })
}

fn links(targets: &[Value], known: &Known<'_>) -> Markup {
    let shown: Vec<Element> = targets
        .iter()
        .filter_map(Value::as_str)
        .map(|target| li("", link(target, known)))
        .collect();
    Markup::of(ul("plain", shown))
}

fn attachments(files: &[Value]) -> Markup {
    let file = |file: &Value| {
        let part = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = if part("name").is_empty() {
            "file without a name"
        } else {
            part("name")
        };
        li(
            "",
            a(format!("/files/{}?name={}", part("digest"), in_path(name)), name).with("download", name),
        )
    };
    Markup::of(ul("plain", files.iter().map(file).collect::<Vec<_>>()))
}

/// How a row is called where another points at it: by its first answer.
pub(crate) fn row_label(table: &str, row: &str, fields: &Map<String, Value>) -> String {
    let rows = fields.get(table).and_then(Value::as_array);
    let cells = rows
        .into_iter()
        .flatten()
        .find(|cells| cells.get("id").and_then(Value::as_str) == Some(row));
    let named = ["lot", "name", "because", "title", "what"]
        .iter()
        .find_map(|key| cells?.get(key)?.as_str());
    let first = || {
        let cells = cells?
            .as_object()?
            .iter()
            .filter(|(key, _)| *key != "id" && *key != "parent");
        cells.filter_map(|(_, cell)| cell.as_str()).next()
    };
    named.or_else(first).unwrap_or(row).to_owned()
}

fn paragraphs(text: &str) -> Markup {
    let parts: Vec<Element> = text
        .split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| p("prose", part.trim_matches('\n')))
        .collect();
    Markup::of(parts)
}

fn table_of(columns: &[Field], rows: &[Value], fields: &Map<String, Value>, known: &Known<'_>) -> Markup {
    let filled = |column: &&Field| rows.iter().any(|row| row.get(&column.id).is_some());
    let columns: Vec<&Field> = columns.iter().filter(filled).collect();
    let class = |column: &Field| {
        if matches!(column.ty, Type::Number(_) | Type::Money) {
            "r"
        } else {
            ""
        }
    };
    let head: Vec<Element> = columns
        .iter()
        .map(|column| th(class(column), &column.ask).with("scope", "col"))
        .collect();
    let body: Vec<Element> = rows
        .iter()
        .map(|row| {
            let cells = columns.iter().map(|column| {
                let shown = row.get(&column.id).map(|cell| value(column, cell, fields, known));
                td(class(column), shown).with("data-label", &column.ask)
            });
            tr("", cells.collect::<Vec<_>>())
        })
        .collect();
    Markup::of(div(
        "wide",
        table("t cells-t", (thead("", tr("", head)), tbody("", body))),
    ))
}
