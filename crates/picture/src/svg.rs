//! Writing SVG: elements with attributes, and paths with short numbers.

use crate::number::coordinate;
use crate::text::{escape, escape_said, safe_link};
use crate::theme::XS;

/// The body of a picture as it grows.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    pub(crate) out: String,
}

/// An element whose attributes are being written.
pub(crate) struct Tag<'a> {
    svg: &'a mut Svg,
    name: &'static str,
}

impl Svg {
    /// Begins an element.
    pub(crate) fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { svg: self, name }
    }

    /// Ends an element begun with [`Tag::open`].
    pub(crate) fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Text as it is, escaped.
    pub(crate) fn say(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    /// Begins a link when the address is there and harmless; gives back whether it did.
    pub(crate) fn link(&mut self, to: Option<&str>) -> bool {
        match to.filter(|to| safe_link(to)) {
            Some(to) => {
                self.tag("a").set("href", to.trim()).open();
                true
            }
            None => false,
        }
    }

    /// A stroked path without filling; its stroke does not scale.
    pub(crate) fn stroke(&mut self, path: &Path, colour: &str, width: f64) {
        if !path.is_empty() {
            self.stroked(path, colour, width).close();
        }
    }

    /// A stroked path to which more attributes can be added.
    pub(crate) fn stroked(&mut self, path: &Path, colour: &str, width: f64) -> Tag<'_> {
        self.tag("path")
            .set("d", &path.d)
            .set("fill", "none")
            .set("stroke", colour)
            .at("stroke-width", width)
            .set("vector-effect", "non-scaling-stroke")
    }

    /// A dashed path: a goal, or what is not there.
    pub(crate) fn dashed(&mut self, path: &Path, colour: &str, width: f64) {
        if !path.is_empty() {
            self.stroked(path, colour, width)
                .set("stroke-dasharray", "6 4")
                .close();
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, x0: f64, y0: f64, x1: f64, y1: f64, colour: &str, width: f64) {
        let mut path = Path::default();
        path.move_to(x0, y0);
        path.line_to(x1, y1);
        self.stroke(&path, colour, width);
    }

    /// A filled rectangle.
    pub(crate) fn block(&mut self, x: f64, y: f64, w: f64, h: f64, fill: &str) -> Tag<'_> {
        self.tag("rect")
            .at("x", x)
            .at("y", y)
            .at("width", w.max(0.0))
            .at("height", h.max(0.0))
            .set("fill", fill)
    }

    /// A line of text on its baseline.
    pub(crate) fn words(&mut self, x: f64, y: f64, anchor: Anchor, fill: &str, text: &str) {
        self.styled(x, y, anchor, XS, 400, fill, text);
    }

    /// A line of text with its own size and weight.
    #[expect(
        clippy::too_many_arguments,
        reason = "a line of text has a place and a style; a struct would only rename them"
    )]
    pub(crate) fn styled(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        weight: u16,
        fill: &str,
        text: &str,
    ) {
        if text.is_empty() {
            return;
        }
        let mut tag = self.tag("text").at("x", x).at("y", y).set("fill", fill);
        if anchor != Anchor::Start {
            tag = tag.set("text-anchor", anchor.word());
        }
        if size != XS {
            tag = tag.at("font-size", size);
        }
        if weight != 400 {
            tag = tag.at("font-weight", f64::from(weight));
        }
        tag.text(text);
    }
}

impl Tag<'_> {
    /// An attribute.
    pub(crate) fn set(self, key: &str, value: &str) -> Self {
        self.svg.out.push(' ');
        self.svg.out.push_str(key);
        self.svg.out.push_str("=\"");
        escape(&mut self.svg.out, value);
        self.svg.out.push('"');
        self
    }

    /// An attribute that is a number.
    pub(crate) fn at(self, key: &str, value: f64) -> Self {
        self.svg.out.push(' ');
        self.svg.out.push_str(key);
        self.svg.out.push_str("=\"");
        coordinate(&mut self.svg.out, value);
        self.svg.out.push('"');
        self
    }

    /// An element without content.
    pub(crate) fn close(self) {
        self.svg.out.push_str("/>");
    }

    /// Leaves the element open for children.
    pub(crate) fn open(self) {
        self.svg.out.push('>');
    }

    /// An element that holds text.
    pub(crate) fn text(self, text: &str) {
        let name = self.name;
        self.svg.out.push('>');
        escape_said(&mut self.svg.out, text);
        self.svg.end(name);
    }

    /// An element that names itself under the pointer and to a screen reader.
    pub(crate) fn titled(self, title: &str) {
        let name = self.name;
        self.svg.out.push('>');
        if !title.is_empty() {
            self.svg.tag("title").text(title);
        }
        self.svg.end(name);
    }
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// The data of a path, written as it is drawn.
#[derive(Debug, Default, Clone)]
pub(crate) struct Path {
    pub(crate) d: String,
}

impl Path {
    pub(crate) fn is_empty(&self) -> bool {
        self.d.is_empty()
    }

    pub(crate) fn move_to(&mut self, x: f64, y: f64) {
        self.pair('M', x, y);
    }

    pub(crate) fn line_to(&mut self, x: f64, y: f64) {
        self.pair('L', x, y);
    }

    pub(crate) fn across(&mut self, x: f64) {
        self.d.push('H');
        coordinate(&mut self.d, x);
    }

    pub(crate) fn down(&mut self, y: f64) {
        self.d.push('V');
        coordinate(&mut self.d, y);
    }

    pub(crate) fn shut(&mut self) {
        self.d.push('Z');
    }

    fn pair(&mut self, letter: char, x: f64, y: f64) {
        self.d.push(letter);
        coordinate(&mut self.d, x);
        self.d.push(' ');
        coordinate(&mut self.d, y);
    }
}
