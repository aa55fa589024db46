//! The project's own chores: `cargo xtask COMMAND`. Everything here works on the checkout and never ships.

mod browser;
mod deny;
mod examples;
mod postgres;
mod run;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  test [-- FILTERS]    everything CI runs; with FILTERS only the tests they choose (e.g. -- -p store)
  tidy                 the rules of the house, as checks
  pg -- COMMAND …      run COMMAND with a throwaway PostgreSQL around it, in PLUMBLINE_TEST_PG
  browser [-- FILES]   the tests in a real browser, on the binary that it builds
  deny                 licences and advisories of the dependencies (needs cargo-deny)
  bench [-- ARGS]      the figures of docs/bench.md, in release mode
  faults [-- ARGS]     kill, fill the disk and cut the connection, hundreds of times, in release mode
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (command.as_str(), after_dashes(rest)),
        None => ("help", &[][..]),
    };
    let outcome = match command {
        "test" => test::test(rest),
        "tidy" => tidy::tidy(),
        "pg" => postgres::around(rest),
        "browser" => browser::browser(rest),
        "deny" => deny::deny(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => match examples::find(other) {
            Some(example) => example.run(rest),
            None => Err(format!("there is no command \"{other}\".\n\n{HELP}")),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nxtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// What follows the first `--`, or everything when there is none.
fn after_dashes(words: &[String]) -> &[String] {
    match words.first() {
        Some(first) if first == "--" => &words[1..],
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::after_dashes;

    #[test]
    fn only_the_first_dashes_are_ours() {
        let words = ["--", "-p", "store", "--", "--nocapture"].map(String::from);
        assert_eq!(after_dashes(&words), &words[1..]);
        assert_eq!(after_dashes(&words[1..]), &words[1..]);
        assert!(after_dashes(&[]).is_empty());
    }
}
