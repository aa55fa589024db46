//! Risk matrix: how likely against how grave.

use crate::look::{About, Look, Picture, Refusal, Table};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, widest, width};
use crate::theme::XS;

/// How grave a band of a risk matrix is. Each is drawn with a filling of its own besides its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gravity {
    /// Accepted as it is.
    #[default]
    Low,
    /// To be watched.
    Middle,
    /// To be treated.
    High,
}

/// A named band of a risk matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Band {
    /// "low", "to be treated".
    pub word: String,
    /// Its filling.
    pub gravity: Gravity,
}

/// A risk in its cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Risk {
    /// Column, from 0: how likely.
    pub likelihood: usize,
    /// Row, from 0 at the bottom: how grave.
    pub consequence: usize,
    /// Short name, drawn: "R-12".
    pub key: String,
    /// What it is, told under the pointer and in the table.
    pub label: String,
    /// Where it leads.
    pub link: Option<String>,
}

/// A matrix of likelihood and consequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RiskMatrix {
    /// Name and sentence.
    pub about: About,
    /// Name of the axis from left to right, and its levels.
    pub likelihood: (String, Vec<String>),
    /// Name of the axis from bottom to top, and its levels.
    pub consequence: (String, Vec<String>),
    /// The bands.
    pub bands: Vec<Band>,
    /// For each consequence, lowest first, the band of each likelihood: indices into `bands`.
    pub cells: Vec<Vec<usize>>,
    /// The risks.
    pub risks: Vec<Risk>,
}

impl RiskMatrix {
    fn check(&self) -> Result<(), Refusal> {
        let (columns, rows) = (self.likelihood.1.len(), self.consequence.1.len());
        if columns == 0 || rows == 0 {
            return Err(Refusal::new(
                "There is nothing to draw: the risk matrix needs levels of likelihood and of consequence.",
            ));
        }
        if self.cells.len() != rows || self.cells.iter().any(|r| r.len() != columns) {
            return Err(Refusal::new(format!(
                "The risk matrix needs {rows} rows of {columns} bands, one for each cell."
            )));
        }
        if self.cells.iter().flatten().any(|b| *b >= self.bands.len()) {
            return Err(Refusal::new(format!(
                "A cell of the risk matrix names a band that is not there; there are {}.",
                self.bands.len()
            )));
        }
        match self
            .risks
            .iter()
            .find(|r| r.likelihood >= columns || r.consequence >= rows)
        {
            Some(risk) => Err(Refusal::new(format!(
                "The risk \u{201c}{}\u{201d} lies outside the matrix of {columns} by {rows}.",
                risk.key
            ))),
            None => Ok(()),
        }
    }
}

impl Picture for RiskMatrix {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.check()?;
        let (columns, rows) = (&self.likelihood.1, &self.consequence.1);
        let left = (widest(rows, XS).max(width(&self.consequence.0, XS)) + 18.0).min(look.gauge_room());
        let mut sheet = Sheet::new(look, &self.about, left);
        let ink = sheet.ink;
        let cell = ((sheet.width - left - 1.0) / columns.len() as f64).min(170.0);
        let per_row = |r: usize| {
            let of = |c: usize| {
                self.risks
                    .iter()
                    .filter(|k| k.likelihood == c && k.consequence == r)
                    .map(|k| k.key.clone())
                    .collect::<Vec<_>>()
            };
            (0..columns.len())
                .map(|c| flow(&of(c), cell - 2.0 * inset(cell)))
                .collect::<Vec<_>>()
        };
        let layout: Vec<Vec<Vec<(f64, usize)>>> = (0..rows.len()).map(per_row).collect();
        sheet.svg.words(
            left - 15.0,
            sheet.top + 13.0,
            Anchor::End,
            ink.second,
            &fit(&self.consequence.0, XS, left - 15.0),
        );
        let top = sheet.top + 26.0;
        let mut y = top;
        let mut axis = Path::default();
        for r in (0..rows.len()).rev() {
            let lines = layout[r]
                .iter()
                .flat_map(|c| c.iter().map(|(_, line)| line + 1))
                .max()
                .unwrap_or(0);
            let high = (34.0 + lines as f64 * 22.0).max(62.0);
            sheet.svg.words(
                left - 15.0,
                y + high / 2.0 + 4.8,
                Anchor::End,
                ink.ink,
                &fit(&rows[r], XS, left - 15.0),
            );
            axis.move_to(left - 9.0, y + high / 2.0);
            axis.across(left);
            for c in 0..columns.len() {
                let x = left + c as f64 * cell;
                self.cell(&mut sheet, (x, y, cell, high), r, c);
                let here: Vec<&Risk> = self
                    .risks
                    .iter()
                    .filter(|k| k.likelihood == c && k.consequence == r)
                    .collect();
                for (risk, (dx, line)) in here.iter().zip(&layout[r][c]) {
                    let (rx, ry) = (x + inset(cell) + dx, y + 42.0 + *line as f64 * 22.0);
                    let title = format!("{}: {}. {}, {}", risk.key, risk.label, rows[r], columns[c]);
                    let linked = sheet.link(risk.link.as_deref());
                    sheet
                        .svg
                        .tag("circle")
                        .at("cx", rx + 3.5)
                        .at("cy", ry - 4.8)
                        .at("r", 3.5)
                        .titled(&title);
                    sheet.svg.styled(
                        rx + 11.0,
                        ry,
                        Anchor::Start,
                        XS,
                        600,
                        ink.ink,
                        &fit(&risk.key, XS, cell - 2.0 * inset(cell) - 11.0),
                    );
                    if linked {
                        sheet.svg.end("a");
                    }
                }
            }
            y += high;
        }
        axis.move_to(left, top);
        axis.down(y);
        sheet.svg.stroke(&axis, ink.ink, 1.0);
        // Names wider than their column stand in two rows by turns.
        let turns = widest(columns, XS) > cell - 6.0;
        for (c, name) in columns.iter().enumerate() {
            let (room, drop) = if turns {
                (2.0 * cell - 10.0, 18.0 * (c % 2) as f64)
            } else {
                (cell - 6.0, 0.0)
            };
            let name = fit(name, XS, room);
            let half = width(&name, XS) / 2.0;
            let x = (left + (c as f64 + 0.5) * cell).min((sheet.width - half).max(left));
            sheet
                .svg
                .words(x, y + 20.0 + drop, Anchor::Middle, ink.ink, &name);
        }
        let y = if turns { y + 18.0 } else { y };
        sheet.svg.words(
            left + cell * columns.len() as f64,
            y + 42.0,
            Anchor::End,
            ink.second,
            &self.likelihood.0,
        );
        let bottom = self.names_of_the_worst(&mut sheet, left, y + 48.0);
        let summary = format!("{} risks.", self.risks.len());
        Ok(sheet.finish(&self.about, "risk matrix", &summary, bottom))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(
            &self.about.title,
            [
                &w.point,
                &w.remark,
                &self.likelihood.0,
                &self.consequence.0,
                &w.value,
            ],
        );
        for risk in &self.risks {
            let level = |of: &[String], at: usize| of.get(at).cloned().unwrap_or_else(|| w.missing.clone());
            let band = self
                .cells
                .get(risk.consequence)
                .and_then(|r| r.get(risk.likelihood))
                .and_then(|b| self.bands.get(*b));
            table.row([
                risk.key.clone(),
                risk.label.clone(),
                level(&self.likelihood.1, risk.likelihood),
                level(&self.consequence.1, risk.consequence),
                band.map_or_else(|| w.missing.clone(), |b| b.word.clone()),
            ]);
        }
        table
    }
}

