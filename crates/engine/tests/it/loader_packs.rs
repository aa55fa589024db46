//! The bundled packs load without problem and say what they are meant to say.

use std::collections::BTreeSet;

use engine::condition::{Basis, Literal, Path, Place, Quantifier, Test, Word};
use engine::pack::{DueRule, Effect, Kind, Packs, Span, Type, Who};

use crate::packs::load_bundled;

const ALL: [&str; 3] = ["electrical-safety", "iso-9001", "base"];

#[test]
fn the_bundled_packs_load_alone_and_together() {
    let base = load_bundled(&["base"]);
    for kind in ["amendment", "person", "place", "process", "role", "site", "task"] {
        assert!(base.kinds.contains_key(kind), "{kind}");
    }
    load_bundled(&["iso-9001", "base"]);
    let all = load_bundled(&ALL);
    let order: Vec<&str> = all.packs.iter().map(|pack| pack.id.as_str()).collect();
    assert_eq!(order, ["base", "iso-9001", "electrical-safety"]);
    assert_eq!(
        all.standards.keys().collect::<Vec<_>>(),
        ["iso-9001-2015", "iso-9001-2026"]
    );
    assert_eq!(all.crosswalks.keys().collect::<Vec<_>>(), ["iso-9001-2015--2026"]);
    assert!(all.has_clause("iso-9001-2015#10.2.1.d"));
    assert!(!all.has_clause("iso-9001-2015#10.2.1.z"));
}

/// A practice that no guard and no due date rests on would be a switch without a wire.
#[test]
fn every_practice_list_and_scale_is_used() {
    let packs = load_bundled(&ALL);
    let mut used: BTreeSet<String> = BTreeSet::new();
    for kind in packs.kinds.values() {
        let guards = kind.transitions.iter().flat_map(|transition| &transition.needs);
        used.extend(guards.filter_map(|guard| match &guard.basis {
            Some(Basis::Practice(id)) => Some(format!("practice {id}")),
            _ => None,
        }));
        used.extend(kind.due.iter().filter_map(|due| match &due.rule {
            DueRule::ByPractice { practice, .. } => Some(format!("practice {practice}")),
            _ => None,
        }));
        for field in kind.fields.values() {
            let columns = match &field.ty {
                Type::Table(columns) => columns.as_slice(),
                _ => std::slice::from_ref(field),
            };
            used.extend(columns.iter().filter_map(|field| match &field.ty {
                Type::Choice(list) | Type::Choices(list) => Some(format!("list {list}")),
                Type::Scale(scale) => Some(format!("scale {scale}")),
                _ => None,
            }));
        }
    }
    let asked = packs.checks.values().flat_map(|check| &check.practices);
    used.extend(asked.map(|id| format!("practice {id}")));
    // How long a sample lets a person judge is asked where verdicts are brought to clauses, not by one check.
    used.insert("practice sample_counts_for".to_owned());
    let there: BTreeSet<String> = packs
        .practices
        .keys()
        .map(|id| format!("practice {id}"))
        .chain(packs.lists.keys().map(|id| format!("list {id}")))
        .chain(packs.scales.keys().map(|id| format!("scale {id}")))
        .collect();
    assert_eq!(there, used);
}

/// One line for each transition and each of its guards: enough to see when a rule is lost.
fn outline(kind: &Kind) -> String {
    let mut lines = Vec::new();
    for transition in &kind.transitions {
        let signed = if transition.sign.is_some() { ", signed" } else { "" };
        lines.push(format!(
            "{}: {} → {}{signed}",
            transition.id,
            transition.from.join(", "),
            transition.to
        ));
        for guard in &transition.needs {
            let basis = guard.basis.as_ref().expect("every guard names its basis");
            let when = if guard.when.is_some() { ", sometimes" } else { "" };
            lines.push(format!("  {basis}{when}"));
        }
    }
    lines.join("\n")
}

#[test]
fn a_nonconformity_has_its_way_from_report_to_proof() {
    let packs = load_bundled(&["iso-9001", "base"]);
    assert_eq!(
        outline(&packs.kinds["nonconformity"]),
        "\
contain: reported → contained
  iso-9001-2015#10.2.1.a
  iso-9001-2015#8.7.2.a
  iso-9001-2015#8.7.1, sometimes
close_without_action: contained → closed
  iso-9001-2015#10.2.1.b
  iso-9001-2015#10.2.1
  iso-9001-2015#8.7.2, sometimes
  iso-9001-2015#8.7.2.d, sometimes
  iso-9001-2015#8.7.1
  practice:repeat_needs_action
  practice:external_audit_needs_action
  practice:heavy_ones_to_quality_manager
understand: contained → understood
  iso-9001-2015#10.2.1.b
agree: understood → agreed, signed
  iso-9001-2015#10.2.1.c
  practice:effect_is_planned
  practice:verifier_is_named
finish: agreed → done
  iso-9001-2015#10.2.1.c
close: done → closed, signed
  iso-9001-2015#10.2.1.d
  practice:wait_for_effect
  iso-9001-2015#10.2.1.e
  iso-9001-2015#10.2.1.f
  practice:judged_by_somebody_else
look_again: done → contained
  iso-9001-2015#10.2.1.d
void: reported → void"
    );
}

