//! Bad input: a clear sentence with row and column, as a spreadsheet counts.

use super::{refused, statistics};
use serde_json::Value;

#[test]
fn bad_input_is_refused_with_its_row_and_column() {
    let imr = "chart FILE --type imr --value x";
    refused(
        "x\n1\ntall\n3\n",
        imr,
        "Row 3, column A (x): “tall” is not a number.",
    );
    refused(
        "n,x [mm]\n1,1 mm\n2,2 cm\n",
        imr,
        "Row 3, column B (x): The value is in cm, the others are in mm.",
    );
    refused(
        "a [mm],b [cm]\n1,2\n",
        "chart FILE --type xbar-r --value a,b",
        "The columns are in different units, mm and cm.",
    );
    refused(
        "h,x\n1,5\n1,6\n2,7\n",
        "chart FILE --type xbar-r --value x --subgroup h",
        "Row 4, column B (x): Subgroup 2 has only one value",
    );
    refused("x\n5\n5\n5\n", imr, "All values are equal, so the spread is zero");
    refused("x\n5\n", imr, "There is only one value");
    refused(
        "k,n\n1,10\n-2,10\n",
        "chart FILE --type p --value k --size n",
        "Row 3, column A (k): The count of point 2 is -2, which is negative.",
    );
    refused(
        "k,n\n1,10\n12,10\n",
        "chart FILE --type p --value k --size n",
        "Row 3, column A (k): Point 2 counts 12 nonconforming of 10 inspected: the share is above 1.",
    );
    refused("", imr, "The file is empty.");
    refused("x\n", imr, "The file has headers but no row of values.");
    refused("y\n1\n", imr, "There is no column “x”. There are: y.");
    refused(
        "x,y\n1,2\n",
        "chart FILE --type imr",
        "Several columns hold numbers: x, y.",
    );
    refused(
        "x;n\n1,5;1\n2.5;2\n",
        imr,
        "Row 2, column A (x): “1,5” is written with a decimal comma",
    );
    refused(
        "x\n1\n2\n",
        "chart FILE --type imr --rules nelsen",
        "“nelsen” is no rule.",
    );
    refused(
        "x\n1\n2\n",
        "chart FILE --type imr --exclude 2",
        "“2” has no reason.",
    );
    refused(
        "x\n1\n2\n",
        "capability FILE --value x",
        "There is no specification limit.",
    );
}

#[test]
fn refusals_are_json_for_scripts() {
    let output = statistics("x\n1\ntall\n", "chart FILE --type imr --value x --json");
    let refusal: Value = serde_json::from_slice(&output.stderr).expect("JSON on the standard error");
    assert_eq!(
        (refusal["row"].as_u64(), refusal["column"].as_str()),
        (Some(3), Some("A (x)"))
    );
}

#[test]
fn more_bad_input_is_refused_with_its_row_and_column() {
    refused(
        "k,n\n1,10\n2,\n",
        "chart FILE --type u --value k --size n",
        "Row 3, column B (n): There is a count but no size.",
    );
    refused(
        "k\n1\n2.5\n",
        "chart FILE --type c --value k",
        "Row 3, column A (k): The count of point 2 is 2.5, which is not a whole number.",
    );
    refused(
        "x\n1\n-2\n",
        "chart FILE --type t --value x",
        "Row 3, column A (x): The time before event 2 is -2, which is negative.",
    );
    refused(
        "x\n5\n5\n5\n",
        "capability FILE --value x --upper 9",
        "The spread is zero",
    );
    refused(
        "x\n5\n-1\n5\n6\n7\n8\n9\n10\n",
        "capability FILE --value x --upper 9 --method box-cox",
        "Row 3, column A (x): Value 2 is -1.",
    );
    refused(
        "h,x\n1,5\n,6\n",
        "chart FILE --type xbar-r --value x --subgroup h",
        "Row 3, column h: The subgroup is empty.",
    );
    refused(
        "p,a,x\nA,Ana,1\nA,Ben,2\nA,Ben,3\n",
        "gauge FILE --value x --part p --appraiser a",
        "Ana has 1 readings of part A, others have 2.",
    );
    refused(
        "p,a,x\nA,Ana,1\nA,,2\n",
        "gauge FILE --value x --part p --appraiser a",
        "Row 3, column B (a): The cell is empty.",
    );
    refused("", "sampling --lot 3000 --aql 0.9", "");
    refused("", "sampling --plan 5", "“5” is no plan.");
}
