//! What the rules look at: the files of the checkout and the packages of the workspace.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::rust::Rust;
use crate::run;

/// The checkout, as the rules see it.
#[derive(Default)]
pub(crate) struct House {
    pub(crate) files: Vec<File>,
    pub(crate) packages: Vec<Package>,
}

/// One text file that is tracked, or would be with the next `git add`.
pub(crate) struct File {
    /// From the root of the checkout, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Taken apart when it is Rust.
    pub(crate) rust: Option<Rust>,
    /// The whole file is a test: it lies under `tests/`, or its module is declared for tests only.
    pub(crate) test: bool,
}

/// One crate of the workspace.
#[derive(Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// What it names in `[dependencies]` and `[build-dependencies]`.
    pub(crate) direct: Vec<String>,
    /// Everything that gets linked into it, by way of others too; only filled for the pure crates.
    pub(crate) linked: Vec<String>,
}

impl House {
    /// Reads the checkout that `root` is the root of; `pure` names the packages whose whole tree is wanted.
    pub(crate) fn read(root: &Path, pure: &[&str]) -> Result<House, String> {
        let mut list = Command::new("git");
        list.args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root);
        let paths = run::read(&mut list)?;
        let paths = paths.split('\0').filter(|path| !path.is_empty());
        // What is no UTF-8 is no text, and what is listed but gone was deleted and not yet committed.
        let texts = paths.filter_map(|path| Some((path, std::fs::read_to_string(root.join(path)).ok()?)));
        let mut house = House::of(texts);
        house.packages = packages(root, pure)?;
        Ok(house)
    }

    /// A house of these files (path, text), without packages.
    pub(crate) fn of<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> House {
        let files = files
            .into_iter()
            .map(|(path, text)| File::new(path.into(), text.into()));
        let mut house = House {
            files: files.collect(),
            packages: Vec::new(),
        };
        house.mark_test_modules();
        house
    }

    /// The Rust files whose path begins so.
    pub(crate) fn rust<'a>(&'a self, under: &'a str) -> impl Iterator<Item = (&'a File, &'a Rust)> + 'a {
        let files = self.files.iter().filter(move |file| file.path.starts_with(under));
        files.filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    fn mark_test_modules(&mut self) {
        let mut beginnings = Vec::new();
        for (file, rust) in self.rust("") {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            let own = matches!(name, "lib.rs" | "main.rs" | "mod.rs");
            let folder = if own {
                folder.to_string()
            } else {
                format!("{folder}/{}", name.trim_end_matches(".rs"))
            };
            let modules = rust.test_modules.iter();
            beginnings.extend(modules.flat_map(|m| [format!("{folder}/{m}.rs"), format!("{folder}/{m}/")]));
        }
        for file in &mut self.files {
            file.test |= beginnings
                .iter()
                .any(|beginning| file.path.starts_with(beginning.as_str()));
        }
    }
}

impl File {
    fn new(path: String, text: String) -> File {
        let rust = path.ends_with(".rs").then(|| Rust::new(&text));
        let test = path.split('/').any(|part| matches!(part, "tests" | "benches"));
        File {
            path,
            text,
            rust,
            test,
        }
    }

    /// Is this line of the file a test's?
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.test || self.rust.as_ref().is_some_and(|rust| rust.is_test(line))
    }
}

fn packages(root: &Path, pure: &[&str]) -> Result<Vec<Package>, String> {
    let mut metadata = run::cargo();
    metadata
        .current_dir(root)
        .args(["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&run::read(&mut metadata)?)
        .map_err(|e| format!("cargo metadata printed something that is not JSON: {e}"))?;
    let mut packages = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(package)
        .collect::<Vec<_>>();
    for package in packages
        .iter_mut()
        .filter(|package| pure.contains(&package.name.as_str()))
    {
        package.linked = linked(root, &package.name)?;
    }
    Ok(packages)
}

fn package(value: &Value) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let dependencies = value["dependencies"].as_array().into_iter().flatten();
    let direct = dependencies.filter(|dependency| dependency["kind"] != "dev");
    Package {
        name: text(&value["name"]),
        direct: direct.map(|d| text(&d["name"])).collect(),
        linked: Vec::new(),
    }
}

/// By `cargo tree`, since `cargo metadata` adds up the features that other crates of the workspace ask for.
fn linked(root: &Path, package: &str) -> Result<Vec<String>, String> {
    let mut tree = run::cargo();
    tree.current_dir(root).args([
        "tree",
        "-p",
        package,
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
    ]);
    let tree = run::read(tree.args(["--format", "{p}"]))?;
    // A crate that is reached by several ways is printed at each.
    let names: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    Ok(names.into_iter().map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_test_modules_are_tests() {
        let house = House::of([
            ("crates/a/src/lib.rs", "#[cfg(test)]\nmod proof;\nmod real;"),
            ("crates/a/src/proof.rs", ""),
            ("crates/a/src/real.rs", "#[cfg(test)] mod cases;"),
            ("crates/a/src/real/cases/one.rs", ""),
            ("crates/a/tests/it/main.rs", ""),
        ]);
        let tests: Vec<bool> = house.files.iter().map(|file| file.test).collect();
        assert_eq!(tests, [false, true, false, true, true]);
    }

    #[test]
    fn the_checkout_is_read_with_its_packages() {
        let house = House::read(&run::root(), &["picture"]).unwrap();
        assert!(
            house
                .files
                .iter()
                .any(|file| file.path == "xtask/src/main.rs" && file.rust.is_some())
        );
        let package = |name: &str| {
            house
                .packages
                .iter()
                .find(|package| package.name == name)
                .unwrap()
        };
        assert!(package("xtask").direct.contains(&"serde_json".to_string()));
        assert!(package("picture").linked.contains(&"picture".to_string()));
        assert!(package("web").linked.is_empty());
    }
}
