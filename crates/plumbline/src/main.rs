//! Plumbline: an open, self-hosted quality management system. This is its one binary.

mod cli;
mod confined;
mod demo;
mod statistics;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    cli::run(cli::Plumbline::parse())
}
