//! Scatter with its regression line.

use crate::axis::{Gauge, Scale, numbers_below, range};
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::mark::{Saying, Untold, mark, put, tell_below};
use crate::number::{decimals_for, plain};
use crate::place::{Note, Places, Rect};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::theme::XS;
use crate::ticks::airy;
use std::collections::HashSet;

/// Up to this many dots each one can be pointed at; more are drawn as one path, one dot a pixel.
const MOST_TITLES: usize = 600;

/// A pair of values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dot {
    /// From left to right.
    pub x: f64,
    /// From bottom to top.
    pub y: f64,
    /// Its name.
    pub label: String,
    /// Why it stands out, if it does: it is then drawn as a signal.
    pub signal: Option<String>,
    /// Where it leads.
    pub link: Option<String>,
}

/// A straight line through the dots.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fit {
    /// Its height at x = 0.
    pub intercept: f64,
    /// Its rise per unit of x.
    pub slope: f64,
    /// What stands at its end: "0.8 µA per °C, r² 0.71".
    pub words: String,
}

/// The band of confidence at one x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// Where.
    pub x: f64,
    /// Lower edge.
    pub lower: f64,
    /// Upper edge.
    pub upper: f64,
}

/// Pairs of values with a straight line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scatter {
    /// Name and sentence.
    pub about: About,
    /// What runs from left to right.
    pub x: Measure,
    /// What runs from bottom to top.
    pub y: Measure,
    /// The pairs.
    pub dots: Vec<Dot>,
    /// The regression line.
    pub fit: Option<Fit>,
    /// Its band of confidence, in order of x.
    pub band: Vec<Between>,
}

pub(crate) fn check(dots: &[Dot], what: &str) -> Result<(), Refusal> {
    if dots.is_empty() {
        return Err(Refusal::new(format!(
            "There is nothing to draw: the {what} has no points."
        )));
    }
    match dots.iter().position(|d| !(d.x.is_finite() && d.y.is_finite())) {
        Some(at) => Err(Refusal::new(format!(
            "Point {} ({}) of the {what} is not a pair of finite numbers: {} and {}.",
            at + 1,
            dots[at].label,
            dots[at].x,
            dots[at].y
        ))),
        None => Ok(()),
    }
}

/// The plot that scatter and funnel share.
pub(crate) struct Field<'a> {
    pub(crate) sheet: Sheet<'a>,
    pub(crate) area: Rect,
    pub(crate) along: Scale,
    pub(crate) up: Scale,
    pub(crate) gauge: Gauge,
    pub(crate) places: Places,
    untold: Untold,
    more: usize,
}

impl<'a> Field<'a> {
    pub(crate) fn new(
        look: &'a Look,
        about: &About,
        xs: (f64, f64),
        ys: (f64, f64),
        y: &Measure,
        right: f64,
    ) -> Self {
        let height = look
            .height
            .filter(|h| h.is_finite())
            .map_or((look.width * 0.4).clamp(240.0, 400.0), |h| h.clamp(80.0, 4000.0));
        let gauge = Gauge::new(ys, height, "", 0.0, &look.words);
        let left = gauge.room();
        let mut sheet = Sheet::new(look, about, left);
        let top = sheet.top + 26.0;
        let right = right.min(sheet.width * 0.3);
        let area = Rect::new(left, top, sheet.width - right, top + height);
        let name = crate::text::fit(&y.head(), XS, sheet.width - area.x0 - 10.0);
        let (x, y, second) = (area.x0 + 10.0, area.y0 - 8.0, sheet.ink.second);
        sheet.svg.words(x, y, Anchor::Start, second, &name);
        let places = Places::new(Rect::new(area.x0 + 4.0, area.y0, area.x1 + 2.0, area.y1 - 2.0));
        let along = Scale::new(xs, area.x0, area.x1);
        let up = Scale::new(ys, area.y1, area.y0);
        Field {
            sheet,
            area,
            along,
            up,
            gauge,
            places,
            untold: Untold::new(),
            more: 0,
        }
    }

