//! Where a label may stand without covering anything: greedy, nearest place first.

use crate::svg::{Anchor, Svg};
use crate::text::{fit, widest, width, wrap};
use crate::theme::XS;

/// Height of a line of label.
pub(crate) const LINE: f64 = 18.0;
/// How far a mark reaches from its centre.
const MARK: f64 = 9.0;

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x0: f64,
    pub(crate) y0: f64,
    pub(crate) x1: f64,
    pub(crate) y1: f64,
}

impl Rect {
    pub(crate) fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Rect { x0, y0, x1, y1 }
    }

    /// A square around a mark.
    pub(crate) fn around(x: f64, y: f64, reach: f64) -> Self {
        Rect::new(x - reach, y - reach, x + reach, y + reach)
    }

    pub(crate) fn meets(&self, other: &Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    fn within(&self, other: &Rect) -> bool {
        self.x0 >= other.x0 && self.x1 <= other.x1 && self.y0 >= other.y0 && self.y1 <= other.y1
    }
}

/// What is already on the sheet.
#[derive(Debug)]
pub(crate) struct Places {
    bounds: Rect,
    taken: Vec<Rect>,
    /// The line of the data, its points in order of x.
    runs: Vec<Vec<(f64, f64)>>,
    /// Hairlines that a label should rather not cover, but may: from, to, height.
    hairlines: Vec<(f64, f64, f64)>,
}

/// A place that was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) rect: Rect,
    pub(crate) anchor: Anchor,
    /// Whether it is so far away that a thin line should lead to it.
    pub(crate) led: bool,
}

impl Places {
    pub(crate) fn new(bounds: Rect) -> Self {
        Places {
            bounds,
            taken: Vec::new(),
            runs: Vec::new(),
            hairlines: Vec::new(),
        }
    }

    /// Something that no label may cover.
    pub(crate) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// A line that no label may cover; its points in order of x.
    pub(crate) fn take_run(&mut self, run: Vec<(f64, f64)>) {
        self.runs.push(run);
    }

    /// A horizontal hairline that labels rather leave free.
    pub(crate) fn prefer_free(&mut self, x0: f64, x1: f64, y: f64) {
        self.hairlines.push((x0, x1, y));
    }

    pub(crate) fn free(&self, rect: &Rect) -> bool {
        rect.within(&self.bounds)
            && !self.taken.iter().any(|t| t.meets(rect))
            && !self.runs.iter().any(|run| crosses(run, rect))
    }

    /// The nearest free place beside a mark for the first of these sizes that has one, or none. A place that covers no hairline
    /// is better than one that does, even for a later size.
    pub(crate) fn find(&mut self, x: f64, y: f64, sizes: &[(f64, f64)]) -> Option<(usize, Spot)> {
        let left_first = x > (self.bounds.x0 + self.bounds.x1) / 2.0;
        for may_cover_hairlines in [false, true] {
            for (which, (w, h)) in sizes.iter().enumerate() {
                for spot in spots(x, y, *w, *h, left_first) {
                    if (may_cover_hairlines || self.clear(&spot.rect)) && self.free(&spot.rect) {
                        self.take(spot.rect);
                        return Some((which, spot));
                    }
                }
            }
        }
        None
    }

    fn clear(&self, rect: &Rect) -> bool {
        !self
            .hairlines
            .iter()
            .any(|(x0, x1, y)| rect.y0 < *y && *y < rect.y1 && rect.x0 < *x1 && *x0 < rect.x1)
    }
}

