//! Heat map: values in rows and columns.

use crate::axis::{FOLDED, LINE_X, beside_line, range};
use crate::look::{About, Look, Measure, Picture, Refusal, Table};
use crate::number::{decimals_of, plain};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, widest, width, wrap};
use crate::theme::XS;

/// Values in rows and columns, dark where they are high.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatMap {
    /// Name and sentence.
    pub about: About,
    /// What the cells count.
    pub measure: Measure,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows: a name and a value for each column, `None` where there is none.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

impl HeatMap {
    fn check(&self) -> Result<(f64, f64), Refusal> {
        for (name, values) in &self.rows {
            if values.len() != self.columns.len() {
                return Err(Refusal::new(format!(
                    "Row \u{201c}{name}\u{201d} of the heat map has {} values for {} columns.",
                    values.len(),
                    self.columns.len()
                )));
            }
            if values.iter().flatten().any(|v| !v.is_finite()) {
                return Err(Refusal::new(format!(
                    "Row \u{201c}{name}\u{201d} of the heat map has a value that is not a finite number."
                )));
            }
        }
        let all = self.rows.iter().flat_map(|(_, v)| v.iter().copied().flatten());
        range(all).ok_or_else(|| Refusal::new("There is nothing to draw: the heat map has no values."))
    }

    fn decimals(&self) -> usize {
        self.measure.decimals.unwrap_or_else(|| {
            decimals_of(self.rows.iter().flat_map(|(_, v)| v.iter().copied().flatten()), 2)
        })
    }
}

impl Picture for HeatMap {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        let (lo, hi) = self.check()?;
        let w = &look.words;
        let decimals = self.decimals();
        let names: Vec<&str> = self.rows.iter().map(|(n, _)| n.as_str()).collect();
        let gauge = widest(&names, XS) + 18.0;
        // On a narrow sheet the names stand above their rows, so that the figures keep their room.
        let folded = look.narrow() && gauge > look.width * 0.2;
        let left = if folded {
            FOLDED
        } else {
            gauge.min(look.gauge_room())
        };
        let mut sheet = Sheet::new(look, &self.about, left);
        let ink = sheet.ink;
        let cell = ((sheet.width - left - 2.0) / self.columns.len() as f64).min(120.0);
        let high = 34.0;
        let row_high = if folded { high + 24.0 } else { high };
        let heads: Vec<Vec<String>> = self.columns.iter().map(|c| column_head(c, cell)).collect();
        let head = heads.iter().map(Vec::len).max().unwrap_or(1) as f64 * 17.0 + 8.0;
        let top = sheet.top + head;
        for (i, lines) in heads.iter().enumerate() {
            for (k, line) in lines.iter().enumerate() {
                let y = top - 9.0 - (lines.len() - 1 - k) as f64 * 17.0;
                sheet.svg.words(
                    left + (i as f64 + 0.5) * cell,
                    y,
                    Anchor::Middle,
                    ink.second,
                    line,
                );
            }
        }
        let mut rules = Path::default();
        let mut axis = Path::default();
        for (r, (name, values)) in self.rows.iter().enumerate() {
            let mut y = top + r as f64 * row_high;
            if folded {
                beside_line(&mut sheet, &mut axis, y + 13.0, name);
                y += row_high - high;
            } else {
                axis.move_to(left - 9.0, y + high / 2.0);
                axis.across(left);
                sheet.svg.words(
                    left - 15.0,
                    y + high / 2.0 + 4.8,
                    Anchor::End,
                    ink.ink,
                    &fit(name, XS, left - 15.0),
                );
            }
            for (c, value) in values.iter().enumerate() {
                let x = left + c as f64 * cell;
                let Some(value) = value else {
                    sheet.svg.words(
                        x + cell / 2.0,
                        y + high / 2.0 + 4.8,
                        Anchor::Middle,
                        ink.second,
                        "·",
                    );
                    continue;
                };
                let share = if hi > lo { (value - lo) / (hi - lo) } else { 0.5 };
                let said = plain(*value, decimals, w);
                let title = format!("{name}, {}: {said}{}", self.columns[c], self.measure.suffix());
                // At most 45 per cent of blue, so that the figure in ink stays readable on it.
                let block = sheet
                    .svg
                    .block(x + 1.0, y + 1.0, cell - 2.0, high - 2.0, ink.blue);
                block
                    .set("fill-opacity", &format!("{:.2}", 0.03 + 0.42 * share))
                    .titled(&title);
                if width(&said, XS) <= cell - 2.0 {
                    let weight = if share > 0.75 { 600 } else { 400 };
                    sheet.svg.styled(
                        x + cell / 2.0,
                        y + high / 2.0 + 4.8,
                        Anchor::Middle,
                        XS,
                        weight,
                        ink.ink,
                        &said,
                    );
                }
            }
        }
        let bottom = top + self.rows.len() as f64 * row_high;
        let line = if folded { LINE_X } else { left };
        axis.move_to(line, top);
        axis.down(bottom);
        rules.move_to(left, bottom + 0.5);
        rules.across(left + cell * self.columns.len() as f64);
        sheet.svg.stroke(&rules, ink.rule, 1.0);
        sheet.svg.stroke(&axis, ink.ink, 1.0);
        let summary = format!(
            "{}: {} to {}{}.",
            self.measure.name,
            plain(lo, decimals, w),
            plain(hi, decimals, w),
            self.measure.suffix()
        );
        Ok(sheet.finish(&self.about, "heat map", &summary, bottom + 4.0))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let d = self.decimals();
        let mut headers = vec![self.measure.head()];
        headers.extend(self.columns.iter().cloned());
        let tell = |v: &Option<f64>| v.map_or_else(|| w.missing.clone(), |v| plain(v, d, w));
        let rows = self.rows.iter().map(|(name, values)| {
            std::iter::once(name.clone())
                .chain(values.iter().map(tell))
                .collect()
        });
        Table {
            caption: self.about.title.clone(),
            headers,
            rows: rows.collect(),
        }
    }
}

/// The head of a column in as many lines as it needs; where not even a word fits, its first letter.
fn column_head(name: &str, cell: f64) -> Vec<String> {
    let short = name.split_whitespace().all(|word| width(word, XS) <= cell - 2.0);
    if short {
        wrap(name, XS, cell - 2.0, 0.0, 3)
    } else if cell < 40.0 {
        vec![name.chars().take(1).collect()]
    } else {
        wrap(name, XS, cell - 6.0, 0.0, 3)
    }
}
