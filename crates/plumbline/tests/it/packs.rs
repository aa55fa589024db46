//! Packs on the command line: a new one is sound from the first minute, and a story that lies is told with its line.

use std::fs;
use std::process::{Command, Output};

fn plumbline(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline"))
        .args(args)
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_new_pack_is_sound_and_its_story_comes_out_as_told() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("mine");
    let pack = pack.to_str().unwrap();
    assert!(plumbline(&["pack", "new", pack]).status.success());
    let checked = plumbline(&["pack", "check", pack]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(
        said(&checked).contains("1 story: it comes out as told."),
        "{}",
        said(&checked)
    );
}

#[test]
fn a_story_that_does_not_come_out_as_told_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("mine");
    let path = pack.to_str().unwrap();
    assert!(plumbline(&["pack", "new", path]).status.success());
    let story = "# a visit ends by itself\nana: enter V-1 as visit, who \"The auditor\"\n=> V-1 is over\n";
    fs::write(pack.join("stories/wrong.txt"), story).unwrap();
    let checked = plumbline(&["pack", "check", "--json", path]);
    assert_eq!(checked.status.code(), Some(1));
    let answer: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(answer["stories"], 2);
    let failure = &answer["failures"][0];
    assert_eq!(
        (&failure["file"], &failure["line"]),
        (&"mine/stories/wrong.txt".into(), &3.into())
    );
    assert_eq!(failure["what"], "V-1 is announced, not over.");
}
