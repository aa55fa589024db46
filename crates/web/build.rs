//! Brings the typeface into the build's own folder, from the npm packages that `ui/package-lock.json` names.
//!
//! Nothing of theirs is copied into the repository. Without Node, or without a way to the registry, the build warns
//! and the pages are set in the system's typeface.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name in our addresses, package, file.
const FONTS: [(&str, &str, &str); 4] = [
    (
        "next-latin.woff2",
        "atkinson-hyperlegible-next",
        "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    ),
    (
        "next-latin-ext.woff2",
        "atkinson-hyperlegible-next",
        "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    ),
    (
        "mono-latin.woff2",
        "atkinson-hyperlegible-mono",
        "atkinson-hyperlegible-mono-latin-wght-normal.woff2",
    ),
    (
        "mono-latin-ext.woff2",
        "atkinson-hyperlegible-mono",
        "atkinson-hyperlegible-mono-latin-ext-wght-normal.woff2",
    ),
];

fn main() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui");
    println!("cargo::rerun-if-changed=build.rs");
    println!(
        "cargo::rerun-if-changed={}",
        ui.join("package-lock.json").display()
    );
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));
    let found = match install(&ui, &out.join("ui")) {
        Ok(modules) => FONTS
            .iter()
            .filter_map(|font| keep(font, &modules, &out))
            .collect(),
        Err(what) => {
            println!("cargo::warning=The typeface is left out, pages use the system's: {what}");
            Vec::new()
        }
    };
    let list = format!(
        "/// Files of the typeface: name, bytes.\npub(crate) const FONTS: &[(&str, &[u8])] = &[{}];\n",
        found.concat()
    );
    fs::write(out.join("fonts.rs"), list).expect("OUT_DIR can be written");
}

/// Installs what the lock file names, without running any script of a package.
fn install(ui: &Path, into: &Path) -> Result<PathBuf, String> {
    fs::create_dir_all(into).map_err(|error| error.to_string())?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(ui.join(file), into.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    let npm = Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=1",
            "--fetch-timeout=30000",
        ])
        .current_dir(into)
        .output()
        .map_err(|error| format!("npm cannot be run ({error})."))?;
    if npm.status.success() {
        return Ok(into.join("node_modules"));
    }
    let said = String::from_utf8_lossy(&npm.stderr);
    Err(format!(
        "npm ci failed ({}).",
        said.lines().next().unwrap_or("it does not say why")
    ))
}

/// Puts one file beside the generated code; gives its line.
fn keep((name, package, file): &(&str, &str, &str), modules: &Path, out: &Path) -> Option<String> {
    let from = modules
        .join("@fontsource-variable")
        .join(package)
        .join("files")
        .join(file);
    let to = out.join(name);
    if let Err(error) = fs::copy(&from, &to) {
        println!("cargo::warning={name} is left out: {error}");
        return None;
    }
    Some(format!("({name:?}, include_bytes!({to:?})), "))
}
