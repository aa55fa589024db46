//! Pareto chart: causes by weight, hanging on the line, with their running share.

use crate::axis::Scale;
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_of, plain};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{width, wrap};
use crate::theme::XS;

/// One cause.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParetoBar {
    /// Its name.
    pub label: String,
    /// Its weight: a count, a cost; not negative.
    pub value: f64,
    /// Where it leads.
    pub link: Option<String>,
}

/// A Pareto chart. The bars are sorted here; what is only "other" stays last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pareto {
    /// Name and sentence.
    pub about: About,
    /// What the weights are.
    pub measure: Measure,
    /// The causes in any order.
    pub bars: Vec<ParetoBar>,
    /// The rest that was not divided, shown last whatever its weight.
    pub other: Option<ParetoBar>,
}

const ROW: f64 = 34.0;

impl Pareto {
    fn sorted(&self) -> Vec<&ParetoBar> {
        let mut bars: Vec<&ParetoBar> = self.bars.iter().collect();
        bars.sort_by(|a, b| b.value.total_cmp(&a.value));
        bars.extend(&self.other);
        bars
    }

    fn check(&self) -> Result<f64, Refusal> {
        let bars = self.sorted();
        for bar in &bars {
            if !(bar.value.is_finite() && bar.value >= 0.0) {
                return Err(Refusal::new(format!(
                    "The weight of \u{201c}{}\u{201d} must be a number of zero or more, not {}.",
                    bar.label, bar.value
                )));
            }
        }
        let total: f64 = bars.iter().map(|b| b.value).sum();
        if total.is_finite() && total > 0.0 {
            Ok(total)
        } else {
            Err(Refusal::new(
                "There is nothing to draw: the weights add up to nothing.",
            ))
        }
    }

    fn decimals(&self) -> usize {
        self.measure
            .decimals
            .unwrap_or_else(|| decimals_of(self.sorted().iter().map(|b| b.value), 2))
    }
}

