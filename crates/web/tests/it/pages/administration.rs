//! Whoever looks after the house: people and leavers, places, practices, packs, and the morning round.

use app::Caller;
use app::act::record::Wish;
use serde_json::{Map, Value, json};

use super::house::{Browser, House, On, Page};

pub(super) fn enter(house: &House, kind: &str, inputs: Value) -> String {
    let Value::Object(inputs) = inputs else {
        panic!("answers are an object")
    };
    let wish = Wish::Create {
        kind: kind.to_owned(),
        inputs,
    };
    house.app.act(&Caller::system(), wish, None).unwrap().number
}

pub(super) fn answer(house: &House, kind: &str, number: &str, inputs: Value) {
    let Value::Object(inputs) = inputs else {
        panic!("answers are an object")
    };
    let wish = Wish::Edit {
        kind: kind.to_owned(),
        number: number.to_owned(),
        inputs,
        seen: None,
    };
    house.app.act(&Caller::system(), wish, None).unwrap();
}

/// The number of the person of that name, from the list of people.
pub(super) fn number_of(browser: &Browser<'_>, name: &str) -> String {
    let html = browser.get("/people").html;
    let link = html
        .match_indices("href=\"/people/")
        .map(|(at, _)| &html[at + "href=\"/people/".len()..])
        .find(|rest| {
            rest.split_once("</a>")
                .is_some_and(|(link, _)| link.contains(name))
        })
        .unwrap_or_else(|| panic!("{name} is not among the people"));
    link.split('"').next().unwrap().to_owned()
}

pub(super) fn value_of<'a>(page: &'a Page, name: &str) -> &'a str {
    let at = page
        .html
        .find(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("{name} is not on the page"));
    page.html[at..].split('"').nth(3).unwrap()
}

pub(super) fn option_of<'a>(page: &'a Page, name: &str) -> &'a str {
    let html = &page.html;
    let (before, _) = html
        .split_once(&format!(">{name}</option>"))
        .unwrap_or_else(|| panic!("{name} cannot be chosen: {}", page.text()));
    let value = &before[before.rfind("value=\"").unwrap() + 7..];
    value.split('"').next().unwrap()
}

#[test]
fn a_leaver_hands_everything_over_in_one_act_and_then_has_left() {
    for on in On::BOTH {
        let house = House::founded(on);
        house.add("Leo", &[]);
        house.add("Nia", &[]);
        let ada = house.signed_in("Ada");
        let task = enter(
            &house,
            "task",
            json!({ "what": "Order the labels", "owner": "leo@probe.example" }),
        );
        let problem = enter(&house, "nonconformity", json!({ "title": "Labels are missing" }));
        answer(
            &house,
            "nonconformity",
            &problem,
            json!({ "owner": "leo@probe.example" }),
        );
        let leo = number_of(&ada, "Leo");
        let page = ada.get(&format!("/people/{leo}/leave"));
        page.says("Two open records name Leo.");
        page.says(&task);
        page.says("“Who takes it on?”");

        let address = format!("/people/{leo}/leave");
        let nobody = ada.post(&address, &[("to", ""), ("reason", "Leo leaves.")]);
        assert_eq!(nobody.status, 422);
        nobody.says("Choose who takes it on.");
        let nia = option_of(&page, "Nia").to_owned();
        let unsaid = ada.post(&address, &[("to", &nia), ("reason", " ")]);
        assert_eq!(unsaid.status, 422);
        unsaid.says("Say why: the reason stands in the journal.");

        let others = house.signed_in("Nia");
        let refused = others.post(&address, &[("to", &nia), ("reason", "I would like it.")]);
        assert_eq!(refused.status, 403, "{}", refused.text());
        refused.says("The work of others is handed over by");

        let done = ada.post(&address, &[("to", &nia), ("reason", "Leo leaves on Friday.")]);
        assert_eq!(done.status, 303, "{}", done.text());
        let receipt = ada.get(done.location.as_deref().unwrap());
        for words in [
            "Nothing open names Leo.",
            "Handed over to Nia",
            "Leo leaves on Friday.",
            "2 records",
            &task,
            &problem,
        ] {
            receipt.says(words);
        }
        let again = ada.post(&address, &[("to", &nia), ("reason", "Once more.")]);
        again.says("Nothing that is open names Leo.");

        let left = ada.done(
            &format!("/records/person/{leo}/pass/leave"),
            &[("left_on", "2026-11-20")],
        );
        left.says("Left");
        let people = ada.get("/people");
        people.says("Left 1 20 Nov Leo");
        let gone = house.browser().post(
            "/sign-in",
            &[
                ("email", "leo@probe.example"),
                ("_password", super::house::PASSWORD),
                ("to", "/"),
            ],
        );
        assert_ne!(gone.status, 303, "somebody who left signs in");
        house.assert_sound();
    }
}

