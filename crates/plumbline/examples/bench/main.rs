//! `cargo xtask bench`: the figures of docs/bench.md, from the finished binary and from the library below it.
//!
//! `cargo xtask pg -- cargo xtask bench -- all --size 100000` prints everything, as markdown.

mod acts;
mod ground;
mod measure;
mod pages;
mod raw;
mod server;
mod whole;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use ground::Ground;

const HELP: &str = "\
cargo xtask bench -- [WHAT …] [--size N] [--seconds S] [--on sqlite|postgresql]

  acts      acts through the whole path at 1 and 32 callers, beside raw SQLite writing the same rows
  pages     list, record and search at N records: CPU, statements and p99 at 100 requests/s, beside raw SQLite
  whole     verify, rebuild, start, memory at N records
  all       all of them; acts on PostgreSQL as well when PLUMBLINE_TEST_PG names a server

N is 100,000 and S, how long each figure is taken, 4 unless said.
";

/// What the arguments ask for.
pub(crate) struct Asked {
    what: Vec<String>,
    /// Records.
    pub(crate) size: usize,
    /// How long one figure is taken.
    pub(crate) span: Duration,
    on: Option<String>,
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
    println!("{}", measure::machine());
    let wants = |what: &str| asked.what.iter().any(|word| word == what || word == "all");
    let postgres = std::env::var("PLUMBLINE_TEST_PG").ok();
    let places = [("SQLite", None), ("PostgreSQL", postgres.as_deref())];
    for (name, url) in places {
        let is_asked = asked.on.as_deref().is_none_or(|on| on == name.to_lowercase());
        if !is_asked || (name == "PostgreSQL" && url.is_none()) {
            continue;
        }
        if wants("acts") {
            println!("\n## Acts, {name}\n");
            acts::run(&binary, url, &asked);
        }
        if wants("pages") || wants("whole") {
            println!("\n## {} records, {name}\n", measure::thousands(asked.size as u64));
            let ground = Ground::build(url, asked.size);
            if wants("pages") {
                pages::run(&binary, &ground, &asked);
            }
            if wants("whole") {
                whole::run(&binary, &ground);
            }
        }
    }
    ExitCode::SUCCESS
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        what: Vec::new(),
        size: 100_000,
        span: Duration::from_secs(4),
        on: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} wants a value"));
        match word.as_str() {
            "--size" => asked.size = value()?.parse().map_err(|_| "--size wants a number")?,
            "--seconds" => {
                asked.span = Duration::from_secs(value()?.parse().map_err(|_| "--seconds wants a number")?);
            }
            "--on" => asked.on = Some(value()?),
            "acts" | "pages" | "whole" | "all" => asked.what.push(word),
            _ => return Err(format!("“{word}” is not understood")),
        }
    }
    if asked.what.is_empty() {
        asked.what.push("all".to_owned());
    }
    Ok(asked)
}

/// The product as it is released: an example does not build the binary beside it.
fn build() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let words = [
        "build",
        "--quiet",
        "--release",
        "-p",
        "plumbline",
        "--bin",
        "plumbline",
    ];
    let built = Command::new(cargo).args(words).status();
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
