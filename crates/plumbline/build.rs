//! Puts the packs of the repository into the binary, so that it needs nothing beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate lies"));
    let packs = root.join("../../packs");
    println!("cargo:rerun-if-changed={}", packs.display());
    let mut table = String::from(
        "/// (pack, path inside it, text)\npub(crate) const FILES: &[(&str, &str, &str)] = &[\n",
    );
    let mut folders = entries(&packs);
    folders.retain(|folder| folder.is_dir());
    for folder in folders {
        let pack = folder
            .file_name()
            .expect("a folder has a name")
            .to_string_lossy()
            .into_owned();
        let mut files = Vec::new();
        collect(&folder, &mut files);
        for file in files {
            let path = file
                .strip_prefix(&folder)
                .expect("it lies in the folder")
                .to_string_lossy()
                .replace('\\', "/");
            let text = file.canonicalize().expect("it was just listed");
            writeln!(table, "    ({pack:?}, {path:?}, include_str!({text:?})),")
                .expect("writing to text never fails");
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to write"));
    fs::write(out.join("packs.rs"), table).expect("the output folder can be written");
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = listed
        .map(|entry| entry.expect("a listed entry can be read").path())
        .collect();
    found.sort();
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in entries(folder) {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "txt")
        {
            files.push(entry);
        }
    }
}
