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
                    .expect("it lies below")
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

/// A pack of two small kinds in which every word has something to point at. It has no problem.
pub(crate) const WORKSHOP: [(&str, &str); 8] = [
    ("pack.toml", include_str!("workshop/pack.toml")),
    ("practices.toml", include_str!("workshop/practices.toml")),
    ("lists/colour.toml", include_str!("workshop/colour.toml")),
    ("scales/weight.toml", include_str!("workshop/weight.toml")),
    ("standards/rule-1.toml", include_str!("workshop/rule-1.toml")),
    ("kinds/person.toml", include_str!("workshop/person.toml")),
    ("kinds/job.toml", include_str!("workshop/job.toml")),
    ("kinds/part.toml", include_str!("workshop/part.toml")),
];

/// The workshop with some texts replaced, each as (file, before, after). What is replaced must be there.
pub(crate) fn workshop(changes: &[(&str, &str, &str)]) -> PackSource {
    let mut files: BTreeMap<String, String> = WORKSHOP
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    for (path, before, after) in changes {
        let text = files.entry((*path).to_owned()).or_default();
        assert!(text.contains(before), "{path} has no “{before}”");
        *text = text.replacen(before, after, 1);
    }
    PackSource {
        name: "workshop".to_owned(),
        files,
    }
}

pub(crate) const JOB: &str = "kinds/job.toml";
pub(crate) const PART: &str = "kinds/part.toml";
pub(crate) const PERSON: &str = "kinds/person.toml";

/// Replaces a text in a file of the workshop; the loader must say exactly this. `{line}` is the line of the change.
#[track_caller]
pub(crate) fn check(file: &str, before: &str, after: &str, expected: &str) {
    let original = WORKSHOP
        .iter()
        .find(|(path, _)| *path == file)
        .expect("a file of the workshop")
        .1;
    let line = original[..original.find(before).expect("what is replaced is there")]
        .matches('\n')
        .count()
        + 1;
    let (_, problems) = load(&[workshop(&[(file, before, after)])]);
    let expected = expected.replace("{line}", &line.to_string());
    assert_eq!(said(&problems).trim_end(), format!("workshop/{expected}"));
}

/// Replaces the guard of the job's first transition by another condition.
#[track_caller]
pub(crate) fn check_guard(guard: &str, what: &str) {
    let after = format!("{{ {guard}, basis = \"rule-1#1.a\" }}");
    check(
        JOB,
        r#"{ filled = ["colour"], basis = "rule-1#1.a" }"#,
        &after,
        &format!("kinds/job.toml:{{line}}: {what}"),
    );
}
