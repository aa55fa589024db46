//! The list of problems, and the help that a sentence about an unknown word gives.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::Problem;
use crate::text::enumerate;

/// File and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) file: Rc<str>,
    pub(super) line: usize,
}

/// Collects problems while everything is read to its end.
#[derive(Debug, Default)]
pub(super) struct Report {
    problems: RefCell<Vec<Problem>>,
    /// Files whose TOML is broken: what is missing in them would be told at the wrong place.
    muted: RefCell<BTreeSet<Rc<str>>>,
}

impl Report {
    /// Notes a problem, unless its file cannot be read properly anyway.
    pub(super) fn add(&self, at: &At, what: impl Into<String>) {
        if !self.muted.borrow().contains(&at.file) {
            let what = what.into();
            self.problems.borrow_mut().push(Problem {
                file: at.file.to_string(),
                line: at.line,
                what,
            });
        }
    }

    /// From here on only what was noted before is told about this file.
    pub(super) fn mute(&self, file: &Rc<str>) {
        self.muted.borrow_mut().insert(file.clone());
    }

    /// Every problem once, by file and line.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}

/// `unknown field “x”; the kind nonconformity has a, b and c; did you mean “b”?`
pub(super) fn unknown<S: AsRef<str>>(what: &str, given: &str, whole: &str, allowed: &[S]) -> String {
    let mut sentence = format!("unknown {what} “{}”; ", crate::value::shorten(given));
    if allowed.is_empty() {
        sentence.push_str(&format!("{whole} has none"));
    } else {
        sentence.push_str(&format!("{whole} has {}", enumerate(allowed, "and")));
    }
    match nearest(given, allowed) {
        Some(near) => sentence.push_str(&format!("; did you mean “{near}”?")),
        None => sentence.push('.'),
    }
    sentence
}

/// The allowed word that somebody most likely meant.
fn nearest<'a, S: AsRef<str>>(given: &str, allowed: &'a [S]) -> Option<&'a str> {
    // Between numbers every other one is near.
    let most = match given.chars().count() {
        _ if given.contains(|c: char| c.is_ascii_digit()) => 0,
        0 | 1 => 0,
        2..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let distances = allowed
        .iter()
        .map(|word| (distance(given, word.as_ref()), word.as_ref()));
    distances
        .min()
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, word)| word)
}

/// Letters to insert, drop, change or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (row[j - 1] + 1)
                .min(rows[i - 1][j] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        assert_eq!(distance("iz", "is"), 1);
        assert_eq!(distance("owenr", "owner"), 1);
        assert_eq!(nearest("titel", &["title", "states"]), Some("title"));
        assert_eq!(nearest("cover", &["moves", "states"]), None);
        assert_eq!(nearest("1.b", &["1.a"]), None);
    }
}
