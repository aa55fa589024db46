//! The tamper table: whatever is done to an export is found, relative to a pinned key and a checkpoint kept outside,
//! and the message says where. What cannot be told is said.

use std::fs;
use std::path::{Path, PathBuf};

use app::act::record::Wish;
use app::exchange::verify::{Verdict, verify_export};
use app::{App, Caller};
use journal::tile::read_bundle;
use serde_json::json;

use crate::house::{House, On, answers};

/// Entries of the house: more than a whole tile.
const ENTRIES: u64 = 270;

/// An export with what its reader has from elsewhere.
struct Export {
    folder: tempfile::TempDir,
    vkey: String,
    outside: Vec<u8>,
}

impl Export {
    fn of(app: &App) -> Export {
        let folder = tempfile::tempdir().unwrap();
        app.export(&folder.path().join("export"), |_, _| ()).unwrap();
        let outside = fs::read(folder.path().join("export/tlog/checkpoint")).unwrap();
        Export {
            folder,
            vkey: app.store().vkey().to_string(),
            outside,
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("export").join(path)
    }

    fn verify(&self) -> Verdict {
        let outside = std::slice::from_ref(&self.outside);
        verify_export(&self.path(""), Some(&self.vkey), outside).unwrap()
    }

    /// Does something to the export, hears what is found, and undoes it.
    fn assert_found(&self, what: &str, files: &[&str], tamper: impl FnOnce(), expected: &[&str]) {
        let before: Vec<Option<Vec<u8>>> = files.iter().map(|file| fs::read(self.path(file)).ok()).collect();
        tamper();
        let findings = self.verify().findings.join("\n");
        for words in expected {
            assert!(
                findings.contains(words),
                "{what}: “{words}” is not said in:\n{findings}"
            );
        }
        for (file, bytes) in files.iter().zip(before) {
            match bytes {
                Some(bytes) => fs::write(self.path(file), bytes).unwrap(),
                None => fs::remove_file(self.path(file)).unwrap(),
            }
        }
    }

    fn flip(&self, file: &str, at: usize) {
        let mut bytes = fs::read(self.path(file)).unwrap();
        let at = at.min(bytes.len() - 1);
        bytes[at] ^= 1;
        fs::write(self.path(file), bytes).unwrap();
    }

    fn cut(&self, file: &str) {
        let bytes = fs::read(self.path(file)).unwrap();
        fs::write(self.path(file), &bytes[..bytes.len() - 1]).unwrap();
    }

    fn exchange(&self, one: &str, other: &str) {
        let (a, b) = (
            fs::read(self.path(one)).unwrap(),
            fs::read(self.path(other)).unwrap(),
        );
        fs::write(self.path(one), b).unwrap();
        fs::write(self.path(other), a).unwrap();
    }

    /// Changes the list of envelopes in a bundle.
    fn bundle(&self, file: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
        let bytes = fs::read(self.path(file)).unwrap();
        let mut entries: Vec<Vec<u8>> = read_bundle(&bytes)
            .unwrap()
            .into_iter()
            .map(<[u8]>::to_vec)
            .collect();
        change(&mut entries);
        let mut out = Vec::new();
        for entry in entries {
            out.extend(u16::try_from(entry.len()).unwrap().to_be_bytes());
            out.extend(entry);
        }
        fs::write(self.path(file), out).unwrap();
    }
}

fn lived_in() -> (House, String) {
    let house = House::founded(On::Sqlite);
    let ada = house.caller("ada");
    let (digest, _) = house.app.keep_file(&ada, b"a photograph of the crack").unwrap();
    let inputs =
        json!({ "title": "Cracked housing", "evidence": [{ "digest": digest, "name": "crack.jpg" }] });
    let wish = Wish::Create {
        kind: "nonconformity".to_owned(),
        inputs: answers(inputs),
    };
    house.app.act(&ada, wish, None).unwrap();
    while house.app.store().head().unwrap().size < ENTRIES {
        house
            .app
            .set_practice(&Caller::system(), "holidays", "2026-12-25", "Again")
            .unwrap();
    }
    (house, digest)
}

#[test]
fn whatever_is_done_to_an_export_is_found_where_it_was_done() {
    let (house, digest) = lived_in();
    let export = Export::of(&house.app);
    assert_eq!(export.verify().findings, Vec::<String>::new());
    let (whole, growing) = ("tlog/tile/entries/000", "tlog/tile/entries/001.p/14");
    let (hashes, right) = ("tlog/tile/0/000", "tlog/tile/0/001.p/14");
    let file = format!("files/{}/{}", &digest[..2], &digest[2..]);
    let pack = "packs/iso-9001/kinds/nonconformity.toml";
    let (payload, other) = ("payload/007.json", "payload/008.json");
    assert!(export.path(whole).exists() && export.path(growing).exists() && export.path(right).exists());

    for (path, place) in [
        (whole, whole),
        (growing, growing),
        (hashes, hashes),
        (right, right),
        ("tlog/tile/1/000.p/1", "tlog/tile/1/000.p/1"),
        (payload, payload),
        ("tlog/checkpoint", "tlog/checkpoint"),
        ("tlog/vkey", "tlog/vkey"),
        (file.as_str(), file.as_str()),
        (pack, pack),
    ] {
        export.assert_found("flipped", &[path], || export.flip(path, 60), &[place]);
        export.assert_found("truncated", &[path], || export.cut(path), &[place]);
        export.assert_found(
            "dropped",
            &[path],
            || fs::remove_file(export.path(path)).unwrap(),
            &[place],
        );
    }
    export.assert_found(
        "a signature exchanged",
        &["tlog/checkpoint"],
        || export.flip("tlog/checkpoint", usize::MAX - 1),
        &["tlog/checkpoint"],
    );
    export.assert_found(
        "payloads exchanged",
        &[payload, other],
        || export.exchange(payload, other),
        &["Entry 7, payload/007.json", "Entry 8, payload/008.json"],
    );
    export.assert_found(
        "tiles exchanged",
        &[hashes, whole],
        || export.exchange(hashes, whole),
        &[whole],
    );
    let added = "packs/iso-9001/kinds/more.toml";
    export.assert_found(
        "a pack's file inserted",
        &[added],
        || fs::write(export.path(added), "id = \"more\"").unwrap(),
        &[added],
    );

    let of = &export;
    let order = |change: fn(&mut Vec<Vec<u8>>)| move || of.bundle(whole, change);
    export.assert_found(
        "entries swapped",
        &[whole],
        order(|entries| entries.swap(6, 7)),
        &["Entry 7", "Entry 8", "stands in position 7"],
    );
    export.assert_found(
        "an entry dropped",
        &[whole],
        order(|entries| drop(entries.remove(6))),
        &[whole, "holds 255 entries"],
    );
    export.assert_found(
        "an entry inserted",
        &[whole],
        order(|entries| entries.insert(6, entries[6].clone())),
        &[whole, "holds 257 entries"],
    );
    export.assert_found(
        "an entry doubled over another",
        &[whole],
        order(|entries| entries[7] = entries[6].clone()),
        &["Entry 8", "It says that it is entry 7"],
    );
    let renumber = |entries: &mut Vec<Vec<u8>>| {
        let text = String::from_utf8(entries[6].clone()).unwrap();
        entries[6] = text.replace("\"entry\":7,", "\"entry\":9,").into_bytes();
    };
    export.assert_found(
        "an entry renumbered",
        &[whole],
        order(renumber),
        &["Entry 7", "It says that it is entry 9"],
    );
    export.assert_found(
        "the end cut off",
        &[growing],
        || export.bundle(growing, |entries| drop(entries.pop())),
        &[growing],
    );
    assert_eq!(
        export.verify().findings,
        Vec::<String>::new(),
        "everything was undone"
    );
}

#[test]
fn a_fork_signed_with_the_same_key_is_found_by_a_checkpoint_from_outside_alone() {
    let mould = House::founded(On::Sqlite).into_mould();
    let (here, there) = (mould.house(), mould.house());
    let set = |house: &House, day: &str| {
        house
            .app
            .set_practice(&Caller::system(), "holidays", day, "The year's end")
            .unwrap()
    };
    set(&here, "2026-12-24");
    set(&there, "2026-12-31");
    let (honest, mut forked) = (Export::of(&here.app), Export::of(&there.app));

    forked.outside = honest.outside;
    let findings = forked.verify().findings.join("\n");
    assert!(
        findings.contains("outside checkpoint 1") && findings.contains("something in them was changed"),
        "{findings}"
    );

    let blind = verify_export(&forked.path(""), Some(&forked.vkey), &[]).unwrap();
    assert!(blind.is_sound(), "nothing inside tells: {:?}", blind.findings);
    let said = blind.cannot_tell.join("\n");
    assert!(
        said.contains("No checkpoint from outside could be used"),
        "{said}"
    );
    let unpinned = verify_export(&forked.path(""), None, &[]).unwrap();
    let said = unpinned.cannot_tell.join("\n");
    assert!(said.contains("it was taken from the export itself"), "{said}");
}

#[test]
fn an_attached_file_that_is_changed_or_gone_is_found_in_the_live_house() {
    let (house, digest) = lived_in();
    let findings = || house.app.verify(&[], &mut |_, _| ()).unwrap().findings.join("\n");
    assert_eq!(findings(), "");
    let path = house.folder().join("files").join(&digest[..2]).join(&digest[2..]);
    changed(&path, b"another photograph");
    assert!(findings().contains(&digest), "{}", findings());
    fs::remove_file(&path).unwrap();
    assert!(
        findings().contains("is missing, and a record names it"),
        "{}",
        findings()
    );
}

fn changed(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}
