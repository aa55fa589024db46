//! The sheet: top rule with the places, the plumb line, the title block at the foot.

use app::read::frame::Frame;

use super::html::*;
use super::words;
use crate::assets;
use crate::routes::ROUTES;

/// Places by their nouns, in order. One that has no address yet does not stand in the rule.
const PLACES: [(&str, &str); 8] = [
    ("/", "My work"),
    ("/triage", "Triage"),
    ("/processes", "Processes"),
    ("/records", "Records"),
    ("/documents", "Documents"),
    ("/audits", "Audits"),
    ("/indicators", "Indicators"),
    ("/standards", "Standards"),
];

/// One page, before the frame is drawn around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Of the window; “· Plumbline” is added.
    pub(crate) title: String,
    /// Of the title block: what this sheet shows.
    pub(crate) sheet: String,
    /// Address of the place to which it belongs, as `/records`.
    pub(crate) place: &'static str,
    /// Class of the body, for pages that are drawn differently throughout.
    pub(crate) class: &'static str,
    /// All that hangs on the line.
    pub(crate) main: Markup,
}

impl Sheet {
    /// A sheet of that name in that place.
    pub(crate) fn new(place: &'static str, title: impl Into<String>, main: impl Show) -> Self {
        let title = title.into();
        Sheet {
            sheet: title.clone(),
            title,
            place,
            class: "",
            main: Markup::of(main),
        }
    }

    /// Says what the title block calls it, where that is more than the title.
    pub(crate) fn called(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = sheet.into();
        self
    }

    /// The whole document for somebody who is signed in.
    pub(crate) fn drawn(self, frame: &Frame) -> String {
        let head = header(
            "top",
            (
                brand(),
                nav("nav", places(self.place)).with("aria-label", "Places"),
                div(
                    "tools",
                    (
                        a("/search", span("", "Search")).with("class", "find"),
                        a("/me", &frame.name)
                            .with("class", "me")
                            .flag("aria-current", self.place == "/me"),
                    ),
                ),
                details(
                    "menu",
                    (
                        summary("", "Places"),
                        nav("", (places(self.place), a("/me", &frame.name)))
                            .with("aria-label", "Places, small screens"),
                    ),
                ),
            ),
        );
        let last = words::thousands(frame.entry);
        let foot = footer(
            "foot",
            (
                div(
                    "",
                    ("Organisation", element("b", "", a("/house", &frame.organisation))),
                ),
                div("", ("Sheet", element("b", "", &self.sheet))),
                div(
                    "",
                    ("Drawn", element("b", "", words::moment(&frame.now, &frame.zone))),
                ),
                div(
                    "",
                    (
                        "Last entry",
                        element(
                            "b",
                            "",
                            if has("/journal") {
                                Markup::of(a("/journal", last))
                            } else {
                                Markup::of(last)
                            },
                        ),
                    ),
                ),
                div(
                    "",
                    (
                        "Checkpoint signed over it",
                        element("b", "", words::moment(&frame.entered, &frame.zone)),
                    ),
                ),
            ),
        );
        document(&self.title, self.class, (head, sheet(self.main), foot))
    }

    /// The whole document for somebody who is not signed in: no places, nothing of the house.
    pub(crate) fn drawn_outside(self, aside: &str) -> String {
        let head = header("top outside", (brand(), p("boot", aside)));
        let foot = footer(
            "foot",
            (
                div("", ("Plumbline", element("b", "", "quality management"))),
                div("", ("Sheet", element("b", "", &self.sheet))),
            ),
        );
        document(&self.title, self.class, (head, sheet(self.main), foot))
    }
}

/// Whether the product has that address: pages link to nothing that is not there.
pub(crate) fn has(path: &str) -> bool {
    ROUTES
        .iter()
        .any(|route| route.path == path && route.method == "GET")
}

fn places(here: &str) -> Vec<Element> {
    let there = PLACES.iter().filter(|(path, _)| has(path));
    there
        .map(|(path, name)| {
            let link = a(*path, *name);
            if *path == here {
                link.with("aria-current", "page")
            } else {
                link
            }
        })
        .collect()
}

fn brand() -> Element {
    let mark = Markup::fixed(
        r#"<svg class="mark" width="11" height="26" viewBox="0 0 11 26" aria-hidden="true"><path d="M5.5 0v12" stroke="currentColor"/><path class="fill-blue" d="M5.5 11l4 4.5-4 10-4-10z"/></svg>"#,
    );
    a("/", (mark, "Plumbline")).with("class", "brand")
}

fn sheet(content: Markup) -> Element {
    let fix = Markup::fixed(
        r#"<svg class="fix" viewBox="0 0 11 7" aria-hidden="true"><path class="fill-ink" d="M0 0h11L5.5 7z"/></svg>"#,
    );
    let bob = Markup::fixed(
        r#"<svg class="bob" viewBox="0 0 17 38" aria-hidden="true"><path class="line-ink" d="M8.5 0v8"/><path class="fill-ink" d="M6 6h5v4H6z"/><path class="fill-blue" d="M2.5 10h12l1.5 6-7.5 21.5L1 16z"/></svg>"#,
    );
    main("sheet", (fix, content, bob))
        .id("work")
        .with("tabindex", "-1")
}

fn document(title: &str, class: &str, body: impl Show) -> String {
    let head = element(
        "head",
        "",
        (
            Markup::fixed(
                r#"<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">"#,
            ),
            element("title", "", (title, " · Plumbline")),
            element("link", "", ())
                .with("rel", "stylesheet")
                .with("href", assets::stylesheet()),
            Markup::fixed(r#"<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">"#),
        ),
    );
    let skip = a("#work", "Go to the page").with("class", "skip");
    let html = element("html", "", (head, element("body", class, (skip, body)))).with("lang", "en-GB");
    format!("<!doctype html>\n{}", Markup::of(html).into_string())
}
