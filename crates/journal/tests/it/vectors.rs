//! The frozen vectors. These files are never written by a test.

use journal::tree::{
    Frontier, check_consistency, check_inclusion, consistency_proof, inclusion_proof, leaf_hash, node_hash,
};
use journal::{Checkpoint, Envelope, Hash, Payload, Signer, Vkey, canonical, verify};
use serde_json::Value;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn log() -> Value {
    read(include_str!("../vectors/log.json"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn hash(value: &Value) -> Hash {
    Hash::from_hex(text(value)).unwrap()
}

fn hashes(value: &Value) -> Vec<Hash> {
    value.as_array().unwrap().iter().map(hash).collect()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

fn bytes_of_hex<const N: usize>(value: &Value) -> [u8; N] {
    let digits = text(value);
    std::array::from_fn(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
}

#[test]
fn canonical_bytes() {
    let vectors = read(include_str!("../vectors/canonical.json"));
    assert_eq!(array(&vectors).count(), 9);
    for vector in array(&vectors) {
        let bytes = canonical::to_bytes(&vector["value"]).unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            text(&vector["canonical"])
        );
        assert_eq!(canonical::from_bytes(&bytes).unwrap(), vector["value"]);
    }
}

#[test]
fn payload_digest_and_redaction() {
    let vector = read(include_str!("../vectors/payload.json"));
    let items = array(&vector["items"]).map(|item| {
        (
            text(&item["path"]).to_owned(),
            bytes_of_hex::<16>(&item["salt"]),
            item["value"].clone(),
        )
    });
    let mut payload = Payload::new(items).unwrap();
    assert_eq!(
        String::from_utf8(payload.to_bytes()).unwrap(),
        text(&vector["bytes"])
    );
    assert_eq!(payload.digest(), hash(&vector["digest"]));
    assert_eq!(payload.redact(array(&vector["redact"]).map(text)).unwrap(), 2);
    assert_eq!(
        String::from_utf8(payload.to_bytes()).unwrap(),
        text(&vector["redacted_bytes"])
    );
    let read = Payload::from_bytes(text(&vector["redacted_bytes"]).as_bytes()).unwrap();
    read.check(&hash(&vector["digest"])).unwrap();

    let empty = Payload::new([]).unwrap();
    assert_eq!(
        String::from_utf8(empty.to_bytes()).unwrap(),
        text(&vector["empty_bytes"])
    );
    assert_eq!(empty.digest(), hash(&vector["empty_digest"]));
}

#[test]
fn envelopes_and_leaf_hashes() {
    for entry in array(&log()["entries"]) {
        let bytes = text(&entry["envelope"]).as_bytes();
        let envelope = Envelope::from_bytes(bytes).unwrap();
        assert_eq!(envelope.to_bytes().unwrap(), bytes);
        assert_eq!(leaf_hash(bytes), hash(&entry["leaf_hash"]));
        let payload = Payload::from_bytes(text(&entry["payload"]).as_bytes()).unwrap();
        assert_eq!(payload.digest(), envelope.payload);
    }
}

#[test]
fn roots_and_signed_checkpoints() {
    let log = log();
    let signer = Signer::from_seed(text(&log["name"]), &bytes_of_hex(&log["seed"])).unwrap();
    assert_eq!(signer.vkey().to_string(), text(&log["vkey"]));
    let mut frontier = Frontier::new();
    let mut notes = Vec::new();
    let mut roots = vec![frontier.root()];
    for entry in array(&log["entries"]) {
        frontier.push(hash(&entry["leaf_hash"]));
        roots.push(frontier.root());
        let checkpoint = Checkpoint {
            origin: text(&log["name"]).to_owned(),
            size: frontier.size(),
            root: frontier.root(),
        };
        notes.push(String::from_utf8(checkpoint.sign(&signer).unwrap()).unwrap());
    }
    assert_eq!(roots, hashes(&log["roots"]));
    assert_eq!(notes[2], text(&log["checkpoint_of_3"]));
    assert_eq!(notes[4], text(&log["checkpoint"]));
}

#[test]
fn proofs() {
    let log = log();
    let roots = hashes(&log["roots"]);
    let leaves: Vec<Hash> = array(&log["entries"])
        .map(|entry| hash(&entry["leaf_hash"]))
        .collect();
    fn node(leaves: &[Hash], level: u8, index: usize) -> Hash {
        match level {
            0 => leaves[index],
            _ => node_hash(
                &node(leaves, level - 1, 2 * index),
                &node(leaves, level - 1, 2 * index + 1),
            ),
        }
    }
    let mut nodes = |level: u8, index: u64| Some(node(&leaves, level, index as usize));
    let number = |value: &Value| value.as_u64().unwrap();
    let mut looked_at = 0;
    for vector in array(&log["inclusion"]) {
        let (index, size, proof) = (
            number(&vector["index"]),
            number(&vector["size"]),
            hashes(&vector["proof"]),
        );
        assert_eq!(inclusion_proof(index, size, &mut nodes).unwrap(), proof);
        check_inclusion(
            &proof,
            index,
            size,
            &leaves[index as usize],
            &roots[size as usize],
        )
        .unwrap();
        looked_at += 1;
    }
    for vector in array(&log["consistency"]) {
        let (old, new, proof) = (
            number(&vector["old"]),
            number(&vector["new"]),
            hashes(&vector["proof"]),
        );
        assert_eq!(consistency_proof(old, new, &mut nodes).unwrap(), proof);
        check_consistency(&proof, old, &roots[old as usize], new, &roots[new as usize]).unwrap();
        looked_at += 1;
    }
    assert_eq!(looked_at, 35);
}

#[test]
fn the_whole_log_verifies() {
    let log = log();
    let vkey: Vkey = text(&log["vkey"]).parse().unwrap();
    let entries =
        array(&log["entries"]).map(|entry| (text(&entry["envelope"]), Some(text(&entry["payload"]))));
    let outside = text(&log["checkpoint_of_3"]).as_bytes();
    let report = verify::verify(entries, &vkey, text(&log["checkpoint"]).as_bytes(), &[outside]);
    assert_eq!(report.findings, []);
    assert_eq!(report.entries, 5);
    assert_eq!(report.epochs, [(1, 1), (2, 5)]);
    assert_eq!(report.first_time.as_deref(), Some("2026-11-22T09:05:01.001Z"));
    assert_eq!(report.last_time.as_deref(), Some("2026-11-22T09:05:05.005Z"));
}
