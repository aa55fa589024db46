//! The acts and questions of the house, on both databases. Each house ends with a check of everything.
//!
//! PostgreSQL is found through `PLUMBLINE_TEST_PG`; `cargo xtask pg -- cargo nextest run -p app` starts one.

#[cfg(test)]
mod chance;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod house;
#[cfg(test)]
mod import;
#[cfg(test)]
mod import_bad;
#[cfg(test)]
mod import_export;
#[cfg(test)]
mod import_people;
#[cfg(test)]
mod import_sheet;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod packs_stories;
#[cfg(test)]
mod people;
#[cfg(test)]
mod tamper;
