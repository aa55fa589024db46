//! Sessions begin, are renewed, are ended, and run out.

use app::act::session::{DAYS, IDLE_HOURS};
use jiff::SignedDuration;

use super::house::{House, On, PASSWORD, address};

#[test]
fn a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week() {
    for on in On::BOTH {
        let house = House::founded(on);
        let idle = house.signed_in("Ada");
        house.later(SignedDuration::from_hours(IDLE_HOURS - 1));
        assert_eq!(idle.get("/").status, 200);
        house.later(SignedDuration::from_hours(IDLE_HOURS - 1));
        assert_eq!(idle.get("/").status, 200, "each use counts anew");
        house.later(SignedDuration::from_hours(IDLE_HOURS + 1));
        assert_eq!(idle.get("/").status, 303);

        let busy = house.signed_in("Ada");
        for _ in 0..DAYS * 24 / 8 {
            assert_eq!(busy.get("/").status, 200);
            house.later(SignedDuration::from_hours(8));
        }
        assert_eq!(busy.get("/").status, 303, "however busy");
    }
}

#[test]
fn signing_in_anew_ends_the_session_before_and_signing_out_ends_it_for_good() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    let before = ada.cookies.borrow().clone();
    let page = ada.post("/sign-in", &[("email", &address("Ada")), ("_password", PASSWORD)]);
    assert!(
        page.set_cookie.contains("HttpOnly") && page.set_cookie.contains("SameSite=Lax"),
        "{}",
        page.set_cookie
    );
    assert_ne!(*ada.cookies.borrow(), before, "the secret did not change");
    let thief = house.browser();
    thief.cookies.replace(before);
    assert_eq!(thief.get("/").status, 303, "the old secret still opens the door");

    let known = ada.cookies.borrow().clone();
    assert_eq!(ada.post("/sign-out", &[]).status, 303);
    thief.cookies.replace(known);
    assert_eq!(thief.get("/").status, 303);
}

#[test]
fn one_sees_and_ends_ones_sessions_and_nobody_elses() {
    let house = House::founded(On::Sqlite);
    house.add("Rita", &[]);
    let (here, there, rita) = (
        house.signed_in("Ada"),
        house.signed_in("Ada"),
        house.signed_in("Rita"),
    );
    let page = here.get("/me");
    page.says("Where you are signed in 2");
    let session = page
        .html
        .split("name=\"session\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(rita.post("/me/sessions", &[("session", &session)]).status, 422);
    assert_eq!(there.get("/").status, 200);
    assert_eq!(here.post("/me/sessions", &[("session", &session)]).status, 303);
    assert_eq!(there.get("/").status, 303);
    assert_eq!(here.get("/").status, 200);
    assert_eq!(rita.get("/").status, 200);
}

#[test]
fn failures_slow_down_whoever_is_tried_and_are_forgotten_in_time() {
    let house = House::founded(On::Sqlite);
    let browser = house.browser();
    let enter = |password: &str| {
        browser
            .post("/sign-in", &[("email", &address("Ada")), ("_password", password)])
            .status
    };
    for _ in 0..3 {
        assert_eq!(enter("wrong"), 401);
    }
    assert_eq!(enter("wrong"), 401, "three are free");
    assert_eq!(enter(PASSWORD), 429, "then even the right one waits");
    house.later(SignedDuration::from_secs(11));
    assert_eq!(enter("wrong"), 401);
    house.later(SignedDuration::from_secs(11));
    assert_eq!(enter(PASSWORD), 429, "each failure doubles the wait");
    house.later(SignedDuration::from_mins(61));
    assert_eq!(enter(PASSWORD), 303);
}

#[test]
fn a_wrong_pair_does_not_tell_who_is_known_here() {
    let house = House::founded(On::Sqlite);
    let say = |email: &str| {
        house
            .browser()
            .post("/sign-in", &[("email", email), ("_password", "wrong")])
            .text()
            .replace(email, "")
    };
    assert_eq!(say(&address("Ada")), say("nobody@probe.example"));
}