/// Places around a mark, best first: beside it, above, below, at the corners, then the same farther away.
fn spots(x: f64, y: f64, w: f64, h: f64, left_first: bool) -> Vec<Spot> {
    let mut found = Vec::with_capacity(48);
    let mut add = |x0: f64, y0: f64, anchor, led| {
        found.push(Spot {
            rect: Rect::new(x0, y0, x0 + w, y0 + h),
            anchor,
            led,
        });
    };
    for (ring, far) in [0.0, 12.0, 28.0, 48.0, 72.0, 100.0].into_iter().enumerate() {
        let gap = MARK + 4.0 + far;
        let led = ring > 0;
        let sides = if left_first { [-1.0, 1.0] } else { [1.0, -1.0] };
        for side in sides {
            let (x0, anchor) = if side < 0.0 {
                (x - gap - w, Anchor::End)
            } else {
                (x + gap, Anchor::Start)
            };
            add(x0, y - h / 2.0, anchor, led);
        }
        add(x - w / 2.0, y - gap - h, Anchor::Middle, led);
        add(x - w / 2.0, y + gap, Anchor::Middle, led);
        for side in sides {
            let (x0, anchor) = if side < 0.0 {
                (x - 4.0 - far / 2.0 - w, Anchor::End)
            } else {
                (x + 4.0 + far / 2.0, Anchor::Start)
            };
            add(x0, y - gap - h, anchor, led);
            add(x0, y + gap, anchor, led);
        }
    }
    found
}

/// Whether a line whose points ascend in x passes through a rectangle.
fn crosses(run: &[(f64, f64)], rect: &Rect) -> bool {
    let first = run.partition_point(|p| p.0 < rect.x0).saturating_sub(1);
    for pair in run[first..].windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x0 > rect.x1 {
            return false;
        }
        if x1 < rect.x0 {
            continue;
        }
        let at = |x: f64| {
            if x1 > x0 {
                y0 + (y1 - y0) * ((x - x0) / (x1 - x0)).clamp(0.0, 1.0)
            } else {
                y0
            }
        };
        let (a, b) = if x1 > x0 {
            (at(rect.x0.max(x0)), at(rect.x1.min(x1)))
        } else {
            (y0, y1)
        };
        if a.min(b) < rect.y1 && a.max(b) > rect.y0 {
            return true;
        }
    }
    false
}

/// What is said beside a mark: a figure in bold, then words.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    bold: String,
    lines: Vec<String>,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Note {
    /// Breaks a note into lines no wider than `room`.
    pub(crate) fn new(bold: &str, words: &str, room: f64, most: usize) -> Self {
        let bold = fit(bold, XS, room);
        let lead = if bold.is_empty() {
            0.0
        } else {
            width(&bold, XS) + if words.is_empty() { 0.0 } else { width(" ", XS) }
        };
        let lines = if words.is_empty() {
            vec![String::new()]
        } else {
            even(words, room.max(lead + 1.0), lead, most)
        };
        let first = lead + width(&lines[0], XS);
        Note {
            bold,
            width: first.max(widest(&lines[1..], XS)),
            height: lines.len() as f64 * LINE,
            lines,
        }
    }

    /// Draws the note into a rectangle of its size.
    pub(crate) fn draw(&self, svg: &mut Svg, spot: &Rect, anchor: Anchor, bold_colour: &str, colour: &str) {
        let x = match anchor {
            Anchor::Start => spot.x0,
            Anchor::Middle => (spot.x0 + spot.x1) / 2.0,
            Anchor::End => spot.x1,
        };
        for (i, line) in self.lines.iter().enumerate() {
            let y = spot.y0 + i as f64 * LINE + 13.5;
            if i > 0 || self.bold.is_empty() {
                svg.words(x, y, anchor, colour, line);
                continue;
            }
            let mut tag = svg.tag("text").at("x", x).at("y", y).set("fill", colour);
            if anchor != Anchor::Start {
                tag = tag.set(
                    "text-anchor",
                    if anchor == Anchor::End { "end" } else { "middle" },
                );
            }
            tag.open();
            svg.tag("tspan")
                .at("font-weight", 600.0)
                .set("fill", bold_colour)
                .text(&self.bold);
            if !line.is_empty() {
                svg.say(" ");
                svg.say(line);
            }
            svg.end("text");
        }
    }
}

/// Lines as even as possible, so that no word is left alone on the last one.
fn even(words: &str, room: f64, lead: f64, most: usize) -> Vec<String> {
    let lines = wrap(words, XS, room, lead, most);
    let mut narrow = (room / 2.0).max(lead + 1.0);
    while lines.len() > 1 && narrow < room {
        let found = wrap(words, XS, narrow, lead, most);
        if found.len() == lines.len() && !found.iter().any(|l| l.ends_with('…')) {
            return found;
        }
        narrow += 8.0;
    }
    lines
}

