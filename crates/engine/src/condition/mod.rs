//! The closed language in which access, filters, guards and checks are written.
//!
//! A [`Condition`] has four faces that must agree: it *holds* on a record in memory ([`holds()`]), it *says* what is
//! missing ([`missing`]), it *reads* named paths ([`reads`]), and the store *compiles* it to SQL. Memory and SQL
//! agree by construction in one point: both compare [`crate::value::Fact`]s, never raw values.
//!
//! Emptiness: on an empty field `is`, `one_of`, `at_least`, `at_most`, `before`, `after`, `reached`, `fresh` and
//! `held` do not hold; `none_of` and `absent` do. `each`, `some`, `none`, `share` want `least` members, which is 1
//! unless said and 0 when a `where` is given.

mod holds;
mod names;
mod reads;
mod says;

pub use holds::{Scene, facts_of_operand, holds};
pub use reads::{Reads, reads};
pub use says::{Missing, missing, who_word};

use crate::pack::Who;

/// A test, when it applies, and the rule it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The test applies only when this holds on the same subject; else the condition holds.
    pub when: Option<Box<Condition>>,
    /// What must be so.
    pub test: Test,
    /// The clause or the practice behind a guard.
    pub basis: Option<Basis>,
    /// The pack's own sentence for what is missing.
    pub say: Option<String>,
}

impl Condition {
    /// A bare test without `when`, basis or sentence.
    #[must_use]
    pub fn of(test: Test) -> Self {
        Condition {
            when: None,
            test,
            basis: None,
            say: None,
        }
    }
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A clause, as `iso-9001-2015#10.2.1.d`.
    Clause(String),
    /// A house rule that the organisation sets, by id.
    Practice(String),
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Basis::Clause(id) => f.write_str(id),
            Basis::Practice(id) => write!(f, "practice:{id}"),
        }
    }
}

/// The words.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Each path has a value.
    Filled(Vec<Path>),
    /// At least one path has a value.
    AnyFilled(Vec<Path>),
    /// No path has a value.
    Absent(Vec<Path>),
    /// A value compared.
    Value(Operand, Word),
    /// The record is in one of these states, and was brought there by a decision made here.
    InState(Vec<String>),
    /// The record's due date has passed and it is not closed.
    Overdue,
    /// For each row of `of` (or once, without `by`), the numbers of `column` add up to the row's `equals`.
    Sum {
        /// Table whose numbers are added.
        table: String,
        /// Number column that is added.
        column: String,
        /// Row column of `table` that names the row of `of` it belongs to.
        by: String,
        /// Table whose rows must be met.
        of: String,
        /// Number column of `of`.
        equals: String,
    },
    /// How many members there are.
    Count {
        /// Which.
        over: Members,
        /// At least so many.
        at_least: Option<u32>,
        /// At most so many.
        at_most: Option<u32>,
    },
    /// At least so many percent of the members pass.
    Share {
        /// Which.
        over: Members,
        /// What each is asked.
        test: Box<Test>,
        /// Percent, 0 to 100.
        at_least: u32,
        /// Least number of members.
        least: u32,
    },
    /// Whoever acts is one of these.
    Actor(Vec<Who>),
    /// Whoever acts is none of the persons at the path (which may lead through many links).
    ActorIsNot(Path),
    /// At least one holds.
    AnyOf(Vec<Condition>),
    /// All hold.
    AllOf(Vec<Condition>),
    /// Rows or linked records.
    Quantified {
        /// How many of them must pass.
        quantifier: Quantifier,
        /// Which.
        over: Members,
        /// Least number of members.
        least: u32,
        /// What each is asked.
        test: Box<Test>,
    },
}

/// How many members must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// All of them.
    Each,
    /// At least one.
    Some,
    /// Not one.
    None,
}

/// Rows of a table, or records behind a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// Field of the subject.
    pub field: String,
    /// Rows of a table (else: linked records).
    pub rows: bool,
    /// Which of them.
    pub filter: Option<Box<Condition>>,
}

/// A way from the subject to values: through links, then to a field, a column, or a column of every record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Link fields followed, one after the other.
    pub hops: Vec<String>,
    /// Where it ends.
    pub place: Place,
}

impl Path {
    /// A field of the subject itself.
    #[must_use]
    pub fn field(id: &str) -> Self {
        Path {
            hops: Vec::new(),
            place: Place::Field(id.to_owned()),
        }
    }

    /// A column that every record has.
    #[must_use]
    pub fn spine(spine: Spine) -> Self {
        Path {
            hops: Vec::new(),
            place: Place::Spine(spine),
        }
    }

