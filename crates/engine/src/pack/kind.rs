//! A kind of record, as one TOML file describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::condition::{Basis, Condition, Path};

/// A kind of record: what it asks, who may do what, and how it moves from state to state.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// Identity.
    pub id: String,
    /// Pack that brought it.
    pub pack: String,
    /// Singular noun.
    pub title: String,
    /// Plural noun.
    pub plural: String,
    /// Pattern of the number with `{year}` and `{seq}`, as `NC-{year}-{seq}`.
    pub number: String,
    /// How one begins.
    pub start: Start,
    /// Which fields fill the columns that every record has.
    pub spine: SpineMap,
    /// Clauses that every record of the kind is tagged with.
    pub clauses: Vec<String>,
    /// Who sees a record: any entry suffices.
    pub see: Vec<See>,
    /// Groups of fields, in reading order.
    pub sections: Vec<Section>,
    /// Every field by id: those of sections and those that transitions ask.
    pub fields: BTreeMap<String, Field>,
    /// In the order in which a record passes them; the first is where it begins.
    pub states: Vec<State>,
    /// Ways from state to state.
    pub transitions: Vec<Transition>,
    /// What is due in which state.
    pub due: Vec<Due>,
    /// What it brings to the morning round.
    pub triage: Option<super::Triage>,
    /// Paths (`field` or `table.column`) that conditions, filters or checks read: they get facts for SQL.
    pub indexed: BTreeSet<String>,
}

impl Kind {
    /// The field of that id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.get(id)
    }

    /// The state of that id.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The transition of that id.
    #[must_use]
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.id == id)
    }

    /// The section in which a field may be edited; none for fields that only a transition sets.
    #[must_use]
    pub fn section_of(&self, field: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.fields.iter().any(|id| id == field))
    }

    /// The field behind `field` or `table.column`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Field> {
        match path.split_once('.') {
            None => self.field(path),
            Some((table, column)) => self.field(table)?.column(column),
        }
    }
}

/// The one thing everybody can do in a minute.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Words on the button.
    pub button: String,
    /// Who may.
    pub by: Vec<Who>,
    /// Fields asked at once; all others come later.
    pub asks: Vec<String>,
}

/// Paths that fill the common columns; copied when an act is decided.
#[derive(Clone, Debug, Default)]
pub struct SpineMap {
    /// Field of type line.
    pub title: String,
    /// Person field.
    pub owner: Option<Path>,
    /// Link to a process, through a link if need be, or `self`.
    pub process: Option<Path>,
    /// Link to a site, through a link if need be, or `self`.
    pub site: Option<Path>,
    /// Date or moment field.
    pub happened_on: Option<Path>,
    /// Date field that is the due date, where no rule of [`Kind::due`] applies.
    pub due: Option<Path>,
}

/// Somebody, told by role or by relation to the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Every signed-in person.
    Everyone,
    /// Whoever holds the role with a scope that takes in the record.
    Role(String),
    /// The person in that field; `owner` is the spine's, `reporter` entered the record.
    Rel(String),
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Who::Everyone => f.write_str("everyone"),
            Who::Role(id) => write!(f, "role:{id}"),
            Who::Rel(id) => write!(f, "rel:{id}"),
        }
    }
}

/// One way to be allowed to see a record.
#[derive(Clone, Debug)]
pub struct See {
    /// Whom it allows.
    pub by: Vec<Who>,
    /// On which records; all when absent.
    pub when: Option<Condition>,
}

/// A group of fields with its rights to edit.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Shown heading.
    pub title: String,
    /// Field ids in order.
    pub fields: Vec<String>,
    /// States in which the section may be edited (worked out from `until` or `in`).
    pub states: BTreeSet<String>,
    /// Who may edit it.
    pub by: Vec<Who>,
}

/// One field, column of a table, or answer that a transition asks.
#[derive(Clone, Debug)]
pub struct Field {
    /// Identity.
    pub id: String,
    /// What it holds.
    pub ty: Type,
    /// The question, in plain words.
    pub ask: String,
    /// Must be answered when the record begins, or when the transition asks it.
    pub required: bool,
    /// Offered as a filter in lists.
    pub filter: bool,
    /// How a page may help (`scan`, `similar`).
    pub hint: String,
    /// Filled when the record begins and the answer is empty.
    pub default: Option<Source>,
    /// Asked only when this holds.
    pub when: Option<Box<Condition>>,
    /// A date or moment that may not lie in the future.
    pub not_after_now: bool,
    /// Unique among the records of the kind (codes, mail addresses).
    pub unique: bool,
}

impl Field {
    /// The column of that id, when the field is a table.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&Field> {
        match &self.ty {
            Type::Table(columns) => columns.iter().find(|column| column.id == id),
            _ => None,
        }
    }
}

/// What a field holds. Values are JSON text, arrays or objects in one canonical spelling (see [`crate::value`]).
#[derive(Clone, Debug)]
pub enum Type {
    /// One line of text.
    Line,
    /// Text of several lines.
    Text,
    /// `yes` or `no`.
    YesNo,
    /// A decimal, with its unit where it has one.
    Number(Option<String>),
    /// A decimal and a currency, as `12.50 EUR`.
    Money,
    /// A civil day.
    Date,
    /// An instant.
    Moment,
    /// One item of a list.
    Choice(String),
    /// Several items of a list.
    Choices(String),
    /// A place on a scale.
    Scale(String),
    /// One record of one of these kinds; `clause` names clauses of standards. Person and role are links too.
    Link(Vec<String>),
    /// Several of them; with `or_reason`, a reason why there is none is an answer too.
    Links {
        /// Kinds it may lead to.
        to: Vec<String>,
        /// `{"reason": "…"}` is accepted instead.
        or_reason: bool,
    },
    /// Attached files by digest.
    Files,
    /// A row of that table of the same record.
    Row(String),
    /// Rows with stable ids and columns of their own.
    Table(Vec<Field>),
}

