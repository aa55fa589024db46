//! Who sees a record. The same conditions compile to SQL for lists; a record that is not visible does not exist.

use crate::condition::{Scene, holds};
use crate::pack::Packs;
use crate::record::Record;

/// Whether the scene's actor sees the record: any entry of the kind's `see` suffices; the system sees all.
#[must_use]
pub fn visible(packs: &Packs, record: &Record, scene: &Scene<'_>) -> bool {
    let Some(kind) = packs.kind(&record.kind) else {
        return false;
    };
    scene.actor.is_system()
        || kind.see.iter().any(|see| {
            scene.actor.is_any(&see.by, record)
                && see.when.as_ref().is_none_or(|when| holds(when, record, scene))
        })
}
