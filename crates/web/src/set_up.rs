//! The one-time code that opens an empty house to whoever reads the console.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// Letters and digits that cannot be taken for one another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const HOURS: i64 = 1;
/// Wrong codes after which this code is worth nothing: the server must be started again.
const PATIENCE: u32 = 10;

/// A code that works once, for an hour, and not after many guesses.
pub struct Code {
    secret: String,
    made: Timestamp,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    wrong: u32,
    /// Hash of the ticket that was given for the code.
    ticket: Option<String>,
    done: bool,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It was right; the ticket goes on in a cookie.
    Right(String),
    /// It was wrong.
    Wrong,
    /// The code is used up, too old, or was guessed at too often.
    Over,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(not shown)")
    }
}

impl Code {
    /// A new code.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        let random = app::secrets::digest(&app::secrets::new_secret("plbc"));
        let sign = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).expect("hexadecimal digits are ASCII");
            let byte = u8::from_str_radix(pair, 16).expect("two hexadecimal digits are a byte");
            char::from(SIGNS[usize::from(byte % 32)])
        };
        let secret = random.as_bytes().chunks(2).take(8).map(sign).collect();
        Code {
            secret,
            made: now,
            state: Mutex::default(),
        }
    }

    /// As it is printed: two groups of four.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{} {}", &self.secret[..4], &self.secret[4..])
    }

    /// Until when it works.
    pub(crate) fn until(&self) -> Timestamp {
        self.made + SignedDuration::from_hours(HOURS)
    }

    /// Tries a code. Right is right once: the ticket takes its place.
    pub(crate) fn try_it(&self, given: &str, now: Timestamp) -> Tried {
        let given: String = given
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_uppercase();
        let mut state = self
            .state
            .lock()
            .expect("no thread panics while it holds this lock");
        if state.done || state.ticket.is_some() || now > self.until() || state.wrong >= PATIENCE {
            return Tried::Over;
        }
        // Hashes are compared, so that the time it takes tells nothing of how much was right.
        if app::secrets::digest(&given) != app::secrets::digest(&self.secret) {
            state.wrong += 1;
            return Tried::Wrong;
        }
        let ticket = app::secrets::new_secret("plbu");
        state.ticket = Some(app::secrets::digest(&ticket));
        Tried::Right(ticket)
    }

    /// Whether that ticket was given for the code and set-up is still under way.
    pub(crate) fn admits(&self, ticket: &str) -> bool {
        let state = self
            .state
            .lock()
            .expect("no thread panics while it holds this lock");
        !state.done && state.ticket.as_deref() == Some(app::secrets::digest(ticket).as_str())
    }

    /// The house is founded: neither code nor ticket open anything any more.
    pub(crate) fn finish(&self) {
        self.state
            .lock()
            .expect("no thread panics while it holds this lock")
            .done = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_for_an_hour_and_not_after_many_guesses() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let code = Code::new(now);
        assert_eq!(code.try_it("WRONG234", now), Tried::Wrong);
        let Tried::Right(ticket) = code.try_it(&code.shown().to_lowercase(), now) else {
            panic!("the code was refused")
        };
        assert!(code.admits(&ticket) && !code.admits("another"));
        assert_eq!(code.try_it(&code.shown(), now), Tried::Over);
        code.finish();
        assert!(!code.admits(&ticket));

        let late = Code::new(now);
        assert_eq!(
            late.try_it(&late.shown(), now + SignedDuration::from_mins(61)),
            Tried::Over
        );
        let guessed = Code::new(now);
        (0..PATIENCE).for_each(|_| assert_eq!(guessed.try_it("AAAAAAAA", now), Tried::Wrong));
        assert_eq!(guessed.try_it(&guessed.shown(), now), Tried::Over);
    }
}
