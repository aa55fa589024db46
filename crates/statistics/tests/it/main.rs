//! All tests of this crate in one binary: published figures, properties, rules, refusals.

mod beside;
mod charts;
mod gauge;
mod inference;
mod nist;
mod published;
mod rules;
mod sampling;
