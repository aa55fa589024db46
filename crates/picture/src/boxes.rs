//! Box plot: groups side by side, hanging on the line.

use crate::axis::{Scale, numbers_below, range};
use crate::look::{About, Goal, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_for, plain};
use crate::place::Rect;
use crate::svg::{Anchor, Path};
use crate::text::{fit, width};
use crate::theme::XS;
use crate::ticks::airy;

/// The five numbers of one group and what lies beyond.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoxOf {
    /// Its name.
    pub label: String,
    /// End of the lower whisker.
    pub low: f64,
    /// First quartile.
    pub q1: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub q3: f64,
    /// End of the upper whisker.
    pub high: f64,
    /// Values beyond the whiskers.
    pub outliers: Vec<f64>,
    /// How many values the group has.
    pub count: u64,
    /// Where it leads.
    pub link: Option<String>,
}

/// A box plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoxPlot {
    /// Name and sentence.
    pub about: About,
    /// What is measured.
    pub measure: Measure,
    /// The groups from top to bottom.
    pub boxes: Vec<BoxOf>,
    /// What is wanted.
    pub goal: Option<Goal>,
}

const ROW: f64 = 46.0;

impl BoxPlot {
    fn check(&self) -> Result<(), Refusal> {
        if self.boxes.is_empty() {
            return Err(Refusal::new(
                "There is nothing to draw: the box plot has no groups.",
            ));
        }
        for b in &self.boxes {
            let five = [b.low, b.q1, b.median, b.q3, b.high];
            if five.iter().chain(&b.outliers).any(|v| !v.is_finite()) {
                return Err(Refusal::new(format!(
                    "The group \u{201c}{}\u{201d} has a figure that is not a finite number.",
                    b.label
                )));
            }
            if five.windows(2).any(|w| w[0] > w[1]) {
                return Err(Refusal::new(format!(
                    "The five figures of the group \u{201c}{}\u{201d} must ascend: whisker, quartile, median, quartile, whisker.",
                    b.label
                )));
            }
        }
        if self.goal.as_ref().is_some_and(|g| !g.value.is_finite()) {
            return Err(Refusal::new("The goal of the box plot is not a finite number."));
        }
        Ok(())
    }

    fn span(&self) -> (f64, f64) {
        let all = self
            .boxes
            .iter()
            .flat_map(|b| [b.low, b.high].into_iter().chain(b.outliers.iter().copied()));
        range(all.chain(self.goal.iter().map(|g| g.value))).unwrap_or((0.0, 1.0))
    }

    fn decimals(&self) -> usize {
        let (lo, hi) = self.span();
        self.measure.decimals.unwrap_or_else(|| decimals_for(hi - lo))
    }
}

