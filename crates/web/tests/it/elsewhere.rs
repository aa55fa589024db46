//! Three kinds that share no field with ours work in list, record, workflow and search through the API, and stand in OpenAPI:
//! each is one TOML file. The files lie in `crates/app/tests/it/kinds`, where they are tested without the web.

use std::collections::BTreeSet;
use std::path::Path;

use engine::pack::PackSource;
use serde_json::{Value, json};

use crate::server::{PASSWORD, Reply, Server, pack_at};

fn house() -> Server {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let kinds = pack_at(&crates.join("app/tests/it/kinds"), "elsewhere");
    let pack = "id = \"elsewhere\"\ntitle = \"Elsewhere\"\nversion = 1\nneeds = [\"base\"]\nlicence = \"Apache-2.0\"\n";
    let mut files = std::collections::BTreeMap::from([("pack.toml".to_owned(), pack.to_owned())]);
    for (file, text) in kinds.files {
        let file = if file == "practices.toml" {
            file
        } else {
            format!("kinds/{file}")
        };
        files.insert(file, text);
    }
    let elsewhere = PackSource {
        name: "elsewhere".to_owned(),
        files,
    };
    Server::founded(&[pack_at(&crates.join("../packs/base"), "base"), elsewhere])
}

fn reasons(reply: &Reply) -> Vec<&str> {
    let reasons = reply.body["reasons"]
        .as_array()
        .unwrap_or_else(|| panic!("no reasons: {reply:?}"));
    reasons
        .iter()
        .map(|reason| reason["sentence"].as_str().unwrap())
        .collect()
}

fn numbers(reply: &Reply) -> Vec<&str> {
    let items = reply.body["items"]
        .as_array()
        .unwrap_or_else(|| panic!("no items: {reply:?}"));
    items
        .iter()
        .map(|item| item["number"].as_str().unwrap())
        .collect()
}

#[test]
fn a_visitor_log_works_through_the_api() {
    let server = house();
    let (ben, lea, tom) = (
        server.add("ben", &[]),
        server.add("lea", &["shift_lead"]),
        server.add("tom", &[]),
    );
    let log = "/api/v1/records/visitor_log";
    let today = &server.app.now().to_string()[..10];
    let reply = server.post(
        &ben,
        log,
        &json!({ "visitor": "Rosa Lund", "company": "Lund & Co", "expected_on": today }),
    );
    assert_eq!(reply.status, 201, "{reply:?}");
    let number = reply.body["number"].as_str().unwrap().to_owned();
    assert_eq!(reply.location, Some(format!("{log}/{number}")));
    let one = format!("{log}/{number}");

    let seen = server.get(&ben, &one);
    assert_eq!((seen.status, seen.etag.as_deref()), (200, Some("\"1\"")));
    assert_eq!(seen.body["title"], "Rosa Lund");
    assert_eq!(seen.body["fields"]["company"], "Lund & Co");
    assert_eq!(seen.body["due"], today);
    let arrive = &seen.body["transitions"][0];
    assert_eq!(
        (&arrive["id"], &arrive["asks"]),
        (&json!("arrive"), &json!(["arrived_at"]))
    );
    assert_eq!(arrive["missing"].as_array().unwrap().len(), 2);

    let now = server.app.now().to_string();
    let came = json!({ "transition": "arrive", "inputs": { "arrived_at": now } });
    let refused = server.post(&lea, &format!("{one}/transitions"), &came);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.content_type, "application/problem+json");
    assert_eq!(
        reasons(&refused),
        [
            "“Badge number” is not answered.",
            "Nobody is let in before the safety briefing."
        ]
    );
    assert_eq!(refused.body["reasons"][0]["field"], "badge");
    assert_eq!(
        refused.body["reasons"][0]["basis"],
        "practice:gate_keeps_its_rules"
    );

    let answers = json!({ "badge": "17", "briefed": "yes" });
    assert_eq!(server.patch(&lea, &one, "\"1\"", &answers).status, 200);
    let stale = server.patch(&lea, &one, "\"1\"", &json!({ "badge": "18" }));
    assert_eq!(
        (stale.status, stale.body["changed"].as_array().map(Vec::len)),
        (409, Some(1))
    );
    let done = server.post(&lea, &format!("{one}/transitions"), &came);
    assert_eq!((done.status, &done.body["state"]), (200, &json!("here")));

    assert_eq!(
        numbers(&server.get(&lea, &format!("{log}?company=Lund+%26+Co&state=here"))),
        [&number]
    );
    assert_eq!(
        numbers(&server.get(&lea, "/api/v1/search?q=rosa%20lund")),
        [&number]
    );
    let history = server.get(&ben, &format!("{one}/history"));
    let last = history.body["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["sentence"], "lea: Let in. It is “Here” now.");
    // Who visits whom is not everybody's business: it is as if it were not there.
    assert_eq!(server.get(&tom, &one).status, 404);
    assert_eq!(server.get(&tom, log).body["total"], 0);
    assert_eq!(numbers(&server.get(&tom, "/api/v1/search?q=rosa")), [""; 0]);
    assert_eq!(server.get(&tom, &format!("{one}/history")).status, 404);
    assert_eq!(
        server.post(&tom, &format!("{one}/transitions"), &came).status,
        404
    );
    server.assert_sound();
}

