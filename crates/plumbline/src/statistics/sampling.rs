//! `plumbline statistics sampling`.

use super::answer::{Answer, Output, Problem, figure, line};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;
use statistics::report::figure_beside;
use statistics::sampling::{
    AttributePlan, Characteristic, Level, Model, Severity, SinglePlan, attribute_plan, characteristic,
    plan_through_two_points, variables_plan, zero_acceptance,
};
use statistics::{Meaning, Refusal};

/// Find a sampling plan, or see what a plan can do. Needs no file.
#[derive(Debug, Args)]
#[command(after_help = "Four questions:\n  \
A lot and an AQL (MIL-STD-105E, the numbers of ISO 2859-1 under normal and tightened inspection):\n    \
plumbline statistics sampling --lot 3000 --aql 1.0 --level II\n  \
What can a plan do? Sample 125, accept with at most 3:\n    \
plumbline statistics sampling --plan 125/3 --lot 3000\n  \
A plan through two points: accept 1 % nearly always, 6 % hardly ever (--measured: by measured values):\n    \
plumbline statistics sampling --good 0.01 --bad 0.06\n  \
No nonconforming piece in the sample at all; 2 % must not slip through:\n    \
plumbline statistics sampling --zero --bad 0.02")]
pub(crate) struct SamplingArgs {
    /// Size of the lot
    #[arg(long, value_name = "N")]
    lot: Option<u64>,
    /// Acceptance quality limit, percent nonconforming
    #[arg(long, value_name = "PERCENT", conflicts_with_all = ["plan", "good", "zero"])]
    aql: Option<f64>,
    /// Inspection level
    #[arg(long, value_enum, default_value = "II")]
    level: LevelName,
    /// Severity of inspection
    #[arg(long, value_enum, default_value = "normal")]
    severity: SeverityName,
    /// A plan: sample size and acceptance number
    #[arg(long, value_name = "N/AC", conflicts_with_all = ["good", "zero"])]
    plan: Option<String>,
    /// Share nonconforming that should be accepted
    #[arg(long, value_name = "SHARE", requires = "bad", conflicts_with = "zero")]
    good: Option<f64>,
    /// Share nonconforming that should be rejected
    #[arg(long, value_name = "SHARE")]
    bad: Option<f64>,
    /// Risk of rejecting the good
    #[arg(long, default_value_t = 0.05, value_name = "SHARE")]
    producer_risk: f64,
    /// Risk of accepting the bad
    #[arg(long, default_value_t = 0.10, value_name = "SHARE")]
    consumer_risk: f64,
    /// Accept only without a nonconforming piece
    #[arg(long, requires = "bad")]
    zero: bool,
    /// By measured values, standard deviation unknown (with --good and --bad)
    #[arg(long, requires = "good")]
    measured: bool,
    /// The standard deviation is known (with --measured)
    #[arg(long, requires = "measured")]
    sigma_known: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LevelName {
    /// Special: small samples, for costly or destructive tests
    #[value(name = "S-1")]
    S1,
    /// Special: somewhat larger
    #[value(name = "S-2")]
    S2,
    /// Special: larger again
    #[value(name = "S-3")]
    S3,
    /// Special: the largest of the four
    #[value(name = "S-4")]
    S4,
    /// General: when less is at stake
    #[value(name = "I")]
    One,
    /// General: the usual one
    #[value(name = "II")]
    Two,
    /// General: when more is at stake
    #[value(name = "III")]
    Three,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SeverityName {
    /// The usual one, to begin with
    Normal,
    /// After two of five lots were rejected
    Tightened,
    /// After a long good run, when agreed
    Reduced,
}

pub(crate) fn answer(args: &SamplingArgs) -> Result<Answer, Problem> {
    if let Some(aql) = args.aql {
        let lot = args
            .lot
            .ok_or_else(|| Problem::new("Say how large the lot is: --lot N."))?;
        let plan = attribute_plan(lot, args.level.into(), aql, args.severity.into());
        return finish(args, "Plan by attributes", plan, |p| {
            (&p.meaning, by_attributes(p))
        });
    }
    if let Some(text) = &args.plan {
        let plan = parse_plan(text)?;
        let qualities: Vec<f64> = (1..=20).map(|i| f64::from(i) / 100.0).collect();
        let curve = characteristic(plan, Model::Binomial, args.lot, &qualities);
        return finish(args, "What the plan can do", curve, |c| {
            (&c.meaning, curve_lines(c))
        });
    }
    match (args.good, args.bad) {
        (_, Some(bad)) if args.zero => finish(
            args,
            "Zero-acceptance plan",
            zero_acceptance(bad, args.consumer_risk, args.lot),
            |p| {
                let lines = vec![
                    line("inspect", p.sample),
                    line("accept with at most", 0),
                    line("good enough for 95 in 100 lots", percent(p.producer_quality)),
                ];
                (&p.meaning, lines)
            },
        ),
        (Some(good), Some(bad)) if args.measured => {
            let plan = variables_plan(
                good,
                bad,
                args.producer_risk,
                args.consumer_risk,
                args.sigma_known,
            );
            finish(args, "Plan by measured values", plan, |p| {
                let lines = vec![
                    line("measure", p.sample),
                    line("least distance k, in deviations", figure(Some(p.k))),
                    line("good lots rejected", percent(p.producer_risk)),
                    line("bad lots accepted", percent(p.consumer_risk)),
                ];
                (&p.meaning, lines)
            })
        }
        (Some(good), Some(bad)) => {
            let plan = plan_through_two_points(good, bad, args.producer_risk, args.consumer_risk);
            finish(args, "Plan through two points", plan, |p| {
                let lines = vec![
                    line("inspect", p.plan.sample),
                    line("accept with at most", p.plan.accept),
                    line("good lots rejected", percent(p.producer_risk)),
                    line("bad lots accepted", percent(p.consumer_risk)),
                ];
                (&p.meaning, lines)
            })
        }
        _ => Err(Problem::new(
            "Say what you want: --lot N --aql PERCENT, or --plan N/AC, or --good SHARE --bad SHARE, or --zero --bad SHARE. See --help.",
        )),
    }
}

fn parse_plan(text: &str) -> Result<SinglePlan, Problem> {
    let parts = text
        .split_once('/')
        .and_then(|(n, ac)| Some((n.trim().parse().ok()?, ac.trim().parse().ok()?)));
    match parts {
        Some((sample, accept)) => Ok(SinglePlan { sample, accept }),
        None => Err(Problem::new(format!(
            "“{text}” is no plan. Write sample size and acceptance number, as 125/3."
        ))),
    }
}

/// A share as percent, with three digits.
fn percent(share: f64) -> String {
    let share = 100.0 * share;
    format!("{} %", figure_beside(share, share))
}

fn by_attributes(plan: &AttributePlan) -> Vec<String> {
    let mut letter = format!("{} (of the lot and level)", plan.code.as_char());
    if plan.code != plan.used {
        letter.push_str(&format!(", {} (where the arrow leads)", plan.used.as_char()));
    }
    vec![
        line("code letter", letter),
        line("inspect", plan.sample),
        line("accept with at most", plan.accept),
        line("reject with at least", plan.reject),
    ]
}

fn curve_lines(curve: &Characteristic) -> Vec<String> {
    let (worst, at) = curve.outgoing_limit;
    let mut lines = vec![
        line("accepted 95 times in 100", percent(curve.producer_quality)),
        line("accepted 10 times in 100", percent(curve.consumer_quality)),
        line(
            "worst outgoing quality (AOQL)",
            format!("{}, when {} come in", percent(worst), percent(at)),
        ),
        String::new(),
        format!(
            "  {:>14}{:>14}{:>14}{:>20}",
            "nonconforming", "accepted", "outgoing", "inspected per lot"
        ),
    ];
    lines.extend(curve.points.iter().map(|point| {
        format!(
            "  {:>14}{:>14}{:>14}{:>20}",
            percent(point.p),
            percent(point.accepts),
            percent(point.outgoing),
            point
                .inspected
                .map_or_else(|| "–".to_owned(), |n| format!("{n:.0}"))
        )
    }));
    lines
}

fn finish<T: Serialize>(
    args: &SamplingArgs,
    name: &str,
    result: Result<T, Refusal>,
    told: impl Fn(&T) -> (&Meaning, Vec<String>),
) -> Result<Answer, Problem> {
    let result = result?;
    let (meaning, lines) = told(&result);
    let mut value = serde_json::to_value(&result).unwrap_or_default();
    value["what"] = json!("sampling");
    let title = args.output.title.clone().unwrap_or_else(|| name.to_owned());
    Ok(Answer {
        title,
        meaning: meaning.clone(),
        lines,
        value,
        picture: None,
    })
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::S1 => Self::S1,
            LevelName::S2 => Self::S2,
            LevelName::S3 => Self::S3,
            LevelName::S4 => Self::S4,
            LevelName::One => Self::I,
            LevelName::Two => Self::II,
            LevelName::Three => Self::III,
        }
    }
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Normal => Self::Normal,
            SeverityName::Tightened => Self::Tightened,
            SeverityName::Reduced => Self::Reduced,
        }
    }
}
