//! `backup`, `restore`, `settle` and `drill`.

use std::path::PathBuf;
use std::process::ExitCode;

use app::Result;
use app::exchange::backup;
use clap::Args;

use super::CONTRADICTED;
use super::journal::show;
use super::place::{PlaceArgs, progress};

/// Writes a backup while the house goes on working. The signing key is not in it.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// New or empty folder
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Restores a backup into an empty house, begins a new epoch of its journal, and verifies it.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Folder of the backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Why; stands in the journal
    #[arg(long, default_value = "A backup was restored")]
    reason: String,
}

/// Declares that a copied or moved house is the only one now: begins a new epoch of its journal.
#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Why; stands in the journal
    #[arg(long)]
    reason: String,
}

/// Backs up, restores beside it, verifies that, and records the result in the journal.
#[derive(Debug, Args)]
pub(crate) struct DrillArgs {
    #[command(flatten)]
    place: PlaceArgs,
}

pub(crate) fn backup(args: &BackupArgs) -> Result<ExitCode> {
    let app = args.place.open_to_read()?;
    let done = app.backup(&args.to, &mut progress("Backing up entries"))?;
    println!(
        "{} entries and {} files are in {}.",
        done.entries,
        done.files,
        args.to.display()
    );
    println!(
        "The signing key is not: keep a copy of {} elsewhere.",
        args.place.data.join("signing.key").display()
    );
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn restore(args: &RestoreArgs) -> Result<ExitCode> {
    let setting = args.place.setting()?;
    let (entry, verdict) = backup::restore(
        &args.from,
        &setting,
        &args.reason,
        &mut progress("Restoring entries"),
    )?;
    println!("Restored. A new epoch begins with entry {entry}, which cites the checkpoint of the backup.");
    show(&verdict, false);
    Ok(if verdict.is_sound() {
        ExitCode::SUCCESS
    } else {
        CONTRADICTED
    })
}

pub(crate) fn settle(args: &SettleArgs) -> Result<ExitCode> {
    let entry = args
        .place
        .open_to_read()?
        .settle(&args.place.setting()?, &args.reason)?;
    println!("This house lives here now. A new epoch of the journal begins with entry {entry}.");
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn drill(args: &DrillArgs) -> Result<ExitCode> {
    let done = args
        .place
        .open()?
        .drill(&args.place.setting()?, &mut progress("Restoring entries"))?;
    let seconds = done.took.as_secs_f64();
    println!(
        "{} entries and {} files were backed up, restored and verified in {seconds:.1} s; recorded in entry {}.",
        done.entries, done.files, done.entry
    );
    done.findings.iter().for_each(|line| println!("- {line}"));
    Ok(if done.findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        CONTRADICTED
    })
}
