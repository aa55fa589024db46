//! Acceptance sampling: how many to inspect, when to accept the lot, and what that rule does to good and bad lots.
//!
//! By attributes with the tables of MIL-STD-105E (a public document with the same normal-inspection numbers as
//! ANSI/ASQ Z1.4 and ISO 2859-1), with switching rules; zero-acceptance and skip-lot plans; operating
//! characteristics; and by variables from two points of the operating characteristic.

mod by_attributes;
mod characteristic;
mod skip_lot;
mod switching;
mod tables;
mod two_points;
mod variables;
mod zero;

pub use by_attributes::{AttributePlan, attribute_plan};
pub use characteristic::{Characteristic, CurvePoint, Model, SinglePlan, characteristic};
pub use skip_lot::{SkipLot, SkipLotAction, SkipLotState, skip_lot};
pub use switching::{LotResult, Rules, SwitchReason, Switching};
pub use tables::{AQLS, Cell, Letter, Level, Severity, cell, code_letter, sample_size};
pub use two_points::{DesignedPlan, plan_through_two_points};
pub use variables::{VariablesPlan, VariablesVerdict, variables_plan};
pub use zero::{ZeroPlan, zero_acceptance};
