//! Finding records by words: their number, title and texts, folded, whole words and the beginning of the last one.
//!
//! Both databases hold exactly the words that [`engine::text::words`] makes, so they find the same. Ranking happens
//! here, over the newest matches.

use std::collections::BTreeSet;

use engine::pack::{Kind, Packs};
use engine::record::Actor;
use engine::text::words;

use crate::compile::{Asker, Sql, visible};
use crate::db::{Conn, DbError, Dialect, Result, Row, Value};
use crate::load::{holes, padded};

/// Of the matches, so many of the newest are ranked.
pub const NEWEST: usize = 2_000;
/// Most hits that are given.
pub const LIMIT: usize = 200;
/// Words of a query beyond these are left out.
const QUERY_WORDS: usize = 12;
/// Bytes of different words that are kept of one record, the first ones. PostgreSQL takes at most a mebibyte.
const KEPT: usize = 256 * 1024;
/// Records in one statement.
const CHUNK: usize = 64;

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Record id.
    pub id: String,
    /// Kind id.
    pub kind: String,
    /// Shown number.
    pub number: String,
    /// One line.
    pub title: String,
    /// State id.
    pub state: String,
    /// Order of entry.
    pub seq: u64,
    /// What made it a hit.
    pub by: Match,
}

/// What made a record a hit, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The query is its number, or a number it had elsewhere before.
    Number,
    /// All words stand in its title or number.
    Title,
    /// Some do.
    TitleInPart,
    /// They stand in its texts.
    Text,
}

/// Makes records findable: by record id, its words, folded and separated by blanks. What they had before is replaced.
/// The rows of `record` must be there.
///
/// # Errors
/// The driver's words.
pub fn index(conn: &mut Conn, rows: &[(String, String)]) -> Result<()> {
    for rows in rows.chunks(CHUNK) {
        index_some(conn, rows)?;
    }
    Ok(())
}

fn index_some(conn: &mut Conn, rows: &[(String, String)]) -> Result<()> {
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    let args = padded(&ids);
    let known = conn.query(
        &format!(
            "SELECT r.id, r.seq, s.rowid FROM record r LEFT JOIN searched s ON s.record = r.id WHERE r.id IN ({})",
            holes(1, args.len())
        ),
        &args,
    )?;
    let before: Vec<i64> = known.iter().filter_map(|row| row.maybe_int(2)).collect();
    forget(conn, &before)?;
    let mut entries: Vec<(i64, &str, String)> = Vec::new();
    for row in &known {
        let id = row.text(0);
        if let Some((id, words)) = rows.iter().find(|(of, _)| *of == id) {
            entries.push((row.int(1), id, once(words)));
        }
    }
    match conn.dialect() {
        Dialect::Sqlite => {
            let map = |(seq, id, _): &(i64, &str, String)| vec![Value::from(*seq), Value::from(*id)];
            let map: Vec<Vec<Value>> = entries.iter().map(map).collect();
            conn.insert_many("INSERT INTO searched (rowid, record) VALUES", &map)?;
            let words = |(seq, _, words): &(i64, &str, String)| vec![Value::from(*seq), Value::from(words)];
            let words: Vec<Vec<Value>> = entries.iter().map(words).collect();
            conn.insert_many("INSERT INTO search (rowid, words) VALUES", &words)
        }
        Dialect::Postgres => {
            for (seq, id, words) in entries {
                conn.execute(
                    "INSERT INTO searched (rowid, record, words) VALUES ($1, $2, array_to_tsvector(string_to_array(CAST($3 AS TEXT), ' ')))",
                    &[Value::from(seq), Value::from(id), Value::from(words)],
                )?;
            }
            Ok(())
        }
    }
}

/// Takes records out of the search, by id.
///
/// # Errors
/// The driver's words.
pub fn remove(conn: &mut Conn, records: &[String]) -> Result<()> {
    for records in records.chunks(CHUNK) {
        let args = padded(records);
        let rows = conn.query(
            &format!(
                "SELECT rowid FROM searched WHERE record IN ({})",
                holes(1, args.len())
            ),
            &args,
        )?;
        let rows: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
        forget(conn, &rows)?;
    }
    Ok(())
}

