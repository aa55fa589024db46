//! Process capability.
