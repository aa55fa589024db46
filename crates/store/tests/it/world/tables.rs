//! Writes the small world into tables, as the projection would.

use std::collections::BTreeMap;

use engine::pack::{Packs, Type};
use engine::record::{Grant, Record, links_in};
use engine::value::facts;
use serde_json::Value as Json;
use store::args;
use store::db::{Conn, Value};
use store::schema::LEDGER;

use super::World;

/// Writes the records into empty tables, as the projection would.
pub(crate) fn write(world: &World, conn: &mut Conn) {
    let mut tables: BTreeMap<&str, Vec<Vec<Value>>> = BTreeMap::new();
    for (seq, record) in (1_u64..).zip(world.records.values()) {
        write_record(&mut tables, &world.packs, record, seq);
    }
    for (person, grants) in &world.holdings {
        for (pos, grant) in (0_u64..).zip(grants) {
            let Grant {
                role,
                process,
                site,
                from,
                until,
            } = grant.clone();
            tables
                .entry("held")
                .or_default()
                .push(args![person, pos, role, process, site, from, until].into());
        }
    }
    for (table, columns) in LEDGER {
        if let Some(rows) = tables.get(table) {
            conn.insert_many(&format!("INSERT INTO {table} ({columns}) VALUES"), rows)
                .unwrap_or_else(|error| panic!("{table}: {error}"));
        }
    }
}

fn write_record(tables: &mut BTreeMap<&str, Vec<Vec<Value>>>, packs: &Packs, record: &Record, seq: u64) {
    let id = &record.id;
    let r = record.clone();
    let mut put = |table: &'static str, row: Vec<Value>| tables.entry(table).or_default().push(row);
    let mut row: Vec<Value> = args![
        id,
        r.kind,
        r.kind_version,
        r.number,
        r.version,
        r.state,
        r.state_imported,
        &record.title,
        engine::text::fold(&record.title)
    ]
    .into();
    row.extend(args![
        r.owner,
        r.reporter,
        r.process,
        r.site,
        r.due,
        r.next,
        r.happened_on,
        r.opened,
        r.closed
    ]);
    row.extend(args![seq, seq, "{}"]);
    put("record", row);
    for field in packs.kinds[&record.kind].fields.values() {
        let Some(value) = record.fields.get(&field.id) else {
            continue;
        };
        for at in facts(packs, field, value) {
            let fact = at.fact;
            let row = args![
                id,
                at.path,
                at.row,
                at.pos,
                &record.kind,
                fact.text,
                fact.num,
                fact.date
            ];
            put("value", row.into());
        }
        let mut links = |path: String, place: &str, value: Option<&Json>| {
            for (pos, target) in (0_u64..).zip(links_in(value)) {
                put("link", args![id, &path, place, pos, target].into());
            }
        };
        match &field.ty {
            Type::Link(_) | Type::Links { .. } => links(field.id.clone(), "", Some(value)),
            Type::Table(columns) => {
                for (row, cells) in record.rows(&field.id) {
                    for column in columns.iter().filter(|column| !column.ty.targets().is_empty()) {
                        links(format!("{}.{}", field.id, column.id), row, cells.get(&column.id));
                    }
                }
            }
            _ => {}
        }
    }
    for (state, moment) in record.moments.states.clone() {
        put(
            "state_moment",
            args![id, state, moment.first, moment.last, moment.times].into(),
        );
    }
    for (path, moment) in record.moments.fields.clone() {
        let row = args![
            id,
            path,
            moment.first,
            moment.last,
            moment.changes,
            moment.first_date
        ];
        put("field_moment", row.into());
    }
}
