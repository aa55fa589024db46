//! The command line: one file per group of commands, each an argument struct and a `run`.

pub(crate) mod backup;
pub(crate) mod conformity;
pub(crate) mod demo;
pub(crate) mod journal;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod register;
pub(crate) mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::confined::{self, ConfinedCommand};
use crate::statistics;

/// Plumbline, an open quality management system: one binary, your own server, every act in a journal that anybody can verify.
#[derive(Debug, Parser)]
#[command(
    name = "plumbline",
    version,
    after_help = "Exit codes: 0 done, 1 refused or contradicted, 2 not understood."
)]
pub(crate) struct Plumbline {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a fictional company with lived history, on this machine only
    Demo(demo::DemoArgs),
    /// Serve an organisation's house
    Serve(serve::ServeArgs),
    /// Found a house: install the packs and add the first administrator
    Init(serve::InitArgs),
    /// Add people and set passwords
    #[command(subcommand)]
    User(people::UserCommand),
    /// Make tokens for scripts
    #[command(subcommand)]
    Token(people::TokenCommand),
    /// Check, list and install packs
    #[command(subcommand)]
    Pack(packs::PackCommand),
    /// Set a rule of the house, with the reason
    Practice(people::PracticeArgs),
    /// Bring in a register from a CSV or XLSX file
    Import(register::ImportArgs),
    /// What the checks say to the clauses of a standard, the worst first
    Conformity(conformity::ConformityArgs),
    /// Write everything into a folder, in open formats
    Export(journal::ExportArgs),
    /// Check that nothing was changed unseen: the live house, or an export alone
    Verify(journal::VerifyArgs),
    /// Write a backup while the house goes on working
    Backup(backup::BackupArgs),
    /// Restore a backup into an empty house
    Restore(backup::RestoreArgs),
    /// Declare that a copied or moved house is the only one now
    Settle(backup::SettleArgs),
    /// Back up, restore beside it, verify, and record the result
    Drill(backup::DrillArgs),
    /// Make all ledger tables anew from the journal
    Rebuild(journal::RebuildArgs),
    /// Control charts, capability, gauge studies and sampling plans from a CSV file
    Statistics(statistics::StatisticsArgs),
    /// Work that this program gives itself, with nothing in its hands
    #[command(subcommand, hide = true)]
    Confined(ConfinedCommand),
}

/// Runs what the arguments say.
pub(crate) fn run(arguments: Plumbline) -> ExitCode {
    let done = match arguments.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Init(args) => serve::init(&args),
        Command::User(command) => people::user(&command),
        Command::Token(command) => people::token(&command),
        Command::Pack(command) => packs::run(&command),
        Command::Practice(args) => people::practice(&args),
        Command::Import(args) => register::import(&args),
        Command::Conformity(args) => conformity::run(&args),
        Command::Export(args) => journal::export(&args),
        Command::Verify(args) => journal::verify(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Settle(args) => backup::settle(&args),
        Command::Drill(args) => backup::drill(&args),
        Command::Rebuild(args) => journal::rebuild(&args),
        Command::Statistics(args) => return statistics::run(args),
        Command::Confined(command) => confined::run(command),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Found something that contradicts, or left something undone, and said so.
pub(crate) const CONTRADICTED: ExitCode = ExitCode::FAILURE;
