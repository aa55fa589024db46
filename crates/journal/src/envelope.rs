//! The envelope of an entry: small, free of names and values, kept for ever. Its bytes are a leaf of the tree.

use crate::canonical::{self, Reader};
use crate::{Hash, Problem};
use std::collections::BTreeMap;

/// The only format so far.
pub const FORMAT: u64 = 1;

/// An envelope is smaller than this, in bytes.
pub const TOO_LARGE: usize = 4096;

/// So many records are named in the envelope; more are listed in the payload.
pub const NAMED_RECORDS: usize = 32;

/// The path of the payload item that lists the records when the envelope only counts them.
pub const RECORDS_PATH: &str = "records";

/// What stands in the log about one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The entry's number, counted from 1.
    pub entry: u64,
    /// Counted from 1; grows by one when a backup has been restored.
    pub epoch: u64,
    /// RFC 3339 in UTC with milliseconds: `2026-11-22T09:05:00.000Z`. Texts of this form sort like their times.
    pub time: String,
    /// Id of the person or of the system.
    pub actor: String,
    /// Ids of the roles in which the actor acted.
    pub roles: Vec<String>,
    /// What was done: the id of an act.
    pub act: String,
    /// The records concerned.
    pub records: Records,
    /// Digests of the packs by whose rules the act was decided, by pack id.
    pub packs: BTreeMap<String, Hash>,
    /// The digest of the payload.
    pub payload: Hash,
}

/// The records that an act concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Records {
    /// Up to [`NAMED_RECORDS`] ids.
    Named(Vec<String>),
    /// More than that: the list itself is the payload item at [`RECORDS_PATH`].
    Counted {
        /// How many.
        count: u64,
        /// SHA-256 over the canonical bytes of the list.
        digest: Hash,
    },
}

impl Records {
    /// Names the records if they are few enough, else counts them. If they are counted, put the same list, as an array of
    /// strings, into the payload at [`RECORDS_PATH`].
    pub fn of(ids: Vec<String>) -> Records {
        if ids.len() <= NAMED_RECORDS {
            return Records::Named(ids);
        }
        let mut list = Vec::new();
        write_list(&ids, &mut list);
        Records::Counted {
            count: ids.len() as u64,
            digest: Hash::of(&list),
        }
    }

    /// How many records.
    pub fn count(&self) -> u64 {
        match self {
            Records::Named(ids) => ids.len() as u64,
            Records::Counted { count, .. } => *count,
        }
    }
}

