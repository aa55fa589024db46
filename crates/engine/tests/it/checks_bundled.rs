//! What the checks of the bundled packs promise, whatever their packs say next year.

use engine::check::{Verdict, judge};
use engine::pack::{Contradiction, Form};

use crate::packs::load_bundled;

#[test]
fn every_check_says_what_to_do_and_what_it_cannot_see_and_speaks_to_a_clause() {
    let packs = load_bundled(&["base", "iso-9001", "electrical-safety"]);
    assert!(packs.checks.len() >= 30, "{}", packs.checks.len());
    for check in packs.checks.values() {
        assert!(!check.clauses.is_empty(), "{} speaks to no clause", check.id);
        assert!(!check.blind.is_empty(), "{} sees everything", check.id);
        assert!(check.fix.len() > 20 && check.title.len() > 10, "{}", check.id);
        assert!(
            check.say.contains("{n}"),
            "{} does not say how many were looked at",
            check.id
        );
    }
}

#[test]
fn the_word_conforming_stands_in_no_check() {
    let packs = load_bundled(&["base", "iso-9001", "electrical-safety"]);
    for check in packs.checks.values() {
        let said = format!("{} {} {}", check.title, check.say, check.fix).to_lowercase();
        assert!(!said.contains("conform"), "{}: {said}", check.id);
        assert!(
            !said.contains('%') && !said.contains("percent"),
            "{}: {said}",
            check.id
        );
    }
}

#[test]
fn nothing_looked_at_is_no_evidence_for_every_check() {
    let packs = load_bundled(&["base", "iso-9001", "electrical-safety"]);
    for check in packs.checks.values() {
        assert_eq!(
            judge(check, &engine::check::Count::default()),
            Verdict::NoEvidence,
            "{}",
            check.id
        );
    }
}

#[test]
fn silence_bulk_and_copies_only_weaken() {
    let packs = load_bundled(&["base", "iso-9001", "electrical-safety"]);
    for check in packs.checks.values() {
        if !matches!(check.form, Form::Must(_) | Form::Repeats { .. }) {
            assert_eq!(
                check.verdict,
                Contradiction::Weakening,
                "{}: a sign is no proof",
                check.id
            );
        }
    }
}

#[test]
fn checks_speak_to_leaves_of_both_editions() {
    let packs = load_bundled(&["base", "iso-9001"]);
    for check in packs.checks.values() {
        for clause in &check.clauses {
            let (standard, id) = clause.split_once('#').unwrap();
            assert_eq!(
                standard, "iso-9001-2015",
                "{}: the crosswalk reaches the other edition",
                check.id
            );
            let crosswalk = &packs.crosswalks["iso-9001-2015--2026"];
            let there = crosswalk
                .pairs
                .iter()
                .any(|pair| pair.from == id && !pair.to.is_empty());
            assert!(there, "{}: no way from {clause} to the edition of 2026", check.id);
        }
    }
}

#[test]
fn no_row_of_the_table_of_clauses_is_empty_in_either_edition() {
    let packs = load_bundled(&["base", "iso-9001"]);
    for standard in packs.standards.values() {
        let table = packs.table(standard);
        assert_eq!(table.len(), standard.order.len());
        assert!(
            table.len() > 300,
            "{} has only {} clauses",
            standard.id,
            table.len()
        );
        for row in &table {
            assert_eq!(row.missing(), [""; 0], "{} {}", standard.id, row.clause.id);
            assert!(!row.shown_by().is_empty(), "{} {}", standard.id, row.clause.id);
        }
        let spoken = table
            .iter()
            .filter(|row| row.leaf && !row.checks.is_empty())
            .count();
        assert!(spoken >= 20, "checks reach {spoken} leaves of {}", standard.id);
    }
}

#[test]
fn a_row_with_something_missing_says_what() {
    let mut packs = load_bundled(&["base", "iso-9001"]);
    let standard = packs.standards.get_mut("iso-9001-2015").unwrap();
    let clause = standard.clauses.get_mut("4.1.climate").unwrap();
    clause.intent.clear();
    clause.evidenced.clear();
    clause.questions.pop();
    clause.questions.truncate(2);
    let standard = standard.clone();
    let table = packs.table(&standard);
    let row = table.iter().find(|row| row.clause.id == "4.1.climate").unwrap();
    assert_eq!(
        row.missing(),
        ["intent", "a check, or how it shows instead", "three questions"]
    );
}
