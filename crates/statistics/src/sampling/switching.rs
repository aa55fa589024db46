//! Switching rules: how the severity of inspection follows the history of lots.

use super::tables::Severity;
use serde::Serialize;

/// Which set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// ISO 2859-1:1999, clause 9: switching score of 30; inspection stops after 5 rejected lots on tightened.
    Iso2859,
    /// MIL-STD-105E, 4.7: 10 lots and limit numbers; inspection stops after 10 lots on tightened.
    MilStd105E,
}

/// One lot's result on original inspection. Lots submitted again do not count and are not to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LotResult {
    /// Nonconforming items found.
    pub found: u64,
    /// Acceptance number of the plan used.
    pub accept: u64,
    /// Rejection number of the plan used.
    pub reject: u64,
    /// Whether the lot would also have been accepted one AQL step tighter. Only the ISO score for acceptance numbers
    /// of 2 and above reads it.
    pub accepted_one_step_tighter: bool,
    /// Whether production is steady. Irregular production ends reduced inspection.
    pub steady: bool,
    /// Whether the responsible authority approves reduced inspection.
    pub reduced_approved: bool,
}

impl LotResult {
    /// A lot with steady production, without approval of reduced inspection.
    pub fn new(found: u64, accept: u64, reject: u64) -> Self {
        Self {
            found,
            accept,
            reject,
            accepted_one_step_tighter: false,
            steady: true,
            reduced_approved: false,
        }
    }

    /// Whether the lot is accepted. Between the two numbers (reduced inspection) it is.
    pub fn accepted(&self) -> bool {
        self.found < self.reject
    }
}

/// Why the severity changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchReason {
    /// Two of at most five consecutive lots were rejected.
    TwoOfFiveRejected,
    /// Five consecutive lots were accepted on tightened inspection.
    FiveAccepted,
    /// The score reached 30, or ten lots were accepted within the limit number; production is steady; it is approved.
    LongGoodRun,
    /// A lot was rejected on reduced inspection.
    RejectedOnReduced,
    /// A lot fell between acceptance and rejection number on reduced inspection.
    BetweenNumbersOnReduced,
    /// Production became irregular on reduced inspection.
    IrregularProduction,
    /// Tightened inspection lasted too long: 5 rejected lots (ISO) or 10 lots (105E). Inspection is discontinued.
    TooLongOnTightened,
    /// The supplier has put things right; inspection resumes tightened.
    Resumed,
}

/// The state of inspection of one product from one source.
///
/// Sources: ISO 2859-1:1999, 9.3 (scores and counts); MIL-STD-105E, 4.7. The rules are the published ones in our own
/// words; no printed sequence of lots was at hand, so the machine itself is *unverified* beyond its tests by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Switching {
    rules: Rules,
    severity: Severity,
    discontinued: bool,
    /// Results since the severity last changed: accepted or not.
    lots: Vec<bool>,
    score: u64,
    /// Nonconforming items in the accepted lots of the current run, for the limit number.
    found_in_run: Vec<u64>,
    /// Largest total of nonconforming items in the last ten lots that allows reduced inspection (105E, table VIII).
    limit_number: Option<u64>,
}

impl Switching {
    /// Starts on normal inspection. For MIL-STD-105E give the limit number of table VIII for ten lots; without it
    /// reduced inspection is never proposed. ISO does not read it.
    pub fn new(rules: Rules, limit_number: Option<u64>) -> Self {
        Self {
            rules,
            severity: Severity::Normal,
            discontinued: false,
            lots: Vec::new(),
            score: 0,
            found_in_run: Vec::new(),
            limit_number,
        }
    }

    /// The severity for the next lot.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether inspection is discontinued until the supplier has put things right.
    pub fn is_discontinued(&self) -> bool {
        self.discontinued
    }

    /// The switching score of ISO 2859-1.
    pub fn score(&self) -> u64 {
        self.score
    }

    /// After discontinuation: the supplier has put things right, tightened inspection begins again.
    pub fn resume(&mut self) -> Option<SwitchReason> {
        if !self.discontinued {
            return None;
        }
        self.enter(Severity::Tightened);
        self.discontinued = false;
        Some(SwitchReason::Resumed)
    }

    /// Takes one lot's result and says whether, and why, the severity changed. While inspection is discontinued
    /// nothing changes.
    pub fn record(&mut self, lot: LotResult) -> Option<SwitchReason> {
        if self.discontinued {
            return None;
        }
        self.lots.push(lot.accepted());
        match self.severity {
            Severity::Normal => self.on_normal(lot),
            Severity::Tightened => self.on_tightened(),
            Severity::Reduced => self.on_reduced(lot),
        }
    }

    fn on_normal(&mut self, lot: LotResult) -> Option<SwitchReason> {
        if self
            .lots
            .iter()
            .rev()
            .take(5)
            .filter(|accepted| !**accepted)
            .count()
            >= 2
        {
            self.enter(Severity::Tightened);
            return Some(SwitchReason::TwoOfFiveRejected);
        }
        self.count_towards_reduced(lot);
        if !(lot.steady && lot.reduced_approved && self.good_enough_for_reduced()) {
            return None;
        }
        self.enter(Severity::Reduced);
        Some(SwitchReason::LongGoodRun)
    }

    fn on_tightened(&mut self) -> Option<SwitchReason> {
        if self.lots.len() >= 5 && self.lots.iter().rev().take(5).all(|accepted| *accepted) {
            self.enter(Severity::Normal);
            return Some(SwitchReason::FiveAccepted);
        }
        let too_long = match self.rules {
            Rules::Iso2859 => self.lots.iter().filter(|accepted| !**accepted).count() >= 5,
            Rules::MilStd105E => self.lots.len() >= 10,
        };
        if !too_long {
            return None;
        }
        self.discontinued = true;
        Some(SwitchReason::TooLongOnTightened)
    }

    fn on_reduced(&mut self, lot: LotResult) -> Option<SwitchReason> {
        let reason = if !lot.accepted() {
            SwitchReason::RejectedOnReduced
        } else if lot.found > lot.accept {
            SwitchReason::BetweenNumbersOnReduced
        } else if !lot.steady {
            SwitchReason::IrregularProduction
        } else {
            return None;
        };
        self.enter(Severity::Normal);
        Some(reason)
    }

    /// ISO: acceptance numbers 0 and 1 give 2 per accepted lot, higher ones 3 per lot that would also pass one step
    /// tighter; anything else sets the score back to zero. 105E: a run of accepted lots.
    fn count_towards_reduced(&mut self, lot: LotResult) {
        let earned = match (lot.accepted(), lot.accept) {
            (true, 0 | 1) => 2,
            (true, _) if lot.accepted_one_step_tighter => 3,
            _ => 0,
        };
        self.score = if earned == 0 { 0 } else { self.score + earned };
        if lot.accepted() {
            self.found_in_run.push(lot.found);
        } else {
            self.found_in_run.clear();
        }
    }

    fn good_enough_for_reduced(&self) -> bool {
        match self.rules {
            Rules::Iso2859 => self.score >= 30,
            Rules::MilStd105E => {
                let total: u64 = self.found_in_run.iter().rev().take(10).sum();
                self.found_in_run.len() >= 10 && self.limit_number.is_some_and(|limit| total <= limit)
            }
        }
    }

    fn enter(&mut self, severity: Severity) {
        self.severity = severity;
        self.lots.clear();
        self.score = 0;
        self.found_in_run.clear();
    }
}
