//! Records of every kind: registers, one record, and all that can be done with it. Nothing here knows a kind.

pub(crate) mod around;
mod asking;
pub(crate) mod begin;
pub(crate) mod edit;
pub(crate) mod filter;
pub(crate) mod one;
pub(crate) mod pass;
pub(crate) mod receipt;
pub(crate) mod register;
pub(crate) mod sections;
mod signing;
pub(crate) mod targets;

use app::Error;
use app::read::View;
use app::read::list::Asked;
use axum::extract::State;
use axum::response::Response;
use engine::pack::{Kind, Section, Type, Who};
use engine::record::Record;

use super::show;
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{group, hang_as, headline};
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// The kind of that id.
///
/// # Errors
/// That there is none.
pub(crate) fn kind_of<'a>(view: &View<'a>, id: &str) -> app::Result<&'a Kind> {
    let house = view.house;
    let none = || {
        Error::NotFound(format!(
            "There is no kind of record “{}”.",
            engine::value::shorten(id)
        ))
    };
    house.packs.kind(id).ok_or_else(none)
}

/// Whether whoever asks may begin a record of that kind, as far as roles go.
pub(crate) fn may_begin(view: &View<'_>, kind: &Kind) -> bool {
    kind.start.by.iter().any(|who| match who {
        Who::Everyone => true,
        Who::Role(role) => view.actor.all_grants().any(|grant| grant.role == *role),
        Who::Rel(_) => false,
    })
}

/// The order in which kinds are offered: first what everybody may begin with a photograph, as somebody who found
/// something does; then what somebody has to look at in time.
pub(crate) fn rank(kind: &Kind) -> (bool, bool, bool, &str) {
    let everybody = kind.start.by.contains(&Who::Everyone);
    let shows = kind.start.asks.iter().any(|id| {
        kind.field(id)
            .is_some_and(|field| matches!(field.ty, Type::Files))
    });
    let first = kind.states.first().map(|state| &state.id);
    let waits = kind.due.iter().any(|due| Some(&due.state) == first);
    (!everybody, !shows, !waits || kind.pack == "base", &kind.plural)
}

/// Whether whoever asks may edit that section of the record now.
pub(crate) fn may_edit(view: &View<'_>, section: &Section, record: &Record) -> bool {
    section.states.contains(&record.state) && view.actor.is_any(&section.by, record)
}

/// All registers.
pub(crate) async fn all(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, _| {
        let house = view.house;
        let mut kinds: Vec<&Kind> = house.packs.kinds.values().collect();
        kinds.sort_by_key(|kind| rank(kind));
        // What is numbered by years happens; the rest is there: people, places, processes.
        let (work, ground): (Vec<&Kind>, Vec<&Kind>) =
            kinds.into_iter().partition(|kind| kind.number.contains("{year}"));
        let mut rows = |kinds: &[&Kind]| -> app::Result<Vec<Element>> {
            kinds.iter().map(|kind| row(view, kind)).collect()
        };
        let (work, ground) = (rows(&work)?, rows(&ground)?);
        let main = (
            headline("Records", "What would you like to look at?", ()),
            group("What happens", None),
            ol("", work),
            group("Who, where and how", None),
            ol("", ground),
        );
        Ok(Sheet::new("/records", "Records", main))
    })
    .await
}

fn row(view: &mut View<'_>, kind: &Kind) -> app::Result<Element> {
    let open = Asked {
        kind: kind.id.clone(),
        filters: vec![("state".to_owned(), "open".to_owned())],
        limit: Some(1),
        ..Asked::default()
    };
    let page = view.list(&open)?;
    let total = if page.total_is_exact {
        words::thousands(page.total)
    } else {
        format!("more than {}", words::thousands(page.total))
    };
    let gauge = if page.total == 0 {
        "none open".to_owned()
    } else {
        format!("{total} open")
    };
    let begin =
        may_begin(view, kind).then(|| span("of", a(format!("/records/{}/new", kind.id), &kind.start.button)));
    Ok(hang_as(
        "li",
        "task reg-row",
        if page.total == 0 { "miss" } else { "" },
        gauge,
        (
            a(
                format!("/records/{}", kind.id),
                span("", element("b", "", &kind.plural)),
            ),
            begin,
        ),
    ))
}
