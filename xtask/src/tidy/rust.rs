//! A Rust file seen three ways: its code without texts and comments, its string literals, its comments.
//! Just enough to ask "does the code say this?" without being fooled by a comment or a test.

use std::ops::RangeInclusive;

/// One piece of text and the line it begins on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A Rust source, taken apart.
pub(crate) struct Rust {
    /// The source with the insides of literals and comments blanked; line breaks stay where they are.
    pub(crate) code: String,
    /// What stands between the quotes, escapes as written.
    pub(crate) literals: Vec<Piece>,
    /// Comments, documentation comments included.
    pub(crate) comments: Vec<Piece>,
    /// Modules declared `#[cfg(test)] mod name;`: their files are tests.
    pub(crate) test_modules: Vec<String>,
    tests: Vec<RangeInclusive<usize>>,
}

impl Rust {
    /// Takes a source apart. It need not compile.
    pub(crate) fn new(source: &str) -> Rust {
        let mut cutter = Cutter {
            source,
            at: 0,
            code: String::new(),
            literals: Vec::new(),
            comments: Vec::new(),
        };
        cutter.cut();
        let Cutter {
            code,
            literals,
            comments,
            ..
        } = cutter;
        let (tests, test_modules) = test_parts(&code);
        Rust {
            code,
            literals,
            comments,
            test_modules,
            tests,
        }
    }

    /// Does this line belong to a `#[test]` or to something marked `#[cfg(test)]`?
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|lines| lines.contains(&line))
    }

    /// Where the code says this, as whole words: (byte offset, line).
    pub(crate) fn says<'a>(&'a self, what: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let hits = self.code.match_indices(what).map(|(at, _)| at);
        hits.filter(|at| whole_word(&self.code, *at, what))
            .map(|at| (at, line_of(&self.code, at)))
    }
}

/// The line of a byte offset, counted from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// May this character stand in a name?
pub(crate) fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn whole_word(code: &str, at: usize, what: &str) -> bool {
    let before = code[..at].chars().next_back().is_some_and(in_name);
    let after = code[at + what.len()..].chars().next().is_some_and(in_name);
    let (first, last) = (what.chars().next(), what.chars().next_back());
    let begins_inside = before && first.is_some_and(in_name);
    let ends_inside = after && last.is_some_and(in_name);
    !begins_inside && !ends_inside
}

struct Cutter<'a> {
    source: &'a str,
    at: usize,
    code: String,
    literals: Vec<Piece>,
    comments: Vec<Piece>,
}

