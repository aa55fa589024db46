//! Special functions and distributions.
