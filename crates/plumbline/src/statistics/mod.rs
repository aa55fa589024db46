//! `plumbline statistics`: charts, capability, gauges and sampling from a CSV file, without a server.

mod answer;
mod capability;
mod chart;
mod chart_answer;
mod chart_kinds;
mod chart_plain;
mod describe;
mod draw;
mod gauge;
mod gauge_lines;
mod numbers;
mod sampling;
mod table;

use answer::{Answer, Output, Problem};
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Numbers and pictures from a CSV file.
#[derive(Debug, Args)]
#[command(
    about = "Control charts, capability, gauge studies and sampling plans from a CSV file",
    after_help = "The file: one row of headers, then one row for each value. Commas, semicolons or tabs; decimal point or comma; units in the \
header (\"Diameter [mm]\") or not. An empty cell is a missing value. Columns are named as in the header, without the unit; capital letters do not matter.\n\n\
Examples:\n  \
plumbline statistics describe bores.csv\n  \
plumbline statistics chart bores.csv --type imr --value Diameter\n  \
plumbline statistics chart bores.csv --type xbar-s --value Diameter --subgroup Hour --svg > bores.svg\n  \
plumbline statistics chart defects.csv --type p --value Defective --size Inspected --label Month --noun month\n  \
plumbline statistics capability bores.csv --value Diameter --lower 9.95 --upper 10.05 --target 10\n  \
plumbline statistics gauge study.csv --value Reading --part Part --appraiser Person --tolerance 0.1\n  \
plumbline statistics sampling --lot 3000 --aql 1.0"
)]
pub(crate) struct StatisticsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Draw up a chart: what is noise, and what is a signal
    Chart(Box<chart::ChartArgs>),
    /// Compare the spread of a process with its specification (Cp, Cpk, Pp, Ppk, Cpm)
    Capability(Box<capability::CapabilityArgs>),
    /// Study a measuring system: R&R, type 1, bias, linearity, stability, agreement
    Gauge(Box<gauge::GaugeArgs>),
    /// Find a sampling plan, or see what a plan can do
    Sampling(Box<sampling::SamplingArgs>),
    /// Describe the columns of numbers: mean, spread, quartiles
    Describe(Box<describe::DescribeArgs>),
}

/// Answers on the standard output. Gives exit code 1, and the reason on the standard error, when the data cannot be used.
pub(crate) fn run(args: StatisticsArgs) -> ExitCode {
    let (output, answer) = match args.what {
        What::Chart(args) => (args.output.clone(), chart::answer(&args)),
        What::Capability(args) => (args.output.clone(), capability::answer(&args)),
        What::Gauge(args) => (args.output.clone(), gauge::answer(&args)),
        What::Sampling(args) => (args.output.clone(), sampling::answer(&args)),
        What::Describe(args) => (args.output.clone(), describe::answer(&args)),
    };
    match answer.and_then(|answer| show(&output, &answer)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if output.json {
                eprintln!("{}", problem.json());
            } else {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn show(output: &Output, answer: &Answer) -> Result<(), Problem> {
    use std::io::Write;
    let mut text = output.render(answer)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // A reader that closes early (`| head`) has seen what it wanted.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::new(format!("The answer could not be written: {error}.")))
        }
        _ => Ok(()),
    }
}
