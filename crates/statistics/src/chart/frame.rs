//! What all charts share: checking the settings, cutting stages, judging points.

use super::{Band, Chart, Exclusion, Limits, LimitsFrom, Panel, Settings, Stage};
use crate::report::{Meaning, Refusal};
use crate::rules::{CHUNK, FUZZ, Rule, Scanner, Signal, limits_only, outside};
use std::ops::Range;

/// The points of a chart, cut into stages, with those that count.
pub(crate) struct Frame {
    /// Whether a point is there and not excluded.
    pub(crate) counts: Vec<bool>,
    /// The stages, with the points that set the limits of each.
    pub(crate) cuts: Vec<Cut>,
    /// A centre and sigma that were given.
    pub(crate) given: Option<(f64, f64)>,
}

/// One stage.
pub(crate) struct Cut {
    pub(crate) points: Range<usize>,
    pub(crate) basis: Range<usize>,
    pub(crate) name: String,
}

impl Frame {
    /// Checks `settings` against the points and cuts the stages.
    pub(crate) fn new(present: Vec<bool>, settings: &Settings) -> Result<Self, Refusal> {
        let n = present.len();
        if n == 0 {
            return Err(Refusal::new("There are no points. Give at least two."));
        }
        let mut counts = present;
        for exclusion in &settings.excluded {
            check_index("excluded point", exclusion.at, n)?;
            if exclusion.reason.trim().is_empty() {
                return Err(Refusal::new(format!(
                    "Point {} is excluded without a reason. Say why it does not belong.",
                    exclusion.at + 1
                ))
                .at_row(exclusion.at));
            }
            counts[exclusion.at] = false;
        }
        let whole = 0..n;
        let mut cuts = vec![Cut {
            points: whole.clone(),
            basis: whole,
            name: String::new(),
        }];
        for start in &settings.stages {
            check_index("stage", start.at, n)?;
            if start.at == 0 {
                cuts[0].name.clone_from(&start.name);
                continue;
            }
            let last = cuts.last_mut().expect("there is always a stage");
            if start.at <= last.points.start {
                return Err(Refusal::new(format!(
                    "The stage “{}” does not begin after the one before it. Give stages in order, each with a point of its own.",
                    start.name
                ))
                .at_row(start.at));
            }
            last.points.end = start.at;
            last.basis.end = start.at;
            cuts.push(Cut {
                points: start.at..n,
                basis: start.at..n,
                name: start.name.clone(),
            });
        }
        let given = Self::apply_limits(&mut cuts, n, settings)?;
        Ok(Self { counts, cuts, given })
    }

    fn apply_limits(cuts: &mut [Cut], n: usize, settings: &Settings) -> Result<Option<(f64, f64)>, Refusal> {
        match settings.limits {
            LimitsFrom::Data => Ok(None),
            LimitsFrom::Baseline { from, to } => {
                if cuts.len() > 1 {
                    return Err(Refusal::new(
                        "Stages and a frozen baseline exclude each other: each stage sets its own limits. Use one of them.",
                    ));
                }
                if from >= to || to > n {
                    return Err(Refusal::new(format!(
                        "The baseline from point {} to {to} does not lie within the {n} points.",
                        from + 1
                    )));
                }
                cuts[0].basis = from..to;
                Ok(None)
            }
            LimitsFrom::Given { centre, sigma } => {
                if !centre.is_finite() || !sigma.is_finite() || sigma <= 0.0 {
                    return Err(Refusal::new(format!(
                        "The given centre {centre} and sigma {sigma} set no limits. Sigma must be a number above zero."
                    )));
                }
                Ok(Some((centre, sigma)))
            }
        }
    }

    /// Indices in a stage's basis that count.
    pub(crate) fn basis<'a>(&'a self, cut: &'a Cut) -> impl Iterator<Item = usize> + 'a {
        cut.basis.clone().filter(|&i| self.counts[i])
    }

    /// Refuses a stage in which fewer than `least` points set the limits.
    pub(crate) fn enough(&self, cut: &Cut, least: usize, noun: &str) -> Result<usize, Refusal> {
        let used = self.basis(cut).count();
        if used >= least {
            return Ok(used);
        }
        let place = if self.cuts.len() > 1 && !cut.name.is_empty() {
            format!(" in the stage “{}”", cut.name)
        } else {
            String::new()
        };
        Err(Refusal::new(format!(
            "{}{place}: limits need at least {least}. Collect more, or give a centre and sigma.",
            match used {
                0 => format!("There is no {noun} to use"),
                1 => format!("There is only one {noun}"),
                n => format!("There are only {n} {noun}s"),
            }
        )))
    }

    /// A stage as it is reported.
    pub(crate) fn stage(&self, cut: &Cut, centre: Option<f64>, sigma: Option<f64>) -> Stage {
        Stage {
            from: cut.points.start,
            to: cut.points.end,
            name: cut.name.clone(),
            used: if self.given.is_some() {
                0
            } else {
                self.basis(cut).count()
            },
            centre,
            sigma,
        }
    }

