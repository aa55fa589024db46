//! Everything that can be checked of a database: the journal verifies, the ledger is what the journal makes of it,
//! signatures fit what they cover, and the search knows every record.

mod rows;
mod signatures;

use std::collections::BTreeSet;
use std::fmt;

use journal::tile::Tiler;
use journal::tree::leaf_hash;
use journal::{Envelope, Payload, Verifier, Vkey};

use crate::db::{Conn, Result};
use crate::head::{self, Head};
use crate::rebuild::{Chunk, Stored, scratch};
use crate::{Store, args};

/// Most findings kept per table; more are only counted.
pub const MOST_FINDINGS: usize = 20;

/// What the check says.
#[derive(Clone, Debug)]
pub struct Report {
    /// Of the journal by itself.
    pub journal: journal::Report,
    /// How many rows of ledger tables were compared with the journal.
    pub rows: u64,
    /// Where tables say something else than the journal.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub left_out: u64,
}

/// A place where a table says something else than the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the table.
    pub table: String,
    /// Key of the row.
    pub key: String,
    /// Name of the column; empty when the row as a whole is missing or should not be there.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What the journal makes of it.
    pub expected: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            table,
            key,
            column,
            found,
            expected,
        } = self;
        write!(f, "table {table}, row {key}")?;
        if !column.is_empty() {
            write!(f, ", column {column}")?;
        }
        write!(f, ": found {found}; expected {expected}")
    }
}