fn forget(conn: &mut Conn, rowids: &[i64]) -> Result<()> {
    let Some(last) = rowids.last() else {
        return Ok(());
    };
    let mut args: Vec<Value> = rowids.iter().map(|rowid| Value::from(*rowid)).collect();
    args.resize(rowids.len().next_power_of_two(), Value::from(*last));
    let holes = holes(1, args.len());
    if conn.dialect() == Dialect::Sqlite {
        conn.execute(&format!("DELETE FROM search WHERE rowid IN ({holes})"), &args)?;
    }
    conn.execute(&format!("DELETE FROM searched WHERE rowid IN ({holes})"), &args)?;
    Ok(())
}

/// Each word once, in the order of first appearance, up to [`KEPT`] bytes.
fn once(words: &str) -> String {
    let mut seen = BTreeSet::new();
    let mut kept = String::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if kept.len() + word.len() > KEPT {
            break;
        }
        if seen.insert(word) {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(word);
        }
    }
    kept
}

/// Records in which all words of the query stand, the last one as a beginning (a single ASCII letter or digit counts
/// as a whole word), of these kinds (all, when there are none) and only those that the asker sees. First a record of
/// that very number, then by how well the title fits, then the newest. The same on both databases.
///
/// # Errors
/// The driver's words.
pub fn find(
    conn: &mut Conn,
    packs: &Packs,
    query: &str,
    kinds: &[String],
    actor: &Actor,
    today: &str,
    limit: usize,
) -> Result<Vec<Hit>> {
    let asked: Vec<&Kind> = packs
        .kinds
        .values()
        .filter(|kind| kinds.is_empty() || kinds.contains(&kind.id))
        .collect();
    let query: String = query.chars().filter(|c| !c.is_control()).take(500).collect();
    let mut wanted = words(&query);
    wanted.truncate(QUERY_WORDS);
    if asked.is_empty() || wanted.is_empty() {
        return Ok(Vec::new());
    }
    let asker = Asker { packs, actor, today };
    let mut hits: Vec<Hit> = Vec::new();
    for row in by_number(conn, &asker, &asked, query.trim())? {
        hits.push(hit(&row, Match::Number));
    }
    for row in by_words(conn, &asker, &asked, &wanted)? {
        if !hits
            .iter()
            .any(|hit| hit.by == Match::Number && hit.id == row.text(0))
        {
            hits.push(hit(&row, fit(&wanted, &row.text(2), &row.text(3))));
        }
    }
    hits.sort_by(|a, b| a.by.cmp(&b.by).then(b.seq.cmp(&a.seq)));
    hits.truncate(limit.min(LIMIT));
    Ok(hits)
}

const COLUMNS: &str = "r.id, r.kind, r.number, r.title, r.state, r.seq";

fn hit(row: &Row, by: Match) -> Hit {
    Hit {
        id: row.text(0),
        kind: row.text(1),
        number: row.text(2),
        title: row.text(3),
        state: row.text(4),
        seq: row.count(5),
        by,
    }
}

/// How well number and title fit.
fn fit(wanted: &[String], number: &str, title: &str) -> Match {
    let there: Vec<String> = words(number).into_iter().chain(words(title)).collect();
    let (last, whole) = wanted.split_last().expect("a query has words");
    let stands = |word: &String| there.contains(word);
    let begins = if begins(last) {
        there.iter().any(|word| word.starts_with(last.as_str()))
    } else {
        stands(last)
    };
    let found = whole.iter().filter(|word| stands(word)).count() + usize::from(begins);
    match found {
        0 => Match::Text,
        all if all == wanted.len() => Match::Title,
        _ => Match::TitleInPart,
    }
}

/// Whether a last word is taken as a beginning. One ASCII letter begins too many words to look through them all.
fn begins(word: &str) -> bool {
    word.len() > 1
}

