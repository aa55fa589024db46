//! Their figure beside ours.

/// Compares to the digits that `theirs` prints, and prints both. A last digit may be rounded or cut: `slack` last digits.
#[track_caller]
pub(crate) fn digits(what: &str, theirs: &str, ours: f64, slack: f64) {
    let printed: f64 = theirs.parse().expect("their figure is a number");
    let decimals = theirs.split_once('.').map_or(0, |(_, d)| d.len());
    let unit = 10f64.powi(-i32::try_from(decimals).expect("few decimals"));
    println!("{what:<44} theirs {theirs:>14}   ours {ours:>18.*}", decimals + 4);
    assert!(
        (ours - printed).abs() <= unit * (0.5 * slack + 1e-6),
        "{what}: they print {theirs}, we have {ours}"
    );
}

/// Rounded correctly to the digits that they print.
#[track_caller]
pub(crate) fn same(what: &str, theirs: &str, ours: f64) {
    digits(what, theirs, ours, 1.0);
}

/// Agreement to a relative tolerance.
#[track_caller]
pub(crate) fn near(what: &str, theirs: f64, ours: f64, relative: f64) {
    println!("{what:<44} theirs {theirs:>22.15e}   ours {ours:>22.15e}");
    let scale = theirs.abs().max(1e-300);
    assert!(
        (ours - theirs).abs() <= relative * scale,
        "{what}: theirs {theirs}, ours {ours}"
    );
}
