//! Processes, standards and the journal: what they tell, and what they keep to themselves.

use jiff::SignedDuration;

use super::house::{Browser, House, On, number_in};

const SECRET: &str = "Nobody must know of this";

/// Two processes that pass something on, owned by Olga; Rita and Vera hold no role.
fn ready(house: &House) {
    for (name, roles) in [("Olga", &["process_owner"][..]), ("Rita", &[]), ("Vera", &[])] {
        house.add(name, roles);
    }
    let ada = house.signed_in("Ada");
    ada.done("/records/site/new", &[("name", "Leeds")]);
    ada.done(
        "/records/place/new",
        &[("name", "Bench 5"), ("code", "B5"), ("site", "Leeds")],
    );
    for (name, group) in [("Calibrate", "core"), ("Lead", "management")] {
        ada.done(
            "/records/process/new",
            &[("name", name), ("group", group), ("owner", "Olga")],
        );
    }
    let olga = house.signed_in("Olga");
    let answers = [
        ("inputs.r1.name", "Goals & means"),
        ("inputs.r1.from", "Lead"),
        ("inputs.r1.criterion", "in writing"),
        ("outputs.r1.name", "Calibrated testers"),
        ("outputs.r1.outside", "customers"),
        ("outputs.r1.criterion", "with certificate"),
    ];
    olga.done("/records/process/PR-1/edit/2", &answers);
    olga.done(
        "/records/process/PR-1/edit/1",
        &[
            ("name", "Calibrate"),
            ("group", "core"),
            ("owner", "Olga"),
            ("purpose", "So that readings are right"),
        ],
    );
    olga.done("/records/process/PR-1/pass/activate", &[]);
}

/// A confidential problem of Rita's that hangs on PR-1; gives its number.
fn secret(house: &House) -> String {
    let rita = house.signed_in("Rita");
    let page = rita.fill(
        "/records/nonconformity/new",
        &[("title", SECRET), ("found_at", "B5"), ("confidential", "yes")],
    );
    assert_eq!(page.status, 303, "{}", page.text());
    let number = number_in(&page.location.unwrap());
    let what = [
        ("title", SECRET),
        ("concerns", "system"),
        ("caused_in", "Calibrate"),
        ("owner", "Olga"),
        ("reached_customer", "no"),
        ("requirement_text", "Readings are right"),
        ("confidential", "yes"),
        ("significance.consequence", "limited"),
        ("significance.repeat", "once"),
    ];
    house
        .signed_in("Ada")
        .done(&format!("/records/nonconformity/{number}/edit/1"), &what);
    number
}

/// All pages of these places, as links lead to them.
fn all(browser: &Browser<'_>) -> Vec<(String, super::house::Page)> {
    let mut paths = vec![
        "/processes".to_owned(),
        "/processes/PR-1".to_owned(),
        "/processes/PR-2".to_owned(),
        "/standards".to_owned(),
        "/standards/iso-9001-2015".to_owned(),
        "/standards/iso-9001-2026?result=contradicted".to_owned(),
        "/journal".to_owned(),
        "/journal?kind=nonconformity".to_owned(),
        "/journal?kind=process".to_owned(),
        "/journal/verify".to_owned(),
    ];
    for clause in ["4.4.1.e", "8.7.1", "8.7.1.b", "10.2.1", "10.2.1.a.1", "10.2.1.b"] {
        paths.push(format!("/standards/iso-9001-2015/{clause}"));
    }
    let newest = browser.get("/journal");
    let size: u64 = newest
        .html
        .split("/journal/")
        .filter_map(|part| part.split('"').next()?.parse().ok())
        .max()
        .unwrap();
    paths.extend((1..=size).map(|entry| format!("/journal/{entry}")));
    paths.extend((1..=size).map(|entry| format!("/journal/{entry}/proof")));
    paths
        .into_iter()
        .map(|path| (path.clone(), browser.get(&path)))
        .collect()
}

#[test]
fn what_is_closed_to_somebody_is_named_on_no_page_of_these_places() {
    for on in On::BOTH {
        let house = House::founded(on);
        ready(&house);
        let number = secret(&house);
        house.later(SignedDuration::from_hours(24 * 40));
        // Olga owns it and sees it: late, contradicting a check, and an entry of the journal.
        let olga = house.signed_in("Olga");
        let named = |pages: &[(String, super::house::Page)]| -> Vec<String> {
            let named = pages
                .iter()
                .filter(|(_, page)| page.html.contains(SECRET) || page.html.contains(&number));
            named.map(|(path, _)| path.clone()).collect()
        };
        let seen = named(&all(&olga));
        for path in [
            "/processes/PR-1",
            "/journal",
            "/journal?kind=nonconformity",
            "/standards/iso-9001-2015/10.2.1.a.1",
        ] {
            assert!(
                seen.iter().any(|known| known == path),
                "{on:?}: {path} names it to its owner; of {seen:?}"
            );
        }
        let vera = all(&house.signed_in("Vera"));
        assert_eq!(named(&vera), Vec::<String>::new(), "{on:?}");
        for (path, page) in &vera {
            assert_eq!(page.status, 200, "{path}: {}", page.text());
        }
        house.assert_sound();
    }
}

#[test]
fn what_is_late_on_a_process_shows_there_to_those_who_see_it() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    secret(&house);
    let before = house.signed_in("Olga").get("/processes/PR-1");
    house.later(SignedDuration::from_hours(24 * 40));
    let after = house.signed_in("Olga").get("/processes/PR-1");
    before.says("Calibrate");
    after.says("is off its goal");
    after.says("days late");
    assert!(
        after.html.contains("/records/nonconformity?process=PR-1"),
        "by kind into the register"
    );
    let closed = house.signed_in("Vera").get("/processes/PR-1");
    closed.says("Nothing that hangs on it is open.");
    assert!(!closed.text().contains("off its goal"));
}

