//! Switching rules, rule by rule.

use statistics::sampling::*;

fn good() -> LotResult {
    LotResult::new(0, 1, 2)
}

fn bad() -> LotResult {
    LotResult::new(2, 1, 2)
}

/// Feeds lots ('+' accepted, '-' rejected) and gives the reasons with the lot (from one) at which they came.
fn run(rules: Rules, lots: &str) -> (Switching, Vec<(usize, SwitchReason)>) {
    let mut inspection = Switching::new(rules, None);
    let mut reasons = Vec::new();
    for (at, lot) in lots.chars().enumerate() {
        let result = if lot == '+' { good() } else { bad() };
        reasons.extend(inspection.record(result).map(|reason| (at + 1, reason)));
    }
    (inspection, reasons)
}

#[test]
fn two_of_five_rejected_lead_to_tightened() {
    use SwitchReason::TwoOfFiveRejected;
    for rules in [Rules::Iso2859, Rules::MilStd105E] {
        assert_eq!(
            run(rules, "--").1,
            vec![(2, TwoOfFiveRejected)],
            "fewer than five lots are enough"
        );
        assert_eq!(
            run(rules, "+-+++-").1,
            vec![(6, TwoOfFiveRejected)],
            "lots 2 and 6 are within five"
        );
        assert_eq!(run(rules, "-++++-").1, vec![], "lots 1 and 6 are six apart");
        assert_eq!(run(rules, "+-+-").0.severity(), Severity::Tightened);
    }
}

#[test]
fn five_accepted_lead_back_to_normal() {
    let (inspection, reasons) = run(Rules::Iso2859, "--+++++");
    assert_eq!(inspection.severity(), Severity::Normal);
    assert_eq!(reasons[1], (7, SwitchReason::FiveAccepted));
    assert_eq!(
        run(Rules::Iso2859, "--++++-++++").0.severity(),
        Severity::Tightened,
        "never five in a row"
    );
    // After the change only lots on normal inspection count.
    assert_eq!(run(Rules::Iso2859, "--+++++-").0.severity(), Severity::Normal);
}

#[test]
fn too_long_on_tightened_discontinues() {
    let (iso, reasons) = run(Rules::Iso2859, "---+-+-+-+-");
    assert_eq!(
        reasons.last(),
        Some(&(11, SwitchReason::TooLongOnTightened)),
        "the fifth rejected lot on tightened"
    );
    assert!(iso.is_discontinued());
    let (mut mil, reasons) = run(Rules::MilStd105E, "--++-++-++-++");
    assert_eq!(
        reasons.last(),
        Some(&(12, SwitchReason::TooLongOnTightened)),
        "ten lots on tightened"
    );
    assert!(mil.is_discontinued());
    assert_eq!(mil.record(good()), None, "while discontinued nothing changes");
    assert_eq!(mil.resume(), Some(SwitchReason::Resumed));
    assert_eq!(
        (mil.severity(), mil.is_discontinued()),
        (Severity::Tightened, false)
    );
    assert_eq!(mil.resume(), None);
    assert!(
        !run(Rules::Iso2859, "--++-++-++-++").0.is_discontinued(),
        "four rejected on tightened are not five"
    );
}

#[test]
fn the_iso_score() {
    let mut inspection = Switching::new(Rules::Iso2859, None);
    let approved = LotResult {
        reduced_approved: true,
        ..good()
    };
    for lot in 1..=14 {
        assert_eq!(inspection.record(approved), None);
        assert_eq!(inspection.score(), 2 * lot, "acceptance number 1 earns 2");
    }
    assert_eq!(
        inspection.record(approved),
        Some(SwitchReason::LongGoodRun),
        "the fifteenth lot makes 30"
    );
    assert_eq!(inspection.severity(), Severity::Reduced);

    let mut inspection = Switching::new(Rules::Iso2859, None);
    let tighter = LotResult {
        accepted_one_step_tighter: true,
        reduced_approved: true,
        ..LotResult::new(1, 3, 4)
    };
    for _ in 0..9 {
        assert_eq!(inspection.record(tighter), None);
    }
    assert_eq!(inspection.score(), 27, "acceptance numbers of 2 and above earn 3");
    inspection.record(LotResult {
        accepted_one_step_tighter: false,
        ..tighter
    });
    assert_eq!(
        inspection.score(),
        0,
        "a lot that would fail one step tighter sets it back"
    );

    let mut inspection = Switching::new(Rules::Iso2859, None);
    for _ in 0..20 {
        assert_eq!(inspection.record(good()), None, "not without approval");
    }
    assert_eq!(
        inspection.record(LotResult {
            steady: false,
            ..approved
        }),
        None,
        "not while production is irregular"
    );
    assert_eq!(inspection.record(approved), Some(SwitchReason::LongGoodRun));
}

#[test]
fn the_limit_number_of_105e() {
    let lot = |found| LotResult {
        reduced_approved: true,
        ..LotResult::new(found, 3, 4)
    };
    let mut within = Switching::new(Rules::MilStd105E, Some(4));
    let mut beyond = Switching::new(Rules::MilStd105E, Some(3));
    let mut unknown = Switching::new(Rules::MilStd105E, None);
    let mut reasons = Vec::new();
    for at in 0..10 {
        let found = u64::from(at % 3 == 0);
        reasons.push(within.record(lot(found)));
        assert_eq!(beyond.record(lot(found)), None, "four found, three allowed");
        assert_eq!(
            unknown.record(lot(found)),
            None,
            "no limit number, no reduced inspection"
        );
    }
    assert_eq!(reasons.iter().flatten().count(), 1);
    assert_eq!(
        reasons[9],
        Some(SwitchReason::LongGoodRun),
        "ten lots accepted, four found, four allowed"
    );
    assert_eq!(
        beyond.record(lot(0)),
        Some(SwitchReason::LongGoodRun),
        "the first lot's finding has left the last ten"
    );
}

#[test]
fn reduced_ends_at_once() {
    let on_reduced = || {
        let mut inspection = Switching::new(Rules::Iso2859, None);
        for _ in 0..15 {
            inspection.record(LotResult {
                reduced_approved: true,
                ..good()
            });
        }
        assert_eq!(inspection.severity(), Severity::Reduced);
        inspection
    };
    for (lot, reason) in [
        (LotResult::new(5, 2, 5), SwitchReason::RejectedOnReduced),
        (LotResult::new(3, 2, 5), SwitchReason::BetweenNumbersOnReduced),
        (
            LotResult {
                steady: false,
                ..LotResult::new(1, 2, 5)
            },
            SwitchReason::IrregularProduction,
        ),
    ] {
        let mut inspection = on_reduced();
        assert_eq!(inspection.record(LotResult::new(2, 2, 5)), None);
        assert_eq!(inspection.record(lot), Some(reason));
        assert_eq!(inspection.severity(), Severity::Normal);
    }
    assert!(
        LotResult::new(3, 2, 5).accepted(),
        "between the numbers the lot itself is accepted"
    );
}

#[test]
fn lots_are_skipped_after_the_clearance() {
    let mut source = SkipLotState::new(3);
    assert_eq!(source.record(true), SkipLotAction::InspectAll);
    assert_eq!(source.record(true), SkipLotAction::InspectAll);
    assert_eq!(source.record(true), SkipLotAction::InspectShare);
    assert_eq!(source.record(true), SkipLotAction::InspectShare);
    assert_eq!(source.record(false), SkipLotAction::InspectAll);
    assert_eq!(source.record(true), SkipLotAction::InspectAll, "it begins again");
}
