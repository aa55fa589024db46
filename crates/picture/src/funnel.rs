//! Funnel plot: rates of groups of different size against limits that narrow with size.

use crate::axis::{EndLabel, end_labels, range};
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_for, plain};
use crate::scatter::{Dot, Field, check, pairs};
use crate::svg::Path;
use crate::text::width;
use crate::theme::XS;
use crate::ticks::airy;

/// Limits of a funnel at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    /// The size of the group.
    pub size: f64,
    /// Inner limits, for instance two sigma.
    pub inner: (f64, f64),
    /// Outer limits, for instance three sigma.
    pub outer: (f64, f64),
}

/// Rates of groups of different size against limits that narrow with size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Funnel {
    /// Name and sentence.
    pub about: About,
    /// What the size counts.
    pub size: Measure,
    /// What is compared.
    pub rate: Measure,
    /// The groups: x is the size, y the rate.
    pub dots: Vec<Dot>,
    /// The rate of all together.
    pub centre: f64,
    /// The limits, in order of size.
    pub limits: Vec<FunnelLimit>,
    /// Words for inner and outer limits at their end: "2 sigma", "3 sigma".
    pub limit_words: (String, String),
}

impl Picture for Funnel {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        check(&self.dots, "funnel")?;
        let limits = self
            .limits
            .iter()
            .flat_map(|l| [l.size, l.inner.0, l.inner.1, l.outer.0, l.outer.1]);
        if !self.centre.is_finite() || limits.clone().any(|v| !v.is_finite()) {
            return Err(Refusal::new(
                "Centre and limits of the funnel must be finite numbers.",
            ));
        }
        if self.limits.windows(2).any(|w| w[0].size > w[1].size) {
            return Err(Refusal::new(
                "The limits of the funnel must stand in order of size.",
            ));
        }
        let sizes = self
            .dots
            .iter()
            .map(|d| d.x)
            .chain(self.limits.iter().map(|l| l.size));
        let (_, most) = range(sizes).unwrap_or((0.0, 1.0));
        let rates = self.dots.iter().map(|d| d.y).chain([self.centre]);
        let (lo, hi) = range(rates).unwrap_or((0.0, 1.0));
        // At the smallest sizes the limits open without end; they may leave the plot, a point may not.
        let reach = (hi - lo).max(f64::MIN_POSITIVE) * 0.35;
        let (floor, ceiling) =
            range(self.limits.iter().flat_map(|l| [l.outer.0, l.outer.1])).unwrap_or((lo, hi));
        let ys = airy(lo.min(floor.max(lo - reach)), hi.max(ceiling.min(hi + reach)));
        let ys = if lo >= 0.0 && floor >= 0.0 {
            (ys.0.max(0.0), ys.1)
        } else {
            ys
        };
        let decimals = self.rate.decimals.unwrap_or_else(|| decimals_for(ys.1 - ys.0));
        let ink = look.palette();
        let w = &look.words;
        let mut ends = vec![(self.centre, w.mean.clone())];
        if let Some(last) = self.limits.last() {
            ends.extend([
                (last.outer.1, self.limit_words.1.clone()),
                (last.inner.1, self.limit_words.0.clone()),
                (last.inner.0, self.limit_words.0.clone()),
                (last.outer.0, self.limit_words.1.clone()),
            ]);
        }
        let room = ends
            .iter()
            .map(|(v, t)| width(&plain(*v, decimals, w), XS) + width(t, XS))
            .fold(0.0, f64::max)
            + 28.0;
        let most = if most > 0.0 { most * 1.03 } else { 1.0 };
        let least = range(self.dots.iter().map(|d| d.x)).map_or(0.0, |(l, _)| l.min(0.0));
        let mut field = Field::new(look, &self.about, (least, most), ys, &self.rate, room);
        let last_x = self
            .limits
            .last()
            .map_or(field.area.x1, |l| field.along.at(l.size));
        field.curve(&self.limits, |l| l.outer.0, ink.limit, None);
        field.curve(&self.limits, |l| l.outer.1, ink.limit, None);
        field.curve(&self.limits, |l| l.inner.0, ink.limit, Some("1 3"));
        field.curve(&self.limits, |l| l.inner.1, ink.limit, Some("1 3"));
        let y = field.up.at(self.centre);
        field
            .sheet
            .svg
            .line(field.area.x0, y, last_x.min(field.area.x1), y, ink.second, 1.0);
        field.places.prefer_free(field.area.x0, field.area.x1, y);
        field.dots(&self.dots, &self.size, &self.rate);
        let labels: Vec<EndLabel> = ends
            .into_iter()
            .filter(|(v, _)| *v >= ys.0 && *v <= ys.1)
            .map(|(v, word)| EndLabel {
                y: field.up.at(v),
                bold: plain(v, decimals, w),
                word,
                colour: ink.ink,
            })
            .collect();
        let (x1, y0, y1) = (field.area.x1, field.area.y0, field.area.y1);
        end_labels(&mut field.sheet, x1, y0, y1, &labels);
        let outside = self.dots.iter().filter(|d| d.signal.is_some()).count();
        let summary = format!("{} groups, {outside} outside the limits.", self.dots.len());
        Ok(field.finish(&self.about, "funnel plot", &self.size, &summary))
    }

    fn table(&self, look: &Look) -> Table {
        pairs(&self.about, &self.dots, &self.size, &self.rate, look)
    }
}

impl Field<'_> {
    fn curve(
        &mut self,
        limits: &[FunnelLimit],
        of: fn(&FunnelLimit) -> f64,
        colour: &str,
        dash: Option<&str>,
    ) {
        let mut line = Path::default();
        let mut run: Vec<(f64, f64)> = Vec::new();
        let inside = |v: f64| v >= self.up.lo && v <= self.up.hi;
        for pair in limits.windows(2) {
            let (v0, v1) = (of(&pair[0]), of(&pair[1]));
            if !inside(v0) && !inside(v1) {
                continue;
            }
            // A curve that leaves the plot is drawn to its very edge.
            let meet = |v: f64, other: &FunnelLimit, here: &FunnelLimit| {
                let edge = v.clamp(self.up.lo, self.up.hi);
                let share = if v == of(other) {
                    0.0
                } else {
                    (edge - v) / (of(other) - v)
                };
                (
                    self.along.at(here.size + share * (other.size - here.size)),
                    self.up.at(edge),
                )
            };
            let (from, to) = (meet(v0, &pair[1], &pair[0]), meet(v1, &pair[0], &pair[1]));
            if run.last() != Some(&from) {
                line.move_to(from.0, from.1);
                run.push(from);
            }
            line.line_to(to.0, to.1);
            run.push(to);
        }
        if line.is_empty() {
            return;
        }
        let tag = self.sheet.svg.stroked(&line, colour, 1.0);
        match dash {
            Some(dash) => tag.set("stroke-dasharray", dash).close(),
            None => tag.close(),
        }
        self.places.take_run(run);
    }
}
