//! Radar: several qualities at once, each on a scale of its own.

use crate::look::{About, Look, Picture, Refusal, Table};
use crate::number::{decimals_of, plain};
use crate::place::{Note, Places, Rect};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{widest, width, wrap};
use crate::theme::XS;

/// One quality.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RadarAxis {
    /// Its name.
    pub label: String,
    /// The value at the rim, above zero.
    pub most: f64,
}

/// One line around the radar. The first is drawn in ink, the second blue and dashed, the third grey.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RadarSeries {
    /// Its name, written at its most telling corner.
    pub label: String,
    /// One value for each axis, from zero to the rim.
    pub values: Vec<f64>,
}

/// A radar chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Radar {
    /// Name and sentence.
    pub about: About,
    /// The qualities, clockwise from the top; at least three.
    pub axes: Vec<RadarAxis>,
    /// One to three lines.
    pub series: Vec<RadarSeries>,
}

impl Radar {
    fn check(&self) -> Result<(), Refusal> {
        if self.axes.len() < 3 {
            return Err(Refusal::new(format!(
                "A radar needs three qualities or more; there are {}. A bar for each says more.",
                self.axes.len()
            )));
        }
        if self.series.is_empty() || self.series.len() > 3 {
            return Err(Refusal::new(format!(
                "A radar shows one to three lines, not {}; more cannot be told apart.",
                self.series.len()
            )));
        }
        if let Some(axis) = self.axes.iter().find(|a| !(a.most.is_finite() && a.most > 0.0)) {
            return Err(Refusal::new(format!(
                "The rim of \u{201c}{}\u{201d} must be a number above zero, not {}.",
                axis.label, axis.most
            )));
        }
        for series in &self.series {
            if series.values.len() != self.axes.len() {
                return Err(Refusal::new(format!(
                    "\u{201c}{}\u{201d} has {} values for {} qualities.",
                    series.label,
                    series.values.len(),
                    self.axes.len()
                )));
            }
            for (value, axis) in series.values.iter().zip(&self.axes) {
                if !(value.is_finite() && *value >= 0.0 && *value <= axis.most) {
                    return Err(Refusal::new(format!(
                        "\u{201c}{}\u{201d} has {value} at \u{201c}{}\u{201d}; it must lie between 0 and {}.",
                        series.label, axis.label, axis.most
                    )));
                }
            }
        }
        Ok(())
    }

    fn said(&self, axis: usize, value: f64, look: &Look) -> String {
        let all = self.series.iter().filter_map(|s| s.values.get(axis)).copied();
        plain(value, decimals_of(all, 2), &look.words)
    }

    /// Direction of an axis: the first points up, the others follow clockwise.
    fn direction(&self, axis: usize) -> (f64, f64) {
        let turn = std::f64::consts::TAU * axis as f64 / self.axes.len() as f64;
        (turn.sin(), -turn.cos())
    }
}

