//! From bytes to text, in pieces: a file of any length is never in memory as a whole.

use std::fmt::Write as _;
use std::io::{self, Read};

/// Bytes asked of the file at once, and the longest piece without a line end.
const CHUNK: usize = 64 * 1024;

/// How the bytes of a file spell text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16 with the mark of little-endian.
    Utf16Le,
    /// UTF-16 with the mark of big-endian.
    Utf16Be,
    /// What spreadsheets of western Europe and America write when they do not write UTF-8.
    Windows1252,
}

impl Encoding {
    /// Its name, for a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// What a row of another encoding is told.
    pub(super) fn foreign(self) -> String {
        let mut told = format!("The file is read as {}, but this row is not: ", self.name());
        let rest = match self {
            Encoding::Utf8 => "it looks like Windows-1252. Save the whole file as UTF-8.",
            Encoding::Windows1252 => "it looks like UTF-8. Save the whole file in one encoding.",
            Encoding::Utf16Le | Encoding::Utf16Be => "it holds half a character. Save the file again.",
        };
        let _ = write!(told, "{rest}");
        told
    }
}

/// What a file is written in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detected {
    pub(super) encoding: Encoding,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
}

/// Reads the whole file once, a piece at a time, to know its encoding.
///
/// # Errors
/// The outer one when it cannot be read, the inner one a sentence when it is no text at all.
pub(super) fn detect(mut read: impl Read) -> io::Result<Result<Detected, String>> {
    let mut start = Vec::new();
    read.by_ref().take(4096).read_to_end(&mut start)?;
    let marked = |encoding, mark| Ok(Ok(Detected { encoding, mark }));
    if start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let what = "This is an old spreadsheet file (XLS). Save it as XLSX or CSV and import that.";
        return Ok(Err(what.to_owned()));
    }
    match start.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => return marked(Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => return marked(Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => return marked(Encoding::Utf16Be, 2),
        _ => {}
    }
    if start.iter().filter(|byte| **byte == 0).count() * 4 > start.len() {
        let what = "This is no text, or UTF-16 without a byte order mark. Save it as CSV in UTF-8.";
        return Ok(Err(what.to_owned()));
    }
    let mut pieces = Pieces::new(io::Cursor::new(start).chain(read));
    let (mut lines_of_utf8, mut lines_of_others) = (0_u64, 0_u64);
    while let Some(piece) = pieces.next()? {
        let clues = Clues::of(piece);
        lines_of_utf8 += u64::from(clues.is_utf8);
        lines_of_others += u64::from(clues.is_other);
    }
    match lines_of_others == 0 || lines_of_utf8 >= lines_of_others {
        true => marked(Encoding::Utf8, 0),
        false => marked(Encoding::Windows1252, 0),
    }
}

/// What the bytes of a line say about its encoding; plain ASCII says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Clues {
    /// Holds sequences that only UTF-8 explains.
    is_utf8: bool,
    /// Holds bytes that are not UTF-8.
    is_other: bool,
}

impl Clues {
    fn of(bytes: &[u8]) -> Self {
        if bytes.is_ascii() {
            return Clues::default();
        }
        let (mut is_other, mut plausible, mut many) = (false, false, 0);
        for chunk in bytes.utf8_chunks() {
            is_other |= !chunk.invalid().is_empty();
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                many += 1;
                // A capital letter before a closing quotation mark in Windows-1252 may happen to be UTF-8 of something
                // rare; western letters and typographic signs are what a mixture really holds.
                plausible |= matches!(c, '\u{A0}'..='\u{17F}' | '\u{2010}'..='\u{20AC}');
            }
        }
        Clues {
            is_utf8: plausible || many > 1,
            is_other,
        }
    }
}

/// Bytes in pieces that end with a line feed or, in very long lines, between two characters of UTF-8.
struct Pieces<R> {
    read: R,
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
    given: u64,
}

impl<R: Read> Pieces<R> {
    fn new(read: R) -> Self {
        Pieces {
            read,
            buffer: Vec::new(),
            start: 0,
            ended: false,
            given: 0,
        }
    }

    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        loop {
            let rest = &self.buffer[self.start..];
            let length = match rest.iter().position(|byte| *byte == b'\n') {
                Some(at) => at + 1,
                None if self.ended && rest.is_empty() => return Ok(None),
                None if self.ended => rest.len(),
                None if rest.len() >= CHUNK => rest.len() - cut_off(rest),
                None => {
                    self.fill()?;
                    continue;
                }
            };
            let from = self.start;
            self.start += length;
            self.given += length as u64;
            return Ok(Some(&self.buffer[from..from + length]));
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let got = (&mut self.read)
            .take(CHUNK as u64)
            .read_to_end(&mut self.buffer)?;
        self.ended = got == 0;
        Ok(())
    }
}

/// Bytes at the end that begin a character of UTF-8 without ending it.
fn cut_off(bytes: &[u8]) -> usize {
    let lead = bytes
        .iter()
        .rev()
        .take(3)
        .position(|byte| byte & 0b1100_0000 != 0b1000_0000);
    let Some(back) = lead else { return 0 };
    let wanted = match bytes[bytes.len() - 1 - back] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    if back + 1 < wanted { back + 1 } else { 0 }
}

/// Gives the text of a file piece by piece.
pub(super) struct Decoder<'a> {
    encoding: Encoding,
    pieces: Pieces<Box<dyn Read + 'a>>,
    wide: Option<Wide>,
}

