//! Bad siblings of a register: each is told by row and column, nothing comes in, both databases say the same.

use app::{Caller, Error};

use crate::house::{House, On};
use crate::import::{RECALLS, Told, What, plan, run, sample, text};

/// A house per database that nothing may change.
fn houses() -> [House; 2] {
    On::BOTH.map(House::founded)
}

/// What the dry run says of a file. What is wrong leaves nothing behind in a real run either, which says the same.
fn told(house: &House, file: &[u8]) -> app::Result<Told> {
    let map = text(RECALLS);
    let what = What {
        kind: "nonconformity",
        map: &map,
        file,
    };
    let told = plan(house, &Caller::system(), &what);
    match &told {
        Ok(told) if told.report.wrong > 0 => {
            let real = run(house, &Caller::system(), &what).unwrap();
            assert_eq!((real.mistakes(), real.report.imported), (told.mistakes(), 0));
        }
        Ok(_) => {}
        Err(error) => assert_eq!(
            run(house, &Caller::system(), &what).unwrap_err().to_string(),
            error.to_string()
        ),
    }
    told
}

fn changed(from: &str, to: &str) -> String {
    let sample = sample();
    assert!(sample.contains(from), "the sample has no {from}");
    sample.replacen(from, to, 1)
}

fn mistakes(house: &House, from: &str, to: &str) -> Vec<String> {
    told(house, changed(from, to).as_bytes()).unwrap().mistakes()
}

fn refused(house: &House, file: &[u8]) -> String {
    match told(house, file).unwrap_err() {
        Error::Invalid(what) => what,
        other => panic!("{other}"),
    }
}

#[test]
fn every_bad_sibling_is_told_by_row_and_column_and_leaves_nothing() {
    for house in houses() {
        let entries = |house: &House| house.app.store().read(store::head::read).unwrap().size;
        let before = entries(&house);
        a_wrong_date_is_told_with_its_cell(&house);
        one_row_in_another_encoding_is_told(&house);
        a_missing_column_is_told_with_the_line_of_the_map(&house);
        every_mistake_of_a_map_is_told_at_once(&house);
        a_number_of_forty_digits_is_told_the_same_everywhere(&house);
        a_null_character_is_told_the_same_everywhere(&house);
        ragged_rows_are_told_with_their_line(&house);
        an_unclosed_quotation_mark_is_told_where_it_opens(&house);
        a_key_twice_in_a_file_is_told(&house);
        an_empty_key_is_told(&house);
        whoever_and_whatever_is_not_known_is_told(&house);
        an_unknown_class_is_told_with_what_is_known(&house);
        what_is_no_table_is_refused_in_a_sentence(&house);
        assert_eq!(entries(&house), before);
        house.assert_sound();
    }
}

fn a_wrong_date_is_told_with_its_cell(house: &House) {
    for (date, says) in [
        (
            "2026-02-30",
            "“When was it found?” is “2026-02-30”, which is no date written as %Y-%m-%d.",
        ),
        (
            "21.08.2026",
            "“When was it found?” is “21.08.2026”, which is no date written as %Y-%m-%d.",
        ),
        ("", "“When was it found?” is not answered."),
    ] {
        assert_eq!(
            mistakes(house, "2026-08-21", date),
            [format!("row 2, column Recall date: {says}")]
        );
    }
    let future = mistakes(house, "2026-08-21", "2027-08-21");
    assert_eq!(
        future,
        [
            "row 2, column Recall date: “When was it found?” is 2027-08-20T23:00:00.000Z, which lies in the future."
        ]
    );
}

#[test]
fn the_same_rows_come_in_from_every_encoding() {
    let sample = sample();
    let wide = |order: fn(u16) -> [u8; 2]| sample.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let narrow: Vec<u8> = sample
        .chars()
        .map(|c| match c {
            '–' => 0x96,
            c => u8::try_from(u32::from(c)).expect("the sample is western"),
        })
        .collect();
    let files = [
        ("UTF-8, separated by commas", sample.clone().into_bytes()),
        (
            "UTF-8, separated by commas",
            [b"\xEF\xBB\xBF", sample.as_bytes()].concat(),
        ),
        ("Windows-1252, separated by commas", narrow),
        (
            "UTF-16, separated by commas",
            [vec![0xFF, 0xFE], wide(u16::to_le_bytes)].concat(),
        ),
        (
            "UTF-16, separated by commas",
            [vec![0xFE, 0xFF], wide(u16::to_be_bytes)].concat(),
        ),
    ];
    for house in houses() {
        // Whatever came in first, every other spelling of the file is recognised as the same.
        for (at, (form, file)) in files.iter().enumerate() {
            let map = text(RECALLS);
            let done = run(
                &house,
                &Caller::system(),
                &What {
                    kind: "nonconformity",
                    map: &map,
                    file,
                },
            )
            .unwrap();
            assert_eq!(done.report.form, *form);
            let expected = if at == 0 { (6, 0) } else { (0, 6) };
            assert_eq!(
                (done.report.imported, done.report.there),
                expected,
                "{form}: {:?}",
                done.mistakes()
            );
        }
        assert_eq!(
            house.record("NC-2026-5").unwrap().title,
            "Montaña: Requesón añejo, 16 oz"
        );
        house.assert_sound();
    }
}

