//! What every picture shares: the look it is drawn in, its name and sentence, its table, and how it refuses.

use crate::{Theme, theme::Palette};
use std::fmt;

/// A picture: data that can be drawn, and shown as a table.
pub trait Picture {
    /// The picture as one SVG element, without script and without anything fetched from elsewhere.
    ///
    /// # Errors
    /// A [`Refusal`] in one sentence, when there is nothing to draw or a value cannot be placed.
    fn svg(&self, look: &Look) -> Result<String, Refusal>;

    /// The same data as text, to stand beside the picture.
    fn table(&self, look: &Look) -> Table;
}

/// Why a picture cannot be drawn, as a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Refusal(sentence.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Name and sentence of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// What is shown: "First-pass yield, final calibration".
    pub title: String,
    /// What it says: "One signal in 24 months: September. The rest is noise." May be empty.
    pub says: String,
}

impl About {
    /// A name and a sentence.
    pub fn new(title: impl Into<String>, says: impl Into<String>) -> Self {
        About {
            title: title.into(),
            says: says.into(),
        }
    }
}

/// What a number means: its name, its unit and how many decimals it deserves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measure {
    /// "Leakage".
    pub name: String,
    /// "µA", "%", or empty.
    pub unit: String,
    /// Decimals of values in labels and tables; chosen from the spread when absent.
    pub decimals: Option<usize>,
}

impl Measure {
    /// A name and a unit; decimals follow the data.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Measure {
            name: name.into(),
            unit: unit.into(),
            decimals: None,
        }
    }

    /// The unit after a value, joined so that it does not break away from it.
    pub(crate) fn suffix(&self) -> String {
        if self.unit.is_empty() {
            String::new()
        } else {
            format!("\u{a0}{}", self.unit)
        }
    }

    /// "Leakage, µA": the head of a column.
    pub(crate) fn head(&self) -> String {
        match (self.name.is_empty(), self.unit.is_empty()) {
            (false, false) => format!("{}, {}", self.name, self.unit),
            (true, _) => self.unit.clone(),
            (false, true) => self.name.clone(),
        }
    }
}

/// A horizontal line to compare with: a goal, a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// Where it lies, in the unit of the picture.
    pub value: f64,
    /// Its word at the line's end; "goal" when empty.
    pub word: String,
}

/// How a picture is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// Width of the whole picture in pixels. Narrower than 300 is drawn as 300.
    pub width: f64,
    /// Height of the plot in pixels where the data do not decide it; chosen from the width when absent.
    pub height: Option<f64>,
    /// Whether title and sentence are drawn over the picture. A page that has its own headline leaves them out.
    pub heading: bool,
    /// Whether the sheet is painted, with a margin; a page that has its own paper leaves it out.
    pub paper: bool,
    /// The words and number marks of the reader's language.
    pub words: Words,
}

impl Default for Look {
    fn default() -> Self {
        Look {
            theme: Theme::Light,
            width: 960.0,
            height: None,
            heading: true,
            paper: true,
            words: Words::default(),
        }
    }
}

impl Look {
    /// A picture that stands by itself: painted, with heading.
    #[must_use]
    pub fn alone(theme: Theme) -> Self {
        Look {
            theme,
            ..Look::default()
        }
    }

    /// A picture inside a page: no paper, no heading, the page's own colours.
    #[must_use]
    pub fn in_page(width: f64) -> Self {
        Look {
            theme: Theme::Page,
            width,
            heading: false,
            paper: false,
            ..Look::default()
        }
    }

    /// A phone or a column: words make room for the data.
    pub(crate) fn narrow(&self) -> bool {
        self.width < 560.0
    }

    /// The most that names left of the line may take.
    pub(crate) fn gauge_room(&self) -> f64 {
        self.width * if self.narrow() { 0.4 } else { 0.3 }
    }

    /// Room around the picture: that of a sheet, or just enough that no mark on the edge is cut.
    pub(crate) fn margin(&self) -> f64 {
        match (self.paper, self.narrow()) {
            (true, false) => 28.0,
            (true, true) => 16.0,
            (false, _) => 6.0,
        }
    }

    pub(crate) fn palette(&self) -> &'static Palette {
        self.theme.palette()
    }
}

/// A table of text: what a picture shows, for those who read numbers, and for screen readers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub caption: String,
    /// Heads of the columns.
    pub headers: Vec<String>,
    /// Rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(caption: &str, headers: [&str; N]) -> Self {
        Table {
            caption: caption.to_string(),
            headers: headers.map(str::to_string).to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $english:literal;)*) => {
        /// Every word a picture says by itself, in the reader's language. The default is English.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Words {
            $($(#[$doc])* pub $name: String,)*
            /// Short names of the months, January first.
            pub months: [String; 12],
        }

        impl Default for Words {
            fn default() -> Self {
                Words {
                    $($name: $english.to_string(),)*
                    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map(str::to_string),
                }
            }
        }
    };
}

words! {
    /// Between whole number and fraction.
    decimal_mark = ".";
    /// Between groups of three digits.
    thousands_mark = ",";
    /// Stands for a value that is not there.
    missing = "none";
    /// The upper control limit.
    upper_limit = "upper limit";
    /// The lower control limit.
    lower_limit = "lower limit";
    /// The centre line of a control chart.
    mean = "mean";
    /// The centre line of a run chart.
    median = "median";
    /// A goal without a word of its own.
    goal = "goal";
    /// A point left out of the limits.
    excluded = "left out";
    /// A signal, in a table.
    signal = "signal";
    /// Before the number of a point that has no other name.
    numbered = "point";
    /// Which point, in a table.
    point = "Point";
    /// The value, in a table.
    value = "Value";
    /// The remark, in a table.
    remark = "Remark";
    /// The lower limit of a specification.
    lower_spec = "lower specification";
    /// The upper limit of a specification.
    upper_spec = "upper specification";
    /// How many.
    count = "Count";
    /// Share of the whole.
    share = "Share";
    /// Running share of the whole.
    cumulative = "Running share";
    /// What falls between two bounds.
    from = "From";
    /// The end of an interval.
    to = "To";
    /// The spread panel's upper limit, and any limit without a side.
    limit = "limit";
    /// Size of a sample or a group.
    size = "Size";
    /// The group or row.
    group = "Group";
    /// Before the size of a group.
    of = "of";
    /// The end of the lower whisker.
    lowest = "Lower whisker";
    /// The first quartile.
    quartile_1 = "First quartile";
    /// The third quartile.
    quartile_3 = "Third quartile";
    /// The end of the upper whisker.
    highest = "Upper whisker";
    /// Values beyond the whiskers.
    beyond = "Beyond";
    /// To come.
    planned = "planned";
    /// Done.
    done = "done";
    /// Overdue.
    late = "late";
    /// Held by nobody yet.
    open = "open";
    /// How something stands.
    state = "State";
    /// Processes that set the course.
    management = "Management";
    /// Processes that serve the customer.
    core = "Core";
    /// Processes that keep the others able.
    support = "Support";
    /// Processes that others carry out for the organisation.
    outsourced = "Outsourced";
    /// What a process gives to another.
    gives = "Gives";
    /// To whom.
    receiver = "To";
    /// Turtle: equipment and places.
    with_what = "With what";
    /// Turtle: people and skills.
    with_whom = "With whom";
    /// Turtle: inputs.
    comes_in = "What comes in";
    /// Turtle: outputs.
    goes_out = "What goes out";
    /// Turtle: methods and documents.
    how = "How";
    /// Turtle: measures.
    measured = "How it is measured";
    /// After a number: what else the table tells.
    more = "more in the table";
    /// Today.
    today = "today";
}
