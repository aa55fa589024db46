//! By which way the records of a list are reached.
//!
//! The planners cannot know how many records have a value (SQLite keeps no statistics, PostgreSQL's may be old), and
//! the wrong way costs a walk over a million records. So each filter that has an index is counted up to a few
//! thousand, the kind's counters say how many records there are, and the statement is written so that only the
//! cheaper way is open.

use engine::condition::{As, Condition, Literal, Operand, Path, Place, Spine, Test, Word};
use engine::pack::{Kind, Type};

use super::{ListQuery, Sort};
use crate::args;
use crate::compile::Sql;
use crate::db::{Conn, Result};

/// More than so many records are never fetched to be sorted: with so many, the order is walked over few.
const FEW: u64 = 5_000;
/// Fetching a record by its id costs about as much as so many steps along the order.
const FETCH: u64 = 3;

/// Where the records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The index of the list's order.
    Order,
    /// The index of a column that has a fixed value; it holds the order of entry too.
    Column(&'static str, String),
    /// Those whose due date has passed.
    Overdue,
    /// The values of a field, at most once per record.
    Value { path: String, text: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// For the page.
    pub(super) source: Source,
    /// For counting, where order does not matter.
    pub(super) to_count: Source,
}

impl Source {
    /// `FROM …` and the conditions that lead to the records.
    pub(super) fn leading(&self, sql: &mut Sql, kind: &Kind, query: &ListQuery<'_>) -> (String, Vec<String>) {
        let record = || "FROM record r".to_owned();
        let of = sql.arg(&kind.id);
        let of_kind = format!("r.kind = {of}");
        if let Some(entry) = query.as_of {
            // Each record in order, with the version that stood then.
            let joined = "FROM record r CROSS JOIN version v".to_owned();
            let (from, to) = (sql.arg(entry), sql.arg(entry));
            let stood = format!("v.from_entry <= {from} AND (v.to_entry IS NULL OR v.to_entry > {to})");
            return (joined, vec![of_kind, "v.record = r.id".to_owned(), stood]);
        }
        match self {
            Source::Order => (record(), vec![of_kind]),
            Source::Column(column, value) => {
                let is = format!("r.{column} = {}", sql.arg(value));
                (record(), vec![of_kind, is])
            }
            Source::Overdue => {
                let is = format!("r.due < {}", sql.arg(query.today));
                (record(), vec![of_kind, is])
            }
            Source::Value { path, text } => {
                let (path, text) = (sql.arg(path), sql.arg(text));
                let found = format!("d.kind = {of} AND d.path = {path} AND d.text = {text}");
                (
                    "FROM value d CROSS JOIN record r".to_owned(),
                    vec![found, "r.id = d.record".to_owned()],
                )
            }
        }
    }

    /// How many records it leads to, counted up to one more than [`FEW`].
    fn counted(&self, conn: &mut Conn, kind: &Kind, query: &ListQuery<'_>) -> Result<u64> {
        let mut sql = Sql::new(conn.dialect());
        let (mut from, mut wheres) = self.leading(&mut sql, kind, query);
        if matches!(self, Source::Value { .. }) {
            // The index of values knows it alone.
            "FROM value d".clone_into(&mut from);
            wheres.truncate(1);
        }
        let text = format!(
            "SELECT COUNT(*) FROM (SELECT 1 {from} WHERE {} LIMIT {}) c",
            wheres.join(" AND "),
            FEW + 1
        );
        Ok(sql.query(conn, &text)?.first().map_or(0, |row| row.count(0)))
    }
}

pub(super) fn choose(conn: &mut Conn, kind: &Kind, query: &ListQuery<'_>) -> Result<Plan> {
    let mut sources: Vec<Source> = Vec::new();
    if query.as_of.is_none() {
        sources.extend(
            query
                .spine
                .given()
                .map(|(column, value)| Source::Column(column, value.to_owned())),
        );
        sources.extend(query.filters.iter().filter_map(|filter| by_filter(kind, filter)));
    }
    let mut best = (u64::MAX, Source::Order);
    for source in sources {
        let count = source.counted(conn, kind, query)?;
        if count < best.0 {
            best = (count, source);
        }
    }
    let (count, best) = best;
    let in_order = matches!(
        (&best, query.sort),
        (Source::Column(..), Sort::Newest | Sort::Oldest)
    );
    let source = if in_order || (count <= FEW && is_cheaper(conn, kind, query, count)?) {
        best.clone()
    } else {
        Source::Order
    };
    Ok(Plan {
        source,
        to_count: best,
    })
}

/// Whether fetching and sorting so many records costs less than walking the order until a page is full. Walking meets
/// one of them every `all / count` steps.
fn is_cheaper(conn: &mut Conn, kind: &Kind, query: &ListQuery<'_>, count: u64) -> Result<bool> {
    let page = u64::try_from(query.limit).unwrap_or(u64::MAX).saturating_add(1);
    if count <= page {
        return Ok(true);
    }
    let rows = conn.query(
        "SELECT CAST(COALESCE(SUM(last), 0) AS BIGINT) FROM counter WHERE name = $1 OR (name > $2 AND name < $3)",
        &args![&kind.id, format!("{}/", kind.id), format!("{}0", kind.id)],
    )?;
    let all = rows.first().map_or(0, |row| row.count(0));
    Ok(count.saturating_mul(count).saturating_mul(FETCH) <= page.saturating_mul(all))
}

/// The way that a filter opens by itself, if an index knows it.
fn by_filter(kind: &Kind, filter: &Condition) -> Option<Source> {
    if filter.when.is_some() {
        return None;
    }
    match &filter.test {
        Test::Overdue => Some(Source::Overdue),
        Test::InState(states) if states.len() == 1 => Some(Source::Column("state", states[0].clone())),
        Test::Value(Operand::Path(Path { hops, place }, As::Text), Word::Is(Literal::Text(text)))
            if hops.is_empty() =>
        {
            match place {
                Place::Spine(spine) => Some(Source::Column(indexed(*spine)?, text.clone())),
                Place::Field(field) if once(kind, field) => Some(Source::Value {
                    path: field.clone(),
                    text: text.clone(),
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn indexed(spine: Spine) -> Option<&'static str> {
    matches!(
        spine,
        Spine::Number | Spine::State | Spine::Owner | Spine::Process | Spine::Site
    )
    .then(|| spine.word())
}

/// A record has a text at that field at most once, and its facts are kept.
fn once(kind: &Kind, field: &str) -> bool {
    let once = kind.field(field).is_some_and(|field| {
        matches!(
            field.ty,
            Type::Line
                | Type::YesNo
                | Type::Choice(_)
                | Type::Choices(_)
                | Type::Link(_)
                | Type::Links { .. }
        )
    });
    once && kind.indexed.contains(field)
}
