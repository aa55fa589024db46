//! One pass over the points for all rules. Points are judged in blocks of up to 64, one bit each: most blocks hold no
//! pattern, and a few operations on their bits show it. Only what may be a pattern is looked at point by point.

use super::bits::{Stretch, Stretches, Window, mask, mask_of_pairs};
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
}

impl Scanner {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        Self {
            watches: rules.iter().map(|&rule| Watch::new(rule)).collect(),
        }
    }

    /// Judges a piece of points beginning at index `base`.
    ///
    /// Trends look only at `values`, so that neighbours are equal as they were given. `fuzz` is the distance in sigmas that
    /// rounding may cause.
    pub(crate) fn feed(&mut self, base: usize, z: &[f64], values: &[f64], fuzz: f64) {
        let gaps: Vec<usize> = (0..z.len()).filter(|&i| z[i].is_nan()).collect();
        for watch in &mut self.watches {
            let mut from = 0;
            for &gap in &gaps {
                watch.stretch_of_points(base + from, &z[from..gap], &values[from..gap], fuzz);
                watch.pause(base + gap);
                from = gap + 1;
            }
            watch.stretch_of_points(base + from, &z[from..], &values[from..], fuzz);
        }
    }

    /// Ends every pattern that is going on: `next` is the index after the last point.
    pub(crate) fn pause(&mut self, next: usize) {
        for watch in &mut self.watches {
            watch.pause(next);
        }
    }

    /// Gives the signals in the order in which they could be known; at one point in the order of the rules.
    pub(crate) fn finish(self, into: &mut Vec<Signal>) {
        let mut found: Vec<Signal> = self.watches.into_iter().flat_map(|w| w.found).collect();
        found.sort_by_key(|signal| signal.at);
        into.append(&mut found);
    }
}

/// A rule, what it remembers, and what it found.
struct Watch {
    rule: Rule,
    found: Vec<Signal>,
    /// Points in a row above (rising), and below (falling); those on either side use the first one.
    runs: [Stretches; 2],
    /// The last points beyond a limit, above and below.
    windows: [Window; 2],
    /// The last value, for the next step.
    last: f64,
    /// Whether the last step rose or fell.
    rose: bool,
    fell: bool,
}

impl Watch {
    fn new(rule: Rule) -> Self {
        Self {
            rule,
            found: Vec::new(),
            runs: [Stretches::default(); 2],
            windows: [Window::default(); 2],
            last: f64::NAN,
            rose: false,
            fell: false,
        }
    }

    /// Points without a gap between them.
    fn stretch_of_points(&mut self, base: usize, z: &[f64], values: &[f64], fuzz: f64) {
        for start in (0..z.len()).step_by(64) {
            let end = (start + 64).min(z.len());
            self.block(base + start, &z[start..end], &values[start..end], fuzz);
        }
    }

    fn block(&mut self, base: usize, z: &[f64], values: &[f64], fuzz: f64) {
        match self.rule.pattern {
            Pattern::Beyond { sigmas } => self.beyond(base, z, sigmas + fuzz),
            Pattern::Outside => self.run(base, z, 3.0 + fuzz),
            Pattern::Run { .. } => self.run(base, z, fuzz),
            Pattern::Hugging { sigmas, .. } => {
                let limit = sigmas + fuzz;
                self.row(base, mask(z, |z| z.abs() <= limit), z.len(), 0);
            }
            Pattern::Several {
                hits,
                among,
                sigmas,
                same_side,
            } => self.several(base, z, (hits, among, same_side), sigmas + fuzz),
            Pattern::Trend { .. } => {
                let (rises, falls) = self.steps(values);
                self.row(base, rises, values.len(), 0);
                self.row(base, falls, values.len(), 1);
            }
            Pattern::Alternating { .. } => self.alternating(base, values),
        }
    }

    fn beyond(&mut self, base: usize, z: &[f64], limit: f64) {
        let mut outside = mask(z, |z| z.abs() > limit);
        while outside != 0 {
            let i = outside.trailing_zeros() as usize;
            outside &= outside - 1;
            self.found.push(Signal {
                rule: self.rule,
                at: base + i,
                points: vec![base + i],
                side: if z[i] > 0.0 { Side::Above } else { Side::Below },
            });
        }
    }

    /// Points in a row beyond a limit on one side.
    fn run(&mut self, base: usize, z: &[f64], limit: f64) {
        self.row(base, mask(z, |z| z > limit), z.len(), 0);
        self.row(base, mask(z, |z| z < -limit), z.len(), 1);
    }

