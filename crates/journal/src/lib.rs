//! The journal: what was recorded, in an order that cannot be quietly changed.
//!
//! One act is one entry. An entry is an [`Envelope`] (small, kept for ever) and a [`Payload`] beside it (names, reasons,
//! values; each item can be redacted without breaking the rest). Envelopes are the leaves of an RFC 6962 Merkle tree, and a
//! signed [`Checkpoint`] states the tree's size and root. Formats are open ones, so that independent verifiers can read them:
//! RFC 8785 for bytes, and C2SP `tlog-checkpoint`, `signed-note` and `tlog-tiles` for the log.
//!
//! The crate is pure: it knows no clock, random source, file, network or database. Times, salts and keys are arguments.
//!
//! **Numbers.** Entries are numbered from 1, so entry N is the last one in a tree of size N and is leaf N − 1 of the tree.
//!
//! **How an entry is sealed**: [`Payload::new`] → [`Payload::digest`] → [`Envelope`] → [`Envelope::to_bytes`] →
//! [`tree::leaf_hash`] → [`tree::Frontier::push_with`] → [`Checkpoint`] → [`Signer::sign`](note::Signer::sign).

pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod envelope;
pub mod export;
mod hash;
pub mod note;
mod problem;
pub mod tile;
pub mod tree;
pub mod verify;

pub use checkpoint::Checkpoint;
pub use commitment::{Item, Payload, Salt};
pub use envelope::{Envelope, Records};
pub use hash::Hash;
pub use note::{Signer, Vkey};
pub use problem::Problem;
pub use verify::{Finding, Report, Verifier};