impl Picture for Radar {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.check()?;
        let mut sheet = Sheet::new(look, &self.about, 0.0);
        let ink = sheet.ink;
        let names: Vec<Vec<String>> = self
            .axes
            .iter()
            .map(|a| {
                let word = a
                    .label
                    .split_whitespace()
                    .map(|w| width(w, XS))
                    .fold(0.0, f64::max);
                let room = 150.0_f64.min(sheet.width * 0.25);
                wrap(&a.label, XS, room.max(word.min(sheet.width * 0.34)) + 0.5, 0.0, 3)
            })
            .collect();
        let side = names.iter().map(|n| widest(n, XS)).fold(0.0, f64::max) + 18.0;
        let reach = |folded: bool| {
            let axes = (0..self.axes.len()).map(|a| self.direction(a));
            axes.map(|(dx, dy)| {
                let room = if folded && dy.abs() > 0.3 { 4.0 } else { side };
                (sheet.width - 2.0 * room) / dx.abs().max(0.5)
            })
            .fold(f64::INFINITY, f64::min)
        };
        // On a narrow sheet names stand above and below their corners where they can, so that the figure keeps its size.
        let beside = |a: usize| {
            let (dx, dy) = self.direction(a);
            dx.abs() > 0.2 && dy.abs() <= 0.3
        };
        let folded = look.narrow() && self.axes.len() <= 6 && !(0..self.axes.len()).any(beside);
        let radius = look
            .height
            .filter(|h| h.is_finite())
            .unwrap_or(380.0)
            .min(reach(folded))
            .clamp(120.0, 2000.0)
            / 2.0;
        // Each line of the uppermost name, and the figure of its scale, stand over the rim.
        let over = 17.0 * (names[0].len() as f64 + 1.0) + 14.0;
        let low = (0..names.len()).filter(|a| self.direction(*a).1 > 0.6);
        let under = 14.0 + 17.0 * (low.map(|a| names[a].len()).max().unwrap_or(1) as f64 + 1.0);
        let (cx, cy) = (sheet.width / 2.0, sheet.top + over - 4.0 + radius);
        let at = |axis: usize, share: f64| {
            let (dx, dy) = self.direction(axis);
            (cx + dx * radius * share, cy + dy * radius * share)
        };
        let ring = |share: &dyn Fn(usize) -> f64| {
            let mut path = Path::default();
            for axis in 0..self.axes.len() {
                let (x, y) = at(axis, share(axis));
                if axis == 0 {
                    path.move_to(x, y)
                } else {
                    path.line_to(x, y)
                }
            }
            path.shut();
            path
        };
        for share in [0.25, 0.5, 0.75, 1.0] {
            sheet.svg.stroke(
                &ring(&|_| share),
                if share == 1.0 { ink.limit } else { ink.rule },
                1.0,
            );
        }
        let mut spokes = Path::default();
        for axis in 0..self.axes.len() {
            let (x, y) = at(axis, 1.0);
            spokes.move_to(cx, cy);
            spokes.line_to(x, y);
        }
        sheet.svg.stroke(&spokes, ink.rule, 1.0);
        let reach = radius + 40.0;
        let (x0, x1) = ((cx - reach).max(0.0), (cx + reach).min(sheet.width));
        let mut places = Places::new(Rect::new(x0, cy - reach, x1, cy + reach));
        self.names(&mut sheet, &mut places, &names, (radius, folded), &at);
        for axis in 0..self.axes.len() {
            let (a, b) = (at(axis, 1.0), at((axis + 1) % self.axes.len(), 1.0));
            places.take_run(if a.0 <= b.0 { vec![a, b] } else { vec![b, a] });
        }
        let colours = [ink.ink, ink.blue, ink.second];
        // The later lines first, so that the first one lies on top.
        for (k, series) in self.series.iter().enumerate().rev() {
            let path = ring(&|axis| series.values[axis] / self.axes[axis].most);
            match k {
                1 => sheet.svg.dashed(&path, colours[k], 1.5),
                _ => sheet
                    .svg
                    .stroke(&path, colours[k], if k == 0 { 1.6 } else { 1.2 }),
            }
            self.take(&mut places, series, &at);
            for (axis, value) in series.values.iter().enumerate() {
                let (x, y) = at(axis, value / self.axes[axis].most);
                let title = format!(
                    "{}, {}: {}",
                    series.label,
                    self.axes[axis].label,
                    self.said(axis, *value, look)
                );
                let dot = sheet
                    .svg
                    .tag("circle")
                    .at("cx", x)
                    .at("cy", y)
                    .at("r", if k == 0 { 3.4 } else { 2.8 });
                dot.set("fill", if k == 1 { ink.paper } else { colours[k] })
                    .set("stroke", colours[k])
                    .titled(&title);
            }
        }
        for (k, series) in self.series.iter().enumerate() {
            let note = Note::new(&series.label, "", 150.0, 1);
            for axis in self.telling(k) {
                let (x, y) = at(axis, series.values[axis] / self.axes[axis].most);
                if let Some((_, spot)) = places.find(x, y, &[(note.width, note.height)]) {
                    crate::mark::lead(&mut sheet, x, y, &spot);
                    let r = &spot.rect;
                    // The grid gives way to the name.
                    sheet
                        .svg
                        .block(
                            r.x0 - 2.0,
                            r.y0 + 1.0,
                            r.x1 - r.x0 + 4.0,
                            r.y1 - r.y0 - 2.0,
                            ink.paper,
                        )
                        .close();
                    note.draw(&mut sheet.svg, r, spot.anchor, colours[k], colours[k]);
                    break;
                }
            }
        }
        let summary = format!(
            "{} qualities; {}.",
            self.axes.len(),
            self.series
                .iter()
                .map(|s| s.label.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
        Ok(sheet.finish(&self.about, "radar chart", &summary, cy + radius + under))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut headers = vec![w.group.clone()];
        headers.extend(self.series.iter().map(|s| s.label.clone()));
        headers.push(w.limit.clone());
        let rows = self.axes.iter().enumerate().map(|(i, axis)| {
            let values = self.series.iter().map(|s| {
                s.values
                    .get(i)
                    .map_or_else(|| w.missing.clone(), |v| self.said(i, *v, look))
            });
            std::iter::once(axis.label.clone())
                .chain(values)
                .chain([plain(axis.most, decimals_of([axis.most].into_iter(), 4), w)])
                .collect()
        });
        Table {
            caption: self.about.title.clone(),
            headers,
            rows: rows.collect(),
        }
    }
}

impl Radar {
    fn names(
        &self,
        sheet: &mut Sheet<'_>,
        places: &mut Places,
        names: &[Vec<String>],
        (radius, folded): (f64, bool),
        at: &dyn Fn(usize, f64) -> (f64, f64),
    ) {
        let ink = sheet.ink;
        for (axis, lines) in names.iter().enumerate() {
            let (dx, dy) = self.direction(axis);
            let (x, y) = at(axis, 1.0 + 14.0 / radius);
            let anchor = if dx > 0.2 {
                Anchor::Start
            } else if dx < -0.2 {
                Anchor::End
            } else {
                Anchor::Middle
            };
            let rim = plain(
                self.axes[axis].most,
                decimals_of([self.axes[axis].most].into_iter(), 4),
                &sheet.look.words,
            );
            // Where all scales are alike, one figure tells the rim of them all.
            let alike = axis > 0 && self.axes.iter().all(|a| a.most == self.axes[0].most);
            let rim = (!alike).then_some(rim);
            let high = 17.0 * (lines.len() as f64 + if alike { 0.0 } else { 1.0 });
            // The block of words hangs below, stands above, or is centred beside the rim.
            let mut top = y - high * (1.0 - dy) / 2.0;
            let wide = widest(lines, XS);
            let (mut x, mut anchor) = (x, anchor);
            if folded && dx.abs() > 0.2 && dy.abs() > 0.3 {
                // The words end at the sheet's edge and stand clear of the rim below or above them.
                let rim_x = at(axis, 1.0).0;
                (x, anchor) = if dx > 0.0 {
                    ((rim_x + 30.0).min(sheet.width), Anchor::End)
                } else {
                    ((rim_x - 30.0).max(0.0), Anchor::Start)
                };
                let span = if dx > 0.0 { (x - wide, x) } else { (x, x + wide) };
                top = if dy < 0.0 {
                    self.rim(at, span, f64::min) - 8.0 - high
                } else {
                    self.rim(at, span, f64::max) + 6.0
                };
            }
            for (i, line) in lines.iter().chain(&rim).enumerate() {
                let colour = if i < lines.len() { ink.ink } else { ink.second };
                sheet
                    .svg
                    .words(x, top + 13.0 + i as f64 * 17.0, anchor, colour, line);
            }
            let x0 = match anchor {
                Anchor::Start => x,
                Anchor::Middle => x - wide / 2.0,
                Anchor::End => x - wide,
            };
            places.take(Rect::new(x0 - 10.0, top, x0 + wide + 10.0, top + high));
        }
    }

