//! Spreadsheets: what a person sees in the sheet is what comes in.

use std::io::{Cursor, Write};

use app::Caller;

use crate::house::{House, On};
use crate::import::{Told, What, plan, run};

/// An XLSX file with these worksheets (name and XML inside `<worksheet>`), as small as it can be.
pub(crate) fn workbook(sheets: &[(&str, &str)], strings: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").as_bytes())
            .unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    put(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
    );
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut list, mut ways) = (String::new(), String::new());
    for (at, (name, _)) in sheets.iter().enumerate() {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"s{0}\"/>", at + 1);
        ways += &format!(
            "<Relationship Id=\"s{0}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
            at + 1
        );
    }
    put(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{package}\">{ways}<Relationship Id=\"t1\" Type=\"{office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"t2\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        ),
    );
    // Style 0 is general, 1 a day, 2 a day with time.
    put(
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
        ),
    );
    let strings: String = strings
        .iter()
        .map(|text| format!("<si><t>{text}</t></si>"))
        .collect();
    put(
        "xl/sharedStrings.xml",
        &format!("<sst xmlns=\"{main}\">{strings}</sst>"),
    );
    for (at, (_, xml)) in sheets.iter().enumerate() {
        put(
            &format!("xl/worksheets/sheet{}.xml", at + 1),
            &format!("<worksheet xmlns=\"{main}\">{xml}</worksheet>"),
        );
    }
    zip.finish().unwrap().into_inner()
}

/// A cell with text of its own.
fn words(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn header() -> String {
    let cells = [
        ("A1", "Nr"),
        ("B1", "What"),
        ("C1", "When"),
        ("D1", "Lot"),
        ("E1", "Many"),
        ("F1", "Customer"),
        ("G1", "Remark"),
    ];
    let cells: String = cells.iter().map(|(at, text)| words(at, text)).collect();
    format!("<row r=\"1\">{cells}</row>")
}

const MAP: &str = r#"
kind = "nonconformity"
id = "sheet"
source = "The list of the test room"
key = "Nr"
alias = "Nr"
[fields]
title = "What"
found_on = { column = "When", date = "%d.%m.%Y" }
lots = { rows = [{ lot = "Lot", quantity = "Many" }] }
reached_customer = "Customer"
"#;

fn what(file: &[u8]) -> What<'_> {
    What {
        kind: "nonconformity",
        map: MAP,
        file,
    }
}

fn brought(house: &House, rows: &str) -> Told {
    let file = workbook(
        &[("Faults", &format!("<sheetData>{}{rows}</sheetData>", header()))],
        &["Shared text"],
    );
    run(house, &Caller::system(), &what(&file)).unwrap()
}

#[test]
fn days_numbers_and_truths_come_in_as_a_person_reads_them() {
    for on in On::BOTH {
        let house = House::founded(on);
        let rows = format!(
            "<row r=\"2\">{}<c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"C2\" s=\"1\"><v>46200</v></c>{}<c r=\"E2\"><v>0.30000000000000004</v></c><c r=\"F2\" t=\"b\"><v>1</v></c></row>
             <row r=\"4\"><c r=\"A4\"><v>7</v></c>{}<c r=\"C4\" s=\"2\"><v>46200.5</v></c></row>
             <row r=\"5\"><c r=\"A5\"><v>8</v></c>{}{}</row>",
            words("A2", "F-1"),
            words("D2", "L &amp; 1"),
            words("B4", "Second"),
            words("B5", "Third"),
            words("C5", "03.07.2026"),
        );
        let told = brought(&house, &rows);
        assert_eq!((told.mistakes(), told.report.imported), (Vec::new(), 3), "{on:?}");
        assert_eq!(told.report.form, "XLSX, sheet “Faults”");
        let first = house.record("F-1").unwrap();
        assert_eq!(first.title, "Shared text");
        // Lisbon is an hour ahead in summer.
        assert_eq!(first.fields["found_on"], "2026-06-26T23:00:00.000Z");
        assert_eq!(first.fields["lots"][0]["lot"], "L & 1");
        assert_eq!(first.fields["lots"][0]["quantity"], "0.3");
        assert_eq!(first.fields["reached_customer"], "yes");
        assert_eq!(
            house.record("7").unwrap().fields["found_on"],
            "2026-06-27T11:00:00.000Z"
        );
        assert_eq!(
            house.record("8").unwrap().fields["found_on"],
            "2026-07-02T23:00:00.000Z",
            "text is read as the map says"
        );
        house.assert_sound();
    }
}

