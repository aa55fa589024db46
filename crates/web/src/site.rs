//! What every handler knows: the house, and how this server was started.

use std::sync::{Arc, Mutex};

use app::App;
use app::read::ledger::Verified;
use axum::extract::FromRef;

use crate::set_up::Code;

/// How the server was started.
#[derive(Debug, Default)]
pub struct Options {
    /// Everybody as whom one can sign in to the demo; empty in a real house.
    pub demo: Vec<DemoPerson>,
    /// Password of everybody in the demo.
    pub demo_password: String,
    /// A proxy in front ends TLS: cookies are for TLS alone, and the last `X-Forwarded-For` says who asks.
    pub behind_tls: bool,
    /// The one-time code that opens an empty house.
    pub code: Option<Code>,
    /// Packs that set-up installs in an empty house.
    pub packs: Vec<engine::pack::PackSource>,
    /// All packs that this program carries; newer ones than the house has are offered to its administrator.
    pub carried: Vec<engine::pack::PackSource>,
}

/// Somebody in the demo.
#[derive(Clone, Debug, Default)]
pub struct DemoPerson {
    /// Name as it is printed.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// What this person does there.
    pub does: String,
    /// What this person would do today.
    pub today: String,
}

/// The house and how it is served.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) options: Arc<Options>,
    /// What the last verification of the journal said; whoever holds it is verifying.
    pub(crate) verified: Arc<Mutex<Option<Verified>>>,
}

impl Site {
    /// Whether this is a demo.
    pub(crate) fn is_demo(&self) -> bool {
        !self.options.demo.is_empty()
    }

    /// What the last verification said; nothing while one is running.
    pub(crate) fn last_verified(&self) -> Option<Verified> {
        self.verified.try_lock().ok()?.clone()
    }

    /// Name of the session's cookie; the prefix makes browsers take it over TLS from this very host only.
    pub(crate) fn cookie(&self) -> &'static str {
        if self.options.behind_tls {
            "__Host-plumbline"
        } else {
            "plumbline"
        }
    }
}

impl FromRef<Site> for Arc<App> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.app)
    }
}