    /// Judges the values of a panel stage by stage.
    pub(crate) fn panel(
        &self,
        title: &str,
        values: Vec<Option<f64>>,
        bands: Vec<Band>,
        rules: &[Rule],
    ) -> Panel {
        let mut signals = Vec::new();
        for cut in &self.cuts {
            self.judge(&values, &bands, cut.points.clone(), rules, &mut signals);
        }
        Panel {
            title: title.to_owned(),
            values,
            bands,
            rules: rules.to_vec(),
            signals,
        }
    }

    fn judge(
        &self,
        values: &[Option<f64>],
        bands: &[Band],
        points: Range<usize>,
        rules: &[Rule],
        signals: &mut Vec<Signal>,
    ) {
        let mut z = [0.0; CHUNK];
        let mut raw = [0.0; CHUNK];
        let mut scanner = Scanner::new(rules);
        let mut band = bands.partition_point(|b| b.to <= points.start);
        let mut base = points.start;
        while base < points.end {
            let end = (base + CHUNK).min(points.end);
            let mut fuzz = 0.0_f64;
            let mut at = base;
            while at < end {
                let stop = bands[band].to.min(end);
                let scale = Scale::of(&bands[band].limits);
                fuzz = fuzz.max(scale.fuzz);
                for i in at..stop {
                    let value = values[i].filter(|_| self.counts[i]).unwrap_or(f64::NAN);
                    raw[i - base] = value;
                    z[i - base] = scale.z(value);
                }
                at = stop;
                if stop == bands[band].to {
                    band += 1;
                }
            }
            let seen = end - base;
            scanner.feed(base, &z[..seen], &raw[..seen], fuzz);
            base = end;
        }
        scanner.pause(points.end);
        scanner.finish(signals);
    }

    /// Puts a chart together.
    pub(crate) fn chart(
        self,
        method: &'static str,
        panels: Vec<Panel>,
        stages: Vec<Stage>,
        settings: &Settings,
        meaning: Meaning,
    ) -> Chart {
        let meaning = super::sentence::complete(meaning, &panels, &stages, &self, settings);
        Chart {
            method,
            panels,
            stages,
            excluded: settings.excluded.clone(),
            meaning,
        }
    }
}

/// How values of a band become sigmas: from its sigma, or so that its limits lie at three.
struct Scale {
    centre: f64,
    above: f64,
    below: f64,
    fuzz: f64,
}

impl Scale {
    fn of(limits: &Limits) -> Self {
        let from = |distance: Option<f64>| match distance {
            Some(d) if d > 0.0 => 3.0 / d,
            _ => 0.0,
        };
        let (above, below) = match limits.sigma {
            Some(sigma) if sigma > 0.0 => (1.0 / sigma, 1.0 / sigma),
            _ => (
                from(limits.upper.map(|u| u - limits.centre)),
                from(limits.lower.map(|l| limits.centre - l)),
            ),
        };
        let rounding = 8.0 * f64::EPSILON * limits.centre.abs() * above.max(below);
        Self {
            centre: limits.centre,
            above,
            below,
            fuzz: rounding.max(FUZZ),
        }
    }

    fn z(&self, value: f64) -> f64 {
        let distance = value - self.centre;
        distance * if distance > 0.0 { self.above } else { self.below }
    }
}

/// One band over a whole stage.
pub(crate) fn band(points: &Range<usize>, limits: Limits) -> Band {
    Band {
        from: points.start,
        to: points.end,
        limits,
    }
}

/// Adds a point's limits, joining it to the band before when they are the same and no stage begins.
pub(crate) fn push_point(bands: &mut Vec<Band>, at: usize, first: usize, limits: Limits) {
    match bands.last_mut() {
        Some(last) if at > first && last.limits == limits => last.to = at + 1,
        _ => bands.push(Band {
            from: at,
            to: at + 1,
            limits,
        }),
    }
}

/// Rules for panels of spread: their points are skewed or share values, so only the limits speak.
pub(crate) fn rules_of_spread(rules: &[Rule]) -> Vec<Rule> {
    if rules.is_empty() {
        Vec::new()
    } else {
        limits_only()
    }
}

/// Rules for statistics with a memory: one signal as long as they stay outside.
pub(crate) fn rules_of_memory(rules: &[Rule]) -> Vec<Rule> {
    if rules.is_empty() { Vec::new() } else { outside() }
}

/// Which points are there.
pub(crate) fn presence(values: &[Option<f64>]) -> Result<Vec<bool>, Refusal> {
    values
        .iter()
        .enumerate()
        .map(|(row, value)| match value {
            Some(v) if !v.is_finite() => Err(Refusal::not_finite(row)),
            other => Ok(other.is_some()),
        })
        .collect()
}

/// Refuses a spread of zero: every later point that differs by a hair would be a signal.
pub(crate) fn no_spread(what: &str) -> Refusal {
    Refusal::new(format!(
        "{what}, so the spread is zero and no limits can be drawn. Check whether the instrument resolves the differences, or give a sigma."
    ))
}

fn check_index(what: &str, at: usize, n: usize) -> Result<(), Refusal> {
    if at < n {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "The {what} {} does not exist: there are {n} points.",
        at + 1
    ))
    .at_row(at))
}

/// The reason for which a point is set aside, if it is.
pub(crate) fn exclusion(excluded: &[Exclusion], at: usize) -> Option<&str> {
    excluded.iter().find(|e| e.at == at).map(|e| e.reason.as_str())
}
