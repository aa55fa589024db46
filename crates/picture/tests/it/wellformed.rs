//! Whatever stands in the data, a picture is well-formed, harmless, and has a name for those who do not see it.

use crate::common::{all, parse, text};
use crate::each::each;
use picture::{Look, Theme};
use proptest::prelude::*;

fn looks() -> [Look; 4] {
    let alone = |theme, width| Look {
        width,
        ..Look::alone(theme)
    };
    [
        alone(Theme::Light, 960.0),
        alone(Theme::Dark, 380.0),
        alone(Theme::Print, 620.0),
        Look::in_page(1280.0),
    ]
}

#[test]
fn every_picture_has_name_description_and_role() {
    for (name, picture) in each("Lot 2638", "/records/7") {
        for look in looks() {
            let svg = picture.svg(&look).unwrap_or_else(|r| panic!("{name}: {r}"));
            let doc = parse(&svg);
            let root = doc.root_element();
            let mut children = root.children().filter(|c| c.is_element());
            let title = children.next().expect("a first child");
            assert_eq!(
                (title.tag_name().name(), text(&title).as_str()),
                ("title", "Lot 2638"),
                "{name}"
            );
            let desc = children.next().expect("a second child");
            assert_eq!(desc.tag_name().name(), "desc", "{name}");
            assert!(
                text(&desc).len() > 8,
                "{name} describes itself as {:?}",
                text(&desc)
            );
            let links = all(&doc, "a").len();
            let role = if links > 0 {
                "graphics-document document"
            } else {
                "img"
            };
            assert_eq!(root.attribute("role"), Some(role), "{name} has {links} links");
            let view: Vec<f64> = root
                .attribute("viewBox")
                .expect("a view box")
                .split(' ')
                .map(|n| n.parse().unwrap())
                .collect();
            assert_eq!(view.len(), 4);
            assert!(
                (view[3] - crate::common::number(&root, "height")).abs() < 1e-9 && view[3] > 20.0,
                "{name}"
            );
        }
    }
}

#[test]
fn nothing_runs_and_nothing_is_fetched() {
    for (name, picture) in each("<script>alert(1)</script>", "javascript:alert(1)") {
        let svg = picture
            .svg(&Look::default())
            .unwrap_or_else(|r| panic!("{name}: {r}"));
        let doc = parse(&svg);
        for node in doc.descendants().filter(|n| n.is_element()) {
            let tag = node.tag_name().name();
            assert!(
                ![
                    "script",
                    "style",
                    "image",
                    "foreignObject",
                    "use",
                    "a",
                    "animate",
                    "set"
                ]
                .contains(&tag),
                "{name} has <{tag}>"
            );
            for attribute in node.attributes() {
                assert!(
                    !attribute.name().starts_with("on") && attribute.name() != "href",
                    "{name}: {attribute:?}"
                );
            }
        }
    }
}

#[test]
fn every_stroke_keeps_its_width() {
    for (name, picture) in each("Leakage", "#x") {
        let svg = picture
            .svg(&Look::default())
            .unwrap_or_else(|r| panic!("{name}: {r}"));
        let doc = parse(&svg);
        for node in doc
            .descendants()
            .filter(|n| n.attribute("stroke").is_some() && n.tag_name().name() != "circle")
        {
            assert_eq!(
                node.attribute("vector-effect"),
                Some("non-scaling-stroke"),
                "{name}: {node:?}"
            );
        }
    }
}

#[test]
fn no_text_is_smaller_than_fourteen_pixels() {
    for (name, picture) in each("Leakage", "#x") {
        let svg = picture
            .svg(&Look::default())
            .unwrap_or_else(|r| panic!("{name}: {r}"));
        let doc = parse(&svg);
        for node in doc.descendants().filter(|n| n.attribute("font-size").is_some()) {
            assert!(
                crate::common::number(&node, "font-size") >= 14.0,
                "{name}: {node:?}"
            );
        }
    }
}

#[test]
fn a_theme_changes_colours_and_nothing_else() {
    for (name, picture) in each("Leakage", "#x") {
        let shape = |theme: Theme| {
            let svg = picture
                .svg(&Look::alone(theme))
                .unwrap_or_else(|r| panic!("{name}: {r}"));
            let doc = parse(&svg);
            let told = |n: crate::common::Node<'_>| {
                let kept: Vec<String> = n
                    .attributes()
                    .filter(|a| !["fill", "stroke"].contains(&a.name()))
                    .map(|a| format!("{}={}", a.name(), a.value()))
                    .collect();
                (
                    n.tag_name().name().to_string(),
                    kept,
                    n.text().map(str::to_string),
                )
            };
            doc.descendants()
                .filter(|n| n.is_element())
                .map(told)
                .collect::<Vec<_>>()
        };
        assert_eq!(shape(Theme::Light), shape(Theme::Dark), "{name}");
        assert_eq!(shape(Theme::Light), shape(Theme::Print), "{name}");
    }
}

#[test]
fn every_table_is_square_and_says_what_is_drawn() {
    for (name, picture) in each("Lot 2638", "#x") {
        let table = picture.table(&Look::default());
        assert_eq!(table.caption, "Lot 2638", "{name}");
        assert!(!table.rows.is_empty() && table.headers.len() >= 2, "{name}");
        for row in &table.rows {
            assert_eq!(row.len(), table.headers.len(), "{name}: {row:?}");
        }
        assert!(
            table.rows.iter().flatten().any(|cell| cell.contains("Lot 2638"))
                || name == "histogram"
                || name == "spark",
            "{name}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_gives_well_formed_xml(text in any::<String>(), link in any::<String>(), width in 0.0..2000.0f64) {
        for (name, picture) in each(&text, &link) {
            let look = Look { width, ..Look::default() };
            let svg = picture.svg(&look).unwrap_or_else(|r| panic!("{name}: {r}"));
            let doc = parse(&svg);
            prop_assert!(doc.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
            picture.table(&look);
        }
    }
}
