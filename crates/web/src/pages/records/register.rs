//! A register: the filter as a sentence, a quiet table with its dates on the line, page by page.

use std::collections::BTreeMap;

use app::read::View;
use app::read::frame::Frame;
use app::read::list::ListItem;
use app::read::record::Name;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use engine::pack::Kind;

use super::filter::{Filter, sentence, value_words};
use super::{kind_of, may_begin, show};
use crate::api::records::pairs;
use crate::door::Visitor;
use crate::pages::trouble;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, hang_as, headline, when};
use crate::parts::html::*;
use crate::parts::{record as parts, shown, words};
use crate::site::Site;

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Ok(pairs) = pairs(query.as_deref().unwrap_or_default()) else {
        return trouble::outside(
            400,
            "That address could not be read.",
            "Go back and try another way.",
        );
    };
    let filter = Filter::read(pairs);
    show(&site, &visitor, move |view, frame| {
        draw(view, frame, kind_of(view, &kind)?, &filter)
    })
    .await
}

fn draw(view: &mut View<'_>, frame: &Frame, kind: &Kind, filter: &Filter) -> app::Result<Sheet> {
    let page = view.list(&filter.asked(&kind.id))?;
    let spine = |item: &ListItem| {
        [
            item.spine.owner.clone(),
            item.spine.process.clone(),
            item.spine.site.clone(),
        ]
    };
    let names = view.called(page.items.iter().flat_map(spine).flatten())?;
    let said = if page.items.is_empty() && filter.after.is_none() {
        empty_words(kind, filter)
    } else {
        headline_words(kind, filter, &page.items, page.total, page.total_is_exact, frame)
    };
    let begin = may_begin(view, kind)
        .then(|| a(format!("/records/{}/new", kind.id), &kind.start.button).with("class", "btn"));
    let sentence = sentence(view, kind, filter)?;
    let body = if page.items.is_empty() {
        Markup::of(nothing(view, kind, filter)?)
    } else {
        Markup::of(table_of(kind, &page.items, &names, frame))
    };
    let total = if page.total_is_exact {
        words::so_many(page.total, "row", "rows")
    } else {
        format!("more than {} rows", words::thousands(page.total))
    };
    let shown = (!page.items.is_empty()).then(|| {
        p(
            "s q",
            format!(
                "{} of {total}. The bar left of the line shows how far a record is past its date.",
                page.items.len()
            ),
        )
    });
    let next = page.next.map(|next| {
        a(filter.next(&kind.id, &next), "Go on to the next page")
            .with("class", "quiet")
            .with("rel", "next")
    });
    let first = filter
        .after
        .is_some()
        .then(|| a(filter.with(&kind.id, "", None), "Back to the first page").with("class", "quiet"));
    let main = (
        headline(&kind.plural, said, (views(view, kind, filter), sentence)),
        body,
        hang("after", "none", "", (shown, p("acts", (begin, next, first)))),
    );
    let title = kind.plural.clone();
    Ok(Sheet::new("/records", title, main).called(format!("Register of {}", words::small(&kind.plural))))
}

/// Views that everybody has.
fn views(view: &View<'_>, kind: &Kind, filter: &Filter) -> Element {
    let base = format!("/records/{}", kind.id);
    let plain = filter.narrows().is_empty();
    let mut all = vec![(base.clone(), "Open", plain && filter.get("state") == Some("open"))];
    if kind.spine.owner.is_some() && !view.actor.is_system() {
        all.push((
            format!("{base}?owner=me"),
            "Mine",
            filter.get("owner") == Some("me"),
        ));
    }
    all.push((
        format!("{base}?state=any&sort=-number"),
        "All, newest first",
        plain && filter.get("state") == Some("any"),
    ));
    let links: Vec<Element> = all
        .into_iter()
        .map(|(to, words, here)| {
            let link = a(to, words);
            if here {
                link.with("aria-current", "true")
            } else {
                link
            }
        })
        .collect();
    nav("views", links).with("aria-label", "Views")
}

fn headline_words(
    kind: &Kind,
    filter: &Filter,
    items: &[ListItem],
    total: u64,
    exact: bool,
    frame: &Frame,
) -> String {
    let number = if exact {
        words::capital(&words::count(total))
    } else {
        format!("More than {}", words::thousands(total))
    };
    let open = filter.get("state") == Some("open");
    let are = if total == 1 { "is" } else { "are" };
    let what = if open {
        format!("{number} {are} open")
    } else {
        format!(
            "{number} {}",
            if total == 1 {
                words::small(&kind.title)
            } else {
                words::small(&kind.plural)
            }
        )
    };
    // Sorted by date, the first page tells all that is late unless it is full of it.
    let dated = items.iter().filter(|item| item.spine.closed.is_none());
    let late = dated
        .filter(|item| when(item.spine.due.as_deref(), &frame.today, &frame.zone).late > 0)
        .count();
    match (filter.sort == "due" && filter.after.is_none(), late) {
        (false, _) => format!("{what}."),
        (true, 0) if open => format!("{what}; none is late."),
        (true, 0) => format!("{what}."),
        (true, late) if late == items.len() && u64::try_from(late).is_ok_and(|late| late < total) => {
            format!("{what}; {} and more are late.", words::count(late as u64))
        }
        (true, late) => format!("{what}, {} late.", words::count(late as u64)),
    }
}

