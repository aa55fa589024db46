//! My work: late, this week, later, waiting for somebody else.

use app::read::View;
use app::read::frame::Frame;
use app::read::work::{Turn, Work};
use axum::extract::State;
use axum::response::Response;

use super::show;
use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{When, beside, group, hang_as, headline, when};
use crate::parts::html::*;
use crate::parts::{record as parts, shown, words};
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, frame| {
        let work = view.work()?;
        Ok(draw(view, frame, &work))
    })
    .await
}

fn draw(view: &View<'_>, frame: &Frame, work: &Work) -> Sheet {
    let dated: Vec<(When, &Turn)> = work
        .mine
        .iter()
        .map(|turn| (when(turn.record.due.as_deref(), &frame.today, &frame.zone), turn))
        .collect();
    let end = words::end_of_week(&frame.today);
    let by_friday = |turn: &Turn| {
        turn.record
            .due
            .as_deref()
            .and_then(|due| due.get(..10))
            .is_some_and(|due| due <= end.as_str())
    };
    let late: Vec<_> = dated.iter().filter(|(when, _)| when.late > 0).collect();
    let week: Vec<_> = dated
        .iter()
        .filter(|(when, turn)| when.late == 0 && by_friday(turn))
        .collect();
    let later: Vec<_> = dated
        .iter()
        .filter(|(when, turn)| when.late == 0 && !by_friday(turn))
        .collect();
    let said = headline_words(late.len() as u64, week.len() as u64, later.len() as u64);
    let gauge = (
        words::week_day(&frame.today, &frame.zone),
        br(),
        format!("week {}", words::week(&frame.today)),
    );
    let rows = |rows: &[&(When, &Turn)]| -> Vec<Element> {
        rows.iter()
            .map(|(when, turn)| mine(view, work, when, turn))
            .collect()
    };
    let main = (
        headline(gauge, said, lead(work)),
        beside(
            div(
                "tasks",
                (
                    part("Late", "red", rows(&late)),
                    part("This week", "", rows(&week)),
                    part("Later", "", rows(&later)),
                    waiting(view, frame, work),
                    reported(view, frame, work),
                    nothing(work),
                ),
            ),
            begin(view),
        ),
    );
    Sheet::new("/", "My work", main)
}

fn headline_words(late: u64, week: u64, later: u64) -> String {
    let things = |number: u64| match number {
        1 => "One thing is".to_owned(),
        more => format!("{} things are", words::capital(&words::count(more))),
    };
    let due = |number: u64| {
        if number == 1 {
            "one is due".to_owned()
        } else {
            format!("{} are due", words::count(number))
        }
    };
    match (late, week, later) {
        (0, 0, 0) => "Nothing waits for you.".to_owned(),
        (0, 0, later) => format!("Nothing is late. {} ahead.", things(later)),
        (0, week, _) => format!("Nothing is late, {} this week.", due(week)),
        (late, 0, _) => format!("{} late.", things(late)),
        (late, week, _) => format!("{} late, {} this week.", things(late), due(week)),
    }
}

fn lead(work: &Work) -> Option<Element> {
    let number = work.waiting.len() as u64;
    (number > 0).then(|| {
        let wait = if number == 1 {
            "One more waits".to_owned()
        } else {
            format!("{} more wait", words::capital(&words::count(number)))
        };
        p("lead", format!("{wait} for somebody else."))
    })
}

/// A part of the page: title, number, rows; nothing when there are none.
fn part(title: &str, colour: &str, rows: Vec<Element>) -> Option<Element> {
    let number = rows.len() as u64;
    (number > 0).then(|| section("", (group(span(colour, title), Some(number)), ul("", rows))))
}

/// A row of mine begins with a verb.
fn mine(view: &View<'_>, work: &Work, when: &When, turn: &Turn) -> Element {
    let record = &turn.record;
    let verb = turn
        .verb
        .as_deref()
        .map(|verb| verb.split(':').next().unwrap_or(verb).to_owned());
    let due = (when.late > 0).then_some(record.due.as_deref()).flatten();
    let due = due.map(|due| format!("Was due {}. ", words::long_day(due, view.house.zone())));
    let owner = record
        .owner
        .as_ref()
        .filter(|owner| **owner != view.actor.person)
        .and_then(|owner| work.names.get(owner));
    let owner = owner.map(|owner| format!(" Owned by {}.", owner.title));
    row(
        view,
        work,
        turn,
        when,
        (
            span(
                "",
                (
                    element("b", "", verb.unwrap_or_else(|| "Look at".to_owned())),
                    ": ",
                    words::set(&record.title),
                ),
            ),
            small("", (due, nb(&record.number), ", ", state(view, turn), ".", owner)),
        ),
    )
}

