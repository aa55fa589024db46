//! What lies beside the log in an export: attached files and packs, compared with what the entries say of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use journal::{Checkpoint, Payload};
use serde_json::Value;

use super::verify::Verdict;
use crate::errors::Result;
use crate::secrets::sha256;

/// What the entries name.
#[derive(Default)]
struct Named {
    /// Digest of a file → the first entry that names it.
    files: BTreeMap<String, u64>,
    /// Pack id → the last entry that installed it, and its files.
    packs: BTreeMap<String, (u64, BTreeMap<String, String>)>,
}

/// Compares `files/` and `packs/` of an export with its payloads.
pub(super) fn check(folder: &Path, verdict: &mut Verdict) -> Result<()> {
    let note = fs::read(folder.join(journal::export::CHECKPOINT)).unwrap_or_default();
    // Without a checkpoint no entry was looked at, which is a finding already.
    let size = Checkpoint::read_unverified(&note).map_or(0, |head| head.size);
    let named = named(folder, size);
    files(&folder.join("files"), &named, verdict)?;
    packs(&folder.join("packs"), &named, verdict)
}

fn named(folder: &Path, size: u64) -> Named {
    let mut named = Named::default();
    for entry in 1..=size {
        let Ok(bytes) = fs::read(folder.join(journal::export::payload_path(entry))) else {
            continue;
        };
        // Most payloads name neither; those are not taken apart a second time.
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains("\"file/") && !text.contains("\"pack/") {
            continue;
        }
        let Ok(payload) = Payload::from_bytes(&bytes) else {
            continue;
        };
        for item in payload.items() {
            let Some(value) = item.value() else { continue };
            match item.path().strip_prefix("pack/") {
                Some(id) => drop(named.packs.insert(id.to_owned(), (entry, texts(&value["files"])))),
                None => digests(value, &mut |digest| {
                    named.files.entry(digest.to_owned()).or_insert(entry);
                }),
            }
        }
    }
    named
}

fn texts(files: &Value) -> BTreeMap<String, String> {
    let files = files.as_object().into_iter().flatten();
    files
        .filter_map(|(path, text)| Some((path.clone(), text.as_str()?.to_owned())))
        .collect()
}

/// Every `file/<digest>` in a value.
fn digests(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => {
            if let Some(digest) = text
                .strip_prefix("file/")
                .filter(|digest| crate::files::is_digest(digest))
            {
                each(digest);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| digests(item, each)),
        Value::Object(map) => map.values().for_each(|item| digests(item, each)),
        _ => {}
    }
}

fn files(folder: &Path, named: &Named, verdict: &mut Verdict) -> Result<()> {
    let mut there = BTreeSet::new();
    if let Ok(parts) = fs::read_dir(folder) {
        for part in parts {
            let part = part?;
            for file in fs::read_dir(part.path())? {
                let file = file?;
                let (start, rest) = (part.file_name(), file.file_name());
                let name = format!("{}{}", start.to_string_lossy(), rest.to_string_lossy());
                if sha256(&fs::read(file.path())?) != name {
                    let place = format!("files/{}/{}", start.to_string_lossy(), rest.to_string_lossy());
                    verdict.findings.push(format!(
                        "{place}: its bytes do not fit its name, which is their SHA-256."
                    ));
                }
                there.insert(name);
            }
        }
    }
    for (digest, entry) in &named.files {
        if !there.contains(digest) {
            let place = format!("files/{}/{}", &digest[..2], &digest[2..]);
            verdict
                .findings
                .push(format!("{place}: The file is missing; entry {entry} names it."));
        }
    }
    verdict.looked_at.push(format!(
        "{} attached files were compared with their digests.",
        there.len()
    ));
    Ok(())
}

fn packs(folder: &Path, named: &Named, verdict: &mut Verdict) -> Result<()> {
    for (id, (entry, files)) in &named.packs {
        for (path, text) in files {
            let what = match fs::read(folder.join(id).join(path)) {
                Ok(bytes) if bytes == text.as_bytes() => continue,
                Ok(_) => format!("It is not what entry {entry} installed."),
                Err(_) => format!("The file is missing; entry {entry} installed it."),
            };
            verdict.findings.push(format!("packs/{id}/{path}: {what}"));
        }
        let mut there = Vec::new();
        below(&folder.join(id), "", &mut there)?;
        for path in there.iter().filter(|path| !files.contains_key(*path)) {
            verdict.findings.push(format!(
                "packs/{id}/{path}: Entry {entry} installed no such file."
            ));
        }
    }
    let count = named.packs.len();
    verdict.looked_at.push(format!(
        "{count} packs were compared with the entries that installed them."
    ));
    Ok(())
}

/// Paths of all files below a folder, with `/`.
fn below(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            below(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
