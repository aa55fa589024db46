//! Packs: what is installed, what this program carries besides, and what installing would change before it is done.

use app::read::frame::Frame;
use app::read::packs::{About, Difference, Offer, PackPage};
use axum::extract::{Path, State};
use axum::response::Response;
use engine::pack::PackSource;

use super::NotDone;
use crate::door::Visitor;
use crate::pages::{Form, act, show, show_as, to, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, hang_as, headline, split};
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// All packs.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    let carried = site.options.carried.clone();
    show(&site, &visitor, move |view, _| {
        let pages = view.pack_pages(&carried)?;
        let (there, others): (Vec<&PackPage>, Vec<&PackPage>) = pages.iter().partition(|page| page.entry.is_some());
        let newer = there.iter().filter(|page| page.carried.as_ref().is_some_and(|carried| carried.is_newer)).count() as u64;
        let installed = words::capital(&words::count(there.len() as u64));
        let packs = if there.len() == 1 { "pack is" } else { "packs are" };
        let said = match newer {
            0 => format!("{installed} {packs} installed; none is older than what this program carries."),
            1 => format!("{installed} {packs} installed; of one a newer version lies ready."),
            more => format!("{installed} {packs} installed; of {} a newer version lies ready.", words::count(more)),
        };
        let rows = |pages: &[&PackPage]| -> Vec<Element> { pages.iter().map(|page| row(page)).collect() };
        let besides = (!others.is_empty()).then(|| section("", (group("Carried by this program, not installed", Some(others.len() as u64)), ol("", rows(&others)))));
        let main = (
            headline((a("/house", "The house"), br(), "Packs"), said, p("lead", "Kinds of record, standards, checks and practices are data. The house runs them from its journal, never from the program.")),
            group("Installed", Some(there.len() as u64)),
            ol("", rows(&there)),
            besides,
        );
        Ok(Sheet::new("/house", "Packs", main))
    })
    .await
}

fn row(page: &PackPage) -> Element {
    let info = &page.info;
    let newer = page
        .carried
        .as_ref()
        .filter(|carried| carried.is_newer && page.entry.is_some());
    let mark = match (page.entry, newer) {
        (None, _) => "miss",
        (Some(_), Some(_)) => "ring blue",
        (Some(_), None) => "dot",
    };
    let offers = newer.map(|carried| b("", format!(" Version {} lies ready.", carried.version)));
    let compared = not_compared(page).then(|| {
        span(
            "amber block-line",
            "Not compared with the standard by a licence holder yet.",
        )
    });
    hang_as(
        "li",
        "task",
        mark,
        format!("version {}", info.version),
        a(
            format!("/packs/{}", info.id),
            (
                span("", b("", &info.title)),
                small("", (brings(page), offers, compared)),
            ),
        ),
    )
}

fn not_compared(page: &PackPage) -> bool {
    page.standards
        .iter()
        .any(|(_, _, compared)| compared.starts_with("not "))
}

