//! The stock of stories: hand-written text beside the code, one file for each corner of the company.
//!
//! Days are counted in working days from today, or with a plus sign from the day of the report.

use serde::Deserialize;

/// Somebody who works here, or did.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) site: String,
    pub(super) does: String,
    pub(super) deputy: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) came: Option<i32>,
    pub(super) left: Option<i32>,
    pub(super) today: String,
    #[serde(default)]
    pub(super) shown: bool,
}

/// Where things are found, made and held.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) site: String,
    #[serde(default)]
    pub(super) holding: bool,
}

/// What the company does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Process {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) group: String,
    pub(super) owner: String,
    pub(super) deputy: Option<String>,
    pub(super) purpose: String,
    pub(super) done_by: Option<String>,
    pub(super) with_what: String,
    pub(super) how: String,
    #[serde(default)]
    pub(super) inputs: Vec<String>,
    #[serde(default)]
    pub(super) outputs: Vec<String>,
    /// Days after the founding on which its owner put it into use; still being described without one.
    pub(super) in_use: Option<i32>,
}

/// A problem, from the report to wherever it came.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Problem {
    pub(super) key: Option<String>,
    /// Day, time, reporter, place, process.
    pub(super) on: String,
    /// Concerns, source, consequence, repeat.
    pub(super) is: String,
    pub(super) title: String,
    pub(super) should: String,
    #[serde(rename = "ref")]
    pub(super) their_number: Option<String>,
    pub(super) grade: Option<String>,
    /// The earlier problem that has come back.
    pub(super) repeat_of: Option<String>,
    #[serde(default)]
    pub(super) confidential: bool,
    pub(super) owner: Option<String>,
    /// Who contains it, where that is neither the shift lead nor the owner.
    pub(super) lead: Option<String>,
    pub(super) held: Option<String>,
    #[serde(default)]
    pub(super) lots: Vec<String>,
    #[serde(default)]
    pub(super) becomes: Vec<String>,
    /// "no", or "yes" and the functions.
    pub(super) safe: Option<String>,
    pub(super) firmware: Option<String>,
    /// Day on which the customer was told; "?" when nobody did.
    pub(super) customer: Option<String>,
    pub(super) right: Option<String>,
    pub(super) led: Option<String>,
    /// Why the cause may stay.
    pub(super) stays: Option<String>,
    /// Days to contain, correct, then to close or to understand and agree.
    pub(super) pace: Option<String>,
    #[serde(default)]
    pub(super) chain: Vec<String>,
    pub(super) occurred: Option<String>,
    pub(super) escaped: Option<String>,
    pub(super) elsewhere: Option<String>,
    pub(super) because: Option<String>,
    pub(super) judge: Option<String>,
    /// What was looked at again, and what was changed.
    pub(super) learn: Option<String>,
    pub(super) close: Option<i32>,
    /// State in which it stands today, when it is not closed.
    pub(super) ends: Option<String>,
    #[serde(default)]
    pub(super) action: Vec<Action>,
    pub(super) concession: Option<Concession>,
}

/// A corrective action of a problem.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    pub(super) key: Option<String>,
    pub(super) what: String,
    pub(super) by: String,
    pub(super) due: i32,
    /// On that day: due on that one instead.
    #[serde(default)]
    pub(super) moved: Vec<String>,
    pub(super) done: Option<String>,
    /// Criterion, where it is seen, sample, day from which one can tell.
    pub(super) shows: Option<String>,
    #[serde(default)]
    pub(super) verdicts: Vec<String>,
}

/// A wish to use what is not as it should be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Concession {
    /// Day, time, who; where it stands alone.
    pub(super) on: Option<String>,
    pub(super) by: Option<String>,
    pub(super) because: Option<String>,
    pub(super) title: String,
    pub(super) deviation: String,
    pub(super) harmless: String,
    pub(super) quantity: u32,
    pub(super) until: i32,
    /// Who agreed there; "?" when nobody asked yet; nothing when nobody has to.
    pub(super) customer: Option<String>,
    pub(super) granted: Option<String>,
    pub(super) refused: Option<String>,
    pub(super) ends: Option<String>,
}

