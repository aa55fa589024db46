//! Sites, places and processes of Aire Test Instruments.

use serde_json::{Value, json};

use super::people::PEOPLE;
use super::step::{Step, on};

/// As it stands on its paper.
pub(super) const NAME: &str = "Aire Test Instruments";
/// The working day on which the company began with Plumbline.
pub(super) const FOUNDED: i32 = -125;

struct Place {
    key: &'static str,
    name: &'static str,
    code: &'static str,
    site: &'static str,
    holding: bool,
}

const fn place(key: &'static str, name: &'static str, code: &'static str, site: &'static str) -> Place {
    Place {
        key,
        name,
        code,
        site,
        holding: false,
    }
}

const fn cage(key: &'static str, name: &'static str, code: &'static str, site: &'static str) -> Place {
    Place {
        key,
        name,
        code,
        site,
        holding: true,
    }
}

const PLACES: &[Place] = &[
    place("goods-in", "Goods in, bench", "LE-GI-1", "@leeds"),
    place("bench-4", "Calibration bench 4", "LE-CAL-4", "@leeds"),
    place("bench-5", "Calibration bench 5", "LE-CAL-5", "@leeds"),
    place("oven-2", "Burn-in oven 2", "LE-OV-2", "@leeds"),
    place("service-bench", "Service bench", "LE-SRV-1", "@leeds"),
    place("office-leeds", "Office, first floor", "LE-OFF", "@leeds"),
    cage("cage-h1", "Quarantine cage H-1", "LE-H-1", "@leeds"),
    cage("shelf-h3", "Quarantine shelf H-3, calibration", "LE-H-3", "@leeds"),
    place("station-3", "Line 1, station 3", "GD-L1-3", "@gdansk"),
    place("line-2", "Line 2", "GD-L2", "@gdansk"),
    place("solder-bath", "Line 2, solder bath", "GD-SLD-2", "@gdansk"),
    place("reference-room", "Reference room", "GD-REF", "@gdansk"),
    place("dispatch-gdansk", "Dispatch Gdańsk", "GD-DSP", "@gdansk"),
    cage("rack-q1", "Quarantine rack Q-1", "GD-Q-1", "@gdansk"),
    cage("rack-q2", "Quarantine rack Q-2", "GD-Q-2", "@gdansk"),
];

