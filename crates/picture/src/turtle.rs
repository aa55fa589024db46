//! Turtle: one process in one view: with what, with whom, how, measured how, what comes in and what goes out.

use crate::look::{About, Look, Picture, Refusal, Table};
use crate::processes::Tone;
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{balance, widest, wrap};
use crate::theme::{S, XS};

/// One line of a turtle's field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub text: String,
    /// How it stands; `Bad` and `Watch` are drawn with mark and colour.
    pub tone: Tone,
    /// Where it leads.
    pub link: Option<String>,
}

impl Item {
    /// A plain line.
    pub fn new(text: impl Into<String>) -> Self {
        Item {
            text: text.into(),
            ..Item::default()
        }
    }
}

/// One process in one view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turtle {
    /// Name and sentence of the picture.
    pub about: About,
    /// What stands over the name: "Process 9".
    pub number: String,
    /// The name of the process.
    pub name: String,
    /// What it is for, in a sentence.
    pub purpose: String,
    /// Equipment, places, means.
    pub with_what: Vec<Item>,
    /// People and skills.
    pub with_whom: Vec<Item>,
    /// Inputs and where they come from.
    pub comes_in: Vec<Item>,
    /// Outputs and where they go.
    pub goes_out: Vec<Item>,
    /// Methods and documents.
    pub how: Vec<Item>,
    /// Measures.
    pub measured: Vec<Item>,
}

/// Distance between the fields.
const GAP: f64 = 44.0;
const ROW_GAP: f64 = 30.0;

/// A field laid out: its head and its items broken into lines.
struct Field<'a> {
    head: String,
    items: Vec<(&'a Item, Vec<String>)>,
    height: f64,
}

impl<'a> Field<'a> {
    fn new(head: &str, items: &'a [Item], wide: f64) -> Self {
        let items: Vec<(&Item, Vec<String>)> = items
            .iter()
            .map(|item| {
                let indent = if matches!(item.tone, Tone::Quiet) {
                    0.0
                } else {
                    20.0
                };
                (item, balance(&item.text, XS, wide - indent, 4))
            })
            .collect();
        let lines: usize = items.iter().map(|(_, lines)| lines.len()).sum();
        let height = 34.0 + lines.max(1) as f64 * 18.0 + items.len().max(1) as f64 * 6.0;
        Field {
            head: head.to_string(),
            items,
            height,
        }
    }

    /// Draws rule, head and items.
    fn draw(&self, sheet: &mut Sheet<'_>, x: f64, y: f64, wide: f64) {
        let ink = sheet.ink;
        sheet.svg.line(x, y, x + wide, y, ink.ink, 1.0);
        sheet
            .svg
            .styled(x, y + 23.0, Anchor::Start, S, 600, ink.ink, &self.head);
        let mut y = y + 34.0;
        if self.items.is_empty() {
            let none = sheet.look.words.missing.clone();
            sheet.svg.words(x, y + 14.0, Anchor::Start, ink.second, &none);
        }
        for (item, lines) in &self.items {
            let (indent, mut colour) = match item.tone {
                Tone::Quiet => (0.0, ink.ink),
                Tone::Good => (20.0, ink.ink),
                Tone::Watch => (20.0, ink.amber),
                Tone::Bad => (20.0, ink.red),
            };
            if indent > 0.0 {
                crate::mark::tone(sheet, x, y + 9.0, item.tone, "");
            }
            let linked = sheet.link(item.link.as_deref());
            if linked && item.tone == Tone::Quiet {
                colour = ink.blue;
            }
            for line in lines {
                let mut tag = sheet
                    .svg
                    .tag("text")
                    .at("x", x + indent)
                    .at("y", y + 14.0)
                    .set("fill", colour);
                if linked {
                    tag = tag.set("text-decoration", "underline");
                }
                tag.text(line);
                y += 18.0;
            }
            if linked {
                sheet.svg.end("a");
            }
            y += 6.0;
        }
    }
}

impl Picture for Turtle {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::new("There is nothing to draw: the process has no name."));
        }
        let mut sheet = Sheet::new(look, &self.about, 0.0);
        let bottom = if sheet.width < 640.0 {
            self.folded(&mut sheet)
        } else {
            self.spread(&mut sheet)
        };
        let fields = self.fields(look);
        let summary = fields.iter().map(|(head, items)| {
            format!(
                "{head}: {}.",
                items
                    .iter()
                    .map(|i| i.text.as_str())
                    .collect::<Vec<_>>()
                    .join("; ")
            )
        });
        let summary = summary.collect::<Vec<_>>().join(" ");
        Ok(sheet.finish(
            &self.about,
            "turtle diagram",
            &format!("{}. {summary}", self.name),
            bottom + 4.0,
        ))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(&self.about.title, [&w.group, &w.value]);
        for (head, items) in self.fields(look) {
            for item in items {
                table.row([head.to_string(), item.text.clone()]);
            }
        }
        table
    }
}

