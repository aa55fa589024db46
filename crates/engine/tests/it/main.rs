//! The engine against the bundled packs, and against packs with mistakes.

mod loader_packs;
mod packs;
