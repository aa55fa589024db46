//! One way to change anything: an act.

use super::house::House;
use super::paths::{Imports, has_segment, path_at};
use super::rust::{Rust, bracketed};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "writer",
    because: "Every change is decided by the engine and sealed in the journal inside one transaction. That holds only while the writer is \
              called from crates/app/src/act/ and crates/app/src/jobs/ and nowhere else.",
    check,
};

/// The type in `store` that writes, the methods by which it does, and those that change nothing in the ledger.
const WRITER: &str = "Writer";
const WRITES: &[&str] = &["submit"];
const HARMLESS: &[&str] = &["new", "open", "start", "stop"];

/// Who may write; who may at least hold the writer to pass it on.
const CALLERS: &[&str] = &[
    "crates/app/src/act/",
    "crates/app/src/act.rs",
    "crates/app/src/jobs/",
    "crates/app/src/jobs.rs",
];
const HOLDERS: &[&str] = &["crates/app/src/", "crates/store/"];

fn check(house: &House) -> Vec<Finding> {
    let mut findings = unknown_methods(house);
    let others = house
        .rust("crates/")
        .filter(|(file, _)| !file.test && !file.path.starts_with("crates/store/"));
    for (file, rust) in others.filter(|(file, _)| !CALLERS.iter().any(|caller| file.path.starts_with(caller)))
    {
        let mut lines: Vec<(usize, String)> = calls(rust);
        if !HOLDERS.iter().any(|holder| file.path.starts_with(holder)) {
            lines.extend(mentions(rust));
        }
        let lines = lines.into_iter().filter(|(line, _)| !rust.is_test(*line));
        findings.extend(lines.map(|(line, what)| Finding::at(&file.path, line, what)));
    }
    findings
}

fn calls(rust: &Rust) -> Vec<(usize, String)> {
    let written = WRITES
        .iter()
        .flat_map(|name| [format!(".{name}("), format!("{WRITER}::{name}(")]);
    let found = written.map(|call| {
        rust.says(&call)
            .map(|(_, line)| (line, format!("calls the writer: {call}…)")))
            .collect::<Vec<_>>()
    });
    found.flatten().collect()
}

fn mentions(rust: &Rust) -> Vec<(usize, String)> {
    let imports = Imports::of(rust);
    let imported = imports
        .whole()
        .filter(|path| path.starts_with("store::") && has_segment(path, WRITER));
    let imported = imported.map(|path| (first_line(rust, WRITER), format!("imports {path}")));
    let spelled = rust
        .says("store::")
        .map(|(at, line)| (line, path_at(&rust.code, at)));
    let spelled = spelled
        .filter(|(_, path)| has_segment(path, WRITER))
        .map(|(line, path)| (line, format!("names {path}")));
    let mut all: Vec<(usize, String)> = imported.chain(spelled).collect();
    all.sort();
    all.dedup_by_key(|(line, _)| *line);
    all
}

fn first_line(rust: &Rust, word: &str) -> usize {
    rust.says(word).next().map_or(1, |(_, line)| line)
}

/// The tables above must know every public method of the writer, else a new one would slip through.
fn unknown_methods(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in house.rust("crates/store/src/") {
        for (at, _) in rust.says(&format!("impl {WRITER}")) {
            let block = &rust.code[at..at + bracketed(&rust.code[at..], '{', '}')];
            for (offset, _) in block.match_indices("pub fn ") {
                let name = path_at(block, offset + "pub fn ".len());
                if !WRITES.contains(&name) && !HARMLESS.contains(&name) {
                    let line = super::rust::line_of(&rust.code, at + offset);
                    findings.push(Finding::at(
                        &file.path,
                        line,
                        format!("say in xtask/src/tidy/writer.rs whether {WRITER}::{name} writes"),
                    ));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::RULE;

    const CALL: &str = "fn f(w: &Writer) {\n    w.submit(act)\n}";

    #[test]
    fn the_writer_is_called_by_acts_and_jobs() {
        let files = [
            ("crates/app/src/act/close.rs", CALL),
            ("crates/app/src/jobs/late.rs", CALL),
            (
                "crates/app/src/lib.rs",
                "use store::Writer;\npub struct App { writer: Writer }",
            ),
            ("crates/app/tests/it/x.rs", CALL),
        ];
        assert!(places(&RULE, &files).is_empty());
    }

    #[test]
    fn others_who_call_it_are_found() {
        let files = [
            ("crates/app/src/read/list.rs", CALL),
            ("crates/plumbline/src/serve.rs", CALL),
        ];
        assert_eq!(
            places(&RULE, &files),
            ["crates/app/src/read/list.rs:2", "crates/plumbline/src/serve.rs:2"]
        );
    }

    #[test]
    fn outside_app_nobody_even_holds_it() {
        let files = [
            ("crates/web/src/a.rs", "use store::{Reader,\n  Writer};"),
            ("crates/web/src/b.rs", "fn f(w: store::Writer) {}"),
            ("crates/web/src/c.rs", "use csv::Writer;\nfn f(w: Writer) {}"),
        ];
        assert_eq!(
            places(&RULE, &files),
            ["crates/web/src/a.rs:2", "crates/web/src/b.rs:1"]
        );
    }

    #[test]
    fn a_new_method_must_be_placed() {
        let code = "pub struct Writer;\nimpl Writer {\n    pub fn submit(&self) {}\n    pub fn erase(&self) {}\n    fn own(&self) {}\n}";
        assert_eq!(
            places(&RULE, &[("crates/store/src/writer.rs", code)]),
            ["crates/store/src/writer.rs:4"]
        );
    }
}