#[test]
fn a_gauge_is_signed_through_the_api() {
    let server = house();
    let (ann, kai) = (server.add("ann", &["quality_manager"]), server.add("kai", &[]));
    let gauges = "/api/v1/records/gauge";
    let gauge = json!({ "designation": "Micrometer 25", "label": "M1", "keeper": "kai@probe.example", "resolution": "0.001" });
    assert_eq!(server.post(&kai, gauges, &gauge).status, 403);
    assert_eq!(server.post(&ann, gauges, &gauge).status, 201);
    let again = server.post(&ann, gauges, &gauge);
    assert_eq!(
        reasons(&again),
        ["“Code on its label” is M1, which Micrometer 25 has already."]
    );
    // Its label names it, like a number.
    let one = format!("{gauges}/M1");
    assert_eq!(server.get(&kai, &one).body["number"], "G-1");
    let next = engine::calendar::plus(&server.app.now().to_string()[..10], 365);
    let mut pass = json!({ "transition": "calibrate", "inputs": { "off_by": "-0.004", "next_on": next } });
    let unsigned = server.post(&ann, &format!("{one}/transitions"), &pass);
    assert_eq!(
        (unsigned.status, &unsigned.body["title"]),
        (422, &json!("Not signed"))
    );
    let intent = server.post(&ann, &format!("{one}/signing-intents"), &pass);
    assert_eq!(intent.status, 201, "{intent:?}");
    assert_eq!(intent.body["meaning"], "I compared this gauge with a standard.");
    let covers: Vec<&Value> = intent.body["covers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cover| &cover["field"])
        .collect();
    assert_eq!(covers, ["label", "off_by"]);
    pass["signature"] = json!({ "intent": intent.body["intent"], "factor": { "password": PASSWORD } });
    let done = server.post(&ann, &format!("{one}/transitions"), &pass);
    assert_eq!(
        (done.status, &done.body["state"]),
        (200, &json!("usable")),
        "{done:?}"
    );
    // An intent is used once.
    assert!(server.post(&ann, &format!("{one}/transitions"), &pass).status >= 400);
    let seen = server.get(&kai, &one);
    assert_eq!(seen.body["due"], next.as_str());
    assert_eq!(seen.body["signatures"][0]["name"], "ann");
    assert_eq!(seen.body["fields"]["calibrations"][0]["deviation"], "-0.004");
    assert_eq!(
        numbers(&server.get(&kai, &format!("{gauges}?resolution=0.001"))),
        ["G-1"]
    );
    server.assert_sound();
}

#[test]
fn a_training_is_found_filtered_and_as_it_was() {
    let server = house();
    let tim = server.add("tim", &["process_owner"]);
    let trainings = "/api/v1/records/training";
    let process = json!({ "name": "Milling", "owner": "tim@probe.example" });
    assert_eq!(server.post(&tim, "/api/v1/records/process", &process).status, 201);
    let training = |subject: &str| json!({ "subject": subject, "trainer": "tim@probe.example", "people": ["ada@probe.example"], "for": "PR-1", "planned_on": "2026-01-05" });
    for subject in ["Cutting", "Setting up", "Über Maß"] {
        assert_eq!(server.post(&tim, trainings, &training(subject)).status, 201);
    }
    let year = server.app.now().to_string()[..4].to_owned();
    let number = |n: usize| format!("TR-{year}-{n}");
    let page = server.get(&tim, &format!("{trainings}?for=PR-1&sort=number&limit=2"));
    assert_eq!(numbers(&page), [number(1), number(2)]);
    assert_eq!(
        (&page.body["total"], &page.body["total_is_exact"]),
        (&json!(3), &json!(true))
    );
    let next = page.body["next"].as_str().unwrap();
    let rest = server.get(
        &tim,
        &format!("{trainings}?for=PR-1&sort=number&limit=2&after={next}"),
    );
    assert_eq!(numbers(&rest), [number(3)]);
    assert_eq!(
        numbers(&server.get(&tim, &format!("{trainings}?q=uber+mass"))),
        [""; 0]
    );
    assert_eq!(
        numbers(&server.get(&tim, &format!("{trainings}?q=%C3%BCber"))),
        [number(3)]
    );
    let wrong = server.get(&tim, &format!("{trainings}?subject=Cutting"));
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body["detail"].as_str().unwrap().contains("it has"),
        "{wrong:?}"
    );
    let held = json!({ "transition": "hold" });
    assert_eq!(
        server
            .post(&tim, &format!("{trainings}/{}/transitions", number(1)), &held)
            .status,
        200
    );
    let before = server.get(&tim, &format!("{trainings}/{}?as_of=2026-01-01", number(1)));
    assert_eq!(before.status, 404, "it was not entered yet: {before:?}");
    server.assert_sound();
}

