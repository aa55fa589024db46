//! `plumbline statistics gauge`.

use super::answer::{Answer, Output, Problem, lines_of};
use super::gauge_lines::{self, with_names};
use super::table::{Column, Source, Table};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;
use statistics::gauge::{self, GaugeOptions, Judgements, Type1Options};
use statistics::{Meaning, Refusal};

/// Study a measuring system.
#[derive(Debug, Args)]
#[command(
    after_help = "The file: one row for each reading (or judgement), with columns that name the part and who read it.\n\nExamples:\n  \
plumbline statistics gauge study.csv --value Reading --part Part --appraiser Person --tolerance 0.1\n  \
plumbline statistics gauge type1.csv --study type1 --value Reading --reference 10.002 --tolerance 0.1\n  \
plumbline statistics gauge linearity.csv --study linearity --value Reading --reference Reference\n  \
plumbline statistics gauge agreement.csv --study agreement --value Judgement --part Part --appraiser Person --reference Truth"
)]
pub(crate) struct GaugeArgs {
    #[command(flatten)]
    source: Source,
    /// Which study
    #[arg(long, value_enum, default_value = "crossed")]
    study: Study,
    /// Column of readings, or of judgements (agreement: good, bad)
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Column that names the part
    #[arg(long, value_name = "COLUMN")]
    part: Option<String>,
    /// Column that names the appraiser
    #[arg(long, value_name = "COLUMN")]
    appraiser: Option<String>,
    /// Column that names the occasion (stability)
    #[arg(long, value_name = "COLUMN")]
    occasion: Option<String>,
    /// Reference value (type1, bias, stability), or the column that holds it (linearity, agreement)
    #[arg(long, value_name = "NUMBER|COLUMN", allow_negative_numbers = true)]
    reference: Option<String>,
    /// Width of the tolerance
    #[arg(long, value_name = "NUMBER")]
    tolerance: Option<f64>,
    /// Confidence level
    #[arg(long, default_value_t = 0.95, value_name = "NUMBER")]
    confidence: f64,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Study {
    /// R&R, every appraiser measures every part, by analysis of variance
    Crossed,
    /// R&R as above, by average and range
    Range,
    /// R&R, each appraiser has parts of his own
    Nested,
    /// One part measured often: Cg and Cgk
    Type1,
    /// Deviation from a reference value
    Bias,
    /// Bias over the measuring range
    Linearity,
    /// One part measured over weeks
    Stability,
    /// Judgements: good or bad, or grades
    Agreement,
}

pub(crate) fn answer(args: &GaugeArgs) -> Result<Answer, Problem> {
    let table = args.source.read()?;
    let column = match &args.value {
        Some(name) => table.column(name)?,
        None => table.value_column(None)?,
    };
    let options = GaugeOptions {
        tolerance: args.tolerance,
        ..GaugeOptions::default()
    };
    match args.study {
        Study::Crossed => {
            let Cells { study, people, parts } = cells(args, &table, column, false)?;
            finish(args, "R&R, crossed", gauge::crossed_anova(&study, options), |r| {
                (
                    with_names(r.meaning.clone(), &parts, &people),
                    gauge_lines::crossed(r),
                )
            })
        }
        Study::Range => {
            let Cells { study, people, parts } = cells(args, &table, column, false)?;
            let result = gauge::average_range(&study, options);
            finish(args, "R&R, average and range", result, |r| {
                (
                    with_names(r.meaning.clone(), &parts, &people),
                    gauge_lines::range(r, &people),
                )
            })
        }
        Study::Nested => {
            let Cells { study, people, .. } = cells(args, &table, column, true)?;
            finish(args, "R&R, nested", gauge::nested_anova(&study, options), |r| {
                (
                    with_names(r.meaning.clone(), &[], &people),
                    gauge_lines::nested(r),
                )
            })
        }
        Study::Type1 => {
            let values = present(&table, column)?;
            let tolerance = args.tolerance.ok_or_else(|| {
                Problem::new("A type 1 study needs the width of the tolerance: --tolerance NUMBER.")
            })?;
            let options = Type1Options {
                confidence: args.confidence,
                ..Type1Options::default()
            };
            finish(
                args,
                "Type 1 study",
                gauge::type1(&values, args.known()?, tolerance, options),
                |r| plain(r, &r.meaning),
            )
        }
        Study::Bias => {
            let values = present(&table, column)?;
            finish(
                args,
                "Bias",
                gauge::bias(&values, args.known()?, args.confidence),
                |r| plain(r, &r.meaning),
            )
        }
        Study::Linearity => linearity(args, &table, column),
        Study::Stability => stability(args, &table, column),
        Study::Agreement => agreement(args, &table, column),
    }
}

impl GaugeArgs {
    /// The reference value as a number.
    fn known(&self) -> Result<f64, Problem> {
        let text = self
            .reference
            .as_deref()
            .ok_or_else(|| Problem::new("This study needs the reference value: --reference NUMBER."))?;
        text.replace(',', ".")
            .parse()
            .map_err(|_| Problem::new(format!("“{text}” is no reference value. Give a number.")))
    }
}

/// Meaning and lines of a study whose figures speak for themselves.
fn plain<T: Serialize>(result: &T, meaning: &Meaning) -> (Meaning, Vec<String>) {
    let value = serde_json::to_value(result).unwrap_or_default();
    (meaning.clone(), lines_of(&value))
}

fn finish<T: Serialize>(
    args: &GaugeArgs,
    name: &str,
    result: Result<T, Refusal>,
    told: impl Fn(&T) -> (Meaning, Vec<String>),
) -> Result<Answer, Problem> {
    let result = result?;
    let (meaning, lines) = told(&result);
    let mut value = serde_json::to_value(&result).unwrap_or_default();
    value["what"] = json!("gauge");
    value["study"] = json!(name);
    value["meaning"] = json!(meaning);
    let title = args
        .output
        .title
        .clone()
        .unwrap_or_else(|| format!("{} ({name})", args.source.stem()));
    Ok(Answer {
        title,
        meaning,
        lines,
        value,
        picture: None,
    })
}

fn present(table: &Table, column: &Column) -> Result<Vec<f64>, Problem> {
    Ok(table.numbers(column)?.into_iter().flatten().collect())
}

/// The words of a column that must be filled, and the distinct ones in order of appearance.
fn names(table: &Table, option: &str, name: Option<&String>) -> Result<(Vec<usize>, Vec<String>), Problem> {
    let name = name.ok_or_else(|| Problem::new(format!("This study needs --{option} COLUMN.")))?;
    let column = table.column(name)?;
    let mut known: Vec<String> = Vec::new();
    let mut index = std::collections::HashMap::new();
    let mut at = Vec::with_capacity(table.len());
    for (row, word) in table.words(column).into_iter().enumerate() {
        if word.is_empty() {
            return Err(Problem::new("The cell is empty. Fill it in.").at(table.line(row), &column.place()));
        }
        at.push(*index.entry(word.clone()).or_insert_with(|| {
            known.push(word);
            known.len() - 1
        }));
    }
    Ok((at, known))
}

/// Readings of an R&R study, with the names of those who read and of what they read.
struct Cells {
    /// `[part][appraiser][trial]`, or `[appraiser][part][trial]` when nested.
    study: Vec<Vec<Vec<f64>>>,
    people: Vec<String>,
    parts: Vec<String>,
}

fn cells(args: &GaugeArgs, table: &Table, column: &Column, nested: bool) -> Result<Cells, Problem> {
    let values = table.numbers(column)?;
    let (part, parts) = names(table, "part", args.part.as_ref())?;
    let (appraiser, appraisers) = names(table, "appraiser", args.appraiser.as_ref())?;
    if nested {
        // Parts may bear the same names with different appraisers: they are told apart here.
        let mut own: Vec<Vec<usize>> = vec![Vec::new(); appraisers.len()];
        let mut study: Vec<Vec<Vec<f64>>> = vec![Vec::new(); appraisers.len()];
        for (row, value) in values.iter().enumerate() {
            let (who, what) = (appraiser[row], part[row]);
            let at = own[who].iter().position(|p| *p == what).unwrap_or_else(|| {
                own[who].push(what);
                study[who].push(Vec::new());
                own[who].len() - 1
            });
            study[who][at].extend(*value);
        }
        return Ok(Cells {
            study,
            people: appraisers,
            parts,
        });
    }
    let mut study = vec![vec![Vec::new(); appraisers.len()]; parts.len()];
    for (row, value) in values.iter().enumerate() {
        study[part[row]][appraiser[row]].extend(*value);
    }
    let most = study.iter().flatten().map(Vec::len).max().unwrap_or(0);
    for (p, row) in study.iter().enumerate() {
        if let Some(a) = row.iter().position(|cell| cell.len() != most) {
            return Err(Problem::new(format!(
                "{} has {} readings of part {}, others have {most}. Each appraiser must measure each part equally often.",
                appraisers[a],
                row[a].len(),
                parts[p]
            )));
        }
    }
    Ok(Cells {
        study,
        people: appraisers,
        parts,
    })
}

fn linearity(args: &GaugeArgs, table: &Table, column: &Column) -> Result<Answer, Problem> {
    let values = table.numbers(column)?;
    let name = args
        .reference
        .as_deref()
        .ok_or_else(|| Problem::new("Linearity needs the column of reference values: --reference COLUMN."))?;
    let known = table.numbers(table.column(name)?)?;
    let mut references: Vec<f64> = Vec::new();
    let mut readings: Vec<Vec<f64>> = Vec::new();
    for (value, reference) in values.iter().zip(known) {
        let (Some(value), Some(reference)) = (value, reference) else {
            continue;
        };
        let at = references
            .iter()
            .position(|r| *r == reference)
            .unwrap_or_else(|| {
                references.push(reference);
                readings.push(Vec::new());
                references.len() - 1
            });
        readings[at].push(*value);
    }
    finish(
        args,
        "Linearity",
        gauge::linearity(&references, &readings, args.confidence),
        |r| plain(r, &r.meaning),
    )
}

fn stability(args: &GaugeArgs, table: &Table, column: &Column) -> Result<Answer, Problem> {
    let values = table.numbers(column)?;
    let (occasion, occasions) = match &args.occasion {
        Some(_) => names(table, "occasion", args.occasion.as_ref())?,
        None => ((0..table.len()).collect(), vec![String::new(); table.len()]),
    };
    let mut readings = vec![Vec::new(); occasions.len()];
    for (row, value) in values.iter().enumerate() {
        readings[occasion[row]].extend(*value);
    }
    readings.retain(|r| !r.is_empty());
    let reference = args.reference.is_some().then(|| args.known()).transpose()?;
    finish(args, "Stability", gauge::stability(&readings, reference), |r| {
        plain(r, &r.meaning)
    })
}

fn agreement(args: &GaugeArgs, table: &Table, column: &Column) -> Result<Answer, Problem> {
    let (part, parts) = names(table, "part", args.part.as_ref())?;
    let (appraiser, appraisers) = names(table, "appraiser", args.appraiser.as_ref())?;
    let judgements = table.words(column);
    let truth = match &args.reference {
        Some(name) => Some(table.words(table.column(name)?)),
        None => None,
    };
    let mut classes: Vec<String> = Vec::new();
    let mut class_of = |word: &str| {
        classes.iter().position(|c| c == word).unwrap_or_else(|| {
            classes.push(word.to_owned());
            classes.len() - 1
        })
    };
    // With two classes the first one is the good one: look for its usual names before all others.
    let all: Vec<&String> = judgements.iter().chain(truth.iter().flatten()).collect();
    let good = ["good", "ok", "pass", "accept", "go", "yes", "1"];
    if let Some(word) = all.iter().find(|w| good.contains(&w.to_lowercase().as_str())) {
        class_of(word);
    }
    let mut judged = vec![vec![Vec::new(); appraisers.len()]; parts.len()];
    let mut standard = vec![None; parts.len()];
    for (row, word) in judgements.iter().enumerate() {
        if word.is_empty() {
            return Err(
                Problem::new("The judgement is missing. Fill it in.").at(table.line(row), &column.place())
            );
        }
        judged[part[row]][appraiser[row]].push(class_of(word));
        let Some(truth) = &truth else { continue };
        let class = class_of(&truth[row]);
        if standard[part[row]].is_some_and(|known| known != class) {
            return Err(Problem::new(format!(
                "Part {} has two different reference judgements. Correct one.",
                parts[part[row]]
            ))
            .at(table.line(row), args.reference.as_deref().unwrap_or("")));
        }
        standard[part[row]] = Some(class);
    }
    let study = Judgements {
        judged,
        standard: truth
            .is_some()
            .then(|| standard.into_iter().map(|s| s.unwrap_or(0)).collect()),
        classes: classes.len(),
    };
    finish(
        args,
        "Agreement of judgements",
        gauge::agreement(&study, args.confidence),
        |r| {
            (
                with_names(r.meaning.clone(), &parts, &appraisers),
                gauge_lines::agreement(r, &appraisers),
            )
        },
    )
}
