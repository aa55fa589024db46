//! The landscape of processes: boxes in bands, and arrows from what one gives to what another takes.

use crate::look::{About, Look, Picture, Refusal, Table};
use crate::route::{self, Boxed, Channel, Routes};
use crate::sheet::Sheet;
use crate::svg::{Anchor, Path};
use crate::text::{fit, widest, width, wrap};
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
const PAD: f64 = 11.0;

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
        let w = &look.words;
        let names = [&w.management, &w.core, &w.support, &w.outsourced];
        let narrow = look.width < 640.0;
        let left = if narrow { 24.0 } else { widest(&names, S) + 30.0 };
        let mut sheet = Sheet::new(look, &self.about, if narrow { 0.0 } else { left });
        let rows = self.rows(sheet.width - left);
        let flows: Vec<&Flow> = self.flows.iter().filter(|f| f.from != f.to).collect();
        let mut boxes = self.place_across(&rows, left, sheet.width);
        let routes = Routes::plan(&flows, &mut boxes, rows.len(), sheet.width);
        let head = if narrow { 24.0 } else { 0.0 };
        let top = sheet.top + 4.0;
        let mut y = top;
        let mut channel_tops = Vec::new();
        let mut row_tops = Vec::new();
        let channels: Vec<Channel> = (0..=rows.len()).map(|c| routes.channel(c, &boxes)).collect();
        for (r, row) in rows.iter().enumerate() {
            channel_tops.push(y);
            y += channels[r].height(r == 0);
            let starts_band = r == 0 || self.band_of(&rows[r - 1]) != self.band_of(row);
            y += if starts_band { head } else { 0.0 };
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
        self.bands(&mut sheet, &rows, &row_tops, left, top, y, narrow);
        route::draw(&mut sheet, &routes, &channels, &channel_tops, &boxes, &flows);
        for row in &rows {
            for p in row {
                self.process(&mut sheet, &self.processes[*p], &boxes[*p]);
            }
        }
        let told: Vec<String> = flows.iter().take(40).map(|f| self.told(f)).collect();
        let summary = format!("{} processes. {}", self.processes.len(), told.join("; "));
        Ok(sheet.finish(&self.about, "process map", &summary, y + 4.0))
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
            let group = [&w.management, &w.core, &w.support, &w.outsourced][p.group as usize].clone();
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
    fn told(&self, flow: &Flow) -> String {
        format!(
            "{} gives {} to {}",
            self.processes[flow.from].name, flow.what, self.processes[flow.to].name
        )
    }

    fn band_of(&self, row: &[usize]) -> Group {
        self.processes[row[0]].group
    }

    /// The processes in rows from top to bottom, each row within one band and in the order in which work flows.
    fn rows(&self, room: f64) -> Vec<Vec<usize>> {
        let mut rows = Vec::new();
        for group in [Group::Management, Group::Core, Group::Support, Group::Outsourced] {
            let members: Vec<usize> = (0..self.processes.len())
                .filter(|p| self.processes[*p].group == group)
                .collect();
            if members.is_empty() {
                continue;
            }
            let core = group == Group::Core;
            let least = self.least(&members);
            let (members, least, gap) = if core {
                (self.in_layers(&members), least, self.gap())
            } else {
                (members, least.max(130.0), 16.0)
            };
            let fits = (((room + gap) / (least + gap)).floor() as usize).max(1);
            let count = members.len().div_ceil(fits);
            rows.extend(
                members
                    .chunks(members.len().div_ceil(count))
                    .map(<[usize]>::to_vec),
            );
        }
        rows
    }

    /// The least width of these boxes: no word of a name is cut.
    fn least(&self, members: &[usize]) -> f64 {
        let words = members
            .iter()
            .flat_map(|p| self.processes[*p].name.split_whitespace());
        (words.map(|w| width(w, S)).fold(60.0, f64::max) + 2.0 * PAD + 1.0).min(180.0)
    }

    /// The gap between core boxes: wide enough for the longest word on an arrow.
    fn gap(&self) -> f64 {
        let core = |p: usize| self.processes[p].group == Group::Core;
        let words = self
            .flows
            .iter()
            .filter(|f| core(f.from) && core(f.to))
            .flat_map(|f| f.what.split_whitespace());
        (words.map(|w| width(w, XS)).fold(0.0, f64::max) + 18.0).clamp(40.0, 96.0)
    }

    /// Processes in the order of the longest way that work takes to reach them; a flow that would close a circle is read as
    /// feedback and does not count.
    fn in_layers(&self, members: &[usize]) -> Vec<usize> {
        let mut layer = vec![0usize; self.processes.len()];
        let position = |p: usize| members.iter().position(|m| *m == p);
        // Flows against the given order are feedback where a forward way exists already; the given order settles circles.
        let forward: Vec<(usize, usize)> = self
            .flows
            .iter()
            .filter(|f| f.from != f.to && position(f.from).is_some() && position(f.to).is_some())
            .map(|f| (f.from, f.to))
            .collect();
        let reaches = |from: usize, to: usize| {
            let mut seen = vec![from];
            let mut at = 0;
            while at < seen.len() {
                let here = seen[at];
                for (_, next) in forward.iter().filter(|(a, _)| *a == here) {
                    if !seen.contains(next) {
                        seen.push(*next);
                    }
                }
                at += 1;
            }
            seen.contains(&to)
        };
        let counted: Vec<(usize, usize)> = forward
            .iter()
            .copied()
            .filter(|(a, b)| !reaches(*b, *a) || position(*a) < position(*b))
            .collect();
        for _ in 0..members.len() {
            for (a, b) in &counted {
                layer[*b] = layer[*b].max(layer[*a] + 1).min(members.len());
            }
        }
        let mut sorted = members.to_vec();
        sorted.sort_by_key(|p| (layer[*p], position(*p)));
        sorted
    }

    fn place_across(&self, rows: &[Vec<usize>], left: f64, width: f64) -> Vec<Boxed> {
        let mut boxes = vec![Boxed::default(); self.processes.len()];
        let lanes = route::lanes(&self.flows, rows);
        let right = width - lanes as f64 * route::LANE - if lanes > 0 { 8.0 } else { 0.0 };
        let longest = rows
            .iter()
            .filter(|r| self.band_of(r) == Group::Core)
            .map(Vec::len)
            .max()
            .unwrap_or(1);
        for (r, row) in rows.iter().enumerate() {
            let core = self.band_of(row) == Group::Core;
            let (gap, columns) = if core {
                (self.gap(), longest)
            } else {
                (16.0, row.len())
            };
            let wide = (right - left - gap * (columns as f64 - 1.0)) / columns as f64;
            for (i, p) in row.iter().enumerate() {
                let x0 = left + i as f64 * (wide + gap);
                boxes[*p] = Boxed {
                    x0,
                    x1: x0 + wide,
                    row: r,
                    column: i,
                    ..Boxed::default()
                };
            }
        }
        boxes
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

    #[expect(
        clippy::too_many_arguments,
        reason = "the frame of the map: its rows, their tops and the edges of the sheet"
    )]
    fn bands(
        &self,
        sheet: &mut Sheet<'_>,
        rows: &[Vec<usize>],
        tops: &[f64],
        left: f64,
        top: f64,
        bottom: f64,
        narrow: bool,
    ) {
        let ink = sheet.ink;
        let w = &sheet.look.words;
        let line = if narrow { 2.0 } else { left - 18.0 };
        sheet.svg.line(line, top, line, bottom, ink.ink, 1.0);
        for (r, row) in rows.iter().enumerate() {
            let group = self.band_of(row);
            if r > 0 && self.band_of(&rows[r - 1]) == group {
                continue;
            }
            let name = [&w.management, &w.core, &w.support, &w.outsourced][group as usize];
            if narrow {
                sheet
                    .svg
                    .styled(left, tops[r] - 8.0, Anchor::Start, S, 600, ink.ink, name);
            } else {
                sheet
                    .svg
                    .styled(line - 10.0, tops[r] + 25.0, Anchor::End, S, 600, ink.ink, name);
                sheet
                    .svg
                    .line(line - 6.0, tops[r] + 20.0, left, tops[r] + 20.0, ink.ink, 1.0);
            }
        }
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
