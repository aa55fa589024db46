//! The main job, by forms alone: a small problem to its closing, a weighty one to a signature.

use super::house::{Browser, House, On, PASSWORD, number_in};

/// A site, a place, a process with Olga as its owner; Rita reports.
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
    ada.done(
        "/records/process/new",
        &[("name", "Calibrate"), ("group", "core"), ("owner", "Olga")],
    );
}

/// Rita reports; gives the number.
fn report(rita: &Browser<'_>, title: &str) -> String {
    let answers = [("title", title), ("found_at", "B5")];
    let page = rita.fill("/records/nonconformity/new", &answers);
    assert_eq!(page.status, 303, "{}", page.text());
    number_in(&page.location.unwrap())
}

const WHAT: [(&str, &str); 6] = [
    ("concerns", "system"),
    ("caused_in", "Calibrate"),
    ("owner", "Olga"),
    ("reached_customer", "no"),
    ("requirement_text", "Readings are right"),
    ("title", "Reads high <b>& wide</b>"),
];

#[test]
fn a_small_problem_is_closed_by_links_and_forms_alone() {
    for on in On::BOTH {
        let house = House::founded(on);
        ready(&house);
        let rita = house.signed_in("Rita");
        let number = report(&rita, "Reads high <b>& wide</b>");
        let at = format!("/records/nonconformity/{number}");
        let olga = house.signed_in("Olga");

        let page = olga.get(&at);
        assert!(
            page.html.contains("Reads high &lt;b&gt;&amp;"),
            "a title is text, whatever stands in it"
        );
        page.says("is not answered");
        let mut what = WHAT.to_vec();
        what.extend([
            ("significance.consequence", "limited"),
            ("significance.repeat", "once"),
        ]);
        olga.done(&format!("{at}/edit/1"), &what).says("Recorded");
        olga.done(&format!("{at}/edit/2"), &[("containment", "Set aside.")]);
        olga.done(&format!("{at}/pass/contain"), &[]).says("is contained");

        let refused = olga.fill(&format!("{at}/pass/close_without_action"), &[]);
        assert_eq!(refused.status, 422);
        refused.says("There is a problem");
        olga.done(
            &format!("{at}/edit/2"),
            &[
                ("containment", "Set aside."),
                ("consequences", "Nothing."),
                ("correction_done_on", "2026-11-16"),
            ],
        );
        olga.done(
            &format!("{at}/edit/3"),
            &[("need_action", "no"), ("need_because", "It was a slip.")],
        );
        olga.done(&format!("{at}/pass/close_without_action"), &[])
            .says("is closed");

        let closed = olga.get(&at);
        closed.says("Nothing. It is closed since 16 November 2026");
        assert!(
            !closed.html.contains("/edit/"),
            "a closed record offers nothing to edit"
        );
        rita.get("/").says(&number);
        house.assert_sound();
    }
}

#[test]
fn a_weighty_problem_is_signed_on_a_page_that_says_what_exactly() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let number = report(&house.signed_in("Rita"), "Reads high");
    let at = format!("/records/nonconformity/{number}");
    let olga = house.signed_in("Olga");
    let mut what = WHAT.to_vec();
    what.extend([
        ("significance.consequence", "danger"),
        ("significance.repeat", "once"),
    ]);
    olga.done(&format!("{at}/edit/1"), &what);
    olga.done(&format!("{at}/edit/2"), &[("containment", "Set aside.")]);
    olga.done(&format!("{at}/pass/contain"), &[]);
    let cause = [
        ("cause_occurred", "The shunt is too large."),
        ("elsewhere", "No."),
        ("verifier", "Vera"),
    ];
    olga.done(&format!("{at}/edit/3"), &cause);
    olga.done(&format!("{at}/pass/understand"), &[]);
    let action = [
        ("what", "Measure every lot"),
        ("nonconformity", number.as_str()),
        ("owner", "Olga"),
        ("due", "2026-12-01"),
        ("effect_criterion", "No reading off"),
        ("effect_source", "Bench log"),
        ("effect_due", "2027-01-04"),
    ];
    let planned = olga.fill("/records/corrective_action/new", &action);
    assert_eq!(planned.status, 303, "{}", planned.text());
    let action = number_in(&planned.location.unwrap());
    let mut more = cause.to_vec();
    more.push(("actions", &action));
    olga.done(&format!("{at}/edit/3"), &more);

    let sign = olga.get(&format!("{at}/pass/agree"));
    sign.says("What exactly");
    sign.says("I agree that these actions remove the cause.");
    let wrong = olga.fill(&format!("{at}/pass/agree"), &[("_password", "not the one")]);
    assert_eq!(wrong.status, 422);
    wrong.says("Nothing was signed");
    let receipt = olga.done(&format!("{at}/pass/agree"), &[("_password", PASSWORD)]);
    receipt.says("Signed.");
    receipt.says("I agree that these actions remove the cause.");
    olga.get(&at).says("Signatures");
    house.assert_sound();
}

