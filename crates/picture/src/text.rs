//! Words in a picture: how wide they are, where they break, and how they are written so that any text is well-formed XML.

use std::collections::VecDeque;

/// Advance widths of U+0020 … U+007E in thousandths of the size, measured on Atkinson Hyperlegible Next at weight 600: the
/// wider of the two weights in use, so that a regular word never needs more room than it was given.
const ASCII: [u16; 95] = [
    303, 298, 362, 730, 604, 953, 727, 195, 324, 324, 485, 605, 252, 369, 253, 424, 656, 430, 569, 592, 621,
    602, 617, 529, 621, 595, 253, 253, 564, 628, 564, 526, 780, 662, 634, 654, 683, 589, 562, 711, 699, 415,
    546, 654, 548, 848, 710, 737, 617, 747, 639, 604, 592, 690, 628, 877, 666, 627, 615, 333, 424, 344, 573,
    391, 274, 544, 587, 502, 586, 555, 349, 582, 565, 285, 255, 536, 301, 870, 565, 567, 587, 591, 368, 497,
    360, 559, 509, 723, 522, 499, 492, 370, 249, 370, 555,
];

fn advance(c: char) -> f64 {
    let code = c as u32;
    let thousandths = match code {
        0x20..=0x7e => ASCII[(code - 0x20) as usize],
        0xa0 => 303,
        0x2009 | 0x202f => 200,
        0xb0 => 381,
        0x300..=0x36f | 0x64b..=0x65f | 0x200e | 0x200f | 0x2066..=0x2069 => 0,
        // Joined letters are slimmer than those that stand alone.
        0x600..=0x6ff => 520,
        0xc0..=0xdd => 680,
        0xde..=0xff => 585,
        0x2010..=0x2015 => 600,
        0x2018 | 0x2019 => 259,
        0x2026 => 747,
        0x2200..=0x22ff => 620,
        0x100..=0x52f => 640,
        // Wide scripts and pictures take a full square.
        0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60 => 1000,
        0x1_0000.. => 1200,
        _ => 700,
    };
    f64::from(thousandths) / 1000.0
}

