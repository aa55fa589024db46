//! NIST's Statistical Reference Datasets: certified values to at least nine digits. Data and source: `tests/nist`.
// Helpers outside the test functions may unwrap too: what fails here fails a test.
#![allow(clippy::unwrap_used)]

use statistics::inference::{
    autocorrelation, linear, mean, one_way, runs_about_median, standard_deviation, without_common_offset,
};
use std::fs;
use std::path::PathBuf;

fn data(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/nist")
        .join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Correct digits: −log₁₀ of the relative error, 15 when equal.
fn digits(ours: f64, theirs: f64) -> f64 {
    if ours == theirs {
        return 15.0;
    }
    let error = if theirs == 0.0 {
        ours.abs()
    } else {
        ((ours - theirs) / theirs).abs()
    };
    (-error.log10()).min(15.0)
}

fn agree(set: &str, what: &str, ours: f64, theirs: f64, least: f64) {
    let digits = digits(ours, theirs);
    println!("{set:9} {what:20} theirs {theirs:.14e}  ours {ours:.14e}  digits {digits:.1}");
    assert!(
        digits >= least,
        "{set}: {what}: {ours} instead of {theirs}, only {digits:.1} digits"
    );
}

fn univariate_texts(set: &str) -> Vec<String> {
    data(&format!("univariate/{set}.txt"))
        .split_whitespace()
        .map(String::from)
        .collect()
}

/// Mean, standard deviation and lag-1 autocorrelation as NIST certifies them.
const UNIVARIATE: [(&str, f64, f64, f64); 8] = [
    (
        "lottery",
        518.958_715_596_330,
        291.699_727_470_969,
        -0.120_948_622_967_393,
    ),
    ("lew", -177.435, 277.332_168_044_316, -0.307_304_800_605_679),
    (
        "mavro",
        2.001_856,
        0.000_429_123_454_003_053,
        0.937_989_183_438_248,
    ),
    (
        "michelso",
        299.852_4,
        0.079_010_547_819_051_8,
        0.535_199_668_621_283,
    ),
    ("numacc1", 10_000_002.0, 1.0, -0.5),
    ("numacc2", 1.2, 0.1, -0.999),
    ("numacc3", 1_000_000.2, 0.1, -0.999),
    ("numacc4", 10_000_000.2, 0.1, -0.999),
];

/// From doubles: what a file read in the usual way gives. For NumAcc3 and NumAcc4 the values themselves, once they are
/// doubles, carry only about nine and eight digits of their differences, so no more can come out.
#[test]
fn univariate_sets_from_doubles() {
    for (set, certified_mean, deviation, lag) in UNIVARIATE {
        let values: Vec<f64> = univariate_texts(set)
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let least = match set {
            "numacc3" => 9.0,
            "numacc4" => 8.0,
            _ => 11.0,
        };
        agree(set, "mean", mean(&values), certified_mean, 14.0);
        agree(
            set,
            "standard deviation",
            standard_deviation(&values),
            deviation,
            least,
        );
        agree(set, "lag 1", autocorrelation(&values, 1), lag, least);
    }
}

/// From the decimals as they were written, the common offset removed exactly: every set to at least twelve digits.
#[test]
fn univariate_sets_from_decimals() {
    for (set, certified_mean, deviation, lag) in UNIVARIATE {
        let shifted = without_common_offset(&univariate_texts(set)).unwrap();
        let offset: f64 = shifted.offset.parse().unwrap();
        agree(set, "mean", offset + mean(&shifted.rests), certified_mean, 14.0);
        agree(
            set,
            "standard deviation",
            standard_deviation(&shifted.rests),
            deviation,
            12.0,
        );
        agree(set, "lag 1", autocorrelation(&shifted.rests, 1), lag, 12.0);
    }
}

struct AnovaSet {
    groups: Vec<usize>,
    responses: Vec<String>,
    between: [f64; 4],
    within: [f64; 3],
    r_squared: f64,
    deviation: f64,
}

fn anova_set(name: &str) -> AnovaSet {
    let text = data(&format!("anova/{name}.dat"));
    let numbers = |line: &str| -> Vec<f64> {
        line.split_whitespace()
            .skip(2)
            .filter_map(|word| word.parse().ok())
            .collect()
    };
    let line = |start: &str| {
        text.lines()
            .find(|line| line.trim_start().starts_with(start))
            .unwrap()
    };
    let last = |start: &str| line(start).split_whitespace().last().unwrap().parse().unwrap();
    let rows: Vec<(usize, String)> = text
        .lines()
        .skip(60)
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.parse().ok()?, words.next()?.to_owned()))
        })
        .collect();
    AnovaSet {
        groups: rows.iter().map(|row| row.0).collect(),
        responses: rows.into_iter().map(|row| row.1).collect(),
        between: numbers(line("Between")).try_into().unwrap(),
        within: numbers(line("Within")).try_into().unwrap(),
        r_squared: last("Certified R-Squared"),
        deviation: last("Standard Deviation"),
    }
}

