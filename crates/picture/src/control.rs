//! Control chart and run chart.

use crate::axis::{EndLabel, Gauge, Scale, days_below, end_labels};
use crate::look::{About, Look, Picture, Refusal, Table};
use crate::mark::{end_room, tell_below};
use crate::number::plain;
use crate::panel::{Drawn, Panel};
use crate::place::Rect;
use crate::series::{Series, Stage};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::width;
use crate::theme::XS;
use crate::ticks::airy;

/// A control chart: values with limits per point, signals with rule and cause, stages, zones, and the spread below.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControlChart {
    /// Name and sentence.
    pub about: About,
    /// The values.
    pub values: Series,
    /// Range, standard deviation or moving range, drawn below on the same scale of time.
    pub spread: Option<Series>,
    /// Stretches with limits of their own, in order.
    pub stages: Vec<Stage>,
    /// Whether the lines at one and two sigma are drawn.
    pub zones: bool,
}

/// A run chart: values in order against median and target, without control limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunChart {
    /// Name and sentence.
    pub about: About,
    /// The values. The goal is the target; `limits.centre` of a point, if given, is the median.
    pub values: Series,
    /// Stretches with a median of their own, in order.
    pub stages: Vec<Stage>,
}

impl Picture for ControlChart {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.values.check()?;
        if let Some(spread) = &self.spread {
            spread.check()?;
            if spread.points.len() != self.values.points.len() {
                return Err(Refusal::new(format!(
                    "The spread has {} points and the values have {}; both need one for each place, empty where there is none.",
                    spread.points.len(),
                    self.values.points.len()
                )));
            }
        }
        let frame = Frame {
            about: &self.about,
            stages: &self.stages,
            zones: self.zones,
            latest: false,
            kind: "control chart",
        };
        Ok(frame.draw(look, &self.values, self.spread.as_ref()))
    }

    fn table(&self, look: &Look) -> Table {
        let mut table = self.values.table(&self.about.title, look, &self.stages);
        if let Some(spread) = self
            .spread
            .as_ref()
            .filter(|s| s.points.len() == self.values.points.len())
        {
            let inner = spread.table("", look, &[]);
            let at = table.headers.len() - 1;
            table.headers.insert(at, inner.headers[1].clone());
            for (row, spread) in table.rows.iter_mut().zip(inner.rows) {
                row.insert(at, spread[1].clone());
                let remark = spread
                    .last()
                    .filter(|r| !r.is_empty())
                    .map(|r| format!("{}: {r}", inner.headers[1]));
                let last = row.last_mut().expect("a row has a remark");
                *last = [last.clone(), remark.unwrap_or_default()]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join("; ");
            }
        }
        table
    }
}

impl Picture for RunChart {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        self.values.check()?;
        let mut values = self.values.clone();
        if values.centre_word.is_empty() {
            values.centre_word.clone_from(&look.words.median);
        }
        let frame = Frame {
            about: &self.about,
            stages: &self.stages,
            zones: false,
            latest: true,
            kind: "run chart",
        };
        Ok(frame.draw(look, &values, None))
    }

    fn table(&self, look: &Look) -> Table {
        let mut values = self.values.clone();
        if values.centre_word.is_empty() {
            values.centre_word.clone_from(&look.words.median);
        }
        values.table(&self.about.title, look, &self.stages)
    }
}

/// What both charts share.
struct Frame<'a> {
    about: &'a About,
    stages: &'a [Stage],
    zones: bool,
    /// Whether the latest value is told at the line's end.
    latest: bool,
    kind: &'static str,
}

