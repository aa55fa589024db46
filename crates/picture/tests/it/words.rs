//! Words in a picture: none is cut by the sheet's edge, none lies on another, from the narrowest phone to the wall.

use crate::common::{all, parse, room};
use crate::each::each;
use picture::{Look, Theme};

/// What stands in the data: short names, names of several words, one very long word.
const NAMES: [&str; 4] = [
    "Lot 2638",
    "Leakage too high",
    "Final calibration of testers with a display",
    "Qualitätsvorausplanungsgespräche",
];
const WIDTHS: [f64; 11] = [
    300.0, 330.0, 360.0, 430.0, 559.0, 560.0, 639.0, 640.0, 800.0, 960.0, 1320.0,
];

/// Calls `find` with the words of every picture at every width, and the corners of its sheet; gives back what it found.
fn faults(find: impl Fn(&[([f64; 4], String)], [f64; 4]) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for text in NAMES {
        for width in WIDTHS {
            let look = Look {
                width,
                ..Look::alone(Theme::Light)
            };
            for (name, picture) in each(text, "/records/7") {
                let svg = picture.svg(&look).unwrap_or_else(|r| panic!("{name}: {r}"));
                let doc = parse(&svg);
                let view = doc.root_element().attribute("viewBox").expect("a view box");
                let view: Vec<f64> = view.split(' ').map(|n| n.parse().expect("a number")).collect();
                let sheet = [view[0], view[1], view[0] + view[2], view[1] + view[3]];
                let words: Vec<_> = all(&doc, "text").iter().map(room).collect();
                let here = find(&words, sheet);
                found.extend(
                    here.into_iter()
                        .map(|fault| format!("{name} at {width}: {fault}")),
                );
            }
        }
    }
    found
}

#[test]
fn no_word_is_cut_by_the_edge() {
    let cut = faults(|words, sheet| {
        let outside = |r: &[f64; 4]| r[0] < sheet[0] || r[1] < sheet[1] || r[2] > sheet[2] || r[3] > sheet[3];
        let cut = words.iter().filter(|(r, _)| outside(r));
        cut.map(|(r, said)| format!("\u{201c}{said}\u{201d} at {r:.0?}"))
            .collect()
    });
    assert!(cut.is_empty(), "{} words are cut:\n{}", cut.len(), cut.join("\n"));
}

#[test]
fn no_word_lies_on_another() {
    let met = faults(|words, _| {
        let mut met = Vec::new();
        for (i, (a, said)) in words.iter().enumerate().filter(|(_, w)| !w.1.is_empty()) {
            for (b, other) in words[..i].iter().filter(|w| !w.1.is_empty()) {
                if a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3] {
                    met.push(format!(
                        "\u{201c}{said}\u{201d} at {a:.0?} lies on \u{201c}{other}\u{201d} at {b:.0?}"
                    ));
                }
            }
        }
        met
    });
    assert!(
        met.is_empty(),
        "{} words lie on others:\n{}",
        met.len(),
        met.join("\n")
    );
}
