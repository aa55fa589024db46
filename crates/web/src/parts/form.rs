//! Fields of a form, for every type. Works without script: rows are added by a submit that writes nothing.

mod many;

use std::collections::BTreeMap;

use engine::pack::{Field, Type};
use engine::record::id_of;

use super::given::Given;
use super::html::*;
use super::shown::Known;

/// A record that a link may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// `kind/id`.
    pub(crate) reference: String,
    /// Shown number, or the clause with its standard.
    pub(crate) number: String,
    /// One line.
    pub(crate) title: String,
}

/// What links may lead to, by kind, and whether these are all.
pub(crate) type Targets = BTreeMap<String, (Vec<Target>, bool)>;

/// Most targets among which one chooses from a list; more are typed, with suggestions.
const CHOOSABLE: usize = 60;

/// What it takes to draw a form.
pub(crate) struct Draw<'a> {
    /// To show answers.
    pub(crate) known: Known<'a>,
    /// What links may lead to.
    pub(crate) targets: &'a Targets,
    /// What was entered so far.
    pub(crate) given: &'a Given,
    /// Path → what is wrong there.
    pub(crate) mistakes: &'a BTreeMap<String, String>,
}

/// Id of the element in which a path is answered.
pub(crate) fn place(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}

/// What travels with every form that acts: a key, so that a second click is the same act.
pub(crate) fn once(key: &str) -> Element {
    hidden("_once", key)
}

