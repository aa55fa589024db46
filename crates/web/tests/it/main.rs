//! The doors, asked over a real socket: the real router, a house on SQLite, a client that knows nothing of ours.

#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod server;
