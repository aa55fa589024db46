//! The colours of the drawings, and nothing else invents one.
//!
//! They are the house's tokens: the look gives them in oklch, here they stand as sRGB, because a file that is opened by a
//! printer's renderer or an old viewer must look the same as the page. A test holds both spellings together.

/// Which paper a picture is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Pale ink on ink-blue paper.
    Dark,
    /// Black on white, for paper that costs ink.
    Print,
    /// The colours of the page that holds the picture, through its custom properties (`--ink`, `--paper` …), so that one
    /// inline picture follows the reader's setting.
    Page,
}

/// The colours of one theme, each ready to stand in an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The sheet.
    pub paper: &'static str,
    /// A band inside a chart.
    pub band: &'static str,
    /// The line and the text.
    pub ink: &'static str,
    /// Everything said second.
    pub second: &'static str,
    /// Hairlines between rows.
    pub rule: &'static str,
    /// Limits, edges of boxes, scales.
    pub limit: &'static str,
    /// The goal, links, what is chosen.
    pub blue: &'static str,
    /// The ground of what is chosen.
    pub wash: &'static str,
    /// Signals, lateness, contradiction; always beside a word.
    pub red: &'static str,
    /// What is watched or due; always beside a word.
    pub amber: &'static str,
    /// What runs steadily; always beside a word.
    pub green: &'static str,
}

const LIGHT: Palette = Palette {
    paper: "#f9fbfd",
    band: "#f0f4f7",
    ink: "#141e2f",
    second: "#4d5866",
    rule: "#d0d7dd",
    limit: "#94a0ac",
    blue: "#0753b1",
    wash: "#e6f2fe",
    red: "#be1d16",
    amber: "#955902",
    green: "#146f46",
};

const DARK: Palette = Palette {
    paper: "#0d1826",
    band: "#142030",
    ink: "#e7eef3",
    second: "#a4b1bd",
    rule: "#2a3848",
    limit: "#5a6b7d",
    blue: "#7fc2fa",
    wash: "#152940",
    red: "#f98473",
    amber: "#edbb6a",
    green: "#7bd0a3",
};

/// Print leaves red, amber and green as they are on light paper: a colour printer shows them, a grey one keeps their
/// darkness, and shape and word carry the meaning in any case.
const PRINT: Palette = Palette {
    paper: "#fff",
    band: "#f4f4f4",
    ink: "#000",
    second: "#333",
    rule: "#bbb",
    limit: "#777",
    blue: "#003a8c",
    wash: "#fff",
    ..LIGHT
};

const PAGE: Palette = Palette {
    paper: "var(--paper)",
    band: "var(--paper-2)",
    ink: "var(--ink)",
    second: "var(--ink-2)",
    rule: "var(--rule)",
    limit: "var(--rule-2)",
    blue: "var(--blue)",
    wash: "var(--blue-wash)",
    red: "var(--red)",
    amber: "var(--amber)",
    green: "var(--green)",
};

impl Theme {
    /// The colours of this theme.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
            Theme::Print => &PRINT,
            Theme::Page => &PAGE,
        }
    }
}

/// The typeface, with what stands in for it where it is missing.
pub(crate) const FACE: &str = "'PL Next','Atkinson Hyperlegible Next',system-ui,sans-serif";
/// Labels and scales; no text is smaller.
pub(crate) const XS: f64 = 14.0;
/// Names of things.
pub(crate) const S: f64 = 15.5;
/// The statement over a picture.
pub(crate) const XL: f64 = 24.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// oklch → sRGB, after Björn Ottosson's published matrices.
    fn hex(l: f64, c: f64, h: f64) -> [u8; 3] {
        let (a, b) = (c * h.to_radians().cos(), c * h.to_radians().sin());
        let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let medium = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
        ]
        .map(|v: f64| {
            let v = v.clamp(0.0, 1.0);
            let v = if v <= 0.003_130_8 {
                12.92 * v
            } else {
                1.055 * v.powf(1.0 / 2.4) - 0.055
            };
            (v * 255.0).round() as u8
        })
    }

    fn parse(text: &str) -> [u8; 3] {
        let digits = text.trim_start_matches('#');
        let long = if digits.len() == 3 {
            digits.chars().flat_map(|c| [c, c]).collect()
        } else {
            digits.to_string()
        };
        [0, 2, 4].map(|at| u8::from_str_radix(&long[at..at + 2], 16).expect("a colour is hexadecimal"))
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let light = |text: &str| {
            let [r, g, b] = parse(text).map(|v| {
                let v = f64::from(v) / 255.0;
                if v <= 0.040_45 {
                    v / 12.92
                } else {
                    ((v + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (light(a), light(b));
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn the_colours_are_the_tokens() {
        let tokens = [
            (LIGHT.paper, 0.988, 0.003, 235.0),
            (LIGHT.ink, 0.235, 0.035, 258.0),
            (LIGHT.second, 0.455, 0.028, 256.0),
            (LIGHT.limit, 0.70, 0.022, 248.0),
            (LIGHT.blue, 0.46, 0.165, 258.0),
            (LIGHT.red, 0.515, 0.195, 29.0),
            (LIGHT.amber, 0.52, 0.115, 66.0),
            (LIGHT.green, 0.48, 0.105, 158.0),
            (DARK.paper, 0.205, 0.032, 256.0),
            (DARK.ink, 0.945, 0.010, 240.0),
            (DARK.second, 0.755, 0.022, 245.0),
            (DARK.blue, 0.79, 0.105, 245.0),
            (DARK.red, 0.74, 0.145, 30.0),
            (DARK.amber, 0.82, 0.115, 78.0),
            (DARK.green, 0.79, 0.105, 160.0),
        ];
        for (ours, l, c, h) in tokens {
            let (ours, theirs) = (parse(ours), hex(l, c, h));
            for (a, b) in ours.iter().zip(theirs) {
                assert!(a.abs_diff(b) <= 1, "{ours:?} is not {theirs:?}");
            }
        }
    }

    #[test]
    fn every_word_can_be_read() {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let p = theme.palette();
            for text in [p.ink, p.second, p.blue, p.red, p.amber, p.green] {
                for ground in [p.paper, p.band, p.wash] {
                    assert!(
                        contrast(text, ground) >= 4.5,
                        "{theme:?}: {text} on {ground} stands at {}",
                        contrast(text, ground)
                    );
                }
            }
        }
    }
}
