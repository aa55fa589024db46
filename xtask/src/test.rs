//! `cargo xtask test`: the test command of the README, and all that CI runs.

use crate::postgres::Server;
use crate::run::{self, Outcome, step};
use crate::{tidy, tools};

/// Runs every check and every test; with filters, only the tests that they choose.
///
/// A failed check does not stop the tests, so that one run tells everything. The tests come last, so that the
/// runner's own summary is what the reader sees at the end.
pub(crate) fn test(filters: &[String]) -> Outcome {
    step("Tools", || {
        tools::present()?.iter().for_each(|tool| println!("{tool}"));
        Ok(())
    })?;
    let mut failed = Vec::new();
    if filters.is_empty() {
        checks(&mut failed);
    } else {
        println!(
            "\nA filter was given: only the tests run. Left out: format, clippy, tidy, documentation tests."
        );
    }

    let server = step("Throwaway PostgreSQL", || {
        Server::start().inspect(|server| println!("{server}"))
    })?;
    if filters.is_empty() {
        note(&mut failed, "Documentation tests", || {
            run::show(
                run::cargo()
                    .args(["test", "--doc", "--workspace"])
                    .env("PLUMBLINE_TEST_PG", server.url()),
            )
        });
    }
    println!("\n==> Tests");
    let tests = run::show(
        run::cargo()
            .args(runner(filters))
            .env("PLUMBLINE_TEST_PG", server.url()),
    );
    drop(server);

    failed.extend(tests.is_err().then_some("Tests"));
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("failed: {}", failed.join(", ")))
    }
}

fn checks(failed: &mut Vec<&'static str>) {
    note(failed, "Format", || {
        run::show(run::cargo().args(["fmt", "--all", "--check", "--", "-l"]))
    });
    note(failed, "Clippy", || {
        let words = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run::show(run::cargo().args(words))
    });
    note(failed, "Tidy", tidy::tidy);
}

fn note(failed: &mut Vec<&'static str>, title: &'static str, work: impl FnOnce() -> Outcome) {
    if step(title, work).is_err() {
        failed.push(title);
    }
}

/// The words after `cargo`. A filter that names packages replaces `--workspace`, which would add all others again.
fn runner(filters: &[String]) -> Vec<String> {
    let mut words: Vec<&str> = if tools::has("nextest") {
        vec!["nextest", "run"]
    } else {
        vec!["test"]
    };
    if words == ["test"] && filters.is_empty() {
        // Documentation tests have run already.
        words.extend(["--lib", "--bins", "--tests", "--no-fail-fast"]);
    } else if filters.is_empty() {
        words.push("--no-fail-fast");
    }
    if !names_packages(filters) {
        words.push("--workspace");
    }
    words
        .into_iter()
        .map(String::from)
        .chain(filters.iter().cloned())
        .collect()
}

fn names_packages(filters: &[String]) -> bool {
    let ours = filters.iter().take_while(|word| *word != "--");
    ours.into_iter()
        .any(|word| word.starts_with("-p") || word.starts_with("--package"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn a_named_package_replaces_the_workspace() {
        assert!(names_packages(&words("-p store")));
        assert!(names_packages(&words("--package=store writer")));
        assert!(!names_packages(&words("closing")));
        assert!(!names_packages(&words("closing -- --package")));
        assert!(!runner(&words("-p store")).contains(&"--workspace".to_string()));
    }

    #[test]
    fn without_a_filter_everything_runs_to_the_end() {
        let words = runner(&[]);
        assert!(
            words.contains(&"--workspace".to_string()) && words.contains(&"--no-fail-fast".to_string()),
            "{words:?}"
        );
    }
}
