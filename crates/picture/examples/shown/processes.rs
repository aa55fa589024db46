//! The landscape of processes, and one process in one view.

use picture::*;

pub(crate) fn all() -> Vec<(&'static str, Box<dyn Picture>)> {
    vec![("map", Box::new(map())), ("turtle", Box::new(turtle()))]
}

fn map() -> ProcessMap {
    use Group::{Core, Management, Outsourced, Support};
    use Tone::{Bad, Good, Quiet, Watch};
    let process = |group, name: &str, fact: &str, state: &str, tone| Process {
        name: name.into(),
        fact: fact.into(),
        state: state.into(),
        tone,
        group,
        chosen: name == "Calibrate and release",
        link: Some("#turtle".into()),
    };
    let flow = |from, to, what: &str| Flow {
        from,
        to,
        what: what.into(),
    };
    ProcessMap {
        about: About::new(
            "Landscape of processes",
            "Eleven run steadily. One is off its goal, one is watched.",
        ),
        processes: vec![
            process(
                Management,
                "Lead and review",
                "9 of 9 decisions done",
                "steady",
                Good,
            ),
            process(
                Management,
                "Plan and weigh risks",
                "31 risks, 2 high",
                "steady",
                Good,
            ),
            process(
                Management,
                "Audit and improve",
                "13 of 14 audits held",
                "steady",
                Good,
            ),
            process(
                Core,
                "Sell and agree requirements",
                "1.2 days to an offer",
                "steady",
                Good,
            ),
            process(Core, "Design testers", "3 of 3 reviews on time", "steady", Good),
            process(Core, "Buy and receive", "88 % on time", "off its goal", Bad),
            process(Core, "Assemble", "99.1 % right first time", "steady", Good),
            process(
                Core,
                "Calibrate and release",
                "96.8 % first pass",
                "watched",
                Watch,
            ),
            process(
                Core,
                "Dispatch and look after customers",
                "0.4 % returns",
                "steady",
                Good,
            ),
            process(Support, "Train people", "58 of 60 signed off", "steady", Good),
            process(
                Support,
                "Keep measuring equipment true",
                "142 of 143 in date",
                "steady",
                Good,
            ),
            process(Support, "Keep documents", "6 days to release", "steady", Good),
            process(
                Support,
                "Keep data and test software",
                "",
                "being described",
                Quiet,
            ),
            process(
                Outsourced,
                "Have boards assembled",
                "Rivelin, Sheffield",
                "steady",
                Good,
            ),
        ],
        flows: vec![
            flow(0, 2, "goals and means"),
            flow(2, 0, "figures, findings and open problems"),
            flow(0, 4, "decisions on products and markets"),
            flow(1, 5, "risks to be treated"),
            flow(3, 6, "order with limits and options"),
            flow(3, 4, "wishes for new functions"),
            flow(4, 6, "drawings, parts lists, firmware"),
            flow(4, 7, "calibration procedure"),
            flow(4, 5, "parts lists"),
            flow(4, 13, "parts lists, board test"),
            flow(5, 6, "parts in store"),
            flow(6, 7, "assembled testers"),
            flow(7, 8, "certified testers"),
            flow(8, 2, "what customers report"),
            flow(10, 7, "reference testers"),
            flow(6, 9, "what each station asks"),
            flow(9, 6, "people who can do it"),
            flow(13, 6, "boards"),
        ],
    }
}

fn turtle() -> Turtle {
    let link = |text: &str| Item {
        link: Some("#there".into()),
        ..Item::new(text)
    };
    let late = |text: &str, tone| Item {
        tone,
        link: Some("#there".into()),
        ..Item::new(text)
    };
    Turtle {
        about: About::new(
            "Final calibration in one view",
            "One reference is due this week, one instruction is late.",
        ),
        number: "Process 9".into(),
        name: "Final calibration".into(),
        purpose: "Every unit is compared with a reference before it may leave.".into(),
        with_what: vec![
            Item::new("Reference testers RT-01, RT-03, RT-04"),
            late("RT-04 is due this week: sign its calibration", Tone::Watch),
            Item::new("Chamber at 23 ± 1 °C, log of 12 months"),
        ],
        with_whom: vec![
            Item::new("Ben Okafor owns it"),
            Item::new("7 calibrators, 4 in Leeds, 3 in Gdańsk"),
            Item::new("6 of 7 are signed off for T-330; Ewa Mazur learns it until 11 December"),
        ],
        comes_in: vec![
            link("Assembled units, about 240 a week, from Assembly"),
            Item::new("Limits from the customer’s order"),
        ],
        goes_out: vec![
            link("Units with a certificate, to Dispatch"),
            link("Readings, to Design, every Monday"),
        ],
        how: vec![
            link("P-14 “Calibration”, revision 3"),
            late("WI-031, revision 7, is 12 days late: approve it", Tone::Bad),
            link("WI-033 “Leakage, all types”, revision 5"),
        ],
        measured: vec![
            link("First-pass yield 96.8 %, goal 97.5 %"),
            Item::new("31 minutes a unit, goal 30"),
            Item::new("2 certificates corrected this year, goal 0"),
        ],
    }
}
