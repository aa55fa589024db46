//! Lists: records of one kind, filtered, sorted, a page at a time, and only those that the asker may see.
//!
//! A page costs a few index steps however many records there are. Either the order of the list is walked and each
//! record asked, or, where one of the filters leads to few records, those are fetched and sorted ([`plan`]).

mod cursor;
mod plan;

use std::collections::BTreeMap;
use std::fmt;

use engine::change::SpineRow;
use engine::condition::Condition;
use engine::pack::{Kind, Packs};
use engine::record::Actor;

use crate::compile::{self, Asker, NotIndexed, Sql};
use crate::db::{Conn, DbError, Row};
use cursor::Cursor;
use plan::{Plan, Source};

/// Most records of one page.
pub const LIMIT: usize = 200;
/// Totals are exact up to this; beyond it there are "more than" so many.
pub const EXACT: u64 = 1_000;

/// In which order. Records without the key come last, whatever the direction; those of the same key by entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Entered last, first.
    #[default]
    Newest,
    /// Entered first, first: by number.
    Oldest,
    /// Due first.
    Due,
    /// Due last, first.
    DueLast,
    /// By title, A to Z.
    Title,
    /// By title, Z to A.
    TitleLast,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 6] = [
        Sort::Newest,
        Sort::Oldest,
        Sort::Due,
        Sort::DueLast,
        Sort::Title,
        Sort::TitleLast,
    ];

    /// Its word in addresses; a hyphen turns it round.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Sort::Newest => "-number",
            Sort::Oldest => "number",
            Sort::Due => "due",
            Sort::DueLast => "-due",
            Sort::Title => "title",
            Sort::TitleLast => "-title",
        }
    }

    /// The sort of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.word() == word)
    }

    fn key(self) -> Option<&'static str> {
        match self {
            Sort::Newest | Sort::Oldest => None,
            Sort::Due | Sort::DueLast => Some("due"),
            Sort::Title | Sort::TitleLast => Some("title_key"),
        }
    }

    fn falls(self) -> bool {
        matches!(self, Sort::Newest | Sort::DueLast | Sort::TitleLast)
    }
}

/// Values that columns must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpineIs {
    /// State id.
    pub state: Option<String>,
    /// Person id.
    pub owner: Option<String>,
    /// Record id of the process.
    pub process: Option<String>,
    /// Record id of the site.
    pub site: Option<String>,
    /// The shown number.
    pub number: Option<String>,
}

impl SpineIs {
    /// Column and value of those that are given, the most telling first.
    fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("number", &self.number),
            ("owner", &self.owner),
            ("process", &self.process),
            ("site", &self.site),
            ("state", &self.state),
        ]
        .into_iter()
        .filter_map(|(column, value)| Some((column, value.as_deref()?)))
    }
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct ListQuery<'a> {
    /// Kind id.
    pub kind: &'a str,
    /// All of them must hold.
    pub filters: Vec<Condition>,
    /// Values that columns must have.
    pub spine: SpineIs,
    /// In which order.
    pub sort: Sort,
    /// [`Page::next`] of the page before, for the same query.
    pub after: Option<String>,
    /// Most records of the page; at most [`LIMIT`].
    pub limit: usize,
    /// As it stood after this entry, with columns and order by number or due date only. Who may see what is a
    /// question of today, always.
    pub as_of: Option<u64>,
    /// Whoever asks.
    pub actor: &'a Actor,
    /// Civil day of asking.
    pub today: &'a str,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Records in order.
    pub items: Vec<ListItem>,
    /// How many there are on all pages, or [`EXACT`] when there are more.
    pub total: u64,
    /// Whether the total is exact; else there are more than that.
    pub total_is_exact: bool,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<String>,
}

/// One record of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListItem {
    /// Record id.
    pub id: String,
    /// One line.
    pub title: String,
    /// Order of entry.
    pub seq: u64,
    /// The columns that every record has.
    pub spine: SpineRow,
}

