//! “There is a problem”: what was not done, and each reason with the way to mend it.

use engine::condition::{Basis, Missing};
use engine::pack::{Kind, Packs};

use super::html::*;

/// One reason: a sentence, and where one goes to mend it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reason {
    /// A whole sentence.
    pub(crate) sentence: String,
    /// Address of the place to go to.
    pub(crate) link: Option<String>,
    /// The rule behind it.
    pub(crate) basis: Option<String>,
}

/// The box at the head of a page whose act was refused.
pub(crate) fn problem(said: &str, reasons: &[Reason]) -> Element {
    let items: Vec<Element> = reasons.iter().map(item).collect();
    let list = (!items.is_empty()).then(|| ol("", items));
    let inner = section(
        "act-problem",
        (h2("", "There is a problem").id("ph"), p("", said), list),
    );
    let inner = inner
        .id("problem")
        .with("tabindex", "-1")
        .with("role", "alert")
        .with("aria-labelledby", "ph")
        .flag("autofocus", true);
    super::gauge::hang("act-prob", "red act-late", "Not done", inner)
}

fn item(reason: &Reason) -> Element {
    let sentence = match &reason.link {
        Some(link) => Markup::of(a(link, &reason.sentence)),
        None => Markup::of(b("", &reason.sentence)),
    };
    li("", (sentence, reason.basis.as_ref().map(|basis| span("", basis))))
}

/// The missing parts of a way on, numbered, each a link where there is a place to go to.
pub(crate) fn missing(reasons: &[Reason]) -> Element {
    ol("missing", reasons.iter().map(item).collect::<Vec<_>>())
}

/// Where a reason leads: to the field on the page that edits it, or to the linked record.
pub(crate) fn reasons(
    found: &[Missing],
    packs: &Packs,
    link: impl Fn(&Missing) -> Option<String>,
) -> Vec<Reason> {
    found
        .iter()
        .map(|missing| Reason {
            sentence: missing.sentence.clone(),
            link: link(missing),
            basis: missing.basis.as_ref().map(|basis| basis_words(basis, packs)),
        })
        .collect()
}

/// The rule behind a guard in words: a clause by its number, a practice by its name.
pub(crate) fn basis_words(basis: &Basis, packs: &Packs) -> String {
    match basis {
        Basis::Clause(reference) => {
            let (standard, clause) = reference.split_once('#').unwrap_or((reference, ""));
            let standard = packs
                .standards
                .get(standard)
                .map_or(standard, |standard| &standard.title);
            format!("{standard}, {clause}")
        }
        Basis::Practice(id) => {
            let title = packs
                .practices
                .get(id)
                .map_or(id.as_str(), |practice| &practice.title);
            format!("A practice of this organisation: {}", super::words::small(title))
        }
    }
}

/// The section of a kind in which a path (`field` or `table.row.column`) is edited, by position.
pub(crate) fn section_of(kind: &Kind, path: &str) -> Option<usize> {
    let field = path.split('.').next().unwrap_or_default();
    kind.sections
        .iter()
        .position(|section| section.fields.iter().any(|id| id == field))
}
