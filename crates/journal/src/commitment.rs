//! The payload of an entry: salted commitments, so that an item can be redacted and the rest still be proved.
//!
//! - commitment of an item = SHA-256(salt ‖ canonical `{"path":…,"value":…}`). The path is bound: a value cannot be moved to
//!   another place. The salt keeps a short value from being guessed once it is gone.
//! - digest of a payload = SHA-256(canonical `[[path, commitment], …]`), sorted by path. It stands in the envelope.
//! - bytes of a payload = canonical `{"format":1,"items":[{"commitment":hex,"path":…,"salt":base64url,"value":…}, …]}`,
//!   sorted by path (UTF-8 bytes). A redacted item has no salt and no value.

use crate::canonical::{self, Reader, Text};
use crate::{Hash, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Sixteen random bytes, new for every item; the caller draws them.
pub type Salt = [u8; 16];

/// One value at one path, or what is left of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    path: String,
    commitment: Hash,
    content: Option<(Salt, Value)>,
}

impl Item {
    /// Where the value belongs; unique in its payload.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The commitment; it outlives redaction.
    pub fn commitment(&self) -> Hash {
        self.commitment
    }

    /// The value; none once redacted.
    pub fn value(&self) -> Option<&Value> {
        self.content.as_ref().map(|(_, value)| value)
    }

    /// The salt; none once redacted.
    pub fn salt(&self) -> Option<&Salt> {
        self.content.as_ref().map(|(salt, _)| salt)
    }

    /// Whether value and salt are gone.
    pub fn is_redacted(&self) -> bool {
        self.content.is_none()
    }
}

/// What one act says, item by item, sorted by path. Its values are always such as canonical JSON can carry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Payload {
    items: Vec<Item>,
}

impl Payload {
    /// Commits to every item. The order of `items` does not matter.
    ///
    /// # Errors
    /// Two items of the same path, or a value that canonical JSON cannot carry (a float); the place names the path.
    pub fn new(items: impl IntoIterator<Item = (String, Salt, Value)>) -> Result<Payload, Problem> {
        let mut spelling = Vec::new();
        let mut items = items
            .into_iter()
            .map(|(path, salt, value)| {
                spelling.clear();
                canonical::write_string(&path, &mut spelling);
                let path_end = spelling.len();
                canonical::write(&value, &mut spelling)
                    .map_err(|problem| problem.within(&item_place(&path)))?;
                let (raw_path, raw_value) = spelling.split_at(path_end);
                let commitment = commit(&salt, raw_path, raw_value);
                Ok(Item {
                    path,
                    commitment,
                    content: Some((salt, value)),
                })
            })
            .collect::<Result<Vec<Item>, Problem>>()?;
        items.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        match items.windows(2).find(|pair| pair[0].path == pair[1].path) {
            Some(pair) => Err(Problem::new(
                item_place(&pair[0].path),
                "Two items have this path; give it one value.",
            )),
            None => Ok(Payload { items }),
        }
    }

    /// All items, sorted by path.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item at `path`.
    pub fn item(&self, path: &str) -> Option<&Item> {
        let found = self
            .items
            .binary_search_by(|item| item.path.as_str().cmp(path))
            .ok()?;
        Some(&self.items[found])
    }

