//! Reads packs from text and reports every problem with file and line.
//!
//! In this order, since each step needs the one before: files → lists, scales, roles, practices, standards → the
//! fields and states of every kind, extensions included → conditions, people and due dates → the view from above.

mod check;
mod condition;
mod cross;
mod due;
mod effect;
mod extend;
mod field;
mod house;
mod kind;
mod leaf;
mod lists;
mod literal;
mod members;
mod order;
mod reader;
mod report;
mod source;
mod standard;
mod table;
mod triage;
mod value;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use self::house::House;
use self::kind::Draft;
use self::order::Pack;
use self::reader::Node;
use self::report::Report;
use self::table::Table;
use super::{Check, Packs, Problem};

/// The files of one pack: path inside the pack → text.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Name for messages, as the pack's folder.
    pub name: String,
    /// Path → text.
    pub files: BTreeMap<String, String>,
}

/// Reads all packs together: what they say, and every problem, by file and line.
///
/// The packs are in the order in which they need each other. They may be used only when there is no problem; with
/// problems they hold what could be understood.
#[must_use]
pub fn load(sources: &[Source]) -> (Packs, Vec<Problem>) {
    load_with(sources, &BTreeMap::new())
}

/// The same with the practices that an organisation has set: the numbers that its checks read from them.
#[must_use]
pub fn load_with(sources: &[Source], settings: &BTreeMap<String, String>) -> (Packs, Vec<Problem>) {
    let report = Report::default();
    let read = order::packs(sources, &report);
    let mut packs = Packs {
        packs: read.iter().map(|pack| pack.info.clone()).collect(),
        settings: settings.clone(),
        ..Packs::default()
    };
    for pack in &read {
        read_vocabulary(pack, &mut packs, &report);
    }
    for (_, node) in read.iter().flat_map(|pack| pack.files_in("crosswalks")) {
        if let Some(crosswalk) = standard::crosswalk(node, &packs, &report) {
            packs.crosswalks.insert(crosswalk.id.clone(), crosswalk);
        }
    }
    let drafts = read_drafts(&read, &report);
    let unsure: BTreeSet<(String, String)> = drafts
        .values()
        .flat_map(|draft| {
            draft
                .unsure
                .iter()
                .map(|field| (draft.kind.id.clone(), field.clone()))
        })
        .collect();
    packs.kinds = drafts
        .iter()
        .map(|(id, draft)| (id.clone(), draft.kind.clone()))
        .collect();

    let house = House {
        packs: &packs,
        unsure: &unsure,
        report: &report,
        spine_known: false,
    };
    let spines: Vec<_> = drafts
        .values()
        .map(|draft| (draft.kind.id.clone(), house.spine_map(draft)))
        .collect();
    for (id, spine) in spines {
        packs.kinds.entry(id).and_modify(|kind| kind.spine = spine);
    }

    let house = House {
        packs: &packs,
        unsure: &unsure,
        report: &report,
        spine_known: true,
    };
    let kinds = drafts
        .iter()
        .map(|(id, draft)| (id.clone(), house.complete(draft)))
        .collect();
    packs.kinds = kinds;
    packs.checks = read_checks(&read, &packs, &unsure, &report);

    for draft in drafts.values() {
        cross::check_states(draft, &report);
    }
    cross::check_numbers(&drafts, &report);
    cross::check_created(&packs, &drafts, &report);
    cross::index(&mut packs);
    (packs, report.into_problems())
}

/// Lists, scales, roles, practices and standards.
fn read_vocabulary(pack: &Pack, packs: &mut Packs, report: &Report) {
    for (path, node) in pack.files_in("lists") {
        if let Some(list) = lists::list(node, report) {
            named_as(path, &list.id, node, report);
            add(&mut packs.lists, list.id.clone(), list, "list", node, report);
        }
    }
    for (path, node) in pack.files_in("scales") {
        if let Some(scale) = lists::scale(node, report) {
            named_as(path, &scale.id, node, report);
            add(&mut packs.scales, scale.id.clone(), scale, "scale", node, report);
        }
    }
    for (path, node) in pack.files_in("standards") {
        if let Some(standard) = standard::standard(node, report) {
            named_as(path, &standard.id, node, report);
            add(
                &mut packs.standards,
                standard.id.clone(),
                standard,
                "standard",
                node,
                report,
            );
        }
    }
    for node in &pack.roles {
        if let Some(role) = lists::role(node, report) {
            add(&mut packs.roles, role.id.clone(), role, "role", node, report);
        }
    }
    let practices = pack
        .file("practices.toml")
        .and_then(|node| Table::open(node, "the practices", &["practice"], report));
    for node in practices.into_iter().flat_map(|table| table.list("practice")) {
        if let Some(practice) = lists::practice(node, &pack.info.id, report) {
            add(
                &mut packs.practices,
                practice.id.clone(),
                practice,
                "practice",
                node,
                report,
            );
        }
    }
}

/// Fields, states and transitions of every kind, with what other packs add.
fn read_drafts(read: &[Pack], report: &Report) -> BTreeMap<String, Draft> {
    let mut drafts = BTreeMap::new();
    for pack in read {
        for (path, node) in pack.files_in("kinds") {
            if let Some(draft) = kind::draft(node, &pack.info.id, report) {
                named_as(path, &draft.kind.id, node, report);
                add(&mut drafts, draft.kind.id.clone(), draft, "kind", node, report);
            }
        }
    }
    for (_, node) in read.iter().flat_map(|pack| pack.files_in("extend")) {
        extend::extend(node, &mut drafts, report);
    }
    drafts
}

/// Checks, which ask of the kinds of all packs.
fn read_checks(
    read: &[Pack],
    packs: &Packs,
    unsure: &BTreeSet<(String, String)>,
    report: &Report,
) -> BTreeMap<String, Check> {
    let house = House {
        packs,
        unsure,
        report,
        spine_known: true,
    };
    let mut checks = BTreeMap::new();
    for pack in read {
        for (_, file) in pack.files_in("checks") {
            let table = Table::open(file, "the checks", &["check", "speaks"], report);
            for node in table.into_iter().flat_map(|table| table.list("check")) {
                if let Some(check) = house.check(node, &pack.info.id) {
                    add(&mut checks, check.id.clone(), check, "check", node, report);
                }
            }
            for node in table.into_iter().flat_map(|table| table.list("speaks")) {
                check::speaks(node, &mut checks, packs, report);
            }
        }
    }
    checks
}

/// Adds what was read, unless its id is taken.
fn add<T>(map: &mut BTreeMap<String, T>, id: String, value: T, what: &str, node: &Node, report: &Report) {
    if map.contains_key(&id) {
        let at = Table::again(node, what, report)
            .and_then(|table| table.get("id"))
            .map_or(&node.at, |id| &id.at);
        report.add(
            at,
            format!("the {what} “{id}” is there already; ids are unique over all packs."),
        );
        return;
    }
    map.insert(id, value);
}

/// A reader finds a kind by the name of its file.
fn named_as(path: &str, id: &str, node: &Node, report: &Report) {
    let stem = path
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".toml"))
        .unwrap_or_default();
    if stem != id {
        let at = Table::again(node, "", report)
            .and_then(|table| table.get("id"))
            .map_or(&node.at, |id| &id.at);
        report.add(
            at,
            format!("the file is named after the id: “{id}” belongs into {id}.toml."),
        );
    }
}
