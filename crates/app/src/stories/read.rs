//! Files to stories: a title, and lines below it.

use engine::pack::PackSource;

use super::Failure;

/// One story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Path of its file, as `iso-9001/stories/closing.txt`.
    pub file: String,
    /// Line of its title, counted from 1.
    pub line: usize,
    /// What it promises.
    pub title: String,
    /// What happens, and what must come of it.
    pub lines: Vec<Line>,
}

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// Without the arrow.
    pub text: String,
    /// It stands behind `=>`: it must be so.
    pub expects: bool,
}

/// The stories of packs, in the order of their files, and every line that belongs to none.
#[must_use]
pub fn read(sources: &[PackSource]) -> (Vec<Story>, Vec<Failure>) {
    let mut stories = Vec::new();
    let mut problems = Vec::new();
    for source in sources {
        for (path, text) in &source.files {
            if path.starts_with("stories/") && path.ends_with(".txt") {
                of_file(
                    &format!("{}/{path}", source.name),
                    text,
                    &mut stories,
                    &mut problems,
                );
            }
        }
    }
    (stories, problems)
}

/// Lines before the first title happen before each story of the file.
fn of_file(file: &str, text: &str, stories: &mut Vec<Story>, problems: &mut Vec<Failure>) {
    let mut before: Vec<Line> = Vec::new();
    let mut found: Vec<Story> = Vec::new();
    let mut in_title = false;
    let mut goes_on: Option<usize> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let is_indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if let Some(title) = line.strip_prefix('#') {
            // Further lines of # below a title are remarks.
            if !in_title {
                let title = title.trim().to_owned();
                found.push(Story {
                    file: file.to_owned(),
                    line: number,
                    title,
                    lines: before.clone(),
                });
            }
            (in_title, goes_on) = (true, None);
            continue;
        }
        in_title = false;
        if line.is_empty() {
            goes_on = None;
            continue;
        }
        if line.starts_with("--") {
            continue;
        }
        let lines = found.last_mut().map_or(&mut before, |story| &mut story.lines);
        let expectation = line.strip_prefix("=>").map(str::trim);
        // An indented line goes on with the one above it.
        if is_indented && expectation.is_none() && goes_on.is_some() {
            if let Some(last) = lines.last_mut() {
                last.text.push(' ');
                last.text.push_str(line);
            }
            continue;
        }
        let text = expectation.unwrap_or(line).to_owned();
        lines.push(Line {
            number,
            text,
            expects: expectation.is_some(),
        });
        goes_on = Some(number);
    }
    if found.is_empty() {
        let what =
            "a story begins with its title, as “# who may close”; there is none in this file.".to_owned();
        problems.push(Failure {
            file: file.to_owned(),
            line: 1,
            story: String::new(),
            what,
        });
    }
    for story in &found {
        if !story.lines.iter().any(|line| line.expects) {
            let what = "nothing must come of this story: say it behind =>.".to_owned();
            let (file, title) = (story.file.clone(), story.title.clone());
            problems.push(Failure {
                file,
                line: story.line,
                story: title,
                what,
            });
        }
    }
    stories.extend(found);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<Story>, Vec<Failure>) {
        let files = [("stories/a.txt".to_owned(), text.to_owned())].into();
        read(&[PackSource {
            name: "p".to_owned(),
            files,
        }])
    }

    #[test]
    fn a_title_a_remark_and_lines_that_go_on() {
        let (stories, problems) = of(
            "-- for all\nA is site\n\n# one\n# (a remark)\nana: change A,\n    name B\n=> A name is B\n\n# two\n=> A is active\n",
        );
        assert_eq!(problems, []);
        assert_eq!(
            stories
                .iter()
                .map(|story| story.title.as_str())
                .collect::<Vec<_>>(),
            ["one", "two"]
        );
        let lines: Vec<(usize, &str, bool)> = stories[0]
            .lines
            .iter()
            .map(|line| (line.number, line.text.as_str(), line.expects))
            .collect();
        assert_eq!(
            lines,
            [
                (2, "A is site", false),
                (6, "ana: change A, name B", false),
                (8, "A name is B", true)
            ]
        );
        assert_eq!(stories[1].lines.len(), 2);
    }

    #[test]
    fn a_story_without_an_expectation_proves_nothing() {
        let (_, problems) = of("# one\nA is site\n");
        assert_eq!(
            problems[0].to_string(),
            "p/stories/a.txt:1: “one”: nothing must come of this story: say it behind =>."
        );
        let (_, problems) = of("A is site\n");
        assert_eq!(problems.len(), 1);
    }
}
