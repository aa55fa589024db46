//! The journal for those who check it: tiles, proofs, entries.

use std::sync::Arc;

use journal::tile::{Bundle, Tile, number_path};
use journal::tree;
use serde_json::{Map, Value, json};

use super::View;
use crate::errors::{Error, Result};
use crate::house::{App, Caller};

impl App {
    /// A tile of hashes or of envelopes, by its C2SP path. Envelopes name people and records by id only.
    ///
    /// # Errors
    /// A path that is no tile, or one that is not there yet.
    pub fn journal_tile(&self, caller: &Caller, path: &str) -> Result<Vec<u8>> {
        let none = || Error::NotFound(format!("There is no tile “{}”.", engine::value::shorten(path)));
        self.view(caller, |view| {
            let size = store::head::read(view.conn)?.size;
            if let Some(tile) = Tile::from_path(path) {
                let there = Tile::all(size).any(|known| known == tile);
                return if there {
                    Ok(store::tile::read(view.conn, &tile)?)
                } else {
                    Err(none())
                };
            }
            let bundle = Bundle::from_path(path)
                .filter(|bundle| Bundle::all(size).any(|known| known == *bundle))
                .ok_or_else(none)?;
            let first = bundle.index * u64::from(journal::tile::WIDTH) + 1;
            let mut leaves = Vec::new();
            for number in first..first + u64::from(bundle.width) {
                leaves.push(store::load::entry(view.conn, number)?.ok_or_else(none)?.leaf);
            }
            journal::tile::write_bundle(leaves.iter().map(Vec::as_slice))
                .map_err(|problem| Error::Broken(problem.to_string()))
        })
    }

    /// Proof that an entry stands in the journal of that size (the present one when not said); hashes in base64.
    ///
    /// # Errors
    /// When there is no such entry or size.
    pub fn inclusion_proof(self: &Arc<Self>, entry: u64, size: Option<u64>) -> Result<(u64, Vec<String>)> {
        self.snapshot(|conn| {
            let now = store::head::read(conn)?.size;
            let size = size.unwrap_or(now);
            if size > now || entry == 0 || entry > size {
                return Err(Error::NotFound(format!(
                    "The journal has {now} entries; asked was entry {entry} of {size}."
                )));
            }
            let mut nodes = store::tile::Nodes::new(conn, now);
            let proof = tree::inclusion_proof(entry - 1, size, &mut nodes)
                .map_err(|problem| Error::Broken(problem.to_string()))?;
            Ok((size, proof.iter().map(journal::Hash::to_base64).collect()))
        })
    }

    /// Proof that the journal of size `from` is the beginning of the one of size `to`.
    ///
    /// # Errors
    /// When there is no such size.
    pub fn consistency_proof(self: &Arc<Self>, from: u64, to: Option<u64>) -> Result<(u64, Vec<String>)> {
        self.snapshot(|conn| {
            let now = store::head::read(conn)?.size;
            let to = to.unwrap_or(now);
            if to > now || from == 0 || from > to {
                return Err(Error::NotFound(format!(
                    "The journal has {now} entries; asked was from {from} to {to}."
                )));
            }
            let mut nodes = store::tile::Nodes::new(conn, now);
            let proof = tree::consistency_proof(from, to, &mut nodes)
                .map_err(|problem| Error::Broken(problem.to_string()))?;
            Ok((to, proof.iter().map(journal::Hash::to_base64).collect()))
        })
    }
}

impl View<'_> {
    /// One entry: its envelope whole, of its payload what belongs to records that the reader sees, commitments of the rest.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn journal_entry(&mut self, number: u64) -> Result<Value> {
        let none = || Error::NotFound(format!("There is no entry {number}."));
        let entry = store::load::entry(self.conn, number)?.ok_or_else(none)?;
        let envelope: Value =
            serde_json::from_slice(&entry.leaf).map_err(|error| Error::Broken(error.to_string()))?;
        let mut seen: std::collections::BTreeMap<String, bool> = std::collections::BTreeMap::new();
        // What the act says of its records is read before them, so whether they are seen must be known first.
        let owned = |item: &&journal::commitment::Item| {
            item.path().starts_with("record/") || item.path().starts_with("grants/")
        };
        for item in entry.payload.items().iter().filter(owned) {
            self.may_read(item.path(), &mut seen)?;
        }
        let mut items = Vec::new();
        for item in entry.payload.items() {
            let mut shown = Map::from_iter([
                ("path".to_owned(), json!(item.path())),
                ("commitment".to_owned(), json!(item.commitment().to_hex())),
            ]);
            if let Some((salt, value)) = item.salt().zip(item.value())
                && self.may_read(item.path(), &mut seen)?
            {
                shown.insert("salt".to_owned(), json!(crate::secrets::hex(salt)));
                shown.insert("value".to_owned(), value.clone());
            }
            items.push(Value::Object(shown));
        }
        let leaf = tree::leaf_hash(&entry.leaf).to_base64();
        Ok(
            json!({ "entry": number, "envelope": envelope, "leaf_hash": leaf, "tile": format!("tile/entries/{}", number_path((number - 1) / u64::from(journal::tile::WIDTH))), "payload": items }),
        )
    }

    /// Parts of a payload that belong to a record are for those who see the record; packs and practices are for all.
    fn may_read(&mut self, path: &str, seen: &mut std::collections::BTreeMap<String, bool>) -> Result<bool> {
        let mut parts = path.split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("act" | "signature", _) => Ok(seen.values().all(|visible| *visible)),
            ("record" | "grants", Some(id)) => {
                if let Some(known) = seen.get(id) {
                    return Ok(*known);
                }
                let record = store::load::records(self.conn, &[id])?.remove(id);
                let visible = match record {
                    Some(record) => super::sees(self.conn, self.house, &self.actor, &self.today, &record)?,
                    None => false,
                };
                seen.insert(id.to_owned(), visible);
                Ok(visible)
            }
            ("alias", _) => Ok(false),
            _ => Ok(true),
        }
    }
}
