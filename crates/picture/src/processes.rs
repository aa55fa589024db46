//! The landscape of processes: boxes in bands, and arrows from what one gives to what another takes.

use crate::arrows;
use crate::look::{About, Look, Picture, Refusal, Table};
use crate::mark::tone;
use crate::route::{Boxed, Channel, Routes};
use crate::sheet::Sheet;
use crate::svg::Anchor;
use crate::text::{fit, widest, wrap};
use crate::theme::{S, XS};

/// Which band a process stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Group {
    /// Sets the course.
    Management,
    /// Serves the customer.
    #[default]
    Core,
    /// Keeps the others able.
    Support,
    /// Carried out by others.
    Outsourced,
}

impl Group {
    /// The word for the band.
    fn word(self, look: &Look) -> &str {
        let words = &look.words;
        match self {
            Group::Management => &words.management,
            Group::Core => &words.core,
            Group::Support => &words.support,
            Group::Outsourced => &words.outsourced,
        }
    }
}

/// How something stands, each with a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing is said.
    #[default]
    Quiet,
    /// A green dot.
    Good,
    /// An amber ring.
    Watch,
    /// A red bar.
    Bad,
}

/// One process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// One figure or fact: "96.8 % first pass".
    pub fact: String,
    /// The word for how it stands: "steady".
    pub state: String,
    /// The mark before that word.
    pub tone: Tone,
    /// Its band.
    pub group: Group,
    /// Whether it is the one being looked at.
    pub chosen: bool,
    /// Where it leads.
    pub link: Option<String>,
}

/// What one process gives to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Index of the giver.
    pub from: usize,
    /// Index of the receiver.
    pub to: usize,
    /// What is given: "drawing".
    pub what: String,
}

/// The landscape of processes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessMap {
    /// Name and sentence.
    pub about: About,
    /// The processes.
    pub processes: Vec<Process>,
    /// What flows between them.
    pub flows: Vec<Flow>,
}

/// Room within a box.
pub(crate) const PAD: f64 = 11.0;

impl Picture for ProcessMap {
    fn svg(&self, look: &Look) -> Result<String, Refusal> {
        if self.processes.is_empty() {
            return Err(Refusal::new(
                "There is nothing to draw: the map has no processes.",
            ));
        }
        if let Some(flow) = self
            .flows
            .iter()
            .find(|f| f.from.max(f.to) >= self.processes.len())
        {
            return Err(Refusal::new(format!(
                "The flow \u{201c}{}\u{201d} leads from process {} to {}, but there are only {}.",
                flow.what,
                flow.from + 1,
                flow.to + 1,
                self.processes.len()
            )));
        }
        if look.width < 640.0 {
            return Ok(self.folded(look));
        }
        let w = &look.words;
        let names = [&w.management, &w.core, &w.support, &w.outsourced];
        let left = widest(&names, S) + 30.0;
        let mut sheet = Sheet::new(look, &self.about, left);
        let rows = self.rows(sheet.width - left);
        let flows: Vec<&Flow> = self.flows.iter().filter(|f| f.from != f.to).collect();
        let mut boxes = self.place_across(&rows, left, sheet.width);
        let routes = Routes::plan(&flows, &mut boxes, rows.len(), sheet.width);
        let top = sheet.top + 4.0;
        let mut y = top;
        let mut channel_tops = Vec::new();
        let mut row_tops = Vec::new();
        let channels: Vec<Channel> = (0..=rows.len()).map(|c| routes.channel(c, &boxes)).collect();
        for (r, row) in rows.iter().enumerate() {
            channel_tops.push(y);
            y += channels[r].height(r == 0);
            row_tops.push(y);
            let high = row
                .iter()
                .map(|p| self.height(*p, boxes[*p].x1 - boxes[*p].x0))
                .fold(0.0, f64::max);
            for p in row {
                (boxes[*p].y0, boxes[*p].y1) = (y, y + high);
            }
            y += high;
        }
        channel_tops.push(y);
        y += if channels[rows.len()].is_empty() {
            0.0
        } else {
            channels[rows.len()].height(false)
        };
        self.bands(&mut sheet, &rows, &row_tops, left, (top, y));
        arrows::draw(&mut sheet, &routes, &channels, &channel_tops, &boxes, &flows);
        for row in &rows {
            for p in row {
                self.process(&mut sheet, &self.processes[*p], &boxes[*p]);
            }
        }
        // Words that found no place beside their arrow are told at the foot, so that none is lost.
        for flow in channels.iter().flat_map(|c| &c.untold).map(|i| flows[*i]) {
            for line in wrap(&self.gift(flow), XS, sheet.width - left, 0.0, 3) {
                y += 20.0;
                sheet
                    .svg
                    .words(left, y + 4.0, Anchor::Start, sheet.ink.second, &line);
            }
        }
        Ok(sheet.finish(&self.about, "process map", &self.summary(), y + 4.0))
    }

