//! Charts with a memory: EWMA, CUSUM and moving average. They find small lasting changes that single points hide.

use super::constants::d2;
use super::frame::{Cut, Frame, band, no_spread, presence, push_point, rules_of_memory};
use super::{Chart, Limits, Panel, Settings};
use crate::describe::compensated_sum;
use crate::report::{Meaning, Refusal, Verified};

/// What an EWMA chart is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ewma {
    /// Weight λ of the newest value: above 0, at most 1. Usual: 0.2 to 0.3.
    pub weight: f64,
    /// Width of the limits in sigmas of the statistic. Usual: 3.
    pub width: f64,
    /// Limits that widen from the first point on (exact), instead of those it would reach in the long run.
    pub exact: bool,
}

impl Default for Ewma {
    fn default() -> Self {
        Self {
            weight: 0.2,
            width: 3.0,
            exact: true,
        }
    }
}

/// Exponentially weighted moving average: z = λ·x + (1−λ)·z before, beginning at the centre.
///
/// Limits: centre ± width · sigma · √(λ/(2−λ) · (1 − (1−λ)^(2i))); the last factor is left out unless `exact`.
/// Sigma from moving ranges, or given. Source: NIST Handbook 6.3.2.4; S. W. Roberts, Technometrics 1 (1959) 239.
///
/// # Errors
/// Refuses λ outside (0, 1], a width that is not positive, too few values and no spread.
pub fn ewma(values: &[Option<f64>], shape: Ewma, settings: &Settings) -> Result<Chart, Refusal> {
    if !(shape.weight > 0.0 && shape.weight <= 1.0) {
        return Err(Refusal::new(format!(
            "The weight {} of the newest value must lie above 0 and at most at 1.",
            shape.weight
        )));
    }
    positive("width of the limits", shape.width)?;
    let frame = Frame::new(presence(values)?, settings)?;
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    let mut smooth = vec![None; values.len()];
    let keep = 1.0 - shape.weight;
    for cut in &frame.cuts {
        let (centre, sigma) = centre_and_sigma(values, &frame, cut)?;
        let mut state = centre;
        let mut seen = 0;
        for at in cut.points.clone() {
            if let Some(value) = values[at].filter(|_| frame.counts[at]) {
                state = shape.weight * value + keep * state;
                seen += 1;
                smooth[at] = Some(state);
            }
            let grown = if shape.exact {
                1.0 - keep.powi(2 * seen.max(1))
            } else {
                1.0
            };
            let reach = shape.width * sigma * (shape.weight / (2.0 - shape.weight) * grown).sqrt();
            push_point(&mut bands, at, cut.points.start, around(centre, reach));
        }
        stages.push(frame.stage(cut, Some(centre), Some(sigma)));
    }
    let panels = vec![frame.panel(
        "Weighted average",
        smooth,
        bands,
        &rules_of_memory(&settings.rules),
    )];
    let meaning = Meaning::new("", Verified::Published("NIST/SEMATECH e-Handbook 6.3.2.4"))
        .assuming(format!(
            "Each new value weighs {}; older ones fade.",
            shape.weight
        ))
        .assuming("Values do not depend on one another.")
        .not_telling("A single wild value at once: keep an I-MR chart beside it.");
    Ok(frame.chart("EWMA", panels, stages, settings, meaning))
}

/// What a CUSUM is made of, in sigmas of single values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cusum {
    /// Slack k: half the shift that should be found. Usual: 0.5.
    pub slack: f64,
    /// Decision interval h. Usual: 4 to 5.
    pub decision: f64,
}

impl Default for Cusum {
    fn default() -> Self {
        Self {
            slack: 0.5,
            decision: 5.0,
        }
    }
}

/// Tabular cumulative sums, upwards and downwards, in the unit of the values.
///
/// S⁺ = max(0, S⁺ before + x − centre − k·sigma), S⁻ = max(0, S⁻ before + centre − k·sigma − x); a signal when
/// one exceeds h·sigma. Source: NIST Handbook 6.3.2.3; E. S. Page, Biometrika 41 (1954) 100.
///
/// # Errors
/// Refuses a negative slack, a decision interval that is not positive, too few values and no spread.
pub fn cusum(values: &[Option<f64>], shape: Cusum, settings: &Settings) -> Result<Chart, Refusal> {
    if !shape.slack.is_finite() || shape.slack < 0.0 {
        return Err(Refusal::new(format!(
            "The slack {} must be a number not below zero.",
            shape.slack
        )));
    }
    positive("decision interval", shape.decision)?;
    let frame = Frame::new(presence(values)?, settings)?;
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    let mut up = vec![None; values.len()];
    let mut down = vec![None; values.len()];
    for cut in &frame.cuts {
        let (centre, sigma) = centre_and_sigma(values, &frame, cut)?;
        let slack = shape.slack * sigma;
        let (mut high, mut low) = (0.0_f64, 0.0_f64);
        for at in cut.points.clone() {
            if let Some(value) = values[at].filter(|_| frame.counts[at]) {
                high = (high + (value - centre - slack)).max(0.0);
                low = (low + (centre - slack - value)).max(0.0);
                up[at] = Some(high);
                down[at] = Some(low);
            }
        }
        let limits = Limits {
            centre: 0.0,
            lower: None,
            upper: Some(shape.decision * sigma),
            sigma: None,
        };
        bands.push(band(&cut.points, limits));
        stages.push(frame.stage(cut, Some(centre), Some(sigma)));
    }
    let rules = rules_of_memory(&settings.rules);
    let panels = vec![
        frame.panel("Sum upwards", up, bands.clone(), &rules),
        frame.panel("Sum downwards", down, bands, &rules),
    ];
    let began = began(&panels, settings);
    let meaning = Meaning::new(began, Verified::Published("NIST/SEMATECH e-Handbook 6.3.2.3"))
        .assuming(format!(
            "It looks for lasting shifts of about {} sigma from the centre.",
            2.0 * shape.slack
        ))
        .assuming("Values do not depend on one another; the centre is where the process should be.")
        .not_telling(
            "The exact moment of a change: its beginning is estimated from when the sum last left zero.",
        );
    Ok(frame.chart("CUSUM", panels, stages, settings, meaning))
}

