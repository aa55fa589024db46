//! Tests in a real browser: the finished binary, Debian's Chromium, Playwright and axe.
//!
//! npm's packages are installed from the lock file into the target folder, beside a copy of the tests; the checkout
//! stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Outcome, step};
use crate::tools;

/// Builds the binary and runs the browser tests on it; with words, those files only.
pub(crate) fn browser(files: &[String]) -> Outcome {
    step("Tools for the browser", || {
        tools::for_the_browser()?
            .iter()
            .for_each(|tool| println!("{tool}"));
        Ok(())
    })?;
    step("Binary", || {
        run::show(run::cargo().args(["build", "--package", "plumbline"]))
    })?;
    let target = target()?;
    let room = target.join("browser");
    step("npm packages, as locked", || furnish(&room))?;
    println!("\n==> Browser");
    let mut node = Command::new("node");
    node.arg("--test").arg("--test-concurrency=1").current_dir(&room);
    node.args(files)
        .env("PLUMBLINE_BIN", target.join("debug/plumbline"));
    run::show(&mut node)
}

/// Where cargo puts what it builds.
fn target() -> Result<PathBuf, String> {
    let told = run::read(run::cargo().args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
    let after = told.split("\"target_directory\":\"").nth(1);
    let path = after.and_then(|rest| rest.split('"').next());
    path.map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target folder".to_owned())
}

/// A copy of the tests with their packages beside them.
fn furnish(room: &Path) -> Outcome {
    let broken = |what: &Path| {
        let what = what.display().to_string();
        move |error: std::io::Error| format!("{what}: {error}")
    };
    fs::create_dir_all(room).map_err(broken(room))?;
    let tests = run::root().join("tests/browser");
    for old in files_in(room).map_err(broken(room))? {
        fs::remove_file(&old).map_err(broken(&old))?;
    }
    for file in files_in(&tests).map_err(broken(&tests))? {
        let name = file.file_name().expect("a file in a folder has a name");
        fs::copy(&file, room.join(name)).map_err(broken(&file))?;
    }
    let words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run::show(Command::new("npm").args(words).current_dir(room))
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.is_file()).collect())
}
