use crate::sample::{self, Entries, signer};
use journal::verify::{MOST_FINDINGS, verify};
use journal::{Checkpoint, Envelope, Finding, Hash, Payload, Records, Report, Signer};
use serde_json::json;

fn check_against(entries: &Entries, checkpoint: &[u8], outside: &[&[u8]]) -> Report {
    let entries = entries.iter().map(|(leaf, payload)| (leaf, Some(payload)));
    verify(entries, signer().vkey(), checkpoint, outside)
}

/// Verifies entries whose checkpoint was honestly made over them as they are.
fn check(entries: &Entries) -> Report {
    check_against(entries, &sample::checkpoint(entries), &[])
}

fn change(entries: &mut Entries, number: usize, change: impl FnOnce(&mut Envelope)) {
    let mut envelope = Envelope::from_bytes(&entries[number - 1].0).unwrap();
    change(&mut envelope);
    entries[number - 1].0 = envelope.to_bytes().unwrap();
}

fn places(report: &Report) -> Vec<(Option<u64>, &str)> {
    report
        .findings
        .iter()
        .map(|finding| (finding.entry, finding.place.as_str()))
        .collect()
}

fn says(report: &Report, words: &str) -> bool {
    report.cannot_tell.iter().any(|sentence| sentence.contains(words))
}

#[test]
fn an_honest_journal_has_no_findings() {
    let entries = sample::entries(300);
    let report = check(&entries);
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.entries, 300);
    assert_eq!(report.epochs, [(1, 1)]);
    assert_eq!(report.first_time.as_deref(), Some("2026-11-22T00:00:01.250Z"));
    assert_eq!(report.last_time.as_deref(), Some("2026-11-22T00:05:00.250Z"));
    assert!(says(&report, "No checkpoint from outside could be used"));
    assert!(!says(&report, "redacted"));
}

#[test]
fn an_empty_journal_verifies() {
    let report = check(&Entries::new());
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!((report.entries, report.root), (0, Hash::of(b"")));
}

#[test]
fn a_checkpoint_from_outside_finds_a_rewritten_journal() {
    let entries = sample::entries(20);
    let outside = sample::checkpoint(&entries[..10].to_vec());
    let honest = check_against(&entries, &sample::checkpoint(&entries), &[&outside]);
    assert!(honest.is_sound(), "{:?}", honest.findings);
    assert_eq!(honest.newest_outside, Some(10));
    assert!(says(&honest, "Entries 11 to 20 are newer"));

    let mut rewritten = entries;
    change(&mut rewritten, 4, |envelope| {
        envelope.actor = "person/eve".to_owned()
    });
    let checkpoint = sample::checkpoint(&rewritten);
    assert!(
        check_against(&rewritten, &checkpoint, &[]).is_sound(),
        "nothing inside tells"
    );
    let report = check_against(&rewritten, &checkpoint, &[&outside]);
    assert_eq!(places(&report), [(None, "outside checkpoint 1")]);
    assert!(report.findings[0].what.contains("entries 1 to 10"));
}

#[test]
fn a_checkpoint_from_outside_finds_a_cut_end() {
    let entries = sample::entries(20);
    let outside = sample::checkpoint(&entries);
    let cut = entries[..17].to_vec();
    let report = check_against(&cut, &sample::checkpoint(&cut), &[&outside]);
    assert_eq!(places(&report), [(None, "outside checkpoint 1")]);
    assert!(
        report.findings[0].what.contains("entries 18 to 20 are missing"),
        "{}",
        report.findings[0]
    );
}

#[test]
fn a_checkpoint_that_does_not_cover_everything_is_found() {
    let entries = sample::entries(5);
    let report = check_against(&entries, &sample::checkpoint(&entries[..3].to_vec()), &[]);
    assert_eq!(places(&report), [(None, "checkpoint")]);
    assert!(report.findings[0].what.contains("entries 4 to 5"));
}

#[test]
fn a_checkpoint_by_another_key_is_found() {
    let entries = sample::entries(5);
    let own = Checkpoint::read_unverified(&sample::checkpoint(&entries)).unwrap();
    let forged = own
        .sign(&Signer::from_seed(sample::NAME, &[9; 32]).unwrap())
        .unwrap();
    let report = check_against(&entries, &forged, &[&forged]);
    assert_eq!(
        places(&report),
        [(None, "checkpoint"), (None, "outside checkpoint 1")]
    );
    assert!(report.findings[0].what.contains("no signature by the key"));
    assert_eq!(report.newest_outside, None, "a forged checkpoint proves nothing");
    assert!(says(&report, "No checkpoint from outside could be used"));
    let report = check_against(&entries, b"", &[]);
    assert_eq!(places(&report), [(None, "checkpoint")]);
}

#[test]
fn a_removed_entry_is_found_at_its_place() {
    let mut entries = sample::entries(6);
    entries.remove(2);
    let report = check(&entries);
    assert_eq!(
        places(&report),
        [
            (Some(3), "envelope, entry"),
            (Some(4), "envelope, entry"),
            (Some(5), "envelope, entry")
        ]
    );
    assert_eq!(
        report.findings[0].what,
        "It says that it is entry 4, but it stands in position 3."
    );
}

#[test]
fn time_that_goes_back_is_found_once() {
    let mut entries = sample::entries(6);
    change(&mut entries, 3, |envelope| {
        envelope.time = "2026-11-22T08:00:00.000Z".to_owned()
    });
    let report = check(&entries);
    assert_eq!(places(&report), [(Some(4), "envelope, time")]);
    let mut entries = sample::entries(3);
    change(&mut entries, 3, |envelope| {
        envelope.time = "2026-11-22T00:00:02.250Z".to_owned()
    });
    assert!(check(&entries).is_sound(), "the same time again is allowed");
}

