//! Statistics for quality work: control charts, capability, measurement systems, acceptance sampling, tests.
//!
//! Pure functions: numbers in, a result or a [`Refusal`] out. No clock, no random source, no input or output.
//! Every result carries a [`Meaning`]: a sentence that a foreman understands and a statistician signs, what was
//! assumed, what it cannot tell, and how the method was verified.
//!
//! Indices are zero-based and refer to the data as they were given.

pub mod capability;
pub mod chart;
pub mod describe;
pub mod gauge;
pub mod inference;
pub mod report;
pub mod rules;
pub mod sampling;
pub mod special;

pub use report::{Meaning, Place, Refusal, Verified};
