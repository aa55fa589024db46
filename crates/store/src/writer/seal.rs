//! Sealing: an act becomes the bytes of one entry.

use std::collections::BTreeMap;

use engine::change::Changes;
use engine::record::{Actor, Record};
use journal::envelope::{NAMED_RECORDS, RECORDS_PATH};
use journal::{Envelope, Hash, Payload, Problem, Records};
use serde_json::{Map, Value};

use crate::project::{fields_after, signed_digest};

/// Id of the system in the journal, where no person acts.
pub(super) const SYSTEM: &str = "system";

/// The bytes of one entry.
pub(super) struct Sealed {
    pub(super) leaf: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

/// Where the entry will stand.
pub(super) struct Position<'a> {
    pub(super) entry: u64,
    pub(super) epoch: u64,
    pub(super) time: &'a str,
    pub(super) packs: &'a BTreeMap<String, Hash>,
}

/// Seals an act.
pub(super) fn seal(
    at: &Position<'_>,
    actor: &Actor,
    changes: &Changes,
    salt: &dyn Fn() -> [u8; 16],
) -> Result<Sealed, Problem> {
    let mut ids: Vec<String> = changes.records.iter().map(|change| change.id.clone()).collect();
    ids.sort_unstable();
    let mut items = changes.to_items();
    if ids.len() > NAMED_RECORDS {
        items.push((RECORDS_PATH.to_owned(), Value::from(ids.clone())));
    }
    let payload = Payload::new(items.into_iter().map(|(path, value)| (path, salt(), value)))?;
    let envelope = Envelope {
        entry: at.entry,
        epoch: at.epoch,
        time: at.time.to_owned(),
        actor: actor_id(actor).to_owned(),
        roles: actor.roles(),
        act: changes.act.clone(),
        records: Records::of(ids),
        packs: at.packs.clone(),
        payload: payload.digest(),
    };
    Ok(Sealed {
        leaf: envelope.to_bytes()?,
        payload: payload.to_bytes(),
    })
}

/// How the journal names whoever acts.
pub(super) fn actor_id(actor: &Actor) -> &str {
    if actor.is_system() { SYSTEM } else { &actor.person }
}

/// Fills in the digest of a signature: over what it covers, as it stands after the act.
pub(super) fn fill_signature(changes: &mut Changes, prior: &BTreeMap<String, Record>) {
    let Some(signature) = &mut changes.signature else {
        return;
    };
    let before = prior.get(&signature.record);
    let change = changes
        .records
        .iter()
        .find(|change| change.id == signature.record);
    let fields = match (change, before) {
        (Some(change), before) => fields_after(change, before),
        (None, Some(before)) => before.fields.clone(),
        (None, None) => Map::new(),
    };
    signature.digest = signed_digest(&signature.covers, &fields);
}
