//! Shows a sheet to somebody: the tree, and one clause with everything behind its verdict.

use std::sync::Arc;

use engine::check::{FIRST, Verdict};
use engine::pack::Standard;
use engine::record::Record;
use serde_json::Value;

use super::assess::assess;
use super::sheet::{Line, Said, say, within};
use super::then::known;
use super::{
    Beside, CheckResult, ClauseBrief, ClausePage, Conformity, DayBrief, Evidence, Origin, RecordRef, Sheet,
};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::read::View;

/// Days of history that are shown.
const DAYS: u32 = 60;

impl App {
    /// The tree of an edition with a verdict for each clause, as of today or of an earlier day.
    ///
    /// # Errors
    /// An unknown standard, a day in the future, or one of which it is not known what the checks would have said.
    pub fn conformity(&self, caller: &Caller, standard: &str, as_of: Option<&str>) -> Result<Conformity> {
        self.view(caller, |view| {
            let (sheet, day) = self.sheet(view, standard, as_of)?;
            let (sheet, origin) = &*sheet;
            let of = known(view.house, standard)?;
            let mut days = Vec::new();
            for kept in store::verdicts::kept_days(view.conn, standard, &day, DAYS)? {
                if let Ok(kept_sheet) = serde_json::from_str::<Sheet>(&kept.body) {
                    days.push(DayBrief {
                        day: kept.day,
                        leaves: kept_sheet.leaves(),
                    });
                }
            }
            Ok(Conformity {
                standard: of.id.clone(),
                title: of.title.clone(),
                edition: of.edition.clone(),
                compared: of.compared.clone(),
                clauses: of.order.iter().map(|id| brief(of, sheet, id)).collect(),
                leaves: sheet.leaves(),
                origin: origin.clone(),
                day,
                days,
            })
        })
    }

    /// One clause with everything behind its verdict.
    ///
    /// # Errors
    /// As [`App::conformity`], or an unknown clause.
    pub fn conformity_clause(
        &self,
        caller: &Caller,
        standard: &str,
        clause: &str,
        as_of: Option<&str>,
    ) -> Result<ClausePage> {
        self.view(caller, |view| {
            if !known(view.house, standard)?.clauses.contains_key(clause) {
                return Err(Error::NotFound(format!(
                    "{standard} has no clause “{}”; see /api/v1/standards/{standard}.",
                    engine::value::shorten(clause)
                )));
            }
            let (sheet, day) = self.sheet(view, standard, as_of)?;
            view.clause_page(standard, clause, &sheet, day)
        })
    }

    /// All checks with what they say today, the worst first; their clauses as `iso-9001-2015#10.2`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn checks(&self, caller: &Caller) -> Result<Vec<CheckResult>> {
        self.view(caller, |view| {
            let house = view.house;
            let today = view.today.clone();
            let known = assess(view.conn, house, &today, Some(&self.conformity))?;
            let mut all = Vec::new();
            for check in house.packs.checks.values() {
                let setting = |id: &str| house.practice(id).to_owned();
                let said = say(check, check.clauses.clone(), &known, &setting);
                all.push(view.check_result(&check.id, &said, &Origin::Now, &today)?);
            }
            all.sort_by(|a, b| (a.verdict, &a.id).cmp(&(b.verdict, &b.id)));
            Ok(all)
        })
    }
}

fn brief(standard: &Standard, sheet: &Sheet, id: &str) -> ClauseBrief {
    let clause = &standard.clauses[id];
    // A clause that came with a later version of the pack has no line on an earlier day.
    let line = sheet.clauses.get(id).cloned().unwrap_or_default();
    let Line {
        own,
        verdict,
        reason,
        from,
        checks,
        sampled,
        leaf,
    } = line;
    ClauseBrief {
        id: id.to_owned(),
        parent: id.rsplit_once('.').map(|(parent, _)| parent.to_owned()),
        depth: id.matches('.').count(),
        title: clause.title.clone(),
        phase: clause.phase.clone(),
        heading: clause.heading,
        own_id: clause.own_id,
        certainty: clause.certainty.clone(),
        concluded: sheet.conclusions.contains_key(id),
        checks: checks.len(),
        leaf,
        verdict,
        own,
        reason,
        from,
        sampled,
    }
}

