//! Conformity: what the checks say to each clause of a standard, the worst first, with reasons.
//!
//! Two questions: [`App::conformity`] gives the tree of an edition with one verdict for each clause, and
//! [`App::conformity_clause`] one clause with everything behind its verdict. Both take a day (`as_of`). The verdicts
//! are worked out over **all** records, whoever asks; the records that are *named* are only those that the asker may
//! see. There is no percentage and no overall verdict (decision 0008), and nothing here says that something conforms:
//! that word belongs to a [`Conclusion`] of a named person.
//!
//! How an answer is made: [`assess`] asks the checks of a ledger (today's, or an earlier day's made anew from the
//! journal), [`sheet`] lays the answers over the clauses of one edition, [`clause`] shows them to somebody.

mod assess;
mod cache;
mod clause;
mod people;
mod sheet;
mod then;

use std::collections::BTreeMap;

use engine::check::Verdict;

pub(crate) use cache::Cache;
pub(crate) use sheet::Sheet;

/// The tree of one edition with its verdicts.
#[derive(Clone, Debug)]
pub struct Conformity {
    /// Standard id, as `iso-9001-2015`.
    pub standard: String,
    /// Shown name of the standard.
    pub title: String,
    /// Edition in words.
    pub edition: String,
    /// Whether a licence holder has compared the pack with the standard, in words.
    pub compared: String,
    /// Civil day that the verdicts are of.
    pub day: String,
    /// How the verdicts came about.
    pub origin: Origin,
    /// All clauses in the order of the standard, headings included.
    pub clauses: Vec<ClauseBrief>,
    /// How many leaves have which verdict, the worst first: facts to see where work is, never to be summed up.
    pub leaves: BTreeMap<Verdict, usize>,
    /// Days before whose results were kept, the newest first; ask for one with `as_of`.
    pub days: Vec<DayBrief>,
}

/// How verdicts came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Asked just now.
    Now,
    /// Kept on that day, after its last entry.
    Kept {
        /// Last entry that was taken in.
        entry: u64,
        /// Instant.
        at: String,
    },
    /// Worked out again from the journal, with the packs and practices then in force.
    Replayed {
        /// Last entry that was taken in.
        entry: u64,
    },
}

impl Origin {
    /// In words, to stand beside the day.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Origin::Now => "Asked just now.".to_owned(),
            Origin::Kept { entry, at } => format!("Kept on that day: {at}, after entry {entry}."),
            Origin::Replayed { entry } => format!(
                "Worked out again from the journal as it stood after entry {entry}, with the checks then in force."
            ),
        }
    }
}

/// What was kept of a day, in brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayBrief {
    /// Civil day.
    pub day: String,
    /// How many leaves had which verdict then.
    pub leaves: BTreeMap<Verdict, usize>,
}

/// One clause in the tree.
#[derive(Clone, Debug, Default)]
pub struct ClauseBrief {
    /// Number, as `10.2.1.d`.
    pub id: String,
    /// Number of the clause it belongs to; none at the top.
    pub parent: Option<String>,
    /// 0 for a chapter, 1 for what stands in it, and so on.
    pub depth: usize,
    /// Our short title.
    pub title: String,
    /// `context`, `lead`, `plan`, `do`, `check` or `act`.
    pub phase: String,
    /// Asks nothing itself.
    pub heading: bool,
    /// It has no clauses below it.
    pub leaf: bool,
    /// The id is ours because the letter is not known.
    pub own_id: bool,
    /// How sure we are of the pack here: `sure`, `likely` or `unsure`.
    pub certainty: String,
    /// The worst of itself and everything below it; none for a heading without anything below.
    pub verdict: Option<Verdict>,
    /// Its own verdict, without what is below; none where nothing is asked of it alone.
    pub own: Option<Verdict>,
    /// Why, in one sentence: of the worst check, or what is missing.
    pub reason: String,
    /// Where the verdict comes from, when it comes from below: that clause's number.
    pub from: Option<String>,
    /// How many checks speak to it.
    pub checks: usize,
    /// It has a dated conclusion of a person.
    pub concluded: bool,
    /// A person has drawn a sample for it lately.
    pub sampled: bool,
}

