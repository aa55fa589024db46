//! Where a scale is marked: round numbers, and the beginnings of days, months and years.

use crate::Day;

/// Round marks over a range.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ticks {
    /// The marks, ascending, all within the range.
    pub(crate) at: Vec<f64>,
    /// The distance between two of them.
    pub(crate) step: f64,
    /// Decimals needed to write them.
    pub(crate) decimals: usize,
}

/// Marks at multiples of 1, 2 or 5 times a power of ten within `lo ..= hi`, about `wanted` of them and never more.
pub(crate) fn round(lo: f64, hi: f64, wanted: usize) -> Ticks {
    let span = hi - lo;
    if !(span.is_finite() && span > 0.0) || wanted == 0 {
        return Ticks {
            at: vec![lo],
            step: 1.0,
            decimals: crate::number::decimals_of([lo].into_iter(), 6),
        };
    }
    let rough = span / wanted as f64;
    let mut power = rough.log10().floor() as i32;
    let mut factor = [1.0, 2.0, 5.0].into_iter().cycle();
    let mut step = factor.next().expect("the cycle does not end") * 10f64.powi(power);
    let mut tried = 1;
    loop {
        let (first, last) = ((lo / step - 1e-9).ceil(), (hi / step + 1e-9).floor());
        if last - first < wanted as f64 {
            let decimals = usize::try_from(-power).unwrap_or(0);
            let count = (last - first + 1.0).max(0.0) as usize;
            let at = (0..count)
                .map(|i| clean((first + i as f64) * step, decimals))
                .collect();
            return Ticks { at, step, decimals };
        }
        if tried % 3 == 0 {
            power += 1;
        }
        step = factor.next().expect("the cycle does not end") * 10f64.powi(power);
        tried += 1;
    }
}

/// A multiple of a step carries the error of the step; the nearest decimal does not.
fn clean(value: f64, decimals: usize) -> f64 {
    if decimals > 15 {
        return value;
    }
    let power = 10f64.powi(decimals as i32);
    let cleaned = (value * power).round() / power;
    if cleaned == 0.0 { 0.0 } else { cleaned }
}

/// A range that holds `lo ..= hi` with a little air, so that no point lies on the edge. A range of one value gets one unit of
/// air in its last digit's scale.
pub(crate) fn airy(lo: f64, hi: f64) -> (f64, f64) {
    let span = hi - lo;
    if span > 0.0 {
        (lo - span * 0.06, hi + span * 0.06)
    } else {
        let air = if lo == 0.0 { 1.0 } else { lo.abs() * 0.05 };
        (lo - air, hi + air)
    }
}

/// One mark on a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayTick {
    pub(crate) day: Day,
    /// What the mark says: a day, a month or a year.
    pub(crate) says: Says,
}

/// The grain of a calendar mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// "3 Mar".
    Day,
    /// "Mar".
    Month,
    /// "2026".
    Year,
}

/// Calendar marks within `from ..= to`: never more than `wanted`, at days, Mondays, months, quarters, half-years, or round years.
pub(crate) fn calendar(from: Day, to: Day, wanted: usize) -> Vec<DayTick> {
    let wanted = wanted.max(1);
    let days = i64::from(to.0) - i64::from(from.0) + 1;
    for step in [1, 2] {
        if days <= step * wanted as i64 {
            return (0..)
                .map(|i| from.0 + i * step as i32)
                .take_while(|d| *d <= to.0)
                .map(|d| DayTick {
                    day: Day(d),
                    says: Says::Day,
                })
                .collect();
        }
    }
    if days <= 7 * wanted as i64 {
        let monday = from.0 + ((7 - from.weekday()) % 7) as i32;
        return (monday..=to.0)
            .step_by(7)
            .map(|d| DayTick {
                day: Day(d),
                says: Says::Day,
            })
            .collect();
    }
    for months in [1, 3, 6] {
        let found = firsts(from, to, months);
        if found.len() <= wanted {
            return found
                .into_iter()
                .map(|day| DayTick {
                    day,
                    says: Says::Month,
                })
                .collect();
        }
    }
    let (first, last) = (from.date().0, to.date().0);
    let mut step = 1;
    loop {
        let years: Vec<i32> = (first..=last + 1).filter(|y| y.rem_euclid(step) == 0).collect();
        let inside: Vec<Day> = years
            .into_iter()
            .map(|y| Day::of(y, 1, 1))
            .filter(|d| (from..=to).contains(d))
            .collect();
        if inside.len() <= wanted {
            return inside
                .into_iter()
                .map(|day| DayTick {
                    day,
                    says: Says::Year,
                })
                .collect();
        }
        step = match step {
            1 => 2,
            2 => 5,
            other => other * 2,
        };
    }
}

/// The firsts of every `months`-th month within a range.
fn firsts(from: Day, to: Day, months: u32) -> Vec<Day> {
    let (mut year, mut month, _) = from.date();
    let mut found = Vec::new();
    loop {
        let first = Day::of(year, month, 1);
        if first > to || found.len() > 400 {
            return found;
        }
        if first >= from && (month - 1).is_multiple_of(months) {
            found.push(first);
        }
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round() {
        let ticks = round(93.9, 98.3, 6);
        assert_eq!(ticks.at, [94.0, 95.0, 96.0, 97.0, 98.0]);
        let ticks = round(-0.03, 0.04, 8);
        assert_eq!(ticks.at, [-0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03, 0.04]);
        assert_eq!(ticks.decimals, 2);
    }

    #[test]
    fn marks_stay_within_and_are_few() {
        for exponent in -12..12 {
            for k in 1..40 {
                let (lo, hi) = (
                    f64::from(k) * 10f64.powi(exponent),
                    f64::from(k * 3 + 1) * 10f64.powi(exponent),
                );
                let ticks = round(lo, hi, 7);
                assert!((1..=7).contains(&ticks.at.len()), "{lo} {hi} {ticks:?}");
                assert!(
                    ticks
                        .at
                        .iter()
                        .all(|t| *t >= lo - ticks.step * 1e-6 && *t <= hi + ticks.step * 1e-6)
                );
            }
        }
    }

    #[test]
    fn a_calendar_is_marked_at_beginnings() {
        let marks = calendar(Day::of(2024, 11, 1), Day::of(2026, 10, 1), 12);
        let dates: Vec<_> = marks.iter().map(|m| m.day.date()).collect();
        assert_eq!(dates[0], (2025, 1, 1));
        assert_eq!(dates[1], (2025, 4, 1));
        assert!(marks.len() <= 12 && marks.iter().all(|m| m.says == Says::Month));
        let years = calendar(Day::of(1990, 5, 1), Day::of(2026, 5, 1), 8);
        assert_eq!(years[0].day.date(), (1995, 1, 1));
        let week = calendar(Day::of(2026, 11, 23), Day::of(2026, 11, 29), 8);
        assert_eq!(week.len(), 7);
    }
}
