//! Search over all kinds.

use axum::extract::{Query, State};
use axum::response::Response;

use super::show;
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::{record as parts, shown, words};
use crate::site::Site;

/// Most hits of a page.
const MOST: usize = 50;

/// The page: a question, and what was found.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
) -> Response {
    let asked = query.get("q").map(|q| q.trim().to_owned()).unwrap_or_default();
    show(&site, &visitor, move |view, _| {
        let sought = !engine::text::words(&asked).is_empty();
        let hits = if sought { view.search(&asked, &[], MOST)? } else { Vec::new() };
        let rows: Vec<Element> = hits
            .iter()
            .map(|hit| {
                let kind = view.house.packs.kind(&hit.kind);
                let title = kind.map_or(hit.kind.as_str(), |kind| &kind.title);
                let state = kind.map(|kind| words::small(parts::state_title(kind, &hit.state)));
                hang_as("li", "task", "", title, a(shown::address(&hit.kind, &hit.number), (
                    span("", &hit.title),
                    small("", (nb(&hit.number), state.map(|state| format!(", {state}")))),
                )))
            })
            .collect();
        let said = match (sought, hits.len()) {
            (false, _) => "What do you look for?".to_owned(),
            (true, 0) => "Nothing fits these words.".to_owned(),
            (true, MOST) => format!("The best {MOST} for “{asked}”."),
            (true, 1) => format!("One record fits “{asked}”."),
            (true, number) => format!("{} records fit “{asked}”.", words::capital(&words::count(number as u64))),
        };
        let form = ask("/search", (
            div("field", (
                label("", "Number, or words in title and text").with("for", "q"),
                input("search", "q").id("q").with("value", &asked).flag("autofocus", asked.is_empty()),
            )),
            p("acts", button("btn", "Search").with("type", "submit")),
        ));
        let none = (sought && hits.is_empty()).then(|| {
            hang("", "none", "", p("empty", "All words must stand in a record, the last one at least with its beginning. Try fewer words, or another one."))
        });
        let main = (headline("Search", said, ()), hang("act-row", "", "", form.with("role", "search")), none, ol("", rows));
        Ok(Sheet::new("/search", if asked.is_empty() { "Search".to_owned() } else { format!("{asked}, search") }, main).called("Search"))
    })
    .await
}
