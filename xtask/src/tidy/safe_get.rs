//! Reading changes nothing.

use super::house::House;
use super::paths::{Imports, has_segment, path_at};
use super::rust::Rust;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "safe_get",
    because: "No GET writes to the ledger: browsers fetch ahead, mail scanners follow links, and opening a procedure must never count as \
              \"read and understood\". Acts are POST, PATCH, PUT or DELETE.",
    check,
};

/// The URL table, in one file or in a folder of them.
const TABLES: &[&str] = &["crates/web/src/routes.rs", "crates/web/src/routes/"];

/// What registers a handler for GET.
const GETTERS: &[&str] = &["get(", "any(", "get_service("];

/// The name of every module whose functions act.
const ACTING: &str = "act";

fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in TABLES.iter().flat_map(|table| house.rust(table)) {
        for (line, handler) in getters(rust).filter(|(line, _)| !file.is_test(*line)) {
            if let Some(how) = acts(house, &handler) {
                findings.push(Finding::at(
                    &file.path,
                    line,
                    format!("GET is answered by {handler}, which {how}"),
                ));
            }
        }
    }
    findings
}

fn getters(rust: &Rust) -> impl Iterator<Item = (usize, String)> {
    let imports = Imports::of(rust);
    let calls = GETTERS
        .iter()
        .flat_map(|getter| rust.says(getter).map(move |(at, line)| (at + getter.len(), line)));
    calls.map(move |(at, line)| {
        let blanks = rust.code[at..].len() - rust.code[at..].trim_start().len();
        (line, imports.resolve(path_at(&rust.code, at + blanks)))
    })
}

/// How a handler acts: by the module it lies in, or by what its own lines call. Calls of calls are not followed.
fn acts(house: &House, handler: &str) -> Option<String> {
    if has_segment(handler, ACTING) {
        return Some(format!("lies in a module \"{ACTING}\""));
    }
    let (module, function) = handler.rsplit_once("::")?;
    let inside = module
        .trim_start_matches("crate::")
        .trim_start_matches("super::")
        .replace("::", "/");
    let files = [
        format!("crates/web/src/{inside}.rs"),
        format!("crates/web/src/{inside}/mod.rs"),
    ];
    let (_, rust) = house
        .rust("crates/web/src/")
        .find(|(file, _)| files.contains(&file.path))?;
    let body = body(rust, function)?;
    let imports = Imports::of(rust);
    let calls = body
        .match_indices('(')
        .map(|(at, _)| imports.resolve(path_before(&body[..at])));
    let acting = calls
        .into_iter()
        .find(|path| path.contains("::") && has_segment(path, ACTING))?;
    Some(format!("calls {acting}"))
}

fn body<'a>(rust: &'a Rust, function: &str) -> Option<&'a str> {
    let (at, _) = rust.says(&format!("fn {function}")).next()?;
    let rest = &rust.code[at..];
    let rest = &rest[rest.find('{')?..];
    Some(&rest[..super::rust::bracketed(rest, '{', '}')])
}

fn path_before(code: &str) -> &str {
    let start = code.rfind(|c: char| !super::rust::in_name(c) && c != ':');
    start.map_or(code, |at| {
        &code[at + code[at..].chars().next().map_or(1, char::len_utf8)..]
    })
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::RULE;

    const TABLE: &str = "crates/web/src/routes.rs";

    #[test]
    fn a_get_to_an_acting_module_is_found() {
        let table = "use crate::pages::{act::close, home};\nfn routes() {\n  r(\"/\", get(home::show).post(close))\n  \
                     r(\"/a\", get(close))\n  r(\"/b\", post(x).get(\n    crate::api::act::sign))\n}";
        assert_eq!(
            places(&RULE, &[(TABLE, table)]),
            ["crates/web/src/routes.rs:4", "crates/web/src/routes.rs:5"]
        );
    }

    #[test]
    fn a_get_whose_handler_acts_is_found() {
        let table = "use crate::pages::records;\nfn routes() { r(\"/\", get(records::show)); r(\"/x\", get(records::list)) }";
        let page = "use app::act;\nuse app::read;\nasync fn show(a: A) -> B {\n  act::note_reading(a)\n}\nasync fn list() { read::list() }";
        let files = [(TABLE, table), ("crates/web/src/pages/records.rs", page)];
        assert_eq!(places(&RULE, &files), ["crates/web/src/routes.rs:2"]);
    }

    #[test]
    fn reading_by_get_and_acting_by_post_is_fine() {
        let table = "use crate::{actions, pages};\nfn routes() { r(\"/\", get(pages::show).post(pages::act::close)); get(actions::list) }";
        let page = "pub fn show() { map.get(\"act\"); exact::thing(); act() }";
        assert!(places(&RULE, &[(TABLE, table), ("crates/web/src/pages.rs", page)]).is_empty());
    }
}
