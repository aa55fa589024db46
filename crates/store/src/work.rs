//! Whose turn it is: records over all kinds that wait for somebody, the most urgent first.
//!
//! What may be seen is not asked here: whoever calls loads the records and asks [`engine::access::visible`].

use engine::pack::Packs;
use engine::record::Grant;

use crate::compile::Sql;
use crate::db::{Conn, Result};

/// Ids of records whose turn is that of one of these persons or roles, each role within its scope: the soonest due first.
///
/// # Errors
/// The driver's words.
pub fn turns(conn: &mut Conn, persons: &[&str], grants: &[Grant], most: usize) -> Result<Vec<String>> {
    let mut sql = Sql::new(conn.dialect());
    let mut parts = Vec::new();
    let whose = persons.iter().map(|person| ((*person).to_owned(), None));
    let whose = whose.chain(
        grants
            .iter()
            .map(|grant| (format!("role:{}", grant.role), Some(grant))),
    );
    for (next, scope) in whose {
        let mut wheres = vec![
            format!("r.next = {}", sql.arg(&next)),
            "r.closed IS NULL".to_owned(),
        ];
        if let Some(process) = scope.and_then(|grant| grant.process.as_ref()) {
            wheres.push(format!("{} = {}", sql.column("r", "process"), sql.arg(process)));
        }
        if let Some(site) = scope.and_then(|grant| grant.site.as_ref()) {
            wheres.push(format!("{} = {}", sql.column("r", "site"), sql.arg(site)));
        }
        let wheres = wheres.join(" AND ");
        // The index gives those with a date in order; those without come last on both databases.
        parts.push(part(
            &format!("{wheres} AND r.due IS NOT NULL ORDER BY r.due, r.id"),
            most,
        ));
        parts.push(part(&format!("{wheres} AND r.due IS NULL ORDER BY r.id"), most));
    }
    together(conn, sql, &parts, "due IS NULL, due, id", most)
}

/// Ids of open records that this person owns and for which it is somebody else's turn, the soonest due first.
///
/// # Errors
/// The driver's words.
pub fn waiting(conn: &mut Conn, packs: &Packs, person: &str, most: usize) -> Result<Vec<String>> {
    let mut sql = Sql::new(conn.dialect());
    let me = sql.arg(person);
    let parts: Vec<String> = kinds(packs)
        .map(|kind| {
            let kind = sql.arg(kind);
            part(
                &format!(
                    "r.kind = {kind} AND r.owner = {me} AND r.closed IS NULL AND r.next IS NOT NULL AND r.next <> {me} ORDER BY r.seq DESC"
                ),
                most,
            )
        })
        .collect();
    together(conn, sql, &parts, "due IS NULL, due, id", most)
}

/// Ids of what this person entered of these kinds, the newest first.
///
/// # Errors
/// The driver's words.
pub fn reported(conn: &mut Conn, kinds: &[&str], person: &str, most: usize) -> Result<Vec<String>> {
    let mut sql = Sql::new(conn.dialect());
    let me = sql.arg(person);
    let parts: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let kind = sql.arg(*kind);
            part(
                &format!("r.kind = {kind} AND r.reporter = {me} ORDER BY r.seq DESC"),
                most,
            )
        })
        .collect();
    together(conn, sql, &parts, "opened DESC, id DESC", most)
}

fn kinds(packs: &Packs) -> impl Iterator<Item = &str> {
    packs.kinds.keys().map(String::as_str)
}

fn part(wheres: &str, most: usize) -> String {
    format!(
        "SELECT id, due, opened FROM (SELECT r.id, r.due, r.opened FROM record r WHERE {wheres} LIMIT {most}) part"
    )
}

fn together(conn: &mut Conn, sql: Sql, parts: &[String], order: &str, most: usize) -> Result<Vec<String>> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT id, due, opened FROM ({}) every ORDER BY {order} LIMIT {most}",
        parts.join(" UNION ALL ")
    );
    let mut ids: Vec<String> = Vec::new();
    for row in sql.query(conn, &text)? {
        let id = row.text(0);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
