//! What bad input gets: one answer that says what is wrong and what is taken, the same on both databases.

use serde_json::{Value, json};

use crate::ground::{Ground, On};
use crate::served::{Answer, Served};

const PASSWORD: &str = "a password that nobody guesses";

/// A served house with a quality manager and a process owner.
struct House {
    served: Served,
    /// Quality manager.
    ana: String,
    /// Owner of the only process.
    ben: String,
    process: String,
    /// After the server, which must have ended before its database goes.
    _ground: Ground,
}

impl House {
    fn new(on: On) -> House {
        let ground = Ground::new(on);
        let person = |name: &str, email: &str| {
            let words = [
                "user",
                "add",
                "--name",
                name,
                "--email",
                email,
                "--role",
                "process_owner",
                "--password",
            ];
            ground.ran(&words, PASSWORD);
        };
        let token = |email: &str| {
            ground
                .ran(&["token", "create", "--person", email], "")
                .trim()
                .to_owned()
        };
        let init = [
            "init",
            "--organisation",
            "Probe Works",
            "--name",
            "Ana Ruiz",
            "--email",
            "ana@probe.example",
        ];
        ground.ran(&init, PASSWORD);
        person("Ben Okafor", "ben@probe.example");
        let (ana, ben) = (token("ana@probe.example"), token("ben@probe.example"));
        let served = Served::start(ground.command(&["serve", "--listen", "127.0.0.1:0"]));
        let me = served.get(&ben, "/me").is(200)["id"].clone();
        let process = json!({ "name": "Assemble", "owner": format!("person/{}", text(&me)) });
        let process = served.post(&ana, "/records/process", &process).is(201);
        let process = format!("process/{}", text(&process["id"]));
        House {
            served,
            ana,
            ben,
            process,
            _ground: ground,
        }
    }

    /// A problem that Ben may close as it is.
    fn ready_to_close(&self) -> String {
        let problem = json!({
            "title": "Carton soft", "concerns": "provider", "source": "incoming", "requirement_text": "Dry", "caused_in": self.process,
        });
        let problem = self
            .served
            .post(&self.ben, "/records/nonconformity", &problem)
            .is(201);
        let path = format!("/records/nonconformity/{}", text(&problem["number"]));
        let held = json!({
            "containment": "Set aside.", "reached_customer": "no", "significance": { "consequence": "nuisance", "repeat": "once" },
        });
        self.served.patch(&self.ben, &path, "1", &held).is(200);
        let pass = |way: &str| {
            self.served.post(
                &self.ben,
                &format!("{path}/transitions"),
                &json!({ "transition": way }),
            )
        };
        pass("contain").is(200);
        let right = json!({ "correction_done_on": "2026-01-05", "consequences": "None.", "need_action": "no", "need_because": "Once." });
        self.served.patch(&self.ben, &path, "3", &right).is(200);
        path
    }
}

/// A request, and what its answer must be: the status, and words that stand in it.
type Case = (&'static str, &'static str, String, u16, &'static [&'static str]);