/// The width of a text at a size in pixels.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The text, shortened with an ellipsis when it is wider than `room`.
pub(crate) fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    let mut used = width("…", size);
    for c in text.chars() {
        used += advance(c) * size;
        if used > room {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text broken at spaces into lines no wider than `room`, the first one having `less` room; at most `most` lines, the last
/// one ending in an ellipsis when words remain. A word wider than the room is divided, or shortened where it must not be.
pub(crate) fn wrap(text: &str, size: f64, room: f64, less: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut words: VecDeque<&str> = text.split_ascii_whitespace().collect();
    while let Some(word) = words.front().copied() {
        let count = lines.len();
        let first = count == 1;
        let room_here = if first { room - less } else { room };
        let line = lines.last_mut().expect("there is always a line");
        let joined = if line.is_empty() {
            word.to_string()
        } else {
            format!("{line} {word}")
        };
        if width(&joined, size) <= room_here {
            *line = joined;
            words.pop_front();
        } else if count == most {
            let rest: Vec<&str> = words.into();
            let all = if line.is_empty() {
                rest.join(" ")
            } else {
                format!("{line} {}", rest.join(" "))
            };
            *line = fit(&all, size, room_here);
            break;
        } else if line.is_empty() && !(first && less > 0.0) {
            match divide(word, size, room_here) {
                Some((head, rest)) => {
                    *line = format!("{head}-");
                    words.pop_front();
                    words.push_front(rest);
                    lines.push(String::new());
                }
                None => {
                    *line = fit(word, size, room_here);
                    words.pop_front();
                }
            }
        } else {
            lines.push(String::new());
        }
    }
    lines
}

/// A long word in two, the first part with room for its hyphen. Numbers and names of records are not divided, nor are words
/// whose letters join.
fn divide(word: &str, size: f64, room: f64) -> Option<(&str, &str)> {
    if !word.chars().all(|c| c.is_alphabetic() && (c as u32) < 0x530) {
        return None;
    }
    let count = word.chars().count();
    let mut used = width("-", size);
    let mut kept = 0;
    for (i, c) in word.char_indices() {
        used += advance(c) * size;
        if used > room {
            break;
        }
        kept = i + c.len_utf8();
    }
    // Neither part may be a stump.
    let head = word[..kept].chars().count().min(count.saturating_sub(4));
    let at = word.char_indices().nth(head).map(|(i, _)| i)?;
    (head >= 4).then(|| word.split_at(at))
}

/// The text broken into as few lines as the room allows, and these as even as possible, so that no word is left alone.
pub(crate) fn balance(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let lines = wrap(text, size, room, 0.0, most);
    let mut narrow = room / 2.0;
    while lines.len() > 1 && narrow < room {
        let even = wrap(text, size, narrow, 0.0, most);
        if even.len() == lines.len() && !even.iter().any(|l| l.ends_with('…')) {
            return even;
        }
        narrow += room / 40.0;
    }
    lines
}

/// The widest of some lines.
pub(crate) fn widest<S: AsRef<str>>(lines: &[S], size: f64) -> f64 {
    lines
        .iter()
        .map(|line| width(line.as_ref(), size))
        .fold(0.0, f64::max)
}

/// Appends a text so that it can stand in an element or in a double-quoted attribute. Characters that XML 1.0 forbids become
/// U+FFFD, so that a stray control character is seen rather than breaking the picture.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// Whether a text is read from right to left: its first letter decides.
fn from_right(text: &str) -> bool {
    let letter = text.chars().find(|c| c.is_alphabetic());
    letter.is_some_and(|c| matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc))
}

/// Appends a text as it is to be read. One that is read from right to left is set apart by marks, so that its full stop and its
/// brackets stand where they belong in whatever page holds the picture.
pub(crate) fn escape_said(out: &mut String, text: &str) {
    if from_right(text) {
        out.push('\u{2067}');
        escape(out, text);
        out.push('\u{2069}');
    } else {
        escape(out, text);
    }
}

/// Whether a link may stand in a picture: http, https, mailto, or an address without a scheme. Others (`javascript:`, `data:`)
/// would let data run in the reader's page.
pub(crate) fn safe_link(link: &str) -> bool {
    let link = link.trim();
    if link.is_empty() || link.chars().any(char::is_control) {
        return false;
    }
    let end = link.find(['/', '?', '#']).unwrap_or(link.len());
    match link[..end].find(':') {
        None => true,
        Some(colon) => ["http", "https", "mailto"]
            .iter()
            .any(|scheme| link[..colon].eq_ignore_ascii_case(scheme)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_follow_the_typeface() {
        assert!((width("AB", 10.0) - (6.62 + 6.34)).abs() < 1e-9);
        assert!(width("iii", 14.0) < width("mmm", 14.0) / 2.0);
    }

    #[test]
    fn a_long_text_is_shortened_within_its_room() {
        let short = fit("Leakage at the upper terminal", 14.0, 90.0);
        assert!(short.ends_with('…') && width(&short, 14.0) <= 90.0, "{short}");
        assert_eq!(fit("Leakage", 14.0, 90.0), "Leakage");
    }

    #[test]
    fn lines_keep_every_word_or_say_that_they_do_not() {
        let lines = wrap("one two three four five six", 14.0, 70.0, 0.0, 9);
        assert_eq!(lines.join(" "), "one two three four five six");
        assert!(lines.iter().all(|line| width(line, 14.0) <= 70.0));
        let cut = wrap("one two three four five six", 14.0, 70.0, 0.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'));
    }

    #[test]
    fn the_first_line_makes_room_for_what_stands_before_it() {
        let lines = wrap("one two three", 14.0, 70.0, 60.0, 5);
        assert_eq!(lines[0], "");
        assert_eq!(lines[1..].join(" "), "one two three");
    }

    #[test]
    fn only_harmless_links_are_kept() {
        for good in [
            "/records/7",
            "#turtle",
            "https://a.example/b?c=d",
            "mailto:a@b.example",
            "page.html?x=a:b",
        ] {
            assert!(safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "data:text/html,x",
            "",
            "java\nscript:x",
        ] {
            assert!(!safe_link(bad), "{bad}");
        }
    }
}
