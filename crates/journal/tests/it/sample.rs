//! A small journal to test with.

use journal::export::Exporter;
use journal::tree::{Frontier, leaf_hash};
use journal::{Checkpoint, Envelope, Hash, Payload, Records, Signer};
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) const NAME: &str = "plumbline.example/journal";

pub(crate) fn signer() -> Signer {
    Signer::from_seed(NAME, &[7; 32]).unwrap()
}

/// Entries as they stand: envelope bytes and payload bytes.
pub(crate) type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// The payload of entry `number`.
pub(crate) fn payload(number: u64) -> Payload {
    let salt = |item: u8| {
        let mut salt = [item; 16];
        salt[..8].copy_from_slice(&number.to_be_bytes());
        salt
    };
    Payload::new([
        (
            "nonconformity/title".to_owned(),
            salt(1),
            json!(format!("Bore {number} too wide")),
        ),
        ("nonconformity/reporter".to_owned(), salt(2), json!("Ana Ruiz")),
        (
            "nonconformity/pieces".to_owned(),
            salt(3),
            json!({"held": [1, 2], "free": null}),
        ),
    ])
    .unwrap()
}

/// The envelope of entry `number`.
pub(crate) fn envelope(number: u64, payload: &Payload) -> Envelope {
    let (minute, second) = (number / 60 % 60, number % 60);
    Envelope {
        entry: number,
        epoch: 1,
        time: format!(
            "2026-11-22T{:02}:{minute:02}:{second:02}.250Z",
            number / 3600 % 24
        ),
        actor: "person/ana".to_owned(),
        roles: vec!["quality_manager".to_owned()],
        act: "nonconformity.report".to_owned(),
        records: Records::of(vec![format!("nonconformity/{number}")]),
        packs: BTreeMap::from([("base".to_owned(), Hash::of(b"base"))]),
        payload: payload.digest(),
    }
}

pub(crate) fn entries(count: u64) -> Entries {
    (1..=count)
        .map(|number| {
            let payload = payload(number);
            (envelope(number, &payload).to_bytes().unwrap(), payload.to_bytes())
        })
        .collect()
}

/// The signed checkpoint over all of `entries`.
pub(crate) fn checkpoint(entries: &Entries) -> Vec<u8> {
    let mut frontier = Frontier::new();
    entries
        .iter()
        .for_each(|(leaf, _)| frontier.push(leaf_hash(leaf)));
    Checkpoint {
        origin: NAME.to_owned(),
        size: frontier.size(),
        root: frontier.root(),
    }
    .sign(&signer())
    .unwrap()
}

/// The files of an export, by path.
pub(crate) fn export(entries: &Entries) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut write = |path: &str, bytes: &[u8]| -> Result<(), String> {
        match files.insert(path.to_owned(), bytes.to_vec()) {
            None => Ok(()),
            Some(_) => Err(format!("{path} is written twice")),
        }
    };
    let mut exporter = Exporter::new();
    for (leaf, payload) in entries {
        exporter.entry(leaf, payload, &mut write).unwrap();
    }
    exporter
        .finish(signer().vkey(), &checkpoint(entries), &mut write)
        .unwrap();
    files
}
