//! The doors of the house: addresses, requests and answers. Rules live in the engine; this only asks and shows.
//!
//! Read [`routes`] first: it is the whole surface.

mod api;
mod assets;
mod door;
mod pages;
mod parts;
mod problem;
mod routes;
mod set_up;
mod site;

use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use tokio::net::TcpListener;

pub use routes::{ROUTES, Route, router};
pub use set_up::Code;
pub use site::{DemoPerson, Options};

/// Serves until the process is asked to end; requests under way are finished first.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(app: Arc<App>, listener: TcpListener, options: Options) -> std::io::Result<()> {
    let service = router(app, options).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_end())
        .await
}

async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => (), _ = terminate.recv() => () }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
