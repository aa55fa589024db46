//! The command line of Plumbline.

mod statistics;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// An open quality management system.
#[derive(Debug, Parser)]
#[command(name = "plumbline", version)]
struct Plumbline {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Control charts, capability, gauge studies and sampling plans from a CSV file
    Statistics(statistics::StatisticsArgs),
}

fn main() -> ExitCode {
    match Plumbline::parse().command {
        Command::Statistics(args) => statistics::run(args),
    }
}
