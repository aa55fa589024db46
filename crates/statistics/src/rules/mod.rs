//! Rules that find patterns among the points of a chart and name the points.
//!
//! Conventions, the same for every rule: *beyond* is strict, so a point exactly on a limit is not beyond it; a point
//! exactly on the centre line breaks a run; equal neighbours break a trend; a missing or excluded point, and the
//! beginning of a stage, break every pattern. *Exactly* means within the rounding of the arithmetic.

mod bits;
mod scan;

pub(crate) use scan::{CHUNK, FUZZ, Scanner};
pub use scan::{Side, Signal, find};

use crate::report::Refusal;
use serde::Serialize;

/// A pattern that is improbable when nothing has changed. Sigmas are those of the plotted statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "pattern", rename_all = "snake_case")]
pub enum Pattern {
    /// One point beyond this many sigmas; every such point is a signal of its own.
    Beyond {
        /// Distance from the centre line.
        sigmas: f64,
    },
    /// Points outside the limits; neighbours outside on the same side are one signal. For charts with a memory.
    Outside,
    /// `hits` of `among` consecutive points beyond this many sigmas.
    Several {
        /// How many must lie beyond.
        hits: u32,
        /// Among how many consecutive points (at most 64).
        among: u32,
        /// Distance from the centre line.
        sigmas: f64,
        /// Whether they must lie on the same side.
        same_side: bool,
    },
    /// So many points in a row on the same side of the centre line.
    Run {
        /// Points in the run.
        length: u32,
    },
    /// So many points in a row, each above (or each below) the one before.
    Trend {
        /// Points, not steps.
        length: u32,
    },
    /// So many points in a row that go up and down by turns.
    Alternating {
        /// Points, not steps.
        length: u32,
    },
    /// So many points in a row, none beyond this many sigmas.
    Hugging {
        /// Points in the run.
        length: u32,
        /// Distance from the centre line.
        sigmas: f64,
    },
}

/// A pattern with the name under which people know it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rule {
    /// "Nelson 2", "Western Electric 1", "custom".
    pub name: &'static str,
    /// What it looks for.
    #[serde(flatten)]
    pub pattern: Pattern,
}

impl Rule {
    /// The rule in words: "9 points in a row on the same side of the centre line".
    pub fn words(&self) -> String {
        match self.pattern {
            Pattern::Beyond { sigmas } => format!("one point beyond {sigmas} sigma"),
            Pattern::Outside => "outside the limits".to_owned(),
            Pattern::Several {
                hits,
                among,
                sigmas,
                same_side,
            } => {
                let side = if same_side {
                    "on the same side"
                } else {
                    "on either side"
                };
                format!("{hits} of {among} points in a row beyond {sigmas} sigma {side}")
            }
            Pattern::Run { length } => {
                format!("{length} points in a row on the same side of the centre line")
            }
            Pattern::Trend { length } => format!("{length} points in a row steadily rising or falling"),
            Pattern::Alternating { length } => format!("{length} points in a row alternating up and down"),
            Pattern::Hugging { length, sigmas } => {
                format!("{length} points in a row within {sigmas} sigma of the centre line")
            }
        }
    }

    /// Whether the rule needs only what lies outside the limits, and so suits skewed or dependent statistics.
    pub fn is_about_limits(&self) -> bool {
        matches!(self.pattern, Pattern::Beyond { .. } | Pattern::Outside)
    }
}

const fn rule(name: &'static str, pattern: Pattern) -> Rule {
    Rule { name, pattern }
}

/// The four rules of the Western Electric *Statistical Quality Control Handbook* (1956); NIST Handbook 6.3.2.
pub fn western_electric() -> Vec<Rule> {
    vec![
        rule("Western Electric 1", Pattern::Beyond { sigmas: 3.0 }),
        rule(
            "Western Electric 2",
            Pattern::Several {
                hits: 2,
                among: 3,
                sigmas: 2.0,
                same_side: true,
            },
        ),
        rule(
            "Western Electric 3",
            Pattern::Several {
                hits: 4,
                among: 5,
                sigmas: 1.0,
                same_side: true,
            },
        ),
        rule("Western Electric 4", Pattern::Run { length: 8 }),
    ]
}

/// The eight rules of L. S. Nelson, "The Shewhart control chart: tests for special causes",
/// Journal of Quality Technology 16 (1984) 237.
pub fn nelson() -> Vec<Rule> {
    vec![
        rule("Nelson 1", Pattern::Beyond { sigmas: 3.0 }),
        rule("Nelson 2", Pattern::Run { length: 9 }),
        rule("Nelson 3", Pattern::Trend { length: 6 }),
        rule("Nelson 4", Pattern::Alternating { length: 14 }),
        rule(
            "Nelson 5",
            Pattern::Several {
                hits: 2,
                among: 3,
                sigmas: 2.0,
                same_side: true,
            },
        ),
        rule(
            "Nelson 6",
            Pattern::Several {
                hits: 4,
                among: 5,
                sigmas: 1.0,
                same_side: true,
            },
        ),
        rule(
            "Nelson 7",
            Pattern::Hugging {
                length: 15,
                sigmas: 1.0,
            },
        ),
        rule(
            "Nelson 8",
            Pattern::Several {
                hits: 8,
                among: 8,
                sigmas: 1.0,
                same_side: false,
            },
        ),
    ]
}

