use crate::sample;
use journal::commitment::check_bytes;
use journal::{Hash, Payload};
use serde_json::json;

#[test]
fn the_order_of_items_does_not_matter() {
    let items = [("b", 1), ("a", 2), ("c", 3)].map(|(path, n)| (path.to_owned(), [n; 16], json!(n)));
    let mut turned = items.clone();
    turned.reverse();
    let (one, other) = (Payload::new(items).unwrap(), Payload::new(turned).unwrap());
    assert_eq!(one, other);
    assert_eq!(one.digest(), other.digest());
    assert_eq!(
        one.items().iter().map(|item| item.path()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
}

#[test]
fn a_path_twice_is_refused() {
    let problem = Payload::new([1, 2].map(|n| ("title".to_owned(), [n; 16], json!(n)))).unwrap_err();
    assert_eq!(problem.place, "payload item \"title\"");
}

#[test]
fn a_float_is_refused_with_path_and_place() {
    let problem = Payload::new([("size".to_owned(), [0; 16], json!([1, 0.5]))]).unwrap_err();
    assert_eq!(problem.place, "payload item \"size\", /1");
}

#[test]
fn redaction_takes_value_and_salt_and_keeps_the_digest() {
    let mut payload = sample::payload(1);
    let digest = payload.digest();
    let commitment = payload.item("nonconformity/reporter").unwrap().commitment();
    assert_eq!(payload.redact(["nonconformity/reporter"]).unwrap(), 1);
    assert_eq!(
        payload.redact(["nonconformity/reporter"]).unwrap(),
        0,
        "it was redacted already"
    );
    let item = payload.item("nonconformity/reporter").unwrap();
    assert!(item.is_redacted() && item.value().is_none() && item.salt().is_none());
    assert_eq!(item.commitment(), commitment);
    payload.check(&digest).unwrap();

    let bytes = payload.to_bytes();
    assert!(!String::from_utf8_lossy(&bytes).contains("Ana Ruiz"));
    assert_eq!(check_bytes(&bytes, &digest), Ok(1));
    assert_eq!(Payload::from_bytes(&bytes).unwrap(), payload);
}

#[test]
fn redacting_an_unknown_item_redacts_nothing() {
    let mut payload = sample::payload(1);
    let problem = payload
        .redact(["nonconformity/reporter", "nonconformity/colour"])
        .unwrap_err();
    assert_eq!(problem.place, "payload item \"nonconformity/colour\"");
    assert_eq!(payload, sample::payload(1));
}

#[test]
fn another_value_is_found_by_its_path() {
    let payload = sample::payload(1);
    let text = String::from_utf8(payload.to_bytes()).unwrap();
    let forged = text.replace("Ana Ruiz", "Ann Ruiz");
    assert_ne!(forged, text);
    let problem = check_bytes(forged.as_bytes(), &payload.digest()).unwrap_err();
    assert_eq!(problem.place, "payload item \"nonconformity/reporter\"");
    assert_eq!(
        Payload::from_bytes(forged.as_bytes())
            .unwrap()
            .check(&payload.digest()),
        Err(problem)
    );
}

#[test]
fn a_value_moved_to_another_path_is_found() {
    let payload = Payload::new([("accepted".to_owned(), [1; 16], json!("yes"))]).unwrap();
    let forged = String::from_utf8(payload.to_bytes())
        .unwrap()
        .replace("accepted", "rejected");
    let problem = check_bytes(forged.as_bytes(), &payload.digest()).unwrap_err();
    assert_eq!(problem.place, "payload item \"rejected\"");
}

#[test]
fn a_missing_item_is_found_by_the_digest() {
    let whole = sample::payload(1);
    let part = Payload::new(whole.items()[1..].iter().map(|item| {
        (
            item.path().to_owned(),
            *item.salt().unwrap(),
            item.value().unwrap().clone(),
        )
    }));
    let problem = part.unwrap().check(&whole.digest()).unwrap_err();
    assert!(problem.what.contains(&whole.digest().to_hex()), "{problem}");
}

#[test]
fn a_null_is_a_value_and_not_a_redaction() {
    let payload = Payload::new([("closed".to_owned(), [1; 16], json!(null))]).unwrap();
    assert!(!payload.items()[0].is_redacted());
    assert_eq!(Payload::from_bytes(&payload.to_bytes()).unwrap(), payload);
}

#[test]
fn half_a_redaction_and_other_shapes_are_refused() {
    let hex = Hash::of(b"").to_hex();
    let salt = "AAAAAAAAAAAAAAAAAAAAAA";
    let of = |items: String| format!("{{\"format\":1,\"items\":[{items}]}}");
    let item = |rest: String| of(format!("{{\"commitment\":\"{hex}\",\"path\":\"a\"{rest}}}"));
    assert!(Payload::from_bytes(item(String::new()).as_bytes()).is_ok());
    assert!(Payload::from_bytes(item(format!(",\"salt\":\"{salt}\",\"value\":1")).as_bytes()).is_ok());
    for wrong in [
        item(format!(",\"salt\":\"{salt}\"")),
        item(",\"value\":1".to_owned()),
        item(format!(",\"salt\":\"{salt}=\",\"value\":1")),
        item(",\"salt\":\"AAAAAAAAAAAAAAAAAAAAAB\",\"value\":1".to_owned()),
        item(format!(",\"salt\":\"{salt}\",\"value\":1.5")),
        item(format!(",\"salt\":\"{salt}\",\"value\":1,\"who\":2")),
        of(format!(
            "{{\"commitment\":\"{}\",\"path\":\"a\"}}",
            hex.to_uppercase()
        )),
        of(format!(
            "{{\"commitment\":\"{hex}\",\"path\":\"b\"}},{{\"commitment\":\"{hex}\",\"path\":\"a\"}}"
        )),
        of(format!(
            "{{\"commitment\":\"{hex}\",\"path\":\"a\"}},{{\"commitment\":\"{hex}\",\"path\":\"a\"}}"
        )),
        of(String::new()).replace('1', "2"),
        of(String::new()) + "\n",
        String::new(),
    ] {
        assert!(
            Payload::from_bytes(wrong.as_bytes()).is_err(),
            "{wrong} was taken"
        );
    }
}
