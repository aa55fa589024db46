//! `plumbline statistics chart`: what is asked for, and the settings that follow from it.

use super::answer::{Answer, Output, Problem};
use super::table::{Column, Source, Table};
use super::{chart_kinds, chart_plain};
use clap::{Args, ValueEnum};
use statistics::chart::{Exclusion, LimitsFrom, Settings, StageStart};

/// Draw up a chart.
#[derive(Debug, Args)]
#[command(after_help = "Which type?\n  \
One measured value at a time: imr. Several pieces measured together: xbar-r (up to ten pieces) or xbar-s.\n  \
Nonconforming items among those inspected: p (np when the sample never changes). Nonconformities: c, or u when the area changes.\n  \
Very large samples: p-laney, u-laney. Small lasting shifts: ewma, cusum, moving-average. Many parts in short runs: nominal, standardised.\n  \
Rare events: g (cases between events), t (time between events). Several variables at once: t2. No limits at all: run.\n\n\
Rules: western-electric (the default), nelson, aiag, limits, none; one of a set as nelson:2; your own as run:7, trend:7, beyond:2.5, \
alternating:14, hugging:15:1, several:2/3:2, several:8/8:1:either. Several with commas.\n\n\
Examples:\n  \
plumbline statistics chart bores.csv --type imr --value Diameter\n  \
plumbline statistics chart bores.csv --type xbar-r --value Left,Middle,Right\n  \
plumbline statistics chart bores.csv --type xbar-s --value Diameter --subgroup Hour --rules nelson\n  \
plumbline statistics chart complaints.csv --type p --value Complaints --size Orders --label Month --noun month --exclude \"March: strike\"\n  \
plumbline statistics chart bores.csv --type ewma --value Diameter --centre 10 --sigma 0.02")]
pub(crate) struct ChartArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Which chart
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    pub(crate) kind: Kind,
    /// Column of values or counts; several with commas for xbar (pieces side by side) and t2 (variables)
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) value: Vec<String>,
    /// Column that tells which values belong together (xbar-r, xbar-s)
    #[arg(long, value_name = "COLUMN", conflicts_with = "every")]
    pub(crate) subgroup: Option<String>,
    /// So many rows in a row make a subgroup (xbar-r, xbar-s)
    #[arg(long, value_name = "N")]
    pub(crate) every: Option<usize>,
    /// Column of the number inspected or the area (p, np, u); a number if it never changes
    #[arg(long, value_name = "COLUMN|N")]
    pub(crate) size: Option<String>,
    /// Column with the names of the points: dates, months, lots; for pareto, the causes
    #[arg(long, value_name = "COLUMN")]
    pub(crate) label: Option<String>,
    /// Column with the part number (nominal, standardised)
    #[arg(long, value_name = "COLUMN")]
    pub(crate) part: Option<String>,
    /// Column with the nominal value (nominal, standardised)
    #[arg(long, value_name = "COLUMN")]
    pub(crate) nominal: Option<String>,
    /// Rules that look for signals; see below
    #[arg(long, default_value = "western-electric", help_heading = "Limits and rules")]
    rules: String,
    /// Column whose value changes when a new stage begins: each stage has its own limits
    #[arg(long, value_name = "COLUMN", help_heading = "Limits and rules")]
    stage: Option<String>,
    /// Set a point aside: its name or number, a colon, and the reason. May be repeated
    #[arg(long, value_name = "POINT: REASON", help_heading = "Limits and rules")]
    exclude: Vec<String>,
    /// Take limits from these points alone and judge all by them: 1-20
    #[arg(long, value_name = "FIRST-LAST", help_heading = "Limits and rules")]
    baseline: Option<String>,
    /// Known centre (with --sigma); for p, np, c and u the known rate (alone)
    #[arg(
        long,
        value_name = "NUMBER",
        allow_negative_numbers = true,
        help_heading = "Limits and rules"
    )]
    centre: Option<f64>,
    /// Known standard deviation of single values (with --centre)
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "centre",
        help_heading = "Limits and rules"
    )]
    sigma: Option<f64>,
    /// Target to draw and to compare with; it is no limit
    #[arg(
        long,
        value_name = "NUMBER",
        allow_negative_numbers = true,
        help_heading = "Limits and rules"
    )]
    pub(crate) target: Option<f64>,
    /// Weight of the newest value (ewma)
    #[arg(
        long,
        default_value_t = 0.2,
        value_name = "NUMBER",
        help_heading = "Limits and rules"
    )]
    pub(crate) weight: f64,
    /// Half the shift to be found, in sigmas (cusum)
    #[arg(
        long,
        default_value_t = 0.5,
        value_name = "NUMBER",
        help_heading = "Limits and rules"
    )]
    pub(crate) slack: f64,
    /// Decision interval, in sigmas (cusum)
    #[arg(
        long,
        default_value_t = 5.0,
        value_name = "NUMBER",
        help_heading = "Limits and rules"
    )]
    pub(crate) decision: f64,
    /// How many values to average (moving-average)
    #[arg(
        long,
        default_value_t = 5,
        value_name = "N",
        help_heading = "Limits and rules"
    )]
    pub(crate) span: usize,
    /// How many bins (histogram)
    #[arg(long, value_name = "N", help_heading = "Limits and rules")]
    pub(crate) bins: Option<usize>,
    /// What a point is, for the sentence: month, order, lot; "point", or "subgroup" with --subgroup, unless given
    #[arg(long, value_name = "WORD", help_heading = "Output")]
    noun: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Values in order around their median
    Run,
    /// Single values and moving range
    Imr,
    /// Averages and ranges of subgroups
    XbarR,
    /// Averages and standard deviations of subgroups
    XbarS,
    /// Share of nonconforming items
    P,
    /// Number of nonconforming items
    Np,
    /// Nonconformities in equal areas
    C,
    /// Nonconformities per unit
    U,
    /// Laney's p′ for large samples
    PLaney,
    /// Laney's u′ for large areas
    ULaney,
    /// Exponentially weighted moving average
    Ewma,
    /// Cumulative sums
    Cusum,
    /// Moving average
    MovingAverage,
    /// Short runs: deviations from nominal
    Nominal,
    /// Short runs: each part by its own centre and spread
    Standardised,
    /// Cases between rare events
    G,
    /// Time between rare events
    T,
    /// Hotelling's T² for several variables
    T2,
    /// Causes by size
    Pareto,
    /// How values are spread
    Histogram,
}

