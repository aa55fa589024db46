//! Import, export, verification.

pub mod table;
