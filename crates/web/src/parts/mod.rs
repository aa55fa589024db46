//! What pages are made of. Each part is small, knows no kind of record, and writes HTML that is escaped by construction.
//!
//! - [`html`]: tags as functions. [`words`]: numbers and days as people say them.
//! - [`frame`]: the sheet around a page. [`gauge`]: rows that hang on the plumb line.
//! - [`given`] and [`form`]: from answers to a form, and from a form to answers. [`shown`]: answers to be read.
//! - [`record`]: stepper, what is missing, facts. [`problem`]: “There is a problem”.

pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod gauge;
pub(crate) mod given;
pub(crate) mod html;
pub(crate) mod problem;
pub(crate) mod record;
pub(crate) mod shown;
pub(crate) mod verdict;
pub(crate) mod words;
