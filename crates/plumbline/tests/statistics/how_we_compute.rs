//! The command shown in `docs/how-we-compute.md` answers there what it answers here.

use super::text;

/// What stands between two marks, the first of them with its line.
fn block<'a>(page: &'a str, opening: &str) -> &'a str {
    let from = page.find(opening).expect("the page has the block") + opening.len();
    let rest = &page[from..];
    &rest[..rest.find("```").expect("the block ends")]
}

#[test]
fn the_example_of_the_page_is_word_for_word_what_the_command_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/how-we-compute.md");
    let page = std::fs::read_to_string(path).expect("the page is there");
    let data = block(&page, "```csv\n");
    let shown = block(&page, "```console\n");
    let (call, answer) = shown.split_once('\n').expect("a call and its answer");
    let arguments = call
        .strip_prefix("$ plumbline statistics ")
        .expect("it calls the command")
        .replace("flow.csv", "FILE");
    assert_eq!(text(data, &arguments), answer);
}
