//! The tests of the journal.
#![allow(
    clippy::unwrap_used,
    reason = "in a test a panic is the right answer, in its helpers too"
)]

#[cfg(test)]
mod canonical;
#[cfg(test)]
mod checkpoint;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod export;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod payload;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod strict;
#[cfg(test)]
mod tiles;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod verify;
