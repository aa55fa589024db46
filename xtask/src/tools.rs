//! The programs the tests need. Whatever is missing is installed where we may, and named where we may not:
//! a test run never gets quieter because a program is absent.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;

/// Where Debian keeps the PostgreSQL programs, one folder per major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Sees to it that formatter, linter and PostgreSQL are there; gives a line about each.
pub(crate) fn present() -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !has(tool) {
            install_component(component)?;
        }
        found.push(format!("cargo {tool}"));
    }
    let programs = match postgres() {
        Some(programs) => programs,
        None => {
            install("PostgreSQL", "postgresql")?;
            postgres().ok_or("the package postgresql was installed, but its initdb was not found")?
        }
    };
    found.push(format!(
        "PostgreSQL {} in {}",
        programs.major,
        programs.folder.display()
    ));
    let runner = if has("nextest") {
        "cargo nextest"
    } else {
        "cargo test (cargo-nextest is not installed; the same tests run)"
    };
    found.push(runner.to_string());
    Ok(found)
}

/// Does cargo know this subcommand?
pub(crate) fn has(subcommand: &str) -> bool {
    run::answers(run::cargo().args([subcommand, "--version"]))
}

/// The folder of `initdb` and `postgres`, and their major version.
#[derive(Debug)]
pub(crate) struct Postgres {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

/// The newest PostgreSQL of Debian, else the one on the PATH.
pub(crate) fn postgres() -> Option<Postgres> {
    newest(Path::new(DEBIAN)).or_else(on_path)
}

fn newest(debian: &Path) -> Option<Postgres> {
    let versions = std::fs::read_dir(debian).ok()?.flatten();
    let whole = versions.filter(|version| version.path().join("bin/initdb").exists());
    let majors = whole.filter_map(|version| version.file_name().to_str()?.parse().ok());
    majors.max().map(|major: u32| Postgres {
        folder: debian.join(major.to_string()).join("bin"),
        major,
    })
}

fn on_path() -> Option<Postgres> {
    let paths = std::env::var_os("PATH")?;
    let folder = std::env::split_paths(&paths).find(|folder| folder.join("initdb").exists())?;
    let said = run::read(Command::new(folder.join("initdb")).arg("--version")).ok()?;
    Some(Postgres {
        major: major(&said)?,
        folder,
    })
}

/// "initdb (PostgreSQL) 17.2 (Debian …)" → 17
fn major(version: &str) -> Option<u32> {
    let number = version
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn install_component(component: &str) -> Result<(), String> {
    println!("{component} is missing; installing it with rustup");
    run::show(Command::new("rustup").args(["component", "add", component])).map_err(|why| {
        format!("{component} is missing; install it: rustup component add {component} ({why})")
    })
}

/// Sees to it that Chromium, Node and npm are there; gives a line about each.
pub(crate) fn for_the_browser() -> Result<Vec<String>, String> {
    let programs = [
        ("Chromium", "chromium", "chromium"),
        ("Node.js", "node", "nodejs"),
        ("npm", "npm", "npm"),
    ];
    let mut found = Vec::new();
    for (name, program, package) in programs {
        let version = || run::read(Command::new(program).arg("--version"));
        let version = match version() {
            Ok(version) => version,
            Err(_) => {
                install(name, package)?;
                version()?
            }
        };
        found.push(format!("{name}: {}", version.trim()));
    }
    Ok(found)
}

fn install(name: &str, package: &str) -> Result<(), String> {
    let by_hand = format!("{name} is missing; install it: apt-get install {package}");
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!(
            "{by_hand} (it can only be installed from here by root on Debian)"
        ));
    }
    println!("{name} is missing; installing Debian's package {package}");
    for words in [
        &["update"][..],
        &["install", "--yes", "--no-install-recommends", package],
    ] {
        let mut apt = Command::new("apt-get");
        apt.args(words)
            .arg("--quiet")
            .env("DEBIAN_FRONTEND", "noninteractive");
        run::show(&mut apt).map_err(|why| format!("{by_hand} ({why})"))?;
    }
    Ok(())
}

/// Do we run as root? PostgreSQL refuses to, so its server then needs another user.
pub(crate) fn is_root() -> bool {
    run::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_spelling() {
        assert_eq!(
            major("initdb (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major("initdb (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("initdb"), None);
    }

    #[test]
    fn the_newest_whole_version_wins_by_number_not_by_spelling() {
        let debian = std::env::temp_dir().join(format!("plumbline-tools-{}", std::process::id()));
        for (version, whole) in [("9", true), ("15", true), ("17", false)] {
            std::fs::create_dir_all(debian.join(version).join("bin")).unwrap();
            if whole {
                std::fs::write(debian.join(version).join("bin/initdb"), "").unwrap();
            }
        }
        let found = newest(&debian).unwrap();
        std::fs::remove_dir_all(&debian).unwrap();
        assert_eq!((found.major, found.folder), (15, debian.join("15/bin")));
    }

    #[test]
    fn a_missing_subcommand_is_noticed() {
        assert!(has("fmt"));
        assert!(!has("no-such-subcommand"));
    }
}
