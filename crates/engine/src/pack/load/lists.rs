//! Reads lists, scales, roles and practices.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Axis, Band, Item, Level, List, Practice, Role, Scale};
use super::reader::{Node, Plain};
use super::report::Report;
use super::table::Table;

/// `lists/<id>.toml`
pub(super) fn list(node: &Node, report: &Report) -> Option<List> {
    let table = Table::open(node, "a list", &["id", "title", "item"], report)?;
    let id = table.id("id")?;
    let mut list = List {
        id: id.text,
        title: table.need_text("title"),
        items: Vec::new(),
    };
    for node in table.list("item") {
        let Some(item) = Table::open(node, "an item", &["id", "label", "retired"], report) else {
            continue;
        };
        let Some(id) = item.id("id") else { continue };
        if list.item(&id.text).is_some() {
            report.add(
                &id.at,
                format!("the item “{}” stands twice in the list; ids are unique.", id.text),
            );
            continue;
        }
        list.items.push(Item {
            id: id.text,
            label: item.need_text("label"),
            retired: item.flag("retired"),
        });
    }
    if list.items.iter().all(|item| item.retired) {
        report.add(
            table.at,
            "the list offers nothing; give it at least one [[item]] that is not retired.",
        );
    }
    Some(list)
}

/// `scales/<id>.toml`
pub(super) fn scale(node: &Node, report: &Report) -> Option<Scale> {
    let table = Table::open(node, "a scale", &["id", "title", "axis", "band"], report)?;
    let id = table.id("id")?;
    let mut scale = Scale {
        id: id.text,
        title: table.need_text("title"),
        axes: Vec::new(),
        bands: Vec::new(),
    };
    for node in table.list("axis") {
        if let Some(axis) = axis(node, &scale, report) {
            scale.axes.push(axis);
        }
    }
    for node in table.list("band") {
        if let Some(band) = band(node, &scale, report) {
            scale.bands.push(band);
        }
    }
    if scale.axes.is_empty() {
        report.add(table.at, "the scale asks nothing; give it at least one [[axis]].");
    }
    bands_take_in_every_number(&scale, &table);
    Some(scale)
}

fn axis(node: &Node, scale: &Scale, report: &Report) -> Option<Axis> {
    let table = Table::open(node, "an axis", &["id", "title", "levels"], report)?;
    let id = table.id("id")?;
    if scale.axes.iter().any(|axis| axis.id == id.text) {
        report.add(
            &id.at,
            format!(
                "the axis “{}” stands twice in the scale; ids are unique.",
                id.text
            ),
        );
    }
    let mut axis = Axis {
        id: id.text,
        title: table.need_text("title"),
        levels: Vec::new(),
    };
    for node in table.list("levels") {
        let Some(level) = Table::open(node, "a level", &["id", "label", "number"], report) else {
            continue;
        };
        let Some(id) = level.id("id") else { continue };
        if axis.levels.iter().any(|level| level.id == id.text) {
            report.add(
                &id.at,
                format!(
                    "the level “{}” stands twice on the axis; ids are unique.",
                    id.text
                ),
            );
        }
        level.need("number");
        let number = level
            .whole("number", 1, 1000)
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or(1);
        axis.levels.push(Level {
            id: id.text,
            label: level.need_text("label"),
            number,
        });
    }
    if axis.levels.is_empty() {
        report.add(table.at, "the axis has no answers; give it “levels”.");
    }
    Some(axis)
}

fn band(node: &Node, scale: &Scale, report: &Report) -> Option<Band> {
    let table = Table::open(node, "a band", &["id", "label", "from", "columns"], report)?;
    let id = table.id("id")?;
    if scale.rank(&id.text).is_some() {
        report.add(
            &id.at,
            format!(
                "the band “{}” stands twice in the scale; ids are unique.",
                id.text
            ),
        );
    }
    table.need("from");
    let from = table
        .whole("from", 0, 1_000_000_000)
        .and_then(|from| u32::try_from(from).ok())
        .unwrap_or_default();
    if let Some(before) = scale.bands.last()
        && from <= before.from
    {
        let sentence = format!(
            "bands rise: “{}” begins at {from}, but “{}” before it at {}.",
            id.text, before.id, before.from
        );
        table.wrong("from", sentence);
    }
    let mut columns = BTreeMap::new();
    if let Some(node) = table.get("columns")
        && let Some(given) = Table::again(node, "columns", report)
    {
        for entry in given.entries {
            columns.insert(entry.key.clone(), given.need_text(&entry.key));
        }
    }
    Some(Band {
        id: id.text,
        label: table.need_text("label"),
        from,
        columns,
    })
}

/// Every product of answers must fall into a band, and every band must be possible.
fn bands_take_in_every_number(scale: &Scale, table: &Table<'_>) {
    let Some(lowest) = scale.bands.first() else {
        table.report.add(
            table.at,
            "the scale names no result; give it at least one [[band]].",
        );
        return;
    };
    let product = |of: fn(&Axis) -> Option<u32>| {
        scale
            .axes
            .iter()
            .filter_map(of)
            .fold(1_u64, |product, n| product.saturating_mul(u64::from(n)))
    };
    let least = product(|axis| axis.levels.iter().map(|level| level.number).min());
    let most = product(|axis| axis.levels.iter().map(|level| level.number).max());
    if u64::from(lowest.from) > least {
        table.wrong(
            "band",
            format!(
                "the answers begin at {least}, but the lowest band begins at {}.",
                lowest.from
            ),
        );
    }
    for band in scale.bands.iter().filter(|band| u64::from(band.from) > most) {
        table.wrong(
            "band",
            format!(
                "no answer reaches the band “{}”: it begins at {}, and the answers end at {most}.",
                band.id, band.from
            ),
        );
    }
}

/// `[[role]]` of `pack.toml`
pub(super) fn role(node: &Node, report: &Report) -> Option<Role> {
    let table = Table::open(node, "a role", &["id", "title", "about"], report)?;
    let id = table.id("id")?;
    Some(Role {
        id: id.text,
        title: table.need_text("title"),
        about: table.need_text("about"),
    })
}

/// `[[practice]]` of `practices.toml`
pub(super) fn practice(node: &Node, pack: &str, report: &Report) -> Option<Practice> {
    let table = Table::open(
        node,
        "a practice",
        &["id", "title", "why", "default", "values"],
        report,
    )?;
    let id = table.id("id")?;
    let (title, why) = (table.need_text("title"), table.need_text("why"));
    let values: Vec<String> = table.words("values").into_iter().map(|word| word.text).collect();
    let node = table.need("default")?;
    let (default, values) = match &node.value {
        Plain::Whole(days) if values.is_empty() && (0..=3650).contains(days) => (days.to_string(), values),
        Plain::Text(text) if values.contains(text) => (text.clone(), values),
        Plain::Text(text) if values.is_empty() && (text == "on" || text == "off") => {
            (text.clone(), vec!["on".to_owned(), "off".to_owned()])
        }
        _ => {
            report.add(&node.at, "the default of a practice is “on”, “off”, a number of days from 0 to 3650, or one of its “values”.");
            // As if it were right, so that the guards that rest on it are not told too.
            ("on".to_owned(), vec!["on".to_owned(), "off".to_owned()])
        }
    };
    let unique: BTreeSet<&String> = values.iter().collect();
    if unique.len() < values.len() {
        table.wrong("values", "a value of the practice stands twice.");
    }
    Some(Practice {
        id: id.text,
        pack: pack.to_owned(),
        title,
        why,
        default,
        values,
    })
}
