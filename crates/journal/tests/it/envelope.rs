use crate::sample;
use journal::envelope::{NAMED_RECORDS, is_time};
use journal::{Envelope, Hash, Records};

fn envelope() -> Envelope {
    sample::envelope(1, &sample::payload(1))
}

fn refusal(change: impl FnOnce(&mut Envelope)) -> String {
    let mut envelope = envelope();
    change(&mut envelope);
    envelope.to_bytes().unwrap_err().to_string()
}

#[test]
fn an_envelope_comes_back() {
    let envelope = envelope();
    assert_eq!(
        Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(),
        envelope
    );
}

#[test]
fn many_records_are_counted() {
    let ids: Vec<String> = (0..=NAMED_RECORDS).map(|n| format!("calibration/{n}")).collect();
    assert!(matches!(Records::of(ids[1..].to_vec()), Records::Named(_)));
    let envelope = Envelope {
        records: Records::of(ids.clone()),
        ..envelope()
    };
    assert_eq!(envelope.records.count(), 33);
    assert_eq!(
        Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(),
        envelope
    );
    assert!(refusal(|envelope| envelope.records = Records::Named(ids)).contains("At most 32"));
    let few = Records::Counted {
        count: 32,
        digest: Hash::of(b""),
    };
    assert!(refusal(|envelope| envelope.records = few).contains("are named"));
}

#[test]
fn members_keep_their_rules() {
    assert!(refusal(|envelope| envelope.entry = 0).starts_with("envelope, entry: 0 is not a number from 1"));
    assert!(refusal(|envelope| envelope.entry = 1 << 53).starts_with("envelope, entry"));
    assert!(refusal(|envelope| envelope.epoch = 0).starts_with("envelope, epoch"));
    assert!(refusal(|envelope| envelope.time = "2026-11-22".to_owned()).starts_with("envelope, time"));
    assert!(refusal(|envelope| envelope.actor = String::new()).starts_with("envelope, actor"));
    assert!(refusal(|envelope| envelope.act = "a\nb".to_owned()).starts_with("envelope, act"));
    assert!(refusal(|envelope| envelope.roles.push(String::new())).starts_with("envelope, roles"));
    assert!(
        refusal(|envelope| envelope.records = Records::Named(vec![String::new()]))
            .starts_with("envelope, records")
    );
    assert!(
        refusal(|envelope| envelope.packs = [("qualité".to_owned(), Hash([0; 32]))].into())
            .starts_with("envelope, packs")
    );
}

#[test]
fn an_envelope_stays_under_four_kibibytes() {
    let mut envelope = envelope();
    envelope.actor = "a".to_owned();
    let room = 4095 - envelope.to_bytes().unwrap().len();
    envelope.actor = "a".repeat(1 + room);
    let bytes = envelope.to_bytes().unwrap();
    assert_eq!(bytes.len(), 4095);
    assert_eq!(Envelope::from_bytes(&bytes).unwrap(), envelope);
    envelope.actor.push('a');
    assert_eq!(
        envelope.to_bytes().unwrap_err().to_string(),
        "envelope: It takes 4096 bytes, and 4095 are allowed."
    );
    let longer = String::from_utf8(bytes).unwrap().replacen("\"a", "\"aa", 1);
    assert!(
        Envelope::from_bytes(longer.as_bytes())
            .unwrap_err()
            .what
            .contains("takes 4096 bytes")
    );
}

#[test]
fn reading_is_strict_and_says_why() {
    let text = String::from_utf8(envelope().to_bytes().unwrap()).unwrap();
    let refusal = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Envelope::from_bytes(text.replacen(from, to, 1).as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal("{\"act\"", "{\"about\":1,\"act\""),
        "envelope, about: This key is not known in an envelope."
    );
    assert_eq!(
        refusal("Z\"}", "Z\",\"who\":1}"),
        "envelope, who: This key is not known in an envelope."
    );
    assert_eq!(
        refusal("\"epoch\":1,", ""),
        "envelope, epoch: This key is missing or out of order."
    );
    assert_eq!(
        refusal("\"epoch\":1,", "\"entry\":1,\"epoch\":1,"),
        "envelope, entry: This key stands twice or out of order."
    );
    assert!(refusal("\"format\":1", "\"format\":2").contains("only format 1 can be read"));
    assert!(
        refusal(",\"time\":\"2026-11-22T00:00:01.250Z\"", "")
            .starts_with("envelope, time: This key is missing")
    );
    assert!(refusal("\"entry\":1", "\"entry\":-1").contains("negative"));
    assert!(refusal("\"entry\":1", "\"entry\":\"1\"").contains("integer"));
    assert!(refusal("\"entry\":1", "\"entry\": 1").contains("integer"));
    assert!(refusal("Z\"}", "Z\"} ").contains("Nothing may follow"));
    assert!(refusal("[\"quality_manager\"]", "[\"quality_manager\",]").contains("expected"));
    assert!(refusal("11-22T", "11-31T").starts_with("envelope, time"));
    assert!(refusal("{\"base\":\"", "{\"base\":\"F").contains("hexadecimal"));
}

#[test]
fn times_are_such_that_exist() {
    for time in [
        "2026-11-22T09:05:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "2000-02-29T00:00:00.000Z",
    ] {
        assert!(is_time(time), "{time}");
    }
    for time in [
        "2026-11-22T09:05:00Z",
        "2026-11-22 09:05:00.000Z",
        "2026-11-22T09:05:00.000z",
        "2026-11-22T09:05:00.000+00:00",
        "2026-02-29T09:05:00.000Z",
        "1900-02-29T00:00:00.000Z",
        "2026-13-01T09:05:00.000Z",
        "2026-00-01T09:05:00.000Z",
        "2026-11-00T09:05:00.000Z",
        "2026-11-31T09:05:00.000Z",
        "2026-11-22T24:00:00.000Z",
        "2026-11-22T09:60:00.000Z",
        "2026-11-22T09:05:60.000Z",
        "२026-11-22T09:05:00.00Z",
        "",
    ] {
        assert!(!is_time(time), "{time}");
    }
}
