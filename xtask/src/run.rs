//! Running other programs, with headings and times that a reader of a CI log can find again.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a chore ends with: nothing, or a sentence that says what is wrong and what to do.
pub(crate) type Outcome = Result<(), String>;

/// The root of the checkout that `cargo xtask` was called in.
pub(crate) fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(xtask)
        .parent()
        .expect("xtask lies in the root of the checkout")
        .to_path_buf()
}

/// The very cargo that runs us, so that one toolchain does everything; started in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Does one step under a heading and says how long it took. The step's own output stays as it is.
pub(crate) fn step<T>(title: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    println!("\n==> {title}");
    let start = Instant::now();
    let outcome = work();
    let seconds = start.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => println!("--> {title}: done in {seconds:.1} s"),
        Err(why) => println!("--> {title}: FAILED after {seconds:.1} s: {why}"),
    }
    outcome
}

/// Runs a program to its end, its output going where ours goes.
pub(crate) fn show(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|e| format!("{} could not be started: {e}", name(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", name(command)))
    }
}

/// Runs a program to its end and gives what it printed. When it fails, the error carries what it complained about.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("{} could not be started: {e}", name(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "{} ended with {}:\n{}",
            name(command),
            output.status,
            said.trim_end()
        ));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("{} printed bytes that are not UTF-8", name(command)))
}

/// Is there such a program, and does it start?
pub(crate) fn answers(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_complaint() {
        let error = read(Command::new("sh").args(["-c", "echo the reason >&2; exit 3"])).unwrap_err();
        assert!(
            error.contains("exit status: 3") && error.contains("the reason"),
            "{error}"
        );
        assert!(show(&mut Command::new("false")).is_err());
        assert!(
            show(&mut Command::new("no-such-program-here"))
                .unwrap_err()
                .contains("no-such-program-here")
        );
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("xtask/Cargo.toml").is_file());
    }
}
