//! What checks and clauses say.

use engine::check::Verdict;

use super::{Heard, so};
use crate::house::Caller;
use crate::read::conformity::CheckResult;
use crate::stories::play::{Player, Told, told};
use crate::stories::words::{first, joined};

/// `check ID VERB …`: the check's result today, for whoever sees everything, and what follows.
fn at<'t>(player: &Player<'_>, text: &'t str, verb: &str) -> Option<Told<(CheckResult, &'t str)>> {
    let (id, rest) = first(text.strip_prefix("check ")?);
    let rest = rest.strip_prefix(verb)?.trim();
    let all = match player.app.checks(&Caller::system()) {
        Ok(all) => all,
        Err(error) => return Some(Err(told(error))),
    };
    let known: Vec<String> = all.iter().map(|check| check.id.clone()).collect();
    let found = all.into_iter().find(|check| check.id == id);
    let unknown = || {
        format!(
            "there is no check “{id}”; there are {}.",
            engine::text::enumerate(&known, "and")
        )
    };
    Some(found.map(|check| (check, rest)).ok_or_else(unknown))
}

/// The verdict that the text begins with, and the sentence behind a colon.
fn verdict(text: &str) -> Told<(Verdict, Option<&str>)> {
    let (word, sentence) = text
        .split_once(": ")
        .map_or((text, None), |(word, sentence)| (word, Some(sentence)));
    let found = Verdict::ALL
        .into_iter()
        .find(|verdict| verdict.title() == word.trim());
    let titles = Verdict::ALL.map(Verdict::title);
    found.map(|verdict| (verdict, sentence)).ok_or_else(|| {
        format!(
            "“{word}” is no verdict; there are {}.",
            engine::text::enumerate(&titles, "and")
        )
    })
}

pub(super) fn says(player: &mut Player<'_>, text: &str) -> Heard {
    Some(at(player, text, "is ")?.and_then(|(check, rest)| {
        let (expected, sentence) = verdict(rest)?;
        let is = check.verdict.map_or("nothing", Verdict::title);
        so(
            is,
            expected.title(),
            &format!("the check {} ({})", check.id, check.sentence),
        )?;
        match sentence {
            Some(sentence) => so(
                &check.sentence,
                sentence,
                &format!("what the check {} says", check.id),
            ),
            None => Ok(()),
        }
    }))
}

pub(super) fn names(player: &mut Player<'_>, text: &str) -> Heard {
    Some(at(player, text, "names ")?.and_then(|(check, rest)| {
        let mut expected: Vec<&str> = joined(rest);
        let mut is: Vec<String> = check
            .records
            .iter()
            .map(|record| player.name_of(&record.id))
            .collect();
        expected.sort_unstable();
        is.sort();
        so(
            &engine::text::enumerate(&is, "and"),
            &engine::text::enumerate(&expected, "and"),
            &format!("what the check {} names", check.id),
        )
    }))
}

pub(super) fn clause(player: &mut Player<'_>, text: &str) -> Heard {
    let (reference, rest) = first(text.strip_prefix("clause ")?);
    let rest = rest.strip_prefix("is ")?;
    Some((|| {
        let (expected, _) = verdict(rest)?;
        let (standard, clause) = reference
            .split_once('#')
            .ok_or_else(|| format!("“{reference}” is no clause; write it as iso-9001-2015#10.2."))?;
        let page = player
            .app
            .conformity_clause(&Caller::system(), standard, clause, None)
            .map_err(told)?;
        let is = page.clause.verdict.map_or("nothing", Verdict::title);
        so(
            is,
            expected.title(),
            &format!("the clause {reference} ({})", page.clause.reason),
        )
    })())
}
