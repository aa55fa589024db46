//! Values in their order, with limits, signals and stages: what control charts and run charts are made of.

use crate::axis::range;
use crate::look::{Goal, Look, Measure, Refusal, Table};
use crate::number::{decimals_for, decimals_of, plain};
use crate::{Day, Words};

/// Limits at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The centre line.
    pub centre: f64,
    /// The lower control limit, if there is one.
    pub lower: Option<f64>,
    /// The upper control limit, if there is one.
    pub upper: Option<f64>,
    /// One standard deviation of what is plotted; wanted for zones.
    pub sigma: Option<f64>,
}

/// One point in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// Its value; `None` is a gap.
    pub value: Option<f64>,
    /// Its name: "September 2026", "Lot 2638", "14". Empty: its date or its number in the order.
    pub label: String,
    /// Its day. When every point has one and they do not go back, the scale below is a calendar.
    pub day: Option<Day>,
    /// The limits that hold for it.
    pub limits: Option<Limits>,
    /// Why it was left out of the computation of limits, if it was. It is drawn as a cross.
    pub excluded: Option<String>,
    /// A word beside it although it is no signal: "noise".
    pub note: Option<String>,
    /// Where it leads.
    pub link: Option<String>,
}

impl Point {
    /// A point with value and name.
    pub fn new(value: f64, label: impl Into<String>) -> Self {
        Point {
            value: Some(value),
            label: label.into(),
            ..Point::default()
        }
    }

    /// A point of a day.
    #[must_use]
    pub fn on(value: f64, day: Day) -> Self {
        Point {
            value: Some(value),
            day: Some(day),
            ..Point::default()
        }
    }
}

/// A rule that spoke.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signal {
    /// The points of the pattern by their index, ascending; what is said stands beside the last of them.
    pub points: Vec<usize>,
    /// The rule in words: "beyond the lower limit", "8 on one side of the mean".
    pub rule: String,
    /// The named cause, when it is known: "lot 2638".
    pub cause: Option<String>,
    /// Where the signal is treated.
    pub link: Option<String>,
}

/// A stretch with limits of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// Index of its first point.
    pub from: usize,
    /// Its name: "after the new fixture".
    pub name: String,
}

/// Values of one measure in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// What is measured.
    pub measure: Measure,
    /// The points in order.
    pub points: Vec<Point>,
    /// What rules found.
    pub signals: Vec<Signal>,
    /// What is wanted of it.
    pub goal: Option<Goal>,
    /// The word for the centre line; "mean" (control chart) or "median" (run chart) when empty.
    pub centre_word: String,
}

