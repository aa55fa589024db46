//! Year planner: what is done when, one lane for each process, gauge or supplier.

use crate::Day;
use crate::axis::{FOLDED, LINE_X, Scale};
use crate::look::{About, Look, Picture, Refusal, Table};
use crate::series::date;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, widest, width};
use crate::theme::XS;

/// How something planned stands. Each has a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doing {
    /// To come: a ring.
    #[default]
    Planned,
    /// Done: a full dot.
    Done,
    /// Overdue: a red ring on a bar as long as the delay.
    Late,
    /// Nobody holds it yet: a dashed ring.
    Open,
}

/// One thing in a lane.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanEntry {
    /// Its day, or its first.
    pub from: Day,
    /// Its last day, if it takes several.
    pub to: Option<Day>,
    /// What stands beside the mark: who does it, as far as there is room.
    pub mark: String,
    /// What it is, told under the pointer and in the table.
    pub label: String,
    /// How it stands.
    pub doing: Doing,
    /// Where it leads.
    pub link: Option<String>,
}

/// One lane.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lane {
    /// Its name.
    pub label: String,
    /// The group it belongs to; a new group begins with its name as a head.
    pub group: String,
    /// What stands at the lane's end.
    pub note: String,
    /// Its entries in any order.
    pub entries: Vec<PlanEntry>,
}

/// A year, month by month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct YearPlanner {
    /// Name and sentence.
    pub about: About,
    /// The year.
    pub year: i32,
    /// The lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Today, if it is to be drawn.
    pub today: Option<Day>,
}

pub(crate) const ROW: f64 = 36.0;
/// Radius of a mark.
pub(crate) const REACH: f64 = 6.0;

impl Picture for YearPlanner {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        if self.lanes.is_empty() {
            return Err(Refusal::new(
                "There is nothing to draw: the planner has no lanes.",
            ));
        }
        if !(1..=9999).contains(&self.year) {
            return Err(Refusal::new(format!(
                "The planner's year must lie between 1 and 9999, not {}.",
                self.year
            )));
        }
        for (lane, entry) in self
            .lanes
            .iter()
            .flat_map(|l| l.entries.iter().map(move |e| (l, e)))
        {
            if entry.to.is_some_and(|to| to < entry.from) {
                return Err(Refusal::new(format!(
                    "\u{201c}{}\u{201d} in lane \u{201c}{}\u{201d} ends before it begins.",
                    entry.label, lane.label
                )));
            }
        }
        let names = self.lanes.iter().map(|l| width(&l.label, XS)).fold(0.0, f64::max);
        // On a narrow sheet the names stand above their lanes, so that the year keeps its room.
        let folded = look.narrow();
        let left = if folded {
            FOLDED
        } else {
            (names + 20.0).min(look.gauge_room())
        };
        let mut sheet = Sheet::new(look, &self.about, left);
        let ink = sheet.ink;
        let notes = self.lanes.iter().map(|l| width(&l.note, XS)).fold(0.0, f64::max);
        let right = if notes > 0.0 && !folded {
            (notes + 20.0).min(sheet.width * 0.24)
        } else {
            8.0
        };
        let (from, to) = (Day::of(self.year, 1, 1), Day::of(self.year + 1, 1, 1));
        let year = |right: f64| Scale::new((f64::from(from.0), f64::from(to.0)), left, sheet.width - right);
        // What stands beside the marks of December reaches beyond the year.
        let over = self.overhang(&year(right)).min((sheet.width * 0.07).max(50.0));
        let along = year(right + over);
        let top = sheet.top + 28.0;
        self.months(&mut sheet, &along, top);
        let mut y = top;
        let mut group = "";
        let mut axis = Path::default();
        let mut quarters = Path::default();
        for lane in &self.lanes {
            if lane.group != group {
                sheet.svg.styled(
                    if folded { left } else { left + 12.0 },
                    y + 25.0,
                    Anchor::Start,
                    XS,
                    600,
                    ink.ink,
                    &fit(&lane.group, XS, along.to - left),
                );
                y += ROW;
                group = &lane.group;
            }
            if folded {
                y = self.name_above(&mut sheet, &mut axis, lane, y);
            }
            for month in [4, 7, 10] {
                quarters.move_to(along.at(f64::from(Day::of(self.year, month, 1).0)), y);
                quarters.down(y + ROW);
            }
            if !folded {
                axis.move_to(left - 9.0, y + ROW / 2.0);
                axis.across(left);
            }
            self.lane(&mut sheet, lane, (&along, over, folded), y);
            y += ROW;
        }
        axis.move_to(if folded { LINE_X } else { left }, top);
        axis.down(y);
        let late = self
            .lanes
            .iter()
            .flat_map(|l| &l.entries)
            .filter(|e| e.doing == Doing::Late)
            .count();
        let mut under = crate::svg::Svg::default();
        under.stroke(&quarters, ink.rule, 1.0);
        let bottom = if let Some(x) = self
            .today
            .filter(|t| (from..to).contains(t))
            .map(|t| along.at(f64::from(t.0)))
        {
            under.line(x, top, x, y, ink.blue, 1.5);
            let word = &sheet.look.words.today;
            let half = width(word, XS) / 2.0;
            let x = x.clamp(left + half, (sheet.width - half).max(left + half));
            sheet
                .svg
                .styled(x, y + 18.0, Anchor::Middle, XS, 600, ink.blue, word);
            y + 24.0
        } else {
            y + 4.0
        };
        // Quarters and today lie under the marks.
        let over = std::mem::replace(&mut sheet.svg.out, under.out);
        sheet.svg.out.push_str(&over);
        sheet.svg.stroke(&axis, ink.ink, 1.0);
        let all = self.lanes.iter().map(|l| l.entries.len()).sum::<usize>();
        Ok(sheet.finish(
            &self.about,
            "year planner",
            &format!("{all} entries in {} lanes, {late} late.", self.lanes.len()),
            bottom,
        ))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(
            &self.about.title,
            [&w.group, &w.point, &w.from, &w.to, &w.state, &w.remark],
        );
        for lane in &self.lanes {
            let mut entries: Vec<&PlanEntry> = lane.entries.iter().collect();
            entries.sort_by_key(|e| e.from);
            for entry in entries {
                let state = match entry.doing {
                    Doing::Planned => &w.planned,
                    Doing::Done => &w.done,
                    Doing::Late => &w.late,
                    Doing::Open => &w.open,
                };
                let to = entry.to.map_or_else(String::new, |to| date(to, w));
                table.row([
                    lane.label.clone(),
                    entry.label.clone(),
                    date(entry.from, w),
                    to,
                    state.clone(),
                    entry.mark.clone(),
                ]);
            }
            if lane.entries.is_empty() {
                table.row([
                    lane.label.clone(),
                    w.missing.clone(),
                    String::new(),
                    String::new(),
                    String::new(),
                    lane.note.clone(),
                ]);
            }
        }
        table
    }
}

