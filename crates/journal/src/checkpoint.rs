//! Checkpoints (C2SP `tlog-checkpoint`): which log, how many entries, and the root over them.

use crate::note::{self, Signer, Vkey};
use crate::{Hash, Problem};

/// The head of a log at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, such as `plumbline.example/journal`; the same as its key's name.
    pub origin: String,
    /// How many entries; also the number of the last one.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// Three lines: origin, size, root in base64.
    ///
    /// # Errors
    /// An origin that is empty or has control characters.
    pub fn to_text(&self) -> Result<String, Problem> {
        check_origin(&self.origin)?;
        Ok(format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            self.root.to_base64()
        ))
    }

    /// Reads [`Checkpoint::to_text`] back. Extension lines are refused: this journal writes none.
    ///
    /// # Errors
    /// Text that no checkpoint gives.
    pub fn from_text(text: &str) -> Result<Checkpoint, Problem> {
        let refused = |what: &str| Problem::new("checkpoint", what);
        let lines: Vec<&str> = text
            .strip_suffix('\n')
            .map(|lines| lines.split('\n').collect())
            .unwrap_or_default();
        let [origin, size, root] = lines[..] else {
            return Err(refused(
                "It has three lines: origin, size and root. This text has not.",
            ));
        };
        check_origin(origin)?;
        let number = size
            .parse::<u64>()
            .ok()
            .filter(|number| number.to_string() == size);
        let size = number.ok_or_else(|| refused("The second line is the size as a decimal number."))?;
        let root = Hash::from_base64(root).ok_or_else(|| refused("The third line is the root in base64."))?;
        if size == 0 && root != crate::tree::empty_root() {
            return Err(refused(
                "The root of an empty log is always the same, and this is another.",
            ));
        }
        Ok(Checkpoint {
            origin: origin.to_owned(),
            size,
            root,
        })
    }

    /// The signed note of this checkpoint.
    ///
    /// # Errors
    /// An origin that cannot be written, or that is not the signer's name.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, Problem> {
        self.check_name(signer.vkey())?;
        signer.sign(&self.to_text()?)
    }

    /// Reads a signed checkpoint: the signature must be by `vkey`, and its name the origin.
    ///
    /// # Errors
    /// A note, signature or checkpoint that does not hold.
    pub fn open(note: &[u8], vkey: &Vkey) -> Result<Checkpoint, Problem> {
        let checkpoint = Checkpoint::from_text(vkey.open(note)?)?;
        checkpoint.check_name(vkey)?;
        Ok(checkpoint)
    }

    /// Reads a signed checkpoint **without checking its signature**: for showing, or for looking further after a wrong one.
    ///
    /// # Errors
    /// A note or checkpoint that cannot be read.
    pub fn read_unverified(note: &[u8]) -> Result<Checkpoint, Problem> {
        Checkpoint::from_text(note::split(note)?.0)
    }

    fn check_name(&self, vkey: &Vkey) -> Result<(), Problem> {
        if self.origin == vkey.name() {
            return Ok(());
        }
        let what = format!(
            "It is of the log {:?}, but the key is of {:?}.",
            self.origin,
            vkey.name()
        );
        Err(Problem::new("checkpoint", what))
    }
}

fn check_origin(origin: &str) -> Result<(), Problem> {
    if origin.is_empty() || origin.contains(char::is_control) {
        return Err(Problem::new(
            "checkpoint",
            format!("{origin:?} cannot be the origin of a log."),
        ));
    }
    Ok(())
}
