//! All that is known while conditions and workflows are read: it turns words into kinds, fields, people and paths.

use std::collections::BTreeSet;

use super::super::{Field, Kind, Packs, Type, Who};
use super::leaf::{Found, Leaf, is_person, records};
use super::reader::Word;
use super::report::{Report, unknown};
use crate::condition::{Path, Place, Spine};
use crate::value::shorten;

/// Every kind with its fields and states, before any condition has been read.
#[derive(Clone, Copy)]
pub(super) struct House<'a> {
    pub(super) packs: &'a Packs,
    /// (kind, field) whose type could not be read: nothing more is said about them.
    pub(super) unsure: &'a BTreeSet<(String, String)>,
    pub(super) report: &'a Report,
    /// The common columns of every kind have been worked out.
    pub(super) spine_known: bool,
}

/// What a condition is asked of: a record of one of these kinds, or a row of its table.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) kinds: Vec<String>,
    pub(super) table: Option<String>,
}

impl Subject {
    pub(super) fn record(kind: &str) -> Self {
        Subject {
            kinds: vec![kind.to_owned()],
            table: None,
        }
    }
}

/// `None`: it was told elsewhere already.
type Trouble = Option<String>;

impl<'a> House<'a> {
    /// The kind of that id, which is known to exist.
    pub(super) fn kind(&self, id: &str) -> &'a Kind {
        self.packs
            .kinds
            .get(id)
            .expect("a kind that is being read is among the kinds")
    }

    /// Whether a field's type could not be read.
    pub(super) fn unsure(&self, kind: &str, field: &str) -> bool {
        self.unsure.contains(&(kind.to_owned(), field.to_owned()))
    }

    /// A field of the kind itself; an unknown one is reported.
    pub(super) fn field(&self, kind: &str, word: &Word) -> Option<&'a Field> {
        let kind = self.kind(kind);
        let field = kind.field(&word.text);
        if field.is_none() {
            self.report.add(&word.at, unknown_field(kind, &word.text));
        }
        field.filter(|field| !self.unsure(&kind.id, &field.id))
    }

    /// A state of one of the kinds; an unknown one is reported.
    pub(super) fn state(&self, kinds: &[String], word: &Word) -> Option<String> {
        let known: Vec<&Kind> = kinds.iter().filter_map(|kind| self.packs.kind(kind)).collect();
        if known.iter().any(|kind| kind.state(&word.text).is_some()) {
            return Some(word.text.clone());
        }
        if let Some(kind) = known.first() {
            let states: Vec<&str> = kind.states.iter().map(|state| state.id.as_str()).collect();
            self.report.add(
                &word.at,
                unknown("state", &word.text, &format!("the kind {}", kind.id), &states),
            );
        }
        None
    }

    /// `everyone`, `role:…` or `rel:…`.
    pub(super) fn who(&self, kind: &str, word: &Word) -> Option<Who> {
        let wrong = |what: String| {
            self.report.add(&word.at, what);
            None
        };
        if word.text == "everyone" {
            return Some(Who::Everyone);
        }
        if let Some(role) = word.text.strip_prefix("role:") {
            if self.packs.roles.contains_key(role) {
                return Some(Who::Role(role.to_owned()));
            }
            let roles: Vec<&String> = self.packs.roles.keys().collect();
            return wrong(unknown("role", role, "the set of packs", &roles));
        }
        let Some(relation) = word.text.strip_prefix("rel:") else {
            let given = shorten(&word.text);
            return wrong(format!(
                "“{given}” names nobody; write “everyone”, “role:…” or “rel:…”."
            ));
        };
        let kind = self.kind(kind);
        match (relation, kind.field(relation)) {
            ("reporter", _) => Some(Who::Rel(relation.to_owned())),
            ("self", _) if kind.id == "person" => Some(Who::Rel(relation.to_owned())),
            ("owner", _) if kind.spine.owner.is_some() || !self.spine_known => {
                Some(Who::Rel(relation.to_owned()))
            }
            ("owner", _) => wrong(format!(
                "“rel:owner” names nobody: [spine] of {} says no “owner”.",
                kind.id
            )),
            (_, Some(field)) if is_person(field) => Some(Who::Rel(relation.to_owned())),
            (_, Some(_)) if self.unsure(&kind.id, relation) => None,
            (_, Some(field)) => wrong(format!(
                "“rel:{relation}” names nobody: “{relation}” is of type {}, and only a person can be named.",
                field.ty.word()
            )),
            (_, None) => {
                let people: Vec<&str> = kind
                    .fields
                    .values()
                    .filter(|field| is_person(field))
                    .map(|field| field.id.as_str())
                    .collect();
                let mut allowed = vec!["reporter", "owner"];
                allowed.extend(people.into_iter().filter(|id| *id != "owner"));
                wrong(unknown(
                    "person",
                    relation,
                    &format!("the kind {}", kind.id),
                    &allowed,
                ))
            }
        }
    }

    /// Where a path leads; a path that leads nowhere is reported.
    pub(super) fn path(&self, subject: &Subject, word: &Word) -> Option<Found<'a>> {
        let segments: Vec<&str> = word.text.split('.').collect();
        let found = match &subject.table {
            Some(table) => self.column(&subject.kinds, table, &segments),
            None => self.walk(&subject.kinds, &segments),
        };
        match found {
            Ok(found) => Some(found),
            Err(trouble) => {
                if let Some(what) = trouble {
                    self.report.add(&word.at, what);
                }
                None
            }
        }
    }

    /// The same, refusing paths that lead to many values.
    pub(super) fn single_path(&self, subject: &Subject, word: &Word) -> Option<Found<'a>> {
        let found = self.path(subject, word)?;
        if found.many {
            let given = shorten(&word.text);
            self.report.add(
                &word.at,
                format!("“{given}” leads to many values; ask them with each, some, none, count or share."),
            );
            return None;
        }
        Some(found)
    }

    fn column(&self, kinds: &[String], table: &str, segments: &[&str]) -> Result<Found<'a>, Trouble> {
        let [column] = segments else {
            return Err(Some(format!(
                "“{}” leads on from a row; a condition on rows asks their columns only.",
                segments.join(".")
            )));
        };
        let kind = self.packs.kind(&kinds[0]).ok_or(None)?;
        let Some(field) = kind.field(table).and_then(|table| table.column(column)) else {
            return Err(Some(unknown_column(kind, table, column)));
        };
        Ok(Found {
            path: Path::field(column),
            many: false,
            leaf: Leaf::Field(field),
        })
    }

    /// Along the path from any of these kinds; all of them must agree on what stands at its end.
    fn walk(&self, kinds: &[String], segments: &[&str]) -> Result<Found<'a>, Trouble> {
        let mut agreed: Option<Found<'a>> = None;
        for kind in kinds {
            let kind = self.packs.kind(kind).ok_or(None)?;
            let found = self.step(kind, segments)?;
            if let Some(before) = &agreed
                && (before.path != found.path || !before.leaf.same(found.leaf))
            {
                return Err(Some(format!(
                    "“{}” is not the same on {} and on {}.",
                    segments.join("."),
                    kinds[0],
                    kind.id
                )));
            }
            agreed = Some(found);
        }
        agreed.ok_or_else(|| {
            Some(format!(
                "“{}” leads nowhere: clauses have no fields.",
                segments.join(".")
            ))
        })
    }

    fn step(&self, kind: &'a Kind, segments: &[&str]) -> Result<Found<'a>, Trouble> {
        let (head, rest) = segments.split_first().ok_or(None)?;
        let Some(field) = kind.field(head) else {
            return self.spine(kind, head, rest);
        };
        if self.unsure(&kind.id, head) {
            return Err(None);
        }
        if rest.is_empty() {
            return Ok(Found {
                path: Path::field(head),
                many: false,
                leaf: Leaf::Field(field),
            });
        }
        match &field.ty {
            Type::Table(_) => {
                let [column] = rest else {
                    return Err(Some(format!(
                        "“{}” leads on from a row; a path ends at the column.",
                        segments.join(".")
                    )));
                };
                let Some(cell) = field.column(column) else {
                    return Err(Some(unknown_column(kind, head, column)));
                };
                let place = Place::Cell {
                    table: (*head).to_owned(),
                    column: (*column).to_owned(),
                };
                Ok(Found {
                    path: Path {
                        hops: Vec::new(),
                        place,
                    },
                    many: true,
                    leaf: Leaf::Field(cell),
                })
            }
            Type::Link(to) | Type::Links { to, .. } => {
                let mut found = self.walk(&records(to), rest)?;
                found.path.hops.insert(0, (*head).to_owned());
                found.many |= matches!(field.ty, Type::Links { .. });
                Ok(found)
            }
            other => Err(Some(format!(
                "“{}” leads nowhere: “{head}” of {} is of type {}, and only links and tables lead on.",
                segments.join("."),
                kind.id,
                other.word()
            ))),
        }
    }

    fn spine(&self, kind: &'a Kind, head: &str, rest: &[&str]) -> Result<Found<'a>, Trouble> {
        if self.unsure(&kind.id, head) {
            return Err(None);
        }
        let Some(spine) = Spine::parse(head) else {
            return Err(Some(unknown_field(kind, head)));
        };
        if !rest.is_empty() {
            return Err(Some(format!(
                "“{head}” is no field of {}, so nothing can be followed from it.",
                kind.id
            )));
        }
        let filled = match spine {
            Spine::Owner => kind.spine.owner.is_some(),
            Spine::Process => kind.spine.process.is_some(),
            Spine::Site => kind.spine.site.is_some(),
            Spine::HappenedOn => kind.spine.happened_on.is_some(),
            _ => true,
        };
        if self.spine_known && !filled {
            return Err(Some(format!(
                "“{head}” is always empty: [spine] of {} says no “{head}”.",
                kind.id
            )));
        }
        Ok(Found {
            path: Path::spine(spine),
            many: false,
            leaf: Leaf::Spine(spine, kind),
        })
    }
}

/// `unknown field “x”; the kind k has a, b and c.`
pub(super) fn unknown_field(kind: &Kind, given: &str) -> String {
    let fields: Vec<&String> = kind.fields.keys().collect();
    unknown("field", given, &format!("the kind {}", kind.id), &fields)
}

fn unknown_column(kind: &Kind, table: &str, given: &str) -> String {
    let columns: Vec<&str> = match kind.field(table).map(|field| &field.ty) {
        Some(Type::Table(columns)) => columns.iter().map(|column| column.id.as_str()).collect(),
        _ => Vec::new(),
    };
    unknown(
        "column",
        given,
        &format!("the table {table} of {}", kind.id),
        &columns,
    )
}