    /// The value at `path`; none if there is no such item or it is redacted.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.item(path)?.value()
    }

    /// How many items are redacted.
    pub fn redacted(&self) -> usize {
        self.items.iter().filter(|item| item.is_redacted()).count()
    }

    /// The digest over paths and commitments. Redaction does not change it.
    pub fn digest(&self) -> Hash {
        let mut spelling = Vec::new();
        let mut digest = DigestOfItems::new();
        for item in &self.items {
            spelling.clear();
            canonical::write_string(&item.path, &mut spelling);
            digest.add(&spelling, &item.commitment.hex());
        }
        digest.finish()
    }

    /// The canonical bytes that are kept beside the log.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32 + self.items.len() * 192);
        out.extend_from_slice(b"{\"format\":1,\"items\":[");
        for (i, item) in self.items.iter().enumerate() {
            out.extend_from_slice(if i == 0 {
                b"{\"commitment\":\""
            } else {
                b",{\"commitment\":\""
            });
            out.extend_from_slice(&item.commitment.hex());
            out.extend_from_slice(b"\",\"path\":");
            canonical::write_string(&item.path, &mut out);
            if let Some((salt, value)) = &item.content {
                let mut text = [0; SALT_TEXT];
                URL_SAFE_NO_PAD
                    .encode_slice(salt, &mut text)
                    .expect("sixteen bytes take 22 characters");
                out.extend_from_slice(b",\"salt\":\"");
                out.extend_from_slice(&text);
                out.extend_from_slice(b"\",\"value\":");
                canonical::write(value, &mut out)
                    .expect("values were found canonical when the item was made");
            }
            out.push(b'}');
        }
        out.extend_from_slice(b"]}");
        out
    }

    /// Reads [`Payload::to_bytes`] back. It does not recompute the commitments: [`Payload::check`] does.
    ///
    /// # Errors
    /// Bytes that are not the canonical spelling of a payload.
    pub fn from_bytes(bytes: &[u8]) -> Result<Payload, Problem> {
        let mut items = Vec::new();
        scan(bytes, |raw| {
            items.push(Item {
                path: raw.path.decoded().into_owned(),
                commitment: raw.commitment,
                content: raw
                    .content
                    .map(|(salt, value)| (salt, canonical::value_of(value))),
            });
        })?;
        Ok(Payload { items })
    }

    /// Takes value and salt out of the items named, and keeps their commitments. An item that is already redacted stays so.
    /// Gives the number of items newly redacted.
    ///
    /// # Errors
    /// A path that is not in this payload; then nothing is redacted.
    pub fn redact<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>) -> Result<usize, Problem> {
        let found = paths
            .into_iter()
            .map(|path| {
                self.items
                    .binary_search_by(|item| item.path.as_str().cmp(path))
                    .map_err(|_| {
                        Problem::new(
                            item_place(path),
                            "There is no such item in this payload; nothing was redacted.",
                        )
                    })
            })
            .collect::<Result<Vec<usize>, Problem>>()?;
        Ok(found
            .into_iter()
            .filter(|&i| self.items[i].content.take().is_some())
            .count())
    }

    /// Checks that every value fits its commitment and that all commitments together give `digest`. Redacted items pass.
    ///
    /// # Errors
    /// The first item that does not fit, by its path; or the digest.
    pub fn check(&self, digest: &Hash) -> Result<(), Problem> {
        check_bytes(&self.to_bytes(), digest).map(|_| ())
    }
}

/// The same as [`Payload::check`] on the bytes themselves, much faster. Gives the number of redacted items.
///
/// # Errors
/// Bytes that are not a payload; the first item that does not fit, by its path; or the digest.
pub fn check_bytes(bytes: &[u8], digest: &Hash) -> Result<usize, Problem> {
    let mut redacted = 0;
    let mut wrong = None;
    let found = scan(bytes, |item| {
        redacted += usize::from(item.content.is_none());
        if wrong.is_none() && !item.fits() {
            wrong = Some(item.misfit());
        }
    })?;
    match wrong {
        Some(problem) => Err(problem),
        None if found != *digest => Err(wrong_digest(&found, digest)),
        None => Ok(redacted),
    }
}

pub(crate) fn wrong_digest(found: &Hash, expected: &Hash) -> Problem {
    Problem::new(
        "payload",
        format!("Its items give the digest {found}, but the envelope says {expected}."),
    )
}

/// How problems name an item.
pub(crate) fn item_place(path: &str) -> String {
    format!("payload item {path:?}")
}

/// An item as it stands in the bytes of a payload.
pub(crate) struct RawItem<'a> {
    pub(crate) path: Text<'a>,
    pub(crate) commitment: Hash,
    /// Salt and canonical value; none once redacted.
    pub(crate) content: Option<(Salt, &'a str)>,
}

