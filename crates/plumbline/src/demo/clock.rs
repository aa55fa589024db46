//! The demo's clock, which the history moves forward, and its days, counted back from today.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::house::Clock;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Least time between two acts, so that they stand in order.
const PAUSE: i64 = 4_000;

/// A clock that stands still until it is moved. It never goes back, and never past the moment when the demo began.
pub(super) struct DemoClock {
    millis: Arc<AtomicI64>,
    end: i64,
}

impl DemoClock {
    pub(super) fn until(end: Timestamp) -> Self {
        DemoClock {
            millis: Arc::new(AtomicI64::new(0)),
            end: end.as_millisecond(),
        }
    }

    /// What the house reads.
    pub(super) fn shown(&self) -> Clock {
        let millis = self.millis.clone();
        Arc::new(move || instant(millis.load(Ordering::SeqCst)))
    }

    /// Moves on to that moment.
    pub(super) fn move_to(&self, moment: Timestamp) {
        let next = self.millis.load(Ordering::SeqCst).saturating_add(PAUSE);
        let to = next.max(moment.as_millisecond()).min(self.end);
        self.millis.store(to, Ordering::SeqCst);
    }

    pub(super) fn now(&self) -> Timestamp {
        instant(self.millis.load(Ordering::SeqCst))
    }
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).expect("the demo lives in our time")
}

/// Working days around today: 0 is today, or Friday when today is a weekend; -5 is a week before.
pub(super) struct WorkingDays {
    zone: TimeZone,
    today: Date,
}

impl WorkingDays {
    pub(super) fn until(now: Timestamp, zone: &str) -> Self {
        let zone = TimeZone::get(zone).expect("the time zones are built in");
        let mut today = now.to_zoned(zone.clone()).date();
        while is_weekend(today) {
            today = step(today, -1);
        }
        WorkingDays { zone, today }
    }

    /// The working day so many after today, or before.
    pub(super) fn date(&self, from_today: i32) -> Date {
        let mut date = self.today;
        for _ in 0..from_today.unsigned_abs() {
            date = step(date, from_today.signum());
            while is_weekend(date) {
                date = step(date, from_today.signum());
            }
        }
        date
    }

    /// The instant at which clocks at the head office show that time on that working day.
    pub(super) fn instant(&self, from_today: i32, time: &str) -> Timestamp {
        let time: Time = time.parse().expect("the chronicle writes times as 08:20");
        let shown = self.date(from_today).to_datetime(time);
        shown
            .to_zoned(self.zone.clone())
            .expect("the demo lives in our time")
            .timestamp()
    }
}

fn step(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

fn is_weekend(date: Date) -> bool {
    date.weekday().to_monday_one_offset() > 5
}
