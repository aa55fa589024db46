//! The data of the sheet: an invented company's figures.

mod charts;
mod more;

use picture::Picture;

pub(crate) use more::spark;

/// Every large picture with its name.
pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    let mut pictures = charts::all();
    pictures.extend(more::all());
    pictures
}
