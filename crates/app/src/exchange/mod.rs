//! Import, export, verification.
