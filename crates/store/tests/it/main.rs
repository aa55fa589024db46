//! The store on both databases. Every test runs on each of them and ends with a check of everything.
//!
//! PostgreSQL is found through `PLUMBLINE_TEST_PG`; `cargo xtask pg -- cargo nextest run -p store` starts one.

mod batching;
mod checking;
mod compile;
mod conditions;
mod faults;
mod ground;
mod loading;
mod projecting;
mod sides;
mod support;
mod verdicts;
mod world;
mod writing;
