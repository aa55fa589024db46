//! Who gets in where: nobody without signing in, nobody's form from elsewhere, nothing confidential anywhere.

use super::house::{House, On, number_in};

/// An address with something in place of its parameters.
fn sample(path: &str) -> String {
    let values = [
        ("{kind}", "nonconformity"),
        ("{number}", "NC-2026-1"),
        ("{section}", "1"),
        ("{transition}", "void"),
        ("{entry}", "1"),
        ("{digest}", "00"),
        ("{standard}", "iso-9001-2015"),
        ("{clause}", "10.2"),
        ("{process}", "PR-1"),
    ];
    values
        .iter()
        .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

#[test]
fn nobody_gets_a_page_without_signing_in() {
    let house = House::founded(On::Sqlite);
    let stranger = house.browser();
    for route in web::ROUTES.iter().filter(|route| route.page && !route.open) {
        let path = sample(route.path);
        let page = match route.method {
            "GET" => stranger.get(&path),
            _ => stranger.post(&path, &[]),
        };
        assert_eq!(page.status, 303, "{} {path} answers a stranger", route.method);
        let to = page.location.unwrap();
        assert!(
            to.starts_with("/sign-in"),
            "{} {path} leads to {to}",
            route.method
        );
        assert!(!page.html.contains("Probe Works"));
    }
    let back = stranger.get("/records/nonconformity?state=any").location.unwrap();
    assert_eq!(
        back, "/sign-in?to=%2Frecords%2Fnonconformity%3Fstate%3Dany",
        "one comes back to where one wanted to go"
    );
}

#[test]
fn one_comes_back_to_pages_of_ours_alone() {
    let house = House::founded(On::Sqlite);
    for wanted in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let answers = [
            ("email", "ada@probe.example"),
            ("_password", super::house::PASSWORD),
            ("to", wanted),
        ];
        let page = house.browser().post("/sign-in", &answers);
        assert_eq!(page.location.as_deref(), Some("/"), "{wanted}");
    }
}

#[test]
fn forms_from_elsewhere_are_refused() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    let answers = [("name", "Leeds")];
    let elsewhere: [&[(&str, &str)]; 5] = [
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[],
    ];
    let before = house.app.store().head().unwrap().size;
    for headers in elsewhere {
        let page = ada.post_from("/records/site/new", &answers, headers);
        assert_eq!(page.status, 403, "{headers:?} was let in");
        page.says("Nothing was done");
    }
    assert_eq!(house.app.store().head().unwrap().size, before);
    assert_eq!(
        ada.post_from(
            "/records/site/new",
            &answers,
            &[("Sec-Fetch-Site", "same-origin")]
        )
        .status,
        303
    );
}

/// Address → what somebody without roles and what the quality manager, who also administers, gets.
const ROLES: [(&str, u16, u16); 17] = [
    ("/", 200, 200),
    ("/me", 200, 200),
    ("/search?q=reads", 200, 200),
    ("/records", 200, 200),
    ("/records/nonconformity", 200, 200),
    ("/records/person", 200, 200),
    ("/records/nonconformity/new", 200, 200),
    ("/records/person/new", 403, 200),
    ("/records/site/new", 403, 200),
    ("/records/nonconformity/NC-2026-1", 200, 200),
    ("/records/nonconformity/NC-2026-1/edit/1", 403, 200),
    ("/records/nonconformity/NC-2026-1/pass/void", 403, 200),
    ("/records/nonconformity/NC-2026-1/pass/close", 404, 404),
    ("/records/nonconformity/NC-2026-77", 404, 404),
    ("/records/no_such_kind", 404, 404),
    ("/set-up/sites", 403, 200),
    ("/styleguide", 404, 404),
];

#[test]
fn every_role_gets_its_pages_and_no_others() {
    let house = House::founded(On::Sqlite);
    house.add("Rita", &[]);
    let ada = house.signed_in("Ada");
    ada.done("/records/nonconformity/new", &[("title", "Reads high")]);
    let rita = house.signed_in("Rita");
    for (path, nobody, manager) in ROLES {
        assert_eq!(rita.get(path).status, nobody, "{path} for somebody without roles");
        assert_eq!(ada.get(path).status, manager, "{path} for the quality manager");
    }
}

#[test]
fn a_confidential_report_is_nowhere_for_others() {
    for on in On::BOTH {
        let house = House::founded(on);
        house.add("Rita", &[]);
        house.add("Nosy", &["process_owner"]);
        let rita = house.signed_in("Rita");
        let sent = rita.fill(
            "/records/nonconformity/new",
            &[("title", "Forged signature"), ("confidential", "yes")],
        );
        let receipt = sent.location.unwrap();
        let number = number_in(&receipt);
        let at = format!("/records/nonconformity/{number}");
        assert_eq!(rita.get(&receipt).status, 200, "whoever reported it sees it");

        let nosy = house.signed_in("Nosy");
        for path in [
            at.clone(),
            format!("{at}/edit/1"),
            format!("{at}/pass/contain"),
            receipt,
        ] {
            let page = nosy.get(&path);
            assert_eq!(page.status, 404, "{path}");
            assert!(!page.text().contains("Forged"), "{path}");
        }
        assert_eq!(
            nosy.post(&format!("{at}/edit/1"), &[("_seen", "1"), ("title", "Mine now")])
                .status,
            404
        );
        for path in [
            "/",
            "/records",
            "/records/nonconformity?state=any",
            "/search?q=forged",
            &format!("/search?q={number}"),
        ] {
            let page = nosy.get(path);
            assert_eq!(page.status, 200, "{path}");
            assert!(!page.text().contains("Forged"), "{path} shows it");
        }
        assert!(
            nosy.get("/records/nonconformity?state=any")
                .text()
                .contains("No nonconformity has been written down yet"),
            "it is counted"
        );
    }
}

#[test]
fn every_page_forbids_what_it_does_not_need() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    for path in [
        "/",
        "/me",
        "/records",
        "/records/nonconformity/new",
        "/records/site",
        "/nothing/here",
    ] {
        let page = ada.get(path);
        let policy = &page.policy;
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("form-action 'self'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("script-src"),
            "{path}: {policy}"
        );
        assert!(
            !page.html.contains(" style=") && !page.html.contains("<style") && !page.html.contains("<script"),
            "{path}"
        );
    }
}
