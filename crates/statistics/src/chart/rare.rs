//! Charts for rare events: how many cases, or how much time, lies between one event and the next.

use super::frame::{Frame, band, no_spread, presence, rules_of_spread};
use super::{Chart, Limits, Settings, individuals};
use crate::describe::compensated_sum;
use crate::report::{Meaning, Refusal, Verified};

/// Number of cases between events (g chart), from the geometric distribution.
///
/// Centre ḡ; limits ḡ ± 3 √(ḡ(ḡ+1)). Source: F. C. Kaminsky, J. C. Benneyan, R. D. Davis, R. J. Burke,
/// "Statistical control charts based on a geometric distribution", Journal of Quality Technology 24 (1992) 63.
///
/// # Errors
/// Refuses negative or broken counts, fewer than two, and nothing but zeros.
pub fn events_between(between: &[Option<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    let frame = Frame::new(presence(between)?, settings)?;
    for (row, count) in between.iter().enumerate() {
        if let Some(count) = count.filter(|c| *c < 0.0 || c.fract() != 0.0) {
            return Err(Refusal::new(format!(
                "The number of cases before event {} is {count}. It must be a whole number, not negative.",
                row + 1
            ))
            .at_row(row));
        }
    }
    let (mut bands, mut stages) = (Vec::new(), Vec::new());
    for cut in &frame.cuts {
        let centre = match frame.given {
            Some((centre, _)) => centre,
            None => {
                let used = frame.enough(cut, 2, "event")?;
                compensated_sum(frame.basis(cut).filter_map(|i| between[i])) / used as f64
            }
        };
        if centre <= 0.0 {
            return Err(no_spread("There is no case between any two events"));
        }
        let sigma = (centre * (centre + 1.0)).sqrt();
        bands.push(band(&cut.points, Limits::three_sigma(centre, sigma, Some(0.0))));
        stages.push(frame.stage(cut, Some(centre), None));
    }
    let rules = rules_of_spread(&settings.rules);
    let panels = vec![frame.panel("Cases between events", between.to_vec(), bands, &rules)];
    let meaning = Meaning::new("", Verified::Independent("clinical-qikit 0.5.0"))
        .assuming("Every case has the same small probability of the event, independently of the others.")
        .assuming("Only the limits judge: the distribution is skewed, so patterns around its mean say nothing.")
        .not_telling("Deterioration at once: a short gap cannot fall below a lower limit. Several short gaps together are worth a look.");
    let mut chart = frame.chart("g", panels, stages, settings, meaning);
    for sentence in &mut chart.meaning.cannot_tell {
        if sentence.starts_with("Every signal") {
            // The geometric distribution beyond its mean and three deviations: about e⁻⁴.
            "Every signal for certain: about 2 gaps in 100 pass the upper limit though nothing has changed."
                .clone_into(sentence);
        }
    }
    Ok(chart)
}

/// Power that makes exponential times nearly normal.
const NELSON: f64 = 3.6;

/// Time between events (t chart): each time to the power 1/3.6 is nearly normal, goes through an individuals chart,
/// and the limits are turned back into time.
///
/// Source: L. S. Nelson, "A control chart for parts-per-million nonconforming items", Journal of Quality
/// Technology 26 (1994) 239.
///
/// # Errors
/// Refuses times that are negative, and what [`individuals`] refuses.
pub fn time_between(times: &[Option<f64>], settings: &Settings) -> Result<Chart, Refusal> {
    for (row, time) in times.iter().enumerate() {
        if let Some(time) = time.filter(|t| *t < 0.0) {
            return Err(Refusal::new(format!(
                "The time before event {} is {time}, which is negative. Give the time since the event before.",
                row + 1
            ))
            .at_row(row));
        }
    }
    let even: Vec<Option<f64>> = times.iter().map(|t| t.map(|t| t.powf(1.0 / NELSON))).collect();
    let mut chart = individuals(&even, settings)?;
    chart.panels.truncate(1);
    chart.method = "t";
    let panel = &mut chart.panels[0];
    panel.title = "Time between events".to_owned();
    panel.values = times.to_vec();
    for band in &mut panel.bands {
        let back = |y: f64| y.powf(NELSON);
        let limits = &mut band.limits;
        *limits = Limits {
            centre: back(limits.centre),
            lower: limits.lower.filter(|y| *y > 0.0).map(back),
            upper: limits.upper.map(back),
            sigma: None,
        };
    }
    for stage in &mut chart.stages {
        stage.centre = stage.centre.map(|c| c.powf(NELSON));
        stage.sigma = None;
    }
    chart.meaning.verified = Verified::Independent("clinical-qikit 0.5.0");
    chart.meaning.assumed.retain(|a| !a.starts_with("Values follow"));
    chart.meaning = chart
        .meaning
        .assuming("Without a change the times are exponential; rules judge them to the power 1/3.6, limits are shown as time.");
    Ok(chart)
}