fn bad_requests() -> Vec<Case> {
    let create = "/records/nonconformity";
    let title = |title: &str| json!({ "title": title }).to_string();
    let quantity = |quantity: Value| {
        json!({ "title": "Many", "lots": [{ "id": "r1", "quantity": quantity }] }).to_string()
    };
    let digits = "1234567890123456789012345678901234567890";
    let none = String::new;
    vec![
        (
            "GET",
            "/nowhere",
            none(),
            404,
            &["/api/v1/nowhere", "openapi.json"],
        ),
        ("DELETE", create, none(), 405, &["DELETE", "GET and POST"]),
        (
            "GET",
            "/records/nonsense",
            none(),
            404,
            &["nonsense", "nonconformity", "task"],
        ),
        (
            "GET",
            "/records/nonconformity/NC-1999-1",
            none(),
            404,
            &["NC-1999-1"],
        ),
        (
            "GET",
            "/records/nonconformity?state=flying",
            none(),
            422,
            &["flying", "reported", "closed"],
        ),
        (
            "GET",
            "/records/nonconformity?colour=red",
            none(),
            422,
            &["colour", "concerns", "owner"],
        ),
        (
            "GET",
            "/records/nonconformity?sort=mood",
            none(),
            422,
            &["mood", "due"],
        ),
        (
            "GET",
            "/records/nonconformity?limit=many",
            none(),
            422,
            &["many", "not a number"],
        ),
        (
            "GET",
            "/records/nonconformity?after=here",
            none(),
            422,
            &["after"],
        ),
        (
            "GET",
            "/records/nonconformity?as_of=lately",
            none(),
            422,
            &["lately"],
        ),
        (
            "GET",
            "/records/nonconformity?q=%00",
            none(),
            400,
            &["percent-encoded"],
        ),
        ("POST", create, "{ title: loose }".to_owned(), 400, &["JSON"]),
        ("POST", create, "[]".to_owned(), 400, &["object"]),
        (
            "POST",
            create,
            json!({}).to_string(),
            422,
            &["In one line, what is wrong?"],
        ),
        (
            "POST",
            create,
            json!({ "title": "Red", "colour": "red" }).to_string(),
            422,
            &["no field “colour”", "concerns"],
        ),
        (
            "POST",
            create,
            json!({ "title": "Odd", "concerns": "weather" }).to_string(),
            422,
            &["weather", "output"],
        ),
        ("POST", create, title("a\0b"), 422, &["U+0000"]),
        (
            "POST",
            create,
            title(&"x".repeat(5_000_000)),
            422,
            &["characters"],
        ),
        ("POST", create, quantity(json!(digits)), 422, &["digits"]),
        (
            "POST",
            create,
            quantity(serde_json::from_str(digits).unwrap_or(json!(1e39))),
            422,
            &["lots"],
        ),
        ("POST", "/records/nonsense", title("Odd"), 404, &["nonsense"]),
    ]
}

/// Everything bad that is asked of one house, and every answer.
fn answers(on: On) -> Vec<(String, Answer)> {
    let house = House::new(on);
    let mut answers = Vec::new();
    for (method, path, body, status, words) in bad_requests() {
        let answer = house.served.send(&house.ana, method, path, &body, &[]);
        let said = answer.body.to_string();
        let shown: String = body.chars().take(60).collect();
        assert_eq!(answer.status, status, "{on:?}: {method} {path} {shown}: {said}");
        for word in words {
            assert!(
                said.contains(word),
                "{on:?}: {method} {path} {shown} does not say “{word}”: {said}"
            );
        }
        assert!(
            said.len() < 4_000,
            "{on:?}: {method} {path} {shown} answers {} bytes",
            said.len()
        );
        answers.push((format!("{method} {path} {shown}"), answer));
    }
    let unknown = house.served.get("plbt_nobody", "/records/nonconformity");
    assert_eq!(unknown.status, 401);
    assert_eq!(house.served.get("", "/records/nonconformity").status, 401);
    let page = house.served.get(&house.ana, "/records/nonconformity").is(200);
    assert_eq!(page["total"], 0, "a refused request left a record: {page}");
    answers
}

#[test]
fn bad_requests_get_one_answer_that_says_what_is_taken_and_the_same_on_both_databases() {
    let (sqlite, postgres) = (answers(On::Sqlite), answers(On::Postgres));
    for (one, other) in sqlite.iter().zip(&postgres) {
        assert_eq!(one, other);
    }
}

#[test]
fn marks_that_turn_the_direction_of_text_get_the_same_answer_on_both_databases() {
    let told = |on: On| {
        let house = House::new(on);
        let title = json!({ "title": "Lot \u{202e}7162\u{202c} مرحبا \u{200f}" });
        let answer = house.served.post(&house.ana, "/records/nonconformity", &title);
        let page = house.served.get(&house.ana, "/records/nonconformity").is(200);
        let reasons = answer.body["reasons"].clone();
        (answer.status, reasons, page["items"][0]["title"].clone())
    };
    let (sqlite, postgres) = (told(On::Sqlite), told(On::Postgres));
    assert_eq!(sqlite, postgres);
    assert!(matches!(sqlite.0, 201 | 422), "{sqlite:?}");
}