/// Why there is no page.
#[derive(Debug)]
pub enum ListError {
    /// The question was wrong; a sentence for whoever asked.
    Refused(String),
    /// The database failed.
    Db(DbError),
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListError::Refused(what) => f.write_str(what),
            ListError::Db(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ListError {}

impl From<DbError> for ListError {
    fn from(error: DbError) -> Self {
        ListError::Db(error)
    }
}

impl From<NotIndexed> for ListError {
    fn from(error: NotIndexed) -> Self {
        ListError::Refused(error.to_string())
    }
}

/// One page of records, in the same order on both databases.
///
/// # Errors
/// A refusal when the kind is unknown, a filter cannot be asked of tables, the limit is too high or the place to go on
/// from is not of this list; else the database's.
pub fn page(conn: &mut Conn, packs: &Packs, query: &ListQuery<'_>) -> Result<Page, ListError> {
    let kind = known(packs, query.kind)?;
    let cursor = check(query)?;
    let asker = Asker {
        packs,
        actor: query.actor,
        today: query.today,
    };
    let plan = plan::choose(conn, kind, query)?;

    let mut rows = Vec::new();
    for part in cursor.parts(query.sort) {
        let wanted = query.limit + 1 - rows.len();
        if wanted > 0 {
            rows.extend(part_rows(conn, &asker, kind, query, &plan, &part, wanted)?);
        }
    }
    let has_more = rows.len() > query.limit;
    rows.truncate(query.limit);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|row| Cursor::behind(query.sort, row).to_text());
    let (total, total_is_exact) = match (&query.after, has_more) {
        // The first page holds them all.
        (None, false) => (rows.len() as u64, true),
        _ => total(conn, &asker, kind, query, &plan)?,
    };
    let items = rows.iter().map(item).collect();
    Ok(Page {
        items,
        total,
        total_is_exact,
        next,
    })
}

/// How many records of a kind the asker sees in each of its states, exact to [`EXACT`] (then the flag is false).
///
/// # Errors
/// As [`page()`].
pub fn counts(
    conn: &mut Conn,
    packs: &Packs,
    kind: &str,
    actor: &Actor,
    today: &str,
) -> Result<BTreeMap<String, (u64, bool)>, ListError> {
    let kind = known(packs, kind)?;
    let asker = Asker { packs, actor, today };
    let mut sql = Sql::new(conn.dialect());
    let mut parts = Vec::new();
    for state in &kind.states {
        let (kind_is, state_is) = (sql.arg(&kind.id), sql.arg(&state.id));
        let visible = compile::visible(&mut sql, &asker, kind, "r")?;
        parts.push(format!(
            "SELECT CAST({} AS TEXT) AS state, (SELECT COUNT(*) FROM (SELECT 1 FROM record r WHERE r.kind = {kind_is} AND r.state = {state_is} AND {visible} LIMIT {}) c) AS n",
            sql.arg(&state.id),
            EXACT + 1
        ));
    }
    if parts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sql.query(conn, &parts.join(" UNION ALL "))?;
    Ok(rows
        .into_iter()
        .map(|row| (row.text(0), bounded(row.count(1))))
        .collect())
}

fn known<'a>(packs: &'a Packs, kind: &str) -> Result<&'a Kind, ListError> {
    packs.kind(kind).ok_or_else(|| {
        ListError::Refused(format!(
            "There is no kind of record called “{}”.",
            engine::value::shorten(kind)
        ))
    })
}

fn check(query: &ListQuery<'_>) -> Result<Cursor, ListError> {
    let refuse = |what: &str| Err(ListError::Refused(what.to_owned()));
    if !(1..=LIMIT).contains(&query.limit) {
        return refuse("A page has 1 to 200 records.");
    }
    if query.as_of.is_some() && !query.filters.is_empty() {
        return refuse(
            "An earlier day can be asked for state, owner, process, site and number only; leave out the other filters.",
        );
    }
    if query.as_of.is_some() && query.sort.key() == Some("title_key") {
        return refuse("An earlier day can be sorted by number or due date, not by title.");
    }
    match &query.after {
        None => Ok(Cursor::Start),
        Some(text) => Cursor::parse(text, query.sort).ok_or_else(|| {
            ListError::Refused(
                "The place to go on from (“after”) is not one of this list. Take it from “next” of the page before, with the same sort, or leave it out."
                    .to_owned(),
            )
        }),
    }
}

/// A stretch of the order: with a key or without one, behind a place or from the start.
#[derive(Debug)]
struct Part {
    /// Whether the sort key is there; without meaning where there is none to sort by.
    keyed: bool,
    /// Key (where there is one) and `seq` of the record before.
    behind: Option<(Option<String>, i64)>,
}

