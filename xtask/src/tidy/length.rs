//! Files stay short enough to be read in one sitting.

use super::house::House;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "length",
    because: "A long file is a room with too much in it: nobody finds the one rule he looks for. Split it by what it speaks of.",
    check,
};

const ENDINGS: &[&str] = &[".rs", ".ts", ".css", ".html"];
const MOST: usize = 500;
const COMFORT: usize = 400;

fn check(house: &House) -> Vec<Finding> {
    let files = house
        .files
        .iter()
        .filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)));
    files
        .filter_map(|file| judge(&file.path, file.text.lines().count()))
        .collect()
}

fn judge(path: &str, lines: usize) -> Option<Finding> {
    if lines > MOST {
        Some(Finding::in_whole(
            path,
            format!("{lines} lines; {MOST} are the most"),
        ))
    } else if lines > COMFORT {
        Some(Finding::in_whole(path, format!("{lines} lines; {COMFORT} are comfortable")).warning())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_is_warned_and_too_long_fails() {
        assert_eq!(judge("a.rs", 400), None);
        assert!(judge("a.rs", 401).unwrap().warning);
        assert!(judge("a.rs", 500).unwrap().warning);
        assert!(!judge("a.rs", 501).unwrap().warning);
    }

    #[test]
    fn data_may_be_long() {
        let long = "x\n".repeat(600);
        let house = House::of([("Cargo.lock", long.as_str()), ("ui/a.css", long.as_str())]);
        assert_eq!(check(&house).len(), 1);
    }
}
