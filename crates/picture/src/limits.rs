//! What a panel measures its values against: limits, centre, zones, goal.

use crate::axis::EndLabel;
use crate::number::plain;
use crate::panel::Panel;
use crate::place::{Places, Rect};
use crate::series::Limits;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::trace::{path, thin};

impl Panel<'_> {
    /// Stretches of points with the same value of `of`: first point, last point, value.
    fn stretches(&self, of: impl Fn(&Limits) -> Option<f64>) -> Vec<(usize, usize, f64)> {
        let mut found: Vec<(usize, usize, f64)> = Vec::new();
        for (i, point) in self.series.points.iter().enumerate() {
            let Some(value) = point.limits.as_ref().and_then(&of) else {
                continue;
            };
            let fresh = self.stages.iter().any(|s| s.from == i);
            match found.last_mut() {
                Some(last) if last.1 + 1 == i && last.2 == value && !fresh => last.1 = i,
                _ => found.push((i, i, value)),
            }
        }
        found
    }

    /// The step line of one limit. Steps finer than the pixels are thinned like the data.
    fn steps(&self, stretches: &[(usize, usize, f64)]) -> Path {
        let mut steps = Vec::new();
        let mut before: Option<usize> = None;
        for (from, to, value) in stretches {
            if before.is_some_and(|b| b + 1 != *from || self.stages.iter().any(|s| s.from == *from)) {
                steps.push(None);
            }
            steps.push(Some((self.edges(*from).0, self.y(*value))));
            steps.push(Some((self.edges(*to).1, self.y(*value))));
            before = Some(*to);
        }
        path(&thin(steps.into_iter()))
    }

    pub(crate) fn limits(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> Vec<EndLabel> {
        let ink = sheet.ink;
        let uppers = self.stretches(|l| l.upper);
        let lowers = self.stretches(|l| l.lower);
        let centres = self.stretches(|l| Some(l.centre));
        if uppers.len().max(lowers.len()) <= 400 {
            self.band(sheet);
        }
        if self.zones {
            self.zone_lines(sheet);
        }
        sheet.svg.stroke(&self.steps(&uppers), ink.limit, 1.0);
        sheet.svg.stroke(&self.steps(&lowers), ink.limit, 1.0);
        sheet.svg.stroke(&self.steps(&centres), ink.second, 1.0);
        let w = &sheet.look.words;
        let centre_word = if self.series.centre_word.is_empty() {
            &w.mean
        } else {
            &self.series.centre_word
        };
        let (upper_word, lower_word) = if self.small {
            (&w.limit, &w.limit)
        } else {
            (&w.upper_limit, &w.lower_limit)
        };
        let decimals = self.grain.end;
        let mut ends = Vec::new();
        for (stretches, word) in [
            (&uppers, upper_word),
            (&centres, centre_word),
            (&lowers, lower_word),
        ] {
            for (from, to, value) in stretches.iter().take(60) {
                places.prefer_free(self.edges(*from).0, self.edges(*to).1, self.y(*value));
            }
            // Only a line that reaches the end has its word there.
            let Some((_, to, value)) = stretches.last() else {
                continue;
            };
            if *to + 1 == self.xs.len() {
                ends.push(EndLabel {
                    y: self.y(*value),
                    bold: plain(*value, decimals, w),
                    word: word.clone(),
                    colour: ink.ink,
                });
            }
        }
        ends
    }

    fn band(&self, sheet: &mut Sheet<'_>) {
        // One path for all stretches, so that no seam shows between them.
        let mut band = Path::default();
        let mut from = 0;
        let points = &self.series.points;
        let sides = |i: usize| points[i].limits.map(|l| (l.lower, l.upper));
        for i in 1..=points.len() {
            if i < points.len() && sides(i) == sides(from) && !self.stages.iter().any(|s| s.from == i) {
                continue;
            }
            if let Some((lower, upper)) = sides(from).filter(|(l, u)| l.is_some() || u.is_some()) {
                let top = upper.map_or(self.area.y0, |u| self.y(u));
                let bottom = lower.map_or(self.area.y1, |l| self.y(l));
                let (x0, x1) = (self.edges(from).0, self.edges(i - 1).1);
                band.move_to(x0, top);
                band.across(x1);
                band.down(bottom);
                band.across(x0);
                band.shut();
            }
            from = i;
        }
        if !band.is_empty() {
            sheet
                .svg
                .tag("path")
                .set("d", &band.d)
                .set("fill", sheet.ink.band)
                .close();
        }
    }

    /// One and two sigma on both sides, dotted.
    fn zone_lines(&self, sheet: &mut Sheet<'_>) {
        let ink = sheet.ink;
        let mut lines = Path::default();
        let within = |l: &Limits, v: f64| l.upper.is_none_or(|u| v < u) && l.lower.is_none_or(|low| v > low);
        let mut all = 0;
        for k in [-2.0, -1.0, 1.0, 2.0] {
            let stretches = self.stretches(|l| l.sigma.map(|s| l.centre + k * s).filter(|v| within(l, *v)));
            all += stretches.len();
            lines.d.push_str(&self.steps(&stretches).d);
        }
        if all > 400 {
            return;
        }
        sheet
            .svg
            .stroked(&lines, ink.limit, 1.0)
            .set("stroke-dasharray", "1 3")
            .close();
    }

    /// The letters of the zones, in a column of their own for each stage, where the line of the data leaves room.
    pub(crate) fn zone_letters(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        if !self.zones {
            return;
        }
        let count = self.xs.len();
        let mut begins: Vec<usize> = self
            .stages
            .iter()
            .map(|s| s.from)
            .filter(|f| *f < count)
            .collect();
        if begins.first() != Some(&0) {
            begins.insert(0, 0);
        }
        for (k, from) in begins.iter().enumerate() {
            let to = begins.get(k + 1).map_or(count, |next| *next) - 1;
            self.letters_of_stage(sheet, places, *from, to);
        }
    }

    fn letters_of_stage(&self, sheet: &mut Sheet<'_>, places: &mut Places, from: usize, to: usize) {
        let limits = self.series.points[from].limits;
        let Some((l, sigma)) = limits.and_then(|l| l.sigma.map(|s| (l, s))) else {
            return;
        };
        if (self.y(l.centre) - self.y(l.centre + sigma)).abs() < 17.0 {
            return;
        }
        let letters: Vec<(f64, &str)> = [
            (2.5, "A"),
            (1.5, "B"),
            (0.5, "C"),
            (-0.5, "C"),
            (-1.5, "B"),
            (-2.5, "A"),
        ]
        .into_iter()
        .map(|(k, letter)| (l.centre + k * sigma, letter))
        .filter(|(v, _)| l.upper.is_none_or(|u| *v < u) && l.lower.is_none_or(|low| *v > low))
        .map(|(v, letter)| (self.y(v), letter))
        .collect();
        let room = |x: f64, y: f64| Rect::new(x - 1.0, y - 8.0, x + 11.0, y + 8.0);
        // The column in which most letters find a place, the leftmost of the best.
        let (left, right) = (self.edges(from).0 + 6.0, self.edges(to).1 - 16.0);
        let free = |x: f64| letters.iter().filter(|(y, _)| places.free(&room(x, *y))).count();
        let columns = (0..24)
            .map(|i| left + f64::from(i) * 12.0)
            .filter(|x| *x <= right);
        let best = columns
            .map(|x| (free(x), x))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        // All or none: a column with gaps would have to be guessed.
        let Some((_, x)) = best.filter(|(found, _)| *found == letters.len()) else {
            return;
        };
        for (y, letter) in letters {
            let r = room(x, y);
            // Goal and limits give way to the letter.
            let ground = sheet.ink.band;
            sheet
                .svg
                .block(r.x0, r.y0 + 1.0, r.x1 - r.x0, r.y1 - r.y0 - 2.0, ground)
                .close();
            sheet
                .svg
                .words(x, y + 4.8, Anchor::Start, sheet.ink.second, letter);
            places.take(r);
        }
    }

    pub(crate) fn goal(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> Option<EndLabel> {
        let goal = self.series.goal.as_ref()?;
        let y = self.y(goal.value);
        let mut line = Path::default();
        line.move_to(self.area.x0, y);
        line.across(self.area.x1);
        sheet.svg.dashed(&line, sheet.ink.blue, 1.5);
        places.prefer_free(self.area.x0, self.area.x1, y);
        let word = if goal.word.is_empty() {
            sheet.look.words.goal.clone()
        } else {
            goal.word.clone()
        };
        Some(EndLabel {
            y,
            bold: plain(goal.value, self.grain.end, &sheet.look.words),
            word,
            colour: sheet.ink.blue,
        })
    }
}
