//! The bundled packs load without problem and say what they are meant to say.

use crate::packs::load_bundled;

#[test]
fn the_bundled_packs_load_alone_and_together() {
    let base = load_bundled(&["base"]);
    assert_eq!(
        base.kinds.keys().collect::<Vec<_>>(),
        ["person", "place", "process", "role", "site", "task"]
    );
    let all = load_bundled(&["electrical-safety", "iso-9001", "base"]);
    let order: Vec<&str> = all.packs.iter().map(|pack| pack.id.as_str()).collect();
    assert_eq!(order, ["base", "iso-9001", "electrical-safety"]);
}
