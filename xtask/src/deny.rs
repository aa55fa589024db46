//! Licences, sources and known holes of the dependencies, by `deny.toml`.

use crate::run::{self, Outcome};
use crate::tools;

/// Runs `cargo deny check`, or says how to get it. It takes minutes to build, so the test command does not install it.
pub(crate) fn deny() -> Outcome {
    if !tools::has("deny") {
        return Err("cargo-deny is not installed: cargo install cargo-deny".into());
    }
    run::show(run::cargo().args(["deny", "check"]))
}
