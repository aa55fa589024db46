//! The store on both databases. Every test runs on each of them and ends with a check of everything.
//!
//! PostgreSQL is found through `PLUMBLINE_TEST_PG`; `cargo xtask pg -- cargo nextest run -p store` starts one.

#[cfg(test)]
mod batching;
#[cfg(test)]
mod checking;
#[cfg(test)]
mod compile;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod projecting;
#[cfg(test)]
mod sides;
#[cfg(test)]
mod support;
#[cfg(test)]
mod verdicts;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writing;