#[test]
fn a_nonconformity_is_understood_to_the_last_argument() {
    let packs = load_bundled(&["iso-9001", "base"]);
    let kind = &packs.kinds["nonconformity"];
    let linked = |hop: &str, place: Place| Path {
        hops: vec![hop.to_owned()],
        place,
    };
    assert_eq!(
        kind.spine.site,
        Some(linked("found_at", Place::Field("site".to_owned())))
    );
    assert_eq!(kind.spine.process, Some(Path::field("caused_in")));
    assert_eq!(kind.start.by, [Who::Everyone]);
    let open: Vec<&str> = kind.sections[1].states.iter().map(String::as_str).collect();
    assert_eq!(
        open,
        ["agreed", "contained", "reported", "understood"],
        "until = \"done\" leaves out done"
    );

    // A confidential report is seen by three, any other by everybody.
    assert_eq!(
        (kind.see.len(), kind.see[0].when.is_some(), kind.see[1].by.len()),
        (2, true, 3)
    );

    let close = kind.transition("close").expect("a transition");
    let Test::Quantified {
        quantifier: Quantifier::Each,
        over,
        least: 1,
        test,
    } = &close.needs[0].test
    else {
        panic!("{:?}", close.needs[0].test)
    };
    assert!(!over.rows && over.filter.is_some());
    assert!(matches!(&**test, Test::Value(_, Word::Is(Literal::Text(worked))) if worked == "worked"));
    assert_eq!(close.sign.as_ref().map(|sign| sign.covers.len()), Some(4));

    let rules: Vec<&DueRule> = kind.due.iter().map(|due| &due.rule).collect();
    assert!(matches!(
        rules[0],
        DueRule::ByScale {
            default: Span {
                days: 1,
                working: true
            },
            ..
        }
    ));
    assert!(matches!(
        rules[1],
        DueRule::Within(Span {
            days: 10,
            working: true
        })
    ));
    assert!(matches!(
        rules[2],
        DueRule::Latest {
            plus: Span { days: 0, .. },
            ..
        }
    ));
    assert!(matches!(
        rules[3],
        DueRule::Latest {
            plus: Span {
                days: 5,
                working: false
            },
            ..
        }
    ));
    for path in [
        "concerns",
        "found_at",
        "lots.held_at",
        "dispositions.quantity",
        "lots",
        "actions",
        "repeat_of",
    ] {
        assert!(kind.indexed.contains(path), "{path} is read by a guard");
    }
    assert!(!kind.indexed.contains("lots.lot"), "nothing reads it");
    assert!(
        packs.kinds["corrective_action"].indexed.contains("judgement"),
        "the guard of another kind reads it"
    );
    assert!(
        packs.kinds["place"].indexed.contains("site"),
        "the spine of another kind reads it"
    );
}

#[test]
fn the_rounds_of_a_corrective_action_are_kept() {
    let packs = load_bundled(&["iso-9001", "base"]);
    let kind = &packs.kinds["corrective_action"];
    for id in ["judge", "look_later", "try_again"] {
        let transition = kind.transition(id).expect("a transition");
        let row = transition.does.iter().find_map(|effect| match effect {
            Effect::AddRow { table, cells } if table == "rounds" => Some(cells),
            _ => None,
        });
        let columns: Vec<&String> = row.expect("each judgement leaves a row").keys().collect();
        assert_eq!(
            columns,
            ["because", "judged_by", "judged_on", "judgement", "seen"]
        );
        let own = transition
            .needs
            .iter()
            .any(|guard| matches!(&guard.test, Test::ActorIsNot(path) if path.first() == "owner"));
        assert!(own, "{id}: whoever did the work does not judge it");
    }
    let rounds = kind.section_of("rounds").expect("its section");
    assert!(
        rounds.states.is_empty() && rounds.by.is_empty(),
        "nobody edits a round"
    );
}

#[test]
fn an_industry_pack_adds_and_changes_nothing() {
    let guards = |packs: &Packs, id: &str| {
        packs.kinds["nonconformity"]
            .transition(id)
            .map(|transition| transition.needs.len())
    };
    let (without, with) = (load_bundled(&["iso-9001", "base"]), load_bundled(&ALL));
    assert_eq!(
        guards(&with, "contain"),
        guards(&without, "contain").map(|n| n + 1)
    );
    assert_eq!(
        guards(&with, "close_without_action"),
        guards(&without, "close_without_action").map(|n| n + 1)
    );
    assert_eq!(guards(&with, "close"), guards(&without, "close"));
    let (old, new) = (&without.kinds["nonconformity"], &with.kinds["nonconformity"]);
    assert_eq!(new.fields.len(), old.fields.len() + 3);
    assert_eq!(new.states.len(), old.states.len());
    assert_eq!(new.transitions.len(), old.transitions.len());
    assert!(with.kinds.contains_key("routine_test") && !without.kinds.contains_key("routine_test"));
}
