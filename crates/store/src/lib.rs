//! The only SQL of the house: one writer, the projection, and the questions that pages and scripts ask.
//!
//! The crate is synchronous. Its callers run it on blocking threads, so a request that goes away can never leave a
//! transaction open. Both databases get the same text of SQL with `$1` placeholders; where they must differ, the
//! difference stands in [`db::Dialect`].
//!
//! One way in: [`Store::submit`], whose jobs are decided inside the writer's transaction. Many ways out:
//! [`Store::read`], a snapshot in which [`load`] and the other modules ask.

mod apply;
pub mod backup;
pub mod check;
pub mod compile;
pub mod db;
pub mod hanging;
pub mod head;
pub mod list;
pub mod load;
mod open;
pub mod owned;
mod pool;
pub mod project;
pub mod rebuild;
pub mod schema;
pub mod search;
mod searched;
pub mod side;
mod store;
pub mod tile;
pub mod verdicts;
pub mod work;
mod writer;

pub use side::Side;
pub use store::{Clock, Random, Settings, Store};
pub use writer::{Act, Done, Txn, WriteError};
