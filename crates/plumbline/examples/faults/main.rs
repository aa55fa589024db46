//! `cargo xtask faults`: the finished binary is killed, starved and cut off hundreds of times under load, at chosen
//! steps in pairs of before and after; after each, no acknowledged act may be lost, doubled or out of order.
//!
//! `cargo xtask pg -- cargo xtask faults -- --points 500` does everything on both databases and prints the tables of
//! docs/faults.md.

mod house;
mod load;
mod others;
mod points;
mod shim;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use points::How;

const HELP: &str = "\
cargo xtask faults -- [WHAT …] [--points N] [--on sqlite|postgresql]

  kill      killed before and after N chosen steps (writes, syncs, sends), 32 writers
  errors    full disk and failing disk at N / 10 chosen steps, then well again
  drops     1,000 requests whose sender goes away
  two       two servers on one database, 1,000 acts through each, one killed and started again

Without WHAT all of them. PostgreSQL is found through PLUMBLINE_TEST_PG.
";

const ALL: [&str; 4] = ["kill", "errors", "drops", "two"];

/// What the arguments ask for.
struct Asked {
    what: Vec<String>,
    points: u64,
    on: Vec<(&'static str, Option<String>)>,
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    let binary = build();
    for (name, postgres) in &asked.on {
        for what in &asked.what {
            println!("\n### {name}: {what}\n");
            match what.as_str() {
                "kill" => points::run(
                    &binary,
                    postgres.as_deref(),
                    asked.points,
                    &[How::Before, How::After, How::Torn],
                ),
                "errors" => points::run(
                    &binary,
                    postgres.as_deref(),
                    asked.points / 10,
                    &[How::Full, How::Failing],
                ),
                "drops" => others::drops(&binary, postgres.as_deref(), 1_000),
                _ => others::two(&binary, postgres.as_deref(), 1_000),
            }
        }
    }
    ExitCode::SUCCESS
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        what: Vec::new(),
        points: 500,
        on: Vec::new(),
    };
    let mut only = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} wants a value"));
        match word.as_str() {
            "--points" => asked.points = value()?.parse().map_err(|_| "--points wants a number")?,
            "--on" => only = Some(value()?),
            known if ALL.contains(&known) => asked.what.push(word),
            _ => return Err(format!("“{word}” is not understood")),
        }
    }
    if asked.what.is_empty() {
        asked.what = ALL.map(str::to_owned).into();
    }
    if only.as_deref() != Some("postgresql") {
        asked.on.push(("SQLite", None));
    }
    if only.as_deref() != Some("sqlite") {
        let url = std::env::var("PLUMBLINE_TEST_PG");
        let url = url.map_err(
            |_| "PLUMBLINE_TEST_PG names no PostgreSQL server; run cargo xtask pg -- cargo xtask faults",
        )?;
        asked.on.push(("PostgreSQL", Some(url)));
    }
    Ok(asked)
}

/// The product as it is released: an example does not build the binary beside it.
fn build() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--release",
            "-p",
            "plumbline",
            "--bin",
            "plumbline",
        ])
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the binary could not be built"
    );
    let here = std::env::current_exe().expect("a program knows where it lies");
    here.ancestors()
        .nth(2)
        .expect("examples/ lies in the folder of the profile")
        .join("plumbline")
}