impl Envelope {
    /// The canonical bytes: the leaf.
    ///
    /// # Errors
    /// A member that breaks its rule (number, time, id, list), or more than 4095 bytes; the place names the member.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Problem> {
        self.check_members()?;
        let mut out = Vec::with_capacity(1024);
        out.extend_from_slice(b"{\"act\":");
        canonical::write_string(&self.act, &mut out);
        out.extend_from_slice(b",\"actor\":");
        canonical::write_string(&self.actor, &mut out);
        out.extend_from_slice(
            format!(
                ",\"entry\":{},\"epoch\":{},\"format\":{FORMAT},\"packs\":{{",
                self.entry, self.epoch
            )
            .as_bytes(),
        );
        for (i, (id, digest)) in self.packs.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            canonical::write_string(id, &mut out);
            out.push(b':');
            write_hash(digest, &mut out);
        }
        out.extend_from_slice(b"},\"payload\":");
        write_hash(&self.payload, &mut out);
        out.extend_from_slice(b",\"records\":");
        match &self.records {
            Records::Named(ids) => write_list(ids, &mut out),
            Records::Counted { count, digest } => {
                out.extend_from_slice(format!("{{\"count\":{count},\"digest\":").as_bytes());
                write_hash(digest, &mut out);
                out.push(b'}');
            }
        }
        out.extend_from_slice(b",\"roles\":");
        write_list(&self.roles, &mut out);
        out.extend_from_slice(b",\"time\":");
        canonical::write_string(&self.time, &mut out);
        out.push(b'}');
        check_size(&out)?;
        Ok(out)
    }

    /// Reads [`Envelope::to_bytes`] back.
    ///
    /// # Errors
    /// Bytes that no envelope gives: not canonical, too large, another format, a key unknown or missing, a member that breaks
    /// its rule.
    pub fn from_bytes(bytes: &[u8]) -> Result<Envelope, Problem> {
        check_size(bytes)?;
        let envelope = read(bytes).map_err(|problem| problem.within("envelope"))?;
        envelope.check_members()?;
        Ok(envelope)
    }

    fn check_members(&self) -> Result<(), Problem> {
        check_counted("entry", self.entry)?;
        check_counted("epoch", self.epoch)?;
        if !is_time(&self.time) {
            let what = format!(
                "{:?} is not a time in UTC such as 2026-11-22T09:05:00.000Z.",
                self.time
            );
            return Err(Problem::new("envelope, time", what));
        }
        check_id("actor", &self.actor)?;
        check_id("act", &self.act)?;
        self.roles.iter().try_for_each(|role| check_id("roles", role))?;
        match &self.records {
            Records::Named(ids) if ids.len() > NAMED_RECORDS => {
                let what = format!("At most {NAMED_RECORDS} records are named here; count more than that.");
                return Err(Problem::new("envelope, records", what));
            }
            Records::Named(ids) => ids.iter().try_for_each(|id| check_id("records", id))?,
            Records::Counted { count, .. } if *count <= NAMED_RECORDS as u64 => {
                return Err(Problem::new(
                    "envelope, records",
                    format!("{NAMED_RECORDS} records and fewer are named."),
                ));
            }
            Records::Counted { count, .. } => check_counted("records", *count)?,
        }
        self.packs.keys().try_for_each(|pack| {
            // ASCII, so that every order of text agrees with the canonical one.
            if pack.is_ascii() {
                check_id("packs", pack)
            } else {
                Err(not_an_id("packs", pack))
            }
        })
    }
}

fn check_size(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.len() < TOO_LARGE {
        return Ok(());
    }
    let what = format!(
        "It takes {} bytes, and {} are allowed.",
        bytes.len(),
        TOO_LARGE - 1
    );
    Err(Problem::new("envelope", what))
}

fn check_counted(member: &str, number: u64) -> Result<(), Problem> {
    if (1..=canonical::GREATEST.unsigned_abs()).contains(&number) {
        return Ok(());
    }
    Err(Problem::new(
        format!("envelope, {member}"),
        format!("{number} is not a number from 1 to {}.", canonical::GREATEST),
    ))
}

fn check_id(member: &str, id: &str) -> Result<(), Problem> {
    if id.is_empty() || id.chars().any(char::is_control) {
        Err(not_an_id(member, id))
    } else {
        Ok(())
    }
}

fn not_an_id(member: &str, id: &str) -> Problem {
    Problem::new(format!("envelope, {member}"), format!("{id:?} is not an id."))
}

/// Whether `text` is a time that exists, in UTC with milliseconds: `2026-11-22T09:05:00.000Z`. A leap second does not.
pub fn is_time(text: &str) -> bool {
    let shape = b"dddd-dd-ddTdd:dd:dd.dddZ";
    let bytes = text.as_bytes();
    let fits = bytes.len() == shape.len()
        && bytes.iter().zip(shape).all(|(byte, sign)| {
            if *sign == b'd' {
                byte.is_ascii_digit()
            } else {
                byte == sign
            }
        });
    if !fits {
        return false;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day) && number(11, 13) < 24 && number(14, 16) < 60 && number(17, 19) < 60
}

fn write_hash(hash: &Hash, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(&hash.hex());
    out.push(b'"');
}

fn write_list(texts: &[String], out: &mut Vec<u8>) {
    out.push(b'[');
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        canonical::write_string(text, out);
    }
    out.push(b']');
}

/// The keys in their canonical order. All are always there, so reading is one walk.
const KEYS: [&str; 10] = [
    "act", "actor", "entry", "epoch", "format", "packs", "payload", "records", "roles", "time",
];

