//! People are away, leave, and correct each other: work never stops, and the history says who did what in whose name.

use app::act::record::Wish;
use app::act::sign::Factor;
use app::{App, Caller, Error};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use crate::house::{House, On, address};

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn create(app: &Arc<App>, by: &Caller, kind: &str, inputs: Value) -> String {
    let wish = Wish::Create {
        kind: kind.to_owned(),
        inputs: map(inputs),
    };
    app.act(by, wish, None).unwrap().number
}

fn edit(app: &Arc<App>, by: &Caller, kind: &str, number: &str, inputs: Value) -> app::Result<()> {
    let wish = Wish::Edit {
        kind: kind.to_owned(),
        number: number.to_owned(),
        inputs: map(inputs),
        seen: None,
    };
    app.act(by, wish, None).map(drop)
}

fn pass(
    app: &Arc<App>,
    by: &Caller,
    (kind, number): (&str, &str),
    way: &str,
    inputs: Value,
) -> app::Result<()> {
    let wish = Wish::Pass {
        kind: kind.to_owned(),
        number: number.to_owned(),
        transition: way.to_owned(),
        inputs: map(inputs),
        seen: None,
        factor: None,
    };
    app.act(by, wish, None).map(drop)
}

fn reasons(error: Error) -> Vec<String> {
    match error {
        Error::Refused(refusal) => refusal
            .reasons
            .iter()
            .map(|missing| missing.sentence.clone())
            .collect(),
        other => panic!("no refusal: {other:?}"),
    }
}

/// A firm of six: the quality manager is away, the deputy acts in her name, and the history says so.
#[test]
fn a_deputy_does_what_whoever_is_away_may_and_it_shows() {
    for on in On::BOTH {
        let house = House::founded(on);
        let (app, ada) = (&house.app, house.caller("ada"));
        let (quinn, dora) = (house.add("quinn", &["quality_manager"]), house.add("dora", &[]));
        let problem = create(app, &dora, "nonconformity", json!({ "title": "The wrong label" }));
        let void = || {
            let inputs = json!({ "void_as": "no_requirement", "reason": "It was a draft label." });
            pass(app, &dora, ("nonconformity", &problem), "void", inputs)
        };
        assert!(void().is_err(), "dora is nobody's deputy yet");
        let number = |name: &str| house.record(&house.person(name).unwrap()).unwrap().number;
        let away =
            json!({ "deputy": address("dora"), "away": [{ "from": "2026-11-17", "until": "2026-11-18" }] });
        assert!(
            edit(app, &dora, "person", &number("quinn"), json!({ "away": [] })).is_err(),
            "others do not send her on leave"
        );
        edit(
            app,
            &quinn,
            "person",
            &number("quinn"),
            json!({ "away": away["away"] }),
        )
        .unwrap();
        edit(
            app,
            &ada,
            "person",
            &number("quinn"),
            json!({ "deputy": away["deputy"] }),
        )
        .unwrap();
        assert!(void().is_err(), "not before the first day");
        house.at("2026-11-18T09:00:00Z");
        void().unwrap();
        let history = app
            .view(&dora, |view| view.history("nonconformity", &problem))
            .unwrap();
        let last = history.last().unwrap();
        assert!(
            last.sentence.starts_with("Dora, standing in for Quinn: "),
            "{}",
            last.sentence
        );
        house.at("2026-11-19T09:00:00Z");
        let later = create(app, &dora, "nonconformity", json!({ "title": "Another label" }));
        let again = pass(
            app,
            &dora,
            ("nonconformity", &later),
            "void",
            json!({ "reason": "No." }),
        );
        assert!(again.is_err(), "she is back");
        house.assert_sound();
    }
}

