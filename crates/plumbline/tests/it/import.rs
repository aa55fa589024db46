//! The finished binary takes spreadsheets apart with nothing in its hands: hostile ones get a sentence, and take little.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn plumbline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A house with a map beside it.
struct House(TempDir);

impl House {
    fn found() -> House {
        let house = House(tempfile::tempdir().unwrap());
        let mut init = plumbline(&[
            "init",
            "--organisation",
            "Works",
            "--name",
            "Ada",
            "--email",
            "ada@works.example",
        ]);
        let mut init = init
            .arg("--data")
            .arg(house.at("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        init.stdin
            .take()
            .unwrap()
            .write_all(b"a long enough password\n")
            .unwrap();
        assert!(init.wait().unwrap().success());
        let map = "kind = 'task'\nid = 'tasks'\nsource = 'Our list'\nkey = 'Nr'\nfields.what = 'What'\n";
        fs::write(house.at("map.toml"), map).unwrap();
        house
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn import(&self, file: &Path, more: &[&str]) -> Output {
        let mut import = plumbline(&["import", "task"]);
        import
            .arg(file)
            .arg("--map")
            .arg(self.at("map.toml"))
            .arg("--data")
            .arg(self.at("data"));
        import.args(more).env("TMPDIR", self.0.path()).output().unwrap()
    }

    fn refused(&self, file: &Path) -> String {
        let output = self.import(file, &["--dry-run"]);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }
}

/// An XLSX file whose sheet and shared texts are written piece by piece.
fn workbook(path: &Path, sheet: &mut dyn Iterator<Item = &[u8]>, texts: &mut dyn Iterator<Item = &[u8]>) {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    let mut put = |name: &str, open: &str, pieces: &mut dyn Iterator<Item = &[u8]>, close: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default().large_file(true))
            .unwrap();
        zip.write_all(open.as_bytes()).unwrap();
        pieces.for_each(|piece| zip.write_all(piece).unwrap());
        zip.write_all(close.as_bytes()).unwrap();
    };
    let none = &mut std::iter::empty();
    put(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        none,
        "",
    );
    let relations = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    put("_rels/.rels", &relations, none, "");
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"
    );
    put("xl/workbook.xml", &book, none, "");
    let relations = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"s1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"t1\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    put("xl/_rels/workbook.xml.rels", &relations, none, "");
    put(
        "xl/sharedStrings.xml",
        &format!("<sst xmlns=\"{main}\">"),
        texts,
        "</sst>",
    );
    put(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet xmlns=\"{main}\"><sheetData>"),
        sheet,
        "</sheetData></worksheet>",
    );
    zip.finish().unwrap();
}

const HEADER: &[u8] = b"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Nr</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>What</t></is></c></row>";

#[test]
fn a_spreadsheet_comes_in_and_a_second_time_nothing() {
    let house = House::found();
    let file = house.at("tasks.xlsx");
    let row: &[u8] = b"<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"s\"><v>0</v></c></row>";
    workbook(
        &file,
        &mut [HEADER, row].into_iter(),
        &mut [&b"<si><t>Sweep the hall</t></si>"[..]].into_iter(),
    );
    for expected in [1, 0] {
        let output = house.import(&file, &["--json"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines: Vec<Value> = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(
            (lines.len(), &lines[1]["imported"]),
            (2, &Value::from(expected)),
            "a line for the row, one for all"
        );
    }
}

#[test]
fn a_spreadsheet_that_unpacks_to_more_than_the_memory_is_refused() {
    let house = House::found();
    let file = house.at("bomb.xlsx");
    let text = [b"<si><t>".to_vec(), vec![b'x'; 4 << 20], b"</t></si>".to_vec()].concat();
    workbook(
        &file,
        &mut [HEADER].into_iter(),
        &mut std::iter::repeat_n(text.as_slice(), 400),
    );
    assert!(
        fs::metadata(&file).unwrap().len() < 4 << 20,
        "it is small until it is unpacked"
    );
    assert_eq!(
        house.refused(&file),
        "The spreadsheet wants more than 1024 MB of memory. Save the sheet as CSV and import that.\n"
    );
}

#[test]
fn a_truncated_spreadsheet_is_refused() {
    let house = House::found();
    let file = house.at("cut.xlsx");
    workbook(&file, &mut [HEADER].into_iter(), &mut std::iter::empty());
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(
        house
            .refused(&file)
            .starts_with("The file is damaged or no XLSX workbook")
    );
}

#[test]
fn a_confined_child_can_only_read_think_and_answer() {
    let output = plumbline(&["confined", "probe"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (tried, happened) in probe
        .as_object()
        .unwrap()
        .iter()
        .filter(|(tried, _)| *tried != "fences")
    {
        assert_eq!(happened, &Value::Bool(false), "{tried}: {probe}");
    }
    let fences = probe["fences"].to_string();
    assert!(fences.contains("limits"), "{fences}");
    if cfg!(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )) {
        assert!(fences.contains("seccomp"), "{fences}");
    }
}
