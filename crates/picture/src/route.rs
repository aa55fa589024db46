//! Ways of arrows between boxes that stand in rows: straight where two boxes face each other, else along tracks in the channel
//! between the rows, and down a lane at the edge where rows lie between. No arrow runs through a word.

use crate::place::{Places, Rect};
use crate::processes::Flow;
use crate::text::{widest, wrap};
use crate::theme::XS;

/// Width of one lane at the right edge.
pub(crate) const LANE: f64 = 16.0;
/// Distance between two tracks of a channel.
const TRACK: f64 = 26.0;
/// Least distance between two upright lines.
const APART: f64 = 16.0;

/// Where a box stands.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Boxed {
    pub(crate) x0: f64,
    pub(crate) x1: f64,
    pub(crate) y0: f64,
    pub(crate) y1: f64,
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// The way of one flow through one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Leg {
    flow: usize,
    /// Where it enters and leaves the channel.
    enter: (f64, Edge),
    leave: (f64, Edge),
    /// Whether the words stand on this leg.
    worded: bool,
}

/// Which side of a channel a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Above,
    Below,
    /// The lane at the right.
    Side,
}

/// How each flow goes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Way {
    /// To the next box in the row, through the gap between them.
    Beside,
    /// Through one channel.
    Through(usize),
    /// Through two channels, joined by a lane.
    Around { first: usize, second: usize, lane: f64 },
}

/// The ways of all flows, known from left to right; heights come later.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    pub(crate) ways: Vec<Way>,
    legs: Vec<Vec<Leg>>,
    words: Vec<String>,
    right: f64,
}

/// How many flows need a lane at the edge because a row lies between their boxes.
pub(crate) fn lanes(flows: &[Flow], rows: &[Vec<usize>]) -> usize {
    let row = |p: usize| rows.iter().position(|r| r.contains(&p)).unwrap_or(0);
    flows
        .iter()
        .filter(|f| f.from != f.to && row(f.from).abs_diff(row(f.to)) > 1)
        .count()
}

impl Routes {
    pub(crate) fn plan(flows: &[&Flow], boxes: &mut [Boxed], rows: usize, width: f64) -> Routes {
        let mut routes = Routes {
            legs: vec![Vec::new(); rows + 1],
            ..Routes::default()
        };
        routes.words = flows.iter().map(|f| f.what.clone()).collect();
        let lane_count = flows
            .iter()
            .filter(|f| boxes[f.from].row.abs_diff(boxes[f.to].row) > 1)
            .count();
        routes.right = width - lane_count as f64 * LANE;
        let mut ports = Ports {
            used: vec![Vec::new(); rows + 1],
        };
        let mut lane = routes.right + LANE / 2.0;
        routes.ways = flows
            .iter()
            .map(|f| {
                let (a, b) = (boxes[f.from], boxes[f.to]);
                if a.row == b.row
                    && b.column == a.column + 1
                    && b.x0 - a.x1 > 36.0
                    && fits_beside(&f.what, b.x0 - a.x1)
                {
                    Way::Beside
                } else if a.row == b.row {
                    // Below its row, unless that is the foot of the map and there is a row above.
                    Way::Through(if a.row + 1 < rows || rows == 1 {
                        a.row + 1
                    } else {
                        a.row
                    })
                } else if a.row.abs_diff(b.row) == 1 {
                    Way::Through(a.row.max(b.row))
                } else {
                    let down = a.row < b.row;
                    let (first, second) = if down {
                        (a.row + 1, b.row)
                    } else {
                        (a.row, b.row + 1)
                    };
                    lane += LANE;
                    Way::Around {
                        first,
                        second,
                        lane: lane - LANE,
                    }
                }
            })
            .collect();
        // Straight arrows choose their places first, since they have the least choice.
        let straight = |way: &Way, f: &Flow| {
            matches!(way, Way::Through(_)) && overlap(&boxes[f.from], &boxes[f.to]) > 30.0
        };
        for pass in [true, false] {
            for (i, f) in flows.iter().enumerate() {
                let (a, b) = (boxes[f.from], boxes[f.to]);
                match routes.ways[i] {
                    Way::Through(channel) if straight(&routes.ways[i], f) == pass => {
                        let (enter, leave) = if pass && a.row != b.row {
                            let (lo, hi) = (a.x0.max(b.x0) + 14.0, a.x1.min(b.x1) - 14.0);
                            let (nth, of) = between(flows, i);
                            let share = (nth as f64 + 1.0) / (of as f64 + 1.0);
                            let x = ports.take(channel, lo, hi, lo + (hi - lo) * share);
                            (x, x)
                        } else {
                            let middle = |x: &Boxed| (x.x0 + x.x1) / 2.0;
                            let enter = ports.take(channel, a.x0 + 14.0, a.x1 - 14.0, middle(&b));
                            (enter, ports.take(channel, b.x0 + 14.0, b.x1 - 14.0, middle(&a)))
                        };
                        let edge = |x: &Boxed| if x.row < channel { Edge::Above } else { Edge::Below };
                        routes.legs[channel].push(Leg {
                            flow: i,
                            enter: (enter, edge(&a)),
                            leave: (leave, edge(&b)),
                            worded: true,
                        });
                    }
                    Way::Around { first, second, lane } if !pass => {
                        let enter = ports.take(first, a.x0 + 14.0, a.x1 - 14.0, a.x1);
                        let leave = ports.take(second, b.x0 + 14.0, b.x1 - 14.0, b.x1);
                        let edge = |x: &Boxed, channel: usize| {
                            if x.row < channel { Edge::Above } else { Edge::Below }
                        };
                        routes.legs[first].push(Leg {
                            flow: i,
                            enter: (enter, edge(&a, first)),
                            leave: (lane, Edge::Side),
                            worded: true,
                        });
                        routes.legs[second].push(Leg {
                            flow: i,
                            enter: (lane, Edge::Side),
                            leave: (leave, edge(&b, second)),
                            worded: false,
                        });
                    }
                    _ => {}
                }
            }
        }
        routes
    }