    /// The field of the subject that it begins with, where a person would go to mend it.
    #[must_use]
    pub fn first(&self) -> &str {
        if let Some(hop) = self.hops.first() {
            return hop;
        }
        match &self.place {
            Place::Field(field) => field,
            Place::Cell { table, .. } => table,
            Place::Spine(spine) => spine.word(),
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for hop in &self.hops {
            write!(f, "{hop}.")?;
        }
        match &self.place {
            Place::Field(field) => f.write_str(field),
            Place::Cell { table, column } => write!(f, "{table}.{column}"),
            Place::Spine(spine) => f.write_str(spine.word()),
        }
    }
}

/// The end of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A field of the record (or a column, when the subject is a row).
    Field(String),
    /// A column over all rows of a table.
    Cell {
        /// Table field.
        table: String,
        /// Its column.
        column: String,
    },
    /// A column that every record has.
    Spine(Spine),
}

/// Columns that every record has, whatever its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spine {
    /// Shown number.
    Number,
    /// One line.
    Title,
    /// State id.
    State,
    /// Person responsible.
    Owner,
    /// Person who entered it.
    Reporter,
    /// Process it hangs on.
    Process,
    /// Site.
    Site,
    /// Civil day.
    Due,
    /// When it happened.
    HappenedOn,
    /// When it was entered.
    Opened,
    /// When it reached a final state.
    Closed,
}

impl Spine {
    /// All of them.
    pub const ALL: [Spine; 11] = [
        Spine::Number,
        Spine::Title,
        Spine::State,
        Spine::Owner,
        Spine::Reporter,
        Spine::Process,
        Spine::Site,
        Spine::Due,
        Spine::HappenedOn,
        Spine::Opened,
        Spine::Closed,
    ];

    /// Its word in packs, filters and SQL.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Spine::Number => "number",
            Spine::Title => "title",
            Spine::State => "state",
            Spine::Owner => "owner",
            Spine::Reporter => "reporter",
            Spine::Process => "process",
            Spine::Site => "site",
            Spine::Due => "due",
            Spine::HappenedOn => "happened_on",
            Spine::Opened => "opened",
            Spine::Closed => "closed",
        }
    }

    /// The column of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Spine> {
        Spine::ALL.into_iter().find(|spine| spine.word() == word)
    }

    /// How its values compare.
    #[must_use]
    pub fn compared_as(self) -> As {
        match self {
            Spine::Due => As::Day,
            Spine::HappenedOn | Spine::Opened | Spine::Closed => As::Moment,
            _ => As::Text,
        }
    }
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// The value at a path, and how it compares.
    Path(Path, As),
    /// When a state was first entered by a decision made here.
    Entered(String),
    /// When a field or column was first filled.
    SetOn(Path),
    /// When a field or column was last changed.
    LastSetOn(Path),
    /// How often a field or column was changed after it was first filled; never empty.
    Changes(Path),
}

impl Operand {
    /// How it compares.
    #[must_use]
    pub fn compared_as(&self) -> As {
        match self {
            Operand::Path(_, kind) => *kind,
            Operand::Entered(_) | Operand::SetOn(_) | Operand::LastSetOn(_) => As::Moment,
            Operand::Changes(_) => As::Number,
        }
    }
}

/// How a value compares: decided by its type when the pack is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// Byte for byte.
    Text,
    /// As a decimal, scaled by a million.
    Number,
    /// As a civil day.
    Day,
    /// As an instant; against a day, only its UTC day counts.
    Moment,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// Equal.
    Is(Literal),
    /// Equal to one of them.
    OneOf(Vec<Literal>),
    /// Equal to none of them.
    NoneOf(Vec<Literal>),
    /// Not below; for a scale, in this band or a higher one.
    AtLeast(Literal),
    /// Not above; for a scale, in this band or a lower one.
    AtMost(Literal),
    /// Earlier than.
    Before(Instant),
    /// Later than.
    After(Instant),
    /// Today or earlier.
    Reached,
    /// At most so many days old, today included.
    Fresh(i64),
    /// The person held that role on that day; without `on`: today.
    Held {
        /// Role id.
        role: String,
        /// Operand that gives the day.
        on: Option<Box<Operand>>,
    },
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Text, an item's id, a reference, a day.
    Text(String),
    /// A decimal scaled by a million.
    Number(i64),
    /// A band of a scale: numbers (scaled) from `from` up to but not including `below`.
    Band {
        /// Its id.
        id: String,
        /// First number.
        from: i64,
        /// First number of the next band.
        below: Option<i64>,
    },
}

/// A point in time that an operand is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Instant {
    /// The day of asking, and some days (may be negative).
    Today(i64),
    /// A fixed civil day.
    Day(String),
    /// Another operand of the same record, and some days.
    Of(Operand, i64),
}
