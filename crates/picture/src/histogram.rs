//! Histogram with specification limits, the fitted curve and capability.

use crate::axis::{Gauge, Scale, numbers_below};
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_of, plain};
use crate::place::Rect;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::width;
use crate::theme::XS;

/// One class of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Its lower bound.
    pub from: f64,
    /// Its upper bound.
    pub to: f64,
    /// How many values lie in it.
    pub count: u64,
}

/// The normal curve laid over the bars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation, above zero.
    pub sigma: f64,
}

/// A capability figure, told beside the picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Capability {
    /// "Cpk".
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its confidence interval, if computed.
    pub interval: Option<(f64, f64)>,
}

/// A histogram.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// Name and sentence.
    pub about: About,
    /// What is measured.
    pub measure: Measure,
    /// The classes, ascending.
    pub bins: Vec<Bin>,
    /// Lower limit of the specification.
    pub lower_spec: Option<f64>,
    /// Upper limit of the specification.
    pub upper_spec: Option<f64>,
    /// The nominal value or goal.
    pub target: Option<f64>,
    /// A fitted normal curve.
    pub normal: Option<Normal>,
    /// Capability figures.
    pub capability: Vec<Capability>,
}

impl Histogram {
    /// Sorts values into `classes` classes of equal and round width; values that are not finite are left out. Without a number
    /// of classes the square root of the count is taken, between 5 and 30.
    #[must_use]
    pub fn bins_of(values: &[f64], classes: Option<usize>) -> Vec<Bin> {
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let Some((lo, hi)) = crate::axis::range(finite.iter().copied()) else {
            return Vec::new();
        };
        let wanted = classes
            .unwrap_or(((finite.len() as f64).sqrt().round() as usize).clamp(5, 30))
            .clamp(1, 1000);
        if hi <= lo {
            let half = if lo == 0.0 { 0.5 } else { lo.abs() * 0.0005 };
            return vec![Bin {
                from: lo - half,
                to: lo + half,
                count: finite.len() as u64,
            }];
        }
        let step = crate::ticks::round(lo, hi, wanted + 1).step;
        let first = (lo / step).floor();
        let count = ((hi / step).floor() - first) as usize + 1;
        let edge = |i: usize| (first + i as f64) * step;
        let mut bins: Vec<Bin> = (0..count)
            .map(|i| Bin {
                from: edge(i),
                to: edge(i + 1),
                count: 0,
            })
            .collect();
        for value in finite {
            bins[((value / step).floor() - first).clamp(0.0, count as f64 - 1.0) as usize].count += 1;
        }
        bins
    }

    fn check(&self) -> Result<(), Refusal> {
        if self.bins.iter().all(|b| b.count == 0) {
            return Err(Refusal::new(
                "There is nothing to draw: the histogram has no values.",
            ));
        }
        for (i, bin) in self.bins.iter().enumerate() {
            if !(bin.from.is_finite() && bin.to.is_finite() && bin.from < bin.to) {
                return Err(Refusal::new(format!(
                    "Class {} of the histogram must run from a smaller to a larger number, not from {} to {}.",
                    i + 1,
                    bin.from,
                    bin.to
                )));
            }
            if i > 0 && bin.from < self.bins[i - 1].to - (bin.to - bin.from) * 1e-9 {
                return Err(Refusal::new(format!(
                    "Class {} of the histogram begins before the one before it ends.",
                    i + 1
                )));
            }
        }
        for (what, value) in [
            ("lower specification limit", self.lower_spec),
            ("upper specification limit", self.upper_spec),
            ("target", self.target),
        ] {
            if value.is_some_and(|v| !v.is_finite()) {
                return Err(Refusal::new(format!("The {what} is not a finite number.")));
            }
        }
        if self
            .normal
            .is_some_and(|n| !(n.mean.is_finite() && n.sigma.is_finite() && n.sigma > 0.0))
        {
            return Err(Refusal::new(
                "The curve needs a finite mean and a standard deviation above zero.",
            ));
        }
        Ok(())
    }

    fn decimals(&self) -> usize {
        let edges = self
            .bins
            .iter()
            .flat_map(|b| [b.from, b.to])
            .chain(self.lower_spec)
            .chain(self.upper_spec)
            .chain(self.target);
        self.measure.decimals.unwrap_or_else(|| decimals_of(edges, 4))
    }

    /// Whether a class lies wholly outside the specification.
    fn outside(&self, bin: &Bin) -> bool {
        self.lower_spec.is_some_and(|l| bin.to <= l) || self.upper_spec.is_some_and(|u| bin.from >= u)
    }
}

