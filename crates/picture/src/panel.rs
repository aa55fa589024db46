//! One series drawn against its scale: limits, line, signals and what is said beside them.

use crate::axis::{Area, EndLabel, Gauge, Scale};
use crate::mark::{Saying, Untold, cross, mark, put};
use crate::number::plain;
use crate::place::{Places, Rect};
use crate::series::{Grain, Series, Stage};
use crate::sheet::Sheet;
use crate::svg::Anchor;
use crate::text::{fit, width, wrap};
use crate::theme::XS;
use crate::trace::{path, thin};

/// More signals than this are drawn but no longer told in words; the table tells them all.
const MOST_NOTES: usize = 24;
/// Up to this many points each one can be pointed at.
const MOST_TITLES: usize = 600;

/// What a panel leaves to be written around it.
pub(crate) struct Drawn {
    /// Words for the lines' ends.
    pub(crate) ends: Vec<EndLabel>,
    /// Signals that found no place for their words.
    pub(crate) untold: Untold,
    /// How many signals more there are.
    pub(crate) more: usize,
}

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
    pub(crate) fn y(&self, value: f64) -> f64 {
        Scale::new((self.gauge.lo, self.gauge.hi), self.area.y1, self.area.y0).at(value)
    }

    /// Half the way to the neighbours: where a limit that holds for one point begins and ends.
    pub(crate) fn edges(&self, i: usize) -> (f64, f64) {
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

    /// Draws everything but the scales and gives back the words for the lines' ends.
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>) -> Drawn {
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
        // Where points stand denser than pixels, a thinner line shows more.
        let dense = self.xs.len() as f64 > self.area.x1 - self.area.x0;
        let weight = if dense {
            0.7
        } else if self.small {
            1.0
        } else {
            1.4
        };
        sheet
            .svg
            .stroked(&path(&runs), sheet.ink.ink, weight)
            .set("stroke-linejoin", "round")
            .close();
        for run in runs {
            places.take_run(run);
        }
        self.dots(sheet, &mut places);
        self.zone_letters(sheet, &mut places);
        let (untold, more) = self.signals(sheet, &mut places);
        self.notes(sheet, &mut places);
        self.left_out(sheet, &mut places);
        Drawn { ends, untold, more }
    }

    fn excluded_everywhere(&self) -> bool {
        self.series
            .points
            .iter()
            .all(|p| p.value.is_none() || p.excluded.is_some())
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
                let room = end - x - 12.0;
                let full = self.stage_says(k, stage, sheet.look);
                let lines = if width(&full, XS) <= room {
                    vec![full]
                } else if sheet.look.narrow() {
                    wrap(&stage.name, XS, room, 0.0, 2)
                } else {
                    vec![fit(&stage.name, XS, room)]
                };
                for (i, line) in lines.iter().enumerate() {
                    let y = self.area.y0 - 9.0 - 17.0 * (lines.len() - 1 - i) as f64;
                    sheet.svg.words(x + 6.0, y, Anchor::Start, ink.second, line);
                }
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

    fn signals(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> (Untold, usize) {
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
        self.signal_notes(sheet, places)
    }

    /// Says each signal beside its mark; gives back what found no place, and how many were not tried.
    fn signal_notes(&self, sheet: &mut Sheet<'_>, places: &mut Places) -> (Untold, usize) {
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
        let more = told.len().saturating_sub(MOST_NOTES);
        told.truncate(MOST_NOTES);
        let mut untold = Untold::new();
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
            let room = if self.small {
                room
            } else {
                room.clamp(150.0, 240.0)
            };
            let bold = self.series.says(value, self.grain, words);
            let name = self.series.name(last, words);
            let saying = Saying {
                bold: &bold,
                words: &reason,
                short: &name,
                room,
                colour: sheet.ink.red,
            };
            if !put(sheet, places, (self.xs[last], self.y(value)), saying) {
                untold.push((bold, reason));
            }
        }
        (untold, more)
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
            let saying = Saying {
                bold: "",
                words: &said,
                short: "",
                room: 200.0,
                colour: sheet.ink.second,
            };
            put(sheet, places, (self.xs[i], self.y(value)), saying);
        }
    }

    /// Says of each point that was left out why it was.
    fn left_out(&self, sheet: &mut Sheet<'_>, places: &mut Places) {
        if self.small {
            return;
        }
        let words = &sheet.look.words;
        let out = self.series.points.iter().enumerate();
        let out = out.filter(|(_, p)| p.note.is_none());
        let out = out.filter_map(|(i, p)| Some((i, p.excluded.as_ref()?, p.value?)));
        for (i, why, value) in out.take(MOST_NOTES) {
            let said = format!("{}: {why}", words.excluded);
            let saying = Saying {
                bold: "",
                words: &said,
                short: "",
                room: 160.0,
                colour: sheet.ink.second,
            };
            put(sheet, places, (self.xs[i], self.y(value)), saying);
        }
    }
}
