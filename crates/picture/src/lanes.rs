//! The lanes of a year planner: their names, and the marks of what is done when.

use crate::Day;
use crate::axis::{FOLDED, LINE_X, Scale};
use crate::planner::{Doing, Lane, PlanEntry, REACH, ROW, YearPlanner};
use crate::series::date;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, width, wrap};
use crate::theme::XS;

impl YearPlanner {
    /// On a narrow sheet: the lane's name above it, and its note at the right end of the same line.
    pub(crate) fn name_above(&self, sheet: &mut Sheet<'_>, axis: &mut Path, lane: &Lane, y: f64) -> f64 {
        let ink = sheet.ink;
        let (colour, weight) = if lane.is_late() {
            (ink.red, 600)
        } else {
            (ink.ink, 400)
        };
        axis.move_to(LINE_X, y + 16.0);
        axis.across(FOLDED - 4.0);
        let name = fit(&lane.label, XS, sheet.width - FOLDED);
        sheet
            .svg
            .block(FOLDED - 1.0, y + 8.0, width(&name, XS) + 3.0, 17.0, ink.paper)
            .close();
        sheet
            .svg
            .styled(FOLDED, y + 21.0, Anchor::Start, XS, weight, colour, &name);
        let room = sheet.width - FOLDED - width(&name, XS) - 16.0;
        if !lane.note.is_empty() && width(&lane.note, XS) <= room {
            let colour = if lane.is_late() { ink.red } else { ink.second };
            let wide = width(&lane.note, XS);
            // The line of today gives way to the words.
            sheet
                .svg
                .block(sheet.width - wide - 3.0, y + 8.0, wide + 3.0, 17.0, ink.paper)
                .close();
            sheet
                .svg
                .words(sheet.width, y + 21.0, Anchor::End, colour, &lane.note);
        }
        y + 24.0
    }

    pub(crate) fn lane(
        &self,
        sheet: &mut Sheet<'_>,
        lane: &Lane,
        (along, over, folded): (&Scale, f64, bool),
        y: f64,
    ) {
        let ink = sheet.ink;
        let middle = y + ROW / 2.0;
        let late = lane.is_late();
        let (colour, weight) = if late { (ink.red, 600) } else { (ink.ink, 400) };
        if !folded {
            let lines = wrap(&lane.label, XS, along.from - 15.0, 0.0, 2);
            for (i, line) in lines.iter().enumerate() {
                let y = middle + 4.8 - 8.0 * (lines.len() as f64 - 1.0) + 16.0 * i as f64;
                let x = along.from - 15.0;
                sheet.svg.styled(x, y, Anchor::End, XS, weight, colour, line);
            }
        }
        sheet
            .svg
            .line(along.from, middle, along.to, middle, ink.rule, 1.0);
        sheet
            .svg
            .line(along.from, y + ROW, sheet.width, y + ROW, ink.rule, 1.0);
        let note_at = along.to + over + 14.0;
        let room = sheet.width - note_at;
        let note = if room > 30.0 && !folded {
            fit(&lane.note, XS, room)
        } else {
            String::new()
        };
        sheet.svg.styled(
            note_at,
            middle + 4.8,
            Anchor::Start,
            XS,
            weight,
            if late { ink.red } else { ink.second },
            &note,
        );
        let (first, last) = (Day::of(self.year, 1, 1), Day::of(self.year, 12, 31));
        let mut inside: Vec<&PlanEntry> = lane
            .entries
            .iter()
            .filter(|e| e.from <= last && e.to.unwrap_or(e.from) >= first)
            .collect();
        inside.sort_by_key(|e| e.from);
        let place = |day: Day| {
            along
                .at(f64::from(day.0) + 0.5)
                .clamp(along.from + 12.0, along.to - 12.0)
        };
        for (i, entry) in inside.iter().enumerate() {
            let end = inside
                .get(i + 1)
                .map_or(along.to + over + 4.0, |next| place(next.from) - REACH - 6.0);
            self.entry(sheet, lane, entry, (&place, middle, end));
        }
    }

    /// One entry: its mark on the lane, and its word right of the mark as far as the next one leaves room.
    fn entry(
        &self,
        sheet: &mut Sheet<'_>,
        lane: &Lane,
        entry: &PlanEntry,
        (place, y, end): (&dyn Fn(Day) -> f64, f64, f64),
    ) {
        let ink = sheet.ink;
        let words = &sheet.look.words;
        let x = place(entry.from);
        let until = entry
            .to
            .map(|to| format!(" \u{2013} {}", date(to, words)))
            .unwrap_or_default();
        let (colour, word) = match entry.doing {
            Doing::Planned => (ink.ink, &words.planned),
            Doing::Done => (ink.ink, &words.done),
            Doing::Late => (ink.red, &words.late),
            Doing::Open => (ink.red, &words.open),
        };
        let title = format!(
            "{}, {}: {}{until}, {word}",
            lane.label,
            entry.label,
            date(entry.from, words)
        );
        let linked = sheet.link(entry.link.as_deref());
        sheet.svg.tag("g").set("role", "graphics-symbol").open();
        sheet.svg.tag("title").text(&title);
        let mut bar_end = x + REACH;
        if let Some(today) = self
            .today
            .filter(|t| entry.doing == Doing::Late && *t > entry.from)
        {
            let mut bar = Path::default();
            bar.move_to(x, y);
            bar.across(place(today));
            bar_end = bar_end.max(place(today));
            sheet
                .svg
                .stroked(&bar, ink.red, 3.0)
                .set("stroke-dasharray", "5 3")
                .close();
        }
        if let Some(to) = entry.to.filter(|to| place(*to) - x > REACH) {
            let mut bar = Path::default();
            bar.move_to(x, y);
            bar.across(place(to));
            bar_end = bar_end.max(place(to));
            sheet.svg.stroke(&bar, colour, 3.0);
        }
        let done = entry.doing == Doing::Done;
        let circle = sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", REACH)
            .set("fill", if done { ink.ink } else { ink.paper });
        let circle = circle
            // Done, its edge is paper, so that neighbours stay apart.
            .set("stroke", if done { ink.paper } else { colour })
            .at("stroke-width", 1.5)
            .set("vector-effect", "non-scaling-stroke");
        if entry.doing == Doing::Open {
            circle.set("stroke-dasharray", "3 2").close()
        } else {
            circle.close()
        }
        let from = bar_end + 6.0;
        if width(&entry.mark, XS).min(40.0) <= end - from {
            let said = fit(&entry.mark, XS, end - from);
            // The lane's hairline gives way to the word.
            sheet
                .svg
                .block(from - 3.0, y - 8.0, width(&said, XS) + 6.0, 16.0, ink.paper)
                .close();
            sheet
                .svg
                .styled(from, y + 4.8, Anchor::Start, XS, 600, colour, &said);
        }
        sheet.svg.end("g");
        if linked {
            sheet.svg.end("a");
        }
    }
}
