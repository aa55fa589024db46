//! One value, one spelling: canonical JSON after RFC 8785, restricted to what two programs cannot read differently.
//!
//! Allowed are strings, arrays, objects, `true`, `false`, `null` and integers from −(2^53 − 1) to 2^53 − 1 (the range of
//! RFC 7493). Floating-point numbers are refused: write decimals as text.

mod read;

pub(crate) use read::{Reader, Text};

use crate::Problem;
use serde_json::Value;

/// The greatest integer allowed, 2^53 − 1; the least is its negative.
pub const GREATEST: i64 = (1 << 53) - 1;

/// How deep arrays and objects may lie in one another.
pub const DEEPEST: usize = 64;

/// The canonical bytes of `value`.
///
/// # Errors
/// A number that is not an allowed integer, or nesting deeper than [`DEEPEST`]; the place is a JSON pointer.
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

/// Appends the canonical bytes of `value` to `out`. On an error `out` holds a part that must be thrown away.
///
/// # Errors
/// As [`to_bytes`].
pub fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), Problem> {
    write_value(value, out, 0).map_err(|refused| {
        let pointer: String = refused
            .steps
            .iter()
            .rev()
            .map(|step| format!("/{step}"))
            .collect();
        let place = if pointer.is_empty() {
            "the value".to_owned()
        } else {
            pointer
        };
        Problem::new(place, refused.what)
    })
}

/// Reads bytes that are already canonical; anything else is refused, even if it is valid JSON.
///
/// # Errors
/// Bytes that are not the canonical spelling of an allowed value; the place is the position of the first wrong byte.
pub fn from_bytes(bytes: &[u8]) -> Result<Value, Problem> {
    let mut reader = Reader::new(bytes)?;
    let text = reader.value()?;
    reader.end()?;
    Ok(value_of(text))
}

/// The value of text that [`Reader::value`] has already found canonical.
pub(crate) fn value_of(text: &str) -> Value {
    serde_json::from_str(text).expect("canonical text is JSON that can be read")
}

/// A refusal on its way up: the steps to its place, innermost first.
struct Refused {
    steps: Vec<String>,
    what: String,
}

impl Refused {
    fn new(what: String) -> Refused {
        Refused {
            steps: Vec::new(),
            what,
        }
    }

    fn under(mut self, step: impl ToString) -> Refused {
        self.steps.push(step.to_string());
        self
    }
}

fn write_value(value: &Value, out: &mut Vec<u8>, depth: usize) -> Result<(), Refused> {
    if depth > DEEPEST {
        return Err(Refused::new(format!(
            "Arrays and objects lie deeper than {DEEPEST} in one another."
        )));
    }
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::String(text) => write_string(text, out),
        Value::Number(number) => match number
            .as_i64()
            .filter(|n| n.unsigned_abs() <= GREATEST.unsigned_abs())
        {
            Some(n) => out.extend_from_slice(n.to_string().as_bytes()),
            None => {
                return Err(Refused::new(format!(
                    "{number} is not an integer from -{GREATEST} to {GREATEST}; write other numbers as text."
                )));
            }
        },
        Value::Array(values) => {
            out.push(b'[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_value(value, out, depth + 1).map_err(|refused| refused.under(i))?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            // Usually the map is already in order; only then can the sorting, and its list, be saved.
            if members.keys().is_sorted_by(|a, b| key_order(a, b).is_lt()) {
                write_members(members.iter(), out, depth)?;
            } else {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| key_order(a.0, b.0));
                write_members(sorted.into_iter(), out, depth)?;
            }
        }
    }
    Ok(())
}

fn write_members<'a>(
    members: impl Iterator<Item = (&'a String, &'a Value)>,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Refused> {
    out.push(b'{');
    for (i, (key, value)) in members.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_string(key, out);
        out.push(b':');
        write_value(value, out, depth + 1).map_err(|refused| refused.under(key))?;
    }
    out.push(b'}');
    Ok(())
}

/// The order of keys in an object: by UTF-16 code units, which differs from the order of UTF-8 bytes above U+D7FF.
fn key_order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

/// Appends `text` as a canonical JSON string: only `"`, `\` and control characters are escaped.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at(plain_run(rest));
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else {
            break;
        };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            0x0d => out.extend_from_slice(b"\\r"),
            other => out.extend_from_slice(format!("\\u{other:04x}").as_bytes()),
        }
        rest = after;
    }
    out.push(b'"');
}

/// How many bytes at the beginning of `bytes` stand for themselves in a string: all but `"`, `\` and control characters.
fn plain_run(bytes: &[u8]) -> usize {
    let special = |byte: &u8| (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\');
    // Sixteen at a time without leaving early: the compiler makes a few vector instructions of it.
    let (chunks, _) = bytes.as_chunks::<16>();
    let chunk_is_plain = |chunk: &&[u8; 16]| !chunk.iter().fold(false, |found, byte| found | special(byte));
    let sure = 16 * chunks.iter().take_while(chunk_is_plain).count();
    sure + bytes[sure..].iter().take_while(|byte| !special(byte)).count()
}
