//! First start: the code on the console opens the house, once.

use super::house::{House, On};

const FOUND: [(&str, &str); 6] = [
    ("organisation", "Probe Works"),
    ("zone", "Europe/Lisbon"),
    ("name", "Ada"),
    ("email", "ada@probe.example"),
    ("_password", "three plain words"),
    ("_again", "three plain words"),
];

#[test]
fn a_house_is_founded_in_the_browser_by_whoever_has_the_code() {
    for on in On::BOTH {
        let (house, code) = House::empty(on);
        let first = house.browser();
        assert_eq!(first.get("/sign-in").location.as_deref(), Some("/set-up"));
        first.get("/set-up").says("The one-time code");
        assert_eq!(
            first.post("/set-up/organisation", &FOUND).location.as_deref(),
            Some("/set-up"),
            "no code, no house"
        );
        assert_eq!(first.post("/set-up", &[("code", "AAAA AAAA")]).status, 422);
        assert_eq!(
            first.post("/set-up", &[("code", &code.to_lowercase())]).status,
            303
        );
        let second = house.browser();
        assert_eq!(
            second.post("/set-up", &[("code", &code)]).status,
            422,
            "a code works once"
        );

        let wrong = first.post(
            "/set-up/organisation",
            &[("organisation", "Probe Works"), ("zone", "Nowhere")],
        );
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.html.contains("value=\"Probe Works\""),
            "what was typed is gone"
        );
        let founded = first.post("/set-up/organisation", &FOUND);
        assert_eq!(
            founded.location.as_deref(),
            Some("/set-up/sites"),
            "{}",
            founded.text()
        );
        assert_eq!(
            first
                .post(
                    "/set-up/sites",
                    &[("sites", "Leeds\nGdańsk"), ("places", "Bench 5")]
                )
                .status,
            303
        );
        assert_eq!(first.post("/set-up/processes", &[("set", "serve")]).status, 303);
        first
            .get("/records/process")
            .says("Handing over and following up");
        first.get("/records/place").says("Bench 5");
        assert_eq!(
            second.get("/set-up").location.as_deref(),
            Some("/"),
            "the door is shut"
        );
        house.assert_sound();
    }
}
