//! What can go wrong between a request and its answer, told apart by what a caller should do.

use engine::decide::{Refusal, Why};

/// Why something was not done or not found. Every variant but [`Error::Broken`] is meant for the person who asked.
#[derive(Debug)]
pub enum Error {
    /// The rules refuse; nothing has changed.
    Refused(Box<Refusal>),
    /// It does not exist, or not for this person.
    NotFound(String),
    /// The request cannot be read: what is wrong and what is allowed.
    Invalid(String),
    /// Nobody is signed in, or the token, password or intent is not good.
    Unknown(String),
    /// Signed in, but not for this.
    Forbidden(String),
    /// The same key was used for something else, or somebody was faster.
    Conflict(String),
    /// Too many failures; come back later.
    Slower(String),
    /// Not recorded; it may be tried again.
    Unrecorded(String),
    /// It is not known whether it was recorded: ask again with the same idempotency key.
    Uncertain(String),
    /// A fault of the program or its database.
    Broken(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Refused(refusal) => {
                f.write_str(&refusal.summary)?;
                refusal
                    .reasons
                    .iter()
                    .try_for_each(|reason| write!(f, "\n- {}", reason.sentence))
            }
            Error::NotFound(what)
            | Error::Invalid(what)
            | Error::Unknown(what)
            | Error::Forbidden(what)
            | Error::Conflict(what)
            | Error::Slower(what)
            | Error::Unrecorded(what)
            | Error::Uncertain(what)
            | Error::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal.why {
            Why::NotFound => Error::NotFound(refusal.summary),
            _ => Error::Refused(Box::new(refusal)),
        }
    }
}

impl From<store::db::DbError> for Error {
    fn from(error: store::db::DbError) -> Self {
        Error::Broken(error.what)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Broken(error.to_string())
    }
}

/// An answer, or why there is none.
pub type Result<T> = std::result::Result<T, Error>;
