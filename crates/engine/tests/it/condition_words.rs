//! Every word of the language is read as what it means.

use engine::condition::{
    As, Basis, Condition, Instant, Literal, Members, Operand, Path, Place, Quantifier, Spine, Test, Word,
};
use engine::pack::{Packs, Who, load};
use engine::value::SCALE;

use crate::packs::{JOB, said, workshop};

/// The condition that stands as a guard on the job.
pub(crate) fn guard(text: &str) -> (Packs, Condition) {
    let after = format!("{{ {text}, basis = \"rule-1#1.a\" }}");
    let (packs, problems) = load(&[workshop(&[(
        JOB,
        r#"{ filled = ["colour"], basis = "rule-1#1.a" }"#,
        &after,
    )])]);
    assert_eq!(said(&problems), "", "{text}");
    let guard = packs.kinds["job"].transition("test").expect("a transition").needs[0].clone();
    (packs, guard)
}

#[track_caller]
fn check(text: &str, expected: Test) {
    assert_eq!(guard(text).1.test, expected, "{text}");
}

fn field(id: &str, kind: As) -> Operand {
    Operand::Path(Path::field(id), kind)
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

fn bare(test: Test) -> Condition {
    Condition::of(test)
}

fn lots(filter: Option<Condition>) -> Members {
    Members {
        field: "lots".to_owned(),
        rows: true,
        filter: filter.map(Box::new),
    }
}

fn parts(filter: Option<Condition>) -> Members {
    Members {
        field: "parts".to_owned(),
        rows: false,
        filter: filter.map(Box::new),
    }
}

#[test]
fn presence() {
    let story = || {
        vec![
            Path::field("story"),
            Path {
                hops: vec!["before".to_owned()],
                place: Place::Field("due".to_owned()),
            },
        ]
    };
    check(r#"filled = ["story", "before.due"]"#, Test::Filled(story()));
    check(
        r#"any_filled = ["story", "before.due"]"#,
        Test::AnyFilled(story()),
    );
    check(r#"absent = "story""#, Test::Absent(vec![Path::field("story")]));
    check(
        r#"filled = ["before.number"]"#,
        Test::Filled(vec![Path {
            hops: vec!["before".to_owned()],
            place: Place::Spine(Spine::Number),
        }]),
    );
}

#[test]
fn values_are_typed_by_their_field() {
    let value = |id: &str, kind: As, word: Word| Test::Value(field(id, kind), word);
    check(
        r#"field = "colour", is = "red""#,
        value("colour", As::Text, Word::Is(text("red"))),
    );
    check(
        r#"field = "colours", one_of = ["red", "grey"]"#,
        value("colours", As::Text, Word::OneOf(vec![text("red"), text("grey")])),
    );
    check(
        r#"field = "secret", none_of = ["yes"]"#,
        value("secret", As::Text, Word::NoneOf(vec![text("yes")])),
    );
    check(
        r#"field = "pieces", at_least = 2.5"#,
        value("pieces", As::Number, Word::AtLeast(Literal::Number(2_500_000))),
    );
    check(
        r#"field = "price", at_most = -3"#,
        value("price", As::Number, Word::AtMost(Literal::Number(-3 * SCALE))),
    );
    let band = |id: &str, from: i64, below: Option<i64>| Literal::Band {
        id: id.to_owned(),
        from: from * SCALE,
        below: below.map(|n| n * SCALE),
    };
    check(
        r#"field = "weight", at_least = "middle""#,
        value("weight", As::Number, Word::AtLeast(band("middle", 2, Some(6)))),
    );
    check(
        r#"field = "weight", is = "high""#,
        value("weight", As::Number, Word::Is(band("high", 6, None))),
    );
    check(
        r#"field = "rule", is = "clause/rule-1#1.a""#,
        value("rule", As::Text, Word::Is(text("clause/rule-1#1.a"))),
    );
    let owner = Operand::Path(Path::spine(Spine::State), As::Text);
    check(
        r#"field = "state", one_of = ["open"]"#,
        Test::Value(owner, Word::OneOf(vec![text("open")])),
    );
}

#[test]
fn days_and_instants() {
    let due = |word: Word| Test::Value(field("due", As::Day), word);
    check(
        r#"field = "due", before = "today""#,
        due(Word::Before(Instant::Today(0))),
    );
    check(
        r#"field = "due", before = "today+5""#,
        due(Word::Before(Instant::Today(5))),
    );
    check(
        r#"field = "due", after = "today - 5""#,
        due(Word::After(Instant::Today(-5))),
    );
    check(
        r#"field = "due", after = "2026-11-22""#,
        due(Word::After(Instant::Day("2026-11-22".to_owned()))),
    );
    check(
        r"field = 'due', after = 2026-11-22",
        due(Word::After(Instant::Day("2026-11-22".to_owned()))),
    );
    let of = |operand: Operand, plus: i64| Instant::Of(operand, plus);
    check(
        r#"field = "due", before = { field = "seen_on", plus = "5 days" }"#,
        due(Word::Before(of(field("seen_on", As::Moment), 5))),
    );
    check(
        r#"field = "due", after = { entered = "open", plus = "-1 day" }"#,
        due(Word::After(of(Operand::Entered("open".to_owned()), -1))),
    );
    check(
        r#"field = "due", after = { set_on = "colour" }"#,
        due(Word::After(of(Operand::SetOn(Path::field("colour")), 0))),
    );
    check(
        r#"field = "due", after = { last_set_on = "colour" }"#,
        due(Word::After(of(Operand::LastSetOn(Path::field("colour")), 0))),
    );
    check(r#"reached = "due""#, due(Word::Reached));
    check(r#"field = "due", reached = true"#, due(Word::Reached));
    check(r#"field = "due", fresh = "30 days""#, due(Word::Fresh(30)));
}

#[test]
fn moments() {
    check(
        r#"entered = "tested", fresh = "1 day""#,
        Test::Value(Operand::Entered("tested".to_owned()), Word::Fresh(1)),
    );
    check(
        r#"set_on = "due", before = { entered = "tested" }"#,
        Test::Value(
            Operand::SetOn(Path::field("due")),
            Word::Before(Instant::Of(Operand::Entered("tested".to_owned()), 0)),
        ),
    );
    check(
        r#"last_set_on = "due", reached = true"#,
        Test::Value(Operand::LastSetOn(Path::field("due")), Word::Reached),
    );
    check(
        r#"changes = "due", at_most = 2"#,
        Test::Value(
            Operand::Changes(Path::field("due")),
            Word::AtMost(Literal::Number(2 * SCALE)),
        ),
    );
    let held = |on: Option<Operand>| Word::Held {
        role: "chief".to_owned(),
        on: on.map(Box::new),
    };
    check(
        r#"field = "checker", held = "chief""#,
        Test::Value(field("checker", As::Text), held(None)),
    );
    check(
        r#"field = "checker", held = "chief", on = "today""#,
        Test::Value(field("checker", As::Text), held(None)),
    );
    check(
        r#"field = "reporter", held = "chief", on = { field = "seen_on" }"#,
        Test::Value(
            Operand::Path(Path::spine(Spine::Reporter), As::Text),
            held(Some(field("seen_on", As::Moment))),
        ),
    );
}

#[test]
fn states_actors_and_joins() {
    check(r#"in_state = "open""#, Test::InState(vec!["open".to_owned()]));
    check(r"overdue = true", Test::Overdue);
    check(
        r#"actor = ["role:chief", "rel:checker", "everyone"]"#,
        Test::Actor(vec![
            Who::Role("chief".to_owned()),
            Who::Rel("checker".to_owned()),
            Who::Everyone,
        ]),
    );
    check(
        r#"actor_is_not = "parts.maker""#,
        Test::ActorIsNot(Path {
            hops: vec!["parts".to_owned()],
            place: Place::Field("maker".to_owned()),
        }),
    );
    check(
        r#"actor_is_not = "moves.mover""#,
        Test::ActorIsNot(Path {
            hops: Vec::new(),
            place: Place::Cell {
                table: "moves".to_owned(),
                column: "mover".to_owned(),
            },
        }),
    );
    let filled = |id: &str| Test::Filled(vec![Path::field(id)]);
    check(
        r#"any_of = [{ filled = ["due"] }, { overdue = true }]"#,
        Test::AnyOf(vec![bare(filled("due")), bare(Test::Overdue)]),
    );
    let with_when = Condition {
        when: Some(Box::new(bare(Test::Overdue))),
        ..bare(filled("due"))
    };
    check(
        r#"all_of = [{ filled = ["due"], when = { overdue = true } }]"#,
        Test::AllOf(vec![with_when]),
    );
}

#[test]
fn members_and_how_many_of_them() {
    let filled = || Box::new(Test::Filled(vec![Path::field("lot")]));
    let of_lots = |quantifier, least, filter| Test::Quantified {
        quantifier,
        over: lots(filter),
        least,
        test: filled(),
    };
    check(
        r#"each = "lots", filled = ["lot"]"#,
        of_lots(Quantifier::Each, 1, None),
    );
    check(
        r#"some = "lots", filled = ["lot"]"#,
        of_lots(Quantifier::Some, 1, None),
    );
    check(
        r#"none = "lots", least = 0, filled = ["lot"]"#,
        of_lots(Quantifier::None, 0, None),
    );
    let red = || bare(Test::Value(field("shade", As::Text), Word::Is(text("red"))));
    check(
        r#"each = "lots", where = { field = "shade", is = "red" }, filled = ["lot"]"#,
        of_lots(Quantifier::Each, 0, Some(red())),
    );
    check(
        r#"each = "lots", where = { field = "shade", is = "red" }, least = 2, filled = ["lot"]"#,
        of_lots(Quantifier::Each, 2, Some(red())),
    );
    check(
        r#"each = "parts", reached = "ready_by""#,
        Test::Quantified {
            quantifier: Quantifier::Each,
            over: parts(None),
            least: 1,
            test: Box::new(Test::Value(field("ready_by", As::Day), Word::Reached)),
        },
    );
    check(
        r#"each = "parts", where = { in_state = ["made"] }, filled = ["owner"]"#,
        Test::Quantified {
            quantifier: Quantifier::Each,
            over: parts(Some(bare(Test::InState(vec!["made".to_owned()])))),
            least: 0,
            test: Box::new(Test::Filled(vec![Path::spine(Spine::Owner)])),
        },
    );
    check(
        r#"count = "lots", at_least = 1, at_most = 3"#,
        Test::Count {
            over: lots(None),
            at_least: Some(1),
            at_most: Some(3),
        },
    );
    check(
        r#"count = "parts", where = { in_state = "made" }, at_most = 0"#,
        Test::Count {
            over: parts(Some(bare(Test::InState(vec!["made".to_owned()])))),
            at_least: None,
            at_most: Some(0),
        },
    );
    check(
        r#"share = "lots", at_least = 80, least = 3, filled = ["lot"]"#,
        Test::Share {
            over: lots(None),
            test: filled(),
            at_least: 80,
            least: 3,
        },
    );
    let sum = Test::Sum {
        table: "moves".to_owned(),
        column: "quantity".to_owned(),
        by: "lot".to_owned(),
        of: "lots".to_owned(),
        equals: "quantity".to_owned(),
    };
    check(
        r#"sum = "moves.quantity", by = "lot", equals = "lots.quantity""#,
        sum,
    );
}

#[test]
fn a_guard_keeps_when_basis_and_its_own_sentence() {
    let (_, guard) = guard(
        r#"filled = ["due"], when = { field = "secret", is = "yes" }, say = "A secret job has a day.""#,
    );
    assert_eq!(guard.basis, Some(Basis::Clause("rule-1#1.a".to_owned())));
    assert_eq!(guard.say.as_deref(), Some("A secret job has a day."));
    let when = guard.when.expect("when it applies");
    assert_eq!(
        *when,
        bare(Test::Value(field("secret", As::Text), Word::Is(text("yes"))))
    );
}
