//! What a check may say, and how it comes to say it.
//!
//! A verdict has two steps. Somebody *counts*: how many records were looked at, and which of them do not hold: in memory
//! ([`count()`]) or with one statement of SQL (the store). Then the same pure function *judges* ([`judge`]).

mod count;
mod words;

use serde::{Deserialize, Serialize};

use crate::pack::{Check, Contradiction};

pub use count::{FIRST, Population, count};
pub use words::{Repeat, Telling, repeats};

/// The six verdicts, the worst first. There is no seventh, and none of them says that something conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Records show that the requirement was not met.
    Contradicted,
    /// On its way there.
    Weakening,
    /// Fewer records than the check wants, none included.
    NoEvidence,
    /// The records show something that no rule can weigh.
    #[serde(rename = "for_a_person_to_judge")]
    ForAPerson,
    /// So many were looked at, and nothing spoke against it.
    #[serde(rename = "nothing_against_it")]
    NothingAgainst,
    /// Declared not applicable, with a reason.
    NotApplicable,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Verdict; 6] = [
        Verdict::Contradicted,
        Verdict::Weakening,
        Verdict::NoEvidence,
        Verdict::ForAPerson,
        Verdict::NothingAgainst,
        Verdict::NotApplicable,
    ];

    /// Its word in addresses and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Contradicted => "contradicted",
            Verdict::Weakening => "weakening",
            Verdict::NoEvidence => "no_evidence",
            Verdict::ForAPerson => "for_a_person_to_judge",
            Verdict::NothingAgainst => "nothing_against_it",
            Verdict::NotApplicable => "not_applicable",
        }
    }

    /// The verdict of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// As it is shown.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Verdict::Contradicted => "contradicted",
            Verdict::Weakening => "weakening",
            Verdict::NoEvidence => "no evidence",
            Verdict::ForAPerson => "for a person to judge",
            Verdict::NothingAgainst => "nothing against it",
            Verdict::NotApplicable => "not applicable",
        }
    }

    /// The worst of several; what is not applicable says something only where nothing else does.
    #[must_use]
    pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Option<Verdict> {
        verdicts.into_iter().min()
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So many were looked at.
    pub looked_at: u64,
    /// So many of them do not hold.
    pub found: u64,
    /// The first of those, the newest first: record ids.
    pub first: Vec<String>,
}

/// What the check says to that count.
#[must_use]
pub fn judge(check: &Check, count: &Count) -> Verdict {
    let tolerated = check
        .allow
        .is_some_and(|allow| allow.covers(count.found, count.looked_at));
    // What contradicts, contradicts, however few were looked at.
    if count.found > 0 && !tolerated {
        return match check.verdict {
            Contradiction::Contradicted => Verdict::Contradicted,
            Contradiction::Weakening => Verdict::Weakening,
        };
    }
    if count.looked_at < u64::from(check.least) {
        return Verdict::NoEvidence;
    }
    Verdict::NothingAgainst
}

/// The verdict as a sentence with its numbers.
#[must_use]
pub fn sentence(check: &Check, verdict: Verdict, count: &Count) -> String {
    let said = || {
        check
            .say
            .replace("{found}", &count.found.to_string())
            .replace("{n}", &count.looked_at.to_string())
    };
    match verdict {
        Verdict::Contradicted | Verdict::Weakening => said(),
        Verdict::NothingAgainst if count.found > 0 => format!("{} So many are tolerated.", said()),
        Verdict::NothingAgainst => format!("Nothing against it; {} looked at.", count.looked_at),
        Verdict::NoEvidence if count.looked_at == 0 => "No evidence: there is nothing to look at.".to_owned(),
        Verdict::NoEvidence => format!(
            "No evidence: {} looked at, and this wants at least {}.",
            count.looked_at, check.least
        ),
        other => format!("{}.", other.title()),
    }
}

/// The first civil day of a period that ends today; nothing when the check looks at everything.
#[must_use]
pub fn since(check: &Check, today: &str) -> Option<String> {
    let period = check.period.as_ref()?;
    Some(crate::calendar::months_before(today, period.months))
}

/// Kinds whose records a check reads, its own and those it reaches: a verdict stands until one of them changes.
#[must_use]
pub fn kinds_read(check: &Check, packs: &crate::pack::Packs) -> Vec<String> {
    let mut kinds: Vec<String> = check.over.kinds.clone();
    if let crate::pack::Form::ForEach { kind, .. } = &check.form {
        kinds.push(kind.clone());
    }
    for (of, condition) in check.conditions() {
        let reads = crate::condition::reads(condition);
        // Who held a role stands in the records of people.
        if !reads.holders.is_empty() {
            kinds.push("person".to_owned());
        }
        for hops in &reads.follows {
            let mut at = of.to_vec();
            for hop in hops {
                at = at
                    .iter()
                    .filter_map(|id| packs.kind(id)?.field(hop))
                    .flat_map(|field| field.ty.targets().to_vec())
                    .collect();
            }
            kinds.extend(at);
        }
    }
    kinds.sort();
    kinds.dedup();
    kinds
}
