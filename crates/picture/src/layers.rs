//! In which row and column each process of a map stands.

use crate::processes::{Group, PAD, ProcessMap};
use crate::route::{self, Boxed};
use crate::text::width;
use crate::theme::{S, XS};

impl ProcessMap {
    pub(crate) fn band_of(&self, row: &[usize]) -> Group {
        self.processes[row[0]].group
    }

    /// The processes in rows from top to bottom, each row within one band and in the order in which work flows.
    pub(crate) fn rows(&self, room: f64) -> Vec<Vec<usize>> {
        let mut rows = Vec::new();
        for group in [Group::Management, Group::Core, Group::Support, Group::Outsourced] {
            let members: Vec<usize> = (0..self.processes.len())
                .filter(|p| self.processes[*p].group == group)
                .collect();
            if members.is_empty() {
                continue;
            }
            let core = group == Group::Core;
            let least = self.least(&members);
            let (members, least, gap) = if core {
                (self.in_layers(&members), least, self.gap())
            } else {
                (members, least.max(130.0), 16.0)
            };
            let fits = (((room + gap) / (least + gap)).floor() as usize).max(1);
            let count = members.len().div_ceil(fits);
            rows.extend(
                members
                    .chunks(members.len().div_ceil(count))
                    .map(<[usize]>::to_vec),
            );
        }
        rows
    }

    /// The least width of these boxes: no word of a name is cut.
    fn least(&self, members: &[usize]) -> f64 {
        let words = members
            .iter()
            .flat_map(|p| self.processes[*p].name.split_whitespace());
        (words.map(|w| width(w, S)).fold(60.0, f64::max) + 2.0 * PAD + 1.0).min(180.0)
    }

    /// The gap between core boxes: wide enough for the longest word on an arrow.
    fn gap(&self) -> f64 {
        let core = |p: usize| self.processes[p].group == Group::Core;
        let words = self
            .flows
            .iter()
            .filter(|f| core(f.from) && core(f.to))
            .flat_map(|f| f.what.split_whitespace());
        (words.map(|w| width(w, XS)).fold(0.0, f64::max) + 18.0).clamp(40.0, 116.0)
    }

    /// Processes in the order of the longest way that work takes to reach them; a flow that would close a circle is read as
    /// feedback and does not count.
    fn in_layers(&self, members: &[usize]) -> Vec<usize> {
        let mut layer = vec![0usize; self.processes.len()];
        let position = |p: usize| members.iter().position(|m| *m == p);
        // Flows against the given order are feedback where a forward way exists already; the given order settles circles.
        let forward: Vec<(usize, usize)> = self
            .flows
            .iter()
            .filter(|f| f.from != f.to && position(f.from).is_some() && position(f.to).is_some())
            .map(|f| (f.from, f.to))
            .collect();
        let reaches = |from: usize, to: usize| {
            let mut seen = vec![from];
            let mut at = 0;
            while at < seen.len() {
                let here = seen[at];
                for (_, next) in forward.iter().filter(|(a, _)| *a == here) {
                    if !seen.contains(next) {
                        seen.push(*next);
                    }
                }
                at += 1;
            }
            seen.contains(&to)
        };
        let counted: Vec<(usize, usize)> = forward
            .iter()
            .copied()
            .filter(|(a, b)| !reaches(*b, *a) || position(*a) < position(*b))
            .collect();
        for _ in 0..members.len() {
            for (a, b) in &counted {
                layer[*b] = layer[*b].max(layer[*a] + 1).min(members.len());
            }
        }
        let mut sorted = members.to_vec();
        sorted.sort_by_key(|p| (layer[*p], position(*p)));
        sorted
    }

    pub(crate) fn place_across(&self, rows: &[Vec<usize>], left: f64, width: f64) -> Vec<Boxed> {
        let mut boxes = vec![Boxed::default(); self.processes.len()];
        let lanes = route::lanes(&self.flows, rows);
        let right = width - lanes as f64 * route::LANE - if lanes > 0 { 8.0 } else { 0.0 };
        let longest = rows
            .iter()
            .filter(|r| self.band_of(r) == Group::Core)
            .map(Vec::len)
            .max()
            .unwrap_or(1);
        // A box that stands alone in its band is no wider than those of the bands beside it.
        let side_by_side = rows
            .iter()
            .filter(|r| self.band_of(r) != Group::Core)
            .map(Vec::len)
            .max()
            .unwrap_or(1)
            .min(3);
        for (r, row) in rows.iter().enumerate() {
            let core = self.band_of(row) == Group::Core;
            let (gap, columns) = if core {
                (self.gap(), longest)
            } else {
                (16.0, row.len().max(side_by_side))
            };
            let wide = (right - left - gap * (columns as f64 - 1.0)) / columns as f64;
            for (i, p) in row.iter().enumerate() {
                let x0 = left + i as f64 * (wide + gap);
                boxes[*p] = Boxed {
                    x0,
                    x1: x0 + wide,
                    row: r,
                    column: i,
                    ..Boxed::default()
                };
            }
        }
        boxes
    }
}