impl Frame<'_> {
    fn draw(&self, look: &Look, values: &Series, spread: Option<&Series>) -> String {
        let words = &look.words;
        let height = look
            .height
            .filter(|h| h.is_finite())
            .map_or((look.width * 0.36).clamp(240.0, 380.0), |h| h.clamp(80.0, 4000.0));
        let room = if look.narrow() { 48.0 } else { 140.0 };
        let gauge = Gauge::new(airy_of(values), height, &values.measure.unit, room, words);
        let small = spread.map(|s| Gauge::new(airy_of(s), 90.0, "", 0.0, words));
        let left = gauge.room().max(small.as_ref().map_or(0.0, Gauge::room));
        let mut sheet = Sheet::new(look, self.about, left);
        let wish = end_room(values, look, false).max(spread.map_or(0.0, |s| end_room(s, look, true)));
        let wish = if self.latest {
            wish.max(self.latest_label(values, look, 0.0).width() + 16.0)
        } else {
            wish
        };
        // On a narrow sheet the words at the ends give way to the line; the figures stay.
        let (right, short) = if wish <= sheet.width * 0.3 {
            (wish, false)
        } else {
            (wish.min(64.0), true)
        };
        let top = sheet.top
            + if self.stages.iter().any(|s| !s.name.is_empty()) {
                26.0
            } else {
                8.0
            };
        // Where names of stages are cut they may take a second line.
        let top = if look.narrow() && self.stages.len() > 1 {
            top + 17.0
        } else {
            top
        };
        let unit = crate::text::fit(&gauge.above, XS, sheet.width);
        let unit_wide = width(&unit, XS);
        // A short unit ends where the figures end; a longer one takes a line of its own over the whole plot.
        let beside = unit_wide <= left - 15.0;
        let top = match (unit.is_empty(), beside) {
            (true, _) => top,
            (false, true) => top.max(sheet.top + 24.0),
            (false, false) => top + 22.0,
        };
        if !unit.is_empty() {
            let (x, y) = if beside {
                (left - 15.0 - unit_wide, top - 9.0)
            } else {
                (0.0, sheet.top + 12.0)
            };
            sheet.svg.words(x, y, Anchor::Start, sheet.ink.second, &unit);
        }
        let area = Rect::new(left, top, (sheet.width - right).max(left + 80.0), top + height);
        let xs = places_along(values, &area);
        let Drawn {
            mut ends,
            mut untold,
            mut more,
        } = Panel {
            series: values,
            grain: values.grain(),
            gauge: &gauge,
            xs: &xs,
            area,
            stages: self.stages,
            zones: self.zones,
            small: false,
        }
        .draw(&mut sheet);
        gauge.draw(&mut sheet, &area);
        if self.latest
            && let Some((i, value)) = last_value(values)
        {
            let y = Scale::new((gauge.lo, gauge.hi), area.y1, area.y0).at(value);
            ends.push(self.latest_label(values, look, y));
            if area.x1 - xs[i] > 8.0 {
                sheet.svg.line(xs[i] + 5.0, y, area.x1, y, sheet.ink.rule, 1.0);
            }
        }
        shorten(&mut ends, short);
        end_labels(&mut sheet, area.x1, area.y0, area.y1, &ends);
        let mut bottom = scale_below(&mut sheet, &area, values, &xs);
        if let (Some(series), Some(gauge)) = (spread, &small) {
            let name = crate::text::fit(&series.measure.head(), XS, sheet.width - area.x0);
            let second = sheet.ink.second;
            sheet
                .svg
                .words(area.x0, bottom + 22.0, Anchor::Start, second, &name);
            let area = Rect::new(area.x0, bottom + 32.0, area.x1, bottom + 122.0);
            let panel = Panel {
                series,
                grain: series.grain(),
                gauge,
                xs: &xs,
                area,
                stages: self.stages,
                zones: false,
                small: true,
            };
            let mut drawn = panel.draw(&mut sheet);
            gauge.draw(&mut sheet, &area);
            shorten(&mut drawn.ends, short);
            end_labels(&mut sheet, area.x1, area.y0, area.y1, &drawn.ends);
            untold.extend(drawn.untold);
            more += drawn.more;
            bottom = area.y1 + 4.0;
        }
        bottom = tell_below(&mut sheet, area.x0, bottom, &untold, more);
        let summary = summary(values, look);
        sheet.finish(self.about, self.kind, &summary, bottom)
    }

    fn latest_label(&self, values: &Series, look: &Look, y: f64) -> EndLabel {
        let (i, value) = last_value(values).unwrap_or((0, 0.0));
        let bold = plain(value, values.grain().end, &look.words);
        EndLabel {
            y,
            bold,
            word: values.name(i, &look.words),
            colour: look.palette().ink,
        }
    }
}

fn last_value(values: &Series) -> Option<(usize, f64)> {
    values
        .points
        .iter()
        .enumerate()
        .rev()
        .find_map(|(i, p)| Some((i, p.value?)))
}

fn shorten(ends: &mut [EndLabel], short: bool) {
    if short {
        ends.iter_mut().for_each(|end| end.word.clear());
    }
}

fn airy_of(series: &Series) -> (f64, f64) {
    let (lo, hi) = series.span();
    let (low, high) = airy(lo, hi);
    // Counts, shares and spreads have their zero as the floor, and a scale that dips below would suggest otherwise.
    if lo >= 0.0 && low < (high - low) * 0.2 {
        (0.0, high)
    } else {
        (low, high)
    }
}

