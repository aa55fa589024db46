use crate::sample::{self, Entries, signer};
use journal::export::{CHECKPOINT, VKEY, check_export, payload_path, read_payload_path};
use journal::{Report, Signer};
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

fn check(files: &Files) -> Report {
    check_export(|path| files.get(path).cloned(), signer().vkey(), &[])
}

/// Whether a finding names `path`.
fn names(report: &Report, path: &str) -> bool {
    report
        .findings
        .iter()
        .any(|finding| finding.place.split([' ', ',']).any(|word| word == path))
}

#[test]
fn paths_of_payloads() {
    assert_eq!(payload_path(5121), "payload/x005/121.json");
    assert_eq!(read_payload_path("payload/x005/121.json"), Some(5121));
    assert_eq!(read_payload_path("payload/5121.json"), None);
}

#[test]
fn an_honest_export_is_sound_at_every_interesting_size() {
    for count in [0, 1, 2, 255, 256, 257, 512, 600] {
        let report = check(&sample::export(&sample::entries(count)));
        assert!(report.is_sound(), "{count}: {:?}", report.findings);
        assert_eq!(report.entries, count);
    }
}

#[test]
fn every_flipped_byte_is_found_and_its_file_named() {
    let files = sample::export(&sample::entries(3));
    let mut flips = 0;
    for (path, bytes) in &files {
        for at in 0..bytes.len() {
            let mut flipped = files.clone();
            // Another bit for every byte, so that all eight are tried in every file.
            flipped.get_mut(path).unwrap()[at] ^= 1 << (at % 8);
            let report = check(&flipped);
            assert!(names(&report, path), "{path}, byte {at}: {:?}", report.findings);
            flips += 1;
        }
    }
    assert!(flips > 2500, "{flips}");
}

#[test]
fn flips_in_a_larger_export_are_found_and_their_files_named() {
    let files = sample::export(&sample::entries(260));
    let kinds = [
        "tlog/tile/0/000",
        "tlog/tile/0/001.p/4",
        "tlog/tile/1/000.p/1",
        "tlog/tile/entries/000",
        "tlog/tile/entries/001.p/4",
    ];
    for path in kinds {
        let length = files[path].len();
        for at in (0..length).step_by(1 + length / 12) {
            let mut flipped = files.clone();
            flipped.get_mut(path).unwrap()[at] ^= 1 << (at % 8);
            let report = check(&flipped);
            assert!(names(&report, path), "{path}, byte {at}: {:?}", report.findings);
        }
    }
}

#[test]
fn a_changed_hash_names_its_entry() {
    let mut files = sample::export(&sample::entries(260));
    files.get_mut("tlog/tile/0/001.p/4").unwrap()[33] ^= 1;
    let report = check(&files);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].entry, Some(258));
    assert_eq!(
        report.findings[0].place,
        "tlog/tile/0/001.p/4 and tlog/tile/entries/001.p/4"
    );
}

#[test]
fn every_missing_shortened_and_lengthened_file_is_found() {
    let files = sample::export(&sample::entries(258));
    for path in files
        .keys()
        .filter(|path| path.starts_with("tlog/") || path.as_str() == "payload/017.json")
    {
        let mut without = files.clone();
        without.remove(path);
        let report = check(&without);
        assert!(names(&report, path), "{path} missing: {:?}", report.findings);

        let mut shorter = files.clone();
        shorter.get_mut(path).unwrap().pop();
        assert!(names(&check(&shorter), path), "{path} shortened");

        let mut longer = files.clone();
        longer.get_mut(path).unwrap().push(b'\n');
        assert!(names(&check(&longer), path), "{path} lengthened");
    }
}

#[test]
fn what_was_not_looked_at_is_said() {
    let mut files = sample::export(&sample::entries(600));
    files.remove("tlog/tile/entries/001");
    let report = check(&files);
    assert_eq!(report.entries, 256);
    assert!(
        report
            .cannot_tell
            .iter()
            .any(|sentence| sentence.contains("What entries 257 to 600 say"))
    );
    files.insert(CHECKPOINT.to_owned(), b"nothing".to_vec());
    let report = check(&files);
    assert_eq!(report.entries, 0);
    assert!(
        report
            .cannot_tell
            .iter()
            .any(|sentence| sentence.contains("no entry was looked at"))
    );
}

#[test]
fn an_export_signed_by_another_key_is_found() {
    let entries = sample::entries(3);
    let other = Signer::from_seed(sample::NAME, &[9; 32]).unwrap();
    let head = journal::Checkpoint::read_unverified(&sample::checkpoint(&entries)).unwrap();
    let mut files = sample::export(&entries);
    files.insert(CHECKPOINT.to_owned(), head.sign(&other).unwrap());
    files.insert(VKEY.to_owned(), format!("{}\n", other.vkey()).into_bytes());
    let report = check(&files);
    assert!(names(&report, CHECKPOINT) && names(&report, VKEY));
}

#[test]
fn a_rewritten_export_is_found_by_a_checkpoint_from_outside() {
    let outside = sample::checkpoint(&sample::entries(10));
    let mut rewritten: Entries = sample::entries(20);
    let text = String::from_utf8(rewritten[3].0.clone()).unwrap();
    rewritten[3].0 = text.replace("person/ana", "person/eve").into_bytes();
    let files = sample::export(&rewritten);
    assert!(check(&files).is_sound(), "nothing inside tells");
    let report = check_export(|path| files.get(path).cloned(), signer().vkey(), &[&outside]);
    assert!(
        names(&report, "checkpoint") && !report.is_sound(),
        "{:?}",
        report.findings
    );
}