impl Report {
    /// Whether nothing contradicts.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.journal.is_sound() && self.findings.is_empty()
    }

    pub(crate) fn find(&mut self, table: &str, key: String, column: &str, found: String, expected: String) {
        let of_table = self
            .findings
            .iter()
            .filter(|finding| finding.table == table)
            .count();
        if of_table >= MOST_FINDINGS {
            self.left_out += 1;
            return;
        }
        let (table, column) = (table.to_owned(), column.to_owned());
        self.findings.push(Finding {
            table,
            key,
            column,
            found,
            expected,
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.journal.findings {
            writeln!(f, "{finding}")?;
        }
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        if self.left_out > 0 {
            writeln!(f, "and {} more like these", self.left_out)?;
        }
        if self.findings.is_empty() {
            writeln!(
                f,
                "{} rows of the ledger are as the journal makes them.",
                self.rows
            )?;
        }
        Ok(())
    }
}

/// Checks a store, as of now.
///
/// # Errors
/// The driver's words. What contradicts is no error but in the report.
pub fn check_everything(store: &Store) -> Result<Report> {
    check_against(store, &[], &mut |_, _| {})
}

/// The same with signed checkpoints kept elsewhere; `progress` hears how many entries of how many are done.
///
/// # Errors
/// As [`check_everything`].
pub fn check_against(store: &Store, outside: &[&[u8]], progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    store.read(|conn| check(conn, store.vkey(), outside, progress))
}

/// Checks what a connection sees, which must be one snapshot.
fn check(
    conn: &mut Conn,
    vkey: &Vkey,
    outside: &[&[u8]],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report> {
    let head = head::read(conn)?;
    let verifier = Verifier::new(vkey, head.checkpoint.as_bytes(), outside);
    let mut walk = Walk {
        scratch: scratch()?,
        tiler: Tiler::new(),
        tiles: 0,
        redacted: BTreeSet::new(),
        last: None,
        rebuilt: true,
        findings: Findings::default(),
    };
    let report = walk.entries(conn, verifier, head.size, progress)?;
    let mut report = Report {
        journal: report,
        rows: 0,
        findings: Vec::new(),
        left_out: 0,
    };
    for [table, key, column, found, expected] in std::mem::take(&mut walk.findings) {
        report.find(&table, key, &column, found, expected);
    }
    walk.head(conn, &head, &mut report)?;
    if walk.rebuilt {
        rows::compare(conn, &mut walk.scratch, &mut report)?;
        signatures::check(&mut walk.scratch, &walk.redacted, &mut report)?;
    }
    searched(conn, &mut report)?;
    Ok(report)
}

type Findings = Vec<[String; 5]>;

/// One walk over all entries, which feeds everything that is compared afterwards.
struct Walk {
    scratch: Conn,
    tiler: Tiler,
    tiles: u64,
    /// (record, field) of values that were redacted in some entry.
    redacted: BTreeSet<(String, String)>,
    /// Time and epoch of the last entry.
    last: Option<(String, u64)>,
    rebuilt: bool,
    findings: Findings,
}

impl Walk {
    fn entries(
        &mut self,
        conn: &mut Conn,
        mut verifier: Verifier,
        size: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<journal::Report> {
        let mut done = 0;
        loop {
            let chunk = Chunk::read(conn, done)?;
            let Some(last) = chunk.entries.last() else {
                break;
            };
            done = last.number;
            for stored in &chunk.entries {
                verifier.entry(&stored.leaf, Some(&stored.payload));
                self.entry(conn, stored)?;
            }
            self.replay(&chunk);
            progress(done, size);
        }
        Ok(verifier.finish())
    }

    /// Checks the columns beside an entry, and the tiles that it completes.
    fn entry(&mut self, conn: &mut Conn, stored: &Stored) -> Result<()> {
        let mut whole = Vec::new();
        self.tiler.push(leaf_hash(&stored.leaf), |tile, bytes| {
            whole.push((tile, bytes.to_vec()))
        });
        for (tile, bytes) in whole {
            self.tiles += 1;
            let row = conn.first(
                "SELECT hashes FROM tile WHERE level = $1 AND number = $2",
                &args![u32::from(tile.level), tile.index],
            )?;
            if row.is_none_or(|row| row.bytes(0) != bytes) {
                self.find(
                    "tile",
                    tile.path(),
                    "hashes",
                    "nothing or other hashes",
                    "the hashes of the entries",
                );
            }
        }
        // What cannot be read is the verifier's to report.
        let Ok(envelope) = Envelope::from_bytes(&stored.leaf) else {
            return Ok(());
        };
        let columns = [
            ("time", &stored.time, &envelope.time),
            ("act", &stored.act, &envelope.act),
            ("actor", &stored.actor, &envelope.actor),
        ];
        for (column, found, expected) in columns {
            if found != expected {
                self.find("entry", stored.number.to_string(), column, found, expected);
            }
        }
        self.last = Some((envelope.time, envelope.epoch));
        if let Ok(payload) = Payload::from_bytes(&stored.payload)
            && payload.redacted() > 0
        {
            self.redacted.extend(
                payload
                    .items()
                    .iter()
                    .filter(|item| item.is_redacted())
                    .filter_map(|item| {
                        let (record, field) = item.path().strip_prefix("record/")?.split_once("/field/")?;
                        Some((record.to_owned(), field.to_owned()))
                    }),
            );
        }
        Ok(())
    }

    fn replay(&mut self, chunk: &Chunk) {
        if !self.rebuilt {
            return;
        }
        let damage = chunk.replay(&mut self.scratch, None);
        let damage = damage.unwrap_or_else(|error| {
            let first = chunk.entries.first().map_or(0, |entry| entry.number);
            vec![(
                first,
                format!("the entries from here on contradict each other ({error})"),
            )]
        });
        for (entry, what) in damage {
            self.rebuilt = false;
            self.find(
                "entry",
                entry.to_string(),
                "payload",
                &what,
                "an act from which tables can be made",
            );
        }
    }

    fn find(&mut self, table: &str, key: String, column: &str, found: &str, expected: &str) {
        self.findings.push([
            table.to_owned(),
            key,
            column.to_owned(),
            found.to_owned(),
            expected.to_owned(),
        ]);
    }

    /// Checks that the head is that of the entries, and that there are no more tiles than they fill.
    fn head(&self, conn: &mut Conn, head: &Head, report: &mut Report) -> Result<()> {
        let (time, epoch) = self.last.clone().unwrap_or_else(|| (String::new(), head.epoch));
        let frontier = self.tiler.frontier();
        let tiles = conn
            .first("SELECT count(*) FROM tile", &[])?
            .map_or(0, |row| row.count(0));
        let parts = [
            ("head", "size", head.size.to_string(), frontier.size().to_string()),
            ("head", "time", head.time.clone(), time),
            ("head", "epoch", head.epoch.to_string(), epoch.to_string()),
            (
                "head",
                "frontier",
                head.frontier.root().to_hex(),
                frontier.root().to_hex(),
            ),
            ("tile", "count", tiles.to_string(), self.tiles.to_string()),
        ];
        for (table, column, found, expected) in parts {
            if found != expected {
                report.find(table, "1".to_owned(), column, found, expected);
            }
        }
        Ok(())
    }
}

/// Every record can be searched, and nothing else.
fn searched(conn: &mut Conn, report: &mut Report) -> Result<()> {
    let missing = conn.query(
        "SELECT r.id FROM record r WHERE NOT EXISTS (SELECT 1 FROM searched s WHERE s.record = r.id) ORDER BY r.id LIMIT 21",
        &[],
    )?;
    for row in missing {
        report.find(
            "searched",
            row.text(0),
            "",
            "no row".to_owned(),
            "a row for every record".to_owned(),
        );
    }
    let extra = conn.query(
        "SELECT s.record FROM searched s WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = s.record) ORDER BY s.record LIMIT 21",
        &[],
    )?;
    for row in extra {
        report.find(
            "searched",
            row.text(0),
            "",
            "a row".to_owned(),
            "none: there is no such record".to_owned(),
        );
    }
    Ok(())
}
