//! Work that the house does by itself, without anybody asking.

mod conformity;

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::house::App;

/// Between two rounds.
const ROUND: Duration = Duration::from_secs(15 * 60);

/// Begins the rounds on a thread of their own; they end with the house.
pub fn begin(app: &Arc<App>) {
    let app = Arc::downgrade(app);
    std::thread::spawn(move || {
        while let Some(house) = Weak::upgrade(&app) {
            round(&house);
            drop(house);
            std::thread::sleep(ROUND);
        }
    });
}

/// What fails in one round is tried again in the next.
fn round(app: &App) {
    if let Ok(true) = app.is_founded()
        && let Err(error) = app.keep_conformity()
    {
        eprintln!("What the checks said could not be kept: {error}");
    }
}