impl Turtle {
    fn fields<'a>(&'a self, look: &'a Look) -> [(&'a str, &'a [Item]); 6] {
        let w = &look.words;
        [
            (&w.with_what, &self.with_what),
            (&w.with_whom, &self.with_whom),
            (&w.comes_in, &self.comes_in),
            (&w.goes_out, &self.goes_out),
            (&w.how, &self.how),
            (&w.measured, &self.measured),
        ]
        .map(|(head, items)| (head.as_str(), items.as_slice()))
    }

    /// The process in the middle, its fields around it, arrows in and out.
    fn spread(&self, sheet: &mut Sheet<'_>) -> f64 {
        let ink = sheet.ink;
        let middle = (sheet.width * 0.25).clamp(180.0, 280.0);
        let wide = (sheet.width - middle - 2.0 * GAP) / 2.0;
        let [what, whom, comes, goes, how, measured] = self
            .fields(sheet.look)
            .map(|(head, items)| Field::new(head, items, wide));
        let body = self.body(middle);
        let (x_left, x_middle, x_right) = (0.0, wide + GAP, wide + middle + 2.0 * GAP);
        let y1 = sheet.top + 2.0;
        let y2 = y1 + what.height.max(whom.height) + ROW_GAP;
        // The box reaches a little above the line of what comes in, so that this arrow meets its side.
        let box_top = y2 - 18.0;
        let box_height = (body.1 + 30.0).max(comes.height.max(goes.height) * 0.6);
        let y3 = (y2 + comes.height.max(goes.height)).max(box_top + box_height) + ROW_GAP;
        for (field, x, y) in [(&what, x_left, y1), (&comes, x_left, y2), (&how, x_left, y3)] {
            field.draw(sheet, x, y, wide);
        }
        for (field, x, y) in [
            (&whom, x_right, y1),
            (&goes, x_right, y2),
            (&measured, x_right, y3),
        ] {
            field.draw(sheet, x, y, wide);
        }
        let (port_left, port_right) = (x_middle + middle * 0.3, x_middle + middle * 0.7);
        let box_end = box_top + box_height;
        for (from, port, y, end, towards) in [
            (wide, port_left, y1, box_top, 1.0),
            (x_right, port_right, y1, box_top, 1.0),
            (wide, port_left, y3, box_end, -1.0),
        ] {
            let mut line = Path::default();
            line.move_to(from, y);
            line.across(port);
            line.down(end - towards * 6.0);
            sheet.svg.stroke(&line, ink.ink, 1.0);
            sheet.arrow(port, end, 0.0, towards, ink.ink);
        }
        // What is measured is an arrow out of the process, into its field.
        let mut line = Path::default();
        line.move_to(port_right, box_end);
        line.down(y3);
        line.across(x_right - 6.0);
        sheet.svg.stroke(&line, ink.ink, 1.0);
        sheet.arrow(x_right, y3, 1.0, 0.0, ink.ink);
        for (from, to) in [(wide, x_middle), (x_middle + middle, x_right)] {
            sheet.svg.line(from, y2, to - 6.0, y2, ink.ink, 1.0);
            sheet.arrow(to, y2, 1.0, 0.0, ink.ink);
        }
        self.centre(sheet, &body, x_middle, box_top, middle, box_height);
        y3 + how.height.max(measured.height)
    }

    /// On a narrow sheet the box stands first and the fields follow under it.
    fn folded(&self, sheet: &mut Sheet<'_>) -> f64 {
        let wide = sheet.width;
        let body = self.body(wide);
        let top = sheet.top + 2.0;
        self.centre(sheet, &body, 0.0, top, wide, body.1 + 30.0);
        let mut y = top + body.1 + 30.0 + 24.0;
        for (head, items) in self.fields(sheet.look) {
            let field = Field::new(head, items, wide);
            field.draw(sheet, 0.0, y, wide);
            y += field.height + 14.0;
        }
        y - 14.0
    }

    /// Lines of the box and their height.
    fn body(&self, wide: f64) -> (Vec<(f64, u16, bool, String)>, f64) {
        let room = wide - 36.0;
        let mut lines = Vec::new();
        if !self.number.is_empty() {
            lines.push((XS, 400, true, crate::text::fit(&self.number, XS, room)));
        }
        lines.extend(
            wrap(&self.name, 20.0, room, 0.0, 3)
                .into_iter()
                .map(|l| (20.0, 600, false, l)),
        );
        if !self.purpose.is_empty() {
            lines.extend(
                balance(&self.purpose, XS, room, 6)
                    .into_iter()
                    .map(|l| (XS, 400, false, l)),
            );
        }
        let air = if self.purpose.is_empty() { 0.0 } else { 5.0 };
        let height = lines.iter().map(|(size, ..)| size * 1.35).sum::<f64>() + air;
        debug_assert!(
            widest(
                &lines
                    .iter()
                    .filter(|l| l.0 == XS)
                    .map(|l| &l.3)
                    .collect::<Vec<_>>(),
                XS
            ) <= room + 1.0
        );
        (lines, height)
    }

    fn centre(
        &self,
        sheet: &mut Sheet<'_>,
        body: &(Vec<(f64, u16, bool, String)>, f64),
        x: f64,
        y: f64,
        wide: f64,
        high: f64,
    ) {
        let ink = sheet.ink;
        let frame = sheet
            .svg
            .block(x, y, wide, high, ink.paper)
            .set("stroke", ink.ink);
        frame.set("vector-effect", "non-scaling-stroke").close();
        sheet.svg.block(x, y + high - 3.0, wide, 3.0, ink.blue).close();
        let mut baseline = y + (high - body.1) / 2.0 - 4.0;
        let mut under_name = 5.0;
        for (size, weight, second, line) in &body.0 {
            // A little air between the name and what it is for.
            let air = if *size == XS && !second { under_name } else { 0.0 };
            baseline += size * 1.35 + air;
            if air > 0.0 {
                under_name = 0.0;
            }
            sheet.svg.styled(
                x + 18.0,
                baseline,
                Anchor::Start,
                *size,
                *weight,
                if *second { ink.second } else { ink.ink },
                line,
            );
        }
    }
}