    /// The highest or lowest point of the rim over a stretch of x.
    fn rim(
        &self,
        at: &dyn Fn(usize, f64) -> (f64, f64),
        (x0, x1): (f64, f64),
        of: fn(f64, f64) -> f64,
    ) -> f64 {
        let mut found: Option<f64> = None;
        for axis in 0..self.axes.len() {
            let (a, b) = (at(axis, 1.0), at((axis + 1) % self.axes.len(), 1.0));
            for step in 0..=40 {
                let share = f64::from(step) / 40.0;
                let (x, y) = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
                if x >= x0 - 4.0 && x <= x1 + 4.0 {
                    found = Some(found.map_or(y, |f| of(f, y)));
                }
            }
        }
        found.unwrap_or_else(|| at(0, 0.0).1)
    }

    fn take(&self, places: &mut Places, series: &RadarSeries, at: &dyn Fn(usize, f64) -> (f64, f64)) {
        let count = self.axes.len();
        for axis in 0..count {
            let next = (axis + 1) % count;
            let a = at(axis, series.values[axis] / self.axes[axis].most);
            let b = at(next, series.values[next] / self.axes[next].most);
            places.take_run(if a.0 <= b.0 { vec![a, b] } else { vec![b, a] });
            places.take(Rect::around(a.0, a.1, 4.0));
        }
    }

    /// Axes in the order in which a line is farthest outside of all others: there its name is clearest.
    fn telling(&self, k: usize) -> Vec<usize> {
        let share = |s: &RadarSeries, axis: usize| s.values[axis] / self.axes[axis].most;
        let gap = |axis: usize| {
            let others = self
                .series
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != k)
                .map(|(_, s)| share(s, axis));
            share(&self.series[k], axis) - others.fold(0.0, f64::max)
        };
        let mut axes: Vec<usize> = (0..self.axes.len()).collect();
        axes.sort_by(|a, b| gap(*b).total_cmp(&gap(*a)));
        axes
    }
}
