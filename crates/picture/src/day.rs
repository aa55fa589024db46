//! A civil day, counted from 1 January 1970, and its calendar.

/// A civil day: days since 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a date; months from 1, days from 1. Days beyond the month run on into the next.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Day {
        let before = days_before_year(year) + days_before_month(year, month.clamp(1, 12));
        Day((before + i64::from(day) - 1 - days_before_year(1970))
            .clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Year, month from 1, day from 1.
    #[must_use]
    pub fn date(self) -> (i32, u32, u32) {
        let count = i64::from(self.0) + days_before_year(1970);
        // 400 Gregorian years have 146,097 days; the guess is at most one year off.
        let mut year = (count * 400).div_euclid(146_097) as i32 + 1;
        while days_before_year(year) > count {
            year -= 1;
        }
        while days_before_year(year + 1) <= count {
            year += 1;
        }
        let within = count - days_before_year(year);
        let mut month = 12;
        while days_before_month(year, month) > within {
            month -= 1;
        }
        (year, month, (within - days_before_month(year, month)) as u32 + 1)
    }

    /// Monday is 0, Sunday is 6.
    #[must_use]
    pub fn weekday(self) -> u32 {
        (i64::from(self.0) + 3).rem_euclid(7) as u32
    }
}

fn leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days from 1 January of year 1 to 1 January of `year`.
fn days_before_year(year: i32) -> i64 {
    let y = i64::from(year) - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

fn days_before_month(year: i32, month: u32) -> i64 {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    BEFORE[(month - 1) as usize] + i64::from(month > 2 && leap(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(Day::of(1970, 1, 1), Day(0));
        assert_eq!(Day::of(2000, 3, 1), Day(11_017));
        assert_eq!(Day::of(2026, 11, 23).weekday(), 0, "23 November 2026 is a Monday");
    }

    #[test]
    fn every_day_of_nine_centuries_comes_back() {
        let mut last = Day::of(1599, 12, 31);
        for count in last.0 + 1..Day::of(2500, 1, 1).0 {
            let (year, month, day) = Day(count).date();
            assert_eq!(Day::of(year, month, day), Day(count));
            let (y, m, d) = last.date();
            assert!((year, month, day) > (y, m, d));
            last = Day(count);
        }
    }
}
