//! Each command of the binary once, as somebody who runs a server would use it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::ground::{Ground, On, plumbline, run, texts};
use crate::served::Served;

const PASSWORD: &str = "a password that nobody guesses";
const INIT: [&str; 9] = [
    "init",
    "--organisation",
    "Probe Works",
    "--name",
    "Ana Ruiz",
    "--email",
    "ana@probe.example",
    "--origin",
    "qms/probe",
];

fn founded(on: On) -> Ground {
    let ground = Ground::new(on);
    let said = ground.ran(&INIT, PASSWORD);
    assert!(
        said.contains("qms/probe+"),
        "founding prints the key of the journal: {said}"
    );
    ground
}

#[test]
fn a_house_is_founded_peopled_ruled_exported_and_verified_by_commands_on_sqlite() {
    live(On::Sqlite);
}

#[test]
fn a_house_is_founded_peopled_ruled_exported_and_verified_by_commands_on_postgresql() {
    live(On::Postgres);
}

fn live(on: On) {
    let ground = founded(on);
    let again = ground.refused(&INIT, PASSWORD);
    assert!(again.contains("lives in this database already"), "{again}");
    let ben = [
        "user",
        "add",
        "--name",
        "Ben Okafor",
        "--email",
        "ben@probe.example",
        "--role",
        "shift_lead",
        "--password",
    ];
    let short = ground.refused(&ben, "short");
    assert!(short.contains("at least 10"), "{short}");
    let added = ground.ran(&ben, PASSWORD);
    assert!(added.starts_with("P-2: "), "{added}");
    let twice = ground.refused(&ben, PASSWORD);
    assert!(twice.contains("ben@probe.example"), "{twice}");
    let nobody = ground.refused(&["token", "create", "--person", "eve@probe.example"], "");
    assert!(nobody.contains("eve@probe.example"), "{nobody}");
    let token = ground.ran(&["token", "create", "--person", "ben@probe.example"], "");
    assert!(
        token.starts_with("plbt_") && token.lines().count() == 1,
        "the token stands alone: {token}"
    );
    practice(&ground);
    packs(&ground);
    serve(&ground, token.trim());
    let rebuilt = ground.ran(&["rebuild"], "");
    assert!(rebuilt.contains("made anew"), "{rebuilt}");
    let sound = ground.ran(&["verify", "--json"], "");
    let sound: Value = serde_json::from_str(&sound).expect("--json answers JSON");
    assert_eq!(sound["sound"], true, "{sound:#}");
}

fn practice(ground: &Ground) {
    let set = |id: &str, to: &str| ["practice", id, to, "--reason", "We are six."].map(str::to_owned);
    let words = set("judged_by_somebody_else", "off");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = ground.ran(&words, "");
    assert!(said.contains("judged_by_somebody_else is off now"), "{said}");
    for (id, to, word) in [
        ("judged_by_somebody_else", "perhaps", "perhaps"),
        ("weather", "fine", "weather"),
    ] {
        let words = set(id, to);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = ground.refused(&words, "");
        assert!(said.contains(word), "{said}");
    }
}

fn packs(ground: &Ground) {
    let mine = ground.path().join("visitors");
    let (new, check) = (
        ["pack", "new", mine.to_str().expect("a plain path")],
        ["pack", "check", mine.to_str().expect("a plain path")],
    );
    let (out, err) = texts(&run(plumbline(&new), ""));
    assert!(mine.join("pack.toml").exists(), "{out}{err}");
    let checked = run(plumbline(&check), "");
    assert!(
        checked.status.success(),
        "a new pack has no problems: {:?}",
        texts(&checked)
    );
    let kinds = mine.join("kinds");
    let kind = fs::read_dir(&kinds)
        .expect("a new pack has a kind")
        .flatten()
        .next()
        .expect("one")
        .path();
    let text = fs::read_to_string(&kind).expect("it was just written");
    fs::write(&kind, format!("{text}\nwrong = \n")).expect("the folder can be written");
    let broken = run(plumbline(&check), "");
    let (out, err) = texts(&broken);
    let name = kind
        .file_name()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned();
    assert!(!broken.status.success());
    assert!(
        format!("{out}{err}").contains(&name),
        "a problem names its file: {out}{err}"
    );
    fs::write(&kind, text).expect("the folder can be written");
    ground.ran(&["pack", "install", mine.to_str().expect("a plain path")], "");
    ground.ran(&["pack", "install", "electrical-safety"], "");
    let listed = ground.ran(&["pack", "list"], "");
    for pack in ["base", "iso-9001", "electrical-safety", "visitors"] {
        assert!(listed.contains(pack), "{listed}");
    }
    let again = ground.refused(&["pack", "install", "electrical-safety"], "");
    assert!(again.contains("installed already"), "{again}");
}

fn serve(ground: &Ground, token: &str) {
    let served = Served::start(ground.command(&["serve", "--listen", "127.0.0.1:0"]));
    let kinds = served.get(token, "/kinds").is(200).to_string();
    assert!(kinds.contains("routine_test"), "the installed pack is in force");
    let document = served.get("", "//api/openapi.json").is(200);
    assert!(
        text(&document["openapi"]).starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    let practices = served.get(token, "/practices").is(200).to_string();
    assert!(practices.contains("judged_by_somebody_else"), "{practices}");
}

#[test]
fn an_export_verifies_alone_and_one_changed_byte_is_found_and_named() {
    for on in [On::Sqlite, On::Postgres] {
        let ground = founded(on);
        let said = ground.ran(
            &[
                "export",
                "--to",
                ground.path().join("export").to_str().expect("a plain path"),
            ],
            "",
        );
        let vkey = ground.path().join("house.vkey");
        let key = said
            .lines()
            .find(|line| line.starts_with("qms/probe+"))
            .expect("the export says its key");
        fs::write(&vkey, key).expect("the folder can be written");
        let export = ground.path().join("export");
        assert!(verdict(&export, &vkey).0, "{on:?}: {said}");
        let mut changed = 0;
        for file in files(&export) {
            let inside = file
                .strip_prefix(&export)
                .expect("it lies in the export")
                .display()
                .to_string();
            let bytes = fs::read(&file).expect("it was just written");
            if bytes.is_empty() || !is_evidence(&inside) {
                continue;
            }
            let mut other = bytes.clone();
            let middle = other.len() / 2;
            other[middle] ^= 1;
            fs::write(&file, &other).expect("the folder can be written");
            let (sound, said) = verdict(&export, &vkey);
            assert!(
                !sound,
                "{on:?}: byte {middle} of {inside} was changed and nothing was found"
            );
            assert!(
                said.contains(&inside),
                "{on:?}: byte {middle} of {inside} was changed; it is not named: {said}"
            );
            fs::write(&file, &bytes).expect("the folder can be written");
            changed += 1;
        }
        assert!(changed > 5, "the export has hardly any files: {changed}");
        assert!(verdict(&export, &vkey).0, "put right again, it is sound");
    }
}

/// Files that prove nothing: tables for spreadsheets, and the words for whoever opens the folder.
fn is_evidence(inside: &str) -> bool {
    !inside.starts_with("csv/") && inside != "README.txt"
}

fn verdict(export: &Path, vkey: &Path) -> (bool, String) {
    let words = [
        "verify",
        "--export",
        &export.to_string_lossy(),
        "--vkey",
        &vkey.to_string_lossy(),
    ]
    .map(str::to_owned);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = run(plumbline(&words), "");
    let (out, err) = texts(&done);
    (done.status.success(), format!("{out}{err}"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the export is a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} should be a text"))
}
