//! What people said beside the checks: conclusions, and what does not apply.

use engine::record::id_of;

use super::clause::text;
use super::sheet::within;
use super::{Conclusion, Exclusion, Sheet};
use crate::errors::Result;
use crate::read::View;

impl View<'_> {
    pub(super) fn conclusions(&mut self, sheet: &Sheet, id: &str) -> Result<Vec<Conclusion>> {
        let Some(ids) = sheet.conclusions.get(id) else {
            return Ok(Vec::new());
        };
        let pointed = self.refs(ids)?;
        let ids: Vec<&str> = pointed.iter().map(|pointed| pointed.id.as_str()).collect();
        let records = store::load::records(self.conn, &ids)?;
        let mut conclusions = Vec::new();
        for pointed in pointed {
            let Some(record) = records.get(&pointed.id) else {
                continue;
            };
            let judgement = text(record, "judgement");
            let samples: Vec<String> = record
                .links("samples")
                .map(|link| id_of(link).to_owned())
                .collect();
            let by: Vec<String> = record
                .links("concluded_by")
                .map(|link| id_of(link).to_owned())
                .collect();
            conclusions.push(Conclusion {
                judgement_title: self.item("conclusion_judgement", &judgement),
                by: self.names_of(&by)?.into_values().next().unwrap_or_default(),
                on: text(record, "concluded_on"),
                because: text(record, "because"),
                samples: self.refs(&samples)?,
                record: pointed,
                judgement,
            });
        }
        conclusions.sort_by(|a, b| b.on.cmp(&a.on));
        Ok(conclusions)
    }

    fn item(&self, list: &str, id: &str) -> String {
        let item = self.house.packs.lists.get(list).and_then(|list| list.item(id));
        item.map_or_else(|| id.to_owned(), |item| item.label.clone())
    }

    pub(super) fn exclusion(&mut self, sheet: &Sheet, id: &str) -> Result<Option<Exclusion>> {
        let Some((clause, record)) =
            within(id).find_map(|clause| Some((clause, sheet.exclusions.get(clause)?)))
        else {
            return Ok(None);
        };
        let pointed = self.refs(std::slice::from_ref(record))?.pop();
        let because = match &pointed {
            Some(pointed) => {
                let records = store::load::records(self.conn, &[&pointed.id])?;
                records
                    .get(&pointed.id)
                    .map(|record| text(record, "because"))
                    .unwrap_or_default()
            }
            None => String::new(),
        };
        Ok(Some(Exclusion {
            clause: clause.to_owned(),
            record: pointed,
            because,
        }))
    }
}