fn empty_words(kind: &Kind, filter: &Filter) -> String {
    match filter.narrows().len() {
        0 if filter.get("state") == Some("open") => format!("No {} is open.", words::small(&kind.title)),
        0 => format!("No {} has been written down yet.", words::small(&kind.title)),
        1 => "None fits this condition.".to_owned(),
        number => format!("None fits these {} conditions.", words::count(number as u64)),
    }
}

/// An empty register says which condition to let go; one without conditions says how it begins.
fn nothing(view: &mut View<'_>, kind: &Kind, filter: &Filter) -> app::Result<Markup> {
    let narrows: Vec<(String, String)> = filter.narrows().into_iter().cloned().collect();
    let mut rows = Vec::new();
    for (name, value) in &narrows {
        let mut without = filter.clone();
        without.is.retain(|(known, _)| known != name);
        without.after = None;
        let mut asked = without.asked(&kind.id);
        asked.limit = Some(1);
        let page = view.list(&asked)?;
        let many = if page.total_is_exact {
            words::so_many(page.total, "record", "records")
        } else {
            format!("over {}", words::thousands(page.total))
        };
        let words = value_words(view, kind, name, value)?;
        let to = filter.with(&kind.id, name, None);
        rows.push(hang_as(
            "li",
            "loose",
            if page.total > 0 { "dot small" } else { "" },
            many,
            a(to, span("", ("without ", b("", words)))),
        ));
    }
    if filter.get("state") == Some("open") {
        rows.push(hang_as(
            "li",
            "loose",
            "",
            "all states",
            a(filter.with(&kind.id, "state", Some("any")), "closed ones as well"),
        ));
    }
    let group = (!rows.is_empty()).then(|| {
        (
            crate::parts::gauge::group("Let one of them go", None),
            ol("", rows),
        )
    });
    let plain = narrows.is_empty() && filter.get("state") == Some("any");
    let begin = plain.then(|| {
        hang(
            "",
            "miss",
            "",
            p(
                "empty",
                "It begins with one sentence; everything else can follow.",
            ),
        )
    });
    Ok(Markup::of((group, begin)))
}

fn table_of(kind: &Kind, items: &[ListItem], names: &BTreeMap<String, Name>, frame: &Frame) -> Element {
    let process = kind.spine.process.is_some() && kind.id != "process";
    let site = kind.spine.site.is_some() && kind.id != "site";
    let owner = kind.spine.owner.is_some();
    let column = |there: bool, class: &str, words: &str| there.then(|| th(class, words).with("scope", "col"));
    let first = kind
        .field(&kind.spine.title)
        .map_or("What", |field| &field.ask)
        .trim_end_matches(['?', '.']);
    let head = tr(
        "",
        (
            td("gc", span("g none dev", "Next date")),
            th("no", "No.").with("scope", "col"),
            th("", first).with("scope", "col"),
            column(process, "p", "Process"),
            column(site, "p si", "Site"),
            column(owner, "p ow", "Owner"),
            th("st", "State").with("scope", "col"),
        ),
    );
    let rows: Vec<Element> = items
        .iter()
        .map(|item| {
            let spine = &item.spine;
            let named = |id: &Option<String>| {
                id.as_ref()
                    .and_then(|id| names.get(id))
                    .map(|name| name.title.clone())
            };
            let date = match &spine.closed {
                Some(closed) => crate::parts::gauge::When {
                    mark: "dev".to_owned(),
                    words: words::short_day(closed, &frame.today, &frame.zone),
                    late: 0,
                },
                None if spine.due.is_none() => crate::parts::gauge::When {
                    mark: "dev".to_owned(),
                    words: String::new(),
                    late: 0,
                },
                None => when(spine.due.as_deref(), &frame.today, &frame.zone),
            };
            let title = if item.title.is_empty() {
                "(without a title)"
            } else {
                &item.title
            };
            tr(
                "",
                (
                    td("gc", span(&format!("g {}", date.mark), date.words)),
                    td("no num", &spine.number),
                    th(
                        "",
                        a(shown::address(&spine.kind, &spine.number), words::set(title)),
                    )
                    .with("scope", "row"),
                    process.then(|| td("p", named(&spine.process))),
                    site.then(|| td("p si", named(&spine.site))),
                    owner.then(|| td("p ow", named(&spine.owner))),
                    td(
                        "st",
                        (
                            parts::bars(kind, &spine.state),
                            parts::state_title(kind, &spine.state),
                        ),
                    ),
                ),
            )
        })
        .collect();
    let caption = caption("vh", format!("Register of {}", words::small(&kind.plural)));
    table("t reg", (caption, thead("", head), tbody("", rows)))
}