impl<'a> Cutter<'a> {
    fn cut(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let rest = self.rest();
            if rest.starts_with("//") {
                let piece = self.blank(rest.find('\n').unwrap_or(rest.len()));
                self.comments.push(piece);
            } else if rest.starts_with("/*") {
                let piece = self.blank(block_comment(rest));
                self.comments.push(piece);
            } else if let Some(hashes) = raw_string(rest).filter(|_| !self.code.ends_with(in_name)) {
                self.literal(
                    &format!("\"{}", "#".repeat(hashes)),
                    rest.find('"').expect("a raw string has a quote") + 1,
                );
            } else if c == '"' {
                self.literal("\"", 1);
            } else if let Some(length) = (c == '\'').then(|| character(rest)).flatten() {
                self.blank(length);
            } else {
                self.code.push(c);
                self.at += c.len_utf8();
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Copies the opening, blanks the inside up to the closing, and copies that.
    fn literal(&mut self, closing: &str, opening: usize) {
        self.keep(opening);
        let rest = self.rest();
        let inside = if closing == "\"" {
            quoted(rest)
        } else {
            rest.find(closing).unwrap_or(rest.len())
        };
        let piece = self.blank(inside);
        self.literals.push(piece);
        self.keep(closing.len().min(self.rest().len()));
    }

    fn keep(&mut self, length: usize) {
        let kept = &self.source[self.at..self.at + length];
        self.code.push_str(kept);
        self.at += length;
    }

    fn blank(&mut self, length: usize) -> Piece {
        let text = self.source[self.at..self.at + length].to_string();
        let line = line_of(&self.code, self.code.len());
        let blanks = text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
        self.code.extend(blanks);
        self.at += length;
        Piece { line, text }
    }
}

/// The length of a block comment, nested ones included.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let (step, change) = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        at += step;
        depth += change;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// How many `#` a raw string at this place has; none when it is no raw string.
fn raw_string(rest: &str) -> Option<usize> {
    let after = ["br", "cr", "r"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a string's inside, up to the quote that ends it.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = &rest[1..];
    let first = inside.chars().next()?;
    let skip = if first == '\\' { 2 } else { first.len_utf8() };
    let closing = inside.get(skip..)?.find('\'')?;
    (first == '\\' || closing == 0).then_some(1 + skip + closing + 1)
}

fn test_parts(code: &str) -> (Vec<RangeInclusive<usize>>, Vec<String>) {
    let (mut ranges, mut modules) = (Vec::new(), Vec::new());
    for (at, _) in code.match_indices("#[") {
        let end = (at + 1 + bracketed(&code[at + 1..], '[', ']')).clamp(at + 2, code.len());
        if !marks_test(&code[at + 2..end]) {
            continue;
        }
        let item = &code[end..];
        let stop = item.find(['{', ';']).unwrap_or(item.len());
        let length = if item[stop..].starts_with('{') {
            stop + bracketed(&item[stop..], '{', '}')
        } else {
            stop
        };
        modules.extend(declared_module(&item[..stop]).filter(|_| item[stop..].starts_with(';')));
        ranges.push(line_of(code, at)..=line_of(code, (end + length).min(code.len())));
    }
    (ranges, modules)
}

fn marks_test(attribute: &str) -> bool {
    let words: Vec<&str> = attribute
        .split(|c| !in_name(c))
        .filter(|word| !word.is_empty())
        .collect();
    match words.split_first() {
        Some((&"test", _)) => true,
        Some((&"cfg", rest)) => rest.contains(&"test") && !rest.contains(&"not"),
        _ => false,
    }
}

fn declared_module(item: &str) -> Option<String> {
    let mut words = item.split_whitespace().rev();
    let name = words.next()?;
    (words.next()? == "mod").then(|| name.to_string())
}

/// Where the bracket stands that closes the first one of a text; the end of the text when none does.
pub(crate) fn bracketed(text: &str, open: char, close: char) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_not_code() {
        let rust = Rust::new("let a = \"b.unwrap() \\\" // no\"; // c.unwrap()\n/* d /* e */ f */ g");
        assert_eq!(rust.says("unwrap").count(), 0);
        assert_eq!(
            rust.literals,
            [Piece {
                line: 1,
                text: "b.unwrap() \\\" // no".into()
            }]
        );
        assert_eq!(rust.comments.len(), 2);
        assert!(rust.code.ends_with(" g"));
    }

    #[test]
    fn raw_strings_lifetimes_and_characters_are_told_apart() {
        let rust = Rust::new(
            "fn x<'a>(s: &'a str) { r#\"one \"two\" three\"#; '\"'; '\\''; b'{'; r\"four\"; for_r\"ü\" }",
        );
        let texts: Vec<&str> = rust.literals.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["one \"two\" three", "four", "ü"]);
        assert!(rust.code.contains("<'a>") && rust.code.ends_with('}'));
        assert_eq!(rust.code.matches('{').count(), 1);
    }

    #[test]
    fn tests_are_known_by_their_marks() {
        let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n  x\n}\nfn b() {}\n#[test]\n#[cfg(unix)]\nfn c() {\n}\n\
                      #[cfg(not(test))]\nfn d() {}\n#[cfg(test)]\nmod proof;\n";
        let rust = Rust::new(source);
        let marked: Vec<usize> = (1..=14).filter(|line| rust.is_test(*line)).collect();
        assert_eq!(marked, [2, 3, 4, 5, 7, 8, 9, 10, 13, 14]);
        assert_eq!(rust.test_modules, ["proof"]);
    }

    #[test]
    fn names_are_found_as_whole_words_with_their_line() {
        let rust = Rust::new("todo_list();\nmy::todo!();\n");
        assert_eq!(rust.says("todo!").collect::<Vec<_>>(), [(17, 2)]);
    }

    #[test]
    fn an_unfinished_file_does_no_harm() {
        for source in [
            "\"",
            "r#\"",
            "/*",
            "'",
            "#[cfg(test)]",
            "#[",
            "'\\",
            "#[test] fn x() {",
        ] {
            Rust::new(source);
        }
    }
}
