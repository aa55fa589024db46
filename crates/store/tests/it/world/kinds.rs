//! The kinds, the list and the scale of the small world.

use std::collections::{BTreeMap, BTreeSet};

use engine::pack::{Axis, Band, Field, Item, Kind, Level, List, Packs, Scale, State, Type};

use super::{COLOURS, STATES};

fn field(id: &str, ty: Type) -> Field {
    Field {
        id: id.to_owned(),
        ty,
        ask: id.to_owned(),
        required: false,
        filter: true,
        hint: String::new(),
        default: None,
        when: None,
        not_after_now: false,
        unique: false,
    }
}

fn to(kinds: &[&str]) -> Vec<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

fn kind(id: &str, fields: Vec<Field>) -> Kind {
    let mut indexed = BTreeSet::new();
    for field in &fields {
        indexed.insert(field.id.clone());
        if let Type::Table(columns) = &field.ty {
            indexed.extend(columns.iter().map(|column| format!("{}.{}", field.id, column.id)));
        }
    }
    Kind {
        id: id.to_owned(),
        states: STATES
            .iter()
            .map(|state| State {
                id: (*state).to_owned(),
                title: (*state).to_owned(),
                is_final: *state == "done",
            })
            .collect(),
        fields: fields
            .into_iter()
            .map(|field| (field.id.clone(), field))
            .collect(),
        indexed,
        ..Kind::default()
    }
}

/// Kinds, a list and a scale.
pub(crate) fn packs() -> Packs {
    let person = || Type::Link(to(&["person"]));
    let lots = vec![
        field("lot", Type::Line),
        field("amount", Type::Number(None)),
        field("on", Type::Date),
        field("colour", Type::Choice("colours".to_owned())),
        field("keeper", person()),
        field("checked", Type::YesNo),
        field("risk", Type::Scale("weight".to_owned())),
        field("remark", Type::Text),
        field(
            "parts",
            Type::Links {
                to: to(&["thing", "other"]),
                or_reason: false,
            },
        ),
    ];
    let uses = vec![
        field("from", Type::Row("lots".to_owned())),
        field("amount", Type::Number(None)),
        field("at", Type::Moment),
        field("price", Type::Money),
    ];
    let thing = vec![
        field("code", Type::Line),
        field("note", Type::Text),
        field("sure", Type::YesNo),
        field("size", Type::Number(Some("mm".to_owned()))),
        field("cost", Type::Money),
        field("day", Type::Date),
        field("at", Type::Moment),
        field("colour", Type::Choice("colours".to_owned())),
        field("colours", Type::Choices("colours".to_owned())),
        field("risk", Type::Scale("weight".to_owned())),
        field("who", person()),
        field(
            "team",
            Type::Links {
                to: to(&["person"]),
                or_reason: true,
            },
        ),
        field(
            "near",
            Type::Links {
                to: to(&["other", "thing"]),
                or_reason: true,
            },
        ),
        field("parent", Type::Link(to(&["thing"]))),
        field(
            "clauses",
            Type::Links {
                to: to(&["clause"]),
                or_reason: false,
            },
        ),
        field("papers", Type::Files),
        field("lots", Type::Table(lots.clone())),
        field("uses", Type::Table(uses)),
    ];
    let other = vec![
        field("code", Type::Line),
        field("size", Type::Number(None)),
        field("day", Type::Date),
        field("who", person()),
        field(
            "near",
            Type::Links {
                to: to(&["thing"]),
                or_reason: false,
            },
        ),
        field("lots", Type::Table(lots)),
    ];
    let people = vec![field("name", Type::Line), field("boss", person())];
    let level = |id: &str, number| Level {
        id: id.to_owned(),
        label: id.to_owned(),
        number,
    };
    let axis = |id: &str| Axis {
        id: id.to_owned(),
        title: id.to_owned(),
        levels: vec![level("1", 1), level("2", 2), level("3", 3)],
    };
    let band = |id: &str, from| Band {
        id: id.to_owned(),
        label: id.to_owned(),
        from,
        columns: BTreeMap::new(),
    };
    let scale = Scale {
        id: "weight".to_owned(),
        title: "Weight".to_owned(),
        axes: vec![axis("how_bad"), axis("how_often")],
        bands: vec![band("low", 1), band("middle", 3), band("high", 6)],
    };
    let item = |id: &&str| Item {
        id: (*id).to_owned(),
        label: (*id).to_owned(),
        retired: false,
    };
    let colours = List {
        id: "colours".to_owned(),
        title: "Colours".to_owned(),
        items: COLOURS.iter().map(item).collect(),
    };
    Packs {
        kinds: [kind("thing", thing), kind("other", other), kind("person", people)]
            .map(|kind| (kind.id.clone(), kind))
            .into(),
        lists: [(colours.id.clone(), colours)].into(),
        scales: [(scale.id.clone(), scale)].into(),
        ..Packs::default()
    }
}
