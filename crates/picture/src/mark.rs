//! Marks and what is said beside them.

use crate::number::plain;
use crate::place::{LINE, Note, Places, Rect, Spot};
use crate::processes::Tone;
use crate::series::Series;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::width;
use crate::theme::XS;

/// How much is told below a picture.
const MOST_BELOW: usize = 6;

/// What is to be said beside a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Saying<'a> {
    /// The figure, in the colour of the mark.
    pub(crate) bold: &'a str,
    /// The words after it.
    pub(crate) words: &'a str,
    /// The name of the point, which stands beside it at least when the words find no place there.
    pub(crate) short: &'a str,
    /// The width it would like to have at most.
    pub(crate) room: f64,
    pub(crate) colour: &'static str,
}

/// Says something beside a mark, broken into shorter lines where there is little room. Gives back whether there was
/// any; what found no place beside its mark is told below the picture.
pub(crate) fn put(
    sheet: &mut Sheet<'_>,
    places: &mut Places,
    (x, y): (f64, f64),
    saying: Saying<'_>,
) -> bool {
    let second = sheet.ink.second;
    let note = |(share, most): (f64, usize)| {
        Note::new(saying.bold, saying.words, (saying.room * share).max(90.0), most)
    };
    let notes = [(1.0, 4), (0.7, 6), (0.5, 7)].map(note);
    let sizes = [0, 1, 2].map(|i: usize| (notes[i].width, notes[i].height));
    let Some((which, spot)) = places.find(x, y, &sizes) else {
        let name = Note::new("", &crate::text::fit(saying.short, XS, 110.0), 120.0, 1);
        let size = [(name.width, name.height)];
        if !saying.short.is_empty()
            && let Some((_, spot)) = places.find(x, y, &size)
        {
            lead(sheet, x, y, &spot);
            name.draw(
                &mut sheet.svg,
                &spot.rect,
                spot.anchor,
                saying.colour,
                saying.colour,
            );
        }
        return false;
    };
    lead(sheet, x, y, &spot);
    notes[which].draw(&mut sheet.svg, &spot.rect, spot.anchor, saying.colour, second);
    true
}

/// What found no place beside its mark.
pub(crate) type Untold = Vec<(String, String)>;

/// Tells below a picture what found no place in it, a line each, and how much more there is. Gives back where it ends.
pub(crate) fn tell_below(sheet: &mut Sheet<'_>, left: f64, bottom: f64, untold: &Untold, more: usize) -> f64 {
    let ink = sheet.ink;
    let mut y = bottom;
    for (bold, words) in untold.iter().take(MOST_BELOW) {
        let note = Note::new(bold, words, (sheet.width - left).min(640.0), 3);
        note.draw(
            &mut sheet.svg,
            &Rect::new(left, y + 8.0, left + note.width, y + 8.0 + note.height),
            Anchor::Start,
            ink.red,
            ink.second,
        );
        y += note.height + 4.0;
    }
    let more = more + untold.len().saturating_sub(MOST_BELOW);
    if more > 0 {
        let said = format!("+ {more} {}", sheet.look.words.more);
        sheet.svg.words(left, y + 21.5, Anchor::Start, ink.second, &said);
        y += LINE + 4.0;
    }
    if y > bottom { y + 8.0 } else { bottom }
}

/// The thin line from a mark to a note that stands farther away; it ends short of the words.
pub(crate) fn lead(sheet: &mut Sheet<'_>, x: f64, y: f64, spot: &Spot) {
    if !spot.led {
        return;
    }
    let r = Rect::new(spot.rect.x0 - 4.0, spot.rect.y0, spot.rect.x1 + 4.0, spot.rect.y1);
    let (nx, ny) = (x.clamp(r.x0, r.x1), y.clamp(r.y0, r.y1));
    let (dx, dy) = (nx - x, ny - y);
    let long = dx.hypot(dy);
    if long > 10.0 {
        let colour = sheet.ink.limit;
        sheet
            .svg
            .line(x + dx / long * 9.0, y + dy / long * 9.0, nx, ny, colour, 1.0);
    }
}