/// Moves labels apart so that none is nearer to the next than `LINE`, keeping their order, as near to their wish as the
/// bounds allow.
pub(crate) fn spread(wishes: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let wishes: Vec<f64> = wishes
        .iter()
        .map(|w| w.min(bottom - LINE / 2.0).max(top + LINE / 2.0))
        .collect();
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]));
    // Blocks of labels that touch: each block sits where the mean of its wishes lies.
    let mut blocks: Vec<(f64, Vec<usize>)> = Vec::new();
    for index in order {
        let mut block = (wishes[index], vec![index]);
        while let Some(before) = blocks.last() {
            let reach = (before.1.len() + block.1.len()) as f64 * LINE / 2.0;
            if block.0 - before.0 >= reach {
                break;
            }
            let before = blocks.pop().expect("the loop saw it");
            let mut members = before.1;
            members.extend(block.1);
            let half = (members.len() as f64 - 1.0) / 2.0;
            let centre = members
                .iter()
                .enumerate()
                .map(|(i, m)| wishes[*m] - (i as f64 - half) * LINE)
                .sum::<f64>()
                / members.len() as f64;
            let reach = members.len() as f64 * LINE / 2.0;
            block = (centre.min(bottom - reach).max(top + reach), members);
        }
        blocks.push(block);
    }
    let mut places = vec![0.0; wishes.len()];
    for (centre, members) in blocks {
        let half = (members.len() as f64 - 1.0) / 2.0;
        for (i, member) in members.into_iter().enumerate() {
            places[member] = centre + (i as f64 - half) * LINE;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_label_avoids_line_and_neighbour() {
        let mut places = Places::new(Rect::new(0.0, 0.0, 200.0, 200.0));
        places.take_run(vec![(0.0, 100.0), (200.0, 100.0)]);
        let spot = places
            .find(50.0, 100.0, &[(60.0, 18.0)])
            .expect("there is room")
            .1;
        assert!(spot.rect.y1 <= 100.0 || spot.rect.y0 >= 100.0, "{spot:?}");
        let next = places
            .find(50.0, 100.0, &[(60.0, 18.0)])
            .expect("there is room")
            .1;
        assert!(!next.rect.meets(&spot.rect));
    }

    #[test]
    fn a_full_sheet_has_no_place() {
        let mut places = Places::new(Rect::new(0.0, 0.0, 100.0, 100.0));
        places.take(Rect::new(0.0, 0.0, 100.0, 100.0));
        assert!(places.find(50.0, 50.0, &[(20.0, 18.0)]).is_none());
    }

    proptest! {
        #[test]
        fn labels_at_the_end_never_touch(wishes in prop::collection::vec(0.0..400.0f64, 1..12)) {
            let mut places = spread(&wishes, 0.0, 400.0);
            places.sort_by(f64::total_cmp);
            for pair in places.windows(2) {
                prop_assert!(pair[1] - pair[0] >= LINE - 1e-6);
            }
            prop_assert!(places[0] >= LINE / 2.0 - 1e-6 && places[places.len() - 1] <= 400.0 - LINE / 2.0 + 1e-6);
        }

        #[test]
        fn placed_labels_never_meet(marks in prop::collection::vec((0.0..600.0f64, 0.0..300.0f64), 1..40)) {
            let mut places = Places::new(Rect::new(0.0, 0.0, 600.0, 300.0));
            let spots: Vec<Rect> = marks.iter().filter_map(|(x, y)| places.find(*x, *y, &[(90.0, 18.0)])).map(|s| s.1.rect).collect();
            for (i, a) in spots.iter().enumerate() {
                prop_assert!(a.x0 >= 0.0 && a.y0 >= 0.0 && a.x1 <= 600.0 && a.y1 <= 300.0);
                prop_assert!(spots[..i].iter().all(|b| !b.meets(a)));
            }
        }
    }
}