#[test]
fn the_value_of_a_formula_comes_in_with_a_note_and_an_error_is_told() {
    for on in On::BOTH {
        let house = House::founded(on);
        let good = format!(
            "<row r=\"2\">{}{}<c r=\"D2\" t=\"str\"><f>\"L\"&amp;1</f><v>L1</v></c><c r=\"E2\"><f>1+1</f><v>2</v></c></row>",
            words("A2", "F-1"),
            words("B2", "Sum")
        );
        let told = brought(&house, &good);
        let note = |column: &str| {
            format!("row 2, column {column}: The cell is a formula; the value that it last came to is taken.")
        };
        assert_eq!(told.notes(), [note("Lot"), note("Many")], "{on:?}");
        assert_eq!(house.record("F-1").unwrap().fields["lots"][0]["quantity"], "2");

        let bad = format!(
            "<row r=\"2\">{}{}<c r=\"E2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row><row r=\"3\">{}{}<c r=\"E3\"><f>1+1</f></c></row><row r=\"4\">{}{}<c r=\"E4\"><v>123456789012345678</v></c></row>",
            words("A2", "F-2"),
            words("B2", "Error"),
            words("A3", "F-3"),
            words("B3", "Never computed"),
            words("A4", "F-4"),
            words("B4", "Too long for a spreadsheet"),
        );
        let told = brought(&house, &bad);
        let mistakes = told.mistakes();
        assert_eq!(
            mistakes[0],
            "row 2, column Many: The cell holds the error #DIV/0!."
        );
        assert!(
            mistakes[1].starts_with("row 3, column Many: The cell is a formula without a value."),
            "{mistakes:?}"
        );
        assert!(
            mistakes[2].contains("at most 12 digits before the point"),
            "{mistakes:?}"
        );
        assert!(
            told.notes()[0].contains("keeps fifteen digits"),
            "{:?}",
            told.notes()
        );
        house.assert_sound();
    }
}

#[test]
fn merged_cells_count_for_every_row_beside_them() {
    for on in On::BOTH {
        let house = House::founded(on);
        let row = |row: u32, what: &str| {
            format!(
                "<row r=\"{row}\">{what}{}{}</row>",
                words(&format!("A{row}"), &format!("F-{row}")),
                words(&format!("D{row}"), "L")
            )
        };
        let rows = [
            row(2, &words("B2", "Same fault")),
            row(3, ""),
            row(4, ""),
            row(5, &words("B5", "Other")),
        ]
        .concat();
        let xml = format!(
            "<sheetData>{}{rows}</sheetData><mergeCells><mergeCell ref=\"B2:B4\"/><mergeCell ref=\"A7:C7\"/></mergeCells>",
            header()
        );
        let file = workbook(&[("Faults", &xml)], &[]);
        let told = run(&house, &Caller::system(), &what(&file)).unwrap();
        assert_eq!((told.mistakes(), told.report.imported), (Vec::new(), 4), "{on:?}");
        let titles = ["F-2", "F-3", "F-4", "F-5"].map(|number| house.record(number).unwrap().title);
        assert_eq!(titles, ["Same fault", "Same fault", "Same fault", "Other"]);
        assert_eq!(
            told.notes(),
            [3, 4].map(|row| format!(
                "row {row}, column What: The cell is merged with those of rows 2 to 4; their value is taken."
            ))
        );
        house.assert_sound();
    }
}

