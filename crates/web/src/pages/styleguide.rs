//! All parts on one sheet, for those who build pages. In the demo only.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use engine::pack::Field;

use super::{show, trouble};
use crate::door::Visitor;
use crate::parts::form::{Draw, Targets};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{answer, block, group, hang, hang_as, headline, split, when};
use crate::parts::given::Given;
use crate::parts::html::*;
use crate::parts::problem::{Reason, missing, problem};
use crate::parts::shown::Known;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    if !site.is_demo() {
        return trouble::outside(
            404,
            "There is no such page here.",
            "The sheet of parts is for the demo.",
        );
    }
    show(&site, &visitor, |view, frame| {
        let reasons = [
            Reason {
                sentence: "“What did we do at once?” is not answered.".to_owned(),
                link: Some("#forms".to_owned()),
                basis: Some("ISO 9001:2015, 10.2.1.a".to_owned()),
            },
            Reason {
                sentence: "Three more days have to pass.".to_owned(),
                link: None,
                basis: Some("A practice of this organisation: wait for the effect".to_owned()),
            },
        ];
        let gauges: Vec<Element> = [-12, -2, 0, 2, 30]
            .iter()
            .map(|days| {
                let when = when(
                    Some(&engine::calendar::plus(&frame.today, *days)),
                    &frame.today,
                    &frame.zone,
                );
                hang_as(
                    "li",
                    "task",
                    &when.mark,
                    &when.words,
                    (
                        a(
                            "#gauge",
                            (
                                span("", (element("b", "", "A verb"), " and what it is about")),
                                small("", "What one should know beside it"),
                            ),
                        ),
                        span("of", "Kind, site"),
                    ),
                )
            })
            .collect();
        let names = BTreeMap::new();
        let targets = Targets::new();
        let given = Given::new(vec![(
            "title".to_owned(),
            "Leakage current reads high".to_owned(),
        )]);
        let mistakes = BTreeMap::from([(
            "found_on".to_owned(),
            "“When was it found?” is 2030-01-01, which lies in the future.".to_owned(),
        )]);
        let draw = Draw {
            known: Known {
                packs: &view.house.packs,
                names: &names,
                zone: &frame.zone,
            },
            targets: &targets,
            given: &given,
            mistakes: &mistakes,
        };
        let mut shown: Vec<&Field> = Vec::new();
        for field in view
            .house
            .packs
            .kinds
            .values()
            .flat_map(|kind| kind.fields.values())
        {
            if !shown.iter().any(|known| known.ty.word() == field.ty.word()) {
                shown.push(field);
            }
        }
        let forms: Vec<Markup> = shown.iter().map(|field| draw.field(field)).collect();
        let verdicts = [
            ("contra", "contradicted"),
            ("weak", "weakening"),
            ("noev", "no evidence"),
            ("judge", "for a person to judge"),
            ("none", "nothing against it"),
            ("na", "not applicable, because …"),
        ];
        let verdicts: Vec<Element> = verdicts
            .iter()
            .map(|(class, words)| li("", span(&format!("v {class}"), *words)))
            .collect();
        let main = (
            problem(
                "Nothing was recorded, and nothing that you entered is lost.",
                &reasons,
            ),
            headline(
                "Parts",
                "The headline is the answer, not the name.",
                p("lead", "Left of the line stands when or which, right of it what."),
            ),
            split(
                (
                    answer("What it is", "", p("", "A sentence that says it.")),
                    answer(
                        "What is missing",
                        "ring amber",
                        (p("say", "Two things are missing."), missing(&reasons)),
                    ),
                    answer(
                        "Who is next",
                        "dot blue",
                        (
                            p("", (b("", "You"), " by Thursday.")),
                            p(
                                "acts",
                                (
                                    a("#forms", "The one button").with("class", "btn"),
                                    a("#gauge", "everything else is a link").with("class", "quiet"),
                                ),
                            ),
                        ),
                    ),
                    group("Rows on the line", Some(5)),
                    ol("", gauges).id("gauge"),
                    group("Verdicts", None),
                    hang("", "none", "", ul("", verdicts)),
                    group("Fields", None),
                    hang("act-row", "", "", forms).id("forms"),
                ),
                (
                    h2("", "Facts"),
                    block([
                        ("Label", "value"),
                        ("Another", "its value, which may be longer than one line"),
                    ]),
                ),
            ),
        );
        Ok(Sheet::new("", "Parts", main))
    })
    .await
}