fn waiting(view: &View<'_>, frame: &Frame, work: &Work) -> Option<Element> {
    let rows: Vec<Element> = work
        .waiting
        .iter()
        .map(|turn| others(view, frame, work, turn))
        .collect();
    let number = rows.len() as u64;
    (number > 0).then(|| {
        section(
            "waiting",
            (group("Waiting for somebody else", Some(number)), ul("", rows)),
        )
    })
}

fn reported(view: &View<'_>, frame: &Frame, work: &Work) -> Option<Element> {
    let rows: Vec<Element> = work
        .reported
        .iter()
        .map(|turn| others(view, frame, work, turn))
        .collect();
    (!rows.is_empty()).then(|| {
        section(
            "waiting",
            (group("What became of what you reported", None), ul("", rows)),
        )
    })
}

/// A row of somebody else begins with their name.
fn others(view: &View<'_>, frame: &Frame, work: &Work, turn: &Turn) -> Element {
    let record = &turn.record;
    let closed = record
        .closed
        .as_deref()
        .map(|closed| words::short_day(closed, &frame.today, &frame.zone));
    let date = match closed {
        Some(closed) => When {
            mark: "dev".to_owned(),
            words: closed,
            late: 0,
        },
        None => when(record.due.as_deref(), &frame.today, &frame.zone),
    };
    let who =
        (!turn.whose.is_empty() && record.closed.is_none()).then(|| (element("b", "", &turn.whose), ": "));
    row(
        view,
        work,
        turn,
        &date,
        (
            span("", (who, words::set(&record.title))),
            small("", (nb(&record.number), ", ", state(view, turn), ".")),
        ),
    )
}

fn row(view: &View<'_>, work: &Work, turn: &Turn, when: &When, content: impl Show) -> Element {
    let record = &turn.record;
    let kind = view
        .house
        .packs
        .kind(&record.kind)
        .map_or(record.kind.as_str(), |kind| &kind.title);
    let site = record
        .site
        .as_ref()
        .and_then(|site| work.names.get(site))
        .map(|site| (", ", &site.title));
    hang_as(
        "li",
        "task",
        &when.mark,
        &when.words,
        (
            a(shown::address(&record.kind, &record.number), content),
            span("of", (kind, site)),
        ),
    )
}

fn state(view: &View<'_>, turn: &Turn) -> String {
    let kind = view.house.packs.kind(&turn.record.kind);
    words::small(kind.map_or(turn.record.state.as_str(), |kind| {
        parts::state_title(kind, &turn.record.state)
    }))
}

fn nothing(work: &Work) -> Option<Element> {
    let empty = work.mine.is_empty() && work.waiting.is_empty() && work.reported.is_empty();
    empty.then(|| {
        crate::parts::gauge::hang("", "miss", "", p("empty", "Here stands what is yours to do, the most urgent first. Report something, or look at the records."))
    })
}

/// What one can begin, from any kind that lets this person.
fn begin(view: &View<'_>) -> Markup {
    let mut kinds: Vec<_> = view
        .house
        .packs
        .kinds
        .values()
        .filter(|kind| super::records::may_begin(view, kind))
        .collect();
    // What everybody may begin comes first: that is what most people are here for.
    kinds.sort_by_key(|kind| super::records::rank(kind));
    let links: Vec<Element> = kinds
        .iter()
        .take(8)
        .enumerate()
        .map(|(at, kind)| {
            let link = a(format!("/records/{}/new", kind.id), &kind.start.button);
            li("", if at == 0 { link.with("class", "btn") } else { link })
        })
        .collect();
    let links = (!links.is_empty()).then(|| (h2("", "Begin something"), ul("starts", links)));
    Markup::of(links)
}
