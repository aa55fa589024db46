//! Drawing the arrows of a process map along their ways.

use crate::place::LINE;
use crate::processes::Flow;
use crate::route::{Boxed, Channel, Edge, Placed, Routes, Way};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::wrap;
use crate::theme::XS;

/// Draws all arrows and their words.
pub(crate) fn draw(
    sheet: &mut Sheet<'_>,
    routes: &Routes,
    channels: &[Channel],
    tops: &[f64],
    boxes: &[Boxed],
    flows: &[&Flow],
) {
    let ink = sheet.ink;
    for (i, way) in routes.ways.iter().enumerate() {
        let (a, b) = (boxes[flows[i].from], boxes[flows[i].to]);
        match way {
            Way::Beside => beside(sheet, &a, &b, &flows[i].what, stacked(routes, flows, i)),
            Way::Through(channel) => {
                let Some(leg) = leg_of(channels, *channel, i) else {
                    continue;
                };
                let mut line = Path::default();
                let y = tops[*channel] + leg.3;
                line.move_to(
                    leg.1.0,
                    edge_y(leg.1.1, tops[*channel], channels[*channel].height, y),
                );
                if leg.1.0 != leg.2.0 {
                    line.down(y);
                    line.across(leg.2.0);
                }
                let end = edge_y(leg.2.1, tops[*channel], channels[*channel].height, y);
                arrive(sheet, line, leg.2.0, end, leg.2.1);
            }
            Way::Around { first, second, lane } => {
                let (Some(out), Some(home)) = (leg_of(channels, *first, i), leg_of(channels, *second, i))
                else {
                    continue;
                };
                let mut line = Path::default();
                let (y0, y1) = (tops[*first] + out.3, tops[*second] + home.3);
                line.move_to(
                    out.1.0,
                    edge_y(out.1.1, tops[*first], channels[*first].height, y0),
                );
                line.down(y0);
                line.across(*lane);
                line.down(y1);
                line.across(home.2.0);
                let end = edge_y(home.2.1, tops[*second], channels[*second].height, y1);
                arrive(sheet, line, home.2.0, end, home.2.1);
            }
        }
    }
    for (channel, top) in channels.iter().zip(tops) {
        for (rect, lines) in &channel.notes {
            for (k, line) in lines.iter().enumerate() {
                sheet.svg.words(
                    rect.x0,
                    top + rect.y0 + 13.0 + k as f64 * 17.0,
                    Anchor::Start,
                    ink.second,
                    line,
                );
            }
        }
    }
}

fn leg_of(channels: &[Channel], channel: usize, flow: usize) -> Option<&Placed> {
    channels[channel].ways.iter().find(|w| w.0 == flow)
}

fn edge_y(edge: Edge, top: f64, height: f64, side: f64) -> f64 {
    match edge {
        Edge::Above => top + 4.0,
        Edge::Below => top + height - 4.0,
        Edge::Side => side,
    }
}

fn arrive(sheet: &mut Sheet<'_>, mut line: Path, x: f64, end: f64, edge: Edge) {
    let towards = if edge == Edge::Above { -1.0 } else { 1.0 };
    line.down(end - towards * 6.0);
    let ink = sheet.ink.ink;
    sheet.svg.stroke(&line, ink, 1.0);
    sheet.arrow(x, end, 0.0, towards, ink);
}

/// How many earlier flows run through the same gap.
fn stacked(routes: &Routes, flows: &[&Flow], at: usize) -> usize {
    (0..at)
        .filter(|i| {
            routes.ways[*i] == Way::Beside && flows[*i].from == flows[at].from && flows[*i].to == flows[at].to
        })
        .count()
}

/// An arrow through the gap between two boxes, its words over it.
fn beside(sheet: &mut Sheet<'_>, a: &Boxed, b: &Boxed, what: &str, nth: usize) {
    let ink = sheet.ink;
    let y = a.y0 + (a.y1 - a.y0) * 0.5 + 6.0 + nth as f64 * (LINE * 2.0);
    let (x0, x1) = (a.x1 + 6.0, b.x0 - 5.0);
    sheet.svg.line(x0, y, x1 - 6.0, y, ink.ink, 1.0);
    sheet.arrow(x1, y, 1.0, 0.0, ink.ink);
    let lines = wrap(what, XS, x1 - x0, 0.0, if nth == 0 { 3 } else { 2 });
    for (k, line) in lines.iter().enumerate() {
        let baseline = y - 7.0 - (lines.len() - 1 - k) as f64 * 16.0;
        sheet
            .svg
            .words((x0 + x1) / 2.0, baseline, Anchor::Middle, ink.second, line);
    }
}
