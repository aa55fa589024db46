//! Scales and axes: from data to places, and what stands beside them.

use crate::number::plain;
use crate::place::{Rect, spread};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::width;
use crate::theme::XS;
use crate::ticks::{self, Says, Ticks};
use crate::{Day, Words};

/// A straight scale from data to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

impl Scale {
    /// `lo` lands on `from`, `hi` on `to`.
    pub(crate) fn new((lo, hi): (f64, f64), from: f64, to: f64) -> Self {
        Scale { lo, hi, from, to }
    }

    /// The place of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        // Halving keeps the widest ranges of f64 from overflowing.
        let share = (value / 2.0 - self.lo / 2.0) / (self.hi / 2.0 - self.lo / 2.0);
        self.from + share * (self.to - self.from)
    }
}

/// The plot: where the data stand.
pub(crate) type Area = Rect;

/// Smallest and largest finite value, if there is one.
pub(crate) fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|v| v.is_finite())
        .fold(None, |found, v| match found {
            None => Some((v, v)),
            Some((lo, hi)) => Some((f64::min(lo, v), f64::max(hi, v))),
        })
}

/// A vertical scale prepared: its range, its marks and their words.
#[derive(Debug, Clone)]
pub(crate) struct Gauge {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
    pub(crate) ticks: Ticks,
    pub(crate) labels: Vec<String>,
    /// The unit, when it stands above the scale because it is too long for the topmost mark.
    pub(crate) above: String,
}

impl Gauge {
    /// A scale over a range with about one mark in 50 pixels; the topmost carries the unit when both together are no longer
    /// than `room`, else the unit stands above.
    pub(crate) fn new((lo, hi): (f64, f64), height: f64, unit: &str, room: f64, words: &Words) -> Self {
        let ticks = ticks::round(lo, hi, ((height / 46.0) as usize).clamp(2, 12));
        let mut labels: Vec<String> = ticks
            .at
            .iter()
            .map(|t| plain(*t, ticks.decimals, words))
            .collect();
        let mut above = String::new();
        if let Some(last) = labels.last_mut().filter(|_| !unit.is_empty()) {
            let joined = format!("{last}\u{a0}{unit}");
            if width(&joined, XS) <= room && width(unit, XS) < 44.0 {
                *last = joined;
            } else {
                above = unit.to_string();
            }
        }
        Gauge {
            lo,
            hi,
            ticks,
            labels,
            above,
        }
    }

    /// Width of the words left of the line.
    pub(crate) fn room(&self) -> f64 {
        self.labels.iter().map(|l| width(l, XS)).fold(0.0, f64::max) + 18.0
    }

    /// Draws the line and its marks at the left edge of the plot.
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, area: &Area) {
        let scale = Scale::new((self.lo, self.hi), area.y1, area.y0);
        let ink = sheet.ink;
        let mut marks = Path::default();
        marks.move_to(area.x0, area.y0);
        marks.down(area.y1);
        for (value, label) in self.ticks.at.iter().zip(&self.labels) {
            let y = scale.at(*value);
            marks.move_to(area.x0 - 9.0, y);
            marks.across(area.x0);
            sheet
                .svg
                .words(area.x0 - 15.0, y + 4.8, Anchor::End, ink.second, label);
        }
        sheet.svg.stroke(&marks, ink.ink, 1.0);
    }
}

/// Where the line stands when its words are folded beside it, and where the data begin then.
pub(crate) const LINE_X: f64 = 2.0;
pub(crate) const FOLDED: f64 = 14.0;

/// On a narrow sheet: the name of a row, right of the line and above its row, with its mark on the line.
pub(crate) fn beside_line(sheet: &mut Sheet<'_>, axis: &mut Path, y: f64, name: &str) {
    axis.move_to(LINE_X, y);
    axis.across(FOLDED - 4.0);
    let said = crate::text::fit(name, XS, sheet.width - FOLDED);
    sheet
        .svg
        .words(FOLDED, y + 4.8, Anchor::Start, sheet.ink.ink, &said);
}

