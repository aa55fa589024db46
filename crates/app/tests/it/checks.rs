//! Conformity as somebody sees it: what an earlier day gave, who sees which records, what is kept.

use std::collections::BTreeMap;

use app::read::conformity::{ClausePage, Conformity, Origin};
use app::stories::{StoryClock, play, read};
use app::{Caller, Error};
use engine::check::Verdict;
use engine::pack::PackSource;

use crate::house::{House, On};

const EDITION: &str = "iso-9001-2015";

/// Plays lines of a story in the house, and fails with what did not come out.
fn happen(house: &House, lines: &str) {
    let files = BTreeMap::from([("stories/test.txt".to_owned(), format!("# the test\n{lines}\n"))]);
    let (stories, problems) = read(&[PackSource {
        name: "test".to_owned(),
        files,
    }]);
    assert!(problems.is_empty(), "{problems:?}");
    for story in &stories {
        if let Err(failure) = play(story, &house.app, &StoryClock::over(house.clock())) {
            panic!("{failure}");
        }
    }
}

fn tree(house: &House, as_of: Option<&str>) -> Conformity {
    house.app.conformity(&Caller::system(), EDITION, as_of).unwrap()
}

fn page(house: &House, caller: &Caller, clause: &str, as_of: Option<&str>) -> ClausePage {
    house
        .app
        .conformity_clause(caller, EDITION, clause, as_of)
        .unwrap()
}

fn verdicts(of: &Conformity) -> Vec<(String, Option<Verdict>, String)> {
    of.clauses
        .iter()
        .map(|clause| (clause.id.clone(), clause.verdict, clause.reason.clone()))
        .collect()
}

#[test]
fn an_empty_house_shows_nothing_green_in_either_edition() {
    for on in On::BOTH {
        let house = House::founded(on);
        for edition in ["iso-9001-2015", "iso-9001-2026"] {
            let of = house.app.conformity(&Caller::system(), edition, None).unwrap();
            // A heading below which nothing stands asks nothing.
            for clause in of
                .clauses
                .iter()
                .filter(|clause| !(clause.heading && clause.leaf))
            {
                // Founding adds a person and roles, and most of the roles are nobody's yet.
                let spoken = ["5", "5.3"].contains(&clause.id.as_str());
                let expected = if spoken {
                    Verdict::Weakening
                } else {
                    Verdict::NoEvidence
                };
                assert_eq!(
                    clause.verdict,
                    Some(expected),
                    "{edition} {}: {}",
                    clause.id,
                    clause.reason
                );
            }
            assert_eq!(of.leaves.keys().collect::<Vec<_>>(), [&Verdict::NoEvidence]);
        }
        for check in house.app.checks(&Caller::system()).unwrap() {
            assert_ne!(check.verdict, Some(Verdict::NothingAgainst), "{}", check.id);
        }
    }
}

#[test]
fn an_earlier_day_gives_what_it_gave_then_with_the_checks_and_practices_of_then() {
    for on in On::BOTH {
        let house = House::founded(on);
        happen(
            &house,
            "NC-1 is nonconformity contained, reached_customer yes\nA1 is process active, owner ben\n4 days later\n=> check customer_told_in_time is contradicted",
        );
        let then = house.app.now().to_string()[..10].to_owned();
        let before = tree(&house, None);
        assert_eq!(before.origin, Origin::Now);
        let clause = page(&house, &Caller::system(), "8.7.1.c", None);
        assert_eq!(clause.clause.verdict, Some(Verdict::Contradicted));
        // The house changes its mind, and the problem is told and closed.
        happen(
            &house,
            "2 days later\npractice tell_customer_within is 30\nNC-9 is nonconformity\n=> check customer_told_in_time is nothing against it",
        );
        assert_eq!(
            page(&house, &Caller::system(), "8.7.1.c", None).clause.verdict,
            Some(Verdict::NothingAgainst)
        );
        let after = tree(&house, Some(&then));
        assert!(
            matches!(after.origin, Origin::Replayed { .. }),
            "{:?}",
            after.origin
        );
        assert_eq!(verdicts(&after), verdicts(&before));
        let again = page(&house, &Caller::system(), "8.7.1.c", Some(&then));
        assert_eq!(again.checks[0].sentence, clause.checks[0].sentence);
        assert_eq!(again.checks[0].records, clause.checks[0].records);
        assert_eq!(
            again.checks[0].practices,
            [("tell_customer_within".to_owned(), "3".to_owned())]
        );
        house.assert_sound();
    }
}

