//! Evidence that lies elsewhere, samples of it, and what somebody concludes from them.

use serde_json::{Value, json};

use super::super::step::{What, day};
use super::super::stock::{Conclusion, Sample, Shelf, Source, number};
use super::super::story::Story;

/// All that a file tells of it.
pub(super) fn stories(shelf: &Shelf) -> Vec<Story> {
    let sources = shelf.source.iter().map(source);
    let samples = shelf.sample.iter().map(sample);
    sources
        .chain(samples)
        .chain(shelf.conclusion.iter().map(conclusion))
        .collect()
}

fn source(source: &Source) -> Story {
    let on: Vec<&str> = source.on.split(' ').collect();
    let begun = number(on[0]);
    let mut story = Story::begins(begun, on[1], &source.name);
    let answers = json!({
        "name": source.name, "system": source.system, "owner": format!("@{}", source.owner), "retention": source.retention,
        "access": source.access, "clauses": clauses(&source.clauses), "process": format!("@{}", on[3]),
        "site": source.site.as_ref().map(|site| format!("@{site}")),
    });
    story.event(
        begun,
        on[2],
        What::enters(&source.key, "evidence_source", answers),
    );
    story
}

fn sample(sample: &Sample) -> Story {
    let on: Vec<&str> = sample.on.split(' ').collect();
    let begun = number(on[0]);
    let mut story = Story::begins(begun, on[1], &sample.title);
    let answers = json!({
        "title": sample.title, "clauses": clauses(&sample.clauses), "how": sample.how, "out_of": sample.out_of,
        "size": sample.size, "process": format!("@{}", on[3]), "drawn_on": day(begun),
        "source": sample.source.as_ref().map(|source| format!("@{source}")),
    });
    story.event(begun, on[2], What::enters(&sample.key, "sample", answers));
    if let (Some(fine), Some(found)) = (sample.fine, &sample.found) {
        story.event(
            begun,
            on[2],
            What::answers(&sample.key, json!({ "fine": fine, "found": found })),
        );
        story.event(begun, on[2], What::passes(&sample.key, "record"));
    }
    story
}

fn conclusion(told: &Conclusion) -> Story {
    let on: Vec<&str> = told.on.split(' ').collect();
    let begun = number(on[0]);
    let mut story = Story::begins(begun, on[1], &told.title);
    let samples: Vec<String> = told.samples.iter().map(|sample| format!("@{sample}")).collect();
    let answers = json!({
        "title": told.title, "clause": clause(&told.clause), "samples": samples, "judgement": told.judgement,
        "because": told.because,
    });
    story.event(begun, on[2], What::enters(&told.title, "conclusion", answers));
    if told.because.is_some() {
        story.event(begun, on[2], What::signs(&told.title, "conclude"));
    }
    story
}

/// As "7.1.5.1.a", of the edition that the company is certified to.
fn clause(id: &str) -> String {
    format!("iso-9001-2015#{id}")
}

fn clauses(ids: &[String]) -> Vec<Value> {
    ids.iter().map(|id| json!(clause(id))).collect()
}
