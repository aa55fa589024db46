//! What was asked, laid over the clauses of one edition: a verdict for each, worst first. The same for every asker.

use std::collections::{BTreeMap, BTreeSet};

use engine::check::{Count, Verdict, judge, sentence, since};
use engine::pack::{Check, Packs, Standard, shows_by};
use serde::{Deserialize, Serialize};
use store::verdicts::Tagged;

use super::assess::{Assessment, How, Shown};

/// The results of one day for one edition, as they are kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sheet {
    pub(super) clauses: BTreeMap<String, Line>,
    pub(super) checks: BTreeMap<String, Said>,
    /// Clause → what records show.
    pub(super) evidence: BTreeMap<String, Vec<Seen>>,
    /// Clause → record ids, the newest first.
    pub(super) samples: BTreeMap<String, Vec<String>>,
    pub(super) conclusions: BTreeMap<String, Vec<String>>,
    /// Clause → record id, where it was declared itself.
    pub(super) exclusions: BTreeMap<String, String>,
}

/// One clause.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) own: Option<Verdict>,
    pub(super) verdict: Option<Verdict>,
    pub(super) reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) checks: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sampled: bool,
    pub(super) leaf: bool,
}

/// One check, whole: the pack of that day may be gone when somebody asks again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) title: String,
    pub(super) pack: String,
    pub(super) verdict: Verdict,
    pub(super) sentence: String,
    pub(super) looked_at: u64,
    pub(super) found: u64,
    pub(super) since: Option<String>,
    pub(super) least: u32,
    pub(super) fix: String,
    pub(super) blind: Vec<String>,
    pub(super) practices: Vec<(String, String)>,
    pub(super) clauses: Vec<String>,
    pub(super) first: Vec<String>,
}

/// What records show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) what: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) records: u64,
    pub(super) newest: Option<String>,
}

impl Sheet {
    /// How many leaves have which verdict.
    pub(super) fn leaves(&self) -> BTreeMap<Verdict, usize> {
        let mut leaves = BTreeMap::new();
        for verdict in self
            .clauses
            .values()
            .filter(|line| line.leaf)
            .filter_map(|line| line.verdict)
        {
            *leaves.entry(verdict).or_default() += 1;
        }
        leaves
    }
}

/// Lays an assessment over an edition. `setting` gives the setting of a practice.
pub(super) fn lay(
    packs: &Packs,
    standard: &Standard,
    known: &Assessment,
    setting: &dyn Fn(&str) -> String,
) -> Sheet {
    let mut sheet = Sheet {
        checks: said(packs, standard, known, setting),
        evidence: evidence(packs, standard, &known.shown),
        conclusions: own_edition(standard, &known.conclusions),
        ..Sheet::default()
    };
    for (clause, records) in own_edition(standard, &known.exclusions) {
        sheet.exclusions.insert(clause, records[0].clone());
    }
    let mut fresh: BTreeSet<String> = BTreeSet::new();
    for (tagged, counts) in &known.samples {
        for clause in packs.in_edition(&standard.id, &tagged.clause) {
            if *counts {
                fresh.insert(clause.clone());
            }
            let of = sheet.samples.entry(clause).or_default();
            if !of.contains(&tagged.id) {
                of.push(tagged.id.clone());
            }
        }
    }
    for id in &standard.order {
        let line = line(&sheet, standard, id, &fresh);
        sheet.clauses.insert(id.clone(), line);
    }
    roll_up(&mut sheet, standard);
    sheet
}

fn said(
    packs: &Packs,
    standard: &Standard,
    known: &Assessment,
    setting: &dyn Fn(&str) -> String,
) -> BTreeMap<String, Said> {
    let mut all = BTreeMap::new();
    for check in packs.checks.values() {
        let mut clauses: Vec<String> = check
            .clauses
            .iter()
            .flat_map(|clause| packs.in_edition(&standard.id, clause))
            .collect();
        clauses.sort();
        clauses.dedup();
        if clauses.is_empty() {
            continue;
        }
        all.insert(check.id.clone(), say(check, clauses, known, setting));
    }
    all
}

/// What one check says.
pub(super) fn say(
    check: &Check,
    clauses: Vec<String>,
    known: &Assessment,
    setting: &dyn Fn(&str) -> String,
) -> Said {
    let none = Count::default();
    let count = known.counts.get(&check.id).unwrap_or(&none);
    let verdict = judge(check, count);
    Said {
        title: check.title.clone(),
        pack: check.pack.clone(),
        verdict,
        sentence: sentence(check, verdict, count),
        looked_at: count.looked_at,
        found: count.found,
        since: since(check, &known.day),
        least: check.least,
        fix: check.fix.clone(),
        blind: check.blind.clone(),
        practices: check
            .practices
            .iter()
            .map(|id| (id.clone(), setting(id)))
            .collect(),
        first: count.first.clone(),
        clauses,
    }
}

/// A judgement of a person is about one edition and is not carried over to another.
fn own_edition(standard: &Standard, tagged: &[Tagged]) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in tagged {
        if let Some((of, clause)) = one.clause.split_once('#')
            && of == standard.id
        {
            found.entry(clause.to_owned()).or_default().push(one.id.clone());
        }
    }
    found
}

