//! The data of the sheet: an invented company's figures.

mod charts;

use picture::Picture;

/// Every picture with its name.
pub fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    charts::all()
}
