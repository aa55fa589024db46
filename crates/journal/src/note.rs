//! Signed notes (C2SP `signed-note`) with Ed25519: a text, a blank line, and signature lines.

use crate::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// The sign of Ed25519 before a key.
const ED25519: u8 = 1;

/// A note is at most this long, in bytes; no checkpoint comes near it.
const LONGEST: usize = 64 * 1024;

/// A verifier key: `name+hash+base64`. Read it with [`str::parse`], write it with [`ToString`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vkey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl Vkey {
    fn new(name: &str, key: VerifyingKey) -> Result<Vkey, Problem> {
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
            let what =
                format!("{name:?} cannot be a key's name: it must not be empty and has no blanks and no +.");
            return Err(Problem::new("verifier key", what));
        }
        let mut hash = Sha256::new();
        hash.update(name);
        hash.update([b'\n', ED25519]);
        hash.update(key.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        Ok(Vkey {
            name: name.to_owned(),
            id: [hash[0], hash[1], hash[2], hash[3]],
            key,
        })
    }

    /// The key's name, which is also the origin of its checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Checks that `note` bears a valid signature by this key, and gives its text. Signatures by other keys are ignored.
    ///
    /// # Errors
    /// Bytes that are not a signed note; no signature by this key; a wrong one.
    pub fn open<'n>(&self, note: &'n [u8]) -> Result<&'n str, Problem> {
        let (text, signatures) = split(note)?;
        let mut found = false;
        for line in signatures.split_terminator('\n') {
            let (name, id, signature) = read_signature(line)?;
            if name != self.name || id != self.id {
                continue;
            }
            let signature: [u8; 64] = signature.try_into().map_err(|_| {
                Problem::new(
                    "signature",
                    "An Ed25519 signature has 64 bytes, and this one has not.",
                )
            })?;
            self.key
                .verify_strict(text.as_bytes(), &Signature::from_bytes(&signature))
                .map_err(|_| {
                    let what = format!(
                        "The signature of {} does not fit the text: one of them was changed.",
                        self.name
                    );
                    Problem::new("signature", what)
                })?;
            found = true;
        }
        if found {
            return Ok(text);
        }
        Err(Problem::new(
            "signature",
            format!("There is no signature by the key {self}."),
        ))
    }
}

impl fmt::Display for Vkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519];
        key.extend_from_slice(self.key.as_bytes());
        write!(
            f,
            "{}+{:08x}+{}",
            self.name,
            u32::from_be_bytes(self.id),
            STANDARD.encode(key)
        )
    }
}

impl FromStr for Vkey {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Vkey, Problem> {
        let refused = |what: &str| Problem::new("verifier key", what);
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refused("It is not of the form name+hash+key."));
        };
        let key = STANDARD
            .decode(key)
            .map_err(|_| refused("The key is not base64."))?;
        let Some((&ED25519, key)) = key.split_first() else {
            return Err(refused("It is not an Ed25519 key."));
        };
        let key = key
            .try_into()
            .map_err(|_| refused("An Ed25519 key has 32 bytes."))?;
        let key =
            VerifyingKey::from_bytes(key).map_err(|_| refused("These bytes are no point of the curve."))?;
        if key.is_weak() {
            return Err(refused("This key is weak: anybody could sign for it."));
        }
        let vkey = Vkey::new(name, key)?;
        if vkey.to_string() != text {
            return Err(refused(
                "Its hash does not fit its name and key; a part of it was mistyped.",
            ));
        }
        Ok(vkey)
    }
}

/// A signing key with its name. It shows nothing of itself in debug output.
pub struct Signer {
    key: SigningKey,
    vkey: Vkey,
}

impl Signer {
    /// The signer of the 32 secret bytes `seed`, which the caller has drawn at random and keeps outside the database.
    ///
    /// # Errors
    /// A name that is empty or holds blanks or `+`.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Signer, Problem> {
        let key = SigningKey::from_bytes(seed);
        let vkey = Vkey::new(name, key.verifying_key())?;
        Ok(Signer { key, vkey })
    }

    /// The key that others verify with.
    pub fn vkey(&self) -> &Vkey {
        &self.vkey
    }

    /// The signed note of `text`.
    ///
    /// # Errors
    /// Text that no note can have: empty, without a line end at the end, or with control characters.
    pub fn sign(&self, text: &str) -> Result<Vec<u8>, Problem> {
        check_text(text)?;
        let mut signature = self.vkey.id.to_vec();
        signature.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n— {} {}\n", self.vkey.name, STANDARD.encode(signature)).into_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("vkey", &self.vkey)
            .finish_non_exhaustive()
    }
}

/// The text of a note and its signature lines, both with their last line end. It verifies nothing.
pub(crate) fn split(note: &[u8]) -> Result<(&str, &str), Problem> {
    if note.len() > LONGEST {
        return Err(Problem::new("note", format!("It has more than {LONGEST} bytes.")));
    }
    let note = std::str::from_utf8(note).map_err(|_| Problem::new("note", "It is not UTF-8."))?;
    // The signatures follow the last blank line.
    let Some(blank) = note.rfind("\n\n") else {
        return Err(Problem::new("note", "No blank line parts text and signatures."));
    };
    let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
    check_text(text)?;
    if signatures.is_empty() || !signatures.ends_with('\n') {
        return Err(Problem::new(
            "note",
            "It does not end with a whole signature line.",
        ));
    }
    Ok((text, signatures))
}

fn check_text(text: &str) -> Result<(), Problem> {
    if text.contains(|c: char| c < ' ' && c != '\n') {
        return Err(Problem::new("note", "Its text holds control characters."));
    }
    if text.len() < 2 || !text.ends_with('\n') {
        return Err(Problem::new(
            "note",
            "Its text is empty or has no line end at its end.",
        ));
    }
    Ok(())
}

fn read_signature(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), Problem> {
    let read = || {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let signature = STANDARD.decode(signature).ok()?;
        let (id, signature) = signature.split_first_chunk::<4>()?;
        (!name.is_empty() && !signature.is_empty()).then(|| (name, *id, signature.to_vec()))
    };
    read().ok_or_else(|| Problem::new("signature", format!("The line {line:?} is not a signature.")))
}
