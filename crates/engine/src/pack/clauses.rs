//! Clauses of one edition seen from another, and the table that shows whether anything is left empty.

use super::{Clause, Packs, Standard};

impl Packs {
    /// The clauses of an edition that a clause of any standard (`iso-9001-2015#10.2`) leads to: itself, or by the
    /// crosswalk. A clause that no crosswalk knows is reached by the clause it belongs to.
    #[must_use]
    pub fn in_edition(&self, standard: &str, reference: &str) -> Vec<String> {
        let Some((of, mut clause)) = reference.split_once('#') else {
            return Vec::new();
        };
        if of == standard {
            return vec![clause.to_owned()];
        }
        loop {
            let mut found = Vec::new();
            for crosswalk in self.crosswalks.values() {
                let there = crosswalk.from == of && crosswalk.to == standard;
                let back = crosswalk.to == of && crosswalk.from == standard;
                for pair in &crosswalk.pairs {
                    if there && pair.from == clause && !pair.to.is_empty() {
                        found.push(pair.to.clone());
                    }
                    if back && pair.to == clause && !pair.from.is_empty() {
                        found.push(pair.from.clone());
                    }
                }
            }
            match clause.rsplit_once('.') {
                Some((parent, _)) if found.is_empty() => clause = parent,
                _ => return found,
            }
        }
    }

    /// One edition clause by clause, as a quality manager proof-reads it.
    #[must_use]
    pub fn table(&self, standard: &Standard) -> Vec<ClauseRow> {
        let spoken: Vec<(&str, Vec<String>)> = self
            .checks
            .values()
            .map(|check| {
                let clauses = check
                    .clauses
                    .iter()
                    .flat_map(|clause| self.in_edition(&standard.id, clause));
                (check.id.as_str(), clauses.collect())
            })
            .collect();
        let below = |id: &str| {
            let start = format!("{id}.");
            standard.order.iter().any(|other| other.starts_with(&start))
        };
        standard
            .order
            .iter()
            .filter_map(|id| standard.clauses.get(id))
            .map(|clause| {
                let checks = spoken
                    .iter()
                    .filter(|(_, clauses)| clauses.contains(&clause.id))
                    .map(|(check, _)| (*check).to_owned());
                ClauseRow {
                    leaf: !below(&clause.id),
                    checks: checks.collect(),
                    clause: clause.clone(),
                }
            })
            .collect()
    }
}

/// One clause with the checks that speak to it.
#[derive(Clone, Debug)]
pub struct ClauseRow {
    /// The clause.
    pub clause: Clause,
    /// Nothing stands below it.
    pub leaf: bool,
    /// Ids of the checks that speak to it.
    pub checks: Vec<String>,
}

impl ClauseRow {
    /// What shows the clause: its checks, or in words what takes their place.
    #[must_use]
    pub fn shown_by(&self) -> String {
        if self.checks.is_empty() {
            format!("no check; {}", shows_by(&self.clause.evidenced))
        } else {
            self.checks.join(", ")
        }
    }

    /// What is missing in the row, in words; nothing when a quality manager could work with it.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let clause = &self.clause;
        let asks = self.leaf && !clause.heading;
        let parts = [
            ("title", clause.title.trim().is_empty()),
            ("intent", clause.intent.trim().is_empty()),
            ("phase", clause.phase.is_empty()),
            ("documented", clause.documented.is_empty()),
            ("certainty", clause.certainty.is_empty()),
            (
                "a check, or how it shows instead",
                self.checks.is_empty() && clause.evidenced.is_empty(),
            ),
            ("three questions", asks && clause.questions.len() < 3),
        ];
        parts
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(part, _)| part)
            .collect()
    }
}

/// `record` and the like in words.
#[must_use]
pub fn shows_by(evidenced: &[String]) -> String {
    let words: Vec<&str> = evidenced
        .iter()
        .map(|how| match how.as_str() {
            "record" => "records",
            "interview" => "talking with people",
            "observation" => "looking on",
            "outside_sample" => "a sample from outside this system",
            other => other,
        })
        .collect();
    crate::text::enumerate(&words, "or")
}