impl Type {
    /// Word of the type, as packs write it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Type::Line => "line",
            Type::Text => "text",
            Type::YesNo => "yes_no",
            Type::Number(_) => "number",
            Type::Money => "money",
            Type::Date => "date",
            Type::Moment => "moment",
            Type::Choice(_) => "choice",
            Type::Choices(_) => "choices",
            Type::Scale(_) => "scale",
            Type::Link(to) if to.len() == 1 && to[0] == "person" => "person",
            Type::Link(to) if to.len() == 1 && to[0] == "role" => "role",
            Type::Link(_) => "link",
            Type::Links { .. } => "links",
            Type::Files => "files",
            Type::Row(_) => "row",
            Type::Table(_) => "table",
        }
    }

    /// Kinds that a link leads to; empty for other types.
    #[must_use]
    pub fn targets(&self) -> &[String] {
        match self {
            Type::Link(to) | Type::Links { to, .. } => to,
            _ => &[],
        }
    }
}

/// Something a record *is*.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Identity.
    pub id: String,
    /// Adjective, shown.
    pub title: String,
    /// Nothing is edited any more and no transition leaves it.
    pub is_final: bool,
}

/// A way from state to state, with all that guards it.
#[derive(Clone, Debug)]
pub struct Transition {
    /// Identity.
    pub id: String,
    /// Words on the button.
    pub verb: String,
    /// States it leaves.
    pub from: Vec<String>,
    /// State it reaches.
    pub to: String,
    /// Who may.
    pub by: Vec<Who>,
    /// Ids of fields answered with the transition.
    pub asks: Vec<String>,
    /// Guards; all that do not hold are told at once.
    pub needs: Vec<Condition>,
    /// What is signed, where a signature is asked.
    pub sign: Option<Sign>,
    /// Clauses that a record shows by passing here.
    pub shows: Vec<Shows>,
    /// What else happens in the same act.
    pub does: Vec<Effect>,
}

/// A signature that a transition asks.
#[derive(Clone, Debug)]
pub struct Sign {
    /// The sentence one signs.
    pub meaning: String,
    /// Field ids covered; empty: what the guards read and every field filled so far.
    pub covers: Vec<String>,
    /// Asked only when this holds.
    pub when: Option<Condition>,
}

/// Evidence that a passage gives.
#[derive(Clone, Debug)]
pub struct Shows {
    /// Clause, as `iso-9001-2015#10.2.1.d`.
    pub clause: String,
    /// Only when this holds.
    pub when: Option<Condition>,
}

/// What happens in the same act.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A field gets a value; `assign` is the same for a person.
    Set {
        /// Field of this record.
        field: String,
        /// Where the value comes from.
        to: Source,
    },
    /// A table gets one more row.
    AddRow {
        /// Table of this record.
        table: String,
        /// Column → where its value comes from.
        cells: BTreeMap<String, Source>,
    },
    /// A field becomes empty.
    Clear(String),
    /// A new record begins and is linked from this one.
    CreateLinked {
        /// Links field of this record that takes the new one.
        link: String,
        /// Kind of the new record.
        kind: String,
        /// Its fields.
        set: BTreeMap<String, Source>,
    },
    /// Linked records pass a transition of their own, when they are in a state that it leaves.
    Supersede {
        /// Links field of this record.
        link: String,
        /// Transition of the linked records' kind.
        transition: String,
    },
    /// The linked record, which is closed, gets other answers; what it said before stays as a version.
    Amend {
        /// Link field of this record that names the one to be corrected.
        link: String,
        /// Table of this record with the columns `field` (its id or question) and `value`.
        table: String,
    },
}

/// Where a default or an effect takes a value from.
#[derive(Clone, Debug)]
pub enum Source {
    /// This value.
    Value(Value),
    /// A path of this record, through a link if need be.
    From(Path),
    /// The instant of the act.
    Now,
    /// The day of the act.
    Today,
    /// Whoever acts.
    Actor,
}

/// What is due while a record is in a state.
#[derive(Clone, Debug)]
pub struct Due {
    /// The state.
    pub state: String,
    /// When.
    pub rule: DueRule,
    /// Whose turn it is: the first that exists.
    pub whose: Vec<Who>,
    /// Who hears of it when it is late.
    pub late: Vec<Who>,
}

/// How a due date is found.
#[derive(Clone, Debug)]
pub enum DueRule {
    /// So many days after the state was entered.
    Within(Span),
    /// By the band of a scale field; `default` while the field is empty.
    ByScale {
        /// Scale field of the record.
        field: String,
        /// Column of the band.
        column: String,
        /// While it is empty.
        default: Span,
    },
    /// By the practice's number of days.
    ByPractice {
        /// Id of the practice.
        practice: String,
        /// Count working days only.
        working: bool,
    },
    /// The latest date found at the path (own or through links), and some days.
    Latest {
        /// Path to date fields.
        path: Path,
        /// Added to it.
        plus: Span,
    },
}

/// A number of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub days: i64,
    /// Working days only.
    pub working: bool,
}

/// Names the rule behind a guard.
pub type GuardBasis = Option<Basis>;
