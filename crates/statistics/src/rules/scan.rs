//! One pass over the points for all rules: each rule keeps a few words of state and allocates only for a signal.

use super::{Pattern, Rule};
use serde::Serialize;

/// On which side of the centre line a pattern lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the centre line, or rising.
    Above,
    /// Below the centre line, or falling.
    Below,
    /// Both sides, or neither.
    Either,
}

/// A pattern that a rule found.
///
/// A pattern that goes on is one signal: `at` is the point that completed it first, `points` are all that belong to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signal {
    /// The rule.
    pub rule: Rule,
    /// Index of the first point that completes the pattern: from here on it could be known.
    pub at: usize,
    /// Indices of the points of the pattern, rising.
    pub points: Vec<usize>,
    /// Where it lies.
    pub side: Side,
}

/// How many points are judged at a time: their z fit into the first-level cache while each rule looks at them.
pub(crate) const CHUNK: usize = 1024;

/// Distance in sigmas that counts as none: what rounding may cause.
pub(crate) const FUZZ: f64 = 1e-9;

/// Finds the patterns of `rules` among standardised values `z` = (value − centre) / sigma.
///
/// `z` is not a number where a point is missing or must not be judged.
pub fn find(z: &[f64], rules: &[Rule]) -> Vec<Signal> {
    let mut scanner = Scanner::new(rules);
    let mut found = Vec::new();
    for start in (0..z.len()).step_by(CHUNK) {
        let piece = &z[start..(start + CHUNK).min(z.len())];
        scanner.feed(start, piece, piece, FUZZ);
    }
    scanner.pause(z.len());
    scanner.finish(&mut found);
    found
}

/// The state of all rules between points.
pub(crate) struct Scanner {
    watches: Vec<Watch>,
    found: Vec<Signal>,
}

struct Watch {
    rule: Rule,
    state: State,
}

/// What a rule remembers. Runs remember where they began; counts remember the last points as bits.
#[derive(Clone, Copy)]
struct State {
    start: usize,
    length: u32,
    side: i8,
    last: f64,
    above: Bits,
    below: Bits,
}

#[derive(Clone, Copy, Default)]
struct Bits {
    history: u64,
    completed: usize,
    open: Option<usize>,
}

impl State {
    const NEW: Self = Self {
        start: 0,
        length: 0,
        side: 0,
        last: f64::NAN,
        above: Bits {
            history: 0,
            completed: 0,
            open: None,
        },
        below: Bits {
            history: 0,
            completed: 0,
            open: None,
        },
    };
}

impl Scanner {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        Self {
            watches: rules
                .iter()
                .map(|&rule| Watch {
                    rule,
                    state: State::NEW,
                })
                .collect(),
            found: Vec::new(),
        }
    }

    /// Judges a piece of points beginning at index `base`.
    ///
    /// Trends look only at `values`, so that neighbours are equal as they were given. `fuzz` is the distance in sigmas that
    /// rounding may cause.
    pub(crate) fn feed(&mut self, base: usize, z: &[f64], values: &[f64], fuzz: f64) {
        for watch in &mut self.watches {
            watch.feed(base, z, values, fuzz, &mut self.found);
        }
    }

    /// Ends every pattern that is going on: `next` is the index after the last point.
    pub(crate) fn pause(&mut self, next: usize) {
        for watch in &mut self.watches {
            watch.pause(next, &mut self.found);
        }
    }

    /// Gives the signals in the order in which they could be known.
    pub(crate) fn finish(mut self, into: &mut Vec<Signal>) {
        let order = |rule: &Rule| self.watches.iter().position(|w| w.rule == *rule);
        self.found
            .sort_by(|a, b| a.at.cmp(&b.at).then_with(|| order(&a.rule).cmp(&order(&b.rule))));
        into.append(&mut self.found);
    }
}

impl Watch {
    fn feed(&mut self, base: usize, z: &[f64], values: &[f64], fuzz: f64, out: &mut Vec<Signal>) {
        match self.rule.pattern {
            Pattern::Beyond { sigmas } => self.beyond(base, z, sigmas + fuzz, out),
            Pattern::Outside => self.run(base, z, 1, out, |z| sign(z, 3.0 + fuzz)),
            Pattern::Run { length } => self.run(base, z, length, out, |z| sign(z, fuzz)),
            Pattern::Hugging { length, sigmas } => {
                self.run(base, z, length, out, |z| i8::from(z.abs() <= sigmas + fuzz));
            }
            Pattern::Several {
                hits,
                among,
                sigmas,
                same_side,
            } => {
                self.several(base, z, (hits, among, same_side), sigmas + fuzz, out);
            }
            Pattern::Trend { length } => self.trend(base, z, values, length, false, out),
            Pattern::Alternating { length } => self.trend(base, z, values, length, true, out),
        }
    }

    fn beyond(&mut self, base: usize, z: &[f64], limit: f64, out: &mut Vec<Signal>) {
        for (i, &z) in z.iter().enumerate() {
            if z.abs() > limit {
                let side = if z > 0.0 { Side::Above } else { Side::Below };
                out.push(Signal {
                    rule: self.rule,
                    at: base + i,
                    points: vec![base + i],
                    side,
                });
            }
        }
    }

