//! The API: request → one call into `app` → answer. Nothing else.

pub(crate) mod conformity;
pub(crate) mod files;
pub(crate) mod home;
pub(crate) mod journal;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod openapi;
pub(crate) mod people;
pub(crate) mod practices;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod standards;
pub(crate) mod transitions;

use axum::Json;
use serde_json::Value;

use crate::problem::Problem;

/// What a handler gives.
pub(crate) type Answer = Result<Json<Value>, Problem>;
