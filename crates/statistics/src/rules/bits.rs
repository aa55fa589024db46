//! Points as bits: the oldest of a block is the lowest bit.

/// One bit for each of up to 64 values.
pub(super) fn mask(values: &[f64], test: impl Fn(f64) -> bool) -> u64 {
    mask_of_pairs(values, values, |value, _| test(value))
}

/// One bit for each of up to 64 pairs of values.
pub(super) fn mask_of_pairs(left: &[f64], right: &[f64], test: impl Fn(f64, f64) -> bool) -> u64 {
    let (mut word, mut at) = (0, 0);
    let (mut lefts, mut rights) = (left.chunks_exact(8), right.chunks_exact(8));
    for (a, b) in lefts.by_ref().zip(rights.by_ref()) {
        // Eight at once without a branch, so that the compiler can compare them side by side.
        let byte = (0..8).fold(0_u64, |byte, i| byte | u64::from(test(a[i], b[i])) << i);
        word |= byte << at;
        at += 8;
    }
    for (a, b) in lefts.remainder().iter().zip(rights.remainder()) {
        word |= u64::from(test(*a, *b)) << at;
        at += 1;
    }
    word
}

/// Bits in a row that are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Index of the first.
    pub(super) from: usize,
    /// Index after the last.
    pub(super) to: usize,
    /// Index of the one that made it long enough.
    pub(super) completed: usize,
}

/// Finds stretches of set bits through blocks of points.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretches {
    /// Set bits in a row at the end of the last block.
    open: usize,
}

impl Stretches {
    /// Looks at the next `points` bits, the first of which has the index `base`, and gives each stretch of at least `least`
    /// bits once it has ended.
    pub(super) fn feed(
        &mut self,
        base: usize,
        word: u64,
        points: usize,
        least: usize,
        mut ended: impl FnMut(Stretch),
    ) {
        let first = (word.trailing_ones() as usize).min(points);
        if first == points {
            self.open += points;
            return;
        }
        let length = self.open + first;
        if length >= least {
            ended(stretch(base + first, length, least));
        }
        let newest = word << (64 - points);
        self.open = newest.leading_ones() as usize;
        // What lies between the stretch at the beginning and the one at the end.
        let inner = points - first - self.open;
        if inner <= least {
            return;
        }
        let mut rest = word >> first & (u64::MAX >> (64 - inner));
        if !has_row(rest, least) {
            return;
        }
        let mut at = base + first;
        while rest != 0 {
            let skip = rest.trailing_zeros();
            rest >>= skip;
            let length = rest.trailing_ones();
            at += (skip + length) as usize;
            rest = rest.checked_shr(length).unwrap_or(0);
            if length as usize >= least {
                ended(stretch(at, length as usize, least));
            }
        }
    }

    /// The stretch that is still going on before the index `next`, if it is long enough. A new one begins.
    pub(super) fn end(&mut self, next: usize, least: usize) -> Option<Stretch> {
        let length = std::mem::take(&mut self.open);
        (length >= least).then(|| stretch(next, length, least))
    }
}

fn stretch(to: usize, length: usize, least: usize) -> Stretch {
    let from = to - length;
    Stretch {
        from,
        to,
        completed: from + least - 1,
    }
}

/// Whether a word has so many set bits in a row (at most 63): each step doubles the row that a bit stands for.
fn has_row(word: u64, least: usize) -> bool {
    let (mut rows, mut known) = (word, 1);
    while known < least {
        let step = known.min(least - known);
        rows &= rows >> step;
        known += step;
    }
    rows != 0
}

/// Finds windows with enough set bits through blocks of points.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    /// The last 64 points, the newest in the highest bit.
    history: u64,
    /// Index of the point that completed a window last, and where its signal stands.
    last: Option<(usize, usize)>,
}

impl Window {
    /// Looks at the next `points` bits. For each set bit at which `hits` of the last `among` are set, tells `complete` its index,
    /// the indices of all of them, and the signal that goes on, if the last window still overlaps; it gives the signal back.
    pub(super) fn feed(
        &mut self,
        base: usize,
        word: u64,
        points: usize,
        (hits, among): (u32, u32),
        mut complete: impl FnMut(usize, Members, Option<usize>) -> usize,
    ) {
        let all = u128::from(self.history) | u128::from(word) << 64;
        self.history = (all >> points) as u64;
        let mut rest = word;
        while rest != 0 {
            let i = rest.trailing_zeros();
            rest &= rest - 1;
            // The window in the highest bits, its newest point in the highest of all.
            let seen = ((all >> (i + 1)) as u64) & (u64::MAX << (64 - among.clamp(1, 64)));
            if seen.count_ones() >= hits {
                let at = base + i as usize;
                let goes_on = self.last.filter(|(last, _)| at - last < among as usize);
                let signal = complete(at, Members { at, seen }, goes_on.map(|(_, signal)| signal));
                self.last = Some((at, signal));
            }
        }
    }
}

/// The indices of the points of a window, rising.
pub(super) struct Members {
    at: usize,
    seen: u64,
}

impl Iterator for Members {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.seen == 0 {
            return None;
        }
        let oldest = self.seen.trailing_zeros();
        self.seen &= self.seen - 1;
        Some(self.at - (63 - oldest) as usize)
    }
}