impl View<'_> {
    fn clause_page(
        &mut self,
        standard: &str,
        id: &str,
        sheet: &Arc<(Sheet, Origin)>,
        day: String,
    ) -> Result<ClausePage> {
        let (sheet, origin) = &**sheet;
        let of = known(self.house, standard)?;
        let clause = &of.clauses[id];
        let line = sheet.clauses.get(id).cloned().unwrap_or_default();
        let mut checks = Vec::new();
        for check in &line.checks {
            if let Some(said) = sheet.checks.get(check) {
                checks.push(self.check_result(check, said, origin, &day)?);
            }
        }
        let mut samples: Vec<String> = Vec::new();
        for sample in within(id)
            .filter_map(|clause| sheet.samples.get(clause))
            .flatten()
        {
            if !samples.contains(sample) {
                samples.push(sample.clone());
            }
        }
        let mut history = Vec::new();
        for kept in store::verdicts::kept_days(self.conn, standard, &day, DAYS)? {
            let line = serde_json::from_str::<Sheet>(&kept.body).ok();
            if let Some(verdict) = line.and_then(|sheet| sheet.clauses.get(id)?.verdict) {
                history.push((kept.day, verdict));
            }
        }
        let mut above: Vec<ClauseBrief> = within(id).skip(1).map(|above| brief(of, sheet, above)).collect();
        above.reverse();
        let is_below = |other: &&String| other.rsplit_once('.').is_some_and(|(parent, _)| parent == id);
        Ok(ClausePage {
            standard: of.id.clone(),
            clause: brief(of, sheet, id),
            intent: clause.intent.clone(),
            documented: clause.documented.clone(),
            evidenced: clause.evidenced.clone(),
            questions: clause.questions.clone(),
            below: of
                .order
                .iter()
                .filter(is_below)
                .map(|below| brief(of, sheet, below))
                .collect(),
            evidence: evidence(sheet, id, &day),
            samples: self.refs(&samples)?,
            conclusions: self.conclusions(sheet, id)?,
            exclusion: self.exclusion(sheet, id)?,
            beside: self.beside(standard, id),
            notes: notes(&line, &checks, origin),
            origin: origin.clone(),
            above,
            checks,
            history,
            day,
        })
    }

    fn check_result(&mut self, id: &str, said: &Said, origin: &Origin, day: &str) -> Result<CheckResult> {
        let packs = &self.house.packs;
        let mut ids = store::verdicts::visible_of(self.conn, packs, &said.first, &self.actor, &self.today)?;
        // Somebody who does not see the newest may see older ones.
        if ids.len() < said.first.len()
            && said.found > FIRST as u64
            && *origin == Origin::Now
            && let Some(check) = packs.checks.get(id)
        {
            let zone = self.house.zone();
            ids = store::verdicts::count(self.conn, packs, check, day, zone, Some(&self.actor))?.first;
        }
        Ok(CheckResult {
            id: id.to_owned(),
            title: said.title.clone(),
            pack: said.pack.clone(),
            verdict: Some(said.verdict),
            sentence: said.sentence.clone(),
            looked_at: said.looked_at,
            found: said.found,
            since: said.since.clone(),
            least: said.least,
            fix: said.fix.clone(),
            blind: said.blind.clone(),
            practices: said.practices.clone(),
            clauses: said.clauses.clone(),
            records: self.refs_of_seen(&ids)?,
        })
    }

    /// Records that the asker sees, in their order.
    pub(super) fn refs(&mut self, ids: &[String]) -> Result<Vec<RecordRef>> {
        let seen = store::verdicts::visible_of(self.conn, &self.house.packs, ids, &self.actor, &self.today)?;
        self.refs_of_seen(&seen)
    }

    fn refs_of_seen(&mut self, ids: &[String]) -> Result<Vec<RecordRef>> {
        let records = store::load::records(self.conn, ids)?;
        Ok(ids
            .iter()
            .filter_map(|id| records.get(id))
            .map(|record| self.pointed(record))
            .collect())
    }

    fn pointed(&self, record: &Record) -> RecordRef {
        let kind = self.house.packs.kind(&record.kind);
        let state = kind.and_then(|kind| kind.state(&record.state));
        RecordRef {
            id: record.id.clone(),
            kind: record.kind.clone(),
            number: record.number.clone(),
            title: record.title.clone(),
            state: state.map_or_else(|| record.state.clone(), |state| state.title.clone()),
            opened: engine::calendar::day_in(&record.opened, self.house.zone()),
        }
    }

    fn beside(&self, standard: &str, id: &str) -> Vec<Beside> {
        let packs = &self.house.packs;
        let mut beside = Vec::new();
        for crosswalk in packs.crosswalks.values() {
            let there = crosswalk.from == standard;
            if !there && crosswalk.to != standard {
                continue;
            }
            let other = if there { &crosswalk.to } else { &crosswalk.from };
            for pair in &crosswalk.pairs {
                let (here, clause) = if there {
                    (&pair.from, &pair.to)
                } else {
                    (&pair.to, &pair.from)
                };
                if here != id {
                    continue;
                }
                let title = packs
                    .standards
                    .get(other)
                    .and_then(|standard| standard.clauses.get(clause));
                beside.push(Beside {
                    standard: other.clone(),
                    clause: clause.clone(),
                    title: title.map(|clause| clause.title.clone()).unwrap_or_default(),
                    relation: pair.relation.clone(),
                    certainty: pair.certainty.clone(),
                    why: pair.why.clone(),
                });
            }
        }
        beside
    }
}

pub(super) fn text(record: &Record, field: &str) -> String {
    record
        .fields
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn evidence(sheet: &Sheet, id: &str, day: &str) -> Vec<Evidence> {
    let seen = sheet.evidence.get(id).map(Vec::as_slice).unwrap_or_default();
    seen.iter()
        .map(|seen| Evidence {
            what: seen.what.clone(),
            kind: seen.kind.clone(),
            state: seen.state.clone(),
            records: seen.records,
            age_days: seen
                .newest
                .as_deref()
                .and_then(|newest| engine::calendar::days_between(newest, day)),
            newest: seen.newest.clone(),
        })
        .collect()
}

fn notes(line: &Line, checks: &[CheckResult], origin: &Origin) -> Vec<String> {
    let mut notes = Vec::new();
    if !checks.is_empty() {
        notes.push("Verdicts and numbers take in all records, also those that you may not see; named are only those that you may.".to_owned());
    }
    if checks
        .iter()
        .any(|check| check.verdict == Some(Verdict::NothingAgainst))
    {
        notes.push("“Nothing against it” says that these checks found nothing. It does not say that the clause is met: that is for a person with a sample.".to_owned());
    }
    if line.sampled {
        notes.push(
            "A sample from outside lets a person judge; it never speaks for the clause by itself.".to_owned(),
        );
    }
    if *origin != Origin::Now {
        notes.push(origin.sentence());
    }
    notes
}
