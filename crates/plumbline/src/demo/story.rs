//! A story is told by its days; the times of day come by themselves, and always the same.

use super::step::{Step, What};

/// First and last minute of a working day.
const MORNING: i32 = 8 * 60 + 2;
const EVENING: i32 = 17 * 60 + 20;

/// What happens to one record, or to a few that belong together.
pub(super) struct Story {
    seed: u32,
    /// Day and minute of the first event.
    begins: (i32, i32),
    events: Vec<Event>,
}

struct Event {
    day: i32,
    /// Only where the minute matters.
    minute: Option<i32>,
    who: String,
    what: What,
}

impl Story {
    /// A story that begins on that day at that time, as "08:20".
    pub(super) fn begins(day: i32, time: &str, seed: &str) -> Self {
        let seed = seed.bytes().fold(2_166_136_261_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
        });
        Story {
            seed,
            begins: (day, minutes(time)),
            events: Vec::new(),
        }
    }

    /// On that day, somebody does something.
    pub(super) fn event(&mut self, day: i32, who: &str, what: What) {
        let (minute, who) = (None, who.to_owned());
        self.events.push(Event {
            day,
            minute,
            who,
            what,
        });
    }

    /// The same at that time.
    pub(super) fn event_at(&mut self, day: i32, time: &str, who: &str, what: What) {
        let (minute, who) = (Some(minutes(time)), who.to_owned());
        self.events.push(Event {
            day,
            minute,
            who,
            what,
        });
    }

    /// The steps, in the order of their days; those of one day in the order in which they were told.
    pub(super) fn steps(mut self) -> Vec<Step> {
        self.events.sort_by_key(|event| event.day);
        let (mut today, mut minute) = self.begins;
        let mut steps = Vec::new();
        for (index, event) in self.events.into_iter().enumerate() {
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let chance = i32::from((self.seed >> 20) as u8);
            if event.day > today {
                (today, minute) = (event.day, MORNING + chance * 7 / 5);
            } else if index > 0 {
                minute += 3 + chance % 23;
            }
            minute = event.minute.unwrap_or(minute);
            let shown = minute.min(EVENING + i32::try_from(index).unwrap_or_default());
            let shown = event.minute.unwrap_or(shown);
            steps.push(Step {
                day: event.day,
                time: format!("{:02}:{:02}", shown / 60, shown % 60),
                who: event.who,
                what: event.what,
            });
        }
        steps
    }
}

fn minutes(time: &str) -> i32 {
    let (hours, minutes) = time.split_once(':').expect("the stock writes times as 08:20");
    let number = |text: &str| -> i32 { text.parse().expect("the stock writes times as 08:20") };
    number(hours) * 60 + number(minutes)
}