    /// Points in a row of the same non-zero class.
    fn run(&mut self, base: usize, z: &[f64], length: u32, out: &mut Vec<Signal>, class: impl Fn(f64) -> i8) {
        let State {
            mut start,
            length: mut count,
            mut side,
            ..
        } = self.state;
        for (i, &z) in z.iter().enumerate() {
            let class = class(z);
            if class == side && class != 0 {
                count += 1;
            } else {
                if count >= length && side != 0 {
                    out.push(self.stretch(start, base + i, length, side));
                }
                side = class;
                start = base + i;
                count = u32::from(class != 0);
            }
        }
        self.state = State {
            start,
            length: count,
            side,
            ..self.state
        };
    }

    /// Points in a row whose steps all have one sign, or (by turns) alternating signs.
    fn trend(
        &mut self,
        base: usize,
        z: &[f64],
        values: &[f64],
        length: u32,
        by_turns: bool,
        out: &mut Vec<Signal>,
    ) {
        let State {
            mut start,
            length: mut count,
            mut side,
            mut last,
            ..
        } = self.state;
        for (i, (&z, &value)) in z.iter().zip(values).enumerate() {
            let value = if z.is_nan() { f64::NAN } else { value };
            let step = i8::from(value > last) - i8::from(value < last);
            let goes_on = step != 0 && step == if by_turns { -side } else { side };
            if goes_on {
                count += 1;
            } else {
                if count >= length {
                    out.push(self.stretch(start, base + i, length, if by_turns { 0 } else { side }));
                }
                let begins_with_last = step != 0;
                start = base + i - usize::from(begins_with_last);
                count = 1 + u32::from(begins_with_last);
                if value.is_nan() {
                    count = 0;
                }
            }
            side = step;
            last = value;
        }
        self.state = State {
            start,
            length: count,
            side,
            last,
            ..self.state
        };
    }

    fn several(
        &mut self,
        base: usize,
        z: &[f64],
        (hits, among, same_side): (u32, u32, bool),
        limit: f64,
        out: &mut Vec<Signal>,
    ) {
        let mask = if among >= 64 { u64::MAX } else { (1 << among) - 1 };
        let State {
            mut above, mut below, ..
        } = self.state;
        for (i, &z) in z.iter().enumerate() {
            if z.is_nan() {
                above = Bits::default();
                below = Bits::default();
                continue;
            }
            let (up, down) = if same_side {
                (z > limit, z < -limit)
            } else {
                (z.abs() > limit, false)
            };
            above.history = ((above.history << 1) | u64::from(up)) & mask;
            below.history = ((below.history << 1) | u64::from(down)) & mask;
            if up && above.history.count_ones() >= hits {
                let side = if same_side { Side::Above } else { Side::Either };
                above.complete(base + i, among, side, self.rule, out);
            }
            if down && below.history.count_ones() >= hits {
                below.complete(base + i, among, Side::Below, self.rule, out);
            }
        }
        self.state = State {
            above,
            below,
            ..self.state
        };
    }

    fn stretch(&self, start: usize, end: usize, length: u32, side: i8) -> Signal {
        let side = match (self.rule.pattern, side) {
            (Pattern::Hugging { .. } | Pattern::Alternating { .. }, _) => Side::Either,
            (_, 1) => Side::Above,
            _ => Side::Below,
        };
        Signal {
            rule: self.rule,
            at: start + length as usize - 1,
            points: (start..end).collect(),
            side,
        }
    }

    fn pause(&mut self, next: usize, out: &mut Vec<Signal>) {
        let State {
            start,
            length: count,
            side,
            ..
        } = self.state;
        let length = match self.rule.pattern {
            Pattern::Outside => 1,
            Pattern::Run { length } | Pattern::Hugging { length, .. } => length,
            Pattern::Trend { length } | Pattern::Alternating { length } => length,
            Pattern::Beyond { .. } | Pattern::Several { .. } => u32::MAX,
        };
        if count >= length {
            out.push(self.stretch(start, next, length, side));
        }
        self.state = State::NEW;
    }
}

impl Bits {
    /// The newest point completes the pattern: begin a signal, or add to the one whose window still overlaps.
    fn complete(&mut self, at: usize, among: u32, side: Side, rule: Rule, out: &mut Vec<Signal>) {
        let members = (0..among as usize)
            .rev()
            .filter(|back| self.history >> back & 1 == 1)
            .map(|back| at - back);
        match self.open {
            Some(signal) if at - self.completed < among as usize => {
                let points = &mut out[signal].points;
                let known = points.last().copied();
                points.extend(members.filter(|m| Some(*m) > known));
            }
            _ => {
                self.open = Some(out.len());
                out.push(Signal {
                    rule,
                    at,
                    points: members.collect(),
                    side,
                });
            }
        }
        self.completed = at;
    }
}

/// 1 above the limit, −1 below its negative, 0 between and for what is not a number.
fn sign(z: f64, limit: f64) -> i8 {
    i8::from(z > limit) - i8::from(z < -limit)
}
