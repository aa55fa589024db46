//! What can be read has one spelling: reading and writing gives the same bytes, whatever the bytes were.

use crate::sample;
use journal::tile::{Bundle, Tile, read_bundle, write_bundle};
use journal::tree::Frontier;
use journal::{Checkpoint, Envelope, Payload, Vkey};
use proptest::prelude::*;
use proptest::sample::Index;

/// A few changes to bytes: put one there, take one away, copy a piece.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Remove(Index),
    Insert(Index, u8),
    Repeat(Index, Index),
    Cut(Index),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let byte = || {
        prop_oneof![
            any::<u8>(),
            "[-0-9a-f\"\\\\{}\\[\\],:\n=+/ ]".prop_map(|text| text.as_bytes()[0])
        ]
    };
    let change = prop_oneof![
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Set(at, byte)),
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Repeat(from, to)),
        any::<Index>().prop_map(Change::Cut),
    ];
    prop::collection::vec(change, 0..4)
}

fn changed(mut bytes: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let place = |at: &Index| at.index(bytes.len());
        match change {
            Change::Set(at, byte) => *at.get_mut(&mut bytes) = byte,
            Change::Remove(at) => drop(bytes.drain(place(&at)..=place(&at))),
            Change::Insert(at, byte) => bytes.insert(place(&at), byte),
            Change::Repeat(from, to) => {
                let (from, to) = (place(&from).min(place(&to)), place(&from).max(place(&to)));
                bytes.extend_from_within(from..to);
            }
            Change::Cut(at) => bytes.truncate(place(&at)),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn envelopes(changes in changes()) {
        let bytes = changed(sample::entries(1)[0].0.clone(), changes);
        if let Ok(envelope) = Envelope::from_bytes(&bytes) {
            prop_assert_eq!(envelope.to_bytes().unwrap(), bytes);
        }
    }

    #[test]
    fn payloads(changes in changes(), redacted in any::<bool>()) {
        let mut payload = sample::payload(1);
        if redacted {
            payload.redact(["nonconformity/pieces"]).unwrap();
        }
        let bytes = changed(payload.to_bytes(), changes);
        if let Ok(payload) = Payload::from_bytes(&bytes) {
            prop_assert_eq!(payload.to_bytes(), bytes);
        }
    }

    #[test]
    fn checkpoints_and_keys(changes in changes()) {
        let signer = sample::signer();
        let note = sample::checkpoint(&sample::entries(3));
        let bytes = changed(note, changes.clone());
        if let Ok(checkpoint) = Checkpoint::open(&bytes, signer.vkey()) {
            prop_assert_eq!(checkpoint, Checkpoint::read_unverified(&sample::checkpoint(&sample::entries(3))).unwrap());
        }
        if let Ok(checkpoint) = Checkpoint::read_unverified(&bytes) {
            prop_assert!(bytes.starts_with(checkpoint.to_text().unwrap().as_bytes()));
        }
        if let Ok(text) = String::from_utf8(changed(signer.vkey().to_string().into_bytes(), changes))
            && let Ok(vkey) = text.parse::<Vkey>()
        {
            prop_assert_eq!(vkey.to_string(), text);
        }
    }

    #[test]
    fn bundles_frontiers_and_paths(changes in changes(), bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let bundle = changed(write_bundle([b"one".as_slice(), b"two"]).unwrap(), changes.clone());
        if let Ok(entries) = read_bundle(&bundle) {
            prop_assert_eq!(write_bundle(entries).unwrap(), bundle);
        }
        if let Ok(mut frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
            frontier.push(frontier.root());
        }
        for path in ["tile/1/x001/x234/067.p/8", "tile/entries/273.p/112"] {
            let Ok(path) = String::from_utf8(changed(path.as_bytes().to_vec(), changes.clone())) else {
                continue;
            };
            prop_assert!(Tile::from_path(&path).is_none_or(|tile| tile.path() == path));
            prop_assert!(Bundle::from_path(&path).is_none_or(|bundle| bundle.path() == path));
        }
    }
}
