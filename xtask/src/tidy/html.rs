//! HTML comes from one crate.

use super::house::House;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "html",
    because: "Escaping, wording and accessibility are kept in one place: pages come from crates/web, pictures from crates/picture. \
              A rule that answers in HTML cannot be shown by the API or the command line.",
    check,
};

/// Where markup may stand. The tidy rules themselves name tags, in the table below.
const HOMES: &[&str] = &[
    "crates/web/",
    "crates/picture/",
    "xtask/",
    "ui/",
    "tests/",
    "docs/",
];

/// Elements that make a page. A closing tag or an attribute beside them tells them from `<p>` in prose.
const ELEMENTS: &[&str] = &[
    "a", "article", "aside", "body", "br", "button", "dd", "details", "dialog", "div", "dl", "dt", "em",
    "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "img", "input", "label",
    "legend", "li", "link", "main", "meta", "nav", "ol", "option", "p", "script", "section", "select",
    "small", "span", "strong", "style", "summary", "table", "tbody", "td", "textarea", "th", "thead", "tr",
    "ul",
];

fn check(house: &House) -> Vec<Finding> {
    let strangers = house
        .files
        .iter()
        .filter(|file| !HOMES.iter().any(|home| file.path.starts_with(home)));
    let mut findings = Vec::new();
    for file in strangers {
        if file.path.ends_with(".html") {
            findings.push(Finding::in_whole(&file.path, "a page outside crates/web"));
        }
        let literals = file.rust.iter().flat_map(|rust| &rust.literals);
        let markup = literals.filter(|piece| !file.is_test(piece.line) && is_markup(&piece.text));
        findings.extend(markup.map(|piece| {
            Finding::at(
                &file.path,
                piece.line,
                "a text that looks like HTML; let web say it",
            )
        }));
    }
    findings
}

fn is_markup(text: &str) -> bool {
    text.contains("<!doctype html") || text.contains("<!DOCTYPE html") || text.split('<').skip(1).any(is_tag)
}

/// Is what follows a `<` a tag of a page?
fn is_tag(rest: &str) -> bool {
    let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let name = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if !ELEMENTS.contains(&name) {
        return false;
    }
    let after = &rest[name.len()..];
    // `<p>` alone may be prose for "a parameter p"; longer names are not.
    let with_attribute = after.starts_with(' ') && after.contains('=');
    closing && after.starts_with('>')
        || with_attribute
        || name.len() > 1 && (after.starts_with('>') || after.starts_with("/>"))
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn tags_are_known() {
        for markup in [
            "<div class=\\\"x\\\">",
            "</p>",
            "<br/>",
            "<a href='x'>y",
            "<!doctype html>",
            "x <strong>y",
        ] {
            assert!(is_markup(markup), "{markup}");
        }
    }

    #[test]
    fn other_angle_brackets_are_not_tags() {
        for text in [
            "<FILE>",
            "a < b",
            "<p>",
            "Vec<String>",
            "<svg width='3'>",
            "http://…/<number>",
            "<id>",
            "2 <3",
        ] {
            assert!(!is_markup(text), "{text}");
        }
    }

    #[test]
    fn markup_outside_web_is_found() {
        let code = "fn f() -> &'static str {\n    \"<table>\"\n}";
        let files = [
            ("crates/app/src/read/x.rs", code),
            ("crates/web/src/pages/x.rs", code),
            ("packs/x/a.html", ""),
        ];
        assert_eq!(
            places(&RULE, &files),
            ["crates/app/src/read/x.rs:2", "packs/x/a.html"]
        );
    }
}
