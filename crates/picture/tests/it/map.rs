//! The process map: order of work, arrows from outputs to inputs, and no line through a word.

use crate::common::{all, number, parse, room, title, vertices};
use picture::*;
use proptest::prelude::*;

fn process(group: Group, name: &str) -> Process {
    Process {
        name: name.into(),
        fact: "9 of 9 done".into(),
        state: "steady".into(),
        tone: Tone::Good,
        group,
        ..Process::default()
    }
}

fn flow(from: usize, to: usize, what: &str) -> Flow {
    Flow {
        from,
        to,
        what: what.into(),
    }
}

fn look(width: f64) -> Look {
    Look {
        heading: false,
        paper: false,
        width,
        ..Look::default()
    }
}

/// Left, top, right, bottom of the box of a process.
fn box_of(doc: &roxmltree::Document<'_>, name: &str) -> [f64; 4] {
    let frame = all(doc, "rect")
        .into_iter()
        .find(|r| title(r).starts_with(&format!("{name},")))
        .expect("its box");
    let [x, y, w, h] = ["x", "y", "width", "height"].map(|k| number(&frame, k));
    [x, y, x + w, y + h]
}

/// Points of the heads of all arrows.
fn heads(doc: &roxmltree::Document<'_>) -> Vec<(f64, f64)> {
    let filled = all(doc, "path")
        .into_iter()
        .filter(|p| p.attribute("stroke").is_none());
    filled
        .map(|p| vertices(p.attribute("d").expect("a path"))[0])
        .collect()
}

#[test]
fn work_runs_from_left_to_right_whatever_the_order_of_the_list() {
    let names = ["Dispatch", "Sales", "Assembly", "Design"];
    let map = ProcessMap {
        processes: names.iter().map(|n| process(Group::Core, n)).collect(),
        flows: vec![flow(1, 3, "order"), flow(3, 2, "drawing"), flow(2, 0, "units")],
        ..ProcessMap::default()
    };
    let svg = map.svg(&look(1400.0)).expect("a map");
    let doc = parse(&svg);
    let left = |name: &str| box_of(&doc, name)[0];
    assert!(
        left("Sales") < left("Design")
            && left("Design") < left("Assembly")
            && left("Assembly") < left("Dispatch")
    );
    // Each arrow ends at the box that receives.
    for (name, (x, _)) in ["Design", "Assembly", "Dispatch"].iter().zip(heads(&doc)) {
        assert!((left(name) - x).abs() < 6.0, "{name}");
    }
}

#[test]
fn a_circle_of_work_and_feedback_are_drawn() {
    let map = ProcessMap {
        processes: ["Sales", "Design", "Assembly"]
            .iter()
            .map(|n| process(Group::Core, n))
            .collect(),
        flows: vec![
            flow(0, 1, "order"),
            flow(1, 2, "drawing"),
            flow(2, 0, "returns"),
            flow(1, 1, "itself"),
        ],
        ..ProcessMap::default()
    };
    let svg = map.svg(&look(1000.0)).expect("a map");
    let doc = parse(&svg);
    assert!(
        box_of(&doc, "Sales")[0] < box_of(&doc, "Design")[0]
            && box_of(&doc, "Design")[0] < box_of(&doc, "Assembly")[0]
    );
    assert_eq!(heads(&doc).len(), 3);
}

#[test]
fn bands_stand_one_under_the_other() {
    let groups = [
        (Group::Outsourced, "Coating"),
        (Group::Support, "People"),
        (Group::Core, "Sales"),
        (Group::Management, "Review"),
    ];
    let map = ProcessMap {
        processes: groups.iter().map(|(g, n)| process(*g, n)).collect(),
        ..ProcessMap::default()
    };
    let svg = map.svg(&look(900.0)).expect("a map");
    let doc = parse(&svg);
    let tops = ["Review", "Sales", "People", "Coating"].map(|n| box_of(&doc, n)[1]);
    assert!(tops.windows(2).all(|w| w[0] < w[1]), "{tops:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_arrow_runs_through_a_word_and_no_word_is_lost(
        groups in prop::collection::vec(0..4usize, 2..14),
        ends in prop::collection::vec((0..14usize, 0..14usize), 0..16),
        width in 640.0..1500.0f64,
    ) {
        let all_groups = [Group::Management, Group::Core, Group::Support, Group::Outsourced];
        let processes: Vec<Process> = groups.iter().enumerate().map(|(i, g)| process(all_groups[*g], &format!("Process {i}"))).collect();
        let count = processes.len();
        let flows: Vec<Flow> = ends.iter().enumerate()
            .map(|(i, (a, b))| flow(a % count, b % count, &format!("thing {i}")))
            .filter(|f| f.from != f.to).collect();
        let map = ProcessMap { processes, flows: flows.clone(), ..ProcessMap::default() };
        let svg = map.svg(&look(width)).expect("a map");
        let doc = parse(&svg);
        let words: Vec<([f64; 4], String)> = all(&doc, "text").iter().map(room).collect();
        let ink = Theme::Light.palette().ink;
        for path in all(&doc, "path").iter().filter(|p| p.attribute("stroke") == Some(ink)) {
            for pair in vertices(path.attribute("d").expect("a path")).windows(2) {
                let line = [pair[0].0.min(pair[1].0), pair[0].1.min(pair[1].1), pair[0].0.max(pair[1].0), pair[0].1.max(pair[1].1)];
                for (r, said) in &words {
                    let meet = line[0] < r[2] && r[0] < line[2] + 0.01 && line[1] < r[3] && r[1] < line[3] + 0.01;
                    prop_assert!(!meet, "{said} at {r:?} is crossed by {line:?}");
                }
            }
        }
        for (i, (a, said)) in words.iter().enumerate() {
            for (b, other) in &words[..i] {
                let meet = a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
                prop_assert!(!meet, "{said} lies on {other}");
            }
        }
        let all_said = words.iter().map(|w| w.1.as_str()).collect::<Vec<_>>().join(" ");
        for f in &flows {
            prop_assert!(all_said.contains(&f.what), "{} is not said", f.what);
        }
        prop_assert_eq!(heads(&doc).len(), flows.len());
    }
}
