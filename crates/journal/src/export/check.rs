//! Checking an export: every file fits every other, and all fit the pinned key and the checkpoints from outside.

use super::{CHECKPOINT, VKEY, in_log, payload_path, vkey_file};
use crate::checkpoint::Checkpoint;
use crate::note::Vkey;
use crate::tile::{Bundle, Tile, Tiler, WIDTH, read_bundle};
use crate::tree::leaf_hash;
use crate::verify::{Places, Report, Verifier};
use crate::{Hash, Problem};

/// Verifies an export. `read(path)` gives the bytes of a file, or none if there is none; `vkey` is the key the reader already
/// trusts, from elsewhere than this export; `outside` are signed checkpoints kept elsewhere.
///
/// Files that belong to no path of the layout are not looked at.
pub fn check_export(mut read: impl FnMut(&str) -> Option<Vec<u8>>, vkey: &Vkey, outside: &[&[u8]]) -> Report {
    let checkpoint = read(CHECKPOINT);
    let note = checkpoint.as_deref().unwrap_or_default();
    let head = Checkpoint::read_unverified(note).ok();
    let size = head.as_ref().map_or(0, |head| head.size);
    let mut verifier = Verifier::with_places(Places::Export(size), vkey, note, outside);
    if checkpoint.is_none() {
        verifier
            .report()
            .find(None, Problem::new(CHECKPOINT, "The file is missing."));
    }
    check_vkey(read(VKEY), vkey, verifier.report());
    if head.is_none() {
        verifier
            .report()
            .cannot_tell
            .push("Without a readable checkpoint no entry was looked at.".to_owned());
        return verifier.finish();
    }
    check_entries(&mut read, size, &mut verifier);
    verifier.finish()
}

fn check_vkey(file: Option<Vec<u8>>, vkey: &Vkey, report: &mut Report) {
    let what = match file {
        Some(bytes) if bytes == vkey_file(vkey).as_bytes() => return,
        Some(_) => format!("It is not the key that was pinned, {vkey}."),
        None => "The file is missing.".to_owned(),
    };
    report.find(None, Problem::new(VKEY, what));
}

/// Walks over all bundles; their entries go to the verifier, and the tiles that follow from them are compared with those there.
fn check_entries(read: &mut impl FnMut(&str) -> Option<Vec<u8>>, size: u64, verifier: &mut Verifier) {
    let mut tiler = Tiler::new();
    for bundle in Bundle::all(size) {
        let path = in_log(&bundle.path());
        let first = bundle.index * u64::from(WIDTH) + 1;
        let bytes = read(&path);
        let entries = match read_entries(bytes.as_deref(), &bundle) {
            Ok(entries) => entries,
            Err(what) => {
                verifier.report().find(None, Problem::new(path, what));
                let unseen = format!(
                    "What entries {first} to {size} say: the bundle that begins with entry {first} cannot be read."
                );
                verifier.report().cannot_tell.push(unseen);
                return;
            }
        };
        for (number, leaf) in (first..).zip(entries) {
            verifier.entry(leaf, read(&payload_path(number)).as_deref());
            tiler.push(leaf_hash(leaf), |tile, bytes| {
                compare(read, tile, bytes, size, verifier.report())
            });
        }
    }
    tiler.finish(|tile, bytes| compare(read, tile, bytes, size, verifier.report()));
}

fn read_entries<'b>(bytes: Option<&'b [u8]>, bundle: &Bundle) -> Result<Vec<&'b [u8]>, String> {
    let bytes = bytes.ok_or("The file is missing.")?;
    let entries = read_bundle(bytes).map_err(|problem| problem.to_string())?;
    if entries.len() == usize::from(bundle.width) {
        return Ok(entries);
    }
    Err(format!(
        "It holds {} entries, and {} belong there.",
        entries.len(),
        bundle.width
    ))
}

/// Compares a tile as it follows from the entries with the file there.
fn compare(
    read: &mut impl FnMut(&str) -> Option<Vec<u8>>,
    tile: Tile,
    expected: &[u8],
    size: u64,
    report: &mut Report,
) {
    let path = in_log(&tile.path());
    let Some(found) = read(&path) else {
        report.find(None, Problem::new(path, "The file is missing."));
        return;
    };
    if found == expected {
        return;
    }
    if found.len() != expected.len() {
        let what = format!(
            "It has {} bytes, and {} belong there.",
            found.len(),
            expected.len()
        );
        report.find(None, Problem::new(path, what));
        return;
    }
    let pairs = found.as_chunks::<32>().0.iter().zip(expected.as_chunks::<32>().0);
    for (index, (found, expected)) in (tile.index * u64::from(WIDTH)..).zip(pairs) {
        if found == expected {
            continue;
        }
        let (found, expected) = (Hash(*found), Hash(*expected));
        if tile.level == 0 {
            // Tile and bundle contradict each other, and only the checkpoint can say which of them was changed.
            let place = format!("{path} and {}", in_log(&Bundle::holding(index + 1, size).path()));
            let what =
                format!("The tile gives the entry the hash {found}, but its bytes have the hash {expected}.");
            report.find(Some(index + 1), Problem::new(place, what));
        } else {
            let what = format!("Its hash {index} is {found}, but the entries below it give {expected}.");
            report.find(None, Problem::new(path.clone(), what));
        }
    }
}
