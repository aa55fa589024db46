//! The pure crates: the same arguments always give the same answer.

use super::house::House;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "pure",
    because: "journal, engine, statistics and picture get the time, the chance and the texts as arguments: only so can a decision be \
              repeated years later, a rebuild agree with the original, and a test take a millisecond.",
    check,
};

/// The crates that must stay pure.
pub(super) const CRATES: &[&str] = &["engine", "journal", "picture", "statistics"];

/// Crates that bring the outside world: runtimes, databases, the web, clocks and chance.
const OUTSIDE: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "fastrand",
    "getrandom",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "notify",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "sea-orm",
    "smol",
    "socket2",
    "sqlx",
    "tempfile",
    "time",
    "tokio",
    "tokio-postgres",
    "tower",
    "tower-http",
    "ureq",
    "uuid",
    "walkdir",
];

/// What their code may not say.
const WORDS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "std::env",
    "std::fs",
    "std::io::stdin",
    "std::net",
    "std::process",
    "std::thread::sleep",
    "env::var",
    "File::open",
    "fs::read",
    "fs::read_to_string",
    "fs::read_dir",
    "RandomState::new",
];

fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in house
        .packages
        .iter()
        .filter(|package| CRATES.contains(&package.name.as_str()))
    {
        let outside = package
            .linked
            .iter()
            .filter(|name| OUTSIDE.contains(&name.as_str()));
        findings.extend(outside.map(|name| {
            let way = format!("cargo tree -p {} -e normal -i {name}", package.name);
            Finding::in_whole(&package.name, format!("links {name} (how it got there: {way})"))
        }));
    }
    for name in CRATES {
        for (file, rust) in house
            .rust(&format!("crates/{name}/src/"))
            .filter(|(file, _)| !file.test)
        {
            let said = WORDS
                .iter()
                .flat_map(|word| rust.says(word).map(move |(_, line)| (line, word)));
            let said = said.filter(|(line, _)| !rust.is_test(*line));
            findings.extend(said.map(|(line, word)| {
                Finding::at(&file.path, line, format!("{word}: take it as an argument"))
            }));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::house::Package;
    use super::super::places;
    use super::*;

    #[test]
    fn a_clock_or_a_file_in_a_pure_crate_is_found() {
        let files = [
            (
                "crates/engine/src/due.rs",
                "fn due() {\n    let now = jiff::Timestamp::now();\n}",
            ),
            ("crates/picture/src/lib.rs", "use std::fs;\n"),
        ];
        assert_eq!(
            places(&RULE, &files),
            ["crates/engine/src/due.rs:2", "crates/picture/src/lib.rs:1"]
        );
    }

    #[test]
    fn tests_comments_and_other_crates_may() {
        let files = [
            (
                "crates/engine/src/due.rs",
                "// never Timestamp::now\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
            ),
            ("crates/engine/tests/it/main.rs", "use std::fs;"),
            ("crates/app/src/clock.rs", "fn now() { Timestamp::now() }"),
        ];
        assert!(places(&RULE, &files).is_empty());
    }

    #[test]
    fn a_runtime_by_way_of_another_crate_is_found() {
        let package = |name: &str, linked: &str| Package {
            name: name.into(),
            linked: vec![linked.into()],
            ..Package::default()
        };
        let packages = vec![
            package("journal", "tokio"),
            package("engine", "toml"),
            package("store", "tokio"),
        ];
        let findings = check(&House {
            packages,
            files: Vec::new(),
        });
        assert_eq!(findings.len(), 1);
        assert!(findings[0].what.contains("links tokio"));
    }
}
