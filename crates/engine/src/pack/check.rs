//! Checks: questions that a standard asks of what is really recorded, all the time. A check can contradict; it never certifies.

use crate::condition::{Condition, Operand, Spine};

/// One check, as `checks/*.toml` describes it.
#[derive(Clone, Debug)]
pub struct Check {
    /// Identity, unique over all packs.
    pub id: String,
    /// Pack that brought it.
    pub pack: String,
    /// What holds when nothing speaks against it, as a short sentence.
    pub title: String,
    /// Clauses it speaks to, those that other packs add included, as `iso-9001-2015#10.2.1.d`; other editions are reached by the crosswalk.
    pub clauses: Vec<String>,
    /// Which records are looked at.
    pub over: Over,
    /// How far back; everything when absent.
    pub period: Option<Period>,
    /// Fewer than so many looked at is *no evidence*. At least 1.
    pub least: u32,
    /// What is asked of them.
    pub form: Form,
    /// What it is called when too many do not hold.
    pub verdict: Contradiction,
    /// How many may not hold before the verdict falls; nothing is tolerated when absent.
    pub allow: Option<Allowance>,
    /// What is said with the verdict; `{n}` were looked at, `{found}` do not hold.
    pub say: String,
    /// What to do about it.
    pub fix: String,
    /// What it cannot see; at least one.
    pub blind: Vec<String>,
    /// Practices whose settings it reads, by id.
    pub practices: Vec<String>,
}

/// The population before the period is applied.
#[derive(Clone, Debug, Default)]
pub struct Over {
    /// Kinds of record, at least one.
    pub kinds: Vec<String>,
    /// Which of them.
    pub filter: Option<Condition>,
}

/// So many months back from the day of asking.
#[derive(Clone, Debug)]
pub struct Period {
    /// How many.
    pub months: u32,
    /// The day that must lie within them.
    pub on: Operand,
}

/// What is asked of a population. A closed list: a new form needs a sentence, a test and two packs that use it.
#[derive(Clone, Debug)]
pub enum Form {
    /// Each record is asked alone.
    Must(Condition),
    /// *Silence*: for each record of a kind (a process, a site), so many of the population belong to it. The groups are
    /// what is looked at.
    ForEach {
        /// Kind of the groups.
        kind: String,
        /// Which of them.
        filter: Option<Condition>,
        /// How a record of the population names its group.
        by: By,
        /// At least so many.
        at_least: u32,
    },
    /// *Bulk verdicts*: so many passages into one of these states by the same person within minutes. Records that
    /// passed then do not hold.
    Burst {
        /// States that were reached (or confirmed).
        into: Vec<String>,
        /// So many or more.
        many: u32,
        /// Within so many minutes.
        minutes: u32,
    },
    /// *Copied evidence*: so many records hold the same value (the same file, the same number) at a field.
    Shared {
        /// Field, or `table.column`.
        path: String,
        /// So many or more.
        many: u32,
    },
    /// *Recurrence*: a record has the words of an earlier one of the same process that fulfils `of` and was closed
    /// before it was opened. Such a likely repeat must fulfil `must`; the others hold.
    Repeats {
        /// What the earlier record fulfils.
        of: Box<Condition>,
        /// Texts and lines whose words are compared, all together.
        words: Vec<String>,
        /// Share in percent of the shorter text's words that stand in the other one too.
        alike: u32,
        /// What a likely repeat must fulfil.
        must: Box<Condition>,
    },
}

/// How a record names its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// By a column that every record has: process or site.
    Spine(Spine),
    /// By a link field, or a link column as `roles.role`.
    Link(String),
}

/// What a check may call what it found. It never says that something conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Records show that the requirement was not met.
    Contradicted,
    /// On its way there.
    Weakening,
}

/// What is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// So many.
    Count(u32),
    /// So many percent of those looked at.
    Percent(u32),
}

impl Allowance {
    /// Whether so many out of so many are still tolerated.
    #[must_use]
    pub fn covers(self, found: u64, looked_at: u64) -> bool {
        match self {
            Allowance::Count(most) => found <= u64::from(most),
            Allowance::Percent(most) => found * 100 <= looked_at * u64::from(most),
        }
    }
}

impl Check {
    /// Every condition that stands in it, with the kinds it is asked of.
    #[must_use]
    pub fn conditions(&self) -> Vec<(&[String], &Condition)> {
        let over = self.over.kinds.as_slice();
        let mut all: Vec<(&[String], &Condition)> =
            self.over.filter.iter().map(|filter| (over, filter)).collect();
        match &self.form {
            Form::Must(must) => all.push((over, must)),
            Form::ForEach { kind, filter, .. } => {
                all.extend(filter.iter().map(|filter| (std::slice::from_ref(kind), filter)));
            }
            Form::Repeats { of, must, .. } => all.extend([(over, &**of), (over, &**must)]),
            Form::Burst { .. } | Form::Shared { .. } => {}
        }
        all
    }

    /// Paths of its own kinds that need facts, besides those of its conditions.
    #[must_use]
    pub fn own_paths(&self) -> Vec<&str> {
        match &self.form {
            Form::Shared { path, .. } => vec![path],
            Form::ForEach {
                by: By::Link(path), ..
            } => vec![path],
            _ => Vec::new(),
        }
    }
}
