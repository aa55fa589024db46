//! Decision records: one file per decision, numbered without gaps.

use super::house::{File, House};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "decisions",
    because: "A decision without its context gets undone by the next person who does not know it; a gap in the numbers makes readers \
              look for a record that never was. The shape is docs/decisions/0000-template.md.",
    check,
};

const FOLDER: &str = "docs/decisions/";
const HEADINGS: &[&str] = &["## Context", "## Decision", "## Consequences"];

fn check(house: &House) -> Vec<Finding> {
    let records = house
        .files
        .iter()
        .filter(|file| file.path.starts_with(FOLDER) && !file.path.ends_with("/README.md"));
    let mut records: Vec<&File> = records.collect();
    records.sort_by(|a, b| a.path.cmp(&b.path));
    let mut findings = Vec::new();
    // The template is number 0.
    let mut expected = 0;
    for file in records {
        findings.extend(headings(file));
        match number(&file.path) {
            None => findings.push(Finding::in_whole(
                &file.path,
                "the name is not like 0007-one-writer.md",
            )),
            Some(number) => {
                if number != expected {
                    findings.push(Finding::in_whole(
                        &file.path,
                        format!("number {expected:04} was to come next"),
                    ));
                }
                expected = number + 1;
            }
        }
    }
    findings
}

fn number(path: &str) -> Option<u32> {
    let name = path.strip_prefix(FOLDER)?.strip_suffix(".md")?;
    let (digits, words) = name.split_once('-')?;
    (digits.len() == 4 && !words.is_empty())
        .then(|| digits.parse().ok())
        .flatten()
}

fn headings(file: &File) -> Vec<Finding> {
    let has = |heading: &str| file.text.lines().any(|line| line.trim_end() == heading);
    let missing = HEADINGS.iter().filter(|heading| !has(heading));
    missing
        .map(|heading| Finding::in_whole(&file.path, format!("the heading \"{heading}\" is missing")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::RULE;

    const WHOLE: &str = "# Title\n\n## Context\n\n## Decision\n\n## Consequences\n";

    #[test]
    fn numbered_and_whole_is_fine() {
        let files = [
            ("docs/decisions/0001-a.md", WHOLE),
            ("docs/decisions/0000-template.md", WHOLE),
            ("docs/bench.md", ""),
        ];
        assert!(places(&RULE, &files).is_empty());
    }

    #[test]
    fn gaps_twins_and_strange_names_are_found() {
        let gap = [
            ("docs/decisions/0000-template.md", WHOLE),
            ("docs/decisions/0002-b.md", WHOLE),
        ];
        assert_eq!(places(&RULE, &gap), ["docs/decisions/0002-b.md"]);
        let twins = [
            ("docs/decisions/0000-a.md", WHOLE),
            ("docs/decisions/0000-b.md", WHOLE),
        ];
        assert_eq!(places(&RULE, &twins), ["docs/decisions/0000-b.md"]);
        assert_eq!(places(&RULE, &[("docs/decisions/why.md", WHOLE)]).len(), 1);
    }

    #[test]
    fn a_missing_heading_is_found() {
        let file = [(
            "docs/decisions/0000-template.md",
            "# Title\n\n## Context\n\n## Decisions\n",
        )];
        assert_eq!(places(&RULE, &file).len(), 2);
    }
}
