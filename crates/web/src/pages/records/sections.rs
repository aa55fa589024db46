//! Sections of a record: small doors with their answers, open to those who may edit them.

use app::read::View;
use engine::pack::{Field, Kind, Section, Type};
use engine::record::Record;

use super::may_edit;
use crate::parts::gauge::{hang, hang_as};
use crate::parts::html::*;
use crate::parts::shown::{self, Known, in_path};

/// Fields of a section that exist.
pub(crate) fn fields<'a>(kind: &'a Kind, section: &Section) -> Vec<&'a Field> {
    section.fields.iter().filter_map(|id| kind.field(id)).collect()
}

/// Address on which a section is edited.
pub(crate) fn edit_address(record: &Record, section: usize) -> String {
    format!(
        "/records/{}/{}/edit/{}",
        record.kind,
        in_path(&record.number),
        section + 1
    )
}

/// Where the answer to a path can be given: the page of its section, at the field. Whoever may not give it is led to
/// where it would stand.
pub(crate) fn address_of(view: &View<'_>, kind: &Kind, record: &Record, path: &str) -> Option<String> {
    let section = crate::parts::problem::section_of(kind, path)?;
    if !may_edit(view, kind.sections.get(section)?, record) {
        let record = shown::address(&record.kind, &record.number);
        return Some(format!("{record}#s{}", section + 1));
    }
    Some(format!(
        "{}#{}",
        edit_address(record, section),
        crate::parts::form::place(path)
    ))
}

/// All sections of a record, and what its transitions asked.
pub(crate) fn all(view: &View<'_>, kind: &Kind, record: &Record, known: &Known<'_>) -> Markup {
    let mut drawn: Vec<Element> = kind
        .sections
        .iter()
        .enumerate()
        .map(|(at, section)| one(view, kind, record, known, at, section))
        .collect();
    let asked = kind
        .fields
        .values()
        .filter(|field| kind.section_of(&field.id).is_none());
    let asked: Vec<&Field> = asked
        .filter(|field| record.fields.contains_key(&field.id))
        .collect();
    if !asked.is_empty() {
        drawn.push(section(
            "",
            (
                crate::parts::gauge::group("Said on the way", None),
                answers(&asked, record, known),
            ),
        ));
    }
    Markup::of(drawn)
}

fn one(
    view: &View<'_>,
    kind: &Kind,
    record: &Record,
    known: &Known<'_>,
    at: usize,
    part: &Section,
) -> Element {
    let id = format!("s{}", at + 1);
    let fields: Vec<&Field> = fields(kind, part)
        .into_iter()
        .filter(|field| field.id != kind.spine.title)
        .collect();
    let filled: Vec<&Field> = fields
        .iter()
        .copied()
        .filter(|field| record.fields.contains_key(&field.id))
        .collect();
    let open = may_edit(view, part, record);
    let door = open.then(|| {
        let words = if filled.is_empty() { "Answer" } else { "Edit" };
        a(edit_address(record, at), (words, heard((": ", &part.title)))).with("class", "door")
    });
    let head = hang("group", "", (), h2("", (&part.title, door)).id(&id));
    let body = if filled.is_empty() {
        hang("note-row", "miss", "", p("s q", empty(kind, part, record, open)))
    } else {
        answers(&filled, record, known)
    };
    let left = fields.len() - filled.len();
    let left = (open && left > 0 && !filled.is_empty()).then(|| {
        let words = if left == 1 {
            "One question is not answered.".to_owned()
        } else {
            format!(
                "{} questions are not answered.",
                crate::parts::words::capital(&crate::parts::words::count(left as u64))
            )
        };
        hang("note-row", "none", "", p("s q", words))
    });
    section("", (head, body, left)).with("aria-labelledby", id)
}

fn empty(kind: &Kind, part: &Section, record: &Record, open: bool) -> String {
    if open {
        return "Nothing here yet.".to_owned();
    }
    let titles: Vec<String> = kind
        .states
        .iter()
        .filter(|state| part.states.contains(&state.id))
        .map(|state| crate::parts::words::small(&state.title))
        .collect();
    match (titles.is_empty(), part.states.contains(&record.state)) {
        (true, _) => "Nothing here yet; it is filled by what happens.".to_owned(),
        (_, true) => "Nothing here yet.".to_owned(),
        _ => format!(
            "Nothing here yet. It is answered while the record is {}.",
            engine::text::enumerate(&titles, "or")
        ),
    }
}

/// Questions and answers; tables and long texts over the whole width.
fn answers(fields: &[&Field], record: &Record, known: &Known<'_>) -> Element {
    let rows: Vec<Element> = fields
        .iter()
        .filter_map(|field| {
            let value = record.fields.get(&field.id)?;
            let shown = shown::value(field, value, &record.fields, known);
            let class = if matches!(field.ty, Type::Table(_)) {
                "over"
            } else {
                ""
            };
            Some(div(class, (dt("", &field.ask), dd("", shown))).id(format!("v-{}", field.id)))
        })
        .collect();
    hang_as("div", "answers-row", "none", "", dl("act-what answers", rows))
}
