//! The finished binary, from outside.

mod backup;
mod commands;
mod demo;
mod faults;
mod ground;
mod import;
mod packs;
mod served;
mod trouble;
mod walkthrough;
