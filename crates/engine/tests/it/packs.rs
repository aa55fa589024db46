//! Packs for tests: the bundled ones from disk, and small ones from text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::pack::{PackSource, Packs, Problem, load};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

/// One bundled pack.
pub(crate) fn bundled(name: &str) -> PackSource {
    let root = folder().join(name);
    let mut files = BTreeMap::new();
    let mut left = vec![root.clone()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).expect("the bundled packs are there") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                left.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let inside = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                files.insert(inside, text);
            }
        }
    }
    PackSource {
        name: name.to_owned(),
        files,
    }
}

/// Loads these bundled packs, which must be without problem.
pub(crate) fn load_bundled(names: &[&str]) -> Packs {
    let sources: Vec<PackSource> = names.iter().map(|name| bundled(name)).collect();
    let (packs, problems) = load(&sources);
    assert_eq!(said(&problems), "");
    packs
}

/// Problems as lines.
pub(crate) fn said(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}
