//! What the tests share: reading a picture with a parser of its own, and a plain look and chart.

use picture::*;

pub(crate) type Node<'a> = roxmltree::Node<'a, 'a>;

/// Parses with an XML parser that has nothing to do with how pictures are written.
pub(crate) fn parse(svg: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("not well-formed: {error}\n{svg}"))
}

pub(crate) fn all<'a>(doc: &'a roxmltree::Document<'a>, name: &'static str) -> Vec<Node<'a>> {
    doc.descendants()
        .filter(|n| n.is_element() && n.tag_name().name() == name)
        .collect()
}

pub(crate) fn number(node: &Node<'_>, key: &str) -> f64 {
    node.attribute(key)
        .unwrap_or_else(|| panic!("{key} is missing"))
        .parse()
        .expect("a number")
}

/// The title inside an element.
pub(crate) fn title(node: &Node<'_>) -> String {
    let own = node.children().find(|c| c.tag_name().name() == "title");
    own.and_then(|t| t.text()).unwrap_or_default().to_string()
}

/// All text of an element.
pub(crate) fn text(node: &Node<'_>) -> String {
    node.descendants()
        .filter(|n| n.is_text())
        .filter_map(|n| n.text())
        .collect()
}

/// The corner points of a path made of M, L, H and V.
pub(crate) fn vertices(d: &str) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut rest = d;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[1..];
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let numbers: Vec<f64> = rest[..end]
            .split(' ')
            .filter(|t| !t.is_empty())
            .map(|t| t.parse().expect("a number"))
            .collect();
        rest = &rest[end..];
        match (letter, numbers.as_slice()) {
            ('M' | 'L', [nx, ny]) => (x, y) = (*nx, *ny),
            ('H', [nx]) => x = *nx,
            ('V', [ny]) => y = *ny,
            ('Z', []) => continue,
            other => panic!("an unexpected step {other:?} in {d}"),
        }
        found.push((x, y));
    }
    found
}

/// A plain look without heading and paper, so that the picture begins at its own corner.
pub(crate) fn bare() -> Look {
    Look {
        heading: false,
        paper: false,
        width: 912.0,
        height: Some(300.0),
        ..Look::default()
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        centre: 10.0,
        lower: Some(7.0),
        upper: Some(13.0),
        sigma: Some(1.0),
    }
}

pub(crate) fn chart(values: &[f64]) -> ControlChart {
    let points = values.iter().enumerate().map(|(i, v)| Point {
        limits: Some(limits()),
        ..Point::new(*v, (i + 1).to_string())
    });
    ControlChart {
        about: About::new("Width", ""),
        values: Series {
            measure: Measure::new("Width", "mm"),
            points: points.collect(),
            ..Series::default()
        },
        ..ControlChart::default()
    }
}

/// The room of a text and what it says, rather too small: four tenths of its size for each letter.
pub(crate) fn room(t: &Node<'_>) -> ([f64; 4], String) {
    let said = text(t);
    let size = t
        .attribute("font-size")
        .map_or(14.0, |s| s.parse().expect("a size"));
    let wide = said.chars().count() as f64 * size * 0.39;
    let (x, y) = (number(t, "x"), number(t, "y"));
    let x0 = match t.attribute("text-anchor") {
        Some("end") => x - wide,
        Some("middle") => x - wide / 2.0,
        _ => x,
    };
    ([x0, y - size * 0.65, x0 + wide, y], said)
}
