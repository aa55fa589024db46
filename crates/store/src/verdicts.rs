//! Checks as SQL: one statement each gives how many records were looked at, how many do not hold, and the first of them.
//!
//! The statements agree with [`engine::check::count`], which counts the same in memory. Everything is counted, whoever
//! asks; only the records that are *named* are those that the asker may see.

mod forms;
mod kept;
mod tell;
mod then;

use engine::check::{Count, FIRST};
use engine::condition::{Condition, Instant, Test, Word};
use engine::pack::{Check, Kind, Packs};
use engine::record::Actor;

use crate::compile::{self, Asker, Sql, all};
use crate::db::{Conn, Result, Row};

pub(crate) use kept::keep;
pub use kept::{Kept, kept, kept_days};
pub use tell::{Passed, Tagged, last_touched, naming, of_kind, passed, tagged};
pub use then::ledger_after;

/// A population under construction.
struct Asked<'a> {
    packs: &'a Packs,
    check: &'a Check,
    /// Asks for everything.
    everyone: Actor,
    today: &'a str,
    since: Option<String>,
}

/// What the check finds today. Of the records that do not hold, the newest that `seen_by` sees are named; all when
/// nobody is given.
///
/// # Errors
/// The driver's words, or that a pack keeps no facts for something that the check reads.
pub fn count(
    conn: &mut Conn,
    packs: &Packs,
    check: &Check,
    today: &str,
    zone: &str,
    seen_by: Option<&Actor>,
) -> Result<Count> {
    let asked = Asked {
        packs,
        check,
        everyone: Actor::system(),
        today,
        since: engine::check::since(check, today),
    };
    match &check.form {
        engine::pack::Form::Repeats {
            of,
            words,
            alike,
            must,
        } => {
            let likely = asked.repeats(conn, of, words, *alike, must)?;
            asked.named(conn, likely, seen_by)
        }
        engine::pack::Form::Burst { .. } => {
            let start = asked.since.as_deref().unwrap_or("0000-01-01");
            let before = crate::load::entry_at_end_of(conn, &start_of(start, zone))?;
            asked.counted(conn, seen_by, |sql| asked.burst(sql, before))
        }
        engine::pack::Form::Must(must) => asked.counted(conn, seen_by, |sql| asked.must(sql, must)),
        engine::pack::Form::ForEach { .. } => asked.counted(conn, seen_by, |sql| asked.silent(sql)),
        engine::pack::Form::Shared { path, many } => {
            asked.counted(conn, seen_by, |sql| asked.shared(sql, path, *many))
        }
    }
}

/// The first instant of a civil day where the organisation is.
fn start_of(day: &str, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let start = day
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|day| day.to_zoned(zone).ok());
    start.map_or_else(
        || format!("{day}T00:00:00.000Z"),
        |start| engine::calendar::spell(start.timestamp()),
    )
}

