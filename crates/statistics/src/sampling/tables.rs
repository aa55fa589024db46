//! Code letters and master tables of single sampling by attributes.
//!
//! The master tables have a diagonal structure: the acceptance number depends only on the sum of the index of the
//! code letter (A = 0) and the index of the AQL. Source: MIL-STD-105E (1989), tables I, II-A, II-B, II-C; normal and
//! tightened are checked cell by cell in the tests, reduced could not be checked.

use crate::Refusal;
use serde::Serialize;

/// The preferred AQLs: percent nonconforming (up to 10), or nonconformities per 100 items.
pub const AQLS: [f64; 26] = [
    0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0, 15.0,
    25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0,
];

/// A sample size code letter, A to S (without I and O).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Letter(char);

const LETTERS: [char; 17] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S',
];

impl Letter {
    /// The letter, when it is one of the code letters.
    pub fn new(letter: char) -> Option<Self> {
        LETTERS.contains(&letter).then_some(Self(letter))
    }

    /// The character.
    pub fn as_char(self) -> char {
        self.0
    }

    pub(crate) fn index(self) -> usize {
        LETTERS
            .iter()
            .position(|letter| *letter == self.0)
            .expect("a letter is only made from the list")
    }

    pub(crate) fn from_index(index: usize) -> Option<Self> {
        LETTERS.get(index).map(|letter| Self(*letter))
    }
}

/// Inspection level. II is usual; the special levels S-1 to S-4 serve costly or destructive tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Level {
    /// Special level S-1.
    S1,
    /// Special level S-2.
    S2,
    /// Special level S-3.
    S3,
    /// Special level S-4.
    S4,
    /// General level I.
    I,
    /// General level II.
    II,
    /// General level III.
    III,
}

/// Severity of inspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Where inspection starts.
    Normal,
    /// After bad lots.
    Tightened,
    /// After many good lots.
    Reduced,
}

/// Largest lot of each row of table I.
const LOT_LIMITS: [u64; 14] = [
    8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000,
];

/// Code letters per lot row: S-1, S-2, S-3, S-4, I, II, III.
const CODE_LETTERS: [&str; 15] = [
    "AAAAAAB", "AAAAABC", "AABBBCD", "ABBCCDE", "BBCCCEF", "BBCDDFG", "BCDEEGH", "BCDEFHJ", "CCEFGJK",
    "CDEGHKL", "CDFGJLM", "CDFHKMN", "DEGJLNP", "DEGJMPQ", "DEHKNQR",
];

/// The code letter for a lot (table I).
pub fn code_letter(lot: u64, level: Level) -> Result<Letter, Refusal> {
    if lot < 2 {
        return Err(Refusal::new(format!(
            "A lot of {lot} cannot be sampled; the tables start at 2. Inspect it wholly."
        )));
    }
    let row = LOT_LIMITS.iter().take_while(|limit| lot > **limit).count();
    let column = level as usize;
    let letter = CODE_LETTERS[row].as_bytes()[column] as char;
    Ok(Letter(letter))
}

/// What a cell of a master table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Accept up to `ac`; reject from `re`. Between them (reduced inspection only): accept, and return to normal.
    Plan {
        /// Acceptance number.
        ac: u64,
        /// Rejection number.
        re: u64,
    },
    /// Use the first plan below, with its own sample size.
    Below,
    /// Use the first plan above, with its own sample size.
    Above,
}

const SIZES: [u64; 17] = [
    2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150,
];
const REDUCED_SIZES: [u64; 16] = [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800];

/// The sample size of a code letter; none for letter S except under tightened inspection.
pub fn sample_size(letter: Letter, severity: Severity) -> Option<u64> {
    let index = letter.index();
    match severity {
        Severity::Normal => (index < 16).then(|| SIZES[index]),
        Severity::Tightened => Some(SIZES[index]),
        Severity::Reduced => REDUCED_SIZES.get(index).copied(),
    }
}

/// The cell of a master table; `aql` is an index into [`AQLS`]. None where the table has no such row (letter S but
/// for AQL 0.025 tightened; letters A to C reduced, whose acceptance numbers could not be checked).
pub fn cell(letter: Letter, aql: usize, severity: Severity) -> Option<Cell> {
    let row = letter.index();
    let sum = row + aql;
    match severity {
        Severity::Normal if row < 16 => Some(normal(row, sum)),
        Severity::Tightened if row < 16 => Some(tightened(row, sum)),
        Severity::Tightened => (AQLS.get(aql) == Some(&0.025)).then_some(single(1)),
        Severity::Reduced if (3..16).contains(&row) => Some(reduced(row, sum)),
        _ => None,
    }
}

fn single(ac: u64) -> Cell {
    Cell::Plan { ac, re: ac + 1 }
}

fn normal(row: usize, sum: usize) -> Cell {
    match sum {
        0..=13 => Cell::Below,
        14 => single(0),
        // Above letter A there is nothing, so its arrow points down.
        15 if row == 0 => Cell::Below,
        15 => Cell::Above,
        // Below letter R there is nothing, so its arrow points up.
        16 if row == 15 => Cell::Above,
        16 => Cell::Below,
        17 => single(1),
        18 => single(2),
        19 => single(3),
        20 => single(5),
        21 => single(7),
        22 => single(10),
        23 => single(14),
        24 => single(21),
        25 if row <= 4 => single(30),
        26 if (1..=4).contains(&row) => single(44),
        _ => Cell::Above,
    }
}

fn tightened(row: usize, sum: usize) -> Cell {
    match sum {
        0..=14 => Cell::Below,
        15 => single(0),
        16 | 17 => Cell::Below,
        18 => single(1),
        19 => single(2),
        20 => single(3),
        21 => single(5),
        22 => single(8),
        23 => single(12),
        24 => single(18),
        25 if row <= 4 => single(27),
        26 if (1..=4).contains(&row) => single(41),
        _ => Cell::Above,
    }
}

fn reduced(row: usize, sum: usize) -> Cell {
    let plan = |ac, re| Cell::Plan { ac, re };
    match sum {
        0..=13 => Cell::Below,
        14 => plan(0, 1),
        15 => Cell::Above,
        16 if row == 15 => Cell::Above,
        16 => Cell::Below,
        17 => plan(0, 2),
        18 => plan(1, 3),
        19 => plan(1, 4),
        20 => plan(2, 5),
        21 => plan(3, 6),
        22 => plan(5, 8),
        23 => plan(7, 10),
        24 => plan(10, 13),
        _ => Cell::Above,
    }
}