#[test]
fn a_stale_version_is_told_what_changed_and_overwrites_nothing() {
    for on in [On::Sqlite, On::Postgres] {
        let house = House::new(on);
        let path = house.ready_to_close();
        let first = json!({ "consequences": "Two hours." });
        house.served.patch(&house.ana, &path, "4", &first).is(200);
        let late = house
            .served
            .patch(&house.ben, &path, "4", &json!({ "consequences": "One hour." }))
            .is(409);
        assert_eq!(late["changed"][0]["by"], "Ana Ruiz", "{late:#}");
        assert_eq!(
            late["changed"][0]["fields"]["consequences"]["after"],
            "Two hours."
        );
        let now = house.served.get(&house.ana, &path).is(200);
        assert_eq!(now["fields"]["consequences"], "Two hours.");
        assert_eq!(now["version"], 5);
        for wrong in ["\"x\"", "-1"] {
            let answer = house
                .served
                .patch(&house.ben, &path, wrong, &json!({ "consequences": "None." }))
                .is(422);
            assert!(answer["detail"].to_string().contains("If-Match"), "{answer:#}");
        }
        let far = house
            .served
            .patch(&house.ben, &path, "99", &json!({ "consequences": "None." }));
        assert_eq!(far.status, 409, "{:#}", far.body);
    }
}

#[test]
fn of_two_people_who_close_one_record_one_wins_and_the_other_is_told() {
    for on in [On::Sqlite, On::Postgres] {
        let house = House::new(on);
        for _ in 0..5 {
            let path = house.ready_to_close();
            let close = |token: &str| {
                let body = json!({ "transition": "close_without_action" }).to_string();
                house.served.send(
                    token,
                    "POST",
                    &format!("{path}/transitions"),
                    &body,
                    &[("if-match", "4")],
                )
            };
            let both = std::thread::scope(|threads| {
                let one = threads.spawn(|| close(&house.ana));
                let other = threads.spawn(|| close(&house.ben));
                [one.join().expect("it ends"), other.join().expect("it ends")]
            });
            let won: Vec<&Answer> = both.iter().filter(|answer| answer.status == 200).collect();
            let told: Vec<&Answer> = both.iter().filter(|answer| answer.status == 409).collect();
            assert_eq!((won.len(), told.len()), (1, 1), "{both:#?}");
            let name = ["Ana Ruiz", "Ben Okafor"]
                .into_iter()
                .find(|name| text(&won[0].body["sentence"]).contains(name));
            assert_eq!(
                told[0].body["changed"][0]["by"],
                name.expect("a receipt names who acted"),
                "{both:#?}"
            );
            assert_eq!(house.served.get(&house.ana, &path).is(200)["version"], 5);
        }
    }
}

#[test]
fn a_wrong_password_while_signing_is_refused_and_noted_and_changes_nothing() {
    for on in [On::Sqlite, On::Postgres] {
        let house = House::new(on);
        let asked = json!({ "title": "Lighter blue", "deviation": "Colour", "harmless": "Colour only", "quantity": "4", "until": "2030-01-01", "customer_asked": "no" });
        let asked = house
            .served
            .post(&house.ben, "/records/concession", &asked)
            .is(201);
        let path = format!("/records/concession/{}", text(&asked["number"]));
        let intent = house
            .served
            .post(
                &house.ana,
                &format!("{path}/signing-intents"),
                &json!({ "transition": "grant" }),
            )
            .is(201);
        let sign = |password: &str| {
            let signature = json!({ "intent": intent["intent"], "factor": { "password": password } });
            house.served.post(
                &house.ana,
                &format!("{path}/transitions"),
                &json!({ "transition": "grant", "signature": signature }),
            )
        };
        let before = house.served.get("", "//healthz").is(200)["entries"]
            .as_u64()
            .expect("a count");
        let wrong = sign("a password that somebody guesses").is(401);
        assert!(text(&wrong["detail"]).contains("noted"), "{wrong:#}");
        let after = house.served.get("", "//healthz").is(200)["entries"].as_u64();
        assert_eq!(
            after,
            Some(before + 1),
            "a failed signing is an entry of the journal"
        );
        assert_eq!(house.served.get(&house.ana, &path).is(200)["state"], "requested");
        let right = sign(PASSWORD).is(200);
        assert_eq!(right["state"], "granted");
        assert_eq!(sign(PASSWORD).status, 409, "an intent signs once");
    }
}

#[test]
fn an_unknown_way_is_refused_with_the_ways_that_there_are() {
    let house = House::new(On::Sqlite);
    let path = house.ready_to_close();
    let answer = house
        .served
        .post(
            &house.ana,
            &format!("{path}/transitions"),
            &json!({ "transition": "explode" }),
        )
        .is(404);
    let said = answer.to_string();
    for word in ["explode", "close_without_action", "understand"] {
        assert!(said.contains(word), "{said}");
    }
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} should be a text"))
}
