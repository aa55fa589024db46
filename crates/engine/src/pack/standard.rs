//! Standards as trees of clauses, in our own words.

use std::collections::BTreeMap;

/// One edition of a standard.
#[derive(Clone, Debug, Default)]
pub struct Standard {
    /// Identity, as `iso-9001-2015`.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// Edition in words.
    pub edition: String,
    /// Whether a licence holder has compared the pack with the standard, in words.
    pub compared: String,
    /// Clauses by id; the tree follows from the ids (`10.2.1` is the parent of `10.2.1.d`).
    pub clauses: BTreeMap<String, Clause>,
    /// Ids in the order of the standard.
    pub order: Vec<String>,
}

/// One clause or lettered item.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// Number, as `10.2.1.d`.
    pub id: String,
    /// Our short title.
    pub title: String,
    /// What it is for, in our words.
    pub intent: String,
    /// `context`, `lead`, `plan`, `do`, `check` or `act`.
    pub phase: String,
    /// `none`, `maintain`, `retain`, `maintain_if_needed` or `retain_if_needed`.
    pub documented: String,
    /// How it shows: `record`, `interview`, `observation`, `outside_sample`.
    pub evidenced: Vec<String>,
    /// `sure`, `likely` or `unsure`.
    pub certainty: String,
    /// Asks nothing itself.
    pub heading: bool,
    /// The id is ours because the letter is not known.
    pub own_id: bool,
    /// What an auditor would ask.
    pub questions: Vec<String>,
}

/// How the clauses of one edition or standard lie to those of another.
#[derive(Clone, Debug, Default)]
pub struct Crosswalk {
    /// Identity.
    pub id: String,
    /// Standard on the left.
    pub from: String,
    /// Standard on the right.
    pub to: String,
    /// Where the comparison comes from.
    pub source: String,
    /// Clause by clause.
    pub pairs: Vec<Pair>,
}

/// One clause beside another; one side is empty where there is nothing of the kind.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// Clause id on the left, without the standard.
    pub from: String,
    /// Clause id on the right.
    pub to: String,
    /// `same`, `changed`, `split`, `merged`, `new` or `removed`.
    pub relation: String,
    /// How what the left asks lies to what the right asks: `equal`, `subset`, `superset` or `intersects`.
    pub set: String,
    /// `sure`, `likely` or `unsure`.
    pub certainty: String,
    /// What it means for the organisation.
    pub why: String,
    /// Where it comes from.
    pub source: String,
}
