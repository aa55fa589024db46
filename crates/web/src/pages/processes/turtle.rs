//! The turtle of a process, from its record: drawn where there is room, told as a list where there is not.

use app::read::View;
use app::read::processes::{OneProcess, Passed};
use engine::record::id_of;
use picture::{About, Item, Look, Picture, Tone, Turtle};
use serde_json::Value;

use super::address;
use crate::parts::html::*;
use crate::parts::words;

/// Widths in which it is drawn.
const WIDTHS: [(&str, f64); 3] = [("turtle-a", 1130.0), ("turtle-b", 900.0), ("turtle-c", 700.0)];
/// Most lines of one field that are drawn; the rest stands in the record.
const MOST: usize = 8;

/// Drawings and list; the style sheet shows one of them.
pub(super) fn turtle(view: &View<'_>, process: &OneProcess, group: &str) -> Markup {
    let turtle = fields(view, process, group);
    let drawings: Vec<Element> = WIDTHS
        .iter()
        .filter_map(|(class, width)| Some((class, turtle.svg(&Look::in_page(*width)).ok()?)))
        .map(|(class, svg)| div(&format!("turtle {class}"), Markup::drawing(svg)))
        .collect();
    Markup::of((drawings, list(&turtle)))
}

fn fields(view: &View<'_>, process: &OneProcess, group: &str) -> Turtle {
    let record = &process.placed.record;
    let text = |field: &str| {
        record
            .fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    Turtle {
        about: About::new(format!("{} in one view", record.title), ""),
        number: format!("{}, {}", record.number, words::small(group)),
        name: record.title.clone(),
        purpose: shortened(text("purpose"), 220),
        with_what: lines(text("with_what")),
        with_whom: people(process),
        comes_in: process
            .placed
            .inputs
            .iter()
            .take(MOST)
            .map(|one| gift(one, "from"))
            .collect(),
        goes_out: process
            .placed
            .outputs
            .iter()
            .take(MOST)
            .map(|one| gift(one, "to"))
            .collect(),
        how: lines(text("how")),
        measured: measured(view, process),
    }
}

fn gift(passed: &Passed, preposition: &str) -> Item {
    let what = if passed.what.is_empty() {
        "something"
    } else {
        &passed.what
    };
    let (end, tone) = match (&passed.name, &passed.process, passed.outside.as_str()) {
        (Some(name), ..) => (name.title.clone(), Tone::Quiet),
        (None, Some(_), _) => ("a process that is closed to you".to_owned(), Tone::Quiet),
        (None, None, "") => ("nobody yet".to_owned(), Tone::Watch),
        (None, None, outside) => (outside.to_owned(), Tone::Quiet),
    };
    let criterion = if passed.criterion.is_empty() {
        String::new()
    } else {
        format!(" ({})", passed.criterion)
    };
    Item {
        text: format!("{what}, {preposition} {end}{criterion}"),
        tone,
        link: passed.name.as_ref().map(|name| address(&name.number)),
    }
}

fn people(process: &OneProcess) -> Vec<Item> {
    let record = &process.placed.record;
    let named = |field: &str| {
        let id = record.links(field).next().map(id_of)?;
        process.names.get(id)
    };
    let person = |field: &str, does: &str, nobody: &str| match named(field) {
        Some(name) => Item {
            text: format!("{} {does}", name.title),
            tone: Tone::Quiet,
            link: Some(crate::parts::shown::address(&name.kind, &name.number)),
        },
        None => Item {
            text: nobody.to_owned(),
            tone: Tone::Watch,
            link: None,
        },
    };
    let mut people = vec![
        person("owner", "owns it", "Nobody owns it"),
        person("deputy", "stands in", "Nobody stands in"),
    ];
    let done_by = record.fields.get("done_by").and_then(Value::as_str);
    people.extend(done_by.map(|provider| Item::new(format!("{provider} does it for us"))));
    people.extend(named("site").map(|site| Item::new(format!("At {}", site.title))));
    people
}

/// What is known of how it goes: goals and indicators are a kind of their own; until there are some, its criteria and what
/// hangs on it are all that measures it.
fn measured(view: &View<'_>, process: &OneProcess) -> Vec<Item> {
    let placed = &process.placed;
    let mut items: Vec<Item> = placed
        .outputs
        .iter()
        .filter(|output| !output.criterion.is_empty())
        .take(4)
        .map(|output| Item::new(format!("{}: {}", output.what, output.criterion)))
        .collect();
    let title = |kind: &str| {
        view.house
            .packs
            .kind(kind)
            .map_or(kind.to_owned(), |kind| kind.plural.clone())
    };
    for kind in process.kinds.iter().filter(|kind| kind.open > 0).take(4) {
        let late = match kind.late {
            0 => String::new(),
            late => format!(", {late} late"),
        };
        items.push(Item {
            text: format!("{}: {} open{late}", title(&kind.kind), kind.open),
            tone: if kind.late > 0 { Tone::Watch } else { Tone::Quiet },
            link: Some(format!("/records/{}?process={}", kind.kind, placed.record.number)),
        });
    }
    items
}

/// A text as lines: by its own lines, else by its sentences.
fn lines(text: &str) -> Vec<Item> {
    let own: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let parts: Vec<&str> = match own.as_slice() {
        [one] => one.split_inclusive(". ").map(str::trim).collect(),
        more => more.to_vec(),
    };
    parts
        .iter()
        .take(MOST)
        .map(|part| Item::new(shortened(part, 160)))
        .collect()
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    format!("{}…", cut.trim_end())
}

fn list(turtle: &Turtle) -> Element {
    let fields = [
        ("What comes in", &turtle.comes_in),
        ("What goes out", &turtle.goes_out),
        ("With whom", &turtle.with_whom),
        ("With what", &turtle.with_what),
        ("How", &turtle.how),
        ("How it is measured", &turtle.measured),
    ];
    let rows: Vec<Element> = fields
        .into_iter()
        .map(|(label, items)| {
            let items: Vec<Element> = items
                .iter()
                .map(|item| {
                    let class = if item.tone == Tone::Watch { "amber" } else { "" };
                    match &item.link {
                        Some(link) => li(class, a(link, &item.text)),
                        None => li(class, &item.text),
                    }
                })
                .collect();
            let said = if items.is_empty() {
                Markup::of(p("q", "Not said yet."))
            } else {
                Markup::of(ul("plain", items))
            };
            div("", (dt("", label), dd("", said)))
        })
        .collect();
    dl("block turtle-list", rows)
}
