//! Rows that hang on the plumb line: left of it when or which, right of it what.

use super::html::*;
use super::words;

/// A row: gauge and content. The class of the row says what kind of row it is (`head`, `task`, `ans` …), that of the
/// gauge which mark stands on the line: nothing (a tick), `dot`, `ring`, `miss`, `late`, `none`, with a colour.
pub(crate) fn hang(class: &str, mark: &str, gauge: impl Show, content: impl Show) -> Element {
    hang_as("div", class, mark, gauge, content)
}

/// The same as an element of that tag.
pub(crate) fn hang_as(
    tag: &'static str,
    class: &str,
    mark: &str,
    gauge: impl Show,
    content: impl Show,
) -> Element {
    let class = if class.is_empty() {
        "hang".to_owned()
    } else {
        format!("hang {class}")
    };
    let mark = if mark.is_empty() {
        "g".to_owned()
    } else {
        format!("g {mark}")
    };
    element(tag, &class, (div(&mark, gauge), div("c", content)))
}

/// The headline of a page with what stands in the gauge beside it.
pub(crate) fn headline(gauge: impl Show, headline: impl Show, below: impl Show) -> Element {
    hang("head", "", gauge, (h1(headline), below))
}

/// The head of a group of rows.
pub(crate) fn group(title: impl Show, number: Option<u64>) -> Element {
    let number = number.map(|number| (" ", span("n", words::thousands(number))));
    hang("group", "", (), h2("", (title, number)))
}

/// One of the three questions of a record: label on the line, answer beside it.
pub(crate) fn answer(label: &str, mark: &str, content: impl Show) -> Element {
    hang_as("section", "ans", mark, h2("lab", label), content)
}

/// Two columns under the headline: the work, and a margin of facts beside it.
pub(crate) fn beside(work: impl Show, margin: impl Show) -> Element {
    div("split", (div("", work), aside("margin", margin)))
}

/// Two columns from the top: the headline stands with the work, the margin begins beside it.
pub(crate) fn split(work: impl Show, margin: impl Show) -> Element {
    div("split", (div("", work), aside("margin act-aside", margin)))
}

/// A day in the gauge, as far as it presses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct When {
    /// Class of the gauge: mark and colour.
    pub(crate) mark: String,
    /// Words.
    pub(crate) words: String,
    /// Late by so many days.
    pub(crate) late: i64,
}

/// How a due day is told: late with a bar, this week with its weekday, later in grey.
pub(crate) fn when(due: Option<&str>, today: &str, zone: &str) -> When {
    let tick = |words: String| When {
        mark: "dev".to_owned(),
        words,
        late: 0,
    };
    let Some(due) = due else {
        return tick("No date".to_owned());
    };
    let Some(left) = words::days_between(today, due) else {
        return tick(due.to_owned());
    };
    if left < 0 {
        let late = -left;
        let words = format!("{} late", words::so_many(late.unsigned_abs(), "day", "days"));
        // Seventeen days fill the bar; it does not grow beyond the gauge.
        return When {
            mark: format!("dev red late d{}", late.min(17)),
            words,
            late,
        };
    }
    if left == 0 {
        return When {
            mark: "dev amber dot".to_owned(),
            words: "Today".to_owned(),
            late: 0,
        };
    }
    if due
        .get(..10)
        .is_some_and(|due| due <= words::end_of_week(today).as_str())
    {
        return When {
            mark: "dev amber ring".to_owned(),
            words: words::week_day(due, zone),
            late: 0,
        };
    }
    tick(words::short_day(due, today, zone))
}

/// Label and value, ruled like a title block.
pub(crate) fn block<L: Show, V: Show>(rows: impl IntoIterator<Item = (L, V)>) -> Element {
    let rows: Vec<Element> = rows
        .into_iter()
        .map(|(label, value)| div("", (dt("", label), dd("", value))))
        .collect();
    dl("block", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_a_word_and_a_bar() {
        let when = |due| super::when(Some(due), "2026-11-23", "UTC");
        assert_eq!(
            when("2026-11-11"),
            When {
                mark: "dev red late d12".to_owned(),
                words: "12 days late".to_owned(),
                late: 12
            }
        );
        assert_eq!(when("2026-11-23").words, "Today");
        assert_eq!(when("2026-11-29").mark, "dev amber ring");
        assert_eq!(when("2026-11-30").words, "30 Nov");
        assert_eq!(when("2027-01-08").words, "8 Jan 2027");
    }
}
