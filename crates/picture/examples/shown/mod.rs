//! The data of the sheet: an invented company's figures.

mod charts;
mod grids;
mod hard;
mod pairs;
mod processes;

use picture::Picture;

pub(crate) use hard::all as hard;
pub(crate) use pairs::spark;

/// Every large picture with its name.
pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    let mut pictures = charts::all();
    pictures.extend(pairs::all());
    pictures.extend(grids::all());
    pictures.extend(processes::all());
    pictures
}