impl RawItem<'_> {
    /// Whether the value, if it is still there, is the one committed to.
    pub(crate) fn fits(&self) -> bool {
        self.content.as_ref().is_none_or(|(salt, value)| {
            commit(salt, self.path.raw.as_bytes(), value.as_bytes()) == self.commitment
        })
    }

    /// The problem of an item that does not fit.
    pub(crate) fn misfit(&self) -> Problem {
        Problem::new(
            item_place(&self.path.decoded()),
            "Its value is not the one committed to when it was recorded.",
        )
    }
}

/// Walks over the bytes of a payload, item by item, and gives the digest over all of them.
pub(crate) fn scan<'a>(bytes: &'a [u8], mut each: impl FnMut(RawItem<'a>)) -> Result<Hash, Problem> {
    let place = |problem: Problem| problem.within("payload");
    let mut reader = Reader::new(bytes).map_err(place)?;
    let mut digest = DigestOfItems::new();
    let mut last = None;
    let mut walk = || -> Result<(), Problem> {
        reader.expect("{\"format\":1,\"items\":[")?;
        while !reader.take("]") {
            if last.is_some() {
                reader.expect(",")?;
            }
            let item = raw_item(&mut reader)?;
            let path = item.path.decoded();
            if last.as_ref().is_some_and(|last| *last >= path) {
                return Err(reader.problem(format!("The item {path:?} is out of order or stands twice.")));
            }
            last = Some(path);
            digest.add(item.path.raw.as_bytes(), &item.commitment.hex());
            each(item);
        }
        reader.expect("}")?;
        reader.end()
    };
    walk().map_err(place)?;
    Ok(digest.finish())
}

fn raw_item<'a>(reader: &mut Reader<'a>) -> Result<RawItem<'a>, Problem> {
    reader.expect("{\"commitment\":")?;
    let commitment = reader.hash()?;
    reader.expect(",\"path\":")?;
    let path = reader.string()?;
    let content = if reader.take("}") {
        None
    } else {
        reader.expect(",\"salt\":")?;
        let text = reader.string()?;
        let salt = read_salt(&text.raw[1..text.raw.len() - 1])
            .ok_or_else(|| reader.problem("A salt is sixteen bytes in base64url without padding."))?;
        reader.expect(",\"value\":")?;
        let value = reader.value()?;
        reader.expect("}")?;
        Some((salt, value))
    };
    Ok(RawItem {
        path,
        commitment,
        content,
    })
}

/// Sixteen bytes in base64url without padding.
const SALT_TEXT: usize = 22;

fn read_salt(text: &str) -> Option<Salt> {
    let mut salt = [0; 18];
    if text.len() != SALT_TEXT {
        return None;
    }
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut salt).ok()?;
    salt[..length].try_into().ok()
}

/// The commitment, from the canonical spelling of path and value.
fn commit(salt: &Salt, path: &[u8], value: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(b"{\"path\":");
    hash.update(path);
    hash.update(b",\"value\":");
    hash.update(value);
    hash.update(b"}");
    Hash(hash.finalize().into())
}

/// Hashes the canonical list of paths and commitments while it goes by.
struct DigestOfItems {
    hash: Sha256,
    any: bool,
}

impl DigestOfItems {
    fn new() -> DigestOfItems {
        DigestOfItems {
            hash: Sha256::new(),
            any: false,
        }
    }

    /// `path` is the canonical string, `commitment` its hexadecimal digits.
    fn add(&mut self, path: &[u8], commitment: &[u8]) {
        self.hash.update(if self.any { b",[".as_slice() } else { b"[[" });
        self.hash.update(path);
        self.hash.update(b",\"");
        self.hash.update(commitment);
        self.hash.update(b"\"]");
        self.any = true;
    }

    fn finish(mut self) -> Hash {
        self.hash.update(if self.any { b"]".as_slice() } else { b"[]" });
        Hash(self.hash.finalize().into())
    }
}