fn part_rows(
    conn: &mut Conn,
    asker: &Asker<'_>,
    kind: &Kind,
    query: &ListQuery<'_>,
    plan: &Plan,
    part: &Part,
    wanted: usize,
) -> Result<Vec<Row>, ListError> {
    let mut sql = Sql::new(conn.dialect());
    let (from, mut wheres) = selected(&mut sql, asker, kind, query, &plan.source)?;
    let table = if query.as_of.is_some() { "v" } else { "r" };
    let key = query.sort.key().map(|key| match plan.source {
        Source::Order => format!("{table}.{key}"),
        // What was reached by another index is sorted.
        _ => sql.column(table, key),
    });
    let seq = "r.seq";
    let (sign, direction) = if query.sort.falls() {
        ("<", "DESC")
    } else {
        (">", "ASC")
    };
    let order = match (&key, part.keyed) {
        (Some(key), true) => {
            wheres.push(format!("{} IS NOT NULL", key));
            format!("{} {direction}, {seq} {direction}", key)
        }
        (Some(key), false) => {
            wheres.push(format!("{} IS NULL", key));
            format!("{seq} {direction}")
        }
        (None, _) => format!("{seq} {direction}"),
    };
    match (&part.behind, &key) {
        (Some((Some(after), at)), Some(key)) => {
            let (after, at) = (sql.arg(after), sql.arg(*at));
            wheres.push(format!("({}, {seq}) {sign} ({after}, {at})", key));
        }
        (Some((_, at)), _) => wheres.push(format!("{seq} {sign} {}", sql.arg(*at))),
        (None, _) => {}
    }
    let columns = COLUMNS.map(|column| format!("{table}.{column}")).join(", ");
    let key = key.unwrap_or_else(|| "CAST(NULL AS TEXT)".to_owned());
    let text = format!(
        "SELECT r.id, {columns}, r.seq, {key} {from} WHERE {} ORDER BY {order} LIMIT {}",
        wheres.join(" AND "),
        sql.arg(wanted as u64)
    );
    Ok(sql.query(conn, &text)?)
}

fn total(
    conn: &mut Conn,
    asker: &Asker<'_>,
    kind: &Kind,
    query: &ListQuery<'_>,
    plan: &Plan,
) -> Result<(u64, bool), ListError> {
    let mut sql = Sql::new(conn.dialect());
    let (from, wheres) = selected(&mut sql, asker, kind, query, &plan.to_count)?;
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 {from} WHERE {} LIMIT {}) c",
        wheres.join(" AND "),
        EXACT + 1
    );
    let count = sql.query(conn, &text)?.first().map_or(0, |row| row.count(0));
    Ok(bounded(count))
}

fn bounded(count: u64) -> (u64, bool) {
    (count.min(EXACT), count <= EXACT)
}

/// `FROM …` and all that must hold.
fn selected(
    sql: &mut Sql,
    asker: &Asker<'_>,
    kind: &Kind,
    query: &ListQuery<'_>,
    source: &Source,
) -> Result<(String, Vec<String>), ListError> {
    let (from, mut wheres) = source.leading(sql, kind, query);
    let table = if query.as_of.is_some() { "v" } else { "r" };
    for (column, value) in query.spine.given() {
        wheres.push(format!("{} = {}", sql.column(table, column), sql.arg(value)));
    }
    wheres.push(compile::visible(sql, asker, kind, "r")?);
    for filter in &query.filters {
        wheres.push(compile::condition(sql, asker, kind, "r", filter)?);
    }
    Ok((from, wheres))
}

const COLUMNS: [&str; 16] = [
    "kind",
    "kind_version",
    "number",
    "version",
    "state",
    "state_imported",
    "title",
    "owner",
    "reporter",
    "process",
    "site",
    "due",
    "next",
    "happened_on",
    "opened",
    "closed",
];
/// Where `seq` and the sort key stand behind `id` and [`COLUMNS`].
const SEQ: usize = 1 + COLUMNS.len();
const KEY: usize = SEQ + 1;

fn item(row: &Row) -> ListItem {
    ListItem {
        id: row.text(0),
        title: row.text(7),
        seq: row.count(SEQ),
        spine: spine(row),
    }
}

fn spine(row: &Row) -> SpineRow {
    SpineRow {
        kind: row.text(1),
        kind_version: row.count(2),
        number: row.text(3),
        version: row.count(4),
        state: row.text(5),
        state_imported: row.int(6) != 0,
        owner: row.maybe_text(8),
        reporter: row.maybe_text(9),
        process: row.maybe_text(10),
        site: row.maybe_text(11),
        due: row.maybe_text(12),
        next: row.maybe_text(13),
        happened_on: row.maybe_text(14),
        opened: row.text(15),
        closed: row.maybe_text(16),
    }
}