    /// Steps from each point to the next, of which the first comes from the block before.
    fn steps(&mut self, values: &[f64]) -> (u64, u64) {
        let mut before = [f64::NAN; 65];
        before[0] = self.last;
        before[1..=values.len()].copy_from_slice(values);
        self.last = before[values.len()];
        let before = &before[..values.len()];
        (
            mask_of_pairs(before, values, |a, b| b > a),
            mask_of_pairs(before, values, |a, b| b < a),
        )
    }

    /// Steps in a row of which each goes the other way than the one before.
    fn alternating(&mut self, base: usize, values: &[f64]) {
        let (rises, falls) = self.steps(values);
        let turns =
            (rises & (falls << 1 | u64::from(self.fell))) | (falls & (rises << 1 | u64::from(self.rose)));
        let newest = values.len() - 1;
        (self.rose, self.fell) = (rises >> newest & 1 == 1, falls >> newest & 1 == 1);
        self.row(base, turns, values.len(), 0);
    }

    /// Feeds bits of points in a row, and keeps what has become long enough and then ended.
    fn row(&mut self, base: usize, word: u64, points: usize, side: usize) {
        let least = self.least();
        let Self {
            runs, found, rule, ..
        } = self;
        runs[side].feed(base, word, points, least, |stretch| {
            found.push(signal_of(*rule, stretch, side));
        });
    }

    /// How many bits in a row make a pattern: a trend has one step less than points, turns are two less.
    fn least(&self) -> usize {
        let bits = match self.rule.pattern {
            Pattern::Outside => 1,
            Pattern::Run { length } | Pattern::Hugging { length, .. } => length,
            Pattern::Trend { length } => length.saturating_sub(1),
            Pattern::Alternating { length } => length.saturating_sub(2),
            Pattern::Beyond { .. } | Pattern::Several { .. } => u32::MAX,
        };
        bits.max(1) as usize
    }

    fn several(&mut self, base: usize, z: &[f64], (hits, among, same_side): (u32, u32, bool), limit: f64) {
        let sides: [(u64, Side); 2] = if same_side {
            [
                (mask(z, |z| z > limit), Side::Above),
                (mask(z, |z| z < -limit), Side::Below),
            ]
        } else {
            [(mask(z, |z| z.abs() > limit), Side::Either), (0, Side::Either)]
        };
        let Self {
            windows, found, rule, ..
        } = self;
        for (window, (word, side)) in windows.iter_mut().zip(sides) {
            window.feed(base, word, z.len(), (hits, among), |at, members, goes_on| {
                add_members(found, *rule, side, at, members, goes_on)
            });
        }
    }

    /// Ends what is going on before the point `next`.
    fn pause(&mut self, next: usize) {
        let least = self.least();
        for side in 0..2 {
            if let Some(stretch) = self.runs[side].end(next, least) {
                self.found.push(signal_of(self.rule, stretch, side));
            }
        }
        let found = std::mem::take(&mut self.found);
        *self = Self {
            found,
            ..Self::new(self.rule)
        };
    }
}

/// A stretch of bits as the points that belong to it.
fn signal_of(rule: Rule, stretch: Stretch, side: usize) -> Signal {
    let before = match rule.pattern {
        Pattern::Trend { .. } => 1,
        Pattern::Alternating { .. } => 2,
        _ => 0,
    };
    let side = match (rule.pattern, side) {
        (Pattern::Hugging { .. } | Pattern::Alternating { .. }, _) => Side::Either,
        (_, 0) => Side::Above,
        _ => Side::Below,
    };
    Signal {
        rule,
        at: stretch.completed,
        points: (stretch.from - before..stretch.to).collect(),
        side,
    }
}

/// Begins a signal, or adds to the one whose window still overlaps. Gives where the signal stands among those found.
fn add_members(
    found: &mut Vec<Signal>,
    rule: Rule,
    side: Side,
    at: usize,
    members: impl Iterator<Item = usize>,
    goes_on: Option<usize>,
) -> usize {
    if let Some(signal) = goes_on {
        let points = &mut found[signal].points;
        let known = points.last().copied();
        points.extend(members.filter(|m| Some(*m) > known));
        return signal;
    }
    found.push(Signal {
        rule,
        at,
        points: members.collect(),
        side,
    });
    found.len() - 1
}
