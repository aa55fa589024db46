//! Short runs: many parts on one machine, few pieces of each, on one chart.

use super::constants::d2;
use super::{Chart, LimitsFrom, Settings, individuals};
use crate::describe::mean;
use crate::report::{Refusal, Verified};
use std::collections::BTreeMap;

/// One measured piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Which part it is: number or name.
    pub part: String,
    /// The measured value.
    pub value: f64,
    /// The nominal value of the part, where there is one.
    pub nominal: Option<f64>,
}

/// Deviations from nominal on an individuals chart. The spread must be the same for all parts.
///
/// Source: D. R. Bothe, *SPC for Short Production Runs* (1988); Montgomery, chapter on short production runs.
///
/// # Errors
/// Refuses a piece without a nominal value, and what [`individuals`] refuses.
pub fn deviation_from_nominal(pieces: &[Option<Piece>], settings: &Settings) -> Result<Chart, Refusal> {
    let mut deviations = Vec::with_capacity(pieces.len());
    for (row, piece) in pieces.iter().enumerate() {
        deviations.push(match piece {
            None => None,
            Some(Piece {
                value,
                nominal: Some(nominal),
                ..
            }) => Some(value - nominal),
            Some(Piece { part, .. }) => {
                return Err(Refusal::new(format!(
                    "Piece {} (part {part}) has no nominal value. Give it, or use the standardised chart.",
                    row + 1
                ))
                .at_row(row));
            }
        });
    }
    let mut chart = individuals(&deviations, settings)?;
    chart.method = "Deviation from nominal";
    chart.panels[0].title = "Deviation from nominal".to_owned();
    chart.meaning = chart
        .meaning
        .assuming("All parts vary equally much around their nominal values: if one varies more, use the standardised chart.");
    Ok(chart)
}

/// Standardised values: each piece by the mean (or nominal) and sigma of its own part (Z-MR chart).
///
/// Sigma of a part comes from the moving ranges between its own pieces. Centre 0, sigma 1. Source: Bothe 1988;
/// Montgomery, chapter on short production runs.
///
/// # Errors
/// Refuses a part with a single piece, a part without spread, and given limits (they are 0 ± 3 by definition).
pub fn standardised(pieces: &[Option<Piece>], settings: &Settings) -> Result<Chart, Refusal> {
    if settings.limits != LimitsFrom::Data {
        return Err(Refusal::new(
            "A standardised chart has the limits 0 ± 3 by definition. Leave out other limits.",
        ));
    }
    let scales = scales(pieces, settings)?;
    let scores: Vec<Option<f64>> = pieces
        .iter()
        .map(|piece| {
            piece.as_ref().and_then(|p| {
                scales
                    .get(p.part.as_str())
                    .map(|(centre, sigma)| (p.value - centre) / sigma)
            })
        })
        .collect();
    let known = Settings {
        limits: LimitsFrom::Given {
            centre: 0.0,
            sigma: 1.0,
        },
        ..settings.clone()
    };
    let mut chart = individuals(&scores, &known)?;
    chart.method = "Standardised (Z-MR)";
    chart.panels[0].title = "Sigmas from the part's centre".to_owned();
    chart.meaning.verified = Verified::Independent("pccpy 0.16.2");
    chart
        .meaning
        .assumed
        .retain(|a| !a.starts_with("Limits come from the given"));
    chart.meaning = chart
        .meaning
        .assuming("Each part is judged by its own centre and its own sigma, taken from these data.")
        .not_telling("Whether a part as a whole is off, unless its nominal value was given.");
    Ok(chart)
}

/// Centre and sigma of each part, from the pieces that are not set aside.
fn scales<'a>(
    pieces: &'a [Option<Piece>],
    settings: &Settings,
) -> Result<BTreeMap<&'a str, (f64, f64)>, Refusal> {
    let mut groups: BTreeMap<&str, (usize, Vec<f64>, Option<f64>)> = BTreeMap::new();
    for (row, piece) in pieces.iter().enumerate() {
        let Some(piece) = piece else { continue };
        if !piece.value.is_finite() {
            return Err(Refusal::not_finite(row));
        }
        if settings.excluded.iter().any(|e| e.at == row) {
            continue;
        }
        let group = groups
            .entry(&piece.part)
            .or_insert((row, Vec::new(), piece.nominal));
        group.1.push(piece.value);
    }
    groups
        .into_iter()
        .map(|(part, (row, values, nominal))| {
            if values.len() < 2 {
                return Err(Refusal::new(format!(
                    "Part {part} has only one piece, which has no spread. Collect at least two, or use deviations from nominal."
                ))
                .at_row(row));
            }
            let steps: f64 = values.windows(2).map(|w| (w[1] - w[0]).abs()).sum();
            let sigma = steps / (values.len() - 1) as f64 / d2(2);
            if sigma > 0.0 {
                Ok((part, (nominal.unwrap_or_else(|| mean(&values)), sigma)))
            } else {
                Err(Refusal::new(format!("All pieces of part {part} are equal, so it has no spread to be judged by.")).at_row(row))
            }
        })
        .collect()
}
