//! A CSV file as people write them: commas, semicolons or tabs, decimal point or comma, units in the header.

use super::answer::Problem;
use super::numbers::{Decimal, number, split_unit};
use clap::Args;
use std::path::{Path, PathBuf};

/// The file and how its numbers are written.
#[derive(Debug, Clone, Args)]
pub(crate) struct Source {
    /// The CSV file; - reads the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How decimals are written; found out by itself unless the file is ambiguous
    #[arg(long, value_enum, help_heading = "File")]
    decimal: Option<Decimal>,
}

/// The largest file that is read.
const LARGEST: u64 = 512 << 20;

/// The rows of a file.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    decimal: Option<Decimal>,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    at: usize,
    pub(crate) name: String,
    pub(crate) unit: String,
}

#[derive(Debug)]
struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Column {
    /// "B (Diameter)": the letter of the spreadsheet and the name.
    pub(crate) fn place(&self) -> String {
        let mut letters = String::new();
        let mut rest = self.at + 1;
        while rest > 0 {
            let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
            letters.insert(0, char::from(b'A' + digit));
            rest = (rest - 1) / 26;
        }
        if self.name.is_empty() {
            letters
        } else {
            format!("{letters} ({})", self.name)
        }
    }
}

impl Source {
    /// Reads the file.
    pub(crate) fn read(&self) -> Result<Table, Problem> {
        let name = self.file.display();
        let bytes = read(&self.file).map_err(|error| {
            Problem::new(format!(
                "{name} cannot be read: {error}. Check the name of the file."
            ))
        })?;
        if bytes.len() as u64 > LARGEST {
            return Err(Problem::new(format!(
                "{name} is larger than 512 MiB. Split it, or average before."
            )));
        }
        Table::parse(&decode(&bytes), self.decimal)
    }