/// A report that was none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoProblem {
    pub(super) on: String,
    pub(super) title: String,
    pub(super) voided: String,
    #[serde(rename = "as")]
    pub(super) void_as: String,
    pub(super) first: Option<String>,
    pub(super) reason: String,
}

/// An idea, from the suggestion to wherever it came.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Idea {
    pub(super) on: String,
    pub(super) title: String,
    pub(super) idea: String,
    pub(super) good: Vec<String>,
    pub(super) accepted: Option<String>,
    pub(super) trial: Option<String>,
    pub(super) measured: Option<String>,
    pub(super) result: Option<String>,
    pub(super) tried: Option<i32>,
    pub(super) adopted: Option<String>,
    pub(super) declined: Option<String>,
}

/// Something that one person does by one day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Task {
    pub(super) on: String,
    pub(super) what: String,
    #[serde(rename = "for")]
    pub(super) owner: String,
    pub(super) due: i32,
    pub(super) about: Option<String>,
    pub(super) done: Option<String>,
    pub(super) cancelled: Option<String>,
}

/// A place outside where evidence lies.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) key: String,
    pub(super) on: String,
    pub(super) name: String,
    pub(super) system: String,
    pub(super) owner: String,
    pub(super) retention: Option<String>,
    pub(super) access: Option<String>,
    pub(super) clauses: Vec<String>,
    pub(super) site: Option<String>,
}

/// So many of so many, looked at by somebody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub(super) key: String,
    pub(super) on: String,
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) how: String,
    pub(super) out_of: Option<u32>,
    pub(super) size: Option<u32>,
    pub(super) fine: Option<u32>,
    pub(super) found: Option<String>,
    pub(super) clauses: Vec<String>,
}

/// What somebody concludes from samples.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conclusion {
    pub(super) on: String,
    pub(super) title: String,
    pub(super) clause: String,
    pub(super) samples: Vec<String>,
    pub(super) judgement: Option<String>,
    pub(super) because: Option<String>,
}

/// Whatever one file of the stock holds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Shelf {
    pub(super) person: Vec<Member>,
    pub(super) place: Vec<Place>,
    pub(super) process: Vec<Process>,
    pub(super) source: Vec<Source>,
    pub(super) sample: Vec<Sample>,
    pub(super) conclusion: Vec<Conclusion>,
    pub(super) problem: Vec<Problem>,
    pub(super) concession: Vec<Concession>,
    pub(super) void: Vec<NoProblem>,
    pub(super) idea: Vec<Idea>,
    pub(super) task: Vec<Task>,
}

macro_rules! stock {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each file.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("stock/", $name, ".toml")))),*];
    };
}

stock!(
    "assembly",
    "calibration",
    "concessions",
    "customers",
    "evidence",
    "goods_in",
    "hasty",
    "house",
    "ideas",
    "open",
    "tasks",
    "voids",
    "weighty",
);

/// Everybody, the founder first.
pub(super) fn people() -> Vec<Member> {
    read("people", include_str!("stock/people.toml")).person
}

/// Every place.
pub(super) fn places() -> Vec<Place> {
    read("places", include_str!("stock/places.toml")).place
}

/// Every process.
pub(super) fn processes() -> Vec<Process> {
    read("processes", include_str!("stock/processes.toml")).process
}

/// All stories, each with the name of its file.
pub(super) fn shelves() -> Vec<(&'static str, Shelf)> {
    FILES
        .iter()
        .map(|(name, text)| (*name, read(name, text)))
        .collect()
}

fn read(name: &str, text: &str) -> Shelf {
    toml::from_str(text).unwrap_or_else(|error| panic!("the demo's own {name}.toml is readable: {error}"))
}

/// The parts of a line, told apart by a bar.
pub(super) fn parts(line: &str) -> Vec<&str> {
    line.split('|').map(str::trim).collect()
}

/// A day with what follows it, as in "+12 hannah worked".
pub(super) fn day_and_rest(line: &str) -> (i32, &str) {
    let (day, rest) = line.split_once(' ').unwrap_or((line, ""));
    (number(day), rest.trim())
}

/// A count of days, with or without a sign.
pub(super) fn number(text: &str) -> i32 {
    let text = text.trim();
    text.parse()
        .unwrap_or_else(|_| panic!("the stock counts days in whole numbers, not in “{text}”"))
}