/// When each change probably began: after the sum was last at zero.
fn began(panels: &[Panel], settings: &Settings) -> String {
    let mut parts = Vec::new();
    for (panel, word) in panels.iter().zip(["upwards", "downwards"]) {
        for signal in &panel.signals {
            let zero = (0..signal.at)
                .rev()
                .find(|i| panel.values[*i].is_none_or(|v| v == 0.0));
            let first = zero.map_or(0, |i| i + 1);
            parts.push(format!(
                "The shift {word} probably began at {}.",
                super::sentence::name(first, settings)
            ));
        }
    }
    parts.dedup();
    parts.truncate(3);
    parts.join(" ")
}

/// Moving average of the last `span` values; limits centre ± 3 sigma/√(values averaged).
///
/// Source: D. C. Montgomery, *Introduction to Statistical Quality Control*, chapter on CUSUM and EWMA charts.
///
/// # Errors
/// Refuses a span below two, too few values and no spread.
pub fn moving_average(values: &[Option<f64>], span: usize, settings: &Settings) -> Result<Chart, Refusal> {
    if span < 2 {
        return Err(Refusal::new(format!(
            "A moving average over {span} is none. Take at least two values."
        )));
    }
    let frame = Frame::new(presence(values)?, settings)?;
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    let mut averages = vec![None; values.len()];
    for cut in &frame.cuts {
        let (centre, sigma) = centre_and_sigma(values, &frame, cut)?;
        let mut window = std::collections::VecDeque::with_capacity(span);
        for at in cut.points.clone() {
            if let Some(value) = values[at].filter(|_| frame.counts[at]) {
                if window.len() == span {
                    window.pop_front();
                }
                window.push_back(value);
                averages[at] = Some(compensated_sum(window.iter().copied()) / window.len() as f64);
            }
            let averaged = window.len().max(1) as f64;
            let limits = around(centre, 3.0 * sigma / averaged.sqrt());
            push_point(&mut bands, at, cut.points.start, limits);
        }
        stages.push(frame.stage(cut, Some(centre), Some(sigma)));
    }
    let panels = vec![frame.panel(
        "Moving average",
        averages,
        bands,
        &rules_of_memory(&settings.rules),
    )];
    let meaning = Meaning::new("", Verified::Independent("pccpy 0.16.2"))
        .assuming(format!(
            "Each point averages the last {span} values, so neighbours resemble each other."
        ))
        .assuming("Single values do not depend on one another.");
    Ok(frame.chart("Moving average", panels, stages, settings, meaning))
}

fn around(centre: f64, reach: f64) -> Limits {
    Limits {
        centre,
        lower: Some(centre - reach),
        upper: Some(centre + reach),
        sigma: None,
    }
}

/// Mean of the basis, and sigma from its moving ranges; or what was given.
fn centre_and_sigma(values: &[Option<f64>], frame: &Frame, cut: &Cut) -> Result<(f64, f64), Refusal> {
    if let Some(given) = frame.given {
        return Ok(given);
    }
    let used = frame.enough(cut, 2, "value")?;
    let centre = compensated_sum(frame.basis(cut).filter_map(|i| values[i])) / used as f64;
    let mut steps = Vec::new();
    for at in cut.basis.start + 1..cut.basis.end {
        if let (Some(before), Some(value)) = (values[at - 1], values[at])
            && frame.counts[at - 1]
            && frame.counts[at]
        {
            steps.push((value - before).abs());
        }
    }
    if steps.is_empty() {
        return Err(Refusal::new(
            "No two neighbouring values are there, so sigma cannot be estimated. Give a centre and sigma.",
        ));
    }
    let sigma = compensated_sum(steps.iter().copied()) / steps.len() as f64 / d2(2);
    if sigma > 0.0 {
        Ok((centre, sigma))
    } else {
        Err(no_spread("All values are equal"))
    }
}

fn positive(what: &str, value: f64) -> Result<(), Refusal> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "The {what} is {value}. It must be above zero."
    )))
}
