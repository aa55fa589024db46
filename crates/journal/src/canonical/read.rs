//! Reading canonical bytes without building anything: every piece handed out is a slice of what was read, so that it can be
//! hashed as it stands.

use super::{DEEPEST, GREATEST, key_order, plain_run};
use crate::{Hash, Problem};
use std::borrow::Cow;

/// Walks over canonical JSON and refuses the first byte that is not canonical.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// A canonical string as it stands in the bytes.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    /// With its quotation marks and escapes.
    pub(crate) raw: &'a str,
    /// Whether it holds no escape, so that it means what it says.
    plain: bool,
}

impl<'a> Text<'a> {
    /// What the string means.
    pub(crate) fn decoded(&self) -> Cow<'a, str> {
        if self.plain {
            Cow::Borrowed(&self.raw[1..self.raw.len() - 1])
        } else {
            Cow::Owned(serde_json::from_str(self.raw).expect("a canonical string can be read"))
        }
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Reader<'a>, Problem> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Reader { text, at: 0 }),
            Err(error) => Err(Problem::new(
                format!("byte {}", error.valid_up_to()),
                "This is not UTF-8.",
            )),
        }
    }

    /// A problem at the present position.
    pub(crate) fn problem(&self, what: impl Into<String>) -> Problem {
        Problem::new(format!("byte {}", self.at), what)
    }

    /// The next byte, which stays unread.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads exactly `literal`.
    pub(crate) fn expect(&mut self, literal: &str) -> Result<(), Problem> {
        if self.take(literal) {
            Ok(())
        } else {
            Err(self.problem(format!("Here `{literal}` is expected.")))
        }
    }

    /// Reads `literal` if it is next.
    pub(crate) fn take(&mut self, literal: &str) -> bool {
        let next = self.text.as_bytes()[self.at..].starts_with(literal.as_bytes());
        if next {
            self.at += literal.len();
        }
        next
    }

    /// Refuses anything that follows.
    pub(crate) fn end(&self) -> Result<(), Problem> {
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.problem("Nothing may follow here."))
        }
    }

    /// Reads a string.
    pub(crate) fn string(&mut self) -> Result<Text<'a>, Problem> {
        let start = self.at;
        self.expect("\"")?;
        let bytes = self.text.as_bytes();
        let mut plain = true;
        loop {
            self.at += plain_run(&bytes[self.at..]);
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    plain = false;
                    self.escape()?;
                }
                Some(_) => return Err(self.problem("A control character in a string must be escaped.")),
                None => return Err(self.problem("The string has no end.")),
            }
        }
        self.at += 1;
        Ok(Text {
            raw: &self.text[start..self.at],
            plain,
        })
    }

    /// Reads a string of 64 lower-case hexadecimal digits.
    pub(crate) fn hash(&mut self) -> Result<Hash, Problem> {
        let hash = match self.text.as_bytes()[self.at..].first_chunk::<66>() {
            Some([b'"', digits @ .., b'"']) => Hash::from_hex_bytes(digits),
            _ => None,
        };
        let hash =
            hash.ok_or_else(|| self.problem("Here a hash of 64 lower-case hexadecimal digits is expected."))?;
        self.at += 66;
        Ok(hash)
    }

    fn escape(&mut self) -> Result<(), Problem> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += match rest {
            [_, b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r', ..] => 2,
            [_, b'u', b'0', b'0', b'0', b'0'..=b'7' | b'b' | b'e' | b'f', ..] => 6,
            [_, b'u', b'0', b'0', b'1', b'0'..=b'9' | b'a'..=b'f', ..] => 6,
            _ => return Err(self.problem("This escape is not the canonical spelling.")),
        };
        Ok(())
    }

    /// Reads an integer.
    pub(crate) fn integer(&mut self) -> Result<i64, Problem> {
        let rest = &self.text[self.at..];
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest.as_bytes()[sign..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let after = rest.as_bytes().get(sign + digits);
        let spelling = &rest[..sign + digits];
        if digits == 0 || matches!(after, Some(b'.' | b'e' | b'E')) {
            return Err(self.problem("Here an integer is expected."));
        }
        if rest.as_bytes()[sign] == b'0' && (digits > 1 || sign == 1) {
            return Err(self.problem(format!("{spelling} is not the canonical spelling of a number.")));
        }
        match spelling.parse::<i64>() {
            Ok(n) if n.unsigned_abs() <= GREATEST.unsigned_abs() => {
                self.at += spelling.len();
                Ok(n)
            }
            _ => Err(self.problem(format!("{spelling} is not between -{GREATEST} and {GREATEST}."))),
        }
    }

    /// Reads any value and gives its text.
    pub(crate) fn value(&mut self) -> Result<&'a str, Problem> {
        let start = self.at;
        self.any(0)?;
        Ok(&self.text[start..self.at])
    }

    fn any(&mut self, depth: usize) -> Result<(), Problem> {
        if depth > DEEPEST {
            return Err(self.problem(format!(
                "Arrays and objects lie deeper than {DEEPEST} in one another."
            )));
        }
        match self.peek() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b't') => self.expect("true"),
            Some(b'f') => self.expect("false"),
            Some(b'n') => self.expect("null"),
            Some(b'-' | b'0'..=b'9') => self.integer().map(|_| ()),
            Some(_) => Err(self.problem("Here a value is expected, without blanks.")),
            None => Err(self.problem("The bytes end too early.")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Problem> {
        self.expect("[")?;
        if self.take("]") {
            return Ok(());
        }
        loop {
            self.any(depth + 1)?;
            if self.take("]") {
                return Ok(());
            }
            self.expect(",")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Problem> {
        self.expect("{")?;
        if self.take("}") {
            return Ok(());
        }
        let mut last: Option<Text<'a>> = None;
        loop {
            let start = self.at;
            let key = self.string()?;
            if last.is_some_and(|last| key_order(&last.decoded(), &key.decoded()).is_ge()) {
                self.at = start;
                return Err(self.problem(format!("The key {} is out of order or stands twice.", key.raw)));
            }
            last = Some(key);
            self.expect(":")?;
            self.any(depth + 1)?;
            if self.take("}") {
                return Ok(());
            }
            self.expect(",")?;
        }
    }
}