/// A horizontal scale of numbers under the plot.
pub(crate) fn numbers_below(
    sheet: &mut Sheet<'_>,
    area: &Area,
    scale: &Scale,
    name: &str,
    unit: &str,
) -> f64 {
    let ink = sheet.ink;
    let ticks = ticks::round(scale.lo, scale.hi, ((area.x1 - area.x0) / 84.0).max(2.0) as usize);
    let mut marks = Path::default();
    marks.move_to(area.x0, area.y1);
    marks.across(area.x1);
    let mut last = f64::NEG_INFINITY;
    for value in &ticks.at {
        let x = scale.at(*value);
        marks.move_to(x, area.y1);
        marks.down(area.y1 + 6.0);
        let label = plain(*value, ticks.decimals, &sheet.look.words);
        let half = width(&label, XS) / 2.0;
        if x - half > last + 8.0 {
            sheet
                .svg
                .words(x, area.y1 + 21.0, Anchor::Middle, ink.second, &label);
            last = x + half;
        }
    }
    sheet.svg.stroke(&marks, ink.limit, 1.0);
    let named = match (name.is_empty(), unit.is_empty()) {
        (true, true) => return area.y1 + 26.0,
        (false, false) => format!("{name}, {unit}"),
        (true, false) => unit.to_string(),
        (false, true) => name.to_string(),
    };
    sheet.svg.words(
        area.x1,
        area.y1 + 42.0,
        Anchor::End,
        ink.second,
        &crate::text::fit(&named, XS, area.x1 - area.x0),
    );
    area.y1 + 48.0
}

/// A calendar under the plot, months with their years in bold beneath. Gives back where it ends.
pub(crate) fn days_below(
    sheet: &mut Sheet<'_>,
    area: &Area,
    from: Day,
    to: Day,
    at: impl Fn(Day) -> f64,
) -> f64 {
    let ink = sheet.ink;
    let wanted = ((area.x1 - area.x0) / 44.0).max(2.0) as usize;
    let mut marks = Path::default();
    marks.move_to(area.x0, area.y1);
    marks.across(area.x1);
    let mut year_said = None;
    let mut year_end = f64::NEG_INFINITY;
    let mut last = f64::NEG_INFINITY;
    for tick in ticks::calendar(from, to, wanted) {
        let x = at(tick.day);
        let (year, month, day) = tick.day.date();
        marks.move_to(x, area.y1);
        marks.down(area.y1 + 6.0);
        let short = &sheet.look.words.months[(month - 1) as usize];
        let label = match tick.says {
            Says::Day => format!("{day}\u{a0}{short}"),
            Says::Month => short.clone(),
            Says::Year => year.to_string(),
        };
        let half = width(&label, XS) / 2.0;
        if x - half < last + 8.0 {
            continue;
        }
        last = x + half;
        sheet
            .svg
            .words(x, area.y1 + 21.0, Anchor::Middle, ink.second, &label);
        let year_text = year.to_string();
        let half = width(&year_text, XS) / 2.0;
        if tick.says != Says::Year && year_said != Some(year) && x - half > year_end + 8.0 {
            sheet
                .svg
                .styled(x, area.y1 + 38.0, Anchor::Middle, XS, 600, ink.ink, &year_text);
            year_said = Some(year);
            year_end = x + half;
        }
    }
    sheet.svg.stroke(&marks, ink.limit, 1.0);
    area.y1 + if year_said.is_some() { 44.0 } else { 26.0 }
}

/// A word at the end of a line.
#[derive(Debug, Clone)]
pub(crate) struct EndLabel {
    /// Where its line ends.
    pub(crate) y: f64,
    pub(crate) bold: String,
    pub(crate) word: String,
    pub(crate) colour: &'static str,
}

impl EndLabel {
    pub(crate) fn width(&self) -> f64 {
        width(&self.bold, XS)
            + if self.word.is_empty() {
                0.0
            } else {
                6.0 + width(&self.word, XS)
            }
    }
}

/// Writes the words at the lines' ends, right of `x`, moved apart where they would touch; a thin line leads to one that moved.
pub(crate) fn end_labels(sheet: &mut Sheet<'_>, x: f64, top: f64, bottom: f64, labels: &[EndLabel]) {
    let ink = sheet.ink;
    let wishes: Vec<f64> = labels.iter().map(|l| l.y).collect();
    let bold_room = labels.iter().map(|l| width(&l.bold, XS)).fold(0.0, f64::max);
    for (label, y) in labels.iter().zip(spread(&wishes, top - 9.0, bottom + 9.0)) {
        if (y - label.y).abs() > 3.0 {
            sheet.svg.line(x + 2.0, label.y, x + 10.0, y, ink.limit, 1.0);
        }
        sheet.svg.styled(
            x + 14.0,
            y + 4.8,
            Anchor::Start,
            XS,
            600,
            label.colour,
            &label.bold,
        );
        let second = if label.colour == ink.ink {
            ink.second
        } else {
            label.colour
        };
        let after = if label.bold.is_empty() {
            14.0
        } else {
            20.0 + bold_room
        };
        let room = sheet.width - x - after;
        let word = if width(&label.word, XS) <= room {
            label.word.clone()
        } else if room > 30.0 {
            crate::text::fit(&label.word, XS, room)
        } else {
            String::new()
        };
        sheet.svg.words(x + after, y + 4.8, Anchor::Start, second, &word);
    }
}