/// UTF-16 in the making.
struct Wide {
    decoder: encoding_rs::Decoder,
    text: String,
    start: usize,
    ended: bool,
}

impl<'a> Decoder<'a> {
    /// Decodes from the first byte, the mark included.
    pub(super) fn new(mut read: Box<dyn Read + 'a>, detected: Detected) -> io::Result<Self> {
        let mut mark = [0; 3];
        read.read_exact(&mut mark[..detected.mark])?;
        let wide = match detected.encoding {
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
            _ => None,
        };
        let wide = wide.map(|encoding| {
            let decoder = encoding.new_decoder_without_bom_handling();
            Wide {
                decoder,
                text: String::new(),
                start: 0,
                ended: false,
            }
        });
        Ok(Decoder {
            encoding: detected.encoding,
            pieces: Pieces::new(read),
            wide,
        })
    }

    /// Bytes read so far.
    pub(super) fn read(&self) -> u64 {
        self.pieces.given
    }

    /// Puts the next piece into `text` and says whether it is written in another encoding; nothing at the end.
    pub(super) fn next(&mut self, text: &mut String) -> io::Result<Option<bool>> {
        text.clear();
        if let Some(wide) = &mut self.wide {
            return wide.next(&mut self.pieces, text);
        }
        let Some(piece) = self.pieces.next()? else {
            return Ok(None);
        };
        let is_foreign = match (self.encoding, std::str::from_utf8(piece)) {
            (Encoding::Utf8, Ok(piece)) => {
                text.push_str(piece);
                return Ok(Some(false));
            }
            (Encoding::Utf8, Err(_)) => true,
            _ => Clues::of(piece).is_utf8,
        };
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(piece).0);
        Ok(Some(is_foreign))
    }
}

impl Wide {
    fn next<R: Read>(&mut self, pieces: &mut Pieces<R>, text: &mut String) -> io::Result<Option<bool>> {
        loop {
            let rest = &self.text[self.start..];
            let length = match rest.find('\n') {
                Some(at) => at + 1,
                None if self.ended && rest.is_empty() => return Ok(None),
                None if self.ended || rest.len() >= CHUNK => rest.len(),
                None => {
                    self.text.drain(..self.start);
                    self.start = 0;
                    let piece = pieces.next()?;
                    self.ended = piece.is_none();
                    let piece = piece.unwrap_or_default();
                    let most = self.decoder.max_utf8_buffer_length(piece.len());
                    self.text
                        .reserve(most.expect("a piece is far shorter than memory"));
                    let _ = self.decoder.decode_to_string(piece, &mut self.text, self.ended);
                    continue;
                }
            };
            text.push_str(&self.text[self.start..self.start + length]);
            self.start += length;
            return Ok(Some(text.contains('\u{FFFD}')));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, String, Vec<bool>) {
        let detected = detect(bytes).unwrap().unwrap();
        let mut decoder = Decoder::new(Box::new(bytes), detected).unwrap();
        let (mut all, mut piece, mut foreign) = (String::new(), String::new(), Vec::new());
        while let Some(is_foreign) = decoder.next(&mut piece).unwrap() {
            all.push_str(&piece);
            foreign.push(is_foreign);
        }
        (detected.encoding, all, foreign)
    }

    #[test]
    fn each_encoding_is_recognised() {
        let text = "Größe\nRequesón – 3 mm\n";
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let utf16_le = [vec![0xFF, 0xFE], wide(u16::to_le_bytes)].concat();
        let utf16_be = [vec![0xFE, 0xFF], wide(u16::to_be_bytes)].concat();
        let narrow = encoding_rs::WINDOWS_1252.encode(text).0;
        let cases = [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(), Encoding::Utf8),
            (utf16_le, Encoding::Utf16Le),
            (utf16_be, Encoding::Utf16Be),
            (narrow.to_vec(), Encoding::Windows1252),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(
                read(&bytes),
                (encoding, text.to_owned(), vec![false, false]),
                "{}",
                encoding.name()
            );
        }
    }

    #[test]
    fn a_line_of_another_encoding_is_told() {
        let (encoding, text, foreign) = read(b"gr\xC3\xBCn\nrot\ngr\xFCn\n");
        assert_eq!((encoding, text.as_str()), (Encoding::Utf8, "grün\nrot\ngrün\n"));
        assert_eq!(foreign, [false, false, true]);
        let (encoding, _, foreign) = read(b"gr\xFCn\nr\xF6t\ngr\xC3\xBCn\n");
        assert_eq!(
            (encoding, foreign),
            (Encoding::Windows1252, vec![false, false, true])
        );
    }

    #[test]
    fn half_a_surrogate_is_told() {
        let (_, _, foreign) = read(&[0xFF, 0xFE, b'a', 0, b'\n', 0, 0x00, 0xD8, b'\n', 0]);
        assert_eq!(foreign, [false, true]);
    }

    #[test]
    fn characters_survive_the_seams_of_long_lines() {
        for shift in 0..4 {
            let text = "x".repeat(CHUNK - 5 + shift) + &"€ü𝄞".repeat(CHUNK / 4);
            let (encoding, back, foreign) = read(text.as_bytes());
            assert_eq!(encoding, Encoding::Utf8);
            assert!(
                back == text && foreign.iter().all(|foreign| !foreign),
                "shift {shift}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(
            detect(&b"PK\x03\x04..."[..])
                .unwrap()
                .unwrap_err()
                .contains("spreadsheet")
        );
        assert!(detect(&b"a\0b\0c\0"[..]).unwrap().unwrap_err().contains("UTF-16"));
    }
}
