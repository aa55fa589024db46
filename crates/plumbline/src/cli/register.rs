//! `import`: a register from elsewhere.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use app::exchange::import::{self, Order, Report, Watched};
use app::exchange::table::Source;
use app::{Caller, Error, Result};
use clap::Args;

use super::CONTRADICTED;
use super::place::{PlaceArgs, progress};
use crate::confined::Again;

/// Brings in records that were decided elsewhere. A second run of the same file changes nothing.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Kind of record
    kind: String,
    /// CSV file (commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252) or XLSX file
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
    /// One line of JSON for each row, then one for the whole
    #[arg(long)]
    json: bool,
}

pub(crate) fn import(args: &ImportArgs) -> Result<ExitCode> {
    let app = args.place.open()?;
    let caller = match &args.person {
        Some(email) => app.caller_by_address(email)?,
        None => Caller::system(),
    };
    let map = fs::read_to_string(&args.map)
        .map_err(|error| Error::Invalid(format!("{}: {error}.", args.map.display())))?;
    let (file, map_file) = (args.file.display().to_string(), args.map.display().to_string());
    let order = Order {
        kind: &args.kind,
        source: Source::File(&args.file),
        file: &file,
        map: &map,
        map_file: &map_file,
        extract: &Again,
    };
    let mut out = Out {
        json: args.json,
        to: io::BufWriter::new(io::stdout().lock()),
        failed: None,
    };
    let (mut checking, mut importing) = (progress("Checking the file"), progress("Importing"));
    let mut watch = |watched: Watched<'_>| match watched {
        Watched::Row(row) => out.row(row),
        Watched::Progress(far) if far.importing => importing(far.read, far.size),
        Watched::Progress(far) => checking(far.read, far.size),
    };
    let report = match args.dry_run {
        true => import::plan(&app, &caller, &order, &mut watch)?,
        false => import::run(&app, &caller, &order, args.skip_errors, &mut watch)?,
    };
    out.end(&report)?;
    Ok(if report.wrong == 0 && report.stopped.is_none() {
        ExitCode::SUCCESS
    } else {
        CONTRADICTED
    })
}

/// What is told on standard output.
struct Out<W: Write> {
    json: bool,
    to: W,
    /// Whoever read it has gone; the import goes on all the same.
    failed: Option<io::Error>,
}

impl<W: Write> Out<W> {
    fn row(&mut self, row: &import::RowReport) {
        if self.failed.is_none() {
            self.failed = self.write(row).err();
        }
    }

    fn write(&mut self, row: &import::RowReport) -> io::Result<()> {
        if self.json {
            serde_json::to_writer(&mut self.to, row)?;
            return writeln!(self.to);
        }
        writeln!(self.to, "{row}")?;
        row.notes
            .iter()
            .try_for_each(|note| writeln!(self.to, "  note: {note}"))
    }

    fn end(mut self, report: &Report) -> Result<()> {
        if self.failed.is_some() {
            return Ok(());
        }
        if self.json {
            serde_json::to_writer(&mut self.to, report).map_err(io::Error::from)?;
            writeln!(self.to)?;
        } else {
            writeln!(self.to, "{report}")?;
        }
        Ok(self.to.flush()?)
    }
}