/// What a point of the chart is made of: the rows of the file.
pub(crate) struct Points {
    /// Name of each point.
    pub(crate) labels: Vec<String>,
    /// Row (of values) with which each point begins.
    pub(crate) first_row: Vec<usize>,
}

pub(crate) fn answer(args: &ChartArgs) -> Result<Answer, Problem> {
    let table = args.source.read()?;
    match args.kind {
        Kind::Pareto => chart_plain::pareto(args, &table),
        Kind::Histogram => chart_plain::histogram(args, &table),
        Kind::Run => chart_plain::run(args, &table),
        _ => chart_kinds::control(args, &table),
    }
}

impl ChartArgs {
    /// One point for each row.
    pub(crate) fn points_of_rows(&self, table: &Table) -> Result<Points, Problem> {
        let labels = match &self.label {
            Some(name) => table.words(table.column(name)?),
            None => vec![String::new(); table.len()],
        };
        Ok(Points {
            labels,
            first_row: (0..table.len()).collect(),
        })
    }

    /// The settings for the chart, with points and stages found in the table.
    pub(crate) fn settings(&self, table: &Table, points: &Points) -> Result<Settings, Problem> {
        Ok(Settings {
            rules: statistics::rules::parse(&self.rules)?,
            stages: self.stages(table, points)?,
            excluded: self
                .exclude
                .iter()
                .map(|text| exclusion(text, points))
                .collect::<Result<_, _>>()?,
            limits: self.limits(points)?,
            labels: points.labels.clone(),
            noun: match (&self.noun, &self.subgroup) {
                (Some(noun), _) => noun.clone(),
                (None, Some(_)) => "subgroup".to_owned(),
                (None, None) => "point".to_owned(),
            },
        })
    }

