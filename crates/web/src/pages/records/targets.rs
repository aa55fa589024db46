//! What links may lead to, loaded before a form is drawn; and what a typed name means.

use std::collections::BTreeSet;

use app::read::View;
use app::read::list::Asked;
use engine::pack::{Field, Type};
use engine::record::reference;
use engine::text::fold;
use serde_json::{Map, Value};

use crate::parts::form::{Target, Targets};

/// Most targets of a kind that are offered.
const MOST: usize = 200;

/// All targets that these fields may lead to and that the asker sees.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn load(view: &mut View<'_>, fields: &[&Field]) -> app::Result<Targets> {
    let mut kinds = BTreeSet::new();
    for field in fields {
        kinds.extend(field.ty.targets());
        if let Type::Table(columns) = &field.ty {
            kinds.extend(columns.iter().flat_map(|column| column.ty.targets()));
        }
    }
    let mut targets = Targets::new();
    for kind in kinds {
        let found = if kind == "clause" {
            (clauses(view), false)
        } else {
            of_kind(view, kind)?
        };
        targets.insert(kind.clone(), found);
    }
    Ok(targets)
}

/// Records of a kind that are in use, by title.
pub(crate) fn of_kind(view: &mut View<'_>, kind: &str) -> app::Result<(Vec<Target>, bool)> {
    let Some(known) = view.house.packs.kind(kind) else {
        return Ok((Vec::new(), true));
    };
    // People, places and processes are looked up by name; of what happens, the newest are meant.
    let sort = if known.number.contains("{year}") {
        "-number"
    } else {
        "title"
    };
    let asked = Asked {
        kind: kind.to_owned(),
        filters: vec![("state".to_owned(), "open".to_owned())],
        sort: Some(sort.to_owned()),
        limit: Some(MOST),
        ..Asked::default()
    };
    let page = view.list(&asked)?;
    let target = |item: &app::read::list::ListItem| Target {
        reference: reference(kind, &item.id),
        number: item.spine.number.clone(),
        title: item.title.clone(),
    };
    Ok((page.items.iter().map(target).collect(), page.next.is_none()))
}

fn clauses(view: &View<'_>) -> Vec<Target> {
    let standards = view.house.packs.standards.values();
    standards
        .flat_map(|standard| {
            standard
                .order
                .iter()
                .filter_map(|id| standard.clauses.get(id))
                .map(|clause| Target {
                    reference: reference("clause", &format!("{}#{}", standard.id, clause.id)),
                    number: format!("{}#{}", standard.id, clause.id),
                    title: format!("{} {}", clause.id, clause.title),
                })
        })
        .collect()
}

/// Puts references where somebody typed a name that only one target has.
pub(crate) fn settle(fields: &[&Field], targets: &Targets, inputs: &mut Map<String, Value>) {
    for field in fields {
        if let Some(value) = inputs.get_mut(&field.id) {
            settle_value(field, targets, value);
        }
    }
}

fn settle_value(field: &Field, targets: &Targets, value: &mut Value) {
    match (&field.ty, value) {
        (Type::Link(to), Value::String(text)) => settle_text(to, targets, text),
        (Type::Links { to, .. }, Value::Array(texts)) => {
            for text in texts {
                if let Value::String(text) = text {
                    settle_text(to, targets, text);
                }
            }
        }
        (Type::Table(columns), Value::Array(rows)) => {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                for column in columns {
                    if let Some(cell) = row.get_mut(&column.id) {
                        settle_value(column, targets, cell);
                    }
                }
            }
        }
        _ => {}
    }
}

fn settle_text(to: &[String], targets: &Targets, text: &mut String) {
    let wanted = fold(text);
    let known = to
        .iter()
        .filter_map(|kind| targets.get(kind))
        .flat_map(|(targets, _)| targets);
    let mut fits = known.filter(|target| fold(&target.title) == wanted);
    if let (Some(only), None) = (fits.next(), fits.next()) {
        text.clone_from(&only.reference);
    }
}
