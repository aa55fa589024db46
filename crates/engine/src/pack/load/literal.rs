//! Reads what a value is compared with: literals typed by the field, and points in time.

use super::super::Type;
use super::condition::given;
use super::house::{House, Subject};
use super::leaf::Leaf;
use super::reader::{Node, Plain, Word as Text};
use super::report::unknown;
use super::standard::check_clause;
use super::table::Table;
use crate::calendar;
use crate::condition::{As, Instant, Literal, Operand, Spine};
use crate::text::enumerate;
use crate::value::{parse_scaled, shorten};

impl<'a> House<'a> {
    /// A value, typed by what it is compared with.
    pub(super) fn literal(&self, leaf: Option<Leaf<'a>>, node: &Node) -> Option<Literal> {
        let wrong = |what: String| {
            self.report.add(&node.at, what);
            None
        };
        let Some(leaf) = leaf else {
            return number(node).or_else(|| wrong("changes are counted: write a number.".to_owned()));
        };
        if leaf.compared_as() == As::Number
            && !matches!(leaf, Leaf::Field(field) if matches!(field.ty, Type::Scale(_)))
        {
            return number(node).or_else(|| {
                wrong(format!(
                    "a {} is compared with a number such as 12.5.",
                    leaf.word()
                ))
            });
        }
        let word = node.need_word("what a field is compared with", self.report)?;
        let text = || Some(Literal::Text(word.text.clone()));
        match leaf {
            Leaf::Spine(Spine::State, kind) => self
                .state(std::slice::from_ref(&kind.id), &word)
                .map(Literal::Text),
            Leaf::Spine(_, _) => text(),
            Leaf::Field(field) => match &field.ty {
                Type::YesNo if matches!(word.text.as_str(), "yes" | "no") => text(),
                Type::YesNo => wrong(format!(
                    "“{}” is “yes” or “no”, but here stands “{}”.",
                    field.id,
                    shorten(&word.text)
                )),
                // An unknown list or scale is told at the field.
                Type::Choice(list) | Type::Choices(list) => {
                    let list = self.packs.lists.get(list)?;
                    if list.item(&word.text).is_none() {
                        let items: Vec<&str> = list.items.iter().map(|item| item.id.as_str()).collect();
                        return wrong(unknown(
                            "item",
                            &word.text,
                            &format!("the list {}", list.id),
                            &items,
                        ));
                    }
                    text()
                }
                Type::Scale(scale) => {
                    let scale = self.packs.scales.get(scale)?;
                    let Some(rank) = scale.rank(&word.text) else {
                        let bands: Vec<&str> = scale.bands.iter().map(|band| band.id.as_str()).collect();
                        return wrong(unknown(
                            "band",
                            &word.text,
                            &format!("the scale {}", scale.id),
                            &bands,
                        ));
                    };
                    let scaled = |from: u32| i64::from(from) * crate::value::SCALE;
                    let below = scale.bands.get(rank + 1).map(|band| scaled(band.from));
                    Some(Literal::Band {
                        id: word.text.clone(),
                        from: scaled(scale.bands[rank].from),
                        below,
                    })
                }
                Type::Link(to) | Type::Links { to, .. } => self.reference(to, &word).then(text)?,
                _ => text(),
            },
        }
    }

    pub(super) fn reference(&self, to: &[String], word: &Text) -> bool {
        match word.text.split_once('/') {
            Some(("clause", clause)) if to.iter().any(|kind| kind == "clause") => check_clause(
                &Text {
                    text: clause.to_owned(),
                    at: word.at.clone(),
                },
                self.packs,
                self.report,
            ),
            Some((kind, id)) if !id.is_empty() && to.iter().any(|to| to == kind) => true,
            _ => {
                let what = format!(
                    "“{}” is no reference; write kind/id, the kind one of {}.",
                    shorten(&word.text),
                    enumerate(to, "and")
                );
                self.report.add(&word.at, what);
                false
            }
        }
    }

