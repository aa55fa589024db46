//! What pictures promise, told by rules.

mod charts;
mod common;
mod dense;
mod each;
mod figures;
mod map;
mod refused;
mod told;
mod wellformed;
mod words;
