//! Which links a condition follows: what must be loaded before it can be asked. No call-backs.

use std::collections::BTreeSet;

use super::{Condition, Instant, Members, Operand, Path, Place, Test, Word};

/// What conditions read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Chains of link fields that are followed from the record, each as `["caused_in"]` or `["a", "b"]`.
    pub follows: BTreeSet<Vec<String>>,
    /// Own fields that are read.
    pub fields: BTreeSet<String>,
    /// Person fields whose past roles are read, as paths from the record.
    pub holders: BTreeSet<Path>,
    /// Paths that need facts in SQL, relative to the kind reached by `follows`: (hops, `field` or `table.column`).
    pub indexed: BTreeSet<(Vec<String>, String)>,
}

/// All that the condition reads, seen from the record.
#[must_use]
pub fn reads(condition: &Condition) -> Reads {
    let mut reads = Reads::default();
    Walk {
        reads: &mut reads,
        hops: Vec::new(),
        table: None,
    }
    .condition(condition);
    reads
}

impl Reads {
    /// Joins two readings.
    pub fn extend(&mut self, other: Reads) {
        self.follows.extend(other.follows);
        self.fields.extend(other.fields);
        self.holders.extend(other.holders);
        self.indexed.extend(other.indexed);
    }

    /// Adds one path from the record.
    pub fn add(&mut self, path: &Path) {
        Walk {
            reads: self,
            hops: Vec::new(),
            table: None,
        }
        .path(path);
    }
}

struct Walk<'a> {
    reads: &'a mut Reads,
    hops: Vec<String>,
    table: Option<String>,
}

impl Walk<'_> {
    fn condition(&mut self, condition: &Condition) {
        if let Some(when) = &condition.when {
            self.condition(when);
        }
        self.test(&condition.test);
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Filled(paths) | Test::AnyFilled(paths) | Test::Absent(paths) => {
                paths.iter().for_each(|path| self.path(path))
            }
            Test::Value(operand, word) => {
                self.operand(operand);
                self.word(operand, word);
            }
            Test::Sum {
                table,
                column,
                by,
                of,
                equals,
            } => {
                for (table, column) in [(table, column), (table, by), (of, equals)] {
                    self.path(&Path {
                        hops: Vec::new(),
                        place: Place::Cell {
                            table: table.clone(),
                            column: column.clone(),
                        },
                    });
                }
                self.index(of);
            }
            Test::Count { over, .. } => self.members(over, None),
            Test::Share { over, test, .. } | Test::Quantified { over, test, .. } => {
                self.members(over, Some(test))
            }
            Test::ActorIsNot(path) => self.path(path),
            Test::AnyOf(conditions) | Test::AllOf(conditions) => {
                conditions.iter().for_each(|condition| self.condition(condition))
            }
            Test::Actor(who) => {
                for who in who {
                    if let crate::pack::Who::Rel(field) = who {
                        self.index(field);
                    }
                }
            }
            Test::InState(_) | Test::Overdue => {}
        }
    }

    fn word(&mut self, operand: &Operand, word: &Word) {
        match word {
            Word::Before(Instant::Of(other, _)) | Word::After(Instant::Of(other, _)) => self.operand(other),
            Word::Held { on, .. } => {
                if let Some(on) = on {
                    self.operand(on);
                }
                if let Operand::Path(path, _) = operand {
                    let path = self.absolute(path);
                    self.reads.holders.insert(path);
                }
            }
            _ => {}
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Path(path, _) => self.path(path),
            // Moments are kept for every field; they need no facts.
            Operand::Entered(_) | Operand::SetOn(_) | Operand::LastSetOn(_) | Operand::Changes(_) => {}
        }
    }

    fn members(&mut self, over: &Members, test: Option<&Test>) {
        self.index(&over.field);
        let outer = (self.hops.clone(), self.table.clone());
        if over.rows {
            self.table = Some(over.field.clone());
        } else {
            self.hops.push(over.field.clone());
            self.reads.follows.insert(self.hops.clone());
            self.table = None;
        }
        if let Some(filter) = &over.filter {
            self.condition(filter);
        }
        if let Some(test) = test {
            self.test(test);
        }
        (self.hops, self.table) = outer;
    }

    fn path(&mut self, path: &Path) {
        let absolute = self.absolute(path);
        for end in 1..=absolute.hops.len() {
            self.reads.follows.insert(absolute.hops[..end].to_vec());
            self.reads
                .indexed
                .insert((absolute.hops[..end - 1].to_vec(), absolute.hops[end - 1].clone()));
        }
        if !(absolute.hops.is_empty() && matches!(absolute.place, Place::Spine(_))) {
            self.reads.fields.insert(absolute.first().to_owned());
        }
        match &absolute.place {
            Place::Field(field) => drop(self.reads.indexed.insert((absolute.hops, field.clone()))),
            Place::Cell { table, column } => drop(
                self.reads
                    .indexed
                    .insert((absolute.hops, format!("{table}.{column}"))),
            ),
            Place::Spine(_) => {}
        }
    }

    fn index(&mut self, field: &str) {
        if self.hops.is_empty() && self.table.is_none() {
            self.reads.fields.insert(field.to_owned());
        }
        self.reads.indexed.insert((self.hops.clone(), field.to_owned()));
    }

    /// The path as seen from the record, not from the row or the linked record at hand.
    fn absolute(&self, path: &Path) -> Path {
        let hops = self.hops.iter().chain(&path.hops).cloned().collect();
        let place = match (&path.place, &self.table) {
            (Place::Field(column), Some(table)) if path.hops.is_empty() => Place::Cell {
                table: table.clone(),
                column: column.clone(),
            },
            (place, _) => place.clone(),
        };
        Path { hops, place }
    }
}
