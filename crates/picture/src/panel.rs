//! One series drawn against its scale: limits, line, signals and what is said beside them.

use crate::axis::{Area, EndLabel, Gauge, Scale};
use crate::number::plain;
use crate::place::{Note, Places, Rect, Spot};
use crate::series::{Grain, Limits, Series, Stage};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, width};
use crate::theme::{Palette, XS};
use crate::trace::{path, thin};

/// More signals than this are drawn but no longer told in words; the table tells them all.
const MOST_NOTES: usize = 24;
/// Up to this many points each one can be pointed at.
const MOST_TITLES: usize = 600;

/// A series with its place on the sheet.
pub(crate) struct Panel<'a> {
    pub(crate) series: &'a Series,
    pub(crate) grain: Grain,
    pub(crate) gauge: &'a Gauge,
    pub(crate) xs: &'a [f64],
    pub(crate) area: Area,
    pub(crate) stages: &'a [Stage],
    pub(crate) zones: bool,
    /// Small: fewer words, for the spread below the values.
    pub(crate) small: bool,
}

impl Panel<'_> {
    fn y(&self, value: f64) -> f64 {
        Scale::new((self.gauge.lo, self.gauge.hi), self.area.y1, self.area.y0).at(value)
    }

    /// Half the way to the neighbours: where a limit that holds for one point begins and ends.
    fn edges(&self, i: usize) -> (f64, f64) {
        let left = if i == 0 {
            self.area.x0
        } else {
            (self.xs[i - 1] + self.xs[i]) / 2.0
        };
        let right = if i + 1 == self.xs.len() {
            self.area.x1
        } else {
            (self.xs[i] + self.xs[i + 1]) / 2.0
        };
        (left, right)
    }

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

    /// Draws everything but the scales and gives back the words for the lines' ends.
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>) -> Vec<EndLabel> {
        let mut places = Places::new(Rect::new(
            self.area.x0 + 4.0,
            self.area.y0 - if self.small { 20.0 } else { 2.0 },
            self.area.x1 + 2.0,
            self.area.y1 - 2.0,
        ));
        let mut ends = self.limits(sheet, &mut places);
        ends.extend(self.goal(sheet, &mut places));
        if self.small {
            // The name of the small panel stands above its left end.
            let name = width(&self.series.measure.head(), XS) + 12.0;
            places.take(Rect::new(
                self.area.x0,
                self.area.y0 - 24.0,
                self.area.x0 + name,
                self.area.y0 - 4.0,
            ));
        }
        self.stage_names(sheet, &mut places);
        let no_other = self.excluded_everywhere();
        let runs = thin(self.series.points.iter().enumerate().map(|(i, point)| {
            let kept = point.value.filter(|_| point.excluded.is_none() || no_other);
            kept.map(|v| (self.xs[i], self.y(v)))
        }));
        sheet
            .svg
            .stroked(&path(&runs), sheet.ink.ink, if self.small { 1.0 } else { 1.4 })
            .set("stroke-linejoin", "round")
            .close();
        for run in runs {
            places.take_run(run);
        }
        self.dots(sheet, &mut places);
        self.zone_letters(sheet, &mut places);
        self.signals(sheet, &mut places);
        self.notes(sheet, &mut places);
        ends
    }

    fn excluded_everywhere(&self) -> bool {
        self.series
            .points
            .iter()
            .all(|p| p.value.is_none() || p.excluded.is_some())
    }

    fn limits(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> Vec<EndLabel> {
        let ink = sheet.ink;
        let uppers = self.stretches(|l| l.upper);
        let lowers = self.stretches(|l| l.lower);
        let centres = self.stretches(|l| Some(l.centre));
        if uppers.len().max(lowers.len()) <= 40 {
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
            for (_, _, value) in stretches.iter().take(60) {
                places.prefer_free(self.y(*value));
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
                sheet
                    .svg
                    .block(x0, top, x1 - x0, bottom - top, sheet.ink.band)
                    .close();
            }
            from = i;
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

    /// The letters of the zones at the left, where there is room beside the line.
    fn zone_letters(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        let limits = self.series.points[0].limits;
        let Some((l, sigma)) = limits
            .and_then(|l| l.sigma.map(|s| (l, s)))
            .filter(|_| self.zones)
        else {
            return;
        };
        if (self.y(l.centre) - self.y(l.centre + sigma)).abs() < 17.0 {
            return;
        }
        for (k, letter) in [
            (2.5, "A"),
            (1.5, "B"),
            (0.5, "C"),
            (-0.5, "C"),
            (-1.5, "B"),
            (-2.5, "A"),
        ] {
            let value = l.centre + k * sigma;
            let y = self.y(value);
            let room = Rect::new(self.area.x0 + 5.0, y - 8.0, self.area.x0 + 17.0, y + 8.0);
            let inside = l.upper.is_none_or(|u| value < u) && l.lower.is_none_or(|low| value > low);
            if inside && places.free(&room) {
                sheet.svg.words(
                    self.area.x0 + 6.0,
                    y + 4.8,
                    Anchor::Start,
                    sheet.ink.second,
                    letter,
                );
                places.take(room);
            }
        }
    }

    fn goal(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> Option<EndLabel> {
        let goal = self.series.goal.as_ref()?;
        let y = self.y(goal.value);
        let mut line = Path::default();
        line.move_to(self.area.x0, y);
        line.across(self.area.x1);
        sheet.svg.dashed(&line, sheet.ink.blue, 1.5);
        places.prefer_free(y);
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

    fn stage_names(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        let ink = sheet.ink;
        for (k, stage) in self
            .stages
            .iter()
            .enumerate()
            .filter(|(_, s)| s.from < self.xs.len())
        {
            let x = if stage.from == 0 {
                self.area.x0
            } else {
                self.edges(stage.from).0
            };
            let end = self
                .stages
                .get(k + 1)
                .filter(|s| s.from < self.xs.len())
                .map_or(self.area.x1, |s| self.edges(s.from).0);
            if stage.from > 0 {
                sheet.svg.line(
                    x,
                    self.area.y0 - if self.small { 0.0 } else { 22.0 },
                    x,
                    self.area.y1,
                    ink.limit,
                    1.0,
                );
                places.take(Rect::new(x - 1.0, self.area.y0, x + 1.0, self.area.y1));
            }
            if !self.small {
                let name = fit(&self.stage_says(k, stage, sheet.look), XS, end - x - 12.0);
                sheet
                    .svg
                    .words(x + 6.0, self.area.y0 - 9.0, Anchor::Start, ink.second, &name);
            }
        }
    }

    /// The name of a stage; an earlier one has its centre beside it, because its line ends within the plot.
    fn stage_says(&self, k: usize, stage: &Stage, look: &crate::Look) -> String {
        let centre = self.series.points[stage.from].limits.map(|l| l.centre);
        match centre.filter(|_| k + 1 < self.stages.len()) {
            Some(centre) => {
                let words = &look.words;
                let word = if self.series.centre_word.is_empty() {
                    &words.mean
                } else {
                    &self.series.centre_word
                };
                let figure = plain(centre, self.grain.end, words);
                if stage.name.is_empty() {
                    format!("{word} {figure}")
                } else {
                    format!("{}, {word} {figure}", stage.name)
                }
            }
            None => stage.name.clone(),
        }
    }

    fn dots(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        let ink = sheet.ink;
        let count = self.xs.len();
        let apart = (self.area.x1 - self.area.x0) / count as f64;
        let seen = apart >= 5.0;
        let radius = if self.small {
            2.2
        } else if apart >= 14.0 {
            3.4
        } else {
            2.6
        };
        let words = &sheet.look.words;
        let mut marked = vec![false; count];
        for at in self.series.signals.iter().flat_map(|s| &s.points) {
            marked[*at] = true;
        }
        for (i, point) in self.series.points.iter().enumerate() {
            let Some(value) = point.value else { continue };
            let (x, y) = (self.xs[i], self.y(value));
            if let Some(why) = &point.excluded {
                let title = format!(
                    "{}: {}, {}: {why}",
                    self.series.name(i, words),
                    self.series.says(value, self.grain, words),
                    words.excluded
                );
                cross(sheet, x, y, &title, point.link.as_deref());
                places.take(Rect::around(x, y, 5.0));
                continue;
            }
            if marked[i] || (count > MOST_TITLES && point.link.is_none()) {
                continue;
            }
            let title = format!(
                "{}: {}",
                self.series.name(i, words),
                self.series.says(value, self.grain, words)
            );
            let linked = sheet.link(point.link.as_deref());
            let dot = sheet.svg.tag("circle").at("cx", x).at("cy", y);
            if seen {
                dot.at("r", radius).titled(&title);
                places.take(Rect::around(x, y, radius));
            } else {
                dot.at("r", 2.0)
                    .set("fill", ink.ink)
                    .at("fill-opacity", 0.0)
                    .titled(&title);
            }
            if linked {
                sheet.svg.end("a");
            }
        }
    }

    fn signals(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        // 0: no signal, 1: part of a pattern, 2: the point at which a rule spoke.
        let mut weight = vec![0u8; self.xs.len()];
        let mut reasons: Vec<Option<usize>> = vec![None; self.xs.len()];
        for (k, signal) in self.series.signals.iter().enumerate() {
            for at in &signal.points {
                weight[*at] = weight[*at].max(1);
                reasons[*at].get_or_insert(k);
            }
            if let Some(last) = signal.points.last() {
                weight[*last] = 2;
                reasons[*last] = Some(k);
            }
        }
        let words = &sheet.look.words;
        for (i, reason) in reasons.iter().enumerate() {
            let (Some(k), Some(value)) = (reason, self.series.points[i].value) else {
                continue;
            };
            let signal = &self.series.signals[*k];
            let (x, y) = (self.xs[i], self.y(value));
            let cause = signal
                .cause
                .as_ref()
                .map_or_else(String::new, |c| format!(": {c}"));
            let title = format!(
                "{}: {}, {}{cause}",
                self.series.name(i, words),
                self.series.says(value, self.grain, words),
                signal.rule
            );
            let linked = sheet.link(signal.link.as_deref().or(self.series.points[i].link.as_deref()));
            mark(sheet, x, y, weight[i] == 2, self.small, &title);
            if linked {
                sheet.svg.end("a");
            }
            places.take(Rect::around(x, y, 6.0));
        }
        self.signal_notes(sheet, places);
    }

    fn signal_notes(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        // With more signals than can be told, those with a cause come first, then the latest.
        let mut told: Vec<usize> = (0..self.series.signals.len())
            .filter(|k| !self.series.signals[*k].points.is_empty())
            .collect();
        told.sort_by_key(|k| {
            (
                self.series.signals[*k].cause.is_none(),
                std::cmp::Reverse(self.series.signals[*k].points.last()),
            )
        });
        told.truncate(MOST_NOTES);
        let words = &sheet.look.words;
        for k in told {
            let signal = &self.series.signals[k];
            let last = *signal
                .points
                .last()
                .expect("signals without points were left out");
            let value = self.series.points[last]
                .value
                .expect("a signal stands on a value: it was checked");
            let reason = self.series.reason(signal, words);
            let room = (self.area.x1 - self.area.x0) * 0.4;
            let note = Note::new(
                &self.series.says(value, self.grain, words),
                &reason,
                if self.small {
                    room
                } else {
                    room.clamp(110.0, 240.0)
                },
                4,
            );
            put(sheet, places, self.xs[last], self.y(value), &note, sheet.ink.red);
        }
    }

    fn notes(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        let words = &sheet.look.words;
        let noted = self
            .series
            .points
            .iter()
            .enumerate()
            .filter_map(|(i, p)| Some((i, p.note.as_ref()?, p.value?)));
        for (i, text, value) in noted.take(MOST_NOTES) {
            let said = format!("{}: {text}", self.series.name(i, words));
            put(
                sheet,
                places,
                self.xs[i],
                self.y(value),
                &Note::new("", &said, 200.0, 3),
                sheet.ink.second,
            );
        }
    }
}

/// Puts a note beside a mark; when there is no room left, the table has to tell it.
pub(crate) fn put(
    sheet: &mut Sheet<'_>,
    places: &mut Places,
    x: f64,
    y: f64,
    note: &Note,
    colour: &'static str,
) {
    let ink: &Palette = sheet.ink;
    let Some(spot) = places.find(x, y, note.width, note.height) else {
        return;
    };
    lead(sheet, x, y, &spot);
    note.draw(&mut sheet.svg, &spot.rect, spot.anchor, colour, ink.second);
}

/// The thin line from a mark to a note that stands farther away; it ends short of the words.
pub(crate) fn lead(sheet: &mut Sheet<'_>, x: f64, y: f64, spot: &Spot) {
    if !spot.led {
        return;
    }
    let r = Rect::new(spot.rect.x0 - 4.0, spot.rect.y0, spot.rect.x1 + 4.0, spot.rect.y1);
    let (nx, ny) = (x.clamp(r.x0, r.x1), y.clamp(r.y0, r.y1));
    let (dx, dy) = (nx - x, ny - y);
    let long = dx.hypot(dy);
    if long > 10.0 {
        let colour = sheet.ink.limit;
        sheet
            .svg
            .line(x + dx / long * 9.0, y + dy / long * 9.0, nx, ny, colour, 1.0);
    }
}

/// A signal: a red dot in a ring where a rule spoke, a hollow red dot for the other points of the pattern. Neither looks like
/// an ordinary point in grey.
pub(crate) fn mark(sheet: &mut Sheet<'_>, x: f64, y: f64, spoke: bool, small: bool, title: &str) {
    let ink = sheet.ink;
    let size = if small { 0.8 } else { 1.0 };
    sheet.svg.tag("g").set("role", "graphics-symbol").open();
    sheet.svg.tag("title").text(title);
    if spoke {
        sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 4.4 * size)
            .set("fill", ink.red)
            .close();
        let ring = sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 7.6 * size)
            .set("fill", "none");
        ring.set("stroke", ink.red)
            .at("stroke-width", 1.2)
            .set("vector-effect", "non-scaling-stroke")
            .close();
    } else {
        let ring = sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 3.8 * size)
            .set("fill", ink.paper);
        ring.set("stroke", ink.red)
            .at("stroke-width", 1.6)
            .set("vector-effect", "non-scaling-stroke")
            .close();
    }
    sheet.svg.end("g");
}

/// A point that was left out.
fn cross(sheet: &mut Sheet<'_>, x: f64, y: f64, title: &str, link: Option<&str>) {
    let linked = sheet.link(link);
    let mut arms = Path::default();
    arms.move_to(x - 4.0, y - 4.0);
    arms.line_to(x + 4.0, y + 4.0);
    arms.move_to(x + 4.0, y - 4.0);
    arms.line_to(x - 4.0, y + 4.0);
    sheet.svg.stroked(&arms, sheet.ink.second, 1.6).titled(title);
    if linked {
        sheet.svg.end("a");
    }
}

/// Width that the words at the lines' ends will need.
pub(crate) fn end_room(series: &Series, look: &crate::Look, small: bool) -> f64 {
    let w = &look.words;
    let mut widest: f64 = 0.0;
    let mut bold: f64 = 0.0;
    let decimals = series.grain().end;
    let mut add = |value: f64, word: &str| {
        bold = bold.max(width(&plain(value, decimals, w), XS));
        widest = widest.max(width(word, XS));
    };
    if let Some(l) = series.points.iter().rev().find_map(|p| p.limits) {
        add(
            l.centre,
            if series.centre_word.is_empty() {
                &w.mean
            } else {
                &series.centre_word
            },
        );
        for (value, word) in [(l.upper, &w.upper_limit), (l.lower, &w.lower_limit)] {
            if let Some(value) = value {
                add(value, if small { &w.limit } else { word });
            }
        }
    }
    if let Some(goal) = &series.goal {
        add(
            goal.value,
            if goal.word.is_empty() { &w.goal } else { &goal.word },
        );
    }
    bold + widest + 24.0
}