impl Picture for Pareto {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        let total = self.check()?;
        let bars = self.sorted();
        let words = &look.words;
        let decimals = self.decimals();
        let names = bars.iter().map(|b| width(&b.label, XS)).fold(0.0, f64::max);
        let left = (names + 16.0).min(look.gauge_room());
        let mut sheet = Sheet::new(look, &self.about, left);
        let ink = sheet.ink;
        let top = sheet.top + 26.0;
        let right = self.right(&bars, left, sheet.width, total, look);
        let scale = Scale::new((0.0, total), left, right);
        let bottom = top + bars.len() as f64 * ROW + 6.0;
        self.shares_above(&mut sheet, &scale, top, bottom);
        let mut running = 0.0;
        let mut line = Path::default();
        let mut marks = Vec::new();
        line.move_to(left, top);
        for (i, bar) in bars.iter().enumerate() {
            let y = top + i as f64 * ROW + 8.0;
            let before = running;
            running += bar.value;
            let linked = sheet.link(bar.link.as_deref());
            let name = wrap(&bar.label, XS, left - 14.0, 0.0, 2);
            for (k, line) in name.iter().enumerate() {
                let lift = (name.len() as f64 - 1.0) * 8.0 - k as f64 * 16.0;
                sheet
                    .svg
                    .words(left - 12.0, y + 15.0 - lift, Anchor::End, ink.ink, line);
            }
            let share = plain(100.0 * running / total, 0, words);
            let title = format!(
                "{}: {}{}, {} {share}\u{a0}%",
                bar.label,
                plain(bar.value, decimals, words),
                self.measure.suffix(),
                words.cumulative
            );
            let is_other = self.other.as_ref().is_some_and(|o| std::ptr::eq(o, *bar));
            let fill = if is_other { ink.rule } else { ink.limit };
            sheet
                .svg
                .block(left, y, scale.at(bar.value) - left, 20.0, fill)
                .titled(&title);
            if linked {
                sheet.svg.end("a");
            }
            let said = plain(bar.value, decimals, words);
            let figure_end = scale.at(bar.value) + 8.0 + width(&said, XS);
            sheet.svg.styled(
                scale.at(bar.value) + 8.0,
                y + 15.0,
                Anchor::Start,
                XS,
                600,
                ink.ink,
                &said,
            );
            let (x, y_mark) = (scale.at(running), y + 10.0);
            line.line_to(x, y_mark);
            marks.push((x, y_mark, figure_end, format!("{share}\u{a0}%"), before));
        }
        let mut way = Path::default();
        for (i, (x, y, ..)) in marks.iter().enumerate() {
            if i == 0 {
                // It sets out from the lower corner of the first bar, and so leaves the bar's figure free.
                way.move_to(*x, *y + 10.0)
            } else {
                way.line_to(*x, *y)
            }
        }
        if marks.len() > 1 {
            sheet.svg.stroke(&way, ink.ink, 1.4);
        }
        for (i, (x, y, figure_end, share, _)) in marks.iter().enumerate() {
            // The first mark would lie at the end of its own bar; its share stands after the bar's figure.
            if i == 0 {
                if marks.len() > 1 {
                    // The line at four fifths gives way to the share.
                    let (x0, wide) = (figure_end + 10.0, width(share, XS) + 4.0);
                    sheet.svg.block(x0, y - 8.0, wide, 16.0, ink.paper).close();
                    sheet
                        .svg
                        .words(figure_end + 12.0, y + 4.8, Anchor::Start, ink.second, share);
                }
                continue;
            }
            sheet
                .svg
                .tag("circle")
                .at("cx", *x)
                .at("cy", *y)
                .at("r", 3.4)
                .close();
            if x + 10.0 > *figure_end {
                sheet
                    .svg
                    .words(x + 9.0, y - 3.0, Anchor::Start, ink.second, share);
            }
        }
        let mut axis = Path::default();
        axis.move_to(left, top);
        axis.down(bottom);
        sheet.svg.stroke(&axis, ink.ink, 1.0);
        let summary = format!(
            "{} {}: {}.",
            bars.len(),
            words.group,
            bars.iter()
                .take(3)
                .map(|b| b.label.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
        Ok(sheet.finish(&self.about, "Pareto chart", &summary, bottom + 4.0))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let head = self.measure.head();
        let mut table = Table::new(
            &self.about.title,
            [
                &w.group,
                if head.is_empty() { &w.value } else { &head },
                &w.share,
                &w.cumulative,
            ],
        );
        let bars = self.sorted();
        let total: f64 = bars.iter().map(|b| b.value).sum();
        let mut running = 0.0;
        for bar in bars {
            running += bar.value;
            let share = |v: f64| {
                if total > 0.0 {
                    format!("{}\u{a0}%", plain(100.0 * v / total, 1, w))
                } else {
                    w.missing.clone()
                }
            };
            table.row([
                bar.label.clone(),
                plain(bar.value, self.decimals(), w),
                share(bar.value),
                share(running),
            ]);
        }
        table
    }
}

impl Pareto {
    /// How far the scale may reach, so that every figure finds its room after its bar.
    fn right(&self, bars: &[&ParetoBar], left: f64, width_of_sheet: f64, total: f64, look: &Look) -> f64 {
        let decimals = self.decimals();
        let mut right = width_of_sheet - 60.0;
        for (i, bar) in bars.iter().enumerate().filter(|(_, b)| b.value > 0.0) {
            let share = if i == 0 {
                12.0 + width("100\u{a0}%", XS)
            } else {
                0.0
            };
            let tail = 8.0 + width(&plain(bar.value, decimals, &look.words), XS) + share;
            right = right.min(left + (width_of_sheet - tail - left) * total / bar.value);
        }
        right.max(left + 60.0)
    }

    /// The scale of shares over the bars, with the line at four fifths.
    fn shares_above(&self, sheet: &mut Sheet<'_>, scale: &Scale, top: f64, bottom: f64) {
        let ink = sheet.ink;
        let mut marks = Path::default();
        marks.move_to(scale.from, top);
        marks.across(scale.to);
        let wide = (scale.to - scale.from) / 5.0 > 44.0;
        let shares: &[u8] = if wide {
            &[0, 20, 40, 60, 80, 100]
        } else {
            &[0, 40, 80]
        };
        let mut last = f64::NEG_INFINITY;
        for share in shares {
            let x = scale.from + (scale.to - scale.from) * f64::from(*share) / 100.0;
            marks.move_to(x, top - 6.0);
            marks.down(top);
            let label = if Some(share) == shares.last() {
                format!("{share}\u{a0}%")
            } else {
                share.to_string()
            };
            let half = width(&label, XS) / 2.0;
            if x - half >= last + 6.0 {
                last = x + half;
                sheet.svg.words(x, top - 11.0, Anchor::Middle, ink.second, &label);
            }
        }
        sheet.svg.stroke(&marks, ink.limit, 1.0);
        let x = scale.from + (scale.to - scale.from) * 0.8;
        let mut line = Path::default();
        line.move_to(x, top);
        line.down(bottom);
        sheet
            .svg
            .stroked(&line, ink.limit, 1.0)
            .set("stroke-dasharray", "1 3")
            .close();
    }
}