/// The criteria usual in the automotive industry (AIAG *SPC*): the length of a run (7, 8 or 9) and of a trend
/// (6 or 7) are the user's to choose.
pub fn aiag(run: u32, trend: u32) -> Vec<Rule> {
    vec![
        rule("AIAG 1", Pattern::Beyond { sigmas: 3.0 }),
        rule("AIAG 2", Pattern::Run { length: run }),
        rule("AIAG 3", Pattern::Trend { length: trend }),
        rule("AIAG 4", Pattern::Alternating { length: 14 }),
        rule(
            "AIAG 5",
            Pattern::Several {
                hits: 2,
                among: 3,
                sigmas: 2.0,
                same_side: true,
            },
        ),
        rule(
            "AIAG 6",
            Pattern::Several {
                hits: 4,
                among: 5,
                sigmas: 1.0,
                same_side: true,
            },
        ),
        rule(
            "AIAG 7",
            Pattern::Hugging {
                length: 15,
                sigmas: 1.0,
            },
        ),
        rule(
            "AIAG 8",
            Pattern::Several {
                hits: 8,
                among: 8,
                sigmas: 1.0,
                same_side: false,
            },
        ),
    ]
}

/// A single point beyond the limits: the one rule that suits every chart.
pub fn limits_only() -> Vec<Rule> {
    vec![rule("beyond limits", Pattern::Beyond { sigmas: 3.0 })]
}

/// One signal as long as the statistic stays outside its limits: for charts with a memory.
pub fn outside() -> Vec<Rule> {
    vec![rule("outside limits", Pattern::Outside)]
}

/// Rules from their short names, separated by commas: `western-electric` (or `we`), `nelson`, `aiag`, `limits`,
/// `none`, one of a set (`nelson:2`, `we:1`, `aiag:3`), or custom: `beyond:2.5`, `run:7`, `trend:7`,
/// `alternating:14`, `hugging:15:1`, `several:2/3:2` (same side), `several:8/8:1:either`.
///
/// # Errors
/// Refuses a name it does not know, saying which ones there are.
pub fn parse(text: &str) -> Result<Vec<Rule>, Refusal> {
    let mut rules = Vec::new();
    for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
        rules.extend(parse_word(word).ok_or_else(|| unknown(word))?);
    }
    if rules.is_empty() && text.trim() != "none" {
        return Err(unknown(text));
    }
    Ok(rules)
}

fn unknown(word: &str) -> Refusal {
    Refusal::new(format!(
        "“{word}” is no rule. Use western-electric, nelson, aiag, limits or none; one of a set as nelson:2; or a rule of your own \
         as run:7, trend:7, beyond:2.5, alternating:14, hugging:15:1, several:2/3:2, separated by commas."
    ))
}

fn parse_word(word: &str) -> Option<Vec<Rule>> {
    let lower = word.to_lowercase();
    let (name, rest) = lower
        .split_once(':')
        .map_or((lower.as_str(), None), |(n, r)| (n, Some(r)));
    let set = match name {
        "western-electric" | "we" | "weco" => western_electric(),
        "nelson" => nelson(),
        "aiag" => aiag(7, 6),
        "limits" => limits_only(),
        "none" => Vec::new(),
        _ => return parse_custom(name, rest?).map(|pattern| vec![rule("custom", pattern)]),
    };
    let Some(number) = rest else {
        return Some(set);
    };
    let number: usize = number.parse().ok()?;
    let one = set.get(number.checked_sub(1)?)?;
    Some(vec![*one])
}

fn parse_custom(name: &str, rest: &str) -> Option<Pattern> {
    let parts: Vec<&str> = rest.split(':').collect();
    let length = |least: u32| {
        parts
            .first()?
            .parse::<u32>()
            .ok()
            .filter(|l| (least..=1000).contains(l))
    };
    let sigmas = |at: usize| {
        parts
            .get(at)?
            .parse::<f64>()
            .ok()
            .filter(|s| *s > 0.0 && s.is_finite())
    };
    match (name, parts.len()) {
        ("beyond", 1) => Some(Pattern::Beyond { sigmas: sigmas(0)? }),
        ("run", 1) => Some(Pattern::Run { length: length(2)? }),
        ("trend", 1) => Some(Pattern::Trend { length: length(3)? }),
        ("alternating", 1) => Some(Pattern::Alternating { length: length(4)? }),
        ("hugging", 2) => Some(Pattern::Hugging {
            length: length(2)?,
            sigmas: sigmas(1)?,
        }),
        ("several", 2 | 3) => {
            let (hits, among) = parts[0].split_once('/')?;
            let (hits, among) = (hits.parse().ok()?, among.parse().ok()?);
            let same_side = match parts.get(2) {
                None | Some(&"same") => true,
                Some(&"either") => false,
                Some(_) => return None,
            };
            ((1..=among).contains(&hits) && among <= 64).then_some(Pattern::Several {
                hits,
                among,
                sigmas: sigmas(1)?,
                same_side,
            })
        }
        _ => None,
    }
}
