//! The acts and questions of the house, on both databases. Each house ends with a check of everything.
//!
//! PostgreSQL is found through `PLUMBLINE_TEST_PG`; `cargo xtask pg -- cargo nextest run -p app` starts one.

mod chance;
mod checks;
mod house;
mod people;
mod import;
mod import_bad;
mod import_export;
mod import_people;
mod import_sheet;
mod kinds;
mod packs_stories;
mod tamper;