    fn table(&self, look: &Look) -> Table {
        let w = &look.words;
        let mut table = Table::new(
            &self.about.title,
            [&w.group, &w.point, &w.state, &w.remark, &w.gives],
        );
        for (i, p) in self.processes.iter().enumerate() {
            let given = self
                .flows
                .iter()
                .filter(|f| f.from == i && f.to < self.processes.len());
            let given = given.map(|f| format!("{} \u{2192} {}", f.what, self.processes[f.to].name));
            let group = p.group.word(look).to_string();
            table.row([
                group,
                p.name.clone(),
                p.state.clone(),
                p.fact.clone(),
                given.collect::<Vec<_>>().join("; "),
            ]);
        }
        table
    }
}

impl ProcessMap {
    /// "parts, Purchasing → Assembly".
    fn gift(&self, flow: &Flow) -> String {
        let name = |p: usize| &self.processes[p].name;
        format!("{}, {} \u{2192} {}", flow.what, name(flow.from), name(flow.to))
    }

    fn told(&self, flow: &Flow) -> String {
        format!(
            "{} gives {} to {}",
            self.processes[flow.from].name, flow.what, self.processes[flow.to].name
        )
    }

    fn lines(&self, p: usize, wide: f64) -> (Vec<String>, Vec<String>) {
        let process = &self.processes[p];
        let name = wrap(&process.name, S, wide - 2.0 * PAD, 0.0, 3);
        let fact = if process.fact.is_empty() {
            Vec::new()
        } else {
            wrap(&process.fact, XS, wide - 2.0 * PAD, 0.0, 3)
        };
        (name, fact)
    }

    fn height(&self, p: usize, wide: f64) -> f64 {
        let (name, fact) = self.lines(p, wide);
        let state = if self.processes[p].state.is_empty() {
            0.0
        } else {
            26.0
        };
        9.0 + name.len() as f64 * 20.0 + fact.len() as f64 * 18.0 + state + 11.0
    }

    /// The line at the left with the names of the bands on it.
    fn bands(
        &self,
        sheet: &mut Sheet<'_>,
        rows: &[Vec<usize>],
        tops: &[f64],
        left: f64,
        (top, bottom): (f64, f64),
    ) {
        let ink = sheet.ink;
        let line = left - 18.0;
        sheet.svg.line(line, top, line, bottom, ink.ink, 1.0);
        for (r, row) in rows.iter().enumerate() {
            let group = self.band_of(row);
            if r > 0 && self.band_of(&rows[r - 1]) == group {
                continue;
            }
            let name = group.word(sheet.look);
            sheet
                .svg
                .styled(line - 10.0, tops[r] + 25.0, Anchor::End, S, 600, ink.ink, name);
            sheet
                .svg
                .line(line - 6.0, tops[r] + 20.0, left, tops[r] + 20.0, ink.ink, 1.0);
        }
    }