fn read(bytes: &[u8]) -> Result<Envelope, Problem> {
    let mut reader = Reader::new(bytes)?;
    let mut members = Members {
        reader: &mut reader,
        read: 0,
    };
    members.next()?;
    let act = members.reader.string()?.decoded().into_owned();
    members.next()?;
    let actor = members.reader.string()?.decoded().into_owned();
    members.next()?;
    let entry = read_number(members.reader)?;
    members.next()?;
    let epoch = read_number(members.reader)?;
    members.next()?;
    let format = read_number(members.reader)?;
    if format != FORMAT {
        let what =
            format!("This is format {format}, and only format {FORMAT} can be read; use a newer version.");
        return Err(Problem::new("format", what));
    }
    members.next()?;
    let packs = read_packs(members.reader)?;
    members.next()?;
    let payload = members.reader.hash()?;
    members.next()?;
    let records = read_records(members.reader)?;
    members.next()?;
    let roles = read_list(members.reader)?;
    members.next()?;
    let time = members.reader.string()?.decoded().into_owned();
    members.end()?;
    reader.end()?;
    Ok(Envelope {
        entry,
        epoch,
        time,
        actor,
        roles,
        act,
        records,
        packs,
        payload,
    })
}

/// Reads the keys one after another.
struct Members<'r, 'a> {
    reader: &'r mut Reader<'a>,
    read: usize,
}

impl Members<'_, '_> {
    /// Reads the next key of [`KEYS`] and its colon.
    fn next(&mut self) -> Result<(), Problem> {
        let expected = KEYS[self.read];
        if self.read > 0 && self.reader.peek() == Some(b'}') {
            return Err(Problem::new(expected, "This key is missing."));
        }
        self.reader.expect(if self.read == 0 { "{" } else { "," })?;
        let key = self.reader.string()?;
        let found = key.decoded();
        if found != expected {
            return Err(self.other_key(&found, expected));
        }
        self.read += 1;
        self.reader.expect(":")
    }

    fn end(&mut self) -> Result<(), Problem> {
        if self.reader.take(",") {
            let key = self.reader.string()?;
            return Err(self.other_key(&key.decoded(), ""));
        }
        self.reader.expect("}")
    }

    fn other_key(&self, found: &str, expected: &str) -> Problem {
        match KEYS.iter().position(|key| *key == found) {
            None => Problem::new(found, "This key is not known in an envelope."),
            Some(place) if place < self.read => Problem::new(found, "This key stands twice or out of order."),
            Some(_) => Problem::new(expected, "This key is missing or out of order."),
        }
    }
}

fn read_number(reader: &mut Reader<'_>) -> Result<u64, Problem> {
    let number = reader.integer()?;
    u64::try_from(number).map_err(|_| reader.problem(format!("{number} is negative.")))
}

fn read_packs(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Hash>, Problem> {
    let mut packs = BTreeMap::new();
    reader.expect("{")?;
    while !reader.take("}") {
        if !packs.is_empty() {
            reader.expect(",")?;
        }
        let id = reader.string()?.decoded().into_owned();
        if packs.last_key_value().is_some_and(|(last, _)| *last >= id) {
            return Err(reader.problem(format!("The pack {id:?} is out of order or stands twice.")));
        }
        reader.expect(":")?;
        packs.insert(id, reader.hash()?);
    }
    Ok(packs)
}

fn read_records(reader: &mut Reader<'_>) -> Result<Records, Problem> {
    if reader.peek() == Some(b'[') {
        return Ok(Records::Named(read_list(reader)?));
    }
    reader.expect("{\"count\":")?;
    let count = read_number(reader)?;
    reader.expect(",\"digest\":")?;
    let digest = reader.hash()?;
    reader.expect("}")?;
    Ok(Records::Counted { count, digest })
}

fn read_list(reader: &mut Reader<'_>) -> Result<Vec<String>, Problem> {
    let mut texts = Vec::new();
    reader.expect("[")?;
    while !reader.take("]") {
        if !texts.is_empty() {
            reader.expect(",")?;
        }
        texts.push(reader.string()?.decoded().into_owned());
    }
    Ok(texts)
}