#[test]
fn a_leaver_signs_in_no_more_and_the_open_work_changes_hands_in_one_act() {
    for on in On::BOTH {
        let house = House::founded(on);
        let (app, ada) = (&house.app, house.caller("ada"));
        let quinn = house.add("quinn", &["quality_manager"]);
        let (leo, nia) = (house.add("leo", &[]), house.add("nia", &[]));
        let task = |what: &str| {
            create(
                app,
                &quinn,
                "task",
                json!({ "what": what, "owner": address("leo") }),
            )
        };
        let (open, done) = (task("Order the labels"), task("Count the labels"));
        pass(
            app,
            &leo,
            ("task", &done),
            "finish",
            json!({ "done_note": "Counted: 40." }),
        )
        .unwrap();
        let problem = create(
            app,
            &quinn,
            "nonconformity",
            json!({ "title": "Labels are missing" }),
        );
        edit(
            app,
            &quinn,
            "nonconformity",
            &problem,
            json!({ "owner": address("leo") }),
        )
        .unwrap();

        let refused = app
            .hand_over(&nia, &address("leo"), &address("nia"), "I would like it.")
            .unwrap_err();
        assert_eq!(
            reasons(refused),
            ["The work of others is handed over by quality manager, administrator or top management."]
        );
        let refused = app
            .hand_over(&ada, &address("leo"), &address("nia"), " ")
            .unwrap_err();
        assert_eq!(reasons(refused), ["Say why: the reason stands in the journal."]);
        let leaves = json!({ "left_on": "2026-11-16" });
        let number = |name: &str| house.record(&house.person(name).unwrap()).unwrap().number;
        pass(app, &quinn, ("person", &number("leo")), "leave", leaves).unwrap();
        let error = app.view(&leo, |view| view.history("task", &open)).unwrap_err();
        assert!(matches!(error, Error::Unknown(_)), "{error:?}");

        let before = house.record(&done).unwrap().version;
        let given = app
            .hand_over(&ada, &address("leo"), &address("nia"), "Leo has left.")
            .unwrap();
        assert_eq!(
            (given.from.as_str(), given.to.as_str(), given.records.len()),
            ("Leo", "Nia", 2)
        );
        for number in [&open, &problem] {
            assert_eq!(
                house.record(number).unwrap().owner,
                house.person("nia"),
                "{number}"
            );
        }
        assert_eq!(
            house.record(&done).unwrap().version,
            before,
            "what is closed keeps its names"
        );
        let nothing = app
            .hand_over(&ada, &address("leo"), &address("nia"), "Again.")
            .unwrap_err();
        assert!(
            nothing.to_string().contains("Nothing that is open names Leo."),
            "{nothing}"
        );
        house.assert_sound();
    }
}

#[test]
fn a_closed_record_is_amended_by_two_and_the_original_stays() {
    for on in On::BOTH {
        let house = House::founded(on);
        let app = &house.app;
        let (quinn, leo) = (house.add("quinn", &["quality_manager"]), house.add("leo", &[]));
        app.set_password(&address("quinn"), "correct horse battery")
            .unwrap();
        let task = create(
            app,
            &leo,
            "task",
            json!({ "what": "Count the lables", "owner": address("leo") }),
        );
        let rows = json!([{ "field": "what", "value": "Count the labels" }]);
        let propose = |second: &str| {
            let inputs = json!({ "of": task, "what": "A misspelt word", "corrections": rows, "why": "Seen when searching.", "second": address(second) });
            create(app, &leo, "amendment", inputs)
        };
        let agree = |by: &Caller, number: &str| {
            let intent = app.signing_intent(by, "amendment", number, "agree", Map::new())?;
            let wish = Wish::Pass {
                kind: "amendment".to_owned(),
                number: number.to_owned(),
                transition: "agree".to_owned(),
                inputs: Map::new(),
                seen: None,
                factor: Some(Factor {
                    intent: intent.secret,
                    password: "correct horse battery".to_owned(),
                }),
            };
            app.act(by, wish, None)
        };
        let early = propose("quinn");
        let refused = reasons(agree(&quinn, &early).unwrap_err());
        assert_eq!(
            refused,
            [format!("{task} is not closed: it is edited, not amended.")]
        );
        pass(
            app,
            &leo,
            ("task", &task),
            "finish",
            json!({ "done_note": "40." }),
        )
        .unwrap();
        let own = reasons(agree(&leo, &propose("leo")).unwrap_err());
        assert_eq!(
            own,
            ["Whoever proposes a correction does not agree to it: a second person looks."]
        );
        agree(&quinn, &early).unwrap();
        let record = house.record(&task).unwrap();
        assert_eq!(
            (record.title.as_str(), record.state.as_str()),
            ("Count the labels", "done")
        );
        let history = app.view(&leo, |view| view.history("task", &task)).unwrap();
        let (before, after) = &history.last().unwrap().fields["what"];
        assert_eq!(
            (before, after),
            (&Some(json!("Count the lables")), &Some(json!("Count the labels")))
        );
        house.assert_sound();
    }
}
