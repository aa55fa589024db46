//! Others read what we write: `tlog_tiles` and `signed_note` know nothing of this crate.

use crate::sample::{self, NAME};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journal::export::{CHECKPOINT, VKEY};
use signed_note::{Note, Signer as _, StandardSigner, StandardVerifier, Verifier, VerifierList};
use std::collections::BTreeMap;
use tlog_tiles::checkpoint::Checkpoint;
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog::{self, Hash};

/// Our exported tiles, read by their code.
struct Exported(BTreeMap<String, Vec<u8>>);

impl TileReader for Exported {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        // Their paths name the height, which is always 8 in the format of files.
        let file = |tile: &Tile| {
            let path = format!("tlog/{}", tile.path().replacen("tile/8/", "tile/", 1));
            self.0
                .get(&path)
                .cloned()
                .unwrap_or_else(|| panic!("{path} is not in the export"))
        };
        Ok(tiles.iter().map(file).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

fn verifier(vkey: &[u8]) -> Box<dyn Verifier> {
    Box::new(StandardVerifier::new(std::str::from_utf8(vkey).unwrap().trim_end()).unwrap())
}

/// The checkpoint of an export, opened by their code.
fn open(files: &BTreeMap<String, Vec<u8>>) -> Checkpoint {
    let note = Note::from_bytes(&files[CHECKPOINT]).unwrap();
    let (verified, unverified) = note
        .verify(&VerifierList::new(vec![verifier(&files[VKEY])]))
        .unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    Checkpoint::from_bytes(note.text()).unwrap()
}

#[test]
fn they_accept_key_and_checkpoint() {
    let files = sample::export(&sample::entries(5));
    let checkpoint = open(&files);
    assert_eq!(checkpoint.origin(), NAME);
    assert_eq!(checkpoint.size(), 5);
    assert_eq!(checkpoint.extension(), "");
}

#[test]
fn they_refuse_a_changed_checkpoint() {
    let mut files = sample::export(&sample::entries(5));
    let vkey = files[VKEY].clone();
    let bytes = files.get_mut(CHECKPOINT).unwrap();
    let size = bytes.iter().position(|byte| *byte == b'5').unwrap();
    bytes[size] = b'4';
    let note = Note::from_bytes(bytes).unwrap();
    assert!(note.verify(&VerifierList::new(vec![verifier(&vkey)])).is_err());
}

#[test]
fn they_prove_every_entry_from_our_tiles() {
    for count in [1, 5, 256, 300, 600] {
        let entries = sample::entries(count);
        let files = sample::export(&entries);
        let checkpoint = open(&files);
        let tiles = Exported(files);
        let reader = TileHashReader::new(checkpoint.size(), *checkpoint.hash(), &tiles);
        for index in (0..count).step_by(if count > 100 { 37 } else { 1 }) {
            let proof = tlog::prove_record(count, index, &reader).unwrap();
            let leaf = tlog::record_hash(&entries[index as usize].0);
            tlog::check_record(&proof, count, *checkpoint.hash(), index, leaf).unwrap();
            let other = tlog::record_hash(b"another entry");
            assert!(tlog::check_record(&proof, count, *checkpoint.hash(), index, other).is_err());
        }
    }
}

#[test]
fn they_prove_that_an_old_journal_is_the_beginning_of_the_new_one() {
    let entries = sample::entries(300);
    let old = open(&sample::export(&entries[..270].to_vec()));
    let files = sample::export(&entries);
    let new = open(&files);
    let tiles = Exported(files);
    let reader = TileHashReader::new(new.size(), *new.hash(), &tiles);
    let proof = tlog::prove_tree(new.size(), old.size(), &reader).unwrap();
    tlog::check_tree(&proof, new.size(), *new.hash(), old.size(), *old.hash()).unwrap();
    let ours: Vec<journal::Hash> = proof.iter().map(|hash| journal::Hash(hash.0)).collect();
    journal::tree::check_consistency(
        &ours,
        old.size(),
        &journal::Hash(old.hash().0),
        new.size(),
        &journal::Hash(new.hash().0),
    )
    .unwrap();
}

#[test]
fn we_accept_a_key_and_a_checkpoint_of_theirs() {
    let checkpoint = Checkpoint::new("log.example", 9, Hash([3; 32]), "").unwrap();
    let seed = [5; 32];
    let ours = journal::Signer::from_seed("log.example", &seed).unwrap();
    let vkey = ours.vkey().to_string();

    let (name, rest) = vkey.split_once('+').unwrap();
    let (id, _) = rest.split_once('+').unwrap();
    let secret = STANDARD.encode([[1].as_slice(), &seed].concat());
    let theirs = StandardSigner::new(&format!("PRIVATE+KEY+{name}+{id}+{secret}")).unwrap();
    let mut note = Note::new(&checkpoint.to_bytes(), &[]).unwrap();
    note.add_sigs(&[&theirs]).unwrap();

    let read = journal::Checkpoint::open(&note.to_bytes(), ours.vkey()).unwrap();
    assert_eq!(
        (read.origin.as_str(), read.size, read.root),
        ("log.example", 9, journal::Hash([3; 32]))
    );
    assert_eq!(
        note.to_bytes(),
        read.sign(&ours).unwrap(),
        "the same bytes come from both"
    );
    assert_eq!(verifier(vkey.as_bytes()).key_id(), theirs.key_id());
}