impl Picture for BoxPlot {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.check()?;
        let w = &look.words;
        let decimals = self.decimals();
        let names = self.boxes.iter().map(|b| width(&b.label, XS)).fold(0.0, f64::max);
        let left = (names + 18.0).min(look.gauge_room());
        let mut sheet = crate::sheet::Sheet::new(look, &self.about, left);
        let ink = sheet.ink;
        let told = |b: &BoxOf| {
            (
                plain(b.median, decimals, w),
                if look.narrow() {
                    String::new()
                } else {
                    format!("{} {}", w.of, plain(b.count as f64, 0, w))
                },
            )
        };
        let right = self
            .boxes
            .iter()
            .map(told)
            .map(|(a, b)| width(&a, XS) + width(&b, XS))
            .fold(0.0, f64::max)
            + 30.0;
        let top = sheet.top + if self.goal.is_some() { 28.0 } else { 18.0 };
        let area = Rect::new(
            left,
            top,
            sheet.width - right,
            top + self.boxes.len() as f64 * ROW,
        );
        let (lo, hi) = self.span();
        let along = Scale::new(airy(lo, hi), area.x0, area.x1);
        sheet.svg.words(
            area.x1 + 14.0,
            sheet.top + 10.0,
            Anchor::Start,
            ink.second,
            &w.median,
        );
        if let Some(goal) = &self.goal {
            let x = along.at(goal.value);
            let mut line = Path::default();
            line.move_to(x, area.y0 - 4.0);
            line.down(area.y1);
            sheet.svg.dashed(&line, ink.blue, 1.5);
            let said = format!(
                "{} {}",
                plain(goal.value, decimals, w),
                if goal.word.is_empty() { &w.goal } else { &goal.word }
            );
            let said = fit(&said, XS, area.x1 - area.x0);
            let half = width(&said, XS) / 2.0;
            let x = x.clamp(area.x0 + half, (area.x1 - half).max(area.x0 + half));
            sheet
                .svg
                .styled(x, area.y0 - 10.0, Anchor::Middle, XS, 600, ink.blue, &said);
        }
        let mut axis = Path::default();
        axis.move_to(area.x0, area.y0);
        axis.down(area.y1);
        for (i, b) in self.boxes.iter().enumerate() {
            let y = area.y0 + (i as f64 + 0.5) * ROW;
            let [x_low, x1, xm, x3, x_high] = [b.low, b.q1, b.median, b.q3, b.high].map(|v| along.at(v));
            let figures = [b.low, b.q1, b.median, b.q3, b.high]
                .map(|v| plain(v, decimals, w))
                .join(" · ");
            axis.move_to(area.x0 - 9.0, y);
            axis.across(area.x0);
            let linked = sheet.link(b.link.as_deref());
            sheet.svg.words(
                left - 15.0,
                y + 4.8,
                Anchor::End,
                ink.ink,
                &fit(&b.label, XS, left - 15.0),
            );
            let mut whiskers = Path::default();
            for (from, to) in [(x_low, x1), (x3, x_high)] {
                whiskers.move_to(from, y);
                whiskers.across(to);
            }
            for end in [x_low, x_high] {
                whiskers.move_to(end, y - 5.0);
                whiskers.down(y + 5.0);
            }
            sheet.svg.stroke(&whiskers, ink.second, 1.0);
            let body = sheet.svg.block(x1, y - 11.0, x3 - x1, 22.0, ink.band);
            body.set("stroke", ink.ink)
                .set("vector-effect", "non-scaling-stroke")
                .titled(&format!("{}: {figures}", b.label));
            sheet.svg.line(xm, y - 11.0, xm, y + 11.0, ink.ink, 2.5);
            if linked {
                sheet.svg.end("a");
            }
            for value in &b.outliers {
                let title = format!(
                    "{}: {}{}",
                    b.label,
                    plain(*value, decimals, w),
                    self.measure.suffix()
                );
                let ring = sheet
                    .svg
                    .tag("circle")
                    .at("cx", along.at(*value))
                    .at("cy", y)
                    .at("r", 3.2)
                    .set("fill", "none");
                ring.set("stroke", ink.ink)
                    .set("vector-effect", "non-scaling-stroke")
                    .titled(&title);
            }
            let (bold, word) = told(b);
            sheet
                .svg
                .styled(area.x1 + 14.0, y + 4.8, Anchor::Start, XS, 600, ink.ink, &bold);
            sheet.svg.words(
                area.x1 + 20.0 + width(&bold, XS),
                y + 4.8,
                Anchor::Start,
                ink.second,
                &word,
            );
        }
        sheet.svg.stroke(&axis, ink.ink, 1.0);
        let bottom = numbers_below(&mut sheet, &area, &along, &self.measure.name, &self.measure.unit);
        let summary: Vec<String> = self
            .boxes
            .iter()
            .take(12)
            .map(|b| format!("{}: {} {}", b.label, w.median, plain(b.median, decimals, w)))
            .collect();
        Ok(sheet.finish(&self.about, "box plot", &(summary.join("; ") + "."), bottom))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(
            &self.about.title,
            [
                &w.group,
                &w.count,
                &w.lowest,
                &w.quartile_1,
                &w.median,
                &w.quartile_3,
                &w.highest,
                &w.beyond,
            ],
        );
        let d = self.decimals();
        for b in &self.boxes {
            let beyond = b
                .outliers
                .iter()
                .map(|v| plain(*v, d, w))
                .collect::<Vec<_>>()
                .join("; ");
            let [a, q1, m, q3, z] = [b.low, b.q1, b.median, b.q3, b.high].map(|v| plain(v, d, w));
            table.row([
                b.label.clone(),
                plain(b.count as f64, 0, w),
                a,
                q1,
                m,
                q3,
                z,
                beyond,
            ]);
        }
        table
    }
}
