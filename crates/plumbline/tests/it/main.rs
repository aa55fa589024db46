//! The finished binary, from outside.

mod faults;