    pub(super) fn instant(&self, node: &Node, subject: &Subject) -> Option<Instant> {
        match &node.value {
            Plain::Table(_) => {
                let operand = self.moment(node, subject, &["plus"])?;
                let table = Table::again(node, "a point in time", self.report)?;
                let plus = if table.get("plus").is_some() {
                    self.days(&table.word("plus")?)?
                } else {
                    0
                };
                Some(Instant::Of(operand, plus))
            }
            Plain::Text(text) | Plain::Day(text) => {
                let today = text.strip_prefix("today").map(|rest| rest.replace(' ', ""));
                if let Some(days) =
                    today.and_then(|rest| if rest.is_empty() { Some(0) } else { signed(&rest) })
                {
                    return Some(Instant::Today(days));
                }
                for (sign, start) in [(-1, "today-practice:"), (1, "today+practice:")] {
                    if let Some(id) = text.strip_prefix(start) {
                        let days = self.practice_number(&Text {
                            text: id.to_owned(),
                            at: node.at.clone(),
                        })?;
                        return Some(Instant::Today(sign * days));
                    }
                }
                match calendar::day(text) {
                    Ok(day) => Some(Instant::Day(day)),
                    Err(_) => self.no_instant(node),
                }
            }
            _ => self.no_instant(node),
        }
    }

    pub(super) fn no_instant(&self, node: &Node) -> Option<Instant> {
        let what = "a point in time is “today”, “today+5”, a day such as 2026-11-22, or { field = … }, { entered = … }, { set_on = … } with “plus”.";
        self.report.add(&node.at, what);
        None
    }

    /// `{ field = … }`, `{ entered = … }`, `{ set_on = … }` or `{ last_set_on = … }`: something that has a day.
    pub(super) fn moment(&self, node: &Node, subject: &Subject, more: &[&str]) -> Option<Operand> {
        let subjects = ["field", "entered", "set_on", "last_set_on"];
        let table = Table::open(
            node,
            "a point in time",
            &[&subjects[..], more].concat(),
            self.report,
        )?;
        let heads = given(&table, &subjects);
        let [head] = heads.as_slice() else {
            self.report.add(
                table.at,
                format!(
                    "a point in time has exactly one of {}.",
                    enumerate(&subjects, "and")
                ),
            );
            return None;
        };
        let (operand, leaf) = self.operand(&table, head, subject)?;
        if !matches!(operand.compared_as(), As::Day | As::Moment) {
            table.wrong(
                head,
                format!(
                    "a point in time is a date or a moment, not a {}.",
                    leaf.map_or("number", Leaf::word)
                ),
            );
            return None;
        }
        Some(operand)
    }

    /// `5 days`, `1 day`, `-5 days`, or `practice:…` for the number of days that the organisation has set.
    pub(super) fn days(&self, word: &Text) -> Option<i64> {
        if let Some(id) = word.text.strip_prefix("practice:") {
            return self.practice_number(&Text {
                text: id.to_owned(),
                at: word.at.clone(),
            });
        }
        let (sign, text) = word
            .text
            .strip_prefix('-')
            .map_or((1, word.text.as_str()), |rest| (-1, rest));
        match calendar::span(text) {
            Ok(span) if !span.working => Some(sign * span.days),
            _ => {
                self.report.add(
                    &word.at,
                    format!(
                        "“{}” is no number of days; write it as “5 days”.",
                        shorten(&word.text)
                    ),
                );
                None
            }
        }
    }
}

pub(super) fn number(node: &Node) -> Option<Literal> {
    match &node.value {
        Plain::Whole(whole) => parse_scaled(&whole.to_string()),
        Plain::Decimal(text) | Plain::Text(text) => parse_scaled(text),
        _ => None,
    }
    .map(Literal::Number)
}

/// `+5` or `-5`.
pub(super) fn signed(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-'])?;
    let days: i64 = digits.parse().ok().filter(|days| (0..=3650).contains(days))?;
    Some(if text.starts_with('-') { -days } else { days })
}