fn evidence(packs: &Packs, standard: &Standard, shown: &[Shown]) -> BTreeMap<String, Vec<Seen>> {
    let mut found: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for one in shown {
        let what = evidence_words(packs, one);
        for clause in packs.in_edition(&standard.id, &one.clause) {
            let of = found.entry(clause).or_default();
            if !of.iter().any(|seen| seen.what == what) {
                of.push(Seen {
                    what: what.clone(),
                    kind: one.kind.clone(),
                    state: one.state.clone(),
                    records: one.passed.records,
                    newest: one
                        .passed
                        .newest
                        .as_deref()
                        .map(|at| engine::calendar::first_ten(at).to_owned()),
                });
            }
        }
    }
    for of in found.values_mut() {
        of.sort_by(|a, b| b.newest.cmp(&a.newest).then_with(|| a.what.cmp(&b.what)));
    }
    found
}

fn evidence_words(packs: &Packs, one: &Shown) -> String {
    let kind = packs.kind(&one.kind);
    let many = one.passed.records != 1;
    let noun = kind.map_or(
        one.kind.as_str(),
        |kind| if many { &kind.plural } else { &kind.title },
    );
    let noun = lower_first(noun);
    let records = one.passed.records;
    let state = kind
        .and_then(|kind| kind.state(&one.state))
        .map_or(one.state.as_str(), |state| state.title.as_str());
    match (one.how, many) {
        (How::Reached, true) => format!("{records} {noun} have been “{state}”"),
        (How::Reached, false) => format!("1 {noun} has been “{state}”"),
        (How::Kept, true) => format!("{records} {noun} are kept for it"),
        (How::Kept, false) => format!("1 {noun} is kept for it"),
        (How::Named, true) => format!("{records} {noun} name it"),
        (How::Named, false) => format!("1 {noun} names it"),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn line(sheet: &Sheet, standard: &Standard, id: &str, fresh: &BTreeSet<String>) -> Line {
    let clause = &standard.clauses[id];
    let speaks = |said: &Said| said.clauses.iter().any(|clause| clause == id);
    let mut checks: Vec<(&String, &Said)> = sheet.checks.iter().filter(|(_, said)| speaks(said)).collect();
    checks.sort_by_key(|(check, said)| (said.verdict, *check));
    let sampled = within(id).any(|clause| fresh.contains(clause));
    let leaf = !standard.order.iter().any(|other| below(other, id));
    let mut line = Line {
        checks: checks.iter().map(|(check, _)| (*check).clone()).collect(),
        sampled,
        leaf,
        ..Line::default()
    };
    let excluded = within(id).any(|clause| sheet.exclusions.contains_key(clause));
    let shown = sheet.evidence.get(id).is_some_and(|seen| !seen.is_empty());
    let worst = checks.first().map(|(_, said)| said.verdict);
    (line.own, line.reason) = match worst {
        _ if excluded => (
            Some(Verdict::NotApplicable),
            "Declared not applicable, with a reason.".to_owned(),
        ),
        Some(Verdict::NoEvidence) if sampled => (
            Some(Verdict::ForAPerson),
            "The checks have nothing to look at, but somebody drew a sample: a person judges.".to_owned(),
        ),
        Some(verdict) => (Some(verdict), checks[0].1.sentence.clone()),
        None if sampled => (
            Some(Verdict::ForAPerson),
            "No check speaks to it; somebody drew a sample: a person judges.".to_owned(),
        ),
        None if shown => (
            Some(Verdict::ForAPerson),
            "No check speaks to it; records show something that a person has to weigh.".to_owned(),
        ),
        None if leaf && !clause.heading => (
            Some(Verdict::NoEvidence),
            format!(
                "Nothing is recorded for it. It shows by {}.",
                shows_by(&clause.evidenced)
            ),
        ),
        None => (None, String::new()),
    };
    line.verdict = line.own;
    line
}

/// The clause and those it belongs to, the nearest first.
pub(super) fn within(id: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(id), |id| id.rsplit_once('.').map(|(parent, _)| parent))
}

fn below(id: &str, above: &str) -> bool {
    id.rsplit_once('.').is_some_and(|(parent, _)| parent == above)
}

/// The worst of a clause and of everything below it, from the leaves up.
fn roll_up(sheet: &mut Sheet, standard: &Standard) {
    let mut deepest_first: Vec<&String> = standard.order.iter().collect();
    deepest_first.sort_by_key(|id| std::cmp::Reverse(id.matches('.').count()));
    for id in deepest_first {
        let Some((parent, _)) = id.rsplit_once('.') else {
            continue;
        };
        let Some(Line {
            verdict: Some(verdict),
            reason,
            from,
            ..
        }) = sheet.clauses.get(id).cloned()
        else {
            continue;
        };
        let source = from.unwrap_or_else(|| id.clone());
        let Some(above) = sheet.clauses.get_mut(parent) else {
            continue;
        };
        // Of equals, the first in the order of the standard is named.
        let worse = above.verdict.is_none_or(|known| verdict < known);
        if worse {
            (above.verdict, above.reason, above.from) = (Some(verdict), reason, Some(source));
        }
    }
}
