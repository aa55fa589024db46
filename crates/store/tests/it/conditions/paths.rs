//! Paths by chance: hops, cells, and the columns that every record has.

use engine::condition::{Path, Place, Spine};
use engine::pack::{Field, Type};

use super::{Maker, Subject, leads};

impl Maker<'_, '_> {
    pub(super) fn paths(&mut self, subject: &Subject) -> Vec<Path> {
        (0..=self.dice.roll(2))
            .map(|_| self.path(subject, &|_| true, true).0)
            .collect()
    }

    pub(super) fn person(&mut self, subject: &Subject) -> Path {
        if self.dice.once_in(3) {
            return Path::spine(self.dice.pick(&[Spine::Owner, Spine::Reporter]));
        }
        self.path(
            subject,
            &|field| field.ty.targets().iter().any(|kind| kind == "person"),
            false,
        )
        .0
    }

    /// A path to a field that fits, and the field; no field for columns that every record has.
    pub(super) fn path(
        &mut self,
        subject: &Subject,
        fits: &dyn Fn(&Field) -> bool,
        spine: bool,
    ) -> (Path, Option<Field>) {
        let mut hops = Vec::new();
        let mut end = subject.clone();
        for _ in 0..self.dice.roll(4).saturating_sub(1) {
            let links = self.fields(&end, leads);
            let hop = self.dice.lend(&links).id.clone();
            if end.table.is_some() {
                self.said("link of a row's record");
            }
            end = Subject {
                kinds: self.kinds_behind(&end, &hop),
                table: None,
            };
            hops.push(hop);
        }
        self.said(format!("hops {}", hops.len()));
        if spine && self.dice.once_in(4) {
            let spine = self.dice.pick(&Spine::ALL);
            self.said(format!("spine {}", spine.word()));
            if end.table.is_some() {
                self.said("record of a row");
            }
            return (
                Path {
                    hops,
                    place: Place::Spine(spine),
                },
                None,
            );
        }
        if let Some(table) = end.table.clone() {
            let columns = self.columns(&end, &table, fits);
            if !columns.is_empty() && !self.dice.once_in(6) {
                self.said("column of a row");
                let column = self.dice.lend(&columns).clone();
                return (
                    Path {
                        hops,
                        place: Place::Field(column.id.clone()),
                    },
                    Some(column),
                );
            }
        }
        let cells = self.dice.once_in(4);
        let tables = self.fields(
            &end,
            |field| matches!(&field.ty, Type::Table(columns) if columns.iter().any(fits)),
        );
        if (cells || end.table.is_some()) && !tables.is_empty() {
            self.said(if hops.is_empty() {
                "cell"
            } else {
                "cell behind a link"
            });
            let table = self.dice.lend(&tables).clone();
            let columns = self.columns(&end, &table.id, fits);
            let column = self.dice.lend(&columns).clone();
            let place = Place::Cell {
                table: table.id,
                column: column.id.clone(),
            };
            return (Path { hops, place }, Some(column));
        }
        let fields = self.fields(&end, fits);
        if fields.is_empty() || end.table.is_some() {
            self.said("spine owner");
            return (
                Path {
                    hops,
                    place: Place::Spine(Spine::Owner),
                },
                None,
            );
        }
        let field = self.dice.lend(&fields).clone();
        (
            Path {
                hops,
                place: Place::Field(field.id.clone()),
            },
            Some(field),
        )
    }

    pub(super) fn columns(
        &self,
        subject: &Subject,
        table: &str,
        fits: &dyn Fn(&Field) -> bool,
    ) -> Vec<Field> {
        let tables = subject
            .kinds
            .iter()
            .filter_map(|kind| self.packs.kinds[kind].field(table));
        let columns = tables.filter_map(|field| match &field.ty {
            Type::Table(columns) => Some(columns.iter()),
            _ => None,
        });
        columns.flatten().filter(|column| fits(column)).cloned().collect()
    }
}
