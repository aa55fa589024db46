//! All tests of this crate in one binary: published figures, properties, rules, refusals.

mod beside;
mod capability;
mod charts;
mod describe;
mod documents;
mod gauge;
mod independent;
mod inference;
mod nist;
mod properties;
mod published;
mod rules;
mod rules_by_definition;
mod sampling;
mod settings;
