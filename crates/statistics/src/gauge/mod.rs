//! Measurement systems: can the gauge see what it is asked to see?
//!
//! Type 1 study, bias, linearity, stability, gauge R&R crossed and nested (by average and range, by analysis of
//! variance), and agreement of judgements (good / bad, grades).
//!
//! The bands used in sentences (10 % and 30 % of the study variation, five distinct categories, Cg 1.33) are
//! conventions of the automotive industry, not laws of nature; every result gives the numbers beside them.

mod agreement;
mod bias;
mod components;
mod crossed;
mod kappa;
mod linearity;
mod nested;
mod range;
mod stability;
mod study;
mod type1;

pub use agreement::{Agreement, Appraiser, Judgements, Share, agreement};
pub use bias::{Bias, bias};
pub use components::{Component, GaugeOptions, GaugeResult};
pub use crossed::{CrossedAnova, crossed_anova};
pub use kappa::{Kappa, cohen_kappa, fleiss_kappa};
pub use linearity::{Linearity, LinearityPoint, linearity};
pub use nested::{NestedAnova, nested_anova};
pub use range::{AverageRange, average_range};
pub use stability::{Stability, stability};
pub use study::{Reading, Study, crossed_from_rows, nested_from_rows};
pub use type1::{Type1, Type1Options, type1};