    pub(crate) fn dots(&mut self, dots: &[Dot], x: &Measure, y: &Measure) {
        let words = &self.sheet.look.words;
        let decimals = |m: &Measure, of: fn(&Dot) -> f64| {
            m.decimals
                .unwrap_or_else(|| range(dots.iter().map(of)).map_or(0, |(lo, hi)| decimals_for(hi - lo)))
        };
        let (dx, dy) = (decimals(x, |d| d.x), decimals(y, |d| d.y));
        let said = |d: &Dot| {
            let pair = format!(
                "{}{}, {}{}",
                plain(d.x, dx, words),
                x.suffix(),
                plain(d.y, dy, words),
                y.suffix()
            );
            if d.label.is_empty() {
                pair
            } else {
                format!("{}: {pair}", d.label)
            }
        };
        let many = dots.len() > MOST_TITLES;
        let mut cloud = Path::default();
        let mut seen = HashSet::new();
        for dot in dots.iter().filter(|d| d.signal.is_none()) {
            let (px, py) = (self.along.at(dot.x), self.up.at(dot.y));
            if many && dot.link.is_none() {
                if seen.insert((px.round() as i32, py.round() as i32)) {
                    cloud.move_to(px.round(), py.round());
                    cloud.d.push_str("h0");
                }
                continue;
            }
            let linked = self.sheet.link(dot.link.as_deref());
            let ink = self.sheet.ink;
            self.sheet
                .svg
                .tag("circle")
                .at("cx", px)
                .at("cy", py)
                .at("r", 3.2)
                .set("fill", ink.ink)
                .titled(&said(dot));
            if linked {
                self.sheet.svg.end("a");
            }
            self.places.take(Rect::around(px, py, 3.2));
        }
        if !cloud.is_empty() {
            let ink = self.sheet.ink.ink;
            self.sheet
                .svg
                .stroked(&cloud, ink, 2.0)
                .set("stroke-linecap", "round")
                .close();
        }
        let marked: Vec<&Dot> = dots.iter().filter(|d| d.signal.is_some()).collect();
        for dot in &marked {
            let (px, py) = (self.along.at(dot.x), self.up.at(dot.y));
            let why = dot.signal.as_deref().unwrap_or_default();
            let linked = self.sheet.link(dot.link.as_deref());
            mark(
                &mut self.sheet,
                px,
                py,
                true,
                false,
                &format!("{}, {why}", said(dot)),
            );
            if linked {
                self.sheet.svg.end("a");
            }
            self.places.take(Rect::around(px, py, 6.0));
        }
        self.more = marked.len().saturating_sub(24);
        for dot in marked.iter().take(24) {
            let why = dot.signal.as_deref().unwrap_or_default();
            let text = [dot.label.as_str(), why]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            let bold = plain(dot.y, dy, words) + &y.suffix();
            let saying = Saying {
                bold: &bold,
                words: &text,
                short: &dot.label,
                room: 220.0,
                colour: self.sheet.ink.red,
            };
            let at = (self.along.at(dot.x), self.up.at(dot.y));
            if !put(&mut self.sheet, &mut self.places, at, saying) {
                self.untold.push((bold, text));
            }
        }
    }

    pub(crate) fn finish(mut self, about: &About, kind: &str, x: &Measure, summary: &str) -> String {
        self.gauge.draw(&mut self.sheet, &self.area);
        let bottom = numbers_below(&mut self.sheet, &self.area, &self.along, &x.name, &x.unit);
        let bottom = tell_below(&mut self.sheet, self.area.x0, bottom, &self.untold, self.more);
        self.sheet.finish(about, kind, summary, bottom)
    }
}

