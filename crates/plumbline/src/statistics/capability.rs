//! `plumbline statistics capability`.

use super::answer::{Answer, Output, Problem, figure, line};
use super::chart_answer::title as title_of;
use super::draw;
use super::table::{Column, Source, Table};
use clap::{Args, ValueEnum};
use picture::{About, Picture};
use serde_json::json;
use statistics::capability::{self, Capability, Indices, Intervals, NonNormal, Specification, Within};
use statistics::chart;
use statistics::report::figure_beside;

/// Compare a process with its specification.
#[derive(Debug, Args)]
#[command(
    after_help = "Values must stand in the order in which they were made. Leave out a natural limit, such as zero for a distance.\n\n\
Examples:\n  \
plumbline statistics capability bores.csv --value Diameter --lower 9.95 --upper 10.05 --target 10\n  \
plumbline statistics capability bores.csv --value Diameter --subgroup Hour --upper 10.05 --svg > capability.svg\n  \
plumbline statistics capability flatness.csv --value Flatness --upper 0.2 --method box-cox"
)]
pub(crate) struct CapabilityArgs {
    #[command(flatten)]
    source: Source,
    /// Column of values
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Column that tells which values belong together; without it, single values
    #[arg(long, value_name = "COLUMN")]
    subgroup: Option<String>,
    /// Lower specification limit
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    lower: Option<f64>,
    /// Upper specification limit
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    upper: Option<f64>,
    /// Where values should be
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    target: Option<f64>,
    /// How the shape of the distribution is treated
    #[arg(long, value_enum, default_value = "normal")]
    method: Method,
    /// How the spread within subgroups is estimated
    #[arg(long, value_enum, default_value = "range")]
    within: Estimate,
    /// Confidence level of the intervals
    #[arg(long, default_value_t = 0.95, value_name = "NUMBER")]
    confidence: f64,
    /// Power of the Box-Cox transformation; the best one unless given
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    lambda: Option<f64>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Method {
    /// Normal values
    Normal,
    /// A power of the values is normal; values above zero
    BoxCox,
    /// A Johnson curve
    Johnson,
    /// The percentiles of the values themselves; needs many
    Percentiles,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Estimate {
    /// Mean (moving) range
    Range,
    /// Mean standard deviation
    Deviation,
    /// Pooled variance
    Pooled,
}

pub(crate) fn answer(args: &CapabilityArgs) -> Result<Answer, Problem> {
    let table = args.source.read()?;
    let column = table.value_column(args.value.as_deref())?;
    let numbers = table.numbers(column)?;
    let specification = Specification {
        lower: args.lower,
        upper: args.upper,
        target: args.target,
    };
    let title = args.output.title.clone().unwrap_or_else(|| title_of(column));
    let study = match args.method {
        Method::Normal => Study::Normal(Box::new(normal(args, &table, column, &numbers, &specification)?)),
        _ => Study::Other(Box::new(other(args, &table, column, &numbers, &specification)?)),
    };
    let meaning = match &study {
        Study::Normal(study) => study.meaning.clone(),
        Study::Other(study) => study.meaning.clone(),
    };
    let about = About::new(title.clone(), meaning.sentence.clone());
    let drawn: Box<dyn Picture> = Box::new(study.picture(about, column, &numbers, &specification)?);
    let (lines, mut value) = match &study {
        Study::Normal(study) => (
            normal_lines(study),
            serde_json::to_value(study).unwrap_or_default(),
        ),
        Study::Other(study) => (
            other_lines(study),
            serde_json::to_value(study).unwrap_or_default(),
        ),
    };
    value["what"] = json!("capability");
    value["column"] = json!({ "name": column.name, "unit": column.unit });
    Ok(Answer {
        title,
        meaning,
        lines,
        value,
        picture: Some(drawn),
    })
}

enum Study {
    Normal(Box<Capability>),
    Other(Box<NonNormal>),
}

fn normal(
    args: &CapabilityArgs,
    table: &Table,
    column: &Column,
    numbers: &[Option<f64>],
    specification: &Specification,
) -> Result<Capability, Problem> {
    let (groups, rows) = groups(args, table, numbers)?;
    let within = match args.within {
        Estimate::Range => Within::MeanRange,
        Estimate::Deviation => Within::MeanDeviation,
        Estimate::Pooled => Within::Pooled,
    };
    capability::capability(&groups, specification, within, args.confidence)
        .map_err(|r| Problem::of(r, |at, _| Some((table.line(*rows.get(at)?), column.place()))))
}

/// Subgroups in order of their first row; without a column each value is one.
fn groups(
    args: &CapabilityArgs,
    table: &Table,
    numbers: &[Option<f64>],
) -> Result<(Vec<Vec<f64>>, Vec<usize>), Problem> {
    let present = numbers
        .iter()
        .enumerate()
        .filter_map(|(row, v)| v.map(|v| (row, v)));
    let Some(name) = &args.subgroup else {
        let (rows, groups) = present.map(|(row, v)| (row, vec![v])).unzip();
        return Ok((groups, rows));
    };
    let keys = table.words(table.column(name)?);
    let mut at = std::collections::HashMap::new();
    let (mut groups, mut rows): (Vec<Vec<f64>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (row, value) in present {
        let group = *at.entry(keys[row].as_str()).or_insert_with(|| {
            groups.push(Vec::new());
            rows.push(row);
            groups.len() - 1
        });
        groups[group].push(value);
    }
    Ok((groups, rows))
}

fn other(
    args: &CapabilityArgs,
    table: &Table,
    column: &Column,
    numbers: &[Option<f64>],
    specification: &Specification,
) -> Result<NonNormal, Problem> {
    let (rows, values): (Vec<usize>, Vec<f64>) = numbers
        .iter()
        .enumerate()
        .filter_map(|(row, v)| v.map(|v| (row, v)))
        .unzip();
    let study = match args.method {
        Method::BoxCox => capability::with_box_cox(&values, specification, args.lambda),
        Method::Johnson => capability::with_johnson(&values, specification),
        _ => capability::with_percentiles(&values, specification),
    };
    study.map_err(|r| Problem::of(r, |at, _| Some((table.line(*rows.get(at)?), column.place()))))
}

fn normal_lines(study: &Capability) -> Vec<String> {
    let interval = |(low, high): (f64, f64)| format!("{low:.3} and {high:.3}");
    let index = |name: &str, value: Option<f64>, between: Option<(f64, f64)>| {
        value.map(|v| {
            let range = between.map_or_else(String::new, |b| {
                format!("   {:.0} % between {}", 100.0 * study.confidence, interval(b))
            });
            line(name, format!("{v:.3}{range}"))
        })
    };
    let family = |indices: &Indices, between: &Intervals, names: [&str; 4]| {
        [
            index(names[0], indices.spread, between.spread),
            index(names[1], indices.lower, between.lower),
            index(names[2], indices.upper, between.upper),
            index(names[3], Some(indices.worst), Some(between.worst)),
        ]
    };
    let mut lines = vec![
        line("values", study.count),
        line("mean", figure_beside(study.mean, study.overall.sigma)),
        line("sigma within", figure(Some(study.within.sigma))),
        line("sigma overall", figure(Some(study.overall.sigma))),
    ];
    for (indices, between, names) in [
        (
            &study.within,
            &study.within_intervals,
            ["Cp", "Cpl", "Cpu", "Cpk"],
        ),
        (
            &study.overall,
            &study.overall_intervals,
            ["Pp", "Ppl", "Ppu", "Ppk"],
        ),
    ] {
        lines.extend(family(indices, between, names).into_iter().flatten());
    }
    lines.extend(index("Cpm", study.cpm, study.cpm_interval));
    lines.push(line(
        "expected outside, per million",
        figure(Some(study.overall.expected.total)),
    ));
    lines.push(line(
        "outside among these, per million",
        figure(Some(study.observed.total)),
    ));
    if let Some(test) = &study.normality {
        lines.push(line(
            "normality (Anderson-Darling)",
            format!("A² {:.3}, p {:.3}", test.statistic, test.p),
        ));
    }
    lines.push(line("signals on the control chart", study.signals));
    lines
}

fn other_lines(study: &NonNormal) -> Vec<String> {
    let spread = study.high - study.low;
    let beside = |value: f64| figure_beside(value, spread);
    let mut lines = vec![
        line("values", study.count),
        line("0.135 % lie below", beside(study.low)),
        line("median", beside(study.median)),
        line("0.135 % lie above", beside(study.high)),
    ];
    for (name, index) in [
        ("Pp", study.pp),
        ("Ppl", study.ppl),
        ("Ppu", study.ppu),
        ("Ppk", Some(study.ppk).filter(|p| p.is_finite())),
    ] {
        lines.extend(index.map(|i| line(name, format!("{i:.3}"))));
    }
    lines.push(line("outside, per million", figure(Some(study.expected.total))));
    if let Some(test) = &study.normality {
        lines.push(line(
            "normality when transformed",
            format!("A² {:.3}, p {:.3}", test.statistic, test.p),
        ));
    }
    lines
}

impl Study {
    fn picture(
        &self,
        about: About,
        column: &Column,
        numbers: &[Option<f64>],
        specification: &Specification,
    ) -> Result<picture::Histogram, Problem> {
        let histogram = chart::histogram(numbers, None)?;
        let mut drawn = draw::histogram(about, column, &histogram);
        drawn.lower_spec = specification.lower;
        drawn.upper_spec = specification.upper;
        drawn.target = specification.target;
        let figure = |name: &str, value: f64, interval: Option<(f64, f64)>| picture::Capability {
            name: name.to_owned(),
            value,
            interval,
        };
        match self {
            Self::Normal(study) => {
                drawn.normal = Some(picture::Normal {
                    mean: study.mean,
                    sigma: study.overall.sigma,
                });
                drawn.capability = vec![
                    figure("Cpk", study.within.worst, Some(study.within_intervals.worst)),
                    figure("Ppk", study.overall.worst, Some(study.overall_intervals.worst)),
                ];
            }
            Self::Other(study) if study.ppk.is_finite() => {
                drawn.capability = vec![figure("Ppk", study.ppk, None)]
            }
            Self::Other(_) => {}
        }
        Ok(drawn)
    }
}