fn one_row_in_another_encoding_is_told(house: &House) {
    let mut file = sample().into_bytes();
    file.extend(b"2026-06-01,FDA,Pe\xF1a,Pe\xF1a,Beans,,listeria,I,One market,https://recalls.example/6\n");
    let told = told(house, &file).unwrap().mistakes();
    assert_eq!(
        told,
        [
            "row 8: The file is read as UTF-8, but this row is not: it looks like Windows-1252. Save the whole file as UTF-8."
        ]
    );
}

fn a_missing_column_is_told_with_the_line_of_the_map(house: &House) {
    let file = changed("Hazards", "Dangers");
    let told = refused(house, file.as_bytes());
    assert!(
        told.starts_with("The map has 1 problem; no row was read:\nmap.toml:"),
        "{told}"
    );
    assert!(
        told.contains("the file has no column “Hazards”; it has Recall date, Agency"),
        "{told}"
    );
}

fn every_mistake_of_a_map_is_told_at_once(house: &House) {
    let map = r#"
kind = "nonconformity"
id = "Old Register"
source = "x"
[fields]
title = "Brandname"
colour = "Brand"
evidence = "Brand"
found_on = { column = "Recall date", date = "YYYY-MM-DD" }
source = { value = "gossip" }
lots = { column = "Codes", row = ["lot", "number"] }
title_two = { column = "Brand", template = "{Brand}" }
"#;
    let file = sample();
    let told = plan(
        house,
        &Caller::system(),
        &What {
            kind: "nonconformity",
            map,
            file: file.as_bytes(),
        },
    )
    .unwrap_err()
    .to_string();
    for says in [
        "map.toml:1: the map names no key",
        "map.toml:3: id takes 1 to 40 small letters, digits and hyphens",
        "map.toml:6: the file has no column “Brandname”",
        "map.toml:7: nonconformity has no field “colour”",
        "map.toml:8: evidence is of type files, which a column cannot fill",
        "map.toml:9: “YYYY-MM-DD” does not say a whole day",
        "map.toml:10: source is “gossip”; allowed are at_work",
        "map.toml:11: lots takes 2 cells from one text: say what stands between them",
        "map.toml:11: lots has no column “number”; it has lot, quantity and held_at",
        "map.toml:12: title_two comes from column and template at once",
    ] {
        assert!(told.contains(says), "{says}\n--\n{told}");
    }
}

#[test]
fn a_formula_is_kept_as_text_and_told() {
    let file = changed("Radish sprouts", "=HYPERLINK(A1)");
    for house in houses() {
        let told = told(&house, file.as_bytes()).unwrap();
        assert_eq!(told.mistakes(), Vec::<String>::new());
        // The title is brand and product, so it does not begin like one.
        assert_eq!(told.notes(), Vec::<String>::new());
    }
    let map = text(RECALLS).replace("\"{Brand}: {Product}\"", "\"{Product}\"");
    for house in houses() {
        let what = What {
            kind: "nonconformity",
            map: &map,
            file: file.as_bytes(),
        };
        let done = run(&house, &Caller::system(), &what).unwrap();
        assert_eq!(
            done.notes(),
            [
                "row 2, column Product: “=HYPERLINK(A1)” begins like a formula; it is kept as text and never evaluated."
            ]
        );
        assert_eq!(house.record("NC-2026-1").unwrap().title, "=HYPERLINK(A1)");
        house.assert_sound();
    }
}

fn a_number_of_forty_digits_is_told_the_same_everywhere(house: &House) {
    let map = "kind = 'nonconformity'\nid = 'lots'\nsource = 'x'\nkey = 'Nr'\n[fields]\ntitle = 'Nr'\nlots = { rows = [{ lot = 'Lot', quantity = 'Many' }] }\n";
    let digits = "9".repeat(40);
    let file = format!("Nr,Lot,Many\n1,A,{digits}\n2,B,12.50\n3,C,1e5\n4,D,1234567890123\n");
    let what = What {
        kind: "nonconformity",
        map,
        file: file.as_bytes(),
    };
    let lines = plan(house, &Caller::system(), &what).unwrap().mistakes();
    assert_eq!(
        lines,
        [
            "row 2, column Lot, Many: “How many” is a number of 40 digits; at most 28 are kept.",
            "row 4, column Lot, Many: “How many” is “1e5”, which is not a number such as 12.5.",
            "row 5, column Lot, Many: “How many” is 1234567890123; a number has at most 12 digits before the point and 6 after it.",
        ]
    );
    // As text, forty digits are a text like any other.
    let file = changed("EST. 00001", &digits);
    assert_eq!(
        told(house, file.as_bytes()).unwrap().mistakes(),
        Vec::<String>::new()
    );
}

fn a_null_character_is_told_the_same_everywhere(house: &House) {
    let told = mistakes(house, "Radish sprouts", "Radish\0sprouts");
    assert!(
        told.iter()
            .all(|line| line.starts_with("row 2, column ") && line.contains("U+0000")),
        "{told:?}"
    );
    assert!(!told.is_empty());
}

