//! The rules of the house. Each is one file: what it looks for, why, and tests that it fires and that it stays silent.

mod arrows;
mod decisions;
mod forbidden;
mod house;
mod html;
mod length;
mod paths;
mod pure;
mod rust;
mod safe_get;
mod sql;
mod words;
mod writer;

use house::House;

use crate::run::{self, Outcome};

/// One rule: a name, the reason it exists, and the check.
struct Rule {
    name: &'static str,
    because: &'static str,
    check: fn(&House) -> Vec<Finding>,
}

const RULES: &[Rule] = &[
    arrows::RULE,
    pure::RULE,
    sql::RULE,
    writer::RULE,
    safe_get::RULE,
    html::RULE,
    length::RULE,
    forbidden::RULE,
    decisions::RULE,
    words::RULE,
];

/// What a rule found, and where.
#[derive(Debug, PartialEq)]
struct Finding {
    place: String,
    what: String,
    /// A warning is shown and does not fail.
    warning: bool,
}

impl Finding {
    fn at(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            place: format!("{path}:{line}"),
            what: what.into(),
            warning: false,
        }
    }

    fn in_whole(place: &str, what: impl Into<String>) -> Finding {
        Finding {
            place: place.into(),
            what: what.into(),
            warning: false,
        }
    }

    fn warning(self) -> Finding {
        Finding {
            warning: true,
            ..self
        }
    }
}

/// `cargo xtask tidy`: every rule over the whole checkout, all findings at once.
pub(crate) fn tidy() -> Outcome {
    let house = House::read(&run::root(), pure::CRATES)?;
    let mut failures = 0;
    for rule in RULES {
        let findings = (rule.check)(&house);
        failures += findings.iter().filter(|finding| !finding.warning).count();
        report(rule, &findings);
    }
    println!(
        "{} rules over {} files and {} packages",
        RULES.len(),
        house.files.len(),
        house.packages.len()
    );
    if failures == 0 {
        Ok(())
    } else {
        Err(format!(
            "tidy found {failures} places that break a rule of the house"
        ))
    }
}

fn report(rule: &Rule, findings: &[Finding]) {
    if findings.is_empty() {
        return println!("{}: kept", rule.name);
    }
    println!("{}:", rule.name);
    for Finding { place, what, warning } in findings {
        println!("  {place}: {}{what}", if *warning { "(warning) " } else { "" });
    }
    println!("  why: {}", rule.because);
}

/// For the tests of the rules: the places a rule names in these files, warnings among them.
#[cfg(test)]
fn places(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
    let house = House::of(files.iter().copied());
    (rule.check)(&house)
        .into_iter()
        .map(|finding| finding.place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_a_reason() {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
        assert!(RULES.iter().all(|rule| rule.because.ends_with('.')));
    }

    #[test]
    fn an_empty_house_breaks_no_rule() {
        let house = House::default();
        assert!(RULES.iter().all(|rule| (rule.check)(&house).is_empty()));
    }
}