impl Picture for Histogram {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.check()?;
        let height = look
            .height
            .filter(|h| h.is_finite())
            .map_or((look.width * 0.34).clamp(220.0, 340.0), |h| h.clamp(80.0, 4000.0));
        let most = self.bins.iter().map(|b| b.count).max().unwrap_or(1) as f64;
        let total: u64 = self.bins.iter().map(|b| b.count).sum();
        let span = self.bins[self.bins.len() - 1].to - self.bins[0].from;
        let per_count =
            self.bins.iter().map(|b| b.to - b.from).sum::<f64>() / self.bins.len() as f64 * total as f64;
        let curve = |n: Normal, x: f64| {
            per_count * (-0.5 * ((x - n.mean) / n.sigma).powi(2)).exp()
                / (n.sigma * (2.0 * std::f64::consts::PI).sqrt())
        };
        let peak = self.normal.map_or(0.0, |n| curve(n, n.mean)).min(most * 1.6);
        let gauge = Gauge::new((0.0, most.max(peak) * 1.08), height, "", 0.0, &look.words);
        let figures = self.figures(look);
        let mut sheet = Sheet::new(look, &self.about, gauge.room());
        let figures_room = figures
            .iter()
            .map(|(bold, word)| width(bold, XS).max(width(word, XS)))
            .fold(0.0, f64::max);
        let beside = figures_room > 0.0 && figures_room + 40.0 < sheet.width * 0.3;
        let right = if beside { figures_room + 40.0 } else { 16.0 };
        let (x0, x1) = (gauge.room(), sheet.width - right);
        let edges = [
            Some(self.bins[0].from),
            Some(self.bins[self.bins.len() - 1].to),
            self.lower_spec,
            self.upper_spec,
            self.target,
        ];
        let (lo, hi) = crate::axis::range(edges.into_iter().flatten()).unwrap_or((0.0, 1.0));
        let air = (hi - lo).max(span) * 0.04;
        let along = Scale::new((lo - air, hi + air), x0, x1);
        let bounds = self.bounds(&sheet, &along);
        let rows = bounds.iter().map(|b| b.row + 1).max().unwrap_or(1);
        let top = sheet.top + 8.0 + rows as f64 * BOUND;
        let area = Rect::new(x0, top, x1, top + height);
        let up = Scale::new((gauge.lo, gauge.hi), area.y1, area.y0);
        self.bars(&mut sheet, &along, &up);
        if let Some(normal) = self.normal {
            let mut line = Path::default();
            for i in 0..=160 {
                let value = along.lo + (along.hi - along.lo) * f64::from(i) / 160.0;
                let (x, y) = (along.at(value), up.at(curve(normal, value)).max(area.y0));
                // Where the curve lies on the scale itself, it is the scale.
                if area.y1 - y < 0.5 {
                    continue;
                }
                if line.is_empty() {
                    line.move_to(x, y)
                } else {
                    line.line_to(x, y)
                }
            }
            sheet.svg.stroke(&line, sheet.ink.ink, 1.4);
        }
        for bound in &bounds {
            bound.draw(&mut sheet, &area);
        }
        gauge.draw(&mut sheet, &area);
        let mut bottom = numbers_below(&mut sheet, &area, &along, &self.measure.name, &self.measure.unit);
        if beside {
            for (i, (bold, word)) in figures.iter().enumerate() {
                let y = area.y0 + 14.0 + i as f64 * 46.0;
                sheet
                    .svg
                    .styled(area.x1 + 28.0, y, Anchor::Start, XS, 600, sheet.ink.ink, bold);
                sheet
                    .svg
                    .words(area.x1 + 28.0, y + 18.0, Anchor::Start, sheet.ink.second, word);
            }
        } else if !figures.is_empty() {
            for (bold, word) in &figures {
                let text = if word.is_empty() {
                    bold.clone()
                } else {
                    format!("{bold} ({word})")
                };
                let text = crate::text::fit(&text, XS, sheet.width - area.x0);
                bottom += 20.0;
                sheet
                    .svg
                    .styled(area.x0, bottom, Anchor::Start, XS, 600, sheet.ink.ink, &text);
            }
            bottom += 6.0;
        }
        let summary = format!("{total} values in {} classes.", self.bins.len());
        Ok(sheet.finish(&self.about, "histogram", &summary, bottom))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(&self.about.title, [&w.from, &w.to, &w.count]);
        let decimals = self.decimals();
        for bin in &self.bins {
            table.row([
                plain(bin.from, decimals, w),
                plain(bin.to, decimals, w),
                plain(bin.count as f64, 0, w),
            ]);
        }
        for (bold, word) in self.figures(look) {
            table.row([bold, word, String::new()]);
        }
        table
    }
}

