//! An act becomes changes, or a refusal.
