//! Passwords, tokens and other things that are kept as hashes only.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Least characters of a password.
pub const SHORTEST: usize = 10;

/// The argon2id hash of a password, with its parameters and salt.
///
/// # Errors
/// A sentence when the password is too short or too long.
pub fn hash_password(password: &str) -> Result<String, String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(format!(
            "The password has {length} characters; it needs at least {SHORTEST}."
        ));
    }
    if password.len() > 1_000 {
        return Err("The password is longer than 1,000 bytes.".to_owned());
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.expect("the system gives random salts").to_string())
}

/// Whether a text is the argon2 hash of some password.
#[must_use]
pub fn is_password_hash(text: &str) -> bool {
    text.starts_with("$argon2") && PasswordHash::new(text).is_ok()
}

/// Whether the password fits the hash. Takes as long when there is no hash, so that it does not tell who exists.
#[must_use]
pub fn password_fits(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$QW5vdGhlciBoYXNoIHRoYXQgZml0cyBub2JvZHkhISE";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else {
        return false;
    };
    Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok()
        && hash.is_some()
}

/// A new secret of 256 bits that is shown once, with a prefix that secret scanners can recognise.
#[must_use]
pub fn new_secret(prefix: &str) -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    format!("{prefix}_{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a secret: enough to recognise it, not to use it.
#[must_use]
pub fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// SHA-256 of bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_hash_alone() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_fits("correct horse battery", Some(&hash)));
        assert!(!password_fits("correct horse batterie", Some(&hash)));
        assert!(!password_fits("correct horse battery", None));
        assert!(is_password_hash(&hash));
        assert!(!is_password_hash("correct horse battery") && !is_password_hash("$argon2id$"));
        assert!(hash_password("short").unwrap_err().contains("at least 10"));
    }
}