impl Histogram {
    fn figures(&self, look: &Look) -> Vec<(String, String)> {
        let w = &look.words;
        let tell = |c: &Capability| {
            let interval = c.interval.map_or_else(String::new, |(lo, hi)| {
                format!("{} to {}", plain(lo, 2, w), plain(hi, 2, w))
            });
            (format!("{}\u{a0}{}", c.name, plain(c.value, 2, w)), interval)
        };
        self.capability.iter().map(tell).collect()
    }

    fn bars(&self, sheet: &mut Sheet<'_>, along: &Scale, up: &Scale) {
        let ink = sheet.ink;
        let decimals = self.decimals();
        for bin in self.bins.iter().filter(|b| b.count > 0) {
            let (x0, x1) = (along.at(bin.from), along.at(bin.to));
            let y = up.at(bin.count as f64);
            let w = &sheet.look.words;
            let title = format!(
                "{} to {}{}: {}",
                plain(bin.from, decimals, w),
                plain(bin.to, decimals, w),
                self.measure.suffix(),
                bin.count
            );
            let outside = self.outside(bin);
            // Outside bars differ in filling, not in colour alone.
            let fill = if outside { ink.paper } else { ink.band };
            let bar = sheet.svg.block(x0, y, x1 - x0, up.at(0.0) - y, fill);
            bar.set("stroke", if outside { ink.red } else { ink.limit })
                .set("vector-effect", "non-scaling-stroke")
                .titled(&title);
        }
    }

    /// Limits of the specification and target, their words in as many rows as it takes that none touches another.
    fn bounds(&self, sheet: &Sheet<'_>, along: &Scale) -> Vec<Bound> {
        let ink = sheet.ink;
        let w = &sheet.look.words;
        let own = [self.lower_spec, self.target, self.upper_spec]
            .into_iter()
            .flatten();
        let decimals = self.measure.decimals.unwrap_or_else(|| decimals_of(own, 4));
        let lines = [
            (self.lower_spec, &w.lower_spec, ink.ink, false),
            (self.target, &w.goal, ink.blue, true),
            (self.upper_spec, &w.upper_spec, ink.ink, false),
        ];
        let mut placed: Vec<Bound> = Vec::new();
        for (value, word, colour, dashed) in lines {
            let Some(value) = value else { continue };
            let x = along.at(value);
            let said = plain(value, decimals, w);
            let half = width(word, XS).max(width(&said, XS)) / 2.0;
            let centre = x.clamp(half, (sheet.width - half).max(half));
            let (from, to) = (centre - half - 5.0, centre + half + 5.0);
            // A line rises to its own row, so it must not run through words of a lower one either.
            let meets = |b: &Bound| from.min(x) < b.to && b.from < to.max(x);
            let row = placed
                .iter()
                .filter(|b| meets(b))
                .map(|b| b.row + 1)
                .max()
                .unwrap_or(0);
            placed.push(Bound {
                x,
                centre,
                from,
                to,
                row,
                said,
                word: word.clone(),
                colour,
                dashed,
            });
        }
        placed
    }
}

/// Height of one row of words over the plot.
const BOUND: f64 = 36.0;

/// A line through the plot, and where its words stand above it.
struct Bound {
    x: f64,
    centre: f64,
    from: f64,
    to: f64,
    row: usize,
    said: String,
    word: String,
    colour: &'static str,
    dashed: bool,
}

impl Bound {
    fn draw(&self, sheet: &mut Sheet<'_>, area: &Rect) {
        let foot = area.y0 - 6.0 - self.row as f64 * BOUND;
        let mut line = Path::default();
        line.move_to(self.x, foot);
        line.down(area.y1);
        if self.dashed {
            sheet.svg.dashed(&line, self.colour, 1.5)
        } else {
            sheet.svg.stroke(&line, self.colour, 1.0)
        }
        let (bold, second) = (foot - 23.0, foot - 5.0);
        sheet.svg.styled(
            self.centre,
            bold,
            Anchor::Middle,
            XS,
            600,
            self.colour,
            &self.said,
        );
        let colour = if self.dashed {
            self.colour
        } else {
            sheet.ink.second
        };
        sheet
            .svg
            .words(self.centre, second, Anchor::Middle, colour, &self.word);
    }
}