/// What passes from somewhere to somewhere, and when it is good enough.
type Passing = (&'static str, Option<&'static str>, &'static str);

struct Process {
    key: &'static str,
    name: &'static str,
    group: &'static str,
    owner: &'static str,
    purpose: &'static str,
    done_by: Option<&'static str>,
    inputs: &'static [Passing],
    outputs: &'static [Passing],
    with_what: &'static str,
    how: &'static str,
    /// Day on which its owner put it into use; still being described without one.
    in_use: Option<i32>,
}

const PROCESSES: &[Process] = &[
    Process {
        key: "leadership",
        name: "Lead and review",
        group: "management",
        owner: "ingrid",
        purpose: "Sets the course, decides about money and people, and looks at the whole system twice a year.",
        done_by: None,
        inputs: &[("Figures, findings and open problems", Some("@improvement"), "A week before the review, with what is late")],
        outputs: &[
            ("Goals and means", Some("@improvement"), "Each with a number, a day and a name"),
            ("Decisions on products and markets", Some("@design"), "Written, with the reason"),
        ],
        with_what: "Half a day in March and September; the monthly meeting of those who own a process.",
        how: "Agenda and decisions in the review folder; P-01 “Leading and reviewing”.",
        in_use: Some(-119),
    },
    Process {
        key: "improvement",
        name: "Audit and improve",
        group: "management",
        owner: "agnieszka",
        purpose: "Sees to it that problems lose their causes and that good ideas are tried.",
        done_by: None,
        inputs: &[
            ("Reports of problems, ideas", None, "Reported on the day, in one line"),
            ("Goals and means", Some("@leadership"), "Each with a number, a day and a name"),
        ],
        outputs: &[("Figures, findings and open problems", Some("@leadership"), "A week before the review, with what is late")],
        with_what: "Plumbline; a quarter of an hour each morning in both sites.",
        how: "P-02 “Problems and their causes”, P-03 “Internal audits”.",
        in_use: Some(-119),
    },
    Process {
        key: "sales",
        name: "Sell and agree requirements",
        group: "core",
        owner: "sofia",
        purpose: "Finds out what the customer has to prove, and agrees which tester does it, by when, with which limits.",
        done_by: None,
        inputs: &[("Enquiry or order", None, "In writing; telephone orders are confirmed by mail")],
        outputs: &[
            ("Order with limits and options", Some("@assembly"), "Reviewed; every limit stands in the order"),
            ("Wishes for new functions", Some("@design"), "With the standard that the customer tests to"),
        ],
        with_what: "Order system, price list, the table of standards by country.",
        how: "P-05 “From the enquiry to the confirmed order”.",
        in_use: Some(-118),
    },
    Process {
        key: "design",
        name: "Design testers",
        group: "core",
        owner: "priya",
        purpose: "Turns what must be proved into a tester that can be built, calibrated and trusted.",
        done_by: None,
        inputs: &[("Wishes for new functions", Some("@sales"), "With the standard that the customer tests to")],
        outputs: &[
            ("Drawings, parts lists, firmware", Some("@assembly"), "Released after review; changes name the tests to be repeated"),
            ("Calibration procedure", Some("@calibration"), "Every function, under load, with its limits"),
        ],
        with_what: "CAD, the firmware workshop, climate chamber −20 to 60 °C.",
        how: "P-06 “Design and its changes”, with three reviews.",
        in_use: Some(-118),
    },
    Process {
        key: "purchasing",
        name: "Buy and receive",
        group: "core",
        owner: "joao",
        purpose: "Chooses providers, buys parts, and lets in only what is right.",
        done_by: None,
        inputs: &[("Parts lists", Some("@design"), "Released; parts that measure are marked critical")],
        outputs: &[("Parts in store", Some("@assembly"), "Label, count and, for critical parts, a measured sample agree")],
        with_what: "Goods-in bench with LCR meter; the list of approved providers.",
        how: "P-11 “Providers”, P-12 “Goods in”.",
        in_use: Some(-117),
    },
    Process {
        key: "assembly",
        name: "Assemble",
        group: "core",
        owner: "marek",
        purpose: "Builds testers from boards, housings and leads on two lines in Gdańsk.",
        done_by: None,
        inputs: &[
            ("Parts in store", Some("@purchasing"), "Label, count and, for critical parts, a measured sample agree"),
            ("Boards", Some("@boards"), "With the log of the board test"),
            ("Order with limits and options", Some("@sales"), "Reviewed; every limit stands in the order"),
        ],
        outputs: &[("Assembled testers", Some("@calibration"), "Torque and look checked; board logs complete")],
        with_what: "Line 1 (T-110, T-220) and line 2 (T-330, leads); torque drivers, crimp press, solder bath.",
        how: "WI-021 to WI-029, one for each station.",
        in_use: Some(-117),
    },
    Process {
        key: "calibration",
        name: "Calibrate and release",
        group: "core",
        owner: "ben",
        purpose: "Compares every tester with a reference before it may leave, and says so in a certificate.",
        done_by: None,
        inputs: &[
            ("Assembled testers", Some("@assembly"), "Torque and look checked; board logs complete"),
            ("Reference testers", Some("@equipment"), "In date, with their deviation"),
        ],
        outputs: &[("Certified testers", Some("@service"), "All functions within limits; released by a second person")],
        with_what: "Benches 1 to 6 at 23 ± 1 °C, reference testers RT-01 to RT-04, burn-in ovens 1 and 2.",
        how: "P-14 “Calibration”, WI-031 to WI-034.",
        in_use: Some(-117),
    },
    Process {
        key: "service",
        name: "Dispatch and look after customers",
        group: "core",
        owner: "sofia",
        purpose: "Brings testers to the customer in one piece, repairs and recalibrates them, and answers complaints.",
        done_by: None,
        inputs: &[("Certified testers", Some("@calibration"), "All functions within limits; released by a second person")],
        outputs: &[("What customers report", Some("@improvement"), "Entered on the day on which it comes")],
        with_what: "Dispatch in both sites, the service bench in Leeds.",
        how: "P-16 “Packing and sending”, P-17 “Complaints”: a first answer within 48 hours.",
        in_use: Some(-116),
    },
    Process {
        key: "equipment",
        name: "Keep measuring equipment true",
        group: "support",
        owner: "tomasz",
        purpose: "Knows every instrument that decides, and keeps it in date and traceable.",
        done_by: None,
        inputs: &[("New instruments, returned instruments", None, "Entered on the list before first use")],
        outputs: &[("Reference testers", Some("@calibration"), "In date, with their deviation")],
        with_what: "Reference room in Gdańsk; two accredited laboratories outside.",
        how: "P-15 “Measuring equipment”; the list has 143 instruments.",
        in_use: Some(-116),
    },
    Process {
        key: "people",
        name: "Train people",
        group: "support",
        owner: "hannah",
        purpose: "Nobody stands at a station without having shown that they can do it.",
        done_by: None,
        inputs: &[("What each station asks", Some("@assembly"), "One page for each station")],
        outputs: &[("People who can do it", Some("@assembly"), "Shown at the station and signed before working alone")],
        with_what: "The table of skills, 58 people.",
        how: "P-08 “Skills and training”.",
        in_use: Some(-115),
    },
    Process {
        key: "boards",
        name: "Have boards assembled",
        group: "outsourced",
        owner: "joao",
        purpose: "All printed circuit boards are assembled outside, to our parts lists and with our board test.",
        done_by: Some("Rivelin Board Assembly, Sheffield"),
        inputs: &[("Parts lists, board test", Some("@design"), "Released; same revision as the order")],
        outputs: &[("Boards", Some("@assembly"), "With the log of the board test")],
        with_what: "Their line 3; our test adapters BT-1 to BT-4.",
        how: "Quality agreement of 2024; a visit each year; the log of every board comes with the delivery.",
        in_use: Some(-115),
    },
    Process {
        key: "data",
        name: "Keep data and test software",
        group: "support",
        owner: "nikhil",
        purpose: "Keeps readings, certificates and bench software safe and unchanged.",
        done_by: None,
        inputs: &[],
        outputs: &[],
        with_what: "Two servers in Leeds, one copy in Gdańsk.",
        how: "Still being written as P-19.",
        in_use: None,
    },
];

/// The first days: sites, places, processes, and who answers for what.
pub(super) fn steps() -> Vec<Step> {
    let mut steps = vec![
        on(-124, "08:30", "agnieszka").enters("leeds", "site", json!({
            "name": "Leeds", "address": "14 Wharf Lane, Leeds", "about": "Design, purchasing, final calibration, service; 31 people.",
        })),
        on(-124, "08:34", "agnieszka").enters("gdansk", "site", json!({
            "name": "Gdańsk", "address": "ul. Portowa 8, Gdańsk", "about": "Assembly on two lines, reference room, dispatch; 27 people.",
        })),
    ];
    steps.extend(PLACES.iter().map(|place| on(-124, "09:00", "agnieszka").enters(place.key, "place", place.answers())));
    for process in PROCESSES {
        steps.push(on(-123, "10:00", "agnieszka").enters(process.key, "process", process.begins()));
        if let Some(day) = process.in_use {
            steps.push(on(day, "14:00", process.owner).answers(process.key, process.passes_on()));
            steps.push(on(day, "14:20", process.owner).passes(process.key, "activate"));
        }
    }
    steps.extend(PEOPLE.iter().map(|member| on(-122, "11:00", "agnieszka").answers(member.key, member.answers())));
    steps
}

impl Place {
    fn answers(&self) -> Value {
        let holding = if self.holding { "yes" } else { "no" };
        json!({ "name": self.name, "code": self.code, "site": self.site, "holding": holding })
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
        let row = |(name, other, criterion): &Passing, way: &str| {
            let mut row = json!({ "name": name, "criterion": criterion });
            row[way] = json!(other);
            row
        };
        let inputs: Vec<Value> = self.inputs.iter().map(|passing| row(passing, "from")).collect();
        let outputs: Vec<Value> = self.outputs.iter().map(|passing| row(passing, "to")).collect();
        json!({ "inputs": inputs, "outputs": outputs })
    }
}
