//! Numbers, units and separators as people write them.

use super::*;

fn numbers(text: &str) -> Result<Vec<Option<f64>>, String> {
    let table = Table::parse(text, None).map_err(|p| p.to_string())?;
    let column = table.value_column(Some("x")).map_err(|p| p.to_string())?;
    table.numbers(column).map_err(|p| p.to_string())
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let some = |v: &[f64]| Ok(v.iter().copied().map(Some).collect::<Vec<_>>());
    assert_eq!(numbers("x\n1.5\n-2\n1e3\n"), some(&[1.5, -2.0, 1000.0]));
    assert_eq!(numbers("n;x [mm]\n1;1,5\n2;1.234,5\n"), some(&[1.5, 1234.5]));
    assert_eq!(numbers("x (mm)\n1.5 mm\n2.5mm\n"), some(&[1.5, 2.5]));
    assert_eq!(numbers("n,x\n1,\"1,5\"\n2,\"2,5\"\n"), some(&[1.5, 2.5]));
    assert_eq!(numbers("n\tx\n1\t1'234.5\n"), some(&[1234.5]));
    assert_eq!(numbers("n;x\n1;\n2;NA\n3;7\n"), Ok(vec![None, None, Some(7.0)]));
    assert_eq!(numbers("x\n−3\n12 %\n"), some(&[-3.0, 12.0]));
}

#[test]
fn what_is_no_number_is_refused_with_its_place() {
    let refused = |text: &str| numbers(text).expect_err("must be refused");
    assert!(refused("n;x\n1;3\n2;tall\n").starts_with("Row 3, column B (x): “tall” is not a number."));
    assert!(
        refused("x [mm]\n1 mm\n2 cm\n")
            .starts_with("Row 3, column A (x): The value is in cm, the others are in mm.")
    );
    assert!(refused("n;x\n1;1,5\n2;2.5\n").contains("decimal comma"));
    assert!(refused("n;x\n1;1..5\n").contains("is not a number"));
    assert!(refused("n,x\n1,1,5\n").contains("put semicolons"));
    assert_eq!(
        refused(""),
        "The file is empty. It needs a row of headers and at least one row of values."
    );
    assert!(refused("x\n").contains("no row of values"));
    assert!(refused("1.5\n2.5\n").contains("row of headers"));
    assert!(refused("y\n1\n").contains("There is no column “x”. There are: y."));
}
