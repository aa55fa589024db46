//! Merged cells: only the first of them holds the value, but people mean it for every row they see it beside.

use std::collections::BTreeMap;

use calamine::Dimensions;

use super::cell::Text;

/// Most merged areas of a sheet.
const MOST: usize = 100_000;

/// Areas of several rows, by their first row.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// (First row, column, last row), the last to begin first.
    waiting: Vec<(u32, u32, u32)>,
    /// Column → (last row, first row, value).
    open: BTreeMap<u32, (u32, u32, Text)>,
}

impl Merged {
    pub(super) fn new(areas: &[Dimensions]) -> Result<Merged, String> {
        if areas.len() > MOST {
            return Err(format!(
                "The sheet has more than {MOST} merged areas. Save it as CSV and import that."
            ));
        }
        let tall = areas.iter().filter(|area| area.end.0 > area.start.0);
        let mut waiting: Vec<(u32, u32, u32)> = tall
            .map(|area| (area.start.0, area.start.1, area.end.0))
            .collect();
        waiting.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Merged {
            waiting,
            open: BTreeMap::new(),
        })
    }

    /// Gives the cells of this row the value of the area in which they lie. Rows come in order.
    pub(super) fn fill(&mut self, row: u32, texts: &mut BTreeMap<u32, Text>) {
        self.open.retain(|_, (last, _, _)| *last >= row);
        for (column, (last, first, text)) in &self.open {
            texts.entry(*column).or_insert_with(|| {
                let note = format!(
                    "The cell is merged with those of rows {} to {}; their value is taken.",
                    u64::from(*first) + 1,
                    u64::from(*last) + 1
                );
                Text {
                    note: Some(note),
                    ..text.clone()
                }
            });
        }
        while let Some((first, column, last)) =
            self.waiting.last().copied().filter(|(first, _, _)| *first <= row)
        {
            self.waiting.pop();
            if let (true, Some(text)) = (first == row, texts.get(&column)) {
                self.open.insert(column, (last, first, text.clone()));
            }
        }
    }
}
