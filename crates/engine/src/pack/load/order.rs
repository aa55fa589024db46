//! Reads what packs say of themselves, and puts them into the order in which they need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::PackInfo;
use super::Source;
use super::reader::{self, Node, Word};
use super::report::{At, Report, unknown};
use super::table::{Table, check_hyphen_id};

const FOLDERS: [&str; 7] = [
    "kinds",
    "extend",
    "lists",
    "scales",
    "standards",
    "crosswalks",
    "checks",
];
/// Read by others, not by the engine.
const OTHERS: [&str; 3] = ["stories", "templates", "text"];

/// A pack with its files as trees.
pub(super) struct Pack {
    pub(super) info: PackInfo,
    pub(super) roles: Vec<Node>,
    files: BTreeMap<String, Node>,
    needs: Vec<Word>,
    at: At,
}

impl Pack {
    /// The file at that path.
    pub(super) fn file(&self, path: &str) -> Option<&Node> {
        self.files.get(path)
    }

    /// The files of a folder, by path.
    pub(super) fn files_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a String, &'a Node)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.split_once('/').is_some_and(|(first, _)| first == folder))
    }
}

/// Every pack that says what it is, those that are needed first.
pub(super) fn packs(sources: &[Source], report: &Report) -> Vec<Pack> {
    let mut read: Vec<Pack> = Vec::new();
    for source in sources {
        let Some(pack) = pack(source, report) else {
            continue;
        };
        if read.iter().any(|known| known.info.id == pack.info.id) {
            report.add(
                &pack.at,
                format!("the pack “{}” is there already; ids are unique.", pack.info.id),
            );
        } else {
            read.push(pack);
        }
    }
    let known: Vec<String> = read.iter().map(|pack| pack.info.id.clone()).collect();
    for word in read
        .iter()
        .flat_map(|pack| &pack.needs)
        .filter(|word| !known.contains(&word.text))
    {
        report.add(&word.at, unknown("pack", &word.text, "the set of packs", &known));
    }
    in_order(read, report)
}

/// Again and again takes the packs whose needs were taken before; what is left needs itself.
fn in_order(mut left: Vec<Pack>, report: &Report) -> Vec<Pack> {
    left.sort_by(|a, b| a.info.id.cmp(&b.info.id));
    let known: BTreeSet<String> = left.iter().map(|pack| pack.info.id.clone()).collect();
    let mut taken: Vec<Pack> = Vec::new();
    loop {
        let done: BTreeSet<String> = taken.iter().map(|pack| pack.info.id.clone()).collect();
        let ready = |pack: &Pack| {
            pack.info
                .needs
                .iter()
                .all(|need| done.contains(need) || !known.contains(need))
        };
        let (next, rest): (Vec<Pack>, Vec<Pack>) = left.into_iter().partition(ready);
        left = rest;
        if next.is_empty() {
            break;
        }
        taken.extend(next);
    }
    for pack in &left {
        let at = pack.needs.first().map_or(&pack.at, |word| &word.at);
        report.add(
            at,
            format!(
                "the pack “{}” needs itself by way of others; needs may not go in a circle.",
                pack.info.id
            ),
        );
    }
    taken.extend(left);
    taken
}

fn pack(source: &Source, report: &Report) -> Option<Pack> {
    let mut files = BTreeMap::new();
    for (path, text) in &source.files {
        let name = format!("{}/{path}", source.name);
        if !path.ends_with(".toml") {
            continue;
        }
        let folder = path.split_once('/').map(|(folder, _)| folder);
        let at = || At {
            file: name.as_str().into(),
            line: 1,
        };
        match folder {
            Some(folder) if OTHERS.contains(&folder) => continue,
            Some(folder) if !FOLDERS.contains(&folder) => {
                report.add(
                    &at(),
                    unknown("folder", folder, "a pack", &[&FOLDERS[..], &OTHERS].concat()),
                );
                continue;
            }
            None if path != "pack.toml" && path != "practices.toml" => {
                report.add(
                    &at(),
                    unknown("file", path, "a pack", &["pack.toml", "practices.toml"]),
                );
                continue;
            }
            _ => drop(files.insert(path.clone(), reader::read(&name, text, report))),
        }
    }
    let Some(node) = files.get("pack.toml") else {
        let at = At {
            file: format!("{}/pack.toml", source.name).as_str().into(),
            line: 1,
        };
        report.add(
            &at,
            "the pack has no pack.toml, which says its id, title, version, needs and licence.",
        );
        return None;
    };
    let table = Table::open(
        node,
        "a pack",
        &["id", "title", "version", "needs", "licence", "role"],
        report,
    )?;
    let id = table.need_word("id").filter(|id| check_hyphen_id(id, report))?;
    table.need("version");
    let version = table
        .whole("version", 1, 1_000_000)
        .and_then(|version| u64::try_from(version).ok());
    let needs = table.words("needs");
    let info = PackInfo {
        id: id.text,
        title: table.need_text("title"),
        version: version.unwrap_or(1),
        needs: needs.iter().map(|word| word.text.clone()).collect(),
        licence: table.need_text("licence"),
        digest: String::new(),
    };
    let roles = table.list("role").to_vec();
    Some(Pack {
        info,
        roles,
        needs,
        at: id.at,
        files,
    })
}
