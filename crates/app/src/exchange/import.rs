//! Import: records that were decided elsewhere come in from a table, by a map.
//!
//! A file is read twice. The first time everything in it is checked, row by row, and nothing is written: that is the
//! dry run. The second time the rows that are not here yet come in, at most 200 to an entry of the journal. Rows are
//! recognised by their key, so that a second run, even of a re-sorted file, changes nothing. What is recorded here is
//! never overwritten.

mod bring;
mod compare;
mod judge;
mod meanings;
mod report;
mod seen;
pub(crate) mod within;

use std::collections::HashSet;
use std::sync::Arc;

use engine::decide::Act;
use engine::pack::Packs;
use store::db::Conn;

use bring::Import;
use judge::{Given, Judge};
use meanings::Meanings;
pub use report::{Difference, Few, LISTED, Outcome, Report, RowReport, Told};

use seen::Seen;
use within::Names;

use super::map::{self, Bound, Map};
use super::sheet::{Extract, Sheet};
use super::table::{Source, Table};
use crate::errors::{Error, Result};
use crate::house::{App, Caller};
use crate::read::View;

/// Most rows of one entry.
const BATCH: usize = 200;
/// Most rows of one entry where rows may name each other: those of a circle have to come in together.
const LINKED_BATCH: usize = 2_000;
/// Most bytes of one entry's rows, roughly.
const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// What is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Kind of record.
    pub kind: &'a str,
    /// The table.
    pub source: Source<'a>,
    /// Its name, for messages.
    pub file: &'a str,
    /// The map's TOML.
    pub map: &'a str,
    /// Its name, for messages.
    pub map_file: &'a str,
    /// What reads spreadsheets. They are files that strangers write, so the program itself confines it.
    pub extract: &'a dyn Extract,
}

/// What whoever waits may watch.
#[derive(Debug)]
pub enum Watched<'a> {
    /// What becomes of a row. In a real run the wrong rows are told first, while the file is checked.
    Row(&'a RowReport),
    /// How far it is.
    Progress(Progress),
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records are coming in; before that the file is checked.
    pub importing: bool,
    /// Rows passed.
    pub rows: u64,
    /// Bytes read of the file.
    pub read: u64,
    /// Bytes of the file.
    pub size: u64,
}

/// Somebody who watches.
pub type Watch<'w> = dyn FnMut(Watched<'_>) + 'w;

/// The dry run: what would become of every row. Writes nothing.
///
/// # Errors
/// The caller may not import; the file is no table; or everything that is wrong with the map, line by line.
pub fn plan(app: &App, caller: &Caller, order: &Order<'_>, watch: &mut Watch<'_>) -> Result<Report> {
    let sheet = sheet(app, caller, order)?;
    let checked = check(app, caller, &order.with(sheet.as_ref()), watch, true)?;
    Ok(Report {
        dry_run: true,
        ..checked.report
    })
}

/// Imports what is not here yet. With mistakes in the file nothing at all comes in, unless `skip_errors` leaves the
/// wrong rows out.
///
/// # Errors
/// As [`plan`]. What goes wrong later stops the import and stands in the report: what came in until then is there, and
/// the same command goes on from it.
pub fn run(
    app: &Arc<App>,
    caller: &Caller,
    order: &Order<'_>,
    skip_errors: bool,
    watch: &mut Watch<'_>,
) -> Result<Report> {
    if !caller.may_act {
        return Err(Error::Forbidden("This token may read, not act.".to_owned()));
    }
    let sheet = sheet(app, caller, order)?;
    let order = &order.with(sheet.as_ref());
    let Checked {
        mut report,
        bound,
        names,
        wrong,
    } = check(app, caller, order, watch, false)?;
    if report.wrong > 0 && !skip_errors {
        let rows = if report.wrong == 1 { "row has" } else { "rows have" };
        report.stopped = Some(format!(
            "Nothing was imported: {} {rows} errors. Correct them, or import the others with --skip-errors.",
            report.wrong
        ));
        return Ok(report);
    }
    let mut import = Import {
        app,
        caller,
        bound: &bound,
        names: &names,
        imported: 0,
        filled: 0,
    };
    report.stopped = import.all(order, &wrong, watch).err().map(|error| {
        format!(
            "The import stopped after {} new records: {error} Run it again: what is here is recognised.",
            import.imported
        )
    });
    (report.imported, report.filled) = (import.imported, import.filled);
    Ok(report)
}