/// One clause with everything behind its verdict.
#[derive(Clone, Debug)]
pub struct ClausePage {
    /// Standard id.
    pub standard: String,
    /// Civil day that the verdicts are of.
    pub day: String,
    /// How the verdicts came about.
    pub origin: Origin,
    /// The clause as in the tree.
    pub clause: ClauseBrief,
    /// What it is for, in our words.
    pub intent: String,
    /// `none`, `maintain`, `retain`, `maintain_if_needed` or `retain_if_needed`.
    pub documented: String,
    /// How it shows: `record`, `interview`, `observation`, `outside_sample`.
    pub evidenced: Vec<String>,
    /// What an auditor would ask.
    pub questions: Vec<String>,
    /// The clauses it belongs to, from the chapter down.
    pub above: Vec<ClauseBrief>,
    /// The clauses right below it.
    pub below: Vec<ClauseBrief>,
    /// Checks that speak to it, the worst first.
    pub checks: Vec<CheckResult>,
    /// What records show for it, the newest first.
    pub evidence: Vec<Evidence>,
    /// Samples that people drew for it, the newest first; those that the asker may see.
    pub samples: Vec<RecordRef>,
    /// Conclusions of people on exactly this clause, the newest first; those that the asker may see.
    pub conclusions: Vec<Conclusion>,
    /// Declared not applicable, with the reason.
    pub exclusion: Option<Exclusion>,
    /// The same matter in other editions and standards.
    pub beside: Vec<Beside>,
    /// Its own verdict on earlier days that were kept, the newest first.
    pub history: Vec<(String, Verdict)>,
    /// What to know about the numbers, in sentences.
    pub notes: Vec<String>,
}

/// What one check says.
#[derive(Clone, Debug, Default)]
pub struct CheckResult {
    /// Check id.
    pub id: String,
    /// What holds when nothing speaks against it.
    pub title: String,
    /// Pack that brought it.
    pub pack: String,
    /// One of the six.
    pub verdict: Option<Verdict>,
    /// The verdict in a sentence with its numbers.
    pub sentence: String,
    /// How many were looked at.
    pub looked_at: u64,
    /// How many of them do not hold.
    pub found: u64,
    /// First civil day of its period; without one it looks at everything there is.
    pub since: Option<String>,
    /// The least number that it wants to look at.
    pub least: u32,
    /// What to do about it.
    pub fix: String,
    /// What it cannot see; never empty.
    pub blind: Vec<String>,
    /// House rules whose settings it reads: id and setting.
    pub practices: Vec<(String, String)>,
    /// Clauses of this edition that it speaks to.
    pub clauses: Vec<String>,
    /// The first twenty records that do not hold and that the asker may see, the newest first.
    pub records: Vec<RecordRef>,
}

/// A record as it is pointed at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRef {
    /// Record id.
    pub id: String,
    /// Kind id.
    pub kind: String,
    /// Shown number.
    pub number: String,
    /// One line.
    pub title: String,
    /// Title of its state today.
    pub state: String,
    /// Civil day of entry.
    pub opened: String,
}

/// What records show for a clause. It proves that something was recorded, not that it was well done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// In words, as "12 nonconformities have been “Closed”".
    pub what: String,
    /// Kind id of the records.
    pub kind: String,
    /// State that they reached; empty when the whole kind is tagged with the clause.
    pub state: String,
    /// How many.
    pub records: u64,
    /// Civil day of the newest one.
    pub newest: Option<String>,
    /// Its age in days on the day asked about.
    pub age_days: Option<i64>,
}

/// A dated judgement of a named person: the only place of the word *conforming*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conclusion {
    /// The record.
    pub record: RecordRef,
    /// `conforming`, `not_conforming` … as the list has it.
    pub judgement: String,
    /// The same as it is shown.
    pub judgement_title: String,
    /// Name of whoever concluded.
    pub by: String,
    /// Civil day.
    pub on: String,
    /// What it rests on, in that person's words.
    pub because: String,
    /// Samples that were looked at.
    pub samples: Vec<RecordRef>,
}

/// A clause that was declared not applicable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusion {
    /// The clause that was declared: this one or one above it.
    pub clause: String,
    /// The record, when the asker may see it.
    pub record: Option<RecordRef>,
    /// Why, when the asker may see it.
    pub because: String,
}

/// The same matter elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Standard id.
    pub standard: String,
    /// Clause number there; empty when there is nothing of the kind.
    pub clause: String,
    /// Its title there.
    pub title: String,
    /// `same`, `changed`, `split`, `merged`, `new` or `removed`.
    pub relation: String,
    /// How sure the crosswalk is.
    pub certainty: String,
    /// What it means for the organisation.
    pub why: String,
}