#[test]
fn the_map_is_drawn_from_inputs_and_outputs_and_its_line_lies_on_the_plumb_line() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let page = house.signed_in("Vera").get("/processes");
    assert!(page.html.contains("Lead gives Goals &amp; means to Calibrate"));
    assert!(page.html.contains("href=\"/processes/PR-1\""));
    page.says("being described");
    // The style sheet moves the drawing by `--l`, where its own line stands.
    let drawn = page.html.split("</desc><path d=\"M").nth(1).unwrap();
    let x: f64 = drawn.split(' ').next().unwrap().parse().unwrap();
    let css = include_str!("../../../assets/processes.css");
    let l = css.split(".map{--l:").nth(1).unwrap().split('}').next().unwrap();
    assert!(
        (x + 6.0 - l.parse::<f64>().unwrap()).abs() < 0.5,
        "the line is at {x}, and 6 of margin; --l says {l}"
    );
    for width in ["1270", "1036", "838"] {
        assert!(
            css.contains(&format!("--w:{width}")) && page.html.contains(&format!("width=\"{width}\"")),
            "{width}"
        );
    }
}

#[test]
fn an_empty_house_says_what_would_stand_here() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    ada.get("/processes").says("No process is described yet.");
    let tree = ada.get("/standards/iso-9001-2015");
    assert!(!tree.text().contains("% "), "there is no percentage");
    assert!(
        !tree.text().replace("not conforming", "").contains(" conforming"),
        "that word belongs to a person's conclusion"
    );
    ada.get("/standards/iso-9001-2015/10.2.1.a.1")
        .says("Nobody has concluded on this clause yet.");
    ada.get("/journal").says("Everything that was recorded");
}

#[test]
fn what_is_not_there_is_said_within_the_frame() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    for (path, status) in [
        ("/processes/PR-99", 404),
        ("/standards/iso-1", 404),
        ("/standards/iso-1/4", 404),
        ("/standards/iso-9001-2015/99.9", 404),
        ("/standards/iso-9001-2015?as_of=2031-01-01", 400),
        ("/standards/iso-9001-2015?as_of=yesterday", 400),
        ("/standards/iso-9001-2015?as_of=2020-01-01", 404),
        ("/journal/99999", 404),
        ("/journal/0", 404),
        ("/journal/none", 404),
        ("/journal?kind=none", 404),
        ("/journal?who=nobody", 404),
        ("/journal?before=x", 404),
        ("/journal/99999/proof", 404),
        ("/journal/tile/0/x777", 404),
    ] {
        let page = ada.get(path);
        let known = [status, if status == 400 { 422 } else { status }];
        assert!(
            known.contains(&page.status),
            "{path} gives {}: {}",
            page.status,
            page.text()
        );
    }
}

#[test]
fn a_day_that_is_over_is_told_as_it_was() {
    for on in On::BOTH {
        let house = House::founded(on);
        ready(&house);
        house.later(SignedDuration::from_hours(24 * 3));
        let ada = house.signed_in("Ada");
        let then = ada.get("/standards/iso-9001-2015?as_of=2026-11-16");
        then.says("On 16 November 2026");
        assert!(then.html.contains("as_of=2026-11-16"), "links keep the day");
        then.says("after entry");
        ada.get("/standards/iso-9001-2015/4.4.1.e?as_of=2026-11-16")
            .says("Back to today");
    }
}

#[test]
fn an_entry_is_proved_with_files_that_can_be_taken_along() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let ada = house.signed_in("Ada");
    let entry = ada.get("/journal/5");
    entry.says("Unchanged.");
    entry.says("The same as in the signed checkpoint");
    let proof: serde_json::Value = serde_json::from_str(&ada.get("/journal/5/proof").html).unwrap();
    let vkey: journal::Vkey = proof["vkey"].as_str().unwrap().parse().unwrap();
    let checkpoint =
        journal::Checkpoint::open(proof["checkpoint"].as_str().unwrap().as_bytes(), &vkey).unwrap();
    let leaf = journal::tree::leaf_hash(proof["envelope"].as_str().unwrap().as_bytes());
    let path: Vec<journal::Hash> = proof["inclusion_proof"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hash| journal::Hash::from_base64(hash.as_str().unwrap()).unwrap())
        .collect();
    journal::tree::check_inclusion(&path, 4, checkpoint.size, &leaf, &checkpoint.root).unwrap();
    assert_eq!(ada.get("/journal/vkey").html.trim(), vkey.to_string());
    assert_eq!(
        ada.get("/journal/checkpoint").html,
        proof["checkpoint"].as_str().unwrap()
    );
    let tile = entry
        .html
        .split("/journal/tile/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(ada.get(&format!("/journal/tile/{tile}")).status, 200);
}

#[test]
fn the_journal_is_verified_against_a_checkpoint_kept_outside() {
    for on in On::BOTH {
        let house = House::founded(on);
        let ada = house.signed_in("Ada");
        let kept = ada.get("/journal/checkpoint").html;
        ready(&house);
        ada.get("/journal/verify").says("Has anything been changed?");
        let page = ada.post("/journal/verify", &[("outside", &kept.replace('\n', "\r\n"))]);
        assert_eq!(page.status, 200, "{}", page.text());
        page.says("Nothing contradicts the journal.");
        page.says("compared with a checkpoint over");
        page.says("plumbline verify");
        let wrong = ada.post("/journal/verify", &[("outside", "no checkpoint at all")]);
        wrong.says("does not fit");
        ada.get("/journal").says("something contradicts");
    }
}