#[test]
fn an_absence_is_entered_on_the_page_of_a_person_and_shows_who_stands_in() {
    let house = House::founded(On::Sqlite);
    house.add("Leo", &[]);
    house.add("Nia", &[]);
    let leo = house.signed_in("Leo");
    let number = number_of(&leo, "Leo");
    let page = leo.get(&format!("/people/{number}"));
    let nia = option_of(&page, "Nia").to_owned();
    let address = format!("/people/{number}/away");
    let version = value_of(&page, "_seen").to_owned();
    let answers = [
        ("_seen", version.as_str()),
        ("from", "2026-11-16"),
        ("until", "2026-11-20"),
        ("deputy", nia.as_str()),
    ];
    let done = leo.post(&address, &answers);
    assert_eq!(done.status, 303, "{}", done.text());
    leo.get(&format!("/people/{number}"))
        .says("Away today until Friday 20 November; Nia stands in.");
    leo.get("/people")
        .says("Three people work here; one is away today.");
    let others = house.signed_in("Nia");
    let refused = others.post(
        &format!("/people/{}/away", number_of(&others, "Ada")),
        &[("from", "2026-11-16")],
    );
    assert_eq!(
        refused.status,
        403,
        "others do not send somebody on leave: {}",
        refused.text()
    );
    house.assert_sound();
}

#[test]
fn a_password_is_given_by_those_who_look_after_people_shown_once_and_stands_in_the_journal() {
    for on in On::BOTH {
        let house = House::founded(on);
        house.add("Leo", &[]);
        house.add("Quinn", &["quality_manager"]);
        let (ada, quinn, leo) = (
            house.signed_in("Ada"),
            house.signed_in("Quinn"),
            house.signed_in("Leo"),
        );
        let (of_leo, of_ada) = (number_of(&ada, "Leo"), number_of(&ada, "Ada"));
        let forbidden = |browser: &Browser<'_>, number: &str, what: &str| {
            let page = browser.post(
                &format!("/people/{number}/access"),
                &[("do", what), ("name", "x"), ("days", "1")],
            );
            assert_eq!(page.status, 403, "{}", page.text());
        };
        assert_eq!(leo.get(&format!("/people/{of_ada}/access")).status, 403);
        forbidden(&leo, &of_ada, "password");
        forbidden(&leo, &of_ada, "token");
        // Whoever gave an administrator a password could become one.
        forbidden(&quinn, &of_ada, "password");
        forbidden(&quinn, &of_leo, "token");

        let given = quinn.post(&format!("/people/{of_leo}/access"), &[("do", "password")]);
        assert_eq!(given.status, 200, "{}", given.text());
        let password = given
            .html
            .split("<code>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(
            leo.get("/").status,
            303,
            "Leo's sessions ended with his old password"
        );
        let back = house.browser();
        let page = back.post(
            "/sign-in",
            &[
                ("email", "leo@probe.example"),
                ("_password", &password),
                ("to", "/"),
            ],
        );
        assert_eq!(page.status, 303, "{}", page.text());
        ada.get("/journal").says("Quinn gave Leo a new password.");
        assert!(
            !ada.get(&format!("/people/{of_leo}/access"))
                .html
                .contains(&password),
            "it is shown once"
        );

        let made = ada.post(
            &format!("/people/{of_leo}/access"),
            &[
                ("do", "token"),
                ("name", "Label printer"),
                ("scope", "read"),
                ("days", "30"),
            ],
        );
        let token = made
            .html
            .split("<code>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned();
        let caller = house.app.caller_by_token(&token).unwrap();
        assert!(!caller.may_act, "it may read alone");
        ada.get("/tokens")
            .says("Label printer Leo. Reads, until 16 December 2026.");
        let hash = app::secrets::digest(&token);
        let ended = ada.post(&format!("/people/{of_leo}/access"), &[("which", &hash[..16])]);
        assert_eq!(ended.status, 303, "{}", ended.text());
        assert!(house.app.caller_by_token(&token).is_err(), "it was ended");
        house.assert_sound();
    }
}