fn brings(page: &PackPage) -> String {
    let standards: Vec<String> = page.standards.iter().map(|(title, _, _)| title.clone()).collect();
    let counted =
        |number: usize, one: &str, many: &str| (number > 0).then(|| words::so_many(number as u64, one, many));
    let parts = [
        counted(page.kinds.len(), "kind of record", "kinds of record"),
        (!standards.is_empty()).then(|| engine::text::enumerate(&standards, "and")),
        counted(page.checks, "check", "checks"),
        counted(page.practices, "practice", "practices"),
        counted(page.stories, "file of stories", "files of stories"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}.", words::capital(&engine::text::enumerate(&parts, "and")))
}

/// One pack, and what installing another version would change.
pub(crate) async fn one(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>) -> Response {
    draw(&site, &visitor, id, None).await
}

/// Installs what was looked at: the administrator, with the password once more.
pub(crate) async fn install(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(given): Form,
) -> Response {
    let source = carried(&site, &id);
    let done = act(&site, &visitor, move |app, caller| {
        let source =
            source.ok_or_else(|| app::Error::NotFound("This program carries no such pack.".to_owned()))?;
        app.install_looked_at(caller, source, given.get("_digest"), given.get("_password"))
    })
    .await;
    match done.map_err(NotDone::of) {
        Ok(_) => to(&format!("/packs/{id}")),
        Err(Ok(not_done)) => draw(&site, &visitor, id, Some(not_done)).await,
        Err(Err(error)) => trouble::page(error, None),
    }
}

fn carried(site: &Site, id: &str) -> Option<PackSource> {
    site.options
        .carried
        .iter()
        .find(|source| source.name == id)
        .cloned()
}

async fn draw(site: &Site, visitor: &Visitor, id: String, not_done: Option<NotDone>) -> Response {
    let status = not_done.as_ref().map_or(200, |not_done| not_done.status);
    let (all, source) = (site.options.carried.clone(), carried(site, &id));
    show_as(site, visitor, status, move |view, frame| {
        let page = view.pack_page(&id, &all)?;
        let installable = page.carried.as_ref().is_some_and(|carried| carried.is_newer);
        let offer = match source.filter(|_| installable) {
            Some(source) => Some(view.pack_offer(&source)?),
            None => None,
        };
        let administers = view.actor.holds_everywhere(&["administrator"]);
        let said = match (page.entry, &offer) {
            (None, _) => format!("{} is not installed.", page.info.title),
            (Some(_), Some(_)) => format!("{} can be brought up to date.", page.info.title),
            (Some(_), None) => format!("{}, version {}", page.info.title, page.info.version),
        };
        let same_number = page.carried.as_ref().filter(|carried| !carried.is_newer).map(|carried| {
            hang("note-row", "ring amber", "", p("s", format!(
                "This program carries version {} with other content. A changed content needs a higher version, so it is not offered.",
                carried.version
            )))
        });
        let work = (
            not_done.map(|not_done| not_done.drawn()),
            headline((a("/packs", "Packs"), br(), &page.info.id), said, p("lead", brings(&page))),
            offer.as_ref().map(differences),
            offer.as_ref().map(|offer| confirm(&page, offer, administers)),
            same_number,
            contents(&page),
        );
        Ok(Sheet::new("/house", &page.info.title, split(work, facts(&page, frame))))
    })
    .await
}

fn differences(offer: &Offer) -> Markup {
    if !offer.problems.is_empty() {
        let rows: Vec<Element> = offer
            .problems
            .iter()
            .take(20)
            .map(|problem| hang_as("li", "log", "", "", problem))
            .collect();
        return Markup::of(section(
            "",
            (
                group(
                    span("red", "It does not fit what is installed"),
                    Some(offer.problems.len() as u64),
                ),
                ol("", rows),
            ),
        ));
    }
    let parts: Vec<Element> = About::ALL
        .iter()
        .filter_map(|about| {
            let of: Vec<&Difference> = offer
                .differences
                .iter()
                .filter(|difference| difference.about == *about)
                .collect();
            (!of.is_empty()).then(|| {
                let title = if *about == About::Permission {
                    "Who may do what would change"
                } else {
                    about.words()
                };
                section(
                    "",
                    (
                        group(title, Some(of.len() as u64)),
                        hang("answers-row", "none", "", changes(&of, about.words())),
                    ),
                )
            })
        })
        .collect();
    let nobody = offer
        .differences
        .iter()
        .all(|difference| difference.about != About::Permission);
    let nobody = nobody.then(|| {
        hang(
            "note-row",
            "dot",
            "",
            p("s", "Nobody may do more or less than before."),
        )
    });
    let texts = offer.differences.is_empty().then(|| {
        hang(
            "note-row",
            "dot",
            "",
            p("s", "Only texts, lists or stories differ."),
        )
    });
    Markup::of((nobody, texts, parts))
}

fn changes(of: &[&Difference], about: &str) -> Element {
    let head = ["What", "As it is", "As it would be"].map(|title| th("", title).with("scope", "col"));
    let cell = |text: &str, label: &str| {
        let shown = if text.is_empty() {
            Markup::of(span("q", "—"))
        } else {
            Markup::of(text)
        };
        td("", shown).with("data-label", label)
    };
    let rows: Vec<Element> = of
        .iter()
        .map(|difference| {
            tr(
                "",
                (
                    cell(&difference.what, "What"),
                    cell(&difference.before, "As it is"),
                    cell(&difference.after, "As it would be"),
                ),
            )
        })
        .collect();
    let named = caption("vh", about);
    div(
        "wide",
        table(
            "t cells-t diff",
            (named, thead("", tr("", head.to_vec())), tbody("", rows)),
        ),
    )
    .with("tabindex", "0")
    .with("role", "region")
    .with("aria-label", about)
}

fn confirm(page: &PackPage, offer: &Offer, administers: bool) -> Element {
    let records = match offer.open {
        0 => "No open record is of these kinds.".to_owned(),
        open => format!(
            "{} of its kinds: they stay as they are and in the state they are in. From the next act on, the new version decides; nothing is decided again.",
            words::capital(&words::so_many(open, "open record is", "open records are"))
        ),
    };
    let stranded: Vec<Element> = offer
        .stranded
        .iter()
        .map(|(kind, state, number)| {
            li(
                "red",
                format!(
                    "{} in the state “{state}”, which goes. Move them on first ({kind}).",
                    words::capital(&words::so_many(*number, "record is", "records are"))
                ),
            )
        })
        .collect();
    let blocked = !stranded.is_empty() || !offer.problems.is_empty();
    let stranded = (!stranded.is_empty()).then(|| ul("plain", stranded));
    let way = if blocked {
        Markup::of(p("s q", "It cannot be installed as things are."))
    } else if administers {
        let password = input("password", "_password")
            .id("f-password")
            .with("autocomplete", "current-password");
        Markup::of(post(
            format!("/packs/{}", page.info.id),
            (
                hidden("_digest", &offer.digest),
                div(
                    "field",
                    (
                        label("", "Your password, once more").with("for", "f-password"),
                        password,
                    ),
                ),
                p(
                    "acts",
                    button(
                        "btn act-main",
                        if page.entry.is_some() {
                            "Install this version"
                        } else {
                            "Install this pack"
                        },
                    )
                    .with("type", "submit"),
                ),
            ),
        ))
    } else {
        Markup::of(p("s q", "Packs are installed by the administrator."))
    };
    hang(
        "act-row confirm",
        "ring blue",
        "Install it",
        (p("", records), stranded, way),
    )
}

fn contents(page: &PackPage) -> Element {
    let kinds: Vec<Element> = page
        .kinds
        .iter()
        .map(|(id, plural)| {
            let name = if page.entry.is_some() {
                Markup::of(a(format!("/records/{id}"), plural))
            } else {
                Markup::of(plural)
            };
            hang_as("li", "log", "", "", name)
        })
        .collect();
    let kinds = (!kinds.is_empty()).then(|| {
        section(
            "",
            (group("Kinds of record", Some(kinds.len() as u64)), ol("", kinds)),
        )
    });
    let standards: Vec<Element> = page
        .standards
        .iter()
        .map(|(title, edition, compared)| {
            let mark = if compared.starts_with("not ") {
                "ring amber"
            } else {
                "dot"
            };
            let compared = words::capital(compared);
            hang_as(
                "li",
                "log",
                mark,
                "",
                (
                    b("", title),
                    format!(", {edition}. "),
                    span("q", format!("{compared}.")),
                ),
            )
        })
        .collect();
    let standards = (!standards.is_empty()).then(|| {
        section(
            "",
            (
                group("Standards", Some(standards.len() as u64)),
                ol("", standards),
            ),
        )
    });
    div("", (kinds, standards))
}

fn facts(page: &PackPage, _: &Frame) -> Markup {
    let info = &page.info;
    let mut rows: Vec<(&str, Markup)> = vec![("Version", Markup::of(info.version.to_string()))];
    rows.push(match page.entry {
        Some(entry) => (
            "Installed",
            Markup::of(("entry ", a(format!("/journal/{entry}"), words::thousands(entry)))),
        ),
        None => ("Installed", Markup::of("no")),
    });
    if let Some(carried) = &page.carried {
        rows.push(("Carried", Markup::of(format!("version {}", carried.version))));
    }
    rows.push((
        "Builds on",
        Markup::of(if info.needs.is_empty() {
            "nothing".to_owned()
        } else {
            info.needs.join(", ")
        }),
    ));
    rows.push(("Licence", Markup::of(&info.licence)));
    let digest = if info.digest.is_empty() {
        page.carried.as_ref().map_or("", |carried| &carried.digest)
    } else {
        &info.digest
    };
    rows.push(("Digest", Markup::of(span("num digest", digest))));
    Markup::of((
        div("facts", (h2("vh", "Facts"), block(rows))),
        p(
            "s q",
            "The digest is over every file of the pack. Whoever has the same digest has the same rules.",
        ),
    ))
}
