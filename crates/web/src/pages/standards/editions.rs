//! All editions that the house knows: how sure we are of each, and where work is.

use app::read::conformity::Conformity;
use axum::extract::State;
use axum::response::Response;

use super::{address, counted};
use crate::door::Visitor;
use crate::pages::{blocking, show};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::{verdict, words};
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    let caller = visitor.0.clone();
    let asked = blocking(&site, move |app| {
        let ids: Vec<String> = app.view(&caller, |view| {
            Ok(view.house.packs.standards.keys().cloned().collect())
        })?;
        ids.iter()
            .map(|id| app.conformity(&caller, id, None))
            .collect::<app::Result<Vec<_>>>()
    })
    .await;
    show(&site, &visitor, move |_, _| Ok(draw(&asked?))).await
}

fn draw(editions: &[Conformity]) -> Sheet {
    if editions.is_empty() {
        let main = (
            headline("Standards", "No standard is installed.", ()),
            hang(
                "void",
                "miss",
                "",
                p(
                    "lead",
                    "A standard comes with a pack. Its clauses stand here as a tree, each with what the checks found, and with \
                     what a person concluded.",
                ),
            ),
        );
        return Sheet::new("/standards", "Standards", main);
    }
    let rows: Vec<Element> = editions.iter().map(row).collect();
    let main = (
        headline(
            words::so_many(editions.len() as u64, "edition", "editions"),
            "What the checks say, clause by clause.",
            p(
                "lead",
                "A check can contradict; it never certifies. That something conforms is said by a named person, with a sample, \
                 on the page of the clause. So there is no total here, and no percentage.",
            ),
        ),
        ol("", rows),
    );
    Sheet::new("/standards", "Standards", main)
}

fn row(edition: &Conformity) -> Element {
    let to = address(&edition.standard, None);
    let results: Vec<Element> = counted(&edition.leaves)
        .into_iter()
        .map(|(said, number)| {
            let clauses = words::so_many(number, "clause", "clauses");
            let link = a(format!("{to}?result={}", said.word()), clauses);
            li("", verdict::verdict(said, (": ", link)))
        })
        .collect();
    let concluded = edition.clauses.iter().filter(|clause| clause.concluded).count() as u64;
    let concluded = match concluded {
        0 => "Nobody has concluded on a clause of it yet.".to_owned(),
        1 => "One clause has a conclusion of a person.".to_owned(),
        more => format!(
            "{} clauses have a conclusion of a person.",
            words::capital(&words::count(more))
        ),
    };
    hang_as(
        "li",
        "edition",
        // No mark: an edition as a whole has no verdict.
        "",
        &edition.edition,
        (
            h2("", a(to.clone(), &edition.title)),
            p("s q", &edition.compared),
            ul("results", results),
            p("s q", concluded),
        ),
    )
}
