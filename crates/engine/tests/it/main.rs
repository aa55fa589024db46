//! The engine against the bundled packs, and against packs with mistakes.

#[cfg(test)]
mod checks_bundled;
#[cfg(test)]
mod condition_chance;
#[cfg(test)]
mod condition_holds;
#[cfg(test)]
mod condition_members;
#[cfg(test)]
mod condition_reads;
#[cfg(test)]
mod condition_words;
#[cfg(test)]
mod loader_checks;
#[cfg(test)]
mod loader_conditions;
#[cfg(test)]
mod loader_extend;
#[cfg(test)]
mod loader_packs;
#[cfg(test)]
mod loader_problems;
#[cfg(test)]
mod loader_sets;
#[cfg(test)]
mod loader_triage;
#[cfg(test)]
mod packs;