impl<'a> Asked<'a> {
    fn asker(&self) -> Asker<'_> {
        Asker {
            packs: self.packs,
            actor: &self.everyone,
            today: self.today,
        }
    }

    /// Kinds of the population that the packs have.
    fn kinds(&self) -> impl Iterator<Item = &'a Kind> {
        self.check.over.kinds.iter().filter_map(|id| self.packs.kind(id))
    }

    /// What a record of that kind must be to belong to the population; `dated` applies the period.
    fn belongs(&self, sql: &mut Sql, kind: &Kind, record: &str, dated: bool) -> compile::Result<String> {
        let mut parts = vec![format!("{record}.kind = {}", sql.arg(&kind.id))];
        if let Some(filter) = &self.check.over.filter {
            parts.push(self.holds(sql, kind, record, filter)?);
        }
        if let (true, Some(period), Some(since)) = (dated, &self.check.period, &self.since) {
            let before = engine::calendar::plus(since, -1);
            let within = Condition::of(Test::Value(period.on.clone(), Word::After(Instant::Day(before))));
            parts.push(self.holds(sql, kind, record, &within)?);
        }
        Ok(all(parts))
    }

    fn holds(
        &self,
        sql: &mut Sql,
        kind: &Kind,
        record: &str,
        condition: &Condition,
    ) -> compile::Result<String> {
        compile::condition(sql, &self.asker(), kind, record, condition)
    }

    /// Counts the rows `(id, opened, bad)` of a population and names the first bad ones.
    fn counted(
        &self,
        conn: &mut Conn,
        seen_by: Option<&Actor>,
        population: impl FnOnce(&mut Sql) -> compile::Result<String>,
    ) -> Result<Count> {
        let mut sql = Sql::new(conn.dialect());
        let population = population(&mut sql)?;
        let seen = self.seen(&mut sql, seen_by)?;
        let text = format!(
            "WITH {population}
             SELECT 0 AS place, CAST(NULL AS TEXT) AS id, CAST('' AS TEXT) AS opened, COUNT(*) AS n, CAST(COALESCE(SUM(p.bad), 0) AS BIGINT) AS bad FROM p
             UNION ALL
             SELECT 1, f.id, f.opened, 0, 0 FROM (SELECT p.id, p.opened FROM p {seen} ORDER BY p.opened DESC, p.id DESC LIMIT {FIRST}) f"
        );
        let rows = sql.query(conn, &text)?;
        Ok(read(&rows))
    }

    /// Joins the records of `p` to those that somebody sees, and keeps the bad ones.
    fn seen(&self, sql: &mut Sql, seen_by: Option<&Actor>) -> compile::Result<String> {
        let Some(actor) = seen_by else {
            return Ok("WHERE p.bad = 1".to_owned());
        };
        let asker = Asker {
            packs: self.packs,
            actor,
            today: self.today,
        };
        let named = match &self.check.form {
            engine::pack::Form::ForEach { kind, .. } => std::slice::from_ref(kind),
            _ => self.check.over.kinds.as_slice(),
        };
        let mut ways = Vec::new();
        for kind in named.iter().filter_map(|id| self.packs.kind(id)) {
            let visible = compile::visible(sql, &asker, kind, "sr")?;
            ways.push(all([format!("sr.kind = {}", sql.arg(&kind.id)), visible]));
        }
        Ok(format!(
            "JOIN record sr ON sr.id = p.id WHERE p.bad = 1 AND {}",
            compile::any(ways)
        ))
    }

    /// The same for records that were found in Rust.
    fn named(&self, conn: &mut Conn, mut count: Count, seen_by: Option<&Actor>) -> Result<Count> {
        if let Some(actor) = seen_by {
            count.first = visible_of(conn, self.packs, &count.first, actor, self.today)?;
        }
        count.first.truncate(FIRST);
        Ok(count)
    }
}

/// Those of the records that the actor sees, in their order.
///
/// # Errors
/// The driver's words.
pub fn visible_of(
    conn: &mut Conn,
    packs: &Packs,
    ids: &[String],
    actor: &Actor,
    today: &str,
) -> Result<Vec<String>> {
    let asker = Asker { packs, actor, today };
    let mut seen = std::collections::BTreeSet::new();
    for some in ids.chunks(200) {
        let mut sql = Sql::new(conn.dialect());
        let holes: Vec<String> = some.iter().map(|id| sql.arg(id)).collect();
        let mut ways = Vec::new();
        for kind in packs.kinds.values() {
            let visible = compile::visible(&mut sql, &asker, kind, "r")?;
            ways.push(all([format!("r.kind = {}", sql.arg(&kind.id)), visible]));
        }
        let text = format!(
            "SELECT r.id FROM record r WHERE r.id IN ({}) AND {}",
            holes.join(", "),
            compile::any(ways)
        );
        seen.extend(sql.query(conn, &text)?.iter().map(|row| row.text(0)));
    }
    Ok(ids.iter().filter(|id| seen.contains(*id)).cloned().collect())
}

fn read(rows: &[Row]) -> Count {
    let mut count = Count::default();
    let mut first: Vec<(String, String)> = Vec::new();
    for row in rows {
        if row.int(0) == 0 {
            (count.looked_at, count.found) = (row.count(3), row.count(4));
        } else {
            first.push((row.text(2), row.text(1)));
        }
    }
    // A union promises no order.
    first.sort_by(|a, b| b.cmp(a));
    count.first = first.into_iter().map(|(_, id)| id).collect();
    count
}
