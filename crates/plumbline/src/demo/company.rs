//! Sites, places and processes of Aire Test Instruments; and the people in them: who came, who left, who stands in.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::step::{self, Step, on};
use super::stock::{self, Member, Place, Process, parts};

/// As it stands on its paper.
pub(super) const NAME: &str = "Aire Test Instruments";
/// The working day on which the company began with Plumbline.
pub(super) const FOUNDED: i32 = -522;
/// Day on which João took the board assembler over from Graham.
const BOARDS_HANDED_OVER: i32 = -208;

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(stock::places);
static PROCESSES: LazyLock<Vec<Process>> = LazyLock::new(stock::processes);

/// When each description was confirmed, and by whom. Nobody thought of machines and rooms; documents are late. On the
/// eve of the surveillance audit the quality manager confirms the others in five minutes, which shows.
const CONFIRMED: &[(&str, &str, i32, &str)] = &[
    ("leadership", "ingrid", -271, "10:30"),
    ("improvement", "agnieszka", -268, "09:10"),
    ("sales", "sofia", -264, "15:20"),
    ("design", "priya", -259, "11:45"),
    ("purchasing", "joao", -270, "08:50"),
    ("assembly", "marek", -262, "13:05"),
    ("calibration", "ben", -261, "16:10"),
    ("service", "sofia", -264, "15:35"),
    ("equipment", "tomasz", -262, "10:15"),
    ("people", "hannah", -255, "14:40"),
    ("boards", "graham", -258, "11:20"),
    ("documents", "eleanor", -281, "09:30"),
    ("leadership", "agnieszka", -113, "16:50"),
    ("improvement", "agnieszka", -113, "16:50"),
    ("sales", "agnieszka", -113, "16:50"),
    ("design", "agnieszka", -113, "16:51"),
    ("purchasing", "agnieszka", -113, "16:51"),
    ("assembly", "agnieszka", -113, "16:51"),
    ("calibration", "agnieszka", -113, "16:52"),
    ("service", "agnieszka", -113, "16:52"),
    ("people", "agnieszka", -113, "16:52"),
    ("boards", "agnieszka", -113, "16:53"),
];

/// The first days: sites, places, processes, and who answers for what.
pub(super) fn steps() -> Vec<Step> {
    let mut steps = vec![
        on(FOUNDED + 1, "08:30", "agnieszka").enters("leeds", "site", json!({
            "name": "Leeds", "address": "14 Wharf Lane, Leeds", "about": "Design, purchasing, final calibration, service; 32 people.",
        })),
        on(FOUNDED + 1, "08:34", "agnieszka").enters("gdansk", "site", json!({
            "name": "Gdańsk", "address": "ul. Portowa 8, Gdańsk", "about": "Assembly on two lines, reference room, dispatch; 29 people.",
        })),
    ];
    steps.extend(
        PLACES
            .iter()
            .map(|place| on(FOUNDED + 1, "09:00", "agnieszka").enters(&place.key, "place", place.answers())),
    );
    for process in PROCESSES.iter() {
        let key = &process.key;
        steps.push(on(FOUNDED + 2, "10:00", "agnieszka").enters(key, "process", process.begins()));
        if let Some(days) = process.in_use {
            steps.push(on(FOUNDED + days, "14:00", &process.owner).answers(key, process.passes_on()));
            steps.push(on(FOUNDED + days, "14:20", &process.owner).passes(key, "activate"));
        }
        if let Some(deputy) = &process.deputy {
            let deputy = json!({ "deputy": format!("@{deputy}") });
            steps.push(on(FOUNDED + 4, "15:00", "agnieszka").answers(key, deputy));
        }
    }
    steps.extend(
        CONFIRMED
            .iter()
            .map(|(key, who, day, time)| on(*day, time, who).passes(key, "confirm")),
    );
    steps.extend(stock::people().iter().flat_map(comes_and_goes));
    steps.push(on(-406, "10:15", "agnieszka").sets(
        "answer_ideas_within",
        "10",
        "Ideas waited three weeks for a word; ten days is what we promised at the review.",
    ));
    steps.push(on(BOARDS_HANDED_OVER, "16:05", "agnieszka").answers("boards", json!({ "owner": "@joao" })));
    let away = json!([{ "from": step::day(-3), "until": step::day(4) }]);
    steps.push(on(-10, "11:30", "eleanor").answers("eleanor", json!({ "away": away })));
    steps
}

