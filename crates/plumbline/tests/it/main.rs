//! The finished binary, from outside.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod ground;
#[cfg(test)]
mod import;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod served;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod walkthrough;
