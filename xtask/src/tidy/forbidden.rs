//! Words that are rarely meant to stay.

use super::house::{File, House};
use super::rust::Rust;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "forbidden",
    because: "A panic in a request or a job is a sentence that nobody wrote: return an error, or say in expect(\"…\") why it cannot happen. \
              What is unfinished, ignored or unused is finished or removed before it lands; git and the issues remember it.",
    check,
};

struct Word {
    /// As it stands in code, blanks taken out.
    says: &'static str,
    instead: &'static str,
    allowed_in_tests: bool,
}

const WORDS: &[Word] = &[
    Word {
        says: ".unwrap()",
        instead: "return an error, or expect(\"why it cannot happen\")",
        allowed_in_tests: true,
    },
    Word {
        says: "todo!",
        instead: "write it, or file an issue",
        allowed_in_tests: false,
    },
    Word {
        says: "unimplemented!",
        instead: "write it, or refuse with an error",
        allowed_in_tests: false,
    },
    Word {
        says: "dbg!",
        instead: "remove it",
        allowed_in_tests: false,
    },
    Word {
        says: "#[ignore",
        instead: "a test runs or is deleted",
        allowed_in_tests: false,
    },
    Word {
        says: "allow(dead_code",
        instead: "remove what nobody calls",
        allowed_in_tests: false,
    },
    Word {
        says: "expect(dead_code",
        instead: "remove what nobody calls",
        allowed_in_tests: false,
    },
];

/// Notes to oneself.
const NOTES: &[&str] = &["FIXME", "TODO", "XXX"];

fn check(house: &House) -> Vec<Finding> {
    house
        .rust("")
        .flat_map(|(file, rust)| words(file, rust).chain(notes(file, rust)).collect::<Vec<_>>())
        .collect()
}

fn words<'a>(file: &'a File, rust: &'a Rust) -> impl Iterator<Item = Finding> + 'a {
    WORDS.iter().flat_map(
        move |Word {
                  says,
                  instead,
                  allowed_in_tests,
              }| {
            let lines = rust
                .says(says)
                .map(|(_, line)| line)
                .filter(|line| !(*allowed_in_tests && file.is_test(*line)));
            lines.map(move |line| Finding::at(&file.path, line, format!("{says}: {instead}")))
        },
    )
}

fn notes<'a>(file: &'a File, rust: &'a Rust) -> impl Iterator<Item = Finding> + 'a {
    let noted = rust.comments.iter().filter_map(|comment| {
        let note = NOTES.iter().find(|note| comment.text.contains(*note))?;
        Some((comment.line, note))
    });
    noted.map(|(line, note)| Finding::at(&file.path, line, format!("{note}: do it, or file an issue")))
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::RULE;

    #[test]
    fn each_word_is_found_where_it_stands() {
        let code = "fn f() {\n    a.unwrap();\n    todo!();\n    dbg!(1);\n    unimplemented!();\n}\n#[allow(dead_code)]\nfn g() {}\n// FIXME\n";
        let found = places(&RULE, &[("crates/web/src/x.rs", code)]);
        assert_eq!(
            found,
            [2, 3, 5, 4, 7, 9].map(|line| format!("crates/web/src/x.rs:{line}"))
        );
    }

    #[test]
    fn tests_may_unwrap_but_not_be_ignored() {
        let code = "#[test]\n#[ignore = \"slow\"]\nfn f() {\n    a.unwrap();\n}\n";
        assert_eq!(
            places(&RULE, &[("crates/web/src/x.rs", code)]),
            ["crates/web/src/x.rs:2"]
        );
        assert!(places(&RULE, &[("crates/web/tests/it/x.rs", "fn f() { a.unwrap(); }")]).is_empty());
    }

    #[test]
    fn relatives_and_texts_are_fine() {
        let code = "fn f() {\n    a.unwrap_or(1);\n    b.expect(\"why\");\n    say(\"todo!\");\n    todo_list();\n}\n";
        assert!(places(&RULE, &[("crates/web/src/x.rs", code)]).is_empty());
    }
}