    /// Lays out one channel: a track for each bent leg, and a place for each word that nothing runs through. When there is no
    /// place the channel grows.
    pub(crate) fn channel(&self, at: usize, boxes: &[Boxed]) -> Channel {
        let legs = &self.legs[at];
        if legs.is_empty() {
            return Channel::default();
        }
        let left = boxes.iter().map(|b| b.x0).fold(f64::INFINITY, f64::min);
        let mut best = self.lay(legs, left, 0.0);
        for grown in 1..6 {
            if best.untold.is_empty() {
                break;
            }
            // Room that helps no word would only tear the map apart.
            let next = self.lay(legs, left, f64::from(grown) * 20.0);
            if next.untold.len() < best.untold.len() {
                best = next;
            }
        }
        best
    }

    fn lay(&self, legs: &[Leg], left: f64, extra: f64) -> Channel {
        let mut tracks: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut bent: Vec<&Leg> = legs.iter().filter(|l| l.enter.0 != l.leave.0).collect();
        bent.sort_by(|a, b| {
            (a.enter.0 - a.leave.0)
                .abs()
                .total_cmp(&(b.enter.0 - b.leave.0).abs())
        });
        let mut track_of = vec![0usize; self.words.len()];
        for leg in bent {
            let (x0, x1) = (
                leg.enter.0.min(leg.leave.0) - APART,
                leg.enter.0.max(leg.leave.0) + APART,
            );
            let free = tracks
                .iter()
                .position(|t| t.iter().all(|(a, b)| x1 <= *a || x0 >= *b));
            let track = free.unwrap_or(tracks.len());
            if track == tracks.len() {
                tracks.push(Vec::new());
            }
            tracks[track].push((x0, x1));
            track_of[leg.flow] = track;
        }
        let height = 52.0_f64.max(30.0 + tracks.len() as f64 * TRACK) + extra;
        let spacing = (height - 30.0) / tracks.len().max(1) as f64;
        let mut channel = Channel {
            height,
            ..Channel::default()
        };
        let mut places = Places::new(Rect::new(left, 3.0, self.right, height - 3.0));
        for leg in legs {
            let y = 15.0 + (track_of[leg.flow] as f64 + 0.5) * spacing;
            let end = |(x, edge): (f64, Edge)| match edge {
                Edge::Above => (x, 0.0),
                Edge::Below => (x, height),
                Edge::Side => (x, y),
            };
            let (from, to) = (end(leg.enter), end(leg.leave));
            for ((x, a), b) in [(from, y), (to, y)] {
                places.take(Rect::new(x - 5.0, a.min(b) - 4.0, x + 5.0, a.max(b) + 4.0));
            }
            places.take(Rect::new(from.0.min(to.0), y - 2.0, from.0.max(to.0), y + 2.0));
            channel.ways.push((leg.flow, leg.enter, leg.leave, y));
        }
        for leg in legs.iter().filter(|l| l.worded && !self.words[l.flow].is_empty()) {
            let y = 15.0 + (track_of[leg.flow] as f64 + 0.5) * spacing;
            if let Some((rect, lines)) = self.word_place(&places, leg, y, height) {
                places.take(Rect::new(rect.x0 - 4.0, rect.y0, rect.x1 + 4.0, rect.y1));
                channel.notes.push((rect, lines));
            } else {
                channel.untold.push(leg.flow);
            }
        }
        channel
    }