impl Draw<'_> {
    /// A field with its label, hint and mistake.
    pub(crate) fn field(&self, field: &Field) -> Markup {
        self.at(field, &field.id)
    }

    fn at(&self, field: &Field, name: &str) -> Markup {
        let label_text = &field.ask;
        let wanted = if field.required { "" } else { hint_of(field) };
        match &field.ty {
            Type::YesNo => self.radios(field, name, &[("yes", "Yes"), ("no", "No")]),
            Type::Choice(list) => {
                let items = self.items(list, self.given.get(name));
                let items: Vec<(&str, &str)> = items
                    .iter()
                    .map(|(id, label)| (id.as_str(), label.as_str()))
                    .collect();
                if items.len() <= 5 {
                    self.radios(field, name, &items)
                } else {
                    self.chosen(field, name, &items)
                }
            }
            Type::Choices(list) => self.checks(field, name, list),
            Type::Scale(scale) => self.scale(field, name, scale),
            Type::Links { to, or_reason } => self.links(field, name, to, *or_reason),
            Type::Files => self.files(field, name),
            Type::Table(columns) => self.table(field, name, columns),
            Type::Row(table) => {
                let items = self.row_items(table);
                let items: Vec<(&str, &str)> = items
                    .iter()
                    .map(|(id, label)| (id.as_str(), label.as_str()))
                    .collect();
                self.chosen(field, name, &items)
            }
            Type::Link(to) => {
                let input = self.link(name, to, self.given.get(name), &place(name));
                self.wrapped(label_text, wanted, name, input)
            }
            Type::Text => {
                let text = textarea("", self.given.get(name)).with("rows", rows_for(self.given.get(name)));
                self.wrapped(
                    label_text,
                    wanted,
                    name,
                    self.named(text.with("name", name), name),
                )
            }
            Type::Number(unit) => {
                let input = input("text", name)
                    .with("inputmode", "decimal")
                    .with("class", "short")
                    .with("value", self.given.get(name));
                let unit = unit
                    .as_ref()
                    .map(|unit| format!(", in {unit}"))
                    .unwrap_or_default();
                self.wrapped(&format!("{label_text}{unit}"), "", name, self.named(input, name))
            }
            Type::Money => {
                let input = input("text", name)
                    .with("class", "short")
                    .with("value", self.given.get(name));
                self.wrapped(
                    label_text,
                    "Amount and currency, as 12.50 EUR",
                    name,
                    self.named(input, name),
                )
            }
            Type::Date => {
                let input = input("date", name)
                    .with("class", "short")
                    .with("value", self.given.get(name));
                self.wrapped(label_text, wanted, name, self.named(input, name))
            }
            Type::Moment => {
                let input = input("datetime-local", name)
                    .with("class", "short")
                    .with("value", self.given.get(name));
                self.wrapped(label_text, wanted, name, self.named(input, name))
            }
            Type::Line => {
                let input = input("text", name)
                    .with("maxlength", "500")
                    .with("value", self.given.get(name));
                self.wrapped(label_text, wanted, name, self.named(input, name))
            }
        }
    }

    /// Label above, hint under it, box, mistake.
    fn wrapped(&self, label_text: &str, hint: &str, name: &str, control: impl Show) -> Markup {
        let at = place(name);
        let hint = (!hint.is_empty()).then(|| p("hint", hint).id(format!("{at}-hint")));
        Markup::of(div(
            self.class(name),
            (
                label("", label_text).with("for", &at),
                hint,
                control,
                self.mistake(name),
            ),
        ))
    }

    fn class(&self, name: &str) -> &'static str {
        if self.mistakes.contains_key(name) {
            "field bad"
        } else {
            "field"
        }
    }

    fn mistake(&self, name: &str) -> Option<Element> {
        let said = self.mistakes.get(name)?;
        Some(p("err", said).id(format!("{}-err", place(name))))
    }

    fn named(&self, control: Element, name: &str) -> Element {
        let at = place(name);
        let wrong = self.mistakes.contains_key(name);
        let control = control.id(&at).maybe("aria-invalid", wrong.then_some("true"));
        control.maybe("aria-describedby", wrong.then(|| format!("{at}-err")))
    }

    /// A question with its answers as a group.
    fn group(&self, field: &Field, name: &str, hint: &str, content: impl Show) -> Markup {
        let at = place(name);
        let hint = (!hint.is_empty()).then(|| p("hint", hint));
        Markup::of(
            fieldset(
                self.class(name),
                (legend("", &field.ask), hint, content, self.mistake(name)),
            )
            .id(at)
            .with("tabindex", "-1"),
        )
    }

    fn radios(&self, field: &Field, name: &str, items: &[(&str, &str)]) -> Markup {
        let given = self.given.get(name);
        let radio = |value: &str, words: &str| {
            label(
                "rd",
                (
                    input("radio", name)
                        .with("value", value)
                        .flag("checked", given == value),
                    span("", words),
                ),
            )
        };
        let mut rows: Vec<Element> = items.iter().map(|(id, words)| radio(id, words)).collect();
        if !field.required {
            rows.push(radio("", "Not answered"));
        }
        let class = if items.iter().all(|(_, words)| words.chars().count() < 20) {
            "rds across"
        } else {
            "rds"
        };
        self.group(field, name, "", div(class, rows))
    }

    fn chosen(&self, field: &Field, name: &str, items: &[(&str, &str)]) -> Markup {
        let given = self.given.get(name);
        let mut options = vec![option("", "").with("value", "")];
        options.extend(items.iter().map(|(id, words)| {
            option("", *words)
                .with("value", *id)
                .flag("selected", *id == given)
        }));
        let select = self.named(select("", options).with("name", name), name);
        self.wrapped(&field.ask, "", name, select)
    }

    fn checks(&self, field: &Field, name: &str, list: &str) -> Markup {
        let given: Vec<&str> = self.given.all(name).collect();
        let rows: Vec<Element> = self
            .items(list, "")
            .iter()
            .map(|(id, words)| {
                let tick = input("checkbox", name)
                    .with("value", id)
                    .flag("checked", given.contains(&id.as_str()));
                label("rd", (tick, span("", words)))
            })
            .collect();
        self.group(field, name, "", (hidden(name, ""), div("rds", rows)))
    }

    /// Items of a list that are in use, and the chosen one even if it is retired.
    fn items(&self, list: &str, given: &str) -> Vec<(String, String)> {
        let items = self
            .known
            .packs
            .lists
            .get(list)
            .map(|list| list.items.as_slice())
            .unwrap_or_default();
        let shown = items.iter().filter(|item| !item.retired || item.id == given);
        shown.map(|item| (item.id.clone(), item.label.clone())).collect()
    }

    fn targets_of(&self, to: &[String]) -> (Vec<&Target>, bool) {
        let known = to.iter().filter_map(|kind| self.targets.get(kind));
        let whole = to
            .iter()
            .all(|kind| self.targets.get(kind).is_some_and(|(_, whole)| *whole));
        (known.flat_map(|(targets, _)| targets).collect(), whole)
    }

    /// One link: chosen from a short list, or typed with suggestions from a long one.
    fn link(&self, name: &str, to: &[String], given: &str, at: &str) -> Markup {
        let (targets, whole) = self.targets_of(to);
        let wrong = self.mistakes.contains_key(name);
        let named = |control: Element| {
            let control = control
                .with("name", name)
                .id(at)
                .maybe("aria-invalid", wrong.then_some("true"));
            control.maybe("aria-describedby", wrong.then(|| format!("{}-err", place(name))))
        };
        let known = targets.iter().find(|target| target.reference == given);
        let elsewhere = self.known.names.get(id_of(given));
        if whole && targets.len() <= CHOOSABLE && (given.is_empty() || known.is_some() || elsewhere.is_some())
        {
            let mut options = vec![option("", "").with("value", "")];
            options.extend(targets.iter().map(|target| {
                let chosen = target.reference == given;
                option("", spelled(target, to))
                    .with("value", &target.reference)
                    .flag("selected", chosen)
            }));
            if let (None, Some(name)) = (known, elsewhere) {
                options.push(
                    option("", &name.title)
                        .with("value", given)
                        .flag("selected", true),
                );
            }
            return Markup::of(named(select("", options)));
        }
        let shown = known.map(|target| format!("{} · {}", target.title, target.number));
        let shown = shown.or_else(|| elsewhere.map(|name| format!("{} · {}", name.title, name.number)));
        let shown = shown.unwrap_or_else(|| given.to_owned());
        let list = format!("{at}-list");
        let suggestions: Vec<Element> = targets
            .iter()
            .map(|target| option("", ()).with("value", format!("{} · {}", target.title, target.number)))
            .collect();
        let input = element("input", "", ())
            .with("type", "text")
            .with("value", shown)
            .with("list", &list)
            .with("autocomplete", "off");
        Markup::of((named(input), datalist("", suggestions).id(list)))
    }
}

/// How a target is written among others: with its number where titles alone could be alike.
fn spelled(target: &Target, to: &[String]) -> String {
    let plain = to
        .iter()
        .all(|kind| ["person", "role", "site", "place", "process"].contains(&kind.as_str()));
    if plain {
        target.title.clone()
    } else {
        format!("{} · {}", target.number, target.title)
    }
}

fn hint_of(field: &Field) -> &'static str {
    match field.hint.as_str() {
        "scan" => "Choose it, or scan the code on its label",
        "similar" => "The number of the earlier record",
        _ => "",
    }
}

fn rows_for(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| 1 + line.chars().count() / 70)
        .sum::<usize>();
    lines.clamp(3, 16).to_string()
}