#[test]
fn a_day_before_the_journal_is_not_known_and_one_in_the_future_is_refused() {
    let house = House::founded(On::Sqlite);
    let early = house
        .app
        .conformity(&Caller::system(), EDITION, Some("2020-01-01"));
    assert!(
        matches!(&early, Err(Error::NotFound(what)) if what.contains("not known")),
        "{early:?}"
    );
    let late = house
        .app
        .conformity(&Caller::system(), EDITION, Some("2050-01-01"));
    assert!(
        matches!(&late, Err(Error::Invalid(what)) if what.contains("future")),
        "{late:?}"
    );
    let none = house.app.conformity(&Caller::system(), "iso-9002", None);
    assert!(
        matches!(&none, Err(Error::NotFound(what)) if what.contains("iso-9001-2015")),
        "{none:?}"
    );
    let none = house
        .app
        .conformity_clause(&Caller::system(), EDITION, "99.1", None);
    assert!(matches!(&none, Err(Error::NotFound(_))), "{none:?}");
}

#[test]
fn what_is_kept_each_day_is_the_history_and_answers_that_day() {
    for on in On::BOTH {
        let house = House::founded(on);
        happen(
            &house,
            "NC-1 is nonconformity contained\n3 days later\n=> check problem_contained_in_time is nothing against it",
        );
        let monday = tree(&house, None);
        // Both editions of today; the day before there were no entries of its own, but the house was there.
        assert_eq!(house.app.keep_conformity().unwrap(), 4);
        assert_eq!(house.app.keep_conformity().unwrap(), 0, "nothing happened since");
        happen(
            &house,
            "2 hours later\nNC-2 is nonconformity, found_on 2026-11-01\n=> check problem_entered_soon is weakening",
        );
        assert_eq!(house.app.keep_conformity().unwrap(), 2, "only today is new");
        happen(&house, "1 day later\nNC-7 is nonconformity\n=> NC-7 is reported");
        let now = tree(&house, Some(&monday.day));
        assert!(matches!(now.origin, Origin::Kept { .. }), "{:?}", now.origin);
        let of = |tree: &Conformity| {
            tree.clauses
                .iter()
                .find(|clause| clause.id == "10.2.1.a.1")
                .unwrap()
                .verdict
        };
        assert_eq!(of(&monday), Some(Verdict::NothingAgainst));
        assert_eq!(
            of(&now),
            Some(Verdict::Weakening),
            "as it stood at the end of that day"
        );
        let today = tree(&house, None);
        assert_eq!(
            today.days.first().map(|day| day.day.as_str()),
            Some(monday.day.as_str())
        );
        let history = page(&house, &Caller::system(), "10.2.1.a.1", None).history;
        assert_eq!(history.len(), 2);
        house.assert_sound();
    }
}

#[test]
fn a_confidential_record_counts_and_is_named_only_to_those_who_see_it() {
    for on in On::BOTH {
        let house = House::founded(on);
        happen(
            &house,
            "NC-1 is nonconformity, entered by ben, confidential yes\nNC-2 is nonconformity, entered by ben\ncleo is shift_lead\n3 days later\n=> check problem_contained_in_time names NC-1 and NC-2",
        );
        let named = |person: &str| {
            let id = house.app.store().read(|conn| {
                Ok(
                    store::load::find(conn, &["person"], &format!("{person}@story.example"))?[0]
                        .id
                        .clone(),
                )
            });
            let caller = Caller {
                person: id.unwrap(),
                session: "test".to_owned(),
                may_act: true,
            };
            let page = page(&house, &caller, "10.2.1.a.1", None);
            let check = page
                .checks
                .iter()
                .find(|check| check.id == "problem_contained_in_time")
                .unwrap();
            assert_eq!((check.looked_at, check.found), (2, 2), "counts are of everything");
            assert!(page.notes[0].contains("all records"), "{:?}", page.notes);
            check.records.len()
        };
        assert_eq!(named("cleo"), 1);
        assert_eq!(named("ben"), 2, "whoever reported it sees it");
    }
}
