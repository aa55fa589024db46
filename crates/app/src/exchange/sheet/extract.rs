//! Takes a sheet out of an XLSX file. Runs where nothing else lives: what goes wrong here goes wrong alone.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Cursor, Read, Write};

use calamine::{Reader, Xlsx, XlsxError};
use engine::text::enumerate;
use engine::value::shorten;

use super::cell::{Text, text};
use super::merged::Merged;
use super::{Ask, LARGEST, Line, SheetRow};

/// Most columns, as in text files.
const COLUMNS: u32 = 1_000;
/// Most names of sheets in a message.
const NAMED: usize = 40;

/// Writes what stands in a sheet of the XLSX file `input`, a line of JSON for each row. What is wrong with the file is a
/// line too.
///
/// # Errors
/// When `input` cannot be read or `output` not be written.
pub fn extract(ask: &Ask, input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(LARGEST).read_to_end(&mut bytes)?;
    let mut out = BufWriter::new(output);
    let told = match sheet(ask, &bytes, &mut out) {
        Ok(()) => Line::End,
        Err(Stop::Told(sentence)) => Line::Failed(sentence),
        Err(Stop::Io(error)) => return Err(error),
    };
    write(&mut out, &told)?;
    out.flush()
}

enum Stop {
    Told(String),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Io(error)
    }
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Stop::Told(format!(
            "The file is damaged or no XLSX workbook ({}). Open it in a spreadsheet program and save it again.",
            shorten(&error.to_string())
        ))
    }
}

fn write(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn sheet(ask: &Ask, bytes: &[u8], out: &mut impl Write) -> Result<(), Stop> {
    let mut workbook = Xlsx::new(Cursor::new(bytes))?;
    let names = workbook.sheet_names();
    let name = match &ask.sheet {
        None => names
            .first()
            .cloned()
            .ok_or_else(|| Stop::Told("The workbook has no sheet.".to_owned()))?,
        Some(wanted) => {
            let same = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
            let found = names
                .iter()
                .find(|name| *name == wanted)
                .or_else(|| names.iter().find(same));
            found.cloned().ok_or_else(|| {
                let known: Vec<&String> = names.iter().take(NAMED).collect();
                Stop::Told(format!(
                    "The workbook has no sheet “{}”; it has {}.",
                    shorten(wanted),
                    enumerate(&known, "and")
                ))
            })?
        }
    };
    write(out, &Line::Sheet(name.clone()))?;
    let mut merged = Merged::new(&workbook.merge_cells_by_sheet_name(&name)?).map_err(Stop::Told)?;
    let mut cells = workbook.worksheet_cells_reader(&name)?;
    let mut current: Option<(u32, BTreeMap<u32, Text>)> = None;
    while let Some(cell) = cells.next_cell_with_formula()? {
        let (row, column) = cell.pos;
        let told = text(&cell.value, cell.formula.is_some());
        if told.is_empty() {
            continue;
        }
        if column >= COLUMNS {
            return Err(Stop::Told(format!(
                "Row {} has a cell beyond column {COLUMNS}. Clear what stands there.",
                u64::from(row) + 1
            )));
        }
        match &mut current {
            Some((at, texts)) if *at == row => drop(texts.insert(column, told)),
            Some((at, _)) if *at > row => {
                return Err(Stop::Told(format!(
                    "Row {} stands behind row {}. Open the file in a spreadsheet program and save it again.",
                    u64::from(row) + 1,
                    u64::from(*at) + 1
                )));
            }
            _ => {
                if let Some((at, texts)) = current.replace((row, BTreeMap::from([(column, told)]))) {
                    end_row(at, texts, &mut merged, out)?;
                }
            }
        }
    }
    if let Some((at, texts)) = current {
        end_row(at, texts, &mut merged, out)?;
    }
    Ok(())
}

fn end_row(
    at: u32,
    mut texts: BTreeMap<u32, Text>,
    merged: &mut Merged,
    out: &mut impl Write,
) -> io::Result<()> {
    merged.fill(at, &mut texts);
    let mut row = SheetRow {
        row: u64::from(at) + 1,
        ..SheetRow::default()
    };
    for (column, text) in texts {
        let column = column as usize;
        row.cells.resize(column, String::new());
        row.cells.push(text.text);
        if text.is_day {
            row.days.push(column);
        }
        row.notes.extend(text.note.map(|note| (column, note)));
        row.faults.extend(text.fault.map(|fault| (column, fault)));
    }
    write(out, &Line::Row(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_workbook_is_told_in_a_line() {
        let mut out = Vec::new();
        extract(&Ask::default(), &mut &b"PK\x03\x04"[..], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("{\"failed\":\"The file is damaged or no XLSX workbook"),
            "{text}"
        );
        let line = Line::Row(SheetRow {
            row: 1,
            cells: vec!["a".to_owned()],
            ..SheetRow::default()
        });
        let text = serde_json::to_string(&line).unwrap();
        serde_json::from_str::<Line>(&text).unwrap();
    }
}
