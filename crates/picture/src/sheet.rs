//! The sheet a picture is drawn on: margin, heading, and the root element with its name for those who do not see it.

use crate::look::{About, Look};
use crate::svg::{Anchor, Path, Svg};
use crate::text::{balance, escape, wrap};
use crate::theme::{FACE, Palette, S, XL, XS};

/// A picture being drawn. Coordinates begin at the upper left of the inner sheet.
pub(crate) struct Sheet<'a> {
    pub(crate) look: &'a Look,
    pub(crate) ink: &'static Palette,
    pub(crate) svg: Svg,
    /// Width within the margins.
    pub(crate) width: f64,
    /// Where the picture itself begins, under its heading.
    pub(crate) top: f64,
    linked: bool,
}

impl<'a> Sheet<'a> {
    /// Begins a sheet and writes the heading, if wanted, from `left` on.
    pub(crate) fn new(look: &'a Look, about: &About, left: f64) -> Self {
        let margin = look.margin();
        let asked = if look.width.is_finite() {
            look.width.clamp(300.0, 8000.0)
        } else {
            960.0
        };
        let width = asked - 2.0 * margin;
        let mut sheet = Sheet {
            look,
            ink: look.palette(),
            svg: Svg::default(),
            width,
            top: 0.0,
            linked: false,
        };
        if look.heading {
            sheet.heading(about, left);
        }
        sheet
    }

    fn heading(&mut self, about: &About, left: f64) {
        // On a narrow sheet the heading takes the whole width, and smaller letters.
        let (left, size, most) = if self.look.narrow() {
            (0.0, 20.0, 8)
        } else {
            (left, XL, 4)
        };
        let room = self.width - left;
        let mut y = 0.0;
        for line in wrap(&about.title, S, room, 0.0, 3)
            .iter()
            .filter(|line| !line.is_empty())
        {
            y += 16.0;
            self.svg
                .styled(left, y, Anchor::Start, S, 400, self.ink.second, line);
            y += 6.0;
        }
        if !about.says.is_empty() {
            y += 4.0;
            for line in balance(&about.says, size, room.min(760.0), most) {
                y += size;
                self.svg
                    .styled(left, y, Anchor::Start, size, 300, self.ink.ink, &line);
                y += 6.0;
            }
        }
        self.top = if y > 0.0 { y + 26.0 } else { 0.0 };
    }

    /// Begins a link and remembers that the picture has one, because a picture with links must not be announced as an image.
    pub(crate) fn link(&mut self, to: Option<&str>) -> bool {
        let linked = self.svg.link(to);
        self.linked |= linked;
        linked
    }

    /// The finished picture. `kind` says what sort of picture it is, `summary` what a reader who does not see it should know.
    pub(crate) fn finish(self, about: &About, kind: &str, summary: &str, height: f64) -> String {
        let margin = self.look.margin();
        let (w, h) = (self.width + 2.0 * margin, (height + 2.0 * margin).ceil());
        let mut head = Svg::default();
        head.out.reserve(self.svg.out.len() + 1024);
        let mut edges = String::new();
        for (i, edge) in [-margin, -margin, w, h].into_iter().enumerate() {
            if i > 0 {
                edges.push(' ');
            }
            crate::number::coordinate(&mut edges, edge);
        }
        head.tag("svg")
            .set("xmlns", "http://www.w3.org/2000/svg")
            .set("viewBox", &edges)
            .at("width", w)
            .at("height", h)
            .set(
                "role",
                if self.linked {
                    "graphics-document document"
                } else {
                    "img"
                },
            )
            .set("aria-roledescription", kind)
            .set("font-family", FACE)
            .at("font-size", XS)
            .set("fill", self.ink.ink)
            .open();
        head.tag("title").text(if about.title.is_empty() {
            kind
        } else {
            &about.title
        });
        head.tag("desc").open();
        let said = if about.says.is_empty() {
            String::new()
        } else {
            format!("{} ", about.says.trim())
        };
        escape(&mut head.out, &said);
        escape(&mut head.out, summary);
        head.end("desc");
        if self.look.paper {
            head.block(-margin, -margin, w, h, self.ink.paper).close();
        }
        head.out.push_str(&self.svg.out);
        head.end("svg");
        head.out
    }

    /// An arrow's head whose point is at `x`, `y`, flying towards `dx`, `dy` (one of them 0, the other 1 or −1).
    pub(crate) fn arrow(&mut self, x: f64, y: f64, dx: f64, dy: f64, colour: &str) {
        let mut head = Path::default();
        head.move_to(x, y);
        head.line_to(x - 9.0 * dx + 4.0 * dy, y - 9.0 * dy + 4.0 * dx);
        head.line_to(x - 9.0 * dx - 4.0 * dy, y - 9.0 * dy - 4.0 * dx);
        head.shut();
        self.svg.tag("path").set("d", &head.d).set("fill", colour).close();
    }
}
