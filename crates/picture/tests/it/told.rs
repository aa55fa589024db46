//! What a picture says: nothing that matters is left to colour, to a pointer, or out.

use crate::common::{all, bare, chart, parse, text};
use picture::*;

/// Everything that stands in a picture, one text after the other.
fn said(picture: &dyn Picture, look: &Look) -> Vec<String> {
    let svg = picture.svg(look).unwrap_or_else(|r| panic!("{r}"));
    let doc = parse(&svg);
    all(&doc, "text").iter().map(text).collect()
}

fn phone() -> Look {
    Look {
        width: 360.0,
        ..bare()
    }
}

#[test]
fn zones_have_all_their_letters_in_each_stage() {
    let mut zoned = chart(&[10.0; 24]);
    zoned.zones = true;
    let stage = |from, name: &str| Stage {
        from,
        name: name.into(),
    };
    zoned.stages = vec![stage(0, "old"), stage(12, "new")];
    let told = said(&zoned, &bare());
    for letter in ["A", "B", "C"] {
        assert_eq!(
            told.iter().filter(|t| *t == letter).count(),
            4,
            "{letter}: two sides of two stages"
        );
    }
}

#[test]
fn a_point_that_is_left_out_says_why() {
    let mut one_out = chart(&[10.0, 9.5, 10.5, 9.8]);
    one_out.values.points[1].excluded = Some("old gauge".into());
    let told = said(&one_out, &bare());
    assert!(told.iter().any(|t| t == "left out: old gauge"), "{told:?}");
}

#[test]
fn a_heat_map_shows_every_figure_on_a_phone() {
    let values: Vec<Option<f64>> = (0..12).map(|i| Some(f64::from(i) * 8.0 + 10.0)).collect();
    let map = HeatMap {
        columns: Words::default().months.to_vec(),
        rows: vec![("Dispatch and looking after customers".into(), values.clone())],
        ..HeatMap::default()
    };
    let told = said(&map, &phone());
    for value in values.into_iter().flatten() {
        assert!(told.contains(&value.to_string()), "{value} is not among {told:?}");
    }
    assert!(
        told.iter().any(|t| t == "Dispatch and looking after customers"),
        "{told:?}"
    );
}

#[test]
fn a_risk_to_be_treated_stands_by_its_name_and_a_key_is_never_cut() {
    let risk = |likelihood, key: &str, label: &str| Risk {
        likelihood,
        key: key.into(),
        label: label.into(),
        ..Risk::default()
    };
    let levels = |n: usize| (0..n).map(|i| format!("level {i}")).collect::<Vec<_>>();
    let band = |word: &str, gravity| Band {
        word: word.into(),
        gravity,
    };
    let matrix = RiskMatrix {
        likelihood: ("How likely".into(), levels(5)),
        consequence: ("How grave".into(), levels(1)),
        bands: vec![band("accept", Gravity::Low), band("treat", Gravity::High)],
        cells: vec![vec![0, 0, 0, 0, 1]],
        risks: vec![
            risk(0, "R-3", "Printer fails"),
            risk(4, "R-117", "Reel wrongly labelled"),
        ],
        ..RiskMatrix::default()
    };
    for look in [bare(), phone()] {
        let told = said(&matrix, &look);
        assert!(told.iter().any(|t| t == "R-117"), "{told:?}");
        assert!(
            told.iter().any(|t| t.contains("Reel wrongly labelled")),
            "{told:?}"
        );
        assert!(
            !told.iter().any(|t| t.contains("Printer fails")),
            "accepted risks stay in the table: {told:?}"
        );
    }
}

#[test]
fn a_text_read_from_the_right_is_set_apart_and_others_are_left_as_they_are() {
    let about = |title: &str| ControlChart {
        about: About::new(title, ""),
        ..chart(&[9.0, 10.0])
    };
    let look = Look {
        heading: true,
        ..bare()
    };
    let arabic = said(&about("المعايرة."), &look);
    assert_eq!(arabic[0], "\u{2067}المعايرة.\u{2069}");
    let polish = said(&about("Źródło."), &look);
    assert_eq!(polish[0], "Źródło.");
}

#[test]
fn a_long_word_is_divided_and_not_lost() {
    let word = "Konstantynopolitańczykowianeczka";
    let bar = |label: &str| ParetoBar {
        label: label.into(),
        value: 3.0,
        link: None,
    };
    let pareto = Pareto {
        bars: vec![bar(word), bar("NC-2026-0140000000000000000000")],
        ..Pareto::default()
    };
    let told = said(&pareto, &phone());
    let at = told
        .iter()
        .position(|t| t.ends_with('-'))
        .expect("a part with a hyphen");
    assert_eq!(
        format!("{}{}", told[at].trim_end_matches('-'), told[at + 1]),
        word
    );
    assert!(
        told.iter()
            .any(|t| t.starts_with("NC-2026-01") && t.ends_with('…')),
        "a number is shortened, not divided: {told:?}"
    );
}

#[test]
fn an_empty_field_of_a_turtle_says_so() {
    let turtle = Turtle {
        name: "Sell".into(),
        how: vec![Item::new("P-2")],
        ..Turtle::default()
    };
    let told = said(&turtle, &bare());
    assert_eq!(told.iter().filter(|t| *t == "none").count(), 5, "{told:?}");
}

#[test]
fn equal_values_do_not_reach_a_limit_they_keep() {
    let bins = Histogram::bins_of(&[12.0; 30], None);
    assert_eq!((bins.len(), bins[0].count), (1, 30));
    assert!(bins[0].from > 11.99 && bins[0].from < 12.0 && bins[0].to > 12.0 && bins[0].to < 12.01);
}
