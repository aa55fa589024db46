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
    let said: Vec<BTreeSet<String>> = records.iter().map(|record| telling_words(&record.text)).collect();
    // Which earlier records have that word in that process.
    let mut known: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, record) in records
        .iter()
        .enumerate()
        .filter(|(_, record)| record.earlier && record.closed.is_some())
    {
        for word in &said[at] {
            if let Some(process) = &record.process {
                known.entry((process, word)).or_default().push(at);
            }
        }
    }
    let mut found = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let Some(process) = &record.process else { continue };
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in &said[at] {
            for earlier in known
                .get(&(process.as_str(), word.as_str()))
                .into_iter()
                .flatten()
            {
                *shared.entry(*earlier).or_default() += 1;
            }
        }
        let resembles = shared.into_iter().filter(|(earlier, count)| {
            let shorter = said[at].len().min(said[*earlier].len());
            *earlier != at
                && records[*earlier]
                    .closed
                    .as_ref()
                    .is_some_and(|closed| *closed < record.opened)
                && *count >= SHARED
                && *count * 100 >= shorter * alike as usize
        });
        let last = resembles.map(|(earlier, _)| earlier).max_by(|a, b| {
            (&records[*a].closed, &records[*a].id).cmp(&(&records[*b].closed, &records[*b].id))
        });
        if let Some(of) = last {
            found.push(Repeat {
                id: record.id.clone(),
                of: records[of].id.clone(),
            });
        }
    }
    found
}

fn telling_words(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.chars().count() >= SHORTEST)
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
            repeats(&records, 60),
            [of_a("b")],
            "d was opened before a was closed, c has another cause"
        );
        assert!(repeats(&records, 90).is_empty());
        records[1].process = Some("packing".to_owned());
        assert!(repeats(&records, 60).is_empty(), "another process");
        records[1].process = None;
        assert!(repeats(&records, 60).is_empty(), "no process");
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