/// Where each point stands from left to right: by its day when the series is dated, else at equal distances.
fn places_along(series: &Series, area: &Rect) -> Vec<f64> {
    let count = series.points.len() as f64;
    let room = area.x1 - area.x0;
    if series.dated() {
        let days: Vec<f64> = series
            .points
            .iter()
            .filter_map(|p| p.day)
            .map(|d| f64::from(d.0))
            .collect();
        let air = (room / count / 2.0).clamp(4.0, 26.0);
        let scale = Scale::new((days[0], days[days.len() - 1]), area.x0 + air, area.x1 - air);
        return days.into_iter().map(|d| scale.at(d)).collect();
    }
    (0..series.points.len())
        .map(|i| area.x0 + (i as f64 + 0.5) * room / count)
        .collect()
}

fn scale_below(sheet: &mut Sheet<'_>, area: &Rect, series: &Series, xs: &[f64]) -> f64 {
    let days = (
        series.points.first().and_then(|p| p.day),
        series.points.last().and_then(|p| p.day),
    );
    if let ((Some(from), Some(to)), true) = (days, series.dated()) {
        let scale = Scale::new((f64::from(from.0), f64::from(to.0)), xs[0], xs[xs.len() - 1]);
        return days_below(sheet, area, from, to, |day| scale.at(f64::from(day.0)));
    }
    order_below(sheet, area, series, xs)
}

/// Names of points in order, as many as fit; numbered points are named at round numbers.
fn order_below(sheet: &mut Sheet<'_>, area: &Rect, series: &Series, xs: &[f64]) -> f64 {
    let ink = sheet.ink;
    let words = &sheet.look.words;
    let count = xs.len();
    let sample = (0..count)
        .step_by((count / 200).max(1))
        .map(|i| width(&series.name(i, words), XS));
    let widest = sample.fold(0.0, f64::max).min(160.0);
    let apart = (area.x1 - area.x0) / count as f64;
    let least = ((widest + 18.0) / apart).ceil().max(1.0) as usize;
    let step = [1, 2, 5]
        .iter()
        .cycle()
        .zip(0..)
        .map(|(k, i)| k * 10usize.pow(i / 3))
        .find(|s| *s >= least)
        .unwrap_or(least);
    let numbered = series.name(0, words).parse::<usize>().is_ok()
        && series.name(count - 1, words).parse::<usize>().is_ok();
    let mut marks = Path::default();
    marks.move_to(area.x0, area.y1);
    marks.across(area.x1);
    let mut last = f64::NEG_INFINITY;
    for (i, x) in xs.iter().enumerate() {
        let chosen = if !numbered || step == 1 {
            i % step == 0
        } else {
            series
                .name(i, words)
                .parse::<usize>()
                .is_ok_and(|n| n.is_multiple_of(step))
        };
        if !chosen {
            continue;
        }
        let label = crate::text::fit(&series.name(i, words), XS, 160.0);
        let half = width(&label, XS) / 2.0;
        if x - half < last + 8.0 {
            continue;
        }
        last = x + half;
        marks.move_to(*x, area.y1);
        marks.down(area.y1 + 6.0);
        sheet
            .svg
            .words(*x, area.y1 + 21.0, Anchor::Middle, ink.second, &label);
    }
    sheet.svg.stroke(&marks, ink.limit, 1.0);
    area.y1 + 26.0
}

/// What a reader who does not see the chart should know.
fn summary(values: &Series, look: &Look) -> String {
    let words = &look.words;
    let with_value: Vec<usize> = (0..values.points.len())
        .filter(|i| values.points[*i].value.is_some())
        .collect();
    let (first, last) = (with_value[0], with_value[with_value.len() - 1]);
    let mut text = format!(
        "{} values from {} to {}.",
        with_value.len(),
        values.name(first, words),
        values.name(last, words)
    );
    let grain = values.grain();
    for signal in values.signals.iter().take(8).filter(|s| !s.points.is_empty()) {
        let at = *signal
            .points
            .last()
            .expect("signals without points were left out");
        let value = values.points[at]
            .value
            .map_or_else(String::new, |v| values.says(v, grain, words));
        text.push_str(&format!(
            " {}: {value}, {}.",
            words.signal,
            values.reason(signal, words)
        ));
    }
    if values.signals.len() > 8 {
        text.push_str(&format!(" +{}.", values.signals.len() - 8));
    }
    text
}
