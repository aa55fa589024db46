//! Checks that the journal verifies and the tables say what it says.
