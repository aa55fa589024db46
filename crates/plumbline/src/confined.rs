//! Work on files that strangers wrote, done by this program run once more, with nothing in its hands.
//!
//! The child gets the bytes on standard input and answers on standard output. Before it looks at the first of them it
//! gives away what it does not need: memory beyond a bound, time, files, the network, other programs. Whatever a file
//! makes it do stays inside, and the parent says in a sentence that the file could not be read.

mod fence;

use std::io::{self, BufRead, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};

use app::exchange::sheet::{Ask, Extract, extract};
use app::{Error, Result};
use clap::Subcommand;

/// What a confined child does. Not for people: the program calls itself so.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum ConfinedCommand {
    /// Take a sheet out of a spreadsheet
    Spreadsheet,
    /// Try what must not be possible, and say what was
    Probe,
}

/// The child's side.
pub(crate) fn run(command: ConfinedCommand) -> Result<ExitCode> {
    let fences = fence::close().map_err(Error::Broken)?;
    match command {
        ConfinedCommand::Spreadsheet => {
            let mut input = io::stdin().lock();
            let mut line = Vec::new();
            (&mut input).take(64 * 1024).read_until(b'\n', &mut line)?;
            let ask: Ask = serde_json::from_slice(&line)
                .map_err(|_| Error::Invalid("The first line is no question.".to_owned()))?;
            extract(&ask, &mut input, &mut io::stdout().lock())?;
        }
        ConfinedCommand::Probe => println!("{}", fence::probe(&fences)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The parent's side: this program, run once more.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Again;

impl Extract for Again {
    fn run(
        &self,
        ask: &Ask,
        input: &mut (dyn Read + Send),
        output: &mut dyn Write,
    ) -> std::result::Result<(), String> {
        let mut child = start("spreadsheet").map_err(|error| {
            format!("The spreadsheet cannot be read: this program cannot start itself ({error}).")
        })?;
        let copied = converse(&mut child, ask, input, output);
        if copied.is_err() {
            // Nobody listens any more; a child that has ended already cannot be killed, which is as good.
            drop(child.kill());
        }
        let ended = child
            .wait()
            .map_err(|error| format!("The spreadsheet cannot be read: {error}."))?;
        copied.map_err(|error| format!("The spreadsheet cannot be read: {error}."))?;
        told(ended)
    }
}

fn start(what: &str) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["confined", what]).env_clear().current_dir("/");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Gives the child its question and the bytes while taking its answer, so that neither waits for the other.
fn converse(
    child: &mut Child,
    ask: &Ask,
    input: &mut (dyn Read + Send),
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut to = child.stdin.take().expect("it was asked for");
    let mut from = child.stdout.take().expect("it was asked for");
    let question = serde_json::to_string(ask)?;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that ends before it has read everything has said why, or its end says it.
            drop(writeln!(to, "{question}").and_then(|()| io::copy(input, &mut to)));
        });
        io::copy(&mut from, output).map(drop)
    })
}

fn told(ended: ExitStatus) -> std::result::Result<(), String> {
    const ABORTED: i32 = 6;
    const KILLED: i32 = 9;
    const OUT_OF_TIME: i32 = 24;
    if ended.success() {
        return Ok(());
    }
    Err(match ended.signal() {
        Some(ABORTED) => format!(
            "The spreadsheet wants more than {} MB of memory. Save the sheet as CSV and import that.",
            fence::MEMORY >> 20
        ),
        Some(KILLED | OUT_OF_TIME) => format!(
            "The spreadsheet was not read after {} seconds of work. Save the sheet as CSV and import that.",
            fence::SECONDS
        ),
        _ => "The spreadsheet is damaged. Open it in a spreadsheet program and save it again.".to_owned(),
    })
}