    /// On a narrow sheet the boxes stand one under the other, and each says in words what it gives to whom.
    fn folded(&self, look: &Look) -> String {
        let mut sheet = Sheet::new(look, &self.about, 0.0);
        let ink = sheet.ink;
        let left = 18.0;
        let wide = sheet.width - left;
        let top = sheet.top + 4.0;
        let mut y = top;
        for row in self.rows(f64::MAX) {
            let group = self.band_of(&row);
            sheet
                .svg
                .styled(left, y + 16.0, Anchor::Start, S, 600, ink.ink, group.word(look));
            sheet.svg.line(2.0, y + 11.0, left - 6.0, y + 11.0, ink.ink, 1.0);
            y += 28.0;
            for p in row {
                let high = self.height(p, wide);
                let place = Boxed {
                    x0: left,
                    x1: left + wide,
                    y0: y,
                    y1: y + high,
                    ..Boxed::default()
                };
                self.process(&mut sheet, &self.processes[p], &place);
                y += high + 4.0;
                for flow in self.flows.iter().filter(|f| f.from == p && f.to != p) {
                    let told = format!("{} \u{2192} {}", flow.what, self.processes[flow.to].name);
                    for line in wrap(&told, XS, wide - PAD, 0.0, 3) {
                        y += 18.0;
                        sheet.svg.words(left + PAD, y, Anchor::Start, ink.second, &line);
                    }
                }
                y += 14.0;
            }
            y += 10.0;
        }
        y -= 24.0;
        sheet.svg.line(2.0, top, 2.0, y, ink.ink, 1.0);
        sheet.finish(&self.about, "process map", &self.summary(), y + 4.0)
    }

    fn summary(&self) -> String {
        let told: Vec<String> = self
            .flows
            .iter()
            .filter(|f| f.from != f.to)
            .take(40)
            .map(|f| self.told(f))
            .collect();
        format!("{} processes. {}", self.processes.len(), told.join("; "))
    }

    fn process(&self, sheet: &mut Sheet<'_>, process: &Process, place: &Boxed) {
        let ink = sheet.ink;
        let wide = place.x1 - place.x0;
        let index = self
            .processes
            .iter()
            .position(|p| std::ptr::eq(p, process))
            .unwrap_or_default();
        let (name, fact) = self.lines(index, wide);
        let linked = sheet.link(process.link.as_deref());
        let edge = if process.group == Group::Core || process.chosen {
            ink.ink
        } else {
            ink.limit
        };
        let ground = if process.chosen { ink.wash } else { ink.paper };
        let title = [&process.name, &process.fact, &process.state]
            .into_iter()
            .filter(|t| !t.is_empty())
            .cloned();
        let title = title.collect::<Vec<_>>().join(", ");
        let frame = sheet
            .svg
            .block(place.x0, place.y0, wide, place.y1 - place.y0, ground)
            .set("stroke", edge);
        let frame = frame.set("vector-effect", "non-scaling-stroke");
        // What others carry out stands in a dashed frame: it is not under the organisation's own roof.
        let frame = if process.group == Group::Outsourced {
            frame.set("stroke-dasharray", "5 3")
        } else {
            frame
        };
        frame.titled(&title);
        if process.chosen {
            sheet
                .svg
                .block(place.x0, place.y1 - 3.0, wide, 3.0, ink.blue)
                .close();
        }
        let x = place.x0 + PAD;
        let mut y = place.y0 + 9.0;
        for line in &name {
            sheet
                .svg
                .styled(x, y + 15.0, Anchor::Start, S, 600, ink.ink, line);
            y += 20.0;
        }
        for line in &fact {
            sheet.svg.words(x, y + 13.0, Anchor::Start, ink.second, line);
            y += 18.0;
        }
        if !process.state.is_empty() {
            tone(
                sheet,
                x,
                place.y1 - 15.0,
                process.tone,
                &fit(&process.state, XS, wide - 2.0 * PAD - 20.0),
            );
        }
        if linked {
            sheet.svg.end("a");
        }
    }
}
