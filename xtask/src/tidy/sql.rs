//! SQL lives in one crate.

use super::house::House;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "sql",
    because: "Every feature must work the same on SQLite and PostgreSQL, and every read must pass one visible(actor): \
              that holds only while all statements stand in crates/store.",
    check,
};

/// The database drivers: `store` alone names them.
const DRIVERS: &[&str] = &[
    "rusqlite",
    "postgres",
    "tokio-postgres",
    "sqlx",
    "sea-orm",
    "diesel",
    "libsqlite3-sys",
];

/// Words that, together in one text and so spelled, are a statement or a piece of one.
const STATEMENTS: &[&[&str]] = &[
    &["SELECT ", " FROM "],
    &["INSERT INTO "],
    &["INSERT OR "],
    &["UPDATE ", " SET "],
    &["DELETE FROM "],
    &["CREATE TABLE "],
    &["CREATE INDEX "],
    &["CREATE UNIQUE INDEX "],
    &["CREATE VIRTUAL TABLE "],
    &["CREATE DATABASE "],
    &["ALTER TABLE "],
    &["DROP TABLE "],
    &["PRAGMA "],
    &["ORDER BY "],
    &["GROUP BY "],
    &[" WHERE "],
    &["ON CONFLICT"],
    &["select ", " from ", " where "],
    &["select * from "],
    &["select count(*) from "],
    &["insert into ", " values"],
    &["update ", " set ", " = "],
    &["delete from ", " where "],
    &["create table "],
    &["pragma "],
];

fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in house.packages.iter().filter(|package| package.name != "store") {
        let drivers = package
            .direct
            .iter()
            .filter(|name| DRIVERS.contains(&name.as_str()));
        findings.extend(
            drivers
                .map(|name| Finding::in_whole(&package.name, format!("depends on {name}; only store may"))),
        );
    }
    // Measurements compare with raw statements, and fault runs look behind the product's back: neither ships.
    let elsewhere = house
        .rust("crates/")
        .filter(|(file, _)| !file.path.starts_with("crates/store/") && !file.path.contains("/examples/"));
    for (file, rust) in elsewhere {
        let statements = rust
            .literals
            .iter()
            .filter(|piece| !file.is_test(piece.line) && is_statement(&piece.text));
        findings.extend(statements.map(|piece| {
            Finding::at(
                &file.path,
                piece.line,
                "a text that looks like SQL; move the query to store",
            )
        }));
    }
    findings
}

fn is_statement(text: &str) -> bool {
    let one_line = format!(
        " {} ",
        text.replace("\\n", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    );
    STATEMENTS.iter().any(|words| {
        let mut rest = one_line.as_str();
        words.iter().all(|word| match rest.find(word) {
            // The blank that ends one word may begin the next.
            Some(at) => {
                rest = &rest[at + word.trim_end().len()..];
                true
            }
            None => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::house::Package;
    use super::super::places;
    use super::*;

    #[test]
    fn statements_are_known_in_every_shape() {
        let statements = [
            "SELECT id FROM record",
            "select id\n   from record\n  where id = ?",
            "INSERT INTO entry (n) VALUES (?)",
            "EXISTS (SELECT 1 FROM value)",
            "update record set state = 'closed'",
            "PRAGMA cache_size = 1",
            " WHERE r.kind = ",
            "CREATE TABLE record (id TEXT)",
            "delete from draft where id = 1",
            "id DESC ORDER BY id",
        ];
        for statement in statements {
            assert!(is_statement(statement), "{statement}");
        }
    }

    #[test]
    fn sentences_are_not_statements() {
        let sentences = [
            "Select a record from the list.",
            "DELETE",
            "update the field and set a date",
            "where is it from?",
            "UPDATE_EXPECT=1",
            "Nothing to select from here",
            "insert into the document",
            "the order by date",
            "Please select one from those below",
        ];
        for sentence in sentences {
            assert!(!is_statement(sentence), "{sentence}");
        }
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        let query = "fn f() {\n    g(\"SELECT 1 FROM record\");\n}";
        assert_eq!(
            places(&RULE, &[("crates/app/src/read/list.rs", query)]),
            ["crates/app/src/read/list.rs:2"]
        );
        assert!(
            places(
                &RULE,
                &[
                    ("crates/store/src/list.rs", query),
                    ("crates/app/tests/it/list.rs", query)
                ]
            )
            .is_empty()
        );
    }

    #[test]
    fn a_driver_outside_the_store_is_found() {
        let package = |name: &str| Package {
            name: name.into(),
            direct: vec!["rusqlite".into()],
            ..Package::default()
        };
        let findings = check(&House {
            packages: vec![package("store"), package("web")],
            files: Vec::new(),
        });
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "web");
    }
}