impl<'a> Order<'a> {
    fn with(&self, sheet: Option<&'a Sheet>) -> Order<'a> {
        Order {
            source: sheet.map_or(self.source, Source::Sheet),
            ..*self
        }
    }
}

/// The rows of a spreadsheet; nothing when the file is text. Whoever may not import is told that first.
fn sheet(app: &App, caller: &Caller, order: &Order<'_>) -> Result<Option<Sheet>> {
    app.view(caller, |view| permitted(app, view, order))?;
    if !order.source.is_spreadsheet()? {
        return Ok(None);
    }
    let map = Map::read(order.map_file, order.map);
    Sheet::read(order.source, map.sheet(), order.extract).map(Some)
}

/// What the first reading found out.
struct Checked {
    report: Report,
    bound: Bound,
    /// What the rows are called, where they may name each other.
    names: Names,
    /// Rows that are wrong.
    wrong: HashSet<u64>,
}

/// The first reading: everything is found out.
fn check(
    app: &App,
    caller: &Caller,
    order: &Order<'_>,
    watch: &mut Watch<'_>,
    every_row: bool,
) -> Result<Checked> {
    let mut table = Table::open(order.source);
    let bound = app.view(caller, |view| {
        permitted(app, view, order)?;
        bind(view, order, table.as_ref().ok())
    });
    // Whoever may not import is told that first, and nothing of the file.
    let (mut table, bound) = match (bound, table.as_mut()) {
        (Err(error @ (Error::Forbidden(_) | Error::Refused(_) | Error::NotFound(_))), _) => {
            return Err(error);
        }
        (_, Err(_)) => return Err(table.expect_err("just seen")),
        (Err(error), _) => return Err(error),
        (Ok(bound), Ok(_)) => (table.expect("just seen"), bound),
    };
    let mut report = Report {
        kind: order.kind.to_owned(),
        file: order.file.to_owned(),
        source: bound.source.clone(),
        form: table.form(),
        unused_columns: bound.unused.clone(),
        ..Report::default()
    };
    let mut wrong = HashSet::new();
    let mut seen = Seen::default();
    let size = order.source.size()?;
    let names = names(order.source, &bound)?;
    while let Some(batch) = next_batch(&mut table, &bound, &|_| true)? {
        let judge = Judge {
            bound: &bound,
            now: engine::calendar::spell(app.now()),
            names: &names,
        };
        for judged in app.view(caller, |view| judge.batch(view, batch, Some(&mut seen)))? {
            report.count(&judged.report);
            let is_wrong = matches!(judged.report.outcome, Outcome::Wrong { .. });
            if is_wrong {
                wrong.insert(judged.report.row);
            }
            if is_wrong || every_row {
                watch(Watched::Row(&judged.report));
            }
        }
        watch(Watched::Progress(Progress {
            importing: false,
            rows: report.rows,
            read: table.read(),
            size,
        }));
    }
    Ok(Checked {
        report,
        bound,
        names,
        wrong,
    })
}

/// What the rows are called. One more reading, only where they may name each other.
fn names(source: Source<'_>, bound: &Bound) -> Result<Names> {
    let mut names = Names::default();
    let Some(kind) = bound
        .house
        .packs
        .kind(&bound.kind)
        .filter(|_| within::may_name_each_other(bound))
    else {
        return Ok(names);
    };
    let mut table = Table::open(source)?;
    while let Some(row) = table.next_row()? {
        names.add(kind, row.row, &bound.row(&table, &row));
    }
    Ok(names)
}

/// The engine itself says who may import which kinds.
fn permitted(app: &App, view: &mut View<'_>, order: &Order<'_>) -> Result<()> {
    let act = Act::Import {
        kind: order.kind.to_owned(),
        rows: Vec::new(),
        source: String::new(),
    };
    let now = engine::calendar::spell(app.now());
    crate::act::decide_on(view.conn, view.house, &view.actor, &now, &view.today, &act).map(drop)
}

fn bind(view: &mut View<'_>, order: &Order<'_>, table: Option<&Table<'_>>) -> Result<Bound> {
    let mut map = Map::read(order.map_file, order.map);
    if let (Some(line), Some(table)) = (map.sheet.as_ref().map(|sheet| sheet.line), table)
        && !matches!(order.source, Source::Sheet(_))
    {
        map.problem(
            line,
            format!(
                "the map names a sheet, but the file is {}, which has none.",
                table.form()
            ),
        );
    }
    let Some(table) = table else {
        return Err(Error::Invalid(String::new()));
    };
    let house = Arc::new(view.house.clone());
    let meanings = Meanings::default();
    look_up_constants(view.conn, &house.packs, &map, order.kind, &meanings)?;
    let resolve = |kinds: &[String], text: &str| meanings.resolve(&house, kinds, text);
    map::bind(map, order.kind, table.header(), &house, &resolve).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let count = match lines.len() {
            1 => "1 problem".to_owned(),
            many => format!("{many} problems"),
        };
        Error::Invalid(format!(
            "The map has {count}; no row was read:\n{}",
            lines.join("\n")
        ))
    })
}

/// Texts of the map itself that name records.
fn look_up_constants(
    conn: &mut Conn,
    packs: &Packs,
    map: &Map,
    kind: &str,
    meanings: &Meanings,
) -> Result<()> {
    let Some(kind) = packs.kind(kind) else {
        return Ok(());
    };
    for (field, rule) in &map.fields {
        for target in rule
            .map
            .iter()
            .flatten()
            .map(|(_, target)| target)
            .chain(&rule.default)
        {
            let inputs = serde_json::Map::from_iter([(field.it.clone(), target.it.clone())]);
            for (kinds, text) in engine::decide::lookups(kind, &inputs) {
                meanings.find(conn, kinds, text)?;
            }
        }
    }
    Ok(())
}

/// The next rows that are wanted; nothing at the end of the file.
fn next_batch(
    table: &mut Table<'_>,
    bound: &Bound,
    wanted: &dyn Fn(u64) -> bool,
) -> Result<Option<Vec<Given>>> {
    let most = if within::may_name_each_other(bound) {
        LINKED_BATCH
    } else {
        BATCH
    };
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < most && bytes < BATCH_BYTES {
        let Some(row) = table.next_row()? else { break };
        if !wanted(row.row) {
            continue;
        }
        bytes += row.cells.iter().map(String::len).sum::<usize>();
        batch.push(Given {
            row: row.row,
            line: row.line,
            taken: bound.row(table, &row),
        });
    }
    Ok((!batch.is_empty()).then_some(batch))
}