#[test]
fn a_map_may_name_the_sheet() {
    let one = format!(
        "<sheetData>{}<row r=\"2\">{}{}</row></sheetData>",
        header(),
        words("A2", "F-1"),
        words("B2", "Here")
    );
    let file = workbook(&[("Read me", "<sheetData/>"), ("Faults 2026", &one)], &[]);
    for on in On::BOTH {
        let house = House::founded(on);
        let planned = |map: &str, file: &[u8]| {
            plan(
                &house,
                &Caller::system(),
                &What {
                    kind: "nonconformity",
                    map,
                    file,
                },
            )
        };
        assert!(
            planned(MAP, &file).unwrap_err().to_string().contains("is empty"),
            "the first sheet, when none is named"
        );
        let named = MAP.replace("key =", "sheet = \"faults 2026\"\nkey =");
        assert_eq!(planned(&named, &file).unwrap().report.begin, 1, "{on:?}");
        let wrong = MAP.replace("key =", "sheet = \"Faults\"\nkey =");
        assert_eq!(
            planned(&wrong, &file).unwrap_err().to_string(),
            "The workbook has no sheet “Faults”; it has Read me and Faults 2026."
        );
        let text = planned(&named, b"Nr,What,When,Lot,Many,Customer\n1,a,,,,\n")
            .unwrap_err()
            .to_string();
        assert!(text.contains("map.toml:5: the map names a sheet, but the file is UTF-8, separated by commas, which has none."), "{text}");
    }
}

#[test]
fn hostile_and_broken_sheets_get_a_sentence() {
    let cell = |at: &str| words(at, "x");
    let head = header();
    let far = format!("<sheetData>{head}<row r=\"2\">{}</row></sheetData>", cell("XFD2"));
    let claims = format!(
        "<dimension ref=\"A1:XFD1048576\"/><sheetData>{head}<row r=\"2\">{}{}</row><row r=\"1048576\">{}{}</row></sheetData>",
        words("A2", "F-1"),
        words("B2", "a"),
        words("A1048576", "F-2"),
        words("B1048576", "b")
    );
    let back = format!(
        "<sheetData>{head}<row r=\"5\">{}</row><row r=\"3\">{}</row></sheetData>",
        cell("A5"),
        cell("A3")
    );
    let beside = format!(
        "<sheetData>{head}<row r=\"2\">{}{}{}</row></sheetData>",
        words("A2", "F-1"),
        words("B2", "a"),
        words("M2", "stray")
    );
    let cut = format!("<sheetData>{head}<row r=\"2\">{}", cell("A2"));
    for on in On::BOTH {
        let house = House::founded(on);
        let planned = |file: &[u8]| plan(&house, &Caller::system(), &what(file));
        let says = |file: &[u8]| planned(file).unwrap_err().to_string();
        assert_eq!(
            says(&workbook(&[("S", &far)], &[])),
            "Row 2 has a cell beyond column 1000. Clear what stands there.",
            "{on:?}"
        );
        assert!(says(&workbook(&[("S", &back)], &[])).starts_with("Row 3 stands behind row 5."));
        assert!(says(&workbook(&[("S", &cut)], &[])).contains("damaged"));
        let whole = workbook(&[("S", &claims)], &[]);
        assert_eq!(
            planned(&whole).unwrap().report.begin,
            2,
            "a claim of seventeen billion cells costs nothing"
        );
        for cut in [10, whole.len() / 2, whole.len() - 1] {
            assert!(says(&whole[..cut]).contains("damaged or no XLSX"), "{cut}");
        }
        let stray = planned(&workbook(&[("S", &beside)], &[])).unwrap().mistakes();
        assert!(stray[0].contains("to the right of the last column"), "{stray:?}");
        house.assert_sound();
    }
}