/// Site, deputy and roles of somebody; the day of coming, and that of leaving.
fn comes_and_goes(member: &Member) -> Vec<Step> {
    let mut steps = Vec::new();
    let day = member.came.unwrap_or(FOUNDED + 3);
    let key = &member.key;
    if member.came.is_some() {
        steps.push(on(day, "08:10", "agnieszka").welcomes(key));
    }
    steps.push(on(day, "11:00", "agnieszka").answers(key, member.in_their_place()));
    if member.roles.iter().any(|role| role.contains(' ')) {
        steps.push(on(day, "11:40", "agnieszka").answers(key, member.all_roles(&[])));
    }
    if let Some(left) = member.left {
        let last = json!({ "left_on": step::day(left) });
        steps.push(on(left, "17:30", "agnieszka").passes_with(key, "leave", last));
    }
    match key.as_str() {
        "joao" => steps.push(
            on(BOARDS_HANDED_OVER, "16:00", "agnieszka")
                .answers(key, member.all_roles(&["process_owner boards"])),
        ),
        "graham" => {
            let mut roles = member.all_roles(&[]);
            roles["roles"][0]["until"] = json!(step::day(BOARDS_HANDED_OVER));
            steps.push(on(BOARDS_HANDED_OVER, "15:55", "agnieszka").answers(key, roles));
        }
        _ => {}
    }
    steps
}

/// Who answers for a process on that day.
pub(super) fn owner_on(process: &str, day: i32) -> &'static str {
    if process == "boards" && day >= BOARDS_HANDED_OVER {
        return "joao";
    }
    let found = PROCESSES.iter().find(|told| told.key == process);
    &found
        .unwrap_or_else(|| panic!("the company has no process “{process}”"))
        .owner
}

/// At which site a place lies.
pub(super) fn site_of(place: &str) -> &'static str {
    let found = PLACES.iter().find(|told| told.key == place);
    &found
        .unwrap_or_else(|| panic!("the company has no place “{place}”"))
        .site
}

/// Who leads the shift there.
pub(super) fn lead_of(place: &str) -> &'static str {
    let late = place.len().is_multiple_of(3);
    match (site_of(place), late) {
        ("gdansk", false) => "katarzyna",
        ("gdansk", true) => "pawel",
        (_, false) => "yusuf",
        (_, true) => "rosalind",
    }
}

impl Place {
    fn answers(&self) -> Value {
        let holding = if self.holding { "yes" } else { "no" };
        json!({ "name": self.name, "code": self.code, "site": format!("@{}", self.site), "holding": holding })
    }
}

impl Process {
    fn begins(&self) -> Value {
        json!({
            "name": self.name, "group": self.group, "owner": format!("@{}", self.owner), "purpose": self.purpose,
            "done_by": self.done_by, "with_what": self.with_what, "how": self.how,
        })
    }

    fn passes_on(&self) -> Value {
        let row = |told: &String, way: &str| {
            let told = parts(told);
            let mut row = json!({ "name": told[0], "criterion": told[2] });
            if !told[1].is_empty() {
                row[if told[1].starts_with('@') { way } else { "outside" }] = json!(told[1]);
            }
            row
        };
        let inputs: Vec<Value> = self.inputs.iter().map(|passing| row(passing, "from")).collect();
        let outputs: Vec<Value> = self.outputs.iter().map(|passing| row(passing, "to")).collect();
        json!({ "inputs": inputs, "outputs": outputs })
    }
}

impl Member {
    /// Address by which this person signs in.
    pub(super) fn email(&self) -> String {
        let plain = |part: &str| engine::text::fold(part).replace('ø', "o").replace('ł', "l");
        let name: Vec<String> = self.name.split(' ').map(plain).collect();
        format!("{}@aire.example", name.join("."))
    }

    /// Roles that hold everywhere; they are given with the entry, the others once sites and processes are there.
    pub(super) fn roles_everywhere(&self) -> Vec<String> {
        self.roles
            .iter()
            .filter(|role| !role.contains(' '))
            .cloned()
            .collect()
    }

    fn in_their_place(&self) -> Value {
        let deputy = self.deputy.as_ref().map(|deputy| format!("@{deputy}"));
        json!({ "site": format!("@{}", self.site), "deputy": deputy })
    }

    fn all_roles(&self, more: &[&str]) -> Value {
        let roles = self.roles.iter().map(String::as_str).chain(more.iter().copied());
        json!({ "roles": roles.map(role).collect::<Vec<_>>() })
    }
}

/// As "process_owner boards" or "shift_lead @leeds".
fn role(told: &str) -> Value {
    let (role, of) = told.split_once(' ').unwrap_or((told, ""));
    let mut row = json!({ "role": role });
    match of.strip_prefix('@') {
        Some(_) => row["site"] = json!(of),
        None if !of.is_empty() => row["process"] = json!(format!("@{of}")),
        None => {}
    }
    row
}