    /// The file's name without folder and ending, for titles.
    pub(crate) fn stem(&self) -> String {
        self.file
            .file_stem()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    if path != Path::new("-") {
        if std::fs::metadata(path)?.len() > LARGEST {
            return Err(std::io::Error::other("it is larger than 512 MiB"));
        }
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// UTF-8 with or without mark; what is no UTF-8 is taken as Latin-1, as older spreadsheets write it.
fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

impl Table {
    pub(crate) fn parse(text: &str, decimal: Option<Decimal>) -> Result<Self, Problem> {
        let Some(header) = text.lines().find(|line| !line.trim().is_empty()) else {
            return Err(Problem::new(
                "The file is empty. It needs a row of headers and at least one row of values.",
            ));
        };
        let separator = separator(header);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut columns = Vec::new();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record =
                record.map_err(|error| Problem::new(format!("The file is not readable as CSV: {error}.")))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if columns.is_empty() {
                columns = cells
                    .iter()
                    .enumerate()
                    .map(|(at, head)| column(at, head))
                    .collect();
                check_header(&columns, line)?;
                continue;
            }
            if cells.len() > columns.len() && cells[columns.len()..].iter().any(|c| !c.is_empty()) {
                return Err(too_many(line, cells.len(), columns.len(), separator));
            }
            rows.push(Row { line, cells });
        }
        if rows.is_empty() {
            return Err(Problem::new(
                "The file has headers but no row of values. Add at least one.",
            ));
        }
        Ok(Self {
            columns,
            rows,
            decimal,
        })
    }

    /// How many rows of values there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of the file that a row of values stands in, as a spreadsheet counts.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |r| r.line)
    }

    /// The column with this name (with or without its unit), or letter, if no name fits.
    pub(crate) fn column(&self, wanted: &str) -> Result<&Column, Problem> {
        let wanted = wanted.trim();
        let bare = column(0, wanted).name;
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let mut fitting = self
            .columns
            .iter()
            .filter(|c| same(&c.name, wanted) || same(&c.name, &bare));
        if let Some(found) = fitting.next() {
            return match fitting.next() {
                None => Ok(found),
                Some(_) => Err(Problem::new(format!(
                    "Several columns are called “{wanted}”. Give them different names, or name one by its letter: {}.",
                    found.place()
                ))),
            };
        }
        let letter = |c: &&Column| same(c.place().split(' ').next().unwrap_or(""), wanted);
        self.columns.iter().find(letter).ok_or_else(|| {
            Problem::new(format!(
                "There is no column “{wanted}”. There are: {}.",
                self.names()
            ))
        })
    }

    /// All columns whose filled cells are numbers, at least one filled.
    pub(crate) fn number_columns(&self) -> Vec<&Column> {
        self.columns
            .iter()
            .filter(|c| {
                self.numbers(c)
                    .is_ok_and(|values| values.iter().any(Option::is_some))
            })
            .collect()
    }

    /// The column that was named, or the only one with numbers.
    pub(crate) fn value_column(&self, wanted: Option<&str>) -> Result<&Column, Problem> {
        if let Some(wanted) = wanted {
            return self.column(wanted);
        }
        if let [only] = self.columns.as_slice() {
            return Ok(only);
        }
        match self.number_columns().as_slice() {
            [only] => Ok(only),
            [] => Err(Problem::new(format!(
                "No column holds numbers alone. There are: {}. Name one with --value to see what is wrong in it.",
                self.names()
            ))),
            _ => Err(Problem::new(format!(
                "Several columns hold numbers: {}. Name the one you mean with --value.",
                self.names()
            ))),
        }
    }

    fn names(&self) -> String {
        self.columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn cell(&self, row: usize, column: &Column) -> &str {
        self.rows[row].cells.get(column.at).map_or("", String::as_str)
    }

    /// The words of a column; empty where there is none.
    pub(crate) fn words(&self, column: &Column) -> Vec<String> {
        (0..self.rows.len())
            .map(|row| self.cell(row, column).to_owned())
            .collect()
    }

    /// The numbers of a column; none where a cell is empty or NA.
    pub(crate) fn numbers(&self, column: &Column) -> Result<Vec<Option<f64>>, Problem> {
        let decimal = self.decimal_of(column)?;
        let mut unit: Option<(String, u64)> =
            (!column.unit.is_empty()).then(|| (column.unit.clone(), self.rows[0].line));
        let mut values = Vec::with_capacity(self.rows.len());
        for row in 0..self.rows.len() {
            let cell = self.cell(row, column);
            if cell.is_empty() || cell.eq_ignore_ascii_case("na") || cell.eq_ignore_ascii_case("n/a") {
                values.push(None);
                continue;
            }
            let line = self.rows[row].line;
            let (digits, own) = split_unit(cell);
            let Some(value) = number(digits, decimal) else {
                return Err(Problem::new(format!(
                    "“{cell}” is not a number. Correct it, or leave the cell empty if the value is missing."
                ))
                .at(line, &column.place()));
            };
            check_unit(own, &mut unit, line, column)?;
            values.push(Some(value));
        }
        Ok(values)
    }

    /// Finds the decimal sign of a column, and refuses one that uses both.
    fn decimal_of(&self, column: &Column) -> Result<Decimal, Problem> {
        if let Some(decimal) = self.decimal {
            return Ok(decimal);
        }
        let mut seen: [Option<(u64, &str)>; 2] = [None, None];
        for row in &self.rows {
            let (digits, _) = split_unit(row.cells.get(column.at).map_or("", String::as_str));
            let found = match (digits.rfind('.'), digits.rfind(',')) {
                (Some(_), None) => 0,
                (None, Some(_)) => 1,
                // Both: the last one is the decimal sign, the other one separates thousands.
                (Some(point), Some(comma)) => usize::from(comma > point),
                (None, None) => continue,
            };
            seen[found].get_or_insert((row.line, digits));
        }
        match seen {
            [Some((_, point)), Some((line, comma))] => Err(Problem::new(format!(
                "“{comma}” is written with a decimal comma, but “{point}” elsewhere with a point. Use one of them, or say --decimal."
            ))
            .at(line, &column.place())),
            [_, Some(_)] => Ok(Decimal::Comma),
            _ => Ok(Decimal::Point),
        }
    }
}

fn check_header(columns: &[Column], line: u64) -> Result<(), Problem> {
    let number_like = |c: &Column| {
        number(&c.name, Decimal::Point)
            .or(number(&c.name, Decimal::Comma))
            .is_some()
    };
    if columns.iter().all(|c| c.name.is_empty() || number_like(c)) {
        return Err(Problem::new(format!(
            "Row {line} holds numbers only; the first row must name the columns (\"Diameter [mm]\"). Add a row of headers."
        )));
    }
    Ok(())
}

fn too_many(line: u64, cells: usize, columns: usize, separator: u8) -> Problem {
    let hint = if separator == b',' {
        " If decimals are written with a comma, put semicolons between the columns."
    } else {
        ""
    };
    Problem::new(format!(
        "Row {line} has {cells} cells, the header {columns}.{hint}"
    ))
}

/// The separator that the header uses.
fn separator(header: &str) -> u8 {
    let outside: String = header.split('"').step_by(2).collect();
    [b';', b'\t']
        .into_iter()
        .find(|s| outside.contains(char::from(*s)))
        .unwrap_or(b',')
}

/// Name and unit from a header: "Diameter [mm]", "Diameter (mm)", "Diameter in mm" stays a name.
fn column(at: usize, head: &str) -> Column {
    let head = head.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inner) = head.strip_suffix(close)
            && let Some((name, unit)) = inner.rsplit_once(open)
            && !name.trim().is_empty()
        {
            return Column {
                at,
                name: name.trim().to_owned(),
                unit: unit.trim().to_owned(),
            };
        }
    }
    Column {
        at,
        name: head.to_owned(),
        unit: String::new(),
    }
}

fn check_unit(
    own: &str,
    unit: &mut Option<(String, u64)>,
    line: u64,
    column: &Column,
) -> Result<(), Problem> {
    if own.is_empty() {
        return Ok(());
    }
    match unit {
        None => *unit = Some((own.to_owned(), line)),
        Some((known, _)) if known == own => {}
        Some((known, _)) => {
            return Err(Problem::new(format!(
                "The value is in {own}, the others are in {known}. Convert it, so that the column has one unit."
            ))
            .at(line, &column.place()));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