/// A signal: a red dot in a ring where a rule spoke, a hollow red dot for the other points of the pattern. Neither looks like
/// an ordinary point in grey.
pub(crate) fn mark(sheet: &mut Sheet<'_>, x: f64, y: f64, spoke: bool, small: bool, title: &str) {
    let ink = sheet.ink;
    let size = if small { 0.8 } else { 1.0 };
    sheet.svg.tag("g").set("role", "graphics-symbol").open();
    sheet.svg.tag("title").text(title);
    if spoke {
        sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 4.4 * size)
            .set("fill", ink.red)
            .close();
        let ring = sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 7.6 * size)
            .set("fill", "none");
        ring.set("stroke", ink.red)
            .at("stroke-width", 1.2)
            .set("vector-effect", "non-scaling-stroke")
            .close();
    } else {
        let ring = sheet
            .svg
            .tag("circle")
            .at("cx", x)
            .at("cy", y)
            .at("r", 3.8 * size)
            .set("fill", ink.paper);
        ring.set("stroke", ink.red)
            .at("stroke-width", 1.6)
            .set("vector-effect", "non-scaling-stroke")
            .close();
    }
    sheet.svg.end("g");
}

/// A point that was left out.
pub(crate) fn cross(sheet: &mut Sheet<'_>, x: f64, y: f64, title: &str, link: Option<&str>) {
    let linked = sheet.link(link);
    let mut arms = Path::default();
    arms.move_to(x - 4.0, y - 4.0);
    arms.line_to(x + 4.0, y + 4.0);
    arms.move_to(x + 4.0, y - 4.0);
    arms.line_to(x - 4.0, y + 4.0);
    sheet.svg.stroked(&arms, sheet.ink.second, 1.6).titled(title);
    if linked {
        sheet.svg.end("a");
    }
}

/// Width that the words at the lines' ends will need.
pub(crate) fn end_room(series: &Series, look: &crate::Look, small: bool) -> f64 {
    let w = &look.words;
    let mut widest: f64 = 0.0;
    let mut bold: f64 = 0.0;
    let decimals = series.grain().end;
    let mut add = |value: f64, word: &str| {
        bold = bold.max(width(&plain(value, decimals, w), XS));
        widest = widest.max(width(word, XS));
    };
    if let Some(l) = series.points.iter().rev().find_map(|p| p.limits) {
        add(
            l.centre,
            if series.centre_word.is_empty() {
                &w.mean
            } else {
                &series.centre_word
            },
        );
        for (value, word) in [(l.upper, &w.upper_limit), (l.lower, &w.lower_limit)] {
            if let Some(value) = value {
                add(value, if small { &w.limit } else { word });
            }
        }
    }
    if let Some(goal) = &series.goal {
        add(
            goal.value,
            if goal.word.is_empty() { &w.goal } else { &goal.word },
        );
    }
    bold + widest + 24.0
}

/// A mark and its word, on one baseline 5 pixels below `y`.
pub(crate) fn tone(sheet: &mut Sheet<'_>, x: f64, y: f64, tone: Tone, word: &str) {
    let ink = sheet.ink;
    let (colour, weight, dx) = match tone {
        Tone::Quiet => (ink.second, 400, 0.0),
        Tone::Good => {
            sheet
                .svg
                .tag("circle")
                .at("cx", x + 4.0)
                .at("cy", y)
                .at("r", 4.0)
                .set("fill", ink.green)
                .close();
            (ink.second, 400, 16.0)
        }
        Tone::Watch => {
            let ring = sheet
                .svg
                .tag("circle")
                .at("cx", x + 4.0)
                .at("cy", y)
                .at("r", 3.2)
                .set("fill", "none");
            ring.set("stroke", ink.amber)
                .at("stroke-width", 2.0)
                .set("vector-effect", "non-scaling-stroke")
                .close();
            (ink.amber, 600, 16.0)
        }
        Tone::Bad => {
            let mut bar = Path::default();
            bar.move_to(x, y);
            bar.across(x + 14.0);
            sheet.svg.stroke(&bar, ink.red, 3.0);
            (ink.red, 600, 20.0)
        }
    };
    sheet
        .svg
        .styled(x + dx, y + 4.8, Anchor::Start, XS, weight, colour, word);
}
