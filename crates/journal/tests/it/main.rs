//! The tests of the journal.
#![allow(
    clippy::unwrap_used,
    reason = "in a test a panic is the right answer, in its helpers too"
)]

mod canonical;
mod checkpoint;
mod envelope;
mod export;
mod foreign;
mod payload;
mod sample;
mod strict;
mod tiles;
mod tree;
mod vectors;
mod verify;