#[test]
fn a_practice_is_set_with_a_reason_by_those_who_may_and_says_what_asks_it() {
    for on in On::BOTH {
        let house = House::founded(on);
        house.add("Leo", &[]);
        let (ada, leo) = (house.signed_in("Ada"), house.signed_in("Leo"));
        let address = "/practices/amended_by_two";
        let page = ada.get(address);
        page.says("Amendment: “Agree: correct it so”");
        page.says("never set; as proposed");
        let unsaid = ada.post(address, &[("setting", "off"), ("reason", "")]);
        assert_eq!(unsaid.status, 422);
        unsaid.says("Say why");
        let wrong = ada.post(address, &[("setting", "maybe"), ("reason", "Why not.")]);
        wrong.says("“maybe” is not a setting of this practice");
        assert_eq!(
            leo.post(address, &[("setting", "off"), ("reason", "No.")]).status,
            403
        );
        assert!(
            !leo.get(address)
                .html
                .contains("<form method=\"post\" action=\"/practices"),
            "no form for others"
        );
        let done = ada.post(address, &[("setting", "off"), ("reason", "We are three.")]);
        assert_eq!(done.status, 303, "{}", done.text());
        ada.get(address).says("In force off");
        ada.get("/practices").says("one is set otherwise than proposed.");
        house.assert_sound();
    }
}

#[test]
fn a_pack_is_installed_by_the_administrator_after_its_differences_were_shown() {
    for on in On::BOTH {
        let house = House::founded_beside_newer(on);
        house.add("Leo", &[]);
        house.add("Quinn", &["quality_manager"]);
        let (ada, quinn) = (house.signed_in("Ada"), house.signed_in("Quinn"));
        ada.get("/packs").says("Version 2 lies ready.");
        let address = "/packs/base";
        let page = ada.get(address);
        page.says("Who may do what would change");
        page.says("Task: begin one");
        page.says("From the next act on, the new version decides; nothing is decided again.");
        let digest = value_of(&page, "_digest").to_owned();
        let answers =
            |password: &'static str| vec![("_digest", digest.clone()), ("_password", password.to_owned())];
        let post = |browser: &Browser<'_>, password: &'static str| {
            let answers = answers(password);
            let answers: Vec<(&str, &str)> = answers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            browser.post(address, &answers)
        };
        assert_eq!(post(&quinn, super::house::PASSWORD).status, 403);
        let wrong = post(&ada, "another one entirely");
        assert_eq!(wrong.status, 422);
        wrong.says("Your password is a different one.");
        let other = ada.post(
            address,
            &[("_digest", "0000"), ("_password", super::house::PASSWORD)],
        );
        assert_eq!(
            other.status,
            409,
            "what was not looked at is not installed: {}",
            other.text()
        );
        let done = post(&ada, super::house::PASSWORD);
        assert_eq!(done.status, 303, "{}", done.text());
        ada.get(address).says("Base, version 2");
        assert_eq!(
            house.signed_in("Leo").get("/records/task/new").status,
            403,
            "the new rule is in force"
        );
        house.assert_sound();
    }
}

#[test]
fn a_closed_record_leads_to_its_correction() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    let task = enter(
        &house,
        "task",
        json!({ "what": "Count the lables", "owner": "ada@probe.example" }),
    );
    let page = ada.get(&format!("/records/task/{task}"));
    assert!(
        !page.html.contains("/records/amendment/new"),
        "what is open is edited"
    );
    let wish = Wish::Pass {
        kind: "task".to_owned(),
        number: task.clone(),
        transition: "finish".to_owned(),
        inputs: Map::from_iter([("done_note".to_owned(), json!("40."))]),
        seen: None,
        factor: None,
    };
    house.app.act(&Caller::system(), wish, None).unwrap();
    let page = ada.get(&format!("/records/task/{task}"));
    assert!(
        page.html.contains(&format!("/records/amendment/new?of={task}")),
        "{}",
        page.text()
    );
    let form = ada.get(&format!("/records/amendment/new?of={task}"));
    assert!(form.html.contains(&format!("value=\"{task}\"")), "{}", form.html);
}

#[test]
fn every_page_of_the_house_is_there_for_everybody_to_read() {
    let house = House::founded(On::Sqlite);
    house.add("Leo", &[]);
    let leo = house.signed_in("Leo");
    let number = number_of(&leo, "Ada");
    let person = [format!("/people/{number}"), format!("/people/{number}/leave")];
    let pages = [
        "/house",
        "/people",
        "/places",
        "/practices",
        "/practices/time_zone",
        "/packs",
        "/packs/base",
        "/tokens",
        "/triage",
    ];
    for path in pages.into_iter().map(str::to_owned).chain(person) {
        let page = leo.get(&path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert_eq!(page.html.matches("<h1>").count(), 1, "{path} has one headline");
    }
    for path in ["/people/P-999", "/practices/nothing", "/packs/nothing"] {
        assert_eq!(leo.get(path).status, 404, "{path}");
    }
}
