//! Pages as a browser without script sees them: on both databases, by links and form posts alone.

mod doors;
mod house;
mod job;
mod outline;
mod sessions;
mod set_up;
