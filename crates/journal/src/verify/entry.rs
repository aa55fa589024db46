//! What one entry must keep to: its place in the row, and its payload.

use super::Report;
use super::report::MOST_FINDINGS;
use crate::canonical::Reader;
use crate::commitment::{item_place, scan, wrong_digest};
use crate::envelope::{Envelope, RECORDS_PATH, Records};
use crate::{Hash, Problem};

/// What the next entry is compared with.
#[derive(Debug)]
pub(crate) struct Last {
    pub(crate) time: String,
    epoch: u64,
}

/// Notes a problem of the entry at hand.
type Find<'f> = dyn FnMut(&mut Report, Problem) + 'f;

/// Checks number, time and epoch of the entry in position `number`.
pub(crate) fn check_sequence(
    number: u64,
    envelope: &Envelope,
    last: &mut Option<Last>,
    report: &mut Report,
    find: &mut Find<'_>,
) {
    let mut find =
        |member: &str, what: String| find(report, Problem::new(format!("envelope, {member}"), what));
    if envelope.entry != number {
        find(
            "entry",
            format!(
                "It says that it is entry {}, but it stands in position {number}.",
                envelope.entry
            ),
        );
    }
    let (last_time, last_epoch) = last
        .as_ref()
        .map_or(("", 0), |last| (last.time.as_str(), last.epoch));
    if envelope.time.as_str() < last_time {
        find(
            "time",
            format!(
                "{} is before {last_time}, the time of the entry before it.",
                envelope.time
            ),
        );
    }
    let begins = envelope.epoch != last_epoch;
    // After an unreadable first entry nothing is known of the epoch, so any may begin.
    let known = last.is_some() || number == 1;
    if begins && known && envelope.epoch != last_epoch + 1 {
        find(
            "epoch",
            format!(
                "Epoch {} cannot follow epoch {last_epoch}: they are counted from 1.",
                envelope.epoch
            ),
        );
    }
    if begins && report.epochs.len() < MOST_FINDINGS {
        report.epochs.push((envelope.epoch, number));
    }
    if report.first_time.is_none() {
        report.first_time = Some(envelope.time.clone());
    }
    match last {
        Some(last) => {
            // A single time too late must not make every later entry wrong, so the comparison is with the neighbour.
            last.time.clone_from(&envelope.time);
            last.epoch = envelope.epoch;
        }
        None => {
            *last = Some(Last {
                time: envelope.time.clone(),
                epoch: envelope.epoch,
            })
        }
    }
}

/// Checks that the payload is the one the envelope commits to, item by item.
pub(crate) fn check_payload(
    envelope: &Envelope,
    payload: Option<&[u8]>,
    report: &mut Report,
    find: &mut Find<'_>,
) {
    let Some(bytes) = payload else {
        find(report, Problem::new("payload", "The payload is missing."));
        return;
    };
    let counted = matches!(envelope.records, Records::Counted { .. });
    let mut redacted = 0;
    let mut records = None;
    let scanned = scan(bytes, |item| {
        redacted += u64::from(item.content.is_none());
        if !item.fits() {
            find(report, item.misfit());
        }
        if counted && item.path.decoded() == RECORDS_PATH {
            records = Some(item.content.map(|(_, value)| value));
        }
    });
    match scanned {
        Err(problem) => {
            find(report, problem);
            return;
        }
        Ok(digest) if digest != envelope.payload => find(report, wrong_digest(&digest, &envelope.payload)),
        Ok(_) => {}
    }
    report.redacted_items += redacted;
    report.redacted_entries += u64::from(redacted > 0);
    if let Records::Counted { count, digest } = &envelope.records
        && let Some(what) = misfit_of_records(*count, digest, records)
    {
        find(report, Problem::new(item_place(RECORDS_PATH), what));
    }
}

/// What is wrong with the list of records that the envelope only counts; `list` is none if there is no such item, and
/// `Some(None)` if it is redacted.
fn misfit_of_records(count: u64, digest: &Hash, list: Option<Option<&str>>) -> Option<String> {
    match list {
        None => Some(format!(
            "The envelope counts {count} records, and the list of them is missing."
        )),
        Some(None) => None,
        Some(Some(list)) if Hash::of(list.as_bytes()) != *digest => {
            Some("The list of records is not the one the envelope counts.".to_owned())
        }
        Some(Some(list)) => match count_strings(list) {
            Some(found) if found == count => None,
            _ => Some(format!(
                "The envelope counts {count} records, and this is not a list of as many."
            )),
        },
    }
}

fn count_strings(list: &str) -> Option<u64> {
    let mut reader = Reader::new(list.as_bytes()).ok()?;
    let mut count = 0;
    reader.expect("[").ok()?;
    while !reader.take("]") {
        if count > 0 {
            reader.expect(",").ok()?;
        }
        reader.string().ok()?;
        count += 1;
    }
    Some(count)
}
