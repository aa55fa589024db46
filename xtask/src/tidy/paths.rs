//! Paths in Rust code, with the names that `use` gave them spelled out.

use super::rust::{Rust, in_name};

/// What a file imports: the name it uses, and the whole path behind it.
pub(super) struct Imports(Vec<(String, String)>);

impl Imports {
    /// Reads every `use` of a file.
    pub(super) fn of(rust: &Rust) -> Imports {
        let mut names = Vec::new();
        for (at, _) in rust.says("use") {
            let tree = &rust.code[at + 3..];
            if let Some((tree, _)) = tree.split_once(';') {
                let tree = tree.replace(" as ", "@");
                spell_out("", &tree.split_whitespace().collect::<String>(), &mut names);
            }
        }
        Imports(names)
    }

    /// Every whole path that is imported.
    pub(super) fn whole(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, whole)| whole.as_str())
    }

    /// The whole path of one that is written in the code.
    pub(super) fn resolve(&self, path: &str) -> String {
        let (first, rest) = path
            .split_once("::")
            .map_or((path, None), |(first, rest)| (first, Some(rest)));
        let known = self
            .0
            .iter()
            .find(|(name, _)| name == first)
            .map_or(first, |(_, whole)| whole);
        rest.map_or(known.to_string(), |rest| format!("{known}::{rest}"))
    }
}

/// The path that begins at this place of the code.
pub(super) fn path_at(code: &str, at: usize) -> &str {
    let rest = &code[at..];
    let length = rest.find(|c: char| !in_name(c) && c != ':').unwrap_or(rest.len());
    rest[..length].trim_end_matches(':')
}

/// Does a path have this segment?
pub(super) fn has_segment(path: &str, segment: &str) -> bool {
    path.split("::").any(|part| part == segment)
}

fn spell_out(before: &str, tree: &str, names: &mut Vec<(String, String)>) {
    for branch in branches(tree) {
        if let Some((stem, inside)) = branch.split_once('{') {
            spell_out(
                &format!("{before}{stem}"),
                inside.strip_suffix('}').unwrap_or(inside),
                names,
            );
            continue;
        }
        let (path, alias) = branch
            .split_once('@')
            .map_or((branch, None), |(path, alias)| (path, Some(alias)));
        let whole = format!("{before}{path}");
        let whole = whole.strip_suffix("::self").unwrap_or(&whole);
        let name = alias.unwrap_or_else(|| whole.rsplit("::").next().unwrap_or(whole));
        names.push((name.to_string(), whole.to_string()));
    }
}

/// The parts between the commas that stand in no braces.
fn branches(tree: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_trees_are_spelled_out() {
        let source = "use a::b;\nuse crate::pages::{self, records::{list, act as doing},\n home};\npub(crate) use x::*;";
        let imports = Imports::of(&Rust::new(source));
        let whole: Vec<&str> = imports.whole().collect();
        let expected = [
            "a::b",
            "crate::pages",
            "crate::pages::records::list",
            "crate::pages::records::act",
            "crate::pages::home",
            "x::*",
        ];
        assert_eq!(whole, expected);
        assert_eq!(
            imports.resolve("doing::close"),
            "crate::pages::records::act::close"
        );
        assert_eq!(imports.resolve("pages::home"), "crate::pages::home");
        assert_eq!(imports.resolve("other"), "other");
    }

    #[test]
    fn a_path_ends_where_its_names_end() {
        assert_eq!(path_at("get(pages::show).post(x)", 4), "pages::show");
        assert!(has_segment("pages::act::close", "act") && !has_segment("pages::actions", "act"));
    }
}