/// Room between a cell's edge and its words.
fn inset(cell: f64) -> f64 {
    match cell {
        c if c < 60.0 => 3.0,
        c if c < 90.0 => 5.0,
        _ => 10.0,
    }
}

/// Puts keys one after the other, and into a new line where the room ends: offset and line of each.
fn flow(keys: &[String], room: f64) -> Vec<(f64, usize)> {
    let (mut x, mut line) = (0.0, 0);
    keys.iter()
        .map(|key| {
            let wide = 11.0 + width(key, XS).min(room - 11.0);
            if x > 0.0 && x + wide > room {
                (x, line) = (0.0, line + 1);
            }
            let here = (x, line);
            x += wide + 12.0;
            here
        })
        .collect()
}

/// How many risks are told by name below the matrix.
const MOST_NAMES: usize = 6;

impl RiskMatrix {
    /// The risks that are to be treated stand by their names below the matrix; all others are told by the table.
    fn names_of_the_worst(&self, sheet: &mut Sheet<'_>, left: f64, top: f64) -> f64 {
        let ink = sheet.ink;
        let gravity = |r: &Risk| self.bands[self.cells[r.consequence][r.likelihood]].gravity;
        let mut worst: Vec<&Risk> = self
            .risks
            .iter()
            .filter(|r| gravity(r) == Gravity::High)
            .collect();
        worst.sort_by_key(|r| std::cmp::Reverse((r.consequence, r.likelihood)));
        let more = worst.len().saturating_sub(MOST_NAMES);
        let left = if sheet.look.narrow() { 0.0 } else { left };
        let mut y = top;
        for risk in worst
            .into_iter()
            .filter(|r| !r.label.trim().is_empty())
            .take(MOST_NAMES)
        {
            let (level, likely) = (
                &self.consequence.1[risk.consequence],
                &self.likelihood.1[risk.likelihood],
            );
            let said = format!("{}: {level}, {likely}", risk.label);
            let key = fit(&risk.key, XS, 120.0);
            let note = crate::place::Note::new(&key, &said, (sheet.width - left).min(640.0), 3);
            let place = crate::place::Rect::new(left, y, left + note.width, y + note.height);
            note.draw(&mut sheet.svg, &place, Anchor::Start, ink.red, ink.second);
            y += note.height + 4.0;
        }
        if more > 0 {
            let said = format!("+ {more} {}", sheet.look.words.more);
            sheet.svg.words(left, y + 13.5, Anchor::Start, ink.second, &said);
            y += 22.0;
        }
        y
    }

    fn cell(&self, sheet: &mut Sheet<'_>, (x, y, wide, high): (f64, f64, f64, f64), r: usize, c: usize) {
        let ink = sheet.ink;
        let band = &self.bands[self.cells[r][c]];
        let (fill, share, colour) = match band.gravity {
            Gravity::Low => (ink.band, "1", ink.second),
            Gravity::Middle => (ink.amber, ".13", ink.amber),
            Gravity::High => (ink.red, ".13", ink.red),
        };
        sheet
            .svg
            .block(x + 1.0, y + 1.0, wide - 2.0, high - 2.0, fill)
            .set("fill-opacity", share)
            .close();
        // A bar at the cell's foot, thin or thick, tells the bands apart where colours fail.
        let bar = match band.gravity {
            Gravity::Low => 0.0,
            Gravity::Middle => 1.5,
            Gravity::High => 4.0,
        };
        if bar > 0.0 {
            sheet
                .svg
                .block(x + 1.0, y + high - 1.0 - bar, wide - 2.0, bar, colour)
                .close();
        }
        sheet.svg.words(
            x + inset(wide),
            y + 19.0,
            Anchor::Start,
            colour,
            &fit(&band.word, XS, wide - inset(wide) - 2.0),
        );
    }
}
