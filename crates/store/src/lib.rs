//! The only SQL of the house: one writer, the projection, and the questions that pages and scripts ask.
//!
//! The crate is synchronous. Its callers run it on blocking threads, so a request that goes away can never leave a
//! transaction open. Both databases get the same text of SQL with `$1` placeholders; where they must differ, the
//! difference stands in [`db::Dialect`].
//!
//! One way in: `Writer::submit` (acts are decided inside its transaction). Many ways out: `read`.

pub mod db;
pub mod schema;