fn grouped(groups: &[usize], values: &[f64]) -> Vec<Vec<f64>> {
    let mut result = vec![Vec::new(); *groups.iter().max().unwrap()];
    for (group, value) in groups.iter().zip(values) {
        result[group - 1].push(*value);
    }
    result
}

const ANOVA: [&str; 11] = [
    "SiRstv", "SmLs01", "SmLs02", "SmLs03", "AtmWtAg", "SmLs04", "SmLs05", "SmLs06", "SmLs07", "SmLs08",
    "SmLs09",
];

fn check_anova(name: &str, set: &AnovaSet, values: &[f64], least: f64) {
    let result = one_way(&grouped(&set.groups, values)).unwrap();
    assert_eq!(
        result.between.freedom, set.between[0],
        "{name}: degrees of freedom between"
    );
    assert_eq!(
        result.within.freedom, set.within[0],
        "{name}: degrees of freedom within"
    );
    agree(
        name,
        "squares between",
        result.between.sum_of_squares,
        set.between[1],
        least,
    );
    agree(
        name,
        "mean square between",
        result.between.mean_square,
        set.between[2],
        least,
    );
    agree(
        name,
        "squares within",
        result.within.sum_of_squares,
        set.within[1],
        least,
    );
    agree(
        name,
        "mean square within",
        result.within.mean_square,
        set.within[2],
        least,
    );
    agree(name, "F", result.between.f.unwrap(), set.between[3], least);
    agree(name, "R squared", result.r_squared, set.r_squared, least);
    agree(
        name,
        "residual deviation",
        result.residual_deviation,
        set.deviation,
        least,
    );
}

/// All eleven sets, from the decimals as they were written.
#[test]
fn anova_sets_from_decimals() {
    for name in ANOVA {
        let set = anova_set(name);
        let shifted = without_common_offset(&set.responses).unwrap();
        check_anova(name, &set, &shifted.rests, 11.0);
    }
}

/// From doubles. SmLs07 to SmLs09 have thirteen equal leading digits: as doubles their values keep three digits of
/// what differs, and no algorithm can bring the rest back. What is asked here is that nothing more is lost.
#[test]
fn anova_sets_from_doubles() {
    for name in ANOVA {
        let set = anova_set(name);
        let values: Vec<f64> = set.responses.iter().map(|text| text.parse().unwrap()).collect();
        let least = match name {
            "SmLs04" | "SmLs05" | "SmLs06" => 9.5,
            "SmLs07" | "SmLs08" | "SmLs09" => 3.5,
            "AtmWtAg" => 10.0,
            _ => 12.0,
        };
        check_anova(name, &set, &values, least);
    }
}

#[test]
fn regression_set_norris() {
    let rows: Vec<(f64, f64)> = data("regression/Norris.dat")
        .lines()
        .skip(60)
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
        })
        .collect();
    assert_eq!(rows.len(), 36);
    let (y, x): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
    let line = linear(&x, &y, 0.95).unwrap();
    agree(
        "Norris",
        "intercept",
        line.intercept.value,
        -0.262_323_073_774_029,
        12.0,
    );
    agree(
        "Norris",
        "its error",
        line.intercept.error,
        0.232_818_234_301_152,
        12.0,
    );
    agree("Norris", "slope", line.slope.value, 1.002_116_818_020_45, 13.0);
    agree(
        "Norris",
        "its error",
        line.slope.error,
        0.429_796_848_199_937e-3,
        12.0,
    );
    agree(
        "Norris",
        "residual deviation",
        line.residual_deviation,
        0.884_796_396_144_373,
        12.0,
    );
    agree("Norris", "R squared", line.r_squared, 0.999_993_745_883_712, 13.0);
    agree(
        "Norris",
        "explained squares",
        line.explained_squares,
        4_255_954.132_323_69,
        13.0,
    );
    agree(
        "Norris",
        "residual squares",
        line.residual_squares,
        26.617_398_529_422_4,
        12.0,
    );
    agree(
        "Norris",
        "F",
        line.slope.t * line.slope.t,
        5_436_385.540_797_85,
        12.0,
    );
}

/// e-Handbook 1.3.5.13: beam deflections (set Lew), Z = 2.6938.
#[test]
fn runs_test_of_the_handbook() {
    let values: Vec<f64> = univariate_texts("lew")
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let runs = runs_about_median(&values).unwrap();
    println!(
        "runs about the median: theirs Z = 2.6938, ours {:.4} ({} runs)",
        runs.z, runs.runs
    );
    assert_eq!(format!("{:.4}", runs.z), "2.6938");
    assert!(runs.p < 0.05, "the handbook rejects randomness at 5 %");
}
