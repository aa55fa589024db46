//! Lists, scales, roles and practices: the small vocabularies that kinds refer to.

use std::collections::BTreeMap;

/// A list of choices. Ids are frozen; labels may be edited; items are retired, never removed.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Identity.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// In the order in which they are shown.
    pub items: Vec<Item>,
}

impl List {
    /// The item of that id, retired or not.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

/// One choice.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Identity.
    pub id: String,
    /// Shown text.
    pub label: String,
    /// No longer offered, still read.
    pub retired: bool,
}

/// Axes whose numbers multiply to one number, which falls into a named band.
#[derive(Clone, Debug, Default)]
pub struct Scale {
    /// Identity.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// Each axis is answered by one of its levels.
    pub axes: Vec<Axis>,
    /// From the lowest to the highest.
    pub bands: Vec<Band>,
}

/// One axis of a scale.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// Identity.
    pub id: String,
    /// Shown question.
    pub title: String,
    /// From the least to the most.
    pub levels: Vec<Level>,
}

/// One answer on an axis.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// Identity.
    pub id: String,
    /// Shown text.
    pub label: String,
    /// What it counts.
    pub number: u32,
}

/// A named range of the product, from `from` up to the next band.
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// Identity; conditions compare bands by their order.
    pub id: String,
    /// Shown text.
    pub label: String,
    /// The least product that falls into it.
    pub from: u32,
    /// Further columns, as `contain_within = "1 working day"`.
    pub columns: BTreeMap<String, String>,
}

impl Scale {
    /// The product of the answers (`axis → level`), when every axis is answered.
    #[must_use]
    pub fn number(&self, answers: &BTreeMap<String, String>) -> Option<u32> {
        self.axes.iter().try_fold(1_u32, |product, axis| {
            let level = axis
                .levels
                .iter()
                .find(|level| Some(&level.id) == answers.get(&axis.id))?;
            product.checked_mul(level.number)
        })
    }

    /// The band that a product falls into, with its rank from 0.
    #[must_use]
    pub fn band(&self, number: u32) -> Option<(usize, &Band)> {
        self.bands
            .iter()
            .enumerate()
            .rev()
            .find(|(_, band)| band.from <= number)
    }

    /// The rank of a band's id.
    #[must_use]
    pub fn rank(&self, band: &str) -> Option<usize> {
        self.bands.iter().position(|known| known.id == band)
    }
}

/// A role that packs name in guards. Who holds it stands in the person's record.
#[derive(Clone, Debug, Default)]
pub struct Role {
    /// Identity, as in `role:quality_manager`.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// What it is there for, in a sentence.
    pub about: String,
}

/// A house rule: told apart from the standard's, set by the organisation, its setting journaled.
#[derive(Clone, Debug, Default)]
pub struct Practice {
    /// Identity, as in `basis = "practice:judged_by_somebody_else"`.
    pub id: String,
    /// Pack that brought it.
    pub pack: String,
    /// Shown name.
    pub title: String,
    /// Why one would want it.
    pub why: String,
    /// `on`, `off`, or a number of days as text.
    pub default: String,
    /// Values that may be set; empty: a whole number.
    pub values: Vec<String>,
}
