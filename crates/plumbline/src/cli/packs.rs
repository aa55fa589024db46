//! `pack`: check, list, begin and install packs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{Caller, Error, Result};
use clap::Subcommand;
use engine::pack::{PackSource, load};
use serde_json::json;

use super::CONTRADICTED;
use super::place::PlaceArgs;

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Packs: kinds of record, standards and rules as data.
#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Report every problem in packs, with file and line, and play their stories in a house of their own
    Check {
        /// Folders of packs; those they need are taken from the folders beside them, or from this program
        #[arg(required = true)]
        folders: Vec<PathBuf>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the packs that are in force
    List {
        #[command(flatten)]
        place: PlaceArgs,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// One edition of a standard clause by clause, with the checks that speak to each: for proof-reading
    Table {
        /// Standard, as iso-9001-2015
        standard: String,
        /// Folders of packs; without any, the packs that come with this program
        folders: Vec<PathBuf>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Begin a pack of your own in a new folder
    New {
        /// Folder; its name becomes the pack's id
        folder: PathBuf,
    },
    /// Install packs, or higher versions of installed ones
    Install {
        #[command(flatten)]
        place: PlaceArgs,
        /// Folders of packs, or names of those that come with this program
        #[arg(required = true)]
        packs: Vec<String>,
    },
}

pub(crate) fn run(command: &PackCommand) -> Result<ExitCode> {
    match command {
        PackCommand::Check { folders, json } => check(folders, *json),
        PackCommand::List { place, json } => list(place, *json),
        PackCommand::Table {
            standard,
            folders,
            json,
        } => {
            let sources = if folders.is_empty() {
                bundled(&CARRIED)
            } else {
                with_needs(folders)?
            };
            super::conformity::table(&sources, standard, *json)
        }
        PackCommand::New { folder } => new(folder),
        PackCommand::Install { place, packs } => install(place, packs),
    }
}

/// All packs that the program carries.
pub(crate) const CARRIED: [&str; 3] = ["base", "iso-9001", "electrical-safety"];

/// Packs that come with the program, by name.
pub(crate) fn bundled(names: &[&str]) -> Vec<PackSource> {
    names.iter().filter_map(|name| bundled_one(name)).collect()
}

fn bundled_one(name: &str) -> Option<PackSource> {
    let files: BTreeMap<String, String> = FILES
        .iter()
        .filter(|(pack, _, _)| *pack == name)
        .map(|(_, path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    (!files.is_empty()).then(|| PackSource {
        name: name.to_owned(),
        files,
    })
}

/// Reads a folder of TOML and text files as a pack.
fn read(folder: &Path) -> Result<PackSource> {
    let folder = folder
        .canonicalize()
        .map_err(|error| Error::NotFound(format!("{}: {error}.", folder.display())))?;
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut files = BTreeMap::new();
    collect(&folder, &folder, &mut files)?;
    if files.is_empty() {
        return Err(Error::NotFound(format!(
            "There are no TOML files in {}.",
            folder.display()
        )));
    }
    Ok(PackSource { name, files })
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "txt")
        {
            let text = fs::read_to_string(&path)
                .map_err(|error| Error::Invalid(format!("{}: {error}.", path.display())))?;
            let inside = path
                .strip_prefix(root)
                .expect("it lies in the root")
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(inside, text);
        }
    }
    Ok(())
}

/// The packs and, as far as they can be found, those they need.
fn with_needs(folders: &[PathBuf]) -> Result<Vec<PackSource>> {
    let mut sources: Vec<PackSource> = folders.iter().map(|folder| read(folder)).collect::<Result<_>>()?;
    let mut at = 0;
    while at < sources.len() {
        let beside = folders
            .first()
            .and_then(|folder| folder.parent())
            .map(Path::to_owned)
            .unwrap_or_default();
        for need in needs(&sources[at]) {
            if sources.iter().all(|source| source.name != need) {
                sources.extend(read(&beside.join(&need)).ok().or_else(|| bundled_one(&need)));
            }
        }
        at += 1;
    }
    Ok(sources)
}

/// The ids in `needs = […]`; whatever cannot be read is reported by the loader.
fn needs(source: &PackSource) -> Vec<String> {
    let (packs, _) = load(std::slice::from_ref(source));
    packs.packs.iter().flat_map(|info| info.needs.clone()).collect()
}

fn check(folders: &[PathBuf], json: bool) -> Result<ExitCode> {
    let sources = with_needs(folders)?;
    let (packs, problems) = load(&sources);
    // Stories are played only when the packs can be used; those of the packs they build on are not ours to check.
    let told = sources
        .iter()
        .take(folders.len())
        .map(|source| source.name.as_str())
        .collect::<Vec<_>>();
    let (stories, failures) = if problems.is_empty() {
        app::stories::check(&sources, &told)?
    } else {
        (0, Vec::new())
    };
    if json {
        let lines: Vec<_> = problems
            .iter()
            .map(|problem| json!({ "file": problem.file, "line": problem.line, "what": problem.what }))
            .collect();
        let failed: Vec<_> = failures
            .iter()
            .map(|failure| json!({ "file": failure.file, "line": failure.line, "story": failure.story, "what": failure.what }))
            .collect();
        println!(
            "{}",
            json!({ "problems": lines, "stories": stories, "failures": failed })
        );
    } else {
        for problem in &problems {
            println!("{problem}");
        }
        for failure in &failures {
            println!("{failure}");
        }
        let words = if problems.is_empty() {
            "no problem".to_owned()
        } else {
            format!("{} problems", problems.len())
        };
        println!(
            "{} kinds, {} standards: {words}.",
            packs.kinds.len(),
            packs.standards.len()
        );
        if stories > 0 {
            let told = match (stories, failures.len()) {
                (1, 0) => "1 story: it comes out as told".to_owned(),
                (_, 0) => format!("{stories} stories: all come out as told"),
                (_, failed) => format!("{stories} stories: {failed} not as told"),
            };
            println!("{told}.");
        }
    }
    let sound = problems.is_empty() && failures.is_empty();
    Ok(if sound { ExitCode::SUCCESS } else { CONTRADICTED })
}

fn list(place: &PlaceArgs, json: bool) -> Result<ExitCode> {
    place.open()?.read(|_, house| {
        for info in &house.packs.packs {
            if json {
                println!("{}", json!({ "id": info.id, "title": info.title, "version": info.version, "licence": info.licence, "digest": info.digest }));
            } else {
                println!("{} {}  {}  ({})", info.id, info.version, info.title, &info.digest.get(..12).unwrap_or_default());
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn new(folder: &Path) -> Result<ExitCode> {
    let id = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if folder.exists() {
        return Err(Error::Conflict(format!("{} is there already.", folder.display())));
    }
    fs::create_dir_all(folder.join("kinds"))?;
    fs::write(folder.join("pack.toml"), NEW_PACK.replace("{id}", &id))?;
    fs::create_dir_all(folder.join("stories"))?;
    fs::write(folder.join("kinds/visit.toml"), NEW_KIND)?;
    fs::write(folder.join("practices.toml"), NEW_PRACTICES)?;
    fs::write(folder.join("stories/visit.txt"), NEW_STORY)?;
    println!(
        "A pack begins in {}. Check it with: plumbline pack check {}",
        folder.display(),
        folder.display()
    );
    Ok(ExitCode::SUCCESS)
}

const NEW_PACK: &str = r#"id = "{id}"
title = "{id}"
version = 1
licence = "LicenseRef-own"
needs = ["base"]
"#;

const NEW_PRACTICES: &str = r#"# House rules: each may be set otherwise, and the setting is journaled.

[[practice]]
id = "visit_has_a_day"
title = "A visit that is over has a day"
why = "Nobody remembers it next year."
default = "on"
"#;

const NEW_STORY: &str = r#"-- What this pack promises. `plumbline pack check` plays it.

# a visit is over only when its day is known
ana: enter V-1 as visit, who "The auditor"
ana: end V-1
=> refused: “On which day?” is not answered.
ana: change V-1, on today
ana: end V-1
=> V-1 is over
"#;

const NEW_KIND: &str = include_str!("new_kind.toml");

fn install(place: &PlaceArgs, packs: &[String]) -> Result<ExitCode> {
    let sources = packs
        .iter()
        .map(|pack| bundled_one(pack).map_or_else(|| read(Path::new(pack)), Ok))
        .collect::<Result<Vec<_>>>()?;
    let entry = place.open()?.install(&Caller::system(), &sources)?;
    println!("Installed, entry {entry}.");
    Ok(ExitCode::SUCCESS)
}