#[test]
fn open_api_tells_them_as_the_engine_takes_them() {
    let server = house();
    let document = server.get("", "/api/openapi.json");
    assert_eq!(document.status, 200);
    assert_eq!(document.body["openapi"], "3.1.0");
    let schemas = &document.body["components"]["schemas"];
    for kind in ["visitor_log", "gauge", "training"] {
        assert_eq!(schemas[format!("{kind}_answers")]["type"], "object", "{kind}");
    }
    let gauge = &schemas["gauge_answers"]["properties"];
    assert_eq!(gauge["designation"]["description"], "What is it?");
    assert_eq!(gauge["keeper"]["x-links-to"], json!(["person"]));
    assert_eq!(gauge["next_on"]["format"], "date");
    let row = &gauge["calibrations"]["items"]["properties"];
    assert!(row["deviation"]["pattern"].is_string(), "{row}");
    let inputs = &schemas["gauge_calibrate_inputs"]["properties"];
    let asked: BTreeSet<&String> = inputs.as_object().unwrap().keys().collect();
    assert_eq!(
        asked,
        BTreeSet::from([&"next_on".to_owned(), &"off_by".to_owned()])
    );
    // Where a reason is an answer too, the document says so.
    let again = &schemas["training_answers"]["properties"]["again"];
    assert_eq!(
        again["anyOf"][1]["properties"]["reason"]["type"], "string",
        "{again}"
    );
    // Every reference leads somewhere, and every address of the API stands in it once.
    let text = document.body.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas[name].is_object(), "nothing is called {name}");
    }
    let ids: Vec<&str> = document.body["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    let kinds = server.get(&server.add("kim", &[]), "/api/v1/kinds/training");
    assert_eq!((kinds.status, &kinds.body["plural"]), (200, &json!("Trainings")));
}
