//! The direction of dependence between our crates.

use super::house::House;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "arrows",
    because: "plumbline → web → app → store → journal, engine: rules and formats must not know who shows or keeps them. \
              A new arrow is a decision: record it, then add it to the table in xtask/src/tidy/arrows.rs.",
    check,
};

/// Each crate and those of ours that it may name. Crates for tests (`[dev-dependencies]`) are free.
const ARROWS: &[(&str, &[&str])] = &[
    ("journal", &[]),
    ("engine", &[]),
    ("statistics", &[]),
    ("picture", &[]),
    ("store", &["journal", "engine"]),
    ("app", &["store", "journal", "engine", "statistics"]),
    ("web", &["app", "journal", "engine", "statistics", "picture"]),
    ("report", &["picture"]),
    (
        "plumbline",
        &[
            "web",
            "app",
            "report",
            "journal",
            "engine",
            "statistics",
            "picture",
        ],
    ),
    ("xtask", &[]),
];

fn check(house: &House) -> Vec<Finding> {
    let ours: Vec<&str> = house
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut findings = Vec::new();
    for package in &house.packages {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            findings.push(Finding::in_whole(
                &package.name,
                "a crate that the table of arrows does not know",
            ));
            continue;
        };
        let named = package
            .direct
            .iter()
            .map(String::as_str)
            .filter(|name| ours.contains(name));
        let wrong = named.filter(|name| !allowed.contains(name));
        findings.extend(
            wrong.map(|name| {
                Finding::in_whole(&package.name, format!("depends on {name}, against the arrow"))
            }),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::house::Package;
    use super::*;

    fn house(packages: &[(&str, &[&str])]) -> House {
        let packages = packages.iter().map(|(name, direct)| Package {
            name: name.to_string(),
            direct: direct.iter().map(|name| name.to_string()).collect(),
            linked: Vec::new(),
        });
        House {
            packages: packages.collect(),
            files: Vec::new(),
        }
    }

    #[test]
    fn with_the_arrow_all_is_well() {
        let house = house(&[
            ("journal", &["sha2"]),
            ("store", &["journal"]),
            ("app", &["store", "journal"]),
            ("web", &["app"]),
        ]);
        assert_eq!(check(&house), []);
    }

    #[test]
    fn against_the_arrow_is_found() {
        let findings = check(&house(&[
            ("engine", &["store"]),
            ("store", &[]),
            ("web", &["store"]),
            ("plumbline", &["store"]),
        ]));
        let places: Vec<&str> = findings.iter().map(|finding| finding.place.as_str()).collect();
        assert_eq!(places, ["engine", "web", "plumbline"]);
    }

    #[test]
    fn a_crate_nobody_placed_is_found() {
        assert_eq!(check(&house(&[("helpers", &[])])).len(), 1);
    }
}