    fn stages(&self, table: &Table, points: &Points) -> Result<Vec<StageStart>, Problem> {
        let Some(name) = &self.stage else {
            return Ok(Vec::new());
        };
        let words = table.words(table.column(name)?);
        let mut stages: Vec<StageStart> = Vec::new();
        for (at, row) in points.first_row.iter().enumerate() {
            let word = &words[*row];
            let goes_on = word.is_empty() || stages.last().is_some_and(|s| s.name == *word);
            if !goes_on {
                stages.push(StageStart {
                    at,
                    name: word.clone(),
                });
            }
        }
        Ok(stages)
    }

    fn limits(&self, points: &Points) -> Result<LimitsFrom, Problem> {
        if let Some(centre) = self.centre {
            if self.baseline.is_some() {
                return Err(Problem::new("Give either --centre or --baseline, not both."));
            }
            let rate = matches!(self.kind, Kind::P | Kind::Np | Kind::C | Kind::U | Kind::G);
            return match self.sigma {
                Some(sigma) => Ok(LimitsFrom::Given { centre, sigma }),
                None if rate => Ok(LimitsFrom::Given { centre, sigma: 1.0 }),
                None => Err(Problem::new(
                    "--centre needs --sigma beside it: limits are the centre and three sigmas on both sides.",
                )),
            };
        }
        let Some(text) = &self.baseline else {
            return Ok(LimitsFrom::Data);
        };
        let ends = text.split_once('-').and_then(|(from, to)| {
            let from: usize = from.trim().parse().ok()?;
            let to: usize = to.trim().parse().ok()?;
            (from >= 1 && from <= to && to <= points.labels.len()).then_some((from - 1, to))
        });
        match ends {
            Some((from, to)) => Ok(LimitsFrom::Baseline { from, to }),
            None => Err(Problem::new(format!(
                "“{text}” is no baseline. Write the numbers of its first and last point, as 1-20; there are {} points.",
                points.labels.len()
            ))),
        }
    }

    /// The only column of values.
    pub(crate) fn one_value<'a>(&self, table: &'a Table) -> Result<&'a Column, Problem> {
        match self.value.as_slice() {
            [] if self.label.is_some()
                || self.size.is_some()
                || self.part.is_some()
                || self.stage.is_some() =>
            {
                Err(Problem::new("Name the column of values with --value."))
            }
            [] => table.value_column(None),
            [one] => table.column(one),
            _ => Err(Problem::new(
                "This chart takes one column of values. Name only one with --value.",
            )),
        }
    }
}

/// "March: strike" or "3: strike".
fn exclusion(text: &str, points: &Points) -> Result<Exclusion, Problem> {
    let Some((name, reason)) = text.split_once(':') else {
        return Err(Problem::new(format!(
            "“{text}” has no reason. Write the point, a colon, and why it is set aside: \"3: strike\"."
        )));
    };
    let name = name.trim();
    let by_label = points
        .labels
        .iter()
        .position(|l| !l.is_empty() && l.to_lowercase() == name.to_lowercase());
    let by_number = || {
        name.parse::<usize>()
            .ok()
            .filter(|n| (1..=points.labels.len()).contains(n))
            .map(|n| n - 1)
    };
    match by_label.or_else(by_number) {
        Some(at) => Ok(Exclusion {
            at,
            reason: reason.trim().to_owned(),
        }),
        None => Err(Problem::new(format!(
            "There is no point “{name}”. Name it as in the column of --label, or by its number from 1 to {}.",
            points.labels.len()
        ))),
    }
}