impl Series {
    /// Refuses what cannot be placed, in a sentence that names the point.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let called = if self.measure.name.is_empty() {
            "the chart"
        } else {
            &self.measure.name
        };
        if self.points.is_empty() {
            return Err(Refusal::new(format!(
                "There is nothing to draw: {called} has no points."
            )));
        }
        if self.points.iter().all(|p| p.value.is_none()) {
            return Err(Refusal::new(format!(
                "There is nothing to draw: none of the points of {called} has a value."
            )));
        }
        for (i, point) in self.points.iter().enumerate() {
            let limits = point
                .limits
                .iter()
                .flat_map(|l| [Some(l.centre), l.lower, l.upper, l.sigma])
                .flatten();
            for (what, value) in point
                .value
                .map(|v| ("value", v))
                .into_iter()
                .chain(limits.map(|v| ("limit", v)))
            {
                if !value.is_finite() {
                    return Err(Refusal::new(format!(
                        "Point {} ({}) of {called} has a {what} that is not a finite number ({value}). Leave it empty or correct it.",
                        i + 1,
                        self.name(i, &Words::default()),
                    )));
                }
            }
        }
        if let Some(goal) = self.goal.as_ref().filter(|g| !g.value.is_finite()) {
            return Err(Refusal::new(format!(
                "The goal of {called} is not a finite number ({}).",
                goal.value
            )));
        }
        for signal in &self.signals {
            if let Some(at) = signal
                .points
                .iter()
                .find(|i| self.points.get(**i).is_none_or(|p| p.value.is_none()))
            {
                return Err(Refusal::new(format!(
                    "The signal \u{201c}{}\u{201d} names point {}, but {called} has no value there.",
                    signal.rule,
                    at + 1,
                )));
            }
        }
        Ok(())
    }

    /// Everything that must be inside the plot.
    pub(crate) fn span(&self) -> (f64, f64) {
        let limits = |p: &Point| {
            p.limits
                .iter()
                .flat_map(|l| [Some(l.centre), l.lower, l.upper])
                .flatten()
                .collect::<Vec<_>>()
        };
        let values = self
            .points
            .iter()
            .flat_map(|p| p.value.into_iter().chain(limits(p)));
        range(values.chain(self.goal.iter().map(|g| g.value))).unwrap_or((0.0, 1.0))
    }

    pub(crate) fn decimals(&self) -> usize {
        self.measure.decimals.unwrap_or_else(|| {
            let values = || self.points.iter().filter_map(|p| p.value);
            let (lo, hi) = range(values()).unwrap_or((0.0, 1.0));
            if hi > lo {
                decimals_for(hi - lo).min(decimals_of(values(), 9))
            } else {
                decimals_of([lo].into_iter(), 4)
            }
        })
    }

    /// Decimals of values, and of what is said at the lines' ends. Looks at every point: ask once.
    pub(crate) fn grain(&self) -> Grain {
        let value = self.decimals();
        let last = self.points.iter().rev().find_map(|p| p.limits);
        let (lo, hi) = range(self.points.iter().filter_map(|p| p.value)).unwrap_or((0.0, 1.0));
        let limits = last
            .iter()
            .flat_map(|l| [Some(l.centre), l.lower, l.upper])
            .flatten();
        // A mean of whole numbers is no whole number, but deserves no more than the spread can tell apart.
        let limit = if self.measure.decimals.is_some() {
            value
        } else {
            decimals_of(limits, decimals_for(hi - lo))
        };
        // A goal is said as it was set, though the values may deserve fewer decimals.
        let goal = decimals_of(self.goal.iter().map(|g| g.value), 4);
        Grain {
            value,
            end: value.max(limit).max(goal),
        }
    }

    /// How a point is called.
    pub(crate) fn name(&self, index: usize, words: &Words) -> String {
        let point = &self.points[index];
        match point.day {
            _ if !point.label.is_empty() => point.label.clone(),
            Some(day) => date(day, words),
            None => (index + 1).to_string(),
        }
    }

    /// A value with its unit.
    pub(crate) fn says(&self, value: f64, grain: Grain, words: &Words) -> String {
        plain(value, grain.value, words) + &self.measure.suffix()
    }

    /// What stands beside a signal after its figure: name of the point, rule, cause.
    pub(crate) fn reason(&self, signal: &Signal, words: &Words) -> String {
        let mut name = signal
            .points
            .last()
            .map_or_else(String::new, |last| self.name(*last, words));
        if name.parse::<u64>().is_ok() {
            name = format!("{}\u{a0}{name}", words.numbered);
        }
        let rule = if signal.rule.is_empty() {
            name
        } else {
            format!("{name}, {}", signal.rule)
        };
        match &signal.cause {
            Some(cause) => format!("{rule}: {cause}"),
            None => rule,
        }
    }

    /// Whether the points stand on a calendar.
    pub(crate) fn dated(&self) -> bool {
        let days: Option<Vec<Day>> = self.points.iter().map(|p| p.day).collect();
        days.is_some_and(|days| days.windows(2).all(|w| w[0] <= w[1]) && days.first() != days.last())
    }

    pub(crate) fn table(&self, caption: &str, look: &Look, stages: &[Stage]) -> Table {
        let w = &look.words;
        let centre = if self.centre_word.is_empty() {
            &w.mean
        } else {
            &self.centre_word
        };
        let has_limits = self.points.iter().any(|p| p.limits.is_some());
        let head = self.measure.head();
        let mut headers = vec![
            w.point.clone(),
            if head.is_empty() { w.value.clone() } else { head },
        ];
        if has_limits {
            headers.extend([w.lower_limit.clone(), centre.clone(), w.upper_limit.clone()]);
        }
        headers.push(w.remark.clone());
        let decimals = self.decimals();
        let number = |v: Option<f64>, d: usize| v.map_or_else(|| w.missing.clone(), |v| plain(v, d, w));
        let mut remarks: Vec<Vec<String>> = vec![Vec::new(); self.points.len()];
        for signal in &self.signals {
            let cause = signal
                .cause
                .as_ref()
                .map_or_else(String::new, |c| format!(": {c}"));
            for at in signal.points.iter().filter(|at| **at < self.points.len()) {
                remarks[*at].push(format!("{}: {}{cause}", w.signal, signal.rule));
            }
        }
        let rows = self.points.iter().enumerate().map(|(i, point)| {
            let mut row = vec![self.name(i, w), number(point.value, decimals)];
            if has_limits {
                let l = point.limits;
                let of = |v: Option<f64>| number(v, decimals + 1);
                row.extend([
                    of(l.and_then(|l| l.lower)),
                    of(l.map(|l| l.centre)),
                    of(l.and_then(|l| l.upper)),
                ]);
            }
            let mut remark = std::mem::take(&mut remarks[i]);
            remark.extend(stages.iter().filter(|s| s.from == i).map(|s| s.name.clone()));
            remark.extend(point.excluded.iter().map(|why| format!("{}: {why}", w.excluded)));
            remark.extend(point.note.clone());
            row.push(remark.join("; "));
            row
        });
        let rows = rows.collect();
        Table {
            caption: caption.to_string(),
            headers,
            rows,
        }
    }
}

/// How finely the numbers of a series are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grain {
    /// Decimals of a value.
    pub(crate) value: usize,
    /// Decimals at the lines' ends: limits, centre and goal alike.
    pub(crate) end: usize,
}

/// "14 Sep 2026".
pub(crate) fn date(day: Day, words: &Words) -> String {
    let (year, month, day) = day.date();
    format!("{day} {} {year}", words.months[(month - 1) as usize])
}