#[test]
fn a_second_click_is_the_same_act() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let rita = house.signed_in("Rita");
    let form = [
        ("_once", "a key of this form"),
        ("title", "Label missing"),
        ("found_at", "B5"),
    ];
    let first = rita.post("/records/nonconformity/new", &form);
    let second = rita.post("/records/nonconformity/new", &form);
    assert_eq!(first.status, 303, "{}", first.text());
    assert_eq!(first.location, second.location);
    let number = number_in(&report(&rita, "Another").replace("NC", "/a/b/NC"));
    assert_eq!(number, "NC-2026-2", "the second click wrote a record of its own");
}

#[test]
fn what_was_entered_is_kept_when_it_is_refused() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let rita = house.signed_in("Rita");
    let page = rita.fill(
        "/records/nonconformity/new",
        &[("title", ""), ("found_at", "Nowhere at all")],
    );
    assert_eq!(page.status, 422);
    page.says("There is a problem");
    page.says("nothing that you entered is lost");
    assert!(
        page.html.contains("value=\"Nowhere at all\""),
        "what was typed is gone"
    );
    assert!(
        page.html.contains("href=\"#f-found_at\"") && page.html.contains("id=\"f-found_at\""),
        "the reason leads nowhere"
    );
    assert!(page.html.contains("aria-invalid=\"true\""));
}

#[test]
fn a_row_is_added_without_script_and_without_writing() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let number = report(&house.signed_in("Rita"), "Reads high");
    let edit = format!("/records/nonconformity/{number}/edit/2");
    let ada = house.signed_in("Ada");
    let page = ada.fill(
        &edit,
        &[
            ("lots.r1.lot", "2638"),
            ("lots.r1.quantity", "14"),
            ("_add", "lots"),
        ],
    );
    assert_eq!(page.status, 200);
    assert!(page.html.contains("name=\"lots.r2.lot\"") && page.html.contains("value=\"2638\""));
    assert!(
        !ada.get(&format!("/records/nonconformity/{number}"))
            .text()
            .contains("2638"),
        "asking for a row wrote one"
    );
    let rows = [
        ("lots.r1.lot", "2638"),
        ("lots.r1.quantity", "14"),
        ("lots.r1.held_at", "B5"),
        ("lots.r2.lot", "2639"),
        ("lots.r2.quantity", "1,200"),
        ("lots.r3.lot", ""),
        ("lots.r2._gone", ""),
    ];
    let page = ada.done(&edit, &rows);
    page.says("2638");
    page.says("1,200");
    let page = ada.done(
        &edit,
        &[
            ("lots.r1.lot", "2638"),
            ("lots.r2.lot", "2639"),
            ("lots.r2._gone", "yes"),
        ],
    );
    assert!(!page.text().contains("2639"));
    house.assert_sound();
}

#[test]
fn who_comes_second_sees_both_answers_side_by_side() {
    let house = House::founded(On::Sqlite);
    ready(&house);
    let number = report(&house.signed_in("Rita"), "Reads high");
    let edit = format!("/records/nonconformity/{number}/edit/1");
    let ada = house.signed_in("Ada");
    ada.done(&edit, &[("title", "Reads high on bench 5"), ("owner", "Olga")]);
    let late = house.signed_in("Rita").post(
        &edit,
        &[("_seen", "1"), ("_once", "k"), ("title", "Reads 8 % high")],
    );
    assert_eq!(late.status, 409);
    late.says("Somebody changed this record meanwhile");
    late.says("Recorded since you opened the page · Ada");
    late.says("Reads high on bench 5");
    assert!(
        late.html.contains("value=\"Reads 8 % high\""),
        "what the second one typed is gone"
    );
    assert!(
        late.html.contains("name=\"_seen\" value=\"2\""),
        "saving again must be possible"
    );
}
