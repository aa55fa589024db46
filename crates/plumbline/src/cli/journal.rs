//! `export`, `verify` and `rebuild`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use app::exchange::verify::{Verdict, verify_export};
use app::{Error, Result};
use clap::Args;
use serde_json::json;

use super::CONTRADICTED;
use super::place::{PlaceArgs, progress};

/// Writes the journal, its payloads, files and packs into a new folder.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// New or empty folder
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Verifies the live house, or an export alone.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Verify this export instead of the live house
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// File with the key that you trust (with --export)
    #[arg(long, value_name = "FILE", requires = "export")]
    vkey: Option<PathBuf>,
    /// File with a checkpoint that was kept outside; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Makes all ledger tables anew. Nobody may serve the house meanwhile.
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {
    #[command(flatten)]
    place: PlaceArgs,
}

pub(crate) fn export(args: &ExportArgs) -> Result<ExitCode> {
    let app = args.place.open_to_read()?;
    let exported = app.export(&args.to, progress("Exporting entries"))?;
    println!(
        "{} entries and {} files are in {}.",
        exported.entries,
        exported.files,
        args.to.display()
    );
    println!(
        "The key that verifies it (keep it elsewhere too):\n{}",
        app.store().vkey()
    );
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn verify(args: &VerifyArgs) -> Result<ExitCode> {
    let read = |path: &PathBuf| {
        fs::read(path).map_err(|error| Error::Invalid(format!("{}: {error}.", path.display())))
    };
    let against = args.against.iter().map(read).collect::<Result<Vec<_>>>()?;
    let verdict = match &args.export {
        Some(folder) => {
            let vkey = args
                .vkey
                .as_ref()
                .map(|path| read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
                .transpose()?;
            verify_export(folder, vkey.as_deref(), &against)?
        }
        None => args
            .place
            .open_to_read()?
            .verify(&against, &mut progress("Verifying entries"))?,
    };
    show(&verdict, args.json);
    Ok(if verdict.is_sound() {
        ExitCode::SUCCESS
    } else {
        CONTRADICTED
    })
}

pub(crate) fn show(verdict: &Verdict, json: bool) {
    if json {
        println!(
            "{}",
            json!({ "sound": verdict.is_sound(), "looked_at": verdict.looked_at, "findings": verdict.findings, "cannot_tell": verdict.cannot_tell })
        );
        return;
    }
    verdict.looked_at.iter().for_each(|line| println!("{line}"));
    if verdict.is_sound() {
        println!("Nothing contradicts.");
    } else {
        println!("\nContradicted:");
        verdict.findings.iter().for_each(|line| println!("- {line}"));
    }
    if !verdict.cannot_tell.is_empty() {
        println!("\nWhat this cannot tell:");
        verdict.cannot_tell.iter().for_each(|line| println!("- {line}"));
    }
}

pub(crate) fn rebuild(args: &RebuildArgs) -> Result<ExitCode> {
    let place = args.place.open_to_read()?.store().place().clone();
    let entries = app::exchange::rebuild(&place, &mut progress("Rebuilding from entries"))?;
    println!("The ledger tables were made anew from {entries} entries.");
    Ok(ExitCode::SUCCESS)
}