/// Records of that very number or alias, as it was typed or in capitals.
fn by_number(conn: &mut Conn, asker: &Asker<'_>, kinds: &[&Kind], number: &str) -> Result<Vec<Row>> {
    let mut sql = Sql::new(conn.dialect());
    let of: Vec<String> = kinds.iter().map(|kind| sql.arg(&kind.id)).collect();
    let (of, typed, capitals) = (of.join(", "), sql.arg(number), sql.arg(number.to_uppercase()));
    let visible = seen(&mut sql, asker, kinds)?;
    let text = format!(
        "SELECT {COLUMNS} FROM record r WHERE r.id IN (SELECT id FROM record WHERE kind IN ({of}) AND number IN ({typed}, {capitals}) UNION SELECT record FROM alias WHERE kind IN ({of}) AND alias IN ({typed}, {capitals})) AND {visible}"
    );
    sql.query(conn, &text)
}

/// The newest records in which all words stand.
fn by_words(conn: &mut Conn, asker: &Asker<'_>, kinds: &[&Kind], wanted: &[String]) -> Result<Vec<Row>> {
    let mut sql = Sql::new(conn.dialect());
    let matches = sql.arg(expression(conn.dialect(), wanted));
    let visible = seen(&mut sql, asker, kinds)?;
    let from = match conn.dialect() {
        Dialect::Sqlite => format!(
            "search s CROSS JOIN searched d CROSS JOIN record r WHERE s.search MATCH {matches} AND d.rowid = s.rowid AND r.id = d.record"
        ),
        Dialect::Postgres => format!(
            "searched s CROSS JOIN record r WHERE s.words @@ CAST(CAST({matches} AS TEXT) AS tsquery) AND r.id = s.record"
        ),
    };
    let text = format!("SELECT {COLUMNS} FROM {from} AND {visible} ORDER BY s.rowid DESC LIMIT {NEWEST}");
    sql.query(conn, &text)
}

/// The words in each database's own language. They are letters and digits only, so nothing in them is a sign there.
fn expression(dialect: Dialect, wanted: &[String]) -> String {
    let (last, whole) = wanted.split_last().expect("a query has words");
    let (and, any) = match dialect {
        Dialect::Sqlite => (" AND ", "*"),
        Dialect::Postgres => (" & ", ":*"),
    };
    let quoted = |word: &String| match dialect {
        Dialect::Sqlite => format!("\"{word}\""),
        Dialect::Postgres => format!("'{word}'"),
    };
    let mut terms: Vec<String> = whole.iter().map(quoted).collect();
    terms.push(if begins(last) {
        quoted(last) + any
    } else {
        quoted(last)
    });
    terms.join(and)
}

/// Of one of the kinds, and visible by its rules.
fn seen(sql: &mut Sql, asker: &Asker<'_>, kinds: &[&Kind]) -> std::result::Result<String, DbError> {
    let mut ways = Vec::new();
    for kind in kinds {
        let of_kind = format!("{} = {}", sql.column("r", "kind"), sql.arg(&kind.id));
        let visible = visible(sql, asker, kind, "r")?;
        ways.push(format!("({of_kind} AND {visible})"));
    }
    Ok(format!("({})", ways.join(" OR ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_fit_better_come_first() {
        let wanted = words("solder joint crac");
        assert_eq!(
            fit(&wanted, "NC-1", "Cracked joint, solder too cold"),
            Match::Title
        );
        assert_eq!(fit(&wanted, "NC-1", "Joint damaged"), Match::TitleInPart);
        assert_eq!(fit(&wanted, "NC-1", "Paint"), Match::Text);
        assert_eq!(fit(&words("nc 1"), "NC-1", "Paint"), Match::Title);
        assert_eq!(fit(&words("p"), "NC-1", "Paint"), Match::Text);
    }

    #[test]
    fn many_words_are_kept_once_and_not_without_end() {
        assert_eq!(once("b a  b a c"), "b a c");
        let long: Vec<String> = (0..100_000).map(|n| format!("word{n}")).collect();
        let kept = once(&long.join(" "));
        assert!(kept.len() > KEPT / 2 && kept.len() < KEPT * 2);
    }
}
