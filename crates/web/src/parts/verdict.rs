//! What checks say and how processes stand: a word with a mark of its own shape, so that nothing depends on colour.

use app::read::processes::Standing;
use engine::check::Verdict;

use super::html::*;

/// The word of a verdict.
pub(crate) fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Contradicted => "contradicted",
        Verdict::Weakening => "weakening",
        Verdict::NoEvidence => "no evidence",
        Verdict::ForAPerson => "for a person to judge",
        Verdict::NothingAgainst => "nothing against it",
        Verdict::NotApplicable => "not applicable",
    }
}

/// The word with its mark; what follows the word stands under it.
pub(crate) fn verdict(verdict: Verdict, more: impl Show) -> Element {
    let class = match verdict {
        Verdict::Contradicted => "v contra",
        Verdict::Weakening => "v weak",
        Verdict::NoEvidence => "v noev",
        Verdict::ForAPerson => "v judge",
        Verdict::NothingAgainst => "v none",
        Verdict::NotApplicable => "v na",
    };
    p(class, (words(verdict), more))
}

/// Class of the gauge for a clause with that verdict: its mark on the line.
pub(crate) fn mark(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Contradicted) => "dot red",
        Some(Verdict::Weakening) => "ring amber",
        Some(Verdict::NoEvidence) => "miss",
        Some(Verdict::ForAPerson) => "judge",
        Some(Verdict::NothingAgainst) => "dot small green",
        Some(Verdict::NotApplicable) | None => "",
    }
}

/// The class that colours the word of a verdict in a row.
pub(crate) fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Contradicted => "w red",
        Verdict::Weakening => "w amber",
        Verdict::ForAPerson => "w ink",
        _ => "w",
    }
}

/// Class of the gauge for a process that stands so.
pub(crate) fn standing_mark(standing: Option<Standing>) -> &'static str {
    match standing {
        Some(Standing::OffGoal) => "dot red",
        Some(Standing::Watched) => "ring amber",
        Some(Standing::Steady) => "dot small green",
        None => "miss",
    }
}
