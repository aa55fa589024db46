//! Writers over HTTP. Each request carries an idempotency key and is sent again until it is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::house::{House, Server};

/// Somebody who reports problems and corrects the report, one after the other, as fast as answers come.
pub(crate) struct Writer {
    name: String,
    sent: u64,
    /// Sent, and not answered yet.
    open: Option<Request>,
    /// What was acknowledged.
    pub(crate) acknowledged: Vec<Acknowledged>,
}

/// A request, the same however often it is sent.
#[derive(Clone, Debug)]
struct Request {
    key: String,
    title: String,
    /// The record that it edits; without one it makes one.
    edits: Option<String>,
}

/// An act that the server has said was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    entry: u64,
    number: String,
    version: u64,
    title: String,
}

/// What became of a request.
enum Outcome {
    Done(Acknowledged),
    /// Not recorded, or not known: to be sent again.
    Again,
    /// Nobody answers any more.
    Gone,
}

impl Writer {
    pub(crate) fn new(name: String) -> Writer {
        Writer {
            name,
            sent: 0,
            open: None,
            acknowledged: Vec::new(),
        }
    }

    /// Writes until nobody answers, or `enough` says so between two requests.
    pub(crate) fn write(&mut self, address: &str, token: &str, enough: impl Fn() -> bool) {
        let agent = agent();
        while !enough() {
            let request = self.open.take().unwrap_or_else(|| self.next());
            match send(&agent, address, token, &request) {
                Outcome::Done(acknowledged) => self.acknowledged.push(acknowledged),
                Outcome::Again => {
                    self.open = Some(request);
                    std::thread::sleep(Duration::from_millis(20));
                }
                Outcome::Gone => {
                    self.open = Some(request);
                    return;
                }
            }
        }
    }

    /// Sends again what was not answered.
    pub(crate) fn settle(&mut self, server: &Server, token: &str) {
        let agent = agent();
        let mut patience = 500;
        while let Some(request) = self.open.take() {
            match send(&agent, &server.address, token, &request) {
                Outcome::Done(acknowledged) => self.acknowledged.push(acknowledged),
                Outcome::Again | Outcome::Gone => self.open = Some(request),
            }
            patience -= 1;
            assert!(
                patience > 0,
                "{} got no answer from a server that is well",
                self.name
            );
        }
    }

    /// Every second act corrects the title of the one before.
    fn next(&mut self) -> Request {
        self.sent += 1;
        let edited = self.acknowledged.last().filter(|last| last.version == 1);
        Request {
            key: format!("{}-{}", self.name, self.sent),
            title: format!("Cracked housing {} of {}", self.sent, self.name),
            edits: edited.map(|last| last.number.clone()),
        }
    }
}

/// All writers at once, until nobody answers or it is enough.
pub(crate) fn write_all(
    writers: &mut [Writer],
    address: &str,
    token: &str,
    enough: &(dyn Fn() -> bool + Sync),
) {
    std::thread::scope(|threads| {
        for writer in writers {
            threads.spawn(|| writer.write(address, token, enough));
        }
    });
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().into()
}

fn send(agent: &ureq::Agent, address: &str, token: &str, request: &Request) -> Outcome {
    let bearer = format!("Bearer {token}");
    let body = json!({ "title": request.title });
    let answer = match &request.edits {
        None => agent
            .post(format!("{address}/api/v1/records/nonconformity"))
            .header("Authorization", bearer)
            .header("Idempotency-Key", &request.key)
            .send_json(&body),
        Some(number) => agent
            .patch(format!("{address}/api/v1/records/nonconformity/{number}"))
            .header("Authorization", bearer)
            .header("Idempotency-Key", &request.key)
            .header("If-Match", "\"1\"")
            .send_json(&body),
    };
    let Ok(mut answer) = answer else {
        return Outcome::Gone;
    };
    let status = answer.status().as_u16();
    let Ok(text) = answer.body_mut().read_to_string() else {
        return Outcome::Gone;
    };
    match status {
        200 | 201 => {
            let receipt: Value = serde_json::from_str(&text).expect("a receipt is JSON");
            Outcome::Done(Acknowledged {
                entry: receipt["entry"].as_u64().expect("a receipt names its entry"),
                number: receipt["number"]
                    .as_str()
                    .expect("a receipt names its record")
                    .to_owned(),
                version: receipt["version"].as_u64().expect("a receipt names the version"),
                title: request.title.clone(),
            })
        }
        500..=599 => Outcome::Again,
        other => panic!("{request:?} was answered with {other}: {text}"),
    }
}

/// Fails unless every acknowledged act is there exactly once and nothing else is: as many entries as acts, each with
/// a number of its own, records numbered without a gap, each as the last act left it.
pub(crate) fn assert_exactly_once(house: &House, server: &Server, writers: &[Writer], since: u64) {
    let all: Vec<&Acknowledged> = writers.iter().flat_map(|writer| &writer.acknowledged).collect();
    let entries: BTreeSet<u64> = all.iter().map(|act| act.entry).collect();
    assert_eq!(entries.len(), all.len(), "two acts were given the same entry");
    assert_eq!(
        server.entries(),
        house.founded + all.len() as u64,
        "entries of the journal"
    );
    let expected: BTreeSet<u64> = (house.founded + 1..=house.founded + all.len() as u64).collect();
    assert_eq!(entries, expected, "each entry is an acknowledged act");

    let made = all.iter().filter(|act| act.version == 1);
    let numbers: BTreeSet<u64> = made.clone().map(|act| sequence(&act.number)).collect();
    let expected: BTreeSet<u64> = (1..=made.count() as u64).collect();
    assert_eq!(numbers, expected, "numbers without a gap");

    let mut last: BTreeMap<&str, &Acknowledged> = BTreeMap::new();
    for act in all.iter().filter(|act| act.entry > since) {
        let newest = last.entry(&act.number).or_insert(act);
        if act.version > newest.version {
            *newest = act;
        }
    }
    let agent = agent();
    for (number, act) in last {
        let answer = agent
            .get(format!(
                "{}/api/v1/records/nonconformity/{number}",
                server.address
            ))
            .header("Authorization", format!("Bearer {}", house.token))
            .call();
        let record: Value = answer
            .and_then(|mut answer| answer.body_mut().read_json())
            .expect("a record");
        assert_eq!(
            (&record["title"], &record["version"]),
            (&json!(act.title), &json!(act.version)),
            "{act:?}"
        );
    }
}

/// `7` of `NC-2026-7`.
fn sequence(number: &str) -> u64 {
    let last = number.rsplit('-').next().and_then(|last| last.parse().ok());
    last.unwrap_or_else(|| panic!("{number} ends with no number"))
}

/// The signed checkpoint, as anybody may keep it elsewhere.
pub(crate) fn checkpoint(server: &Server, token: &str) -> Option<Vec<u8>> {
    let answer = ureq::get(format!("{}/api/v1/journal/checkpoint", server.address))
        .header("Authorization", format!("Bearer {token}"))
        .call();
    answer.and_then(|mut answer| answer.body_mut().read_to_vec()).ok()
}
