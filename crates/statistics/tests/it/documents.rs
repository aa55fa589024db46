//! The pages of `docs` that say how we compute: their worked examples are computed here and looked for there.

use std::path::PathBuf;

#[path = "documents_capability.rs"]
mod capability;
#[path = "documents_charts.rs"]
mod charts;
#[path = "documents_gauge_sampling.rs"]
mod gauge_sampling;
#[path = "documents_inference.rs"]
mod inference;
#[path = "documents_methods.rs"]
mod methods;

/// A page of the documentation, its lines joined.
pub(crate) struct Page {
    name: &'static str,
    text: String,
}

impl Page {
    pub(crate) fn read(name: &'static str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs")
            .join(name);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let words: Vec<&str> = text.split_whitespace().collect();
        Self {
            name,
            text: words.join(" "),
        }
    }

    /// The page holds these words, with figures that were computed just now. A minus is written as one.
    #[track_caller]
    pub(crate) fn says(&self, words: impl AsRef<str>) {
        let words = words.as_ref().replace('-', "−");
        println!("{}: {words}", self.name);
        let text = self.text.replace('-', "−");
        assert!(text.contains(&words), "docs/{} does not say: {words}", self.name);
    }
}
