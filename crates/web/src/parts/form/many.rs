//! Fields with several answers: scales, links, files, tables.

use engine::pack::{Field, Scale};

use super::{Draw, place};
use crate::parts::html::*;

impl Draw<'_> {
    pub(super) fn scale(&self, field: &Field, name: &str, scale: &str) -> Markup {
        let Some(scale) = self.known.packs.scales.get(scale) else {
            return Markup::default();
        };
        let axes: Vec<Element> = scale
            .axes
            .iter()
            .map(|axis| {
                let path = format!("{name}.{}", axis.id);
                let given = self.given.get(&path);
                let levels: Vec<Element> = axis
                    .levels
                    .iter()
                    .map(|level| {
                        let radio = input("radio", &path)
                            .with("value", &level.id)
                            .flag("checked", given == level.id);
                        label(
                            "rd",
                            (
                                radio,
                                span("", (&level.label, span("q", (" · ", level.number.to_string())))),
                            ),
                        )
                    })
                    .collect();
                let head = legend("axis", &axis.title);
                fieldset(
                    if self.mistakes.contains_key(&path) {
                        "axis bad"
                    } else {
                        "axis"
                    },
                    (head, div("rds", levels), self.mistake(&path)),
                )
                .id(place(&path))
                .with("tabindex", "-1")
            })
            .collect();
        self.group(
            field,
            name,
            &scale_hint(scale),
            (
                hidden(
                    &format!("{name}.{}", scale.axes.first().map_or("", |axis| &axis.id)),
                    "",
                ),
                axes,
            ),
        )
    }

    pub(super) fn links(&self, field: &Field, name: &str, to: &[String], or_reason: bool) -> Markup {
        let mut given: Vec<&str> = self.given.all(name).filter(|target| !target.is_empty()).collect();
        given.extend(["", ""]);
        let inputs: Vec<Markup> = given
            .iter()
            .enumerate()
            .map(|(at, target)| {
                let id = format!("{}-{at}", place(name));
                let words = format!("{}, {}", field.ask, at + 1);
                Markup::of((
                    label("vh", words).with("for", &id),
                    self.link(name, to, target, &id),
                ))
            })
            .collect();
        let reason = or_reason.then(|| {
            let path = format!("{name}.reason");
            let id = place(&path);
            (
                label("hint", "Or, if there is none, why").with("for", &id),
                textarea("", self.given.get(&path))
                    .with("rows", "2")
                    .with("name", &path)
                    .id(&id),
            )
        });
        self.group(
            field,
            name,
            "By number or name; leave the rest empty.",
            (inputs, reason),
        )
    }

    pub(super) fn files(&self, field: &Field, name: &str) -> Markup {
        let kept: Vec<Element> = self
            .given
            .all(name)
            .filter(|file| !file.is_empty())
            .map(|file| {
                let (digest, shown) = file.split_once(' ').unwrap_or((file, ""));
                let gone = label(
                    "rd",
                    (
                        input("checkbox", &format!("{name}._gone")).with("value", digest),
                        span("", "Take it away"),
                    ),
                );
                li("kept", (hidden(name, file), span("", shown), gone))
            })
            .collect();
        let kept = (!kept.is_empty()).then(|| ul("", kept));
        let new = input("file", name)
            .flag("multiple", true)
            .with("aria-label", &field.ask);
        self.group(field, name, "", (hidden(name, ""), kept, new))
    }

    pub(super) fn table(&self, field: &Field, name: &str, columns: &[Field]) -> Markup {
        let mut rows = self.given.rows(name);
        if rows.is_empty() {
            rows.push("r1".to_owned());
        }
        let drawn: Vec<Element> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let cells: Vec<Markup> = columns
                    .iter()
                    .map(|column| self.at(column, &format!("{name}.{row}.{}", column.id)))
                    .collect();
                let gone = label(
                    "rd",
                    (
                        input("checkbox", &format!("{name}.{row}._gone")).with("value", "yes"),
                        span("", "Take this row away"),
                    ),
                );
                fieldset(
                    "row",
                    (
                        legend("", format!("Row {}", at + 1)),
                        hidden(&format!("{name}.{row}._"), ""),
                        div("cells", cells),
                        gone,
                    ),
                )
                .id(place(&format!("{name}.{row}")))
            })
            .collect();
        let add = button("key", "Add a row")
            .with("type", "submit")
            .with("name", "_add")
            .with("value", name)
            .flag("formnovalidate", true);
        self.group(
            field,
            name,
            "",
            (hidden(&format!("{name}._"), ""), drawn, p("acts", add)),
        )
    }

    pub(super) fn row_items(&self, table: &str) -> Vec<(String, String)> {
        let rows = self.given.rows(table);
        let label = |row: &String| {
            let begin = format!("{table}.{row}.");
            let cells = self.given.pairs().iter().filter(|(name, value)| {
                name.strip_prefix(&begin)
                    .is_some_and(|column| !column.starts_with('_') && column != "parent")
                    && !value.is_empty()
            });
            cells.map(|(_, value)| value.clone()).next()
        };
        let rows = rows.into_iter().enumerate();
        rows.map(|(at, row)| {
            let words = label(&row).unwrap_or_else(|| format!("row {}", at + 1));
            (row, format!("{}: {}", at + 1, engine::value::shorten(&words)))
        })
        .collect()
    }
}

fn scale_hint(scale: &Scale) -> String {
    let axes: Vec<&str> = scale.axes.iter().map(|axis| axis.id.as_str()).collect();
    format!(
        "{} make one number: the higher, the more it weighs.",
        crate::parts::words::capital(&engine::text::enumerate(&axes, "and"))
    )
}