    /// A free place for the words of a leg: on its track, else beside its upright ends.
    fn word_place(&self, places: &Places, leg: &Leg, y: f64, height: f64) -> Option<(Rect, Vec<String>)> {
        let text = &self.words[leg.flow];
        let (x0, x1) = (leg.enter.0.min(leg.leave.0), leg.enter.0.max(leg.leave.0));
        for room in [260.0, 150.0, 110.0, 84.0, 64.0] {
            let lines = wrap(text, XS, room, 0.0, 4);
            if lines.iter().any(|line| line.ends_with('…')) {
                continue;
            }
            let (w, h) = (widest(&lines, XS), lines.len() as f64 * 17.0);
            let (mut wishes, mut below) = (Vec::new(), Vec::new());
            if x1 > x0 {
                let middle = (x0 + x1 - w) / 2.0;
                for shift in 0..40 {
                    let side = if shift % 2 == 0 { 1.0 } else { -1.0 };
                    let x = middle + side * f64::from((shift + 1) / 2) * 12.0;
                    if x + w >= x0 && x <= x1 {
                        wishes.push((x, y - h - 2.0));
                        below.push((x, y + 3.0));
                    }
                }
            }
            for (x, edge) in [leg.leave, leg.enter] {
                let (from, to) = match edge {
                    _ if x0 == x1 => (0.0, height),
                    Edge::Above => (0.0, y),
                    Edge::Below => (y, height),
                    Edge::Side => continue,
                };
                for shift in 0..16 {
                    let side = if shift % 2 == 0 { 1.0 } else { -1.0 };
                    let top = (from + to - h) / 2.0 + side * f64::from((shift + 1) / 2) * 6.0;
                    if top >= from && top + h <= to {
                        wishes.push((x + 9.0, top));
                        wishes.push((x - 9.0 - w, top));
                    }
                }
            }
            wishes.extend(below);
            let rects = wishes.into_iter().map(|(x, y)| Rect::new(x, y, x + w, y + h));
            if let Some(rect) = rects.into_iter().find(|r| places.free(r)) {
                return Some((rect, lines));
            }
        }
        None
    }
}

/// Whether words fit over an arrow through a gap between two boxes.
fn fits_beside(what: &str, gap: f64) -> bool {
    let lines = wrap(what, XS, gap - 11.0, 0.0, 3);
    !lines.iter().any(|line| line.ends_with('…'))
}

/// Which of how many flows between the same two boxes, in either direction, this one is: they share the room evenly, so that
/// there is some for the words of each.
fn between(flows: &[&Flow], at: usize) -> (usize, usize) {
    let same = |f: &&Flow| {
        let here = flows[at];
        (f.from, f.to) == (here.from, here.to) || (f.to, f.from) == (here.from, here.to)
    };
    let before = flows[..at].iter().filter(|f| same(f)).count();
    (before, before + flows[at..].iter().filter(|f| same(f)).count())
}

fn overlap(a: &Boxed, b: &Boxed) -> f64 {
    if a.row == b.row {
        0.0
    } else {
        a.x1.min(b.x1) - a.x0.max(b.x0)
    }
}

/// Where upright lines already stand in each channel.
struct Ports {
    used: Vec<Vec<f64>>,
}

impl Ports {
    /// The place nearest to a wish within `lo ..= hi` that keeps its distance from all others; when all is full, the wish.
    fn take(&mut self, channel: usize, lo: f64, hi: f64, wish: f64) -> f64 {
        let wish = wish.max(lo).min(hi.max(lo));
        let used = &mut self.used[channel];
        let tries =
            (0..200).map(|i| wish + if i % 2 == 0 { 1.0 } else { -1.0 } * f64::from((i + 1) / 2) * 8.0);
        let free = tries
            .filter(|x| *x >= lo && *x <= hi)
            .find(|x| used.iter().all(|u| (u - x).abs() >= APART));
        let x = free.unwrap_or(wish);
        used.push(x);
        x
    }
}

/// One channel between two rows, measured from its own top.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    pub(crate) height: f64,
    pub(crate) ways: Vec<Placed>,
    pub(crate) notes: Vec<(Rect, Vec<String>)>,
    /// Flows whose words found no place.
    pub(crate) untold: Vec<usize>,
}

impl Channel {
    pub(crate) fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Its height; a channel without arrows is a plain gap, and nothing at the head of the map.
    pub(crate) fn height(&self, head: bool) -> f64 {
        match (self.is_empty(), head) {
            (true, true) => 0.0,
            (true, false) => 28.0,
            _ => self.height,
        }
    }
}

/// A flow, where it enters and leaves the channel, and the height of its track.
pub(crate) type Placed = (usize, (f64, Edge), (f64, Edge), f64);
