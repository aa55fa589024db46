//! What the product does: acts go in, answers come out. The web and the command line only call this.
//!
//! - [`act`]: the only callers of the writer. Each act is loaded, decided and sealed inside one transaction.
//! - [`read`]: every question, always asked on behalf of somebody; what that person may not see does not exist.
//! - [`jobs`]: what the house does by itself.
//! - [`exchange`]: import, export, verification.
//!
//! Everything here blocks; the web runs it on blocking threads.

pub mod act;
pub mod errors;
pub mod exchange;
pub mod files;
pub mod house;
pub mod jobs;
pub mod read;
pub mod secrets;
pub mod stories;

pub use errors::{Error, Result};
pub use house::{App, Caller, House, Setting};
