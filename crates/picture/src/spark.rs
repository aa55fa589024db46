//! Sparkline: a line the size of a word.

use crate::axis::{Scale, range};
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_for, plain};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::width;
use crate::theme::XS;
use crate::trace::{path, thin};

/// A line the size of a word, with its last value in figures. Width and height of the look are the line's own; without a height
/// it is 28 pixels high, and it has no heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sparkline {
    /// Name and sentence.
    pub about: About,
    /// What is measured.
    pub measure: Measure,
    /// The values in order; `None` is a gap.
    pub values: Vec<Option<f64>>,
    /// What is wanted.
    pub goal: Option<f64>,
    /// Lower and upper limit, drawn as a band.
    pub limits: Option<(f64, f64)>,
    /// Indices of values that are signals.
    pub signals: Vec<usize>,
}

impl Picture for Sparkline {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        let given = self
            .values
            .iter()
            .copied()
            .flatten()
            .chain(self.goal)
            .chain(self.limits.iter().flat_map(|l| [l.0, l.1]));
        if given.clone().any(|v| !v.is_finite()) {
            return Err(Refusal::new(
                "The sparkline has a value that is not a finite number. Leave it empty or correct it.",
            ));
        }
        let Some(last) = self.values.iter().rposition(Option::is_some) else {
            return Err(Refusal::new(
                "There is nothing to draw: the sparkline has no values.",
            ));
        };
        if let Some(at) = self
            .signals
            .iter()
            .find(|i| self.values.get(**i).copied().flatten().is_none())
        {
            return Err(Refusal::new(format!(
                "The sparkline's signal {} stands on no value.",
                at + 1
            )));
        }
        let bare = Look {
            heading: false,
            paper: false,
            width: look.width.max(300.0),
            ..look.clone()
        };
        let mut sheet = Sheet::new(&bare, &self.about, 0.0);
        let ink = sheet.ink;
        let height = look
            .height
            .filter(|h| h.is_finite())
            .unwrap_or(28.0)
            .clamp(16.0, 400.0);
        let value = self.values[last].unwrap_or_default();
        let said = plain(value, self.decimals(), &look.words) + &self.measure.suffix();
        let wide = if look.width.is_finite() {
            look.width.clamp(60.0, 2000.0)
        } else {
            160.0
        };
        let right = (wide - width(&said, XS) - 16.0).max(30.0);
        sheet.width = wide;
        let (lo, hi) = range(given).unwrap_or((0.0, 1.0));
        let (lo, hi) = if hi > lo {
            (lo, hi)
        } else {
            crate::ticks::airy(lo, hi)
        };
        let up = Scale::new((lo, hi), height - 3.0, 3.0);
        let along = Scale::new((0.0, (self.values.len() - 1).max(1) as f64), 3.0, right);
        if let Some((low, high)) = self.limits {
            sheet
                .svg
                .block(
                    0.0,
                    up.at(low.max(high)),
                    right + 3.0,
                    (up.at(low.min(high)) - up.at(low.max(high))).max(1.0),
                    ink.band,
                )
                .close();
        }
        if let Some(goal) = self.goal {
            let mut line = Path::default();
            line.move_to(0.0, up.at(goal));
            line.across(right + 3.0);
            sheet
                .svg
                .stroked(&line, ink.blue, 1.0)
                .set("stroke-dasharray", "3 2")
                .close();
        }
        let place = |i: usize, v: f64| (along.at(i as f64), up.at(v));
        let runs = thin(
            self.values
                .iter()
                .enumerate()
                .map(|(i, v)| v.map(|v| place(i, v))),
        );
        sheet.svg.stroke(&path(&runs), ink.ink, 1.2);
        for at in &self.signals {
            let (x, y) = place(*at, self.values[*at].unwrap_or_default());
            let ring = sheet
                .svg
                .tag("circle")
                .at("cx", x)
                .at("cy", y)
                .at("r", 3.2)
                .set("fill", ink.paper);
            let title = format!(
                "{}: {}",
                look.words.signal,
                plain(self.values[*at].unwrap_or_default(), self.decimals(), &look.words)
            );
            ring.set("stroke", ink.red)
                .at("stroke-width", 1.6)
                .set("vector-effect", "non-scaling-stroke")
                .titled(&title);
        }
        let (x, y) = place(last, value);
        if !self.signals.contains(&last) {
            sheet
                .svg
                .tag("circle")
                .at("cx", x)
                .at("cy", y)
                .at("r", 2.6)
                .close();
        }
        sheet.svg.styled(
            right + 12.0,
            (y + 4.8).clamp(12.0, height - 2.0),
            Anchor::Start,
            XS,
            600,
            ink.ink,
            &said,
        );
        let summary = format!(
            "{} values, the last one {said}; {} signals.",
            self.values.iter().flatten().count(),
            self.signals.len()
        );
        Ok(sheet.finish(&self.about, "sparkline", &summary, height))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let head = self.measure.head();
        let mut table = Table::new(
            &self.about.title,
            [
                &w.point,
                if head.is_empty() { &w.value } else { &head },
                &w.remark,
            ],
        );
        for (i, value) in self.values.iter().enumerate() {
            let remark = if self.signals.contains(&i) {
                w.signal.clone()
            } else {
                String::new()
            };
            let said = value.map_or_else(|| w.missing.clone(), |v| plain(v, self.decimals(), w));
            table.row([(i + 1).to_string(), said, remark]);
        }
        table
    }
}

impl Sparkline {
    fn decimals(&self) -> usize {
        let (lo, hi) = range(self.values.iter().copied().flatten()).unwrap_or((0.0, 1.0));
        let needed = || crate::number::decimals_of(self.values.iter().copied().flatten(), 6);
        self.measure.decimals.unwrap_or_else(|| {
            if hi > lo {
                decimals_for(hi - lo).min(needed())
            } else {
                needed()
            }
        })
    }
}
