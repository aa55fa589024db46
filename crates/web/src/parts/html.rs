//! HTML, escaped by construction.
//!
//! A page is built from functions named like tags: `p("lead", ("Due on ", day))`. The first argument is the class, the
//! last the content: text (always escaped), another element, a tuple, an `Option` or a `Vec` of them. There is no way
//! to put text into a page unescaped; [`Markup::fixed`] takes only what stands in the source, as our drawings.

use std::borrow::Cow;

/// HTML that is finished and safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Markup(String);

impl Markup {
    /// HTML written in the source of the program.
    pub(crate) fn fixed(html: &'static str) -> Self {
        Markup(html.to_owned())
    }

    /// A drawing that the `picture` crate made; it escapes every text it is given.
    pub(crate) fn drawing(svg: String) -> Self {
        Markup(svg)
    }

    /// Anything that can be shown.
    pub(crate) fn of(content: impl Show) -> Self {
        let mut out = String::new();
        content.show(&mut out);
        Markup(out)
    }

    /// The text to send.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// What can stand in a page.
pub(crate) trait Show {
    /// Writes it, escaped.
    fn show(&self, out: &mut String);
}

impl Show for Markup {
    fn show(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl Show for str {
    fn show(&self, out: &mut String) {
        for c in self.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
        }
    }
}

impl Show for String {
    fn show(&self, out: &mut String) {
        self.as_str().show(out);
    }
}

impl Show for Cow<'_, str> {
    fn show(&self, out: &mut String) {
        self.as_ref().show(out);
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn show(&self, out: &mut String) {
        (*self).show(out);
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, out: &mut String) {
        if let Some(content) = self {
            content.show(out);
        }
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, out: &mut String) {
        self.iter().for_each(|content| content.show(out));
    }
}

impl<T: Show> Show for [T] {
    fn show(&self, out: &mut String) {
        self.iter().for_each(|content| content.show(out));
    }
}

impl Show for () {
    fn show(&self, _: &mut String) {}
}

macro_rules! show_tuples {
    ($(($($name:ident),+))+) => { $(
        impl<$($name: Show),+> Show for ($($name,)+) {
            fn show(&self, out: &mut String) {
                #[expect(non_snake_case, reason = "the names of the types name the parts")]
                let ($($name,)+) = self;
                $($name.show(out);)+
            }
        }
    )+ };
}
show_tuples! {
    (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H) (A, B, C, D, E, F, G, H, I) (A, B, C, D, E, F, G, H, I, J)
}

/// One element, still open to attributes.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    tag: &'static str,
    attributes: String,
    inner: String,
}

/// An element of any tag.
pub(crate) fn element(tag: &'static str, class: &str, content: impl Show) -> Element {
    let mut inner = String::new();
    content.show(&mut inner);
    let element = Element {
        tag,
        attributes: String::new(),
        inner,
    };
    if class.is_empty() {
        element
    } else {
        element.with("class", class)
    }
}

impl Element {
    /// Adds an attribute.
    pub(crate) fn with(mut self, name: &str, value: impl Show) -> Self {
        debug_assert!(
            !name.starts_with("on") && name != "style",
            "the policy of our pages forbids {name}"
        );
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        value.show(&mut self.attributes);
        self.attributes.push('"');
        self
    }

    /// Adds an attribute when there is a value for it.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Show>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds an attribute without value, when it holds.
    pub(crate) fn flag(mut self, name: &str, holds: bool) -> Self {
        if holds {
            self.attributes.push(' ');
            self.attributes.push_str(name);
        }
        self
    }

    /// Names the element, so that links lead to it.
    pub(crate) fn id(self, id: impl Show) -> Self {
        self.with("id", id)
    }
}

/// Elements that have no content and no end.
const VOID: [&str; 5] = ["input", "br", "hr", "img", "link"];

impl Show for Element {
    fn show(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.tag);
        out.push_str(&self.attributes);
        out.push('>');
        if !VOID.contains(&self.tag) {
            out.push_str(&self.inner);
            out.push_str("</");
            out.push_str(self.tag);
            out.push('>');
        }
    }
}

macro_rules! tags {
    ($($name:ident)+) => { $(
        /// The element of that name: class, content.
        pub(crate) fn $name(class: &str, content: impl Show) -> Element {
            element(stringify!($name), class, content)
        }
    )+ };
}
tags! {
    aside b button caption datalist dd details div dl dt fieldset footer h2 h3 header
    label legend li main nav ol option p section select small span summary table tbody td textarea th thead tr ul
}

/// The headline: one a page, and it is the answer, not the name.
pub(crate) fn h1(content: impl Show) -> Element {
    element("h1", "", content)
}

/// A link.
pub(crate) fn a(href: impl Show, content: impl Show) -> Element {
    element("a", "", content).with("href", href)
}

/// An input of a type.
pub(crate) fn input(ty: &str, name: &str) -> Element {
    element("input", "", ()).with("type", ty).with("name", name)
}

/// A value that travels with a form unseen.
pub(crate) fn hidden(name: &str, value: impl Show) -> Element {
    input("hidden", name).with("value", value)
}

/// A form that acts.
pub(crate) fn post(action: impl Show, content: impl Show) -> Element {
    element("form", "", content)
        .with("method", "post")
        .with("action", action)
        .flag("novalidate", true)
}

/// A form that asks.
pub(crate) fn ask(action: impl Show, content: impl Show) -> Element {
    element("form", "", content)
        .with("method", "get")
        .with("action", action)
}

/// A line break.
pub(crate) fn br() -> Element {
    element("br", "", ())
}

/// Text that does not break across lines, as numbers of records.
pub(crate) fn nb(content: impl Show) -> Element {
    span("nb", content)
}

/// For readers who hear the page.
pub(crate) fn heard(content: impl Show) -> Element {
    span("vh", content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_wherever_it_stands() {
        let evil = "<script>\"'&";
        let html = Markup::of(p("lead", (evil, Some(evil), vec![evil])).with("title", evil)).into_string();
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("&lt;script&gt;&quot;&#39;&amp;").count(), 4);
        assert!(html.starts_with("<p class=\"lead\" title=\"&lt;"));
    }
}
