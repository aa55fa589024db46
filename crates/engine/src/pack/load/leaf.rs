//! What stands at the end of a path, and how it compares.

use super::super::{Field, Kind, Type};
use crate::condition::{As, Path, Spine};

/// A path that leads somewhere.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) path: Path,
    /// It passes through many links or rows.
    pub(super) many: bool,
    pub(super) leaf: Leaf<'a>,
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaf<'a> {
    Field(&'a Field),
    Spine(Spine, &'a Kind),
}

impl<'a> Leaf<'a> {
    /// How it compares.
    pub(super) fn compared_as(self) -> As {
        match self {
            Leaf::Spine(spine, _) => spine.compared_as(),
            Leaf::Field(field) => match field.ty {
                Type::Number(_) | Type::Money | Type::Scale(_) => As::Number,
                Type::Date => As::Day,
                Type::Moment => As::Moment,
                _ => As::Text,
            },
        }
    }

    /// Whether it names a person.
    pub(super) fn is_person(self) -> bool {
        match self {
            Leaf::Spine(spine, _) => matches!(spine, Spine::Owner | Spine::Reporter),
            Leaf::Field(field) => is_person(field),
        }
    }

    /// Its type, in the word of packs.
    pub(super) fn word(self) -> &'static str {
        match self {
            Leaf::Field(field) => field.ty.word(),
            Leaf::Spine(Spine::Owner | Spine::Reporter, _) => "person",
            Leaf::Spine(Spine::Process | Spine::Site, _) => "link",
            Leaf::Spine(Spine::Due, _) => "date",
            Leaf::Spine(Spine::HappenedOn | Spine::Opened | Spine::Closed, _) => "moment",
            Leaf::Spine(_, _) => "line",
        }
    }

    /// Kinds that it may name.
    pub(super) fn targets(self) -> Vec<&'a str> {
        match self {
            Leaf::Field(field) => field.ty.targets().iter().map(String::as_str).collect(),
            Leaf::Spine(Spine::Owner | Spine::Reporter, _) => vec!["person"],
            Leaf::Spine(Spine::Process, _) => vec!["process"],
            Leaf::Spine(Spine::Site, _) => vec!["site"],
            Leaf::Spine(_, _) => Vec::new(),
        }
    }

    pub(super) fn same(self, other: Leaf<'_>) -> bool {
        let exact = |leaf: Leaf<'_>| match leaf {
            Leaf::Field(Field {
                ty: Type::Choice(id) | Type::Choices(id) | Type::Scale(id),
                ..
            }) => id.clone(),
            _ => String::new(),
        };
        self.word() == other.word() && exact(self) == exact(other)
    }
}

/// A field that names people.
pub(super) fn is_person(field: &Field) -> bool {
    field.ty.targets() == ["person"]
}

/// Kinds of record among the targets of a link; clauses are none.
pub(super) fn records(to: &[String]) -> Vec<String> {
    to.iter().filter(|kind| *kind != "clause").cloned().collect()
}
