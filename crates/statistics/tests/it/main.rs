//! All tests of this crate in one binary: published figures, properties, rules, refusals.

mod gauge;
mod inference;
mod nist;
mod sampling;
