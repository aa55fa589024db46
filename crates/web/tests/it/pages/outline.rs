//! What a page is to somebody who hears it: landmarks, headings, labels, in order.

use super::house::{House, On, Page};

/// Landmarks, headings, and controls with their labels, one to a line.
fn outline(page: &Page) -> String {
    let mut lines = Vec::new();
    for (at, _) in page.html.match_indices('<') {
        let Some((tag, after)) = page.html[at + 1..].split_once('>') else {
            continue;
        };
        let name = tag.split_whitespace().next().unwrap_or_default();
        let label = tag
            .split_once("aria-label=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        match name {
            "header" | "main" | "footer" | "aside" => lines.push(name.to_owned()),
            "nav" => lines.push(format!("nav {}", label.expect("each navigation has a name"))),
            "h1" | "h2" | "h3" | "label" | "legend" | "button" => {
                let inner = after.split(&format!("</{name}>")).next().unwrap_or_default();
                let words = Page {
                    html: inner.to_owned(),
                    ..empty()
                }
                .text();
                lines.push(format!("{name} {words}"));
            }
            _ => {}
        }
    }
    lines.join("\n")
}

fn empty() -> Page {
    Page {
        status: 200,
        location: None,
        policy: String::new(),
        set_cookie: String::new(),
        html: String::new(),
    }
}

#[test]
fn a_form_is_heard_in_the_order_in_which_it_is_filled() {
    let house = House::founded(On::Sqlite);
    house.add("Rita", &[]);
    let page = house.signed_in("Rita").get("/records/nonconformity/new");
    let expected = "\
header
nav Places
nav Places, small screens
main
h1 Report a problem
label In one line, what is wrong?
label Where was it found?
legend Photos, measurements, papers
legend Should only you, whoever takes it on and the quality manager see this?
label Yes
label No
label Not answered
button Report a problem
aside
h2 What becomes of it
footer";
    assert_eq!(outline(&page), expected);
}

#[test]
fn a_record_answers_three_questions_before_anything_else() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    ada.done("/records/nonconformity/new", &[("title", "Reads high")]);
    let page = ada.get("/records/nonconformity/NC-2026-1");
    let headings: Vec<String> = outline(&page)
        .lines()
        .filter(|line| line.starts_with('h') && line.as_bytes()[1].is_ascii_digit())
        .map(str::to_owned)
        .collect();
    let expected = [
        "h1 Reads high",
        "h2 What it is",
        "h2 What is missing",
        "h2 Who is next",
        "h2 What happened Edit : What happened",
        "h2 Held, put right, checked again Answer : Held, put right, checked again",
        "h2 Why, and what we do about the cause",
        "h2 What we learned",
        "h2 Facts",
        "h2 History",
    ];
    assert_eq!(headings, expected);
}

#[test]
fn every_control_has_a_name_and_every_page_a_language() {
    let house = House::founded(On::Sqlite);
    let ada = house.signed_in("Ada");
    ada.done("/records/nonconformity/new", &[("title", "Reads high")]);
    for path in [
        "/sign-in",
        "/",
        "/me",
        "/search",
        "/records",
        "/records/nonconformity",
        "/records/nonconformity/NC-2026-1/edit/1",
        "/records/nonconformity/NC-2026-1/edit/2",
        "/set-up/sites",
    ] {
        let page = ada.get(path);
        assert!(
            page.html.starts_with("<!doctype html>\n<html lang=\"en-GB\">"),
            "{path}"
        );
        assert_eq!(page.html.matches("<h1>").count(), 1, "{path} has one headline");
        assert!(
            page.html.contains("href=\"#work\"") && page.html.contains("id=\"work\""),
            "{path} has a way past the rule"
        );
        for control in page.html.split('<').filter(|piece| {
            ["input ", "select ", "textarea "]
                .iter()
                .any(|tag| piece.starts_with(tag))
        }) {
            let part = |name: &str| {
                control
                    .split_once(&format!(" {name}=\""))
                    .and_then(|(_, rest)| rest.split('"').next())
            };
            if part("type") == Some("hidden") || part("aria-label").is_some() {
                continue;
            }
            let labelled = part("id").is_some_and(|id| page.html.contains(&format!("for=\"{id}\"")));
            let wrapped = matches!(part("type"), Some("radio" | "checkbox"));
            assert!(labelled || wrapped, "{path}: <{control} has no label");
        }
        let mut ids: Vec<&str> = page
            .html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let number = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), number, "{path} names two elements alike");
    }
}
