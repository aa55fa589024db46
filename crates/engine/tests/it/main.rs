//! The engine against the bundled packs, and against packs with mistakes.

mod checks_bundled;
mod condition_chance;
mod condition_holds;
mod condition_members;
mod condition_reads;
mod condition_words;
mod loader_checks;
mod loader_conditions;
mod loader_extend;
mod loader_packs;
mod loader_problems;
mod loader_sets;
mod loader_triage;
mod packs;