#[test]
fn epochs_grow_by_one() {
    let mut entries = sample::entries(6);
    (4..=6).for_each(|number| change(&mut entries, number, |envelope| envelope.epoch = 2));
    let report = check(&entries);
    assert!(report.is_sound());
    assert_eq!(report.epochs, [(1, 1), (2, 4)]);
    change(&mut entries, 6, |envelope| envelope.epoch = 1);
    assert_eq!(places(&check(&entries)), [(Some(6), "envelope, epoch")]);
    change(&mut entries, 6, |envelope| envelope.epoch = 4);
    assert_eq!(places(&check(&entries)), [(Some(6), "envelope, epoch")]);
}

#[test]
fn a_restored_backup_is_named_where_a_checkpoint_no_longer_fits() {
    let before = sample::entries(8);
    let outside = sample::checkpoint(&before);
    let mut restored = sample::entries(9);
    for number in 6..=9 {
        change(&mut restored, number, |envelope| envelope.epoch = 2);
    }
    for count in [6, 7, 8, 9] {
        let entries = restored[..count].to_vec();
        let report = check_against(&entries, &sample::checkpoint(&entries), &[&outside]);
        assert_eq!(places(&report), [(None, "outside checkpoint 1")]);
        let what = &report.findings[0].what;
        assert!(
            what.contains("A backup was restored before entry 6, where epoch 2 begins"),
            "{what}"
        );
    }
}

#[test]
fn payloads_are_checked_item_by_item() {
    let mut entries = sample::entries(4);
    entries[1].1 = String::from_utf8(entries[1].1.clone())
        .unwrap()
        .replace("Ana Ruiz", "Eve Ruiz")
        .into_bytes();
    entries[2].1 = entries[3].1.clone();
    let report = check(&entries);
    let found = [
        (Some(2), "payload item \"nonconformity/reporter\""),
        (Some(3), "payload"),
    ];
    assert_eq!(places(&report), found);

    let entries = sample::entries(2);
    let without = entries.iter().map(|(leaf, _)| (leaf, None::<&[u8]>));
    let report = verify(without, signer().vkey(), &sample::checkpoint(&entries), &[]);
    assert_eq!(places(&report), [(Some(1), "payload"), (Some(2), "payload")]);
}

#[test]
fn redactions_are_allowed_and_counted() {
    let mut entries = sample::entries(4);
    for (number, paths) in [
        (1, vec!["nonconformity/reporter", "nonconformity/title"]),
        (3, vec!["nonconformity/reporter"]),
    ] {
        let mut payload = sample::payload(number);
        payload.redact(paths).unwrap();
        entries[number as usize - 1].1 = payload.to_bytes();
    }
    let report = check(&entries);
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!((report.redacted_items, report.redacted_entries), (3, 2));
    assert!(says(&report, "3 redacted items in 2 entries"));
}

#[test]
fn counted_records_are_listed_in_the_payload() {
    let ids: Vec<String> = (0..40).map(|n| format!("gauge/{n}")).collect();
    let with_list = |list: serde_json::Value| {
        let payload = Payload::new([("records".to_owned(), [1; 16], list)]).unwrap();
        let envelope = Envelope {
            records: Records::of(ids.clone()),
            ..sample::envelope(1, &payload)
        };
        check(&vec![(envelope.to_bytes().unwrap(), payload.to_bytes())])
    };
    assert!(with_list(json!(ids)).is_sound());
    let report = with_list(json!(ids[1..]));
    assert_eq!(places(&report), [(Some(1), "payload item \"records\"")]);

    let payload = sample::payload(1);
    let envelope = Envelope {
        records: Records::of(ids.clone()),
        ..sample::envelope(1, &payload)
    };
    let report = check(&vec![(envelope.to_bytes().unwrap(), payload.to_bytes())]);
    assert!(
        report.findings[0].what.contains("is missing"),
        "{:?}",
        report.findings
    );

    let Records::Counted { digest, .. } = Records::of(ids.clone()) else {
        panic!("forty records are counted")
    };
    let payload = Payload::new([("records".to_owned(), [1; 16], json!(ids))]).unwrap();
    let envelope = Envelope {
        records: Records::Counted { count: 41, digest },
        ..sample::envelope(1, &payload)
    };
    let report = check(&vec![(envelope.to_bytes().unwrap(), payload.to_bytes())]);
    assert!(
        report.findings[0].what.contains("not a list of as many"),
        "{:?}",
        report.findings
    );
}

#[test]
fn an_unreadable_envelope_is_one_finding() {
    let mut entries = sample::entries(3);
    entries[0].0 = b"{}".to_vec();
    let report = check(&entries);
    assert_eq!(places(&report), [(Some(1), "envelope, byte 1")]);
    assert_eq!(report.epochs, [(1, 2)]);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let entries: Entries = (0..MOST_FINDINGS + 7)
        .map(|_| (b"{}".to_vec(), Vec::new()))
        .collect();
    let report = check(&entries);
    assert_eq!(
        (report.findings.len(), report.findings_left_out),
        (MOST_FINDINGS, 7)
    );
}

#[test]
fn findings_read_as_sentences() {
    let finding = Finding {
        entry: Some(3),
        place: "payload".to_owned(),
        what: "The payload is missing.".to_owned(),
    };
    assert_eq!(finding.to_string(), "entry 3, payload: The payload is missing.");
}