fn ragged_rows_are_told_with_their_line(house: &House) {
    assert_eq!(
        mistakes(
            house,
            "Nationwide (restaurants, retail and online)\"",
            "Nationwide\",and,more"
        ),
        [
            "row 3: The row has 12 cells, the header 10. Look for a separator too many or too few, or a missing quotation mark."
        ]
    );
    let told = mistakes(house, ",Nationwide,https://recalls.example/3", "");
    assert_eq!(
        told,
        [
            "row 5: The row has 8 cells, the header 10. Look for a separator too many or too few, or a missing quotation mark."
        ]
    );
}

fn an_unclosed_quotation_mark_is_told_where_it_opens(house: &House) {
    let told = mistakes(house, "https://recalls.example/5", "\"https://recalls.example/5");
    assert!(
        told[0].starts_with("row 7, column Source: A quotation mark opens in this cell and is never closed"),
        "{told:?}"
    );
    let told = mistakes(
        house,
        "\"Retailers and canteens in 3 states\"",
        "\"Retailers\" and canteens",
    );
    assert!(
        told[0].starts_with("row 2, column Distribution: The cell goes on after its closing quotation mark."),
        "{told:?}"
    );
}

fn a_key_twice_in_a_file_is_told(house: &House) {
    let told = mistakes(house, "Pickled lamb, 8-oz jar", "PICKLED  beef, 8-oz jar");
    assert_eq!(
        told,
        [
            "row 4, column Brand, Product: Row 3 has the same here, so one record cannot be told from the other."
        ]
    );
}

fn an_empty_key_is_told(house: &House) {
    let file = changed("Little Hill,Radish sprouts", ",");
    let told = told(house, file.as_bytes()).unwrap().mistakes();
    assert!(told.contains(&"row 2, column Brand, Product: These cells are empty, so the row cannot be recognised in a second run.".to_owned()), "{told:?}");
}

fn whoever_and_whatever_is_not_known_is_told(house: &House) {
    let map = r#"
kind = "nonconformity"
id = "r"
source = "x"
key = "Nr"
[fields]
title = "Nr"
owner = "Who"
caused_in = "Process"
found_at = "Place"
"#;
    let file = "Nr,Who,Process,Place\n1,nobody@probe.example,PR-99,Shelf 4\n2,Ada,,\n";
    let what = What {
        kind: "nonconformity",
        map,
        file: file.as_bytes(),
    };
    let told = plan(house, &Caller::system(), &what).unwrap();
    let mut lines = told.mistakes();
    lines.sort();
    assert_eq!(
        lines,
        [
            "row 2, column Place: “Where was it found?” names “Shelf 4”, which is no known place.",
            "row 2, column Process: “In which process did it arise?” names “PR-99”, which is no known process.",
            "row 2, column Who: “Who takes it on?” names “nobody@probe.example”, which is no known person.",
        ]
    );
    assert_eq!(
        (told.report.begin, told.report.wrong),
        (1, 1),
        "people are found by their name too"
    );
}

fn an_unknown_class_is_told_with_what_is_known(house: &House) {
    let told = mistakes(house, "processing-defect,I,", "processing-defect,IV,");
    assert_eq!(
        told,
        [
            "row 3, column Class: “How much does it weigh?” is “IV”, which the map does not know; it knows I and II."
        ]
    );
}

fn what_is_no_table_is_refused_in_a_sentence(house: &House) {
    assert!(refused(house, b"").contains("The file is empty"));
    assert!(refused(house, &[0xD0, 0xCF, 0x11, 0xE0, 0xA1]).contains("Save it as XLSX or CSV"));
    assert!(refused(house, b"PK\x03\x04 and then nothing").contains("damaged or no XLSX workbook"));
    assert!(refused(house, b"a\0b\0c\0d\0").contains("UTF-16 without a byte order mark"));
}

#[test]
fn a_large_file_comes_in_by_entries_of_two_hundred() {
    use std::fmt::Write as _;
    let mut file = String::from(
        "Recall date,Agency,Recalling firm,Brand,Product,Codes,Hazards,Class,Distribution,Source\n",
    );
    for row in 0..450 {
        writeln!(file, "2026-03-01,FDA,Firm,Brand,Product {row},Lot {row},listeria,I,Nationwide,https://recalls.example/{row}").unwrap();
    }
    for house in houses() {
        let entries = |house: &House| house.app.store().read(store::head::read).unwrap().size;
        let before = entries(&house);
        let map = text(RECALLS);
        let done = run(
            &house,
            &Caller::system(),
            &What {
                kind: "nonconformity",
                map: &map,
                file: file.as_bytes(),
            },
        )
        .unwrap();
        assert_eq!((done.report.imported, done.rows.len()), (450, 450));
        assert_eq!(entries(&house) - before, 3);
        assert_eq!(house.record("NC-2026-450").unwrap().title, "Brand: Product 449");
        house.assert_sound();
    }
}
