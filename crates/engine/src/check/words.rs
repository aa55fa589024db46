//! Likely repeats: two texts that share most of their words. Without a dictionary, and the same on every database.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::words;

/// Words shorter than this say nothing about a cause.
const SHORTEST: usize = 4;
/// Fewer shared words than this are chance.
const SHARED: usize = 2;

/// A record as far as recurrence is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// Record id.
    pub id: String,
    /// Id of its process; without one it is compared with nothing.
    pub process: Option<String>,
    /// The text whose words are compared.
    pub text: String,
    /// Instant.
    pub opened: String,
    /// Instant, when it is closed.
    pub closed: Option<String>,
    /// It fulfils what an earlier record must.
    pub earlier: bool,
}

/// A record and the earlier one that it resembles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The later record.
    pub id: String,
    /// The earlier record, the last of those that it resembles.
    pub of: String,
}

/// The records that resemble an earlier one of the same process, which was closed before they were opened. `alike` is
/// the least share in percent of the shorter text's words that stand in the other text too.
#[must_use]
pub fn repeats(records: &[Telling], alike: u32) -> Vec<Repeat> {
    let mut by_process: BTreeMap<&str, Vec<&Telling>> = BTreeMap::new();
    for record in records {
        if let Some(process) = &record.process {
            by_process.entry(process).or_default().push(record);
        }
    }
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for records in by_process.values() {
        of.extend(within(records, alike));
    }
    let found = records.iter().filter_map(|record| {
        Some(Repeat {
            id: record.id.clone(),
            of: (*of.get(record.id.as_str())?).to_owned(),
        })
    });
    found.collect()
}

/// Records that say the same words.
#[derive(Default)]
struct Saying<'a> {
    words: usize,
    records: Vec<&'a Telling>,
    /// Those that may be the earlier one, the last closed first.
    earlier: Vec<&'a Telling>,
}

/// (record, the last earlier one that it resembles) of one process. Whoever says the same words is compared once.
fn within<'a>(records: &[&'a Telling], alike: u32) -> Vec<(&'a str, &'a str)> {
    let mut sayings: BTreeMap<BTreeSet<String>, Saying<'a>> = BTreeMap::new();
    for record in records {
        let saying = sayings.entry(telling_words(&record.text)).or_default();
        saying.records.push(record);
        if record.earlier && record.closed.is_some() {
            saying.earlier.push(record);
        }
    }
    let mut standing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (words, saying)) in sayings.iter().enumerate() {
        if !saying.earlier.is_empty() {
            for word in words {
                standing.entry(word).or_default().push(at);
            }
        }
    }
    let mut all: Vec<Saying<'a>> = Vec::new();
    for (words, saying) in &sayings {
        let mut earlier = saying.earlier.clone();
        earlier.sort_by(|a, b| (&b.closed, &b.id).cmp(&(&a.closed, &a.id)));
        all.push(Saying {
            words: words.len(),
            records: saying.records.clone(),
            earlier,
        });
    }
    let mut found = Vec::new();
    let mut shared = vec![0_usize; all.len()];
    for (at, words) in sayings.keys().enumerate() {
        let mut touched = Vec::new();
        for other in words
            .iter()
            .filter_map(|word| standing.get(word.as_str()))
            .flatten()
        {
            if shared[*other] == 0 {
                touched.push(*other);
            }
            shared[*other] += 1;
        }
        let alike_enough = |other: &usize| {
            let shorter = all[at].words.min(all[*other].words);
            shared[*other] >= SHARED && shared[*other] * 100 >= shorter * alike as usize
        };
        let resembling: Vec<usize> = touched.iter().copied().filter(alike_enough).collect();
        for other in touched {
            shared[other] = 0;
        }
        for record in &all[at].records {
            let before = resembling
                .iter()
                .filter_map(|other| last_before(&all[*other].earlier, record));
            if let Some(of) = before.max_by(|a, b| (&a.closed, &a.id).cmp(&(&b.closed, &b.id))) {
                found.push((record.id.as_str(), of.id.as_str()));
            }
        }
    }
    found
}

/// The last of these that was closed before the record was opened.
fn last_before<'a>(earlier: &[&'a Telling], record: &Telling) -> Option<&'a Telling> {
    let closed_late = |one: &&Telling| one.closed.as_ref().is_none_or(|closed| *closed >= record.opened);
    let first = earlier.partition_point(closed_late);
    earlier[first..].iter().find(|one| one.id != record.id).copied()
}

/// Words that are long enough to say something; numbers say nothing about a cause.
fn telling_words(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.chars().count() >= SHORTEST && !word.chars().all(|c| c.is_ascii_digit()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(id: &str, text: &str, opened: &str, closed: Option<&str>) -> Telling {
        Telling {
            id: id.to_owned(),
            process: Some("soldering".to_owned()),
            text: text.to_owned(),
            opened: opened.to_owned(),
            closed: closed.map(str::to_owned),
            earlier: closed.is_some(),
        }
    }

    #[test]
    fn the_same_cause_in_other_words_of_the_same_process_is_a_likely_repeat() {
        let mut records = vec![
            telling(
                "a",
                "The tip temperature was set too low after the change of tips.",
                "2026-01-05",
                Some("2026-02-01"),
            ),
            telling(
                "b",
                "Tip temperature set too low again, tips changed",
                "2026-03-01",
                None,
            ),
            telling("c", "A screw was missing in the kit", "2026-03-02", None),
            telling("d", "tip temperature set too low", "2026-01-20", None),
        ];
        let of_a = |id: &str| Repeat {
            id: id.to_owned(),
            of: "a".to_owned(),
        };
        assert_eq!(
            repeats(&records, 50),
            [of_a("b")],
            "d was opened before a was closed, c has another cause"
        );
        assert!(repeats(&records, 90).is_empty());
        records[1].process = Some("packing".to_owned());
        assert!(repeats(&records, 50).is_empty(), "another process");
        records[1].process = None;
        assert!(repeats(&records, 50).is_empty(), "no process");
    }

    #[test]
    fn one_shared_word_is_chance() {
        let records = vec![
            telling("a", "operator", "2026-01-05", Some("2026-02-01")),
            telling("b", "operator", "2026-03-01", None),
        ];
        assert!(repeats(&records, 50).is_empty());
    }
}
