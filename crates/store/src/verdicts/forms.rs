//! The population of each form, as `p AS (SELECT id, opened, bad …)`.

use std::collections::{BTreeMap, BTreeSet};

use engine::check::{Count, Telling, repeats};
use engine::condition::Condition;
use engine::pack::{By, Form};

use super::Asked;
use crate::compile::{Result, Sql, all, any};
use crate::db::{self, Conn, Dialect};

impl Asked<'_> {
    /// Each record alone.
    pub(super) fn must(&self, sql: &mut Sql, must: &Condition) -> Result<String> {
        let mut parts = Vec::new();
        for kind in self.kinds() {
            let belongs = self.belongs(sql, kind, "r", true)?;
            let holds = self.holds(sql, kind, "r", must)?;
            parts.push(format!(
                "SELECT r.id AS id, r.opened AS opened, CASE WHEN {holds} THEN 0 ELSE 1 END AS bad FROM record r WHERE {belongs}"
            ));
        }
        Ok(population(&parts))
    }

    /// Groups to which too few records belong.
    pub(super) fn silent(&self, sql: &mut Sql) -> Result<String> {
        let Form::ForEach {
            kind: group,
            filter,
            by,
            at_least,
        } = &self.check.form
        else {
            return Ok(population(&[]));
        };
        let Some(group) = self.packs.kind(group) else {
            return Ok(population(&[]));
        };
        let mut counts = Vec::new();
        for kind in self.kinds() {
            let belongs = self.belongs(sql, kind, "r", true)?;
            let from = match by {
                By::Spine(spine) => format!("FROM record r WHERE r.{} = g.id AND {belongs}", spine.word()),
                By::Link(path) => format!(
                    "FROM link l JOIN record r ON r.id = l.record WHERE l.target = (CAST({} AS TEXT) || g.id) AND l.path = {} AND {belongs}",
                    sql.arg(format!("{}/", group.id)),
                    sql.arg(path)
                ),
            };
            counts.push(match at_least {
                1 => format!("EXISTS (SELECT 1 {from})"),
                _ => format!("(SELECT COUNT(DISTINCT r.id) {from})"),
            });
        }
        let enough = match at_least {
            1 => any(counts),
            _ if counts.is_empty() => "FALSE".to_owned(),
            least => format!("{} >= {least}", counts.join(" + ")),
        };
        let mut wheres = vec![format!("g.kind = {}", sql.arg(&group.id))];
        if let Some(filter) = filter {
            wheres.push(self.holds(sql, group, "g", filter)?);
        }
        Ok(population(&[format!(
            "SELECT g.id AS id, g.opened AS opened, CASE WHEN {enough} THEN 0 ELSE 1 END AS bad FROM record g WHERE {}",
            all(wheres)
        )]))
    }

    /// Passages by one person close together. Only entries after `before` count.
    pub(super) fn burst(&self, sql: &mut Sql, before: u64) -> Result<String> {
        let Form::Burst { into, many, minutes } = &self.check.form else {
            return Ok(population(&[]));
        };
        let seconds = match sql.dialect() {
            Dialect::Sqlite => "CAST(strftime('%s', e.time) AS INTEGER)",
            Dialect::Postgres => "CAST(floor(extract(epoch FROM CAST(e.time AS timestamptz))) AS BIGINT)",
        };
        let mut parts = Vec::new();
        for kind in self.kinds() {
            let belongs = self.belongs(sql, kind, "r", false)?;
            for state in into.iter().filter(|state| kind.state(state).is_some()) {
                let stays = kind
                    .transitions
                    .iter()
                    .any(|way| way.to == **state && way.from.contains(state));
                let came = if stays {
                    "TRUE".to_owned()
                } else {
                    "NOT EXISTS (SELECT 1 FROM version w WHERE w.record = v.record AND w.version = v.version - 1 AND w.state = v.state)".to_owned()
                };
                let (of, reached, after) = (sql.arg(&kind.id), sql.arg(state), sql.arg(before));
                parts.push(format!(
                    "SELECT r.id AS id, r.opened AS opened, e.actor AS who, {seconds} AS t FROM version v JOIN entry e ON e.number = v.from_entry JOIN record r ON r.id = v.record WHERE v.kind = {of} AND v.from_entry > {after} AND v.state = {reached} AND e.act = 'transition' AND e.actor <> 'system' AND {came} AND {belongs}"
                ));
            }
        }
        if parts.is_empty() {
            return Ok(population(&[]));
        }
        let window = match sql.dialect() {
            Dialect::Sqlite => format!("{}", minutes * 60),
            Dialect::Postgres => format!("CAST({} AS BIGINT)", minutes * 60),
        };
        Ok(format!(
            "passage AS ({}), ending AS (SELECT id, opened, who, t, COUNT(*) OVER (PARTITION BY who ORDER BY t RANGE BETWEEN {window} PRECEDING AND CURRENT ROW) AS n FROM passage), around AS (SELECT id, opened, MAX(n) OVER (PARTITION BY who ORDER BY t RANGE BETWEEN CURRENT ROW AND {window} FOLLOWING) AS m FROM ending), {}",
            parts.join(" UNION ALL "),
            population(&[format!(
                "SELECT id, opened, MAX(CASE WHEN m >= {many} THEN 1 ELSE 0 END) AS bad FROM around GROUP BY id, opened"
            )])
        ))
    }

    /// Records that hold the same value.
    pub(super) fn shared(&self, sql: &mut Sql, path: &str, many: u32) -> Result<String> {
        let mut parts = Vec::new();
        for kind in self.kinds() {
            let belongs = self.belongs(sql, kind, "r", true)?;
            let (of, at) = (sql.arg(&kind.id), sql.arg(path));
            parts.push(format!(
                "SELECT r.id AS id, r.opened AS opened, v.text AS text FROM value v JOIN record r ON r.id = v.record WHERE v.kind = {of} AND v.path = {at} AND v.text IS NOT NULL AND {belongs}"
            ));
        }
        if parts.is_empty() {
            return Ok(population(&[]));
        }
        Ok(format!(
            "one AS (SELECT DISTINCT id, opened, text FROM ({}) u), often AS (SELECT text FROM one GROUP BY text HAVING COUNT(*) >= {many}), {}",
            parts.join(" UNION ALL "),
            population(&["SELECT one.id, one.opened, MAX(CASE WHEN often.text IS NULL THEN 0 ELSE 1 END) AS bad FROM one LEFT JOIN often ON often.text = one.text GROUP BY one.id, one.opened".to_owned()])
        ))
    }

    /// Likely repeats. The statement gives the texts; words are compared here, folded alike for both databases.
    pub(super) fn repeats(
        &self,
        conn: &mut Conn,
        of: &Condition,
        words: &[String],
        alike: u32,
        must: &Condition,
    ) -> db::Result<Count> {
        let mut sql = Sql::new(conn.dialect());
        let mut parts = Vec::new();
        for kind in self.kinds() {
            let belongs = self.belongs(&mut sql, kind, "r", true)?;
            let earlier = self.holds(&mut sql, kind, "r", of)?;
            let holds = self.holds(&mut sql, kind, "r", must)?;
            // The fields' ids are checked by the loader: small letters, digits and _.
            let texts = words.iter().map(|word| {
                let text = match sql.dialect() {
                    Dialect::Sqlite => format!("(r.body ->> '{word}')"),
                    Dialect::Postgres => format!("(CAST(r.body AS json) ->> '{word}')"),
                };
                format!("COALESCE({text}, '')")
            });
            let text = texts.collect::<Vec<_>>().join(" || ' ' || ");
            parts.push(format!(
                "SELECT r.id AS id, r.process AS process, {text} AS said, r.opened AS opened, r.closed AS closed, CASE WHEN {earlier} THEN 1 ELSE 0 END AS earlier, CASE WHEN {belongs} THEN 1 ELSE 0 END AS belongs, CASE WHEN {holds} THEN 1 ELSE 0 END AS holds FROM record r WHERE r.kind = {}",
                sql.arg(&kind.id)
            ));
        }
        if parts.is_empty() {
            return Ok(Count::default());
        }
        let text = format!(
            "SELECT * FROM ({}) u WHERE trim(said) <> '' ORDER BY opened DESC, id DESC",
            parts.join(" UNION ALL ")
        );
        let rows = sql.query(conn, &text)?;
        let told: Vec<Telling> = rows
            .iter()
            .map(|row| Telling {
                id: row.text(0),
                process: row.maybe_text(1),
                text: row.text(2),
                opened: row.text(3),
                closed: row.maybe_text(4),
                earlier: row.int(5) == 1,
            })
            .collect();
        let likely: BTreeSet<String> = repeats(&told, alike)
            .into_iter()
            .map(|repeat| repeat.id)
            .collect();
        let flags: BTreeMap<String, (bool, bool)> = rows
            .iter()
            .map(|row| (row.text(0), (row.int(6) == 1, row.int(7) == 1)))
            .collect();
        let looked_at = flags.values().filter(|(belongs, _)| *belongs).count();
        let first: Vec<String> = told
            .iter()
            .filter(|record| likely.contains(&record.id) && flags[&record.id] == (true, false))
            .map(|record| record.id.clone())
            .collect();
        Ok(Count {
            looked_at: looked_at as u64,
            found: first.len() as u64,
            first,
        })
    }
}

/// `p` of several selections; without any it is empty.
fn population(parts: &[String]) -> String {
    match parts {
        [] => "p AS (SELECT CAST('' AS TEXT) AS id, CAST('' AS TEXT) AS opened, 0 AS bad WHERE FALSE)"
            .to_owned(),
        parts => format!("p AS ({})", parts.join(" UNION ALL ")),
    }
}
