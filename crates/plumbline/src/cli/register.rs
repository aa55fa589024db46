//! `import`: a register from elsewhere.

use std::path::PathBuf;
use std::process::ExitCode;

use app::Result;
use clap::Args;

use super::place::PlaceArgs;

/// Brings in records that were decided elsewhere. A second run of the same file changes nothing.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Kind of record
    kind: String,
    /// CSV file: commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252
    file: PathBuf,
    /// Map from columns to fields; see docs/import/
    #[arg(long, value_name = "MAP.toml")]
    map: PathBuf,
    /// Say per row what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Address of the person who imports; the command line of the server when not given
    #[arg(long, value_name = "EMAIL")]
    person: Option<String>,
    /// Import the rows without errors although others have some
    #[arg(long)]
    skip_errors: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn import(_args: &ImportArgs) -> Result<ExitCode> {
    Err(app::Error::Broken("being written".to_owned()))
}