impl Lane {
    pub(crate) fn is_late(&self) -> bool {
        self.entries.iter().any(|e| e.doing == Doing::Late)
    }
}

impl YearPlanner {
    fn months(&self, sheet: &mut Sheet<'_>, along: &Scale, top: f64) {
        let ink = sheet.ink;
        sheet.svg.line(along.from, top, sheet.width, top, ink.ink, 1.0);
        let month_wide = (along.to - along.from) / 12.0;
        // All by their names, or all by their letters.
        let named = widest(&sheet.look.words.months, XS) + 6.0 <= month_wide;
        for month in 1..=12u32 {
            let next = if month == 12 {
                Day::of(self.year + 1, 1, 1)
            } else {
                Day::of(self.year, month + 1, 1)
            };
            let x = (along.at(f64::from(Day::of(self.year, month, 1).0)) + along.at(f64::from(next.0))) / 2.0;
            let name = &sheet.look.words.months[month as usize - 1];
            let short = if named {
                name.clone()
            } else {
                name.chars().take(1).collect()
            };
            sheet.svg.words(x, top - 9.0, Anchor::Middle, ink.second, &short);
        }
    }

    /// How far the words of the last entries reach beyond the year.
    fn overhang(&self, along: &Scale) -> f64 {
        let last = |lane: &Lane| {
            let entry = lane.entries.iter().max_by_key(|e| e.from)?;
            let day = entry.to.unwrap_or(entry.from);
            let x = along
                .at(f64::from(day.0))
                .clamp(along.from + 12.0, along.to - 12.0);
            Some(x + REACH + 8.0 + width(&entry.mark, XS) - along.to)
        };
        self.lanes.iter().filter_map(last).fold(0.0, f64::max)
    }
}
