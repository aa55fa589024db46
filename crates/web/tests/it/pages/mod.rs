//! Pages as a browser without script sees them: on both databases, by links and form posts alone.

mod administration;
mod doors;
mod house;
mod job;
mod outline;
mod places;
mod round;
mod sessions;
mod set_up;
