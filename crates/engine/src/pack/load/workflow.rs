//! The second reading of a kind: people, conditions, signatures, effects and due dates, now that every kind is known.

use super::super::{Kind, See, Shows, Sign, SpineMap, Start, Type, Who};
use super::house::{House, Subject, unknown_field};
use super::kind::Draft;
use super::reader::{Node, Word};
use super::standard::check_clause;
use super::table::Table;
use crate::condition::Path;
use crate::value::shorten;

impl House<'_> {
    /// Which paths fill the columns that every record has.
    pub(super) fn spine_map(&self, draft: &Draft) -> SpineMap {
        let kind = &draft.kind;
        let mut spine = SpineMap::default();
        let keys = ["title", "owner", "process", "site", "happened_on", "due"];
        let Some(root) = Table::again(&draft.root, "a kind", self.report) else {
            return spine;
        };
        let Some(table) = root
            .need("spine")
            .and_then(|node| Table::open(node, "the spine", &keys, self.report))
        else {
            return spine;
        };
        if let Some(word) = table.need_word("title")
            && let Some(field) = self.field(&kind.id, &word)
        {
            if !matches!(field.ty, Type::Line) {
                self.report.add(
                    &word.at,
                    format!(
                        "the title is a line, but “{}” is of type {}.",
                        word.text,
                        field.ty.word()
                    ),
                );
            }
            spine.title = word.text;
        }
        spine.owner = self.spine_path(&table, "owner", kind, "a person");
        spine.process = self.spine_path(&table, "process", kind, "a link to a process");
        spine.site = self.spine_path(&table, "site", kind, "a link to a site");
        spine.happened_on = self.spine_path(&table, "happened_on", kind, "a date or a moment");
        spine.due = self.spine_path(&table, "due", kind, "a date");
        if kind.field("owner").is_some() && spine.owner.as_ref() != Some(&Path::field("owner")) {
            table.wrong("owner", "the kind has a field “owner”, and “rel:owner” means whoever [spine] names: write owner = \"owner\".");
        }
        spine
    }

    fn spine_path(&self, table: &Table<'_>, key: &str, kind: &Kind, wanted: &str) -> Option<Path> {
        let word = table.word(key)?;
        if word.text == "self" {
            if (key == "process" || key == "site") && kind.id == key {
                return Some(Path::field("self"));
            }
            self.report
                .add(&word.at, format!("“self” is the {key} only of the kind {key}."));
            return None;
        }
        let found = self.single_path(&Subject::record(&kind.id), &word)?;
        if found.path.hops.is_empty() && matches!(found.path.place, crate::condition::Place::Spine(_)) {
            self.report.add(&word.at, unknown_field(kind, &word.text));
            return None;
        }
        let fits = match key {
            "owner" => found.leaf.is_person(),
            "process" | "site" => found.leaf.targets() == [key],
            "due" => found.leaf.word() == "date",
            _ => matches!(found.leaf.word(), "date" | "moment"),
        };
        if !fits {
            let given = shorten(&word.text);
            self.report.add(
                &word.at,
                format!(
                    "“{key}” wants {wanted}, but “{given}” is of type {}.",
                    found.leaf.word()
                ),
            );
            return None;
        }
        Some(found.path)
    }

    /// Fills all that the first reading left open.
    pub(super) fn complete(&self, draft: &Draft) -> Kind {
        let mut kind = self.kind(&draft.kind.id).clone();
        let subject = Subject::record(&kind.id);
        self.complete_fields(draft, &mut kind);
        if let Some(root) = Table::again(&draft.root, "a kind", self.report) {
            kind.start = self.start(&root, &kind);
            kind.clauses = self.tags(&root);
            kind.see = self.see(&root, &subject);
            kind.triage = self.triage(&root, &kind, &subject);
        }
        for (section, node) in kind.sections.iter_mut().zip(&draft.sections) {
            let edit = Table::again(node, "a section", self.report).and_then(|table| table.get("edit"));
            if let Some(edit) = edit.and_then(|node| Table::again(node, "“edit”", self.report)) {
                section.by = self.people(&edit, "by", &subject);
            }
        }
        self.complete_transitions(draft, &mut kind);
        kind.due = draft
            .dues
            .iter()
            .filter_map(|node| self.due(node, &kind, &subject))
            .collect();
        kind
    }

    pub(super) fn people(&self, table: &Table<'_>, key: &str, subject: &Subject) -> Vec<Who> {
        table
            .need_words(key)
            .iter()
            .filter_map(|word| self.who(&subject.kinds[0], word))
            .collect()
    }

    fn start(&self, root: &Table<'_>, kind: &Kind) -> Start {
        let Some(table) = root
            .need("start")
            .and_then(|node| Table::open(node, "the start", &["button", "by", "asks"], self.report))
        else {
            return Start::default();
        };
        let mut start = Start {
            button: table.need_text("button"),
            ..Start::default()
        };
        for word in table.need_words("by") {
            if word.text.starts_with("rel:") {
                self.report.add(
                    &word.at,
                    format!(
                        "“{}” names nobody before the record exists; write “everyone” or “role:…”.",
                        shorten(&word.text)
                    ),
                );
            } else {
                start.by.extend(self.who(&kind.id, &word));
            }
        }
        for word in table.need_words("asks") {
            match kind.section_of(&word.text) {
                None if kind.field(&word.text).is_some() => {
                    self.report.add(
                        &word.at,
                        format!(
                            "“{}” is asked by a transition only, so it cannot be asked at the start.",
                            word.text
                        ),
                    );
                }
                None => self.report.add(&word.at, unknown_field(kind, &word.text)),
                Some(_) if start.asks.contains(&word.text) => {
                    self.report
                        .add(&word.at, format!("“{}” stands twice in “asks”.", word.text));
                }
                Some(_) => start.asks.push(word.text),
            }
        }
        self.required_are_asked(&table, kind, &start);
        start
    }

    fn required_are_asked(&self, table: &Table<'_>, kind: &Kind, start: &Start) {
        let sections = kind
            .sections
            .iter()
            .flat_map(|section| &section.fields)
            .filter_map(|id| kind.field(id));
        for field in sections
            .filter(|field| field.required && field.default.is_none() && !start.asks.contains(&field.id))
        {
            table.wrong(
                "asks",
                format!("“{}” is required, so the start asks it.", field.id),
            );
        }
        let title = kind.field(&kind.spine.title);
        if title.is_some_and(|title| !title.required) {
            table.wrong(
                "asks",
                format!(
                    "“{}” is the title of every {}, so it is required and asked at the start.",
                    kind.spine.title, kind.id
                ),
            );
        }
    }

    fn tags(&self, root: &Table<'_>) -> Vec<String> {
        let Some(table) = root
            .get("clauses")
            .and_then(|node| Table::open(node, "the clauses", &["tags"], self.report))
        else {
            return Vec::new();
        };
        let tags = table.need_words("tags").into_iter();
        tags.filter(|word| check_clause(word, self.packs, self.report))
            .map(|word| word.text)
            .collect()
    }

    fn see(&self, root: &Table<'_>, subject: &Subject) -> Vec<See> {
        let nodes = root.list("see");
        if nodes.is_empty() {
            return vec![See {
                by: vec![Who::Everyone],
                when: None,
            }];
        }
        let mut see = Vec::new();
        for node in nodes {
            let Some(table) = Table::open(node, "“see”", &["by", "when"], self.report) else {
                continue;
            };
            let by = self.people(&table, "by", subject);
            // A broken condition must not open what it was to close.
            if let Ok(when) = self.optional(&table, "when", subject) {
                see.push(See { by, when });
            }
        }
        see
    }

    fn complete_transitions(&self, draft: &Draft, kind: &mut Kind) {
        let subject = Subject::record(&kind.id);
        for (position, node) in draft.transitions.iter().enumerate() {
            let Some(table) = Table::again(node, "a transition", self.report) else {
                continue;
            };
            for ask in table.list("asks") {
                if let Some(word) = ask.text().map(|text| Word {
                    text: text.to_owned(),
                    at: ask.at.clone(),
                }) {
                    self.field(&kind.id, &word);
                }
            }
            let by = self.people(&table, "by", &subject);
            let does = table
                .list("does")
                .iter()
                .filter_map(|node| self.effect(node, kind))
                .collect();
            let transition = &mut kind.transitions[position];
            (transition.by, transition.does) = (by, does);
        }
        for (position, node) in &draft.guards {
            if let Some(guard) =
                self.condition(node, &subject, super::condition::Stands::Guard, &["transition"])
            {
                kind.transitions[*position].needs.push(guard);
            }
        }
        for (position, node) in &draft.shows {
            if let Some(shows) = self.shows(node, &subject) {
                kind.transitions[*position].shows.push(shows);
            }
        }
        for (position, node) in &draft.signs {
            kind.transitions[*position].sign = self.sign(node, kind, &subject);
        }
    }

    fn shows(&self, node: &Node, subject: &Subject) -> Option<Shows> {
        let table = Table::open(node, "“shows”", &["clause", "when", "transition"], self.report)?;
        let clause = table.need_word("clause")?;
        let when = self.optional(&table, "when", subject);
        check_clause(&clause, self.packs, self.report).then_some(Shows {
            clause: clause.text,
            when: when.ok()?,
        })
    }

    fn sign(&self, node: &Node, kind: &Kind, subject: &Subject) -> Option<Sign> {
        let table = Table::open(
            node,
            "“sign”",
            &["meaning", "covers", "when", "transition"],
            self.report,
        )?;
        let covers = table
            .words("covers")
            .into_iter()
            .filter(|word| self.field(&kind.id, word).is_some());
        let covers = covers.map(|word| word.text).collect();
        Some(Sign {
            meaning: table.need_text("meaning"),
            covers,
            when: self.optional(&table, "when", subject).ok()?,
        })
    }
}
