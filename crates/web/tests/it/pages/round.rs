//! The morning round: who takes what on, which customer waits, what is held where.

use serde_json::json;

use super::administration::{answer, enter, option_of};
use super::house::{House, On, number_in};

#[test]
fn the_round_gives_a_report_a_name_in_one_gesture_and_takes_it_back() {
    for on in On::BOTH {
        let house = House::founded(on);
        house.add("Leo", &["shift_lead"]);
        house.add("Nia", &[]);
        let ada = house.signed_in("Ada");
        let empty = ada.get("/triage");
        empty.says("Nothing new.");
        let problem = enter(&house, "nonconformity", json!({ "title": "Burrs on the lids" }));
        let closed_to_nia = enter(
            &house,
            "nonconformity",
            json!({ "title": "Told in confidence", "confidential": "yes" }),
        );
        let page = ada.get("/triage");
        page.says("Two new reports, not yet weighed.");
        page.says("Two reports wait for a name.");
        // Whose turn it is by the rule of the kind stands first.
        page.says("Leo, shift lead");
        let nia = house.signed_in("Nia");
        let seen = nia.get("/triage");
        seen.says("One new report, not yet weighed.");
        assert!(
            !seen.html.contains(&closed_to_nia),
            "a confidential one is nowhere"
        );
        assert!(
            !seen.html.contains("<select"),
            "who may not edit it gives it to nobody"
        );
        let of_nia = option_of(&page, "Nia").to_owned();
        let form = [
            ("kind", "nonconformity"),
            ("number", problem.as_str()),
            ("_seen", "1"),
            ("to", of_nia.as_str()),
        ];
        assert_eq!(nia.post("/triage", &form).status, 403);
        let nobody = ada.post(
            "/triage",
            &[
                ("kind", "nonconformity"),
                ("number", &problem),
                ("_seen", "1"),
                ("to", ""),
            ],
        );
        nobody.says("Choose who takes");
        let done = ada.post("/triage", &form);
        assert_eq!(done.status, 303, "{}", done.text());
        let round = ada.get(done.location.as_deref().unwrap());
        round.says(&format!("{problem} is Nia’s now."));
        round.says("One report waits for a name.");
        let late = ada.post("/triage", &form);
        assert_eq!(
            late.status,
            409,
            "somebody was faster, and it shows: {}",
            late.text()
        );

        let back = ada.post(
            "/triage",
            &[
                ("kind", "nonconformity"),
                ("number", &problem),
                ("_seen", "2"),
                ("to", ""),
                ("back", "yes"),
            ],
        );
        assert_eq!(back.status, 303, "{}", back.text());
        ada.get(back.location.as_deref().unwrap())
            .says(&format!("{problem} is nobody’s again."));
        let form = [
            ("kind", "nonconformity"),
            ("number", problem.as_str()),
            ("_seen", "3"),
            ("to", of_nia.as_str()),
            ("then", "open"),
        ];
        let opened = ada.post("/triage", &form);
        assert_eq!(
            number_in(opened.location.as_deref().unwrap().split('?').next().unwrap()),
            problem
        );
        house.assert_sound();
    }
}

#[test]
fn a_customer_who_was_not_told_waits_until_somebody_tells() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    let problem = enter(&house, "nonconformity", json!({ "title": "Wrong voltage" }));
    answer(
        &house,
        "nonconformity",
        &problem,
        json!({ "reached_customer": "yes" }),
    );
    ada.get("/triage").says("Tell the customer : Wrong voltage");
    answer(
        &house,
        "nonconformity",
        &problem,
        json!({ "customer_told_on": "2026-11-16T08:00:00.000Z" }),
    );
    assert!(!ada.get("/triage").text().contains("Tell the customer"));
}

#[test]
fn places_stand_within_places_and_hold_what_nobody_decided_upon() {
    for on in On::BOTH {
        let house = House::founded(on);
        let ada = house.signed_in("Ada");
        let site = enter(&house, "site", json!({ "name": "Porto" }));
        let hall = enter(
            &house,
            "place",
            json!({ "name": "Hall 1", "code": "H1", "site": site }),
        );
        let cage = enter(
            &house,
            "place",
            json!({ "name": "Cage", "code": "C1", "site": site, "parent": hall }),
        );
        answer(&house, "place", &cage, json!({ "holding": "yes" }));
        let problem = enter(
            &house,
            "nonconformity",
            json!({ "title": "Burrs", "found_at": hall }),
        );
        answer(
            &house,
            "nonconformity",
            &problem,
            json!({
                "lots": [{ "id": "r1", "lot": "Lot 7", "quantity": "40", "held_at": cage }, { "id": "r2", "lot": "Lot 8", "quantity": "2", "held_at": cage }],
                "dispositions": [{ "id": "r1", "lot": "r1", "quantity": "15" }, { "id": "r2", "lot": "r2", "quantity": "2" }],
            }),
        );
        let page = ada.get("/places");
        page.says("Two places; something is held in one of them.");
        page.says("25 pieces of Lot 7 by NC-2026-1 , for less than a day");
        assert!(
            !page.text().contains("Lot 8"),
            "all of it was decided upon: {}",
            page.text()
        );
        let (hall_at, cage_at) = (
            page.html.find("Hall 1").unwrap(),
            page.html.find(">Cage<").unwrap(),
        );
        assert!(
            hall_at < cage_at && page.html[hall_at..cage_at].contains("place in1"),
            "the cage lies within the hall"
        );
        ada.get("/triage").says("25 pieces held in one place.");
        house.assert_sound();
    }
}