impl Picture for Scatter {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        check(&self.dots, "scatter")?;
        let wide = range(self.dots.iter().map(|d| d.x)).unwrap_or((0.0, 1.0));
        let high = range(self.dots.iter().map(|d| d.y)).unwrap_or((0.0, 1.0));
        if let Some(fit) = self
            .fit
            .as_ref()
            .filter(|f| !(f.intercept.is_finite() && f.slope.is_finite()))
        {
            return Err(Refusal::new(format!(
                "The line of the scatter is not finite: {} + {} x.",
                fit.intercept, fit.slope
            )));
        }
        let note = self
            .fit
            .as_ref()
            .map(|f| Note::new("", &f.words, if look.narrow() { 76.0 } else { 170.0 }, 6));
        let right = note.as_ref().map_or(12.0, |n| n.width + 22.0);
        let mut field = Field::new(
            look,
            &self.about,
            airy(wide.0, wide.1),
            airy(high.0, high.1),
            &self.y,
            right,
        );
        self.band(&mut field, wide);
        if let (Some(fit), Some(note)) = (&self.fit, note) {
            let (x0, x1) = field.inside(fit, wide);
            let (from, to) = (
                (field.along.at(x0), field.height(fit, x0)),
                (field.along.at(x1), field.height(fit, x1)),
            );
            let ink = field.sheet.ink;
            field.sheet.svg.line(from.0, from.1, to.0, to.1, ink.ink, 1.4);
            field.places.take_run(vec![from, to]);
            let y0 = (to.1 - note.height / 2.0)
                .clamp(field.area.y0, (field.area.y1 - note.height).max(field.area.y0));
            let x0 = field.area.x1 + 14.0;
            if to.0 < field.area.x1 - 8.0 {
                field
                    .sheet
                    .svg
                    .line(to.0 + 4.0, to.1, field.area.x1 + 8.0, to.1, ink.rule, 1.0);
            }
            note.draw(
                &mut field.sheet.svg,
                &Rect::new(x0, y0, x0 + note.width, y0 + note.height),
                Anchor::Start,
                ink.ink,
                ink.second,
            );
        }
        field.dots(&self.dots, &self.x, &self.y);
        let words = self.fit.as_ref().map_or("", |f| &f.words);
        let summary = format!(
            "{} pairs of {} and {}. {words}",
            self.dots.len(),
            self.x.name,
            self.y.name
        );
        Ok(field.finish(&self.about, "scatter plot", &self.x, &summary))
    }

    fn table(&self, look: &Look) -> Table {
        pairs(&self.about, &self.dots, &self.x, &self.y, look)
    }
}

/// The table of pairs.
pub(crate) fn pairs(about: &About, dots: &[Dot], x: &Measure, y: &Measure, look: &Look) -> Table {
    let w = &look.words;
    let mut table = Table::new(&about.title, [&w.point, &x.head(), &y.head(), &w.remark]);
    let full = |m: &Measure, of: fn(&Dot) -> f64| {
        m.decimals
            .unwrap_or_else(|| crate::number::decimals_of(dots.iter().map(of), 6))
    };
    let (dx, dy) = (full(x, |d| d.x), full(y, |d| d.y));
    for (i, dot) in dots.iter().enumerate() {
        let name = if dot.label.is_empty() {
            (i + 1).to_string()
        } else {
            dot.label.clone()
        };
        table.row([
            name,
            plain(dot.x, dx, w),
            plain(dot.y, dy, w),
            dot.signal.clone().unwrap_or_default(),
        ]);
    }
    table
}

impl Field<'_> {
    fn height(&self, fit: &Fit, x: f64) -> f64 {
        self.up
            .at(fit.intercept + fit.slope * x)
            .clamp(self.area.y0, self.area.y1)
    }

    /// The stretch of x on which the line lies within the plot.
    fn inside(&self, fit: &Fit, (mut x0, mut x1): (f64, f64)) -> (f64, f64) {
        if fit.slope != 0.0 {
            let (a, b) = (
                (self.up.lo - fit.intercept) / fit.slope,
                (self.up.hi - fit.intercept) / fit.slope,
            );
            let (low, high) = (x0.max(a.min(b)), x1.min(a.max(b)));
            if low <= high {
                (x0, x1) = (low, high);
            }
        }
        (x0, x1)
    }
}

impl Scatter {
    fn band(&self, field: &mut Field<'_>, (x0, x1): (f64, f64)) {
        let kept: Vec<&Between> = self
            .band
            .iter()
            .filter(|b| b.x >= x0 && b.x <= x1 && b.lower.is_finite() && b.upper.is_finite())
            .collect();
        if kept.len() < 2 {
            return;
        }
        let mut edge = Path::default();
        let held = |v: f64| field.up.at(v).clamp(field.area.y0, field.area.y1);
        for (i, b) in kept.iter().enumerate() {
            let (x, y) = (field.along.at(b.x), held(b.upper));
            if i == 0 {
                edge.move_to(x, y)
            } else {
                edge.line_to(x, y)
            }
        }
        for b in kept.iter().rev() {
            edge.line_to(field.along.at(b.x), held(b.lower));
        }
        edge.shut();
        let colour = field.sheet.ink.band;
        field
            .sheet
            .svg
            .tag("path")
            .set("d", &edge.d)
            .set("fill", colour)
            .close();
    }
}
