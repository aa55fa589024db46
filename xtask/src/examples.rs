//! Long measurements and fault runs are examples of the binary's crate: they link the whole product, in release mode.

use crate::run::{self, Outcome};

/// One command of ours that is an example program.
pub(crate) struct Example {
    command: &'static str,
    package: &'static str,
    example: &'static str,
}

const EXAMPLES: &[Example] = &[
    Example {
        command: "bench",
        package: "plumbline",
        example: "bench",
    },
    Example {
        command: "faults",
        package: "plumbline",
        example: "faults",
    },
];

/// The example behind a command, if it is one.
pub(crate) fn find(command: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.command == command)
}

impl Example {
    /// Builds it in release mode and runs it with the given arguments.
    pub(crate) fn run(&self, arguments: &[String]) -> Outcome {
        let mut cargo = run::cargo();
        cargo.args([
            "run",
            "--release",
            "-p",
            self.package,
            "--example",
            self.example,
            "--",
        ]);
        run::show(cargo.args(arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn commands_find_their_example() {
        assert_eq!(find("faults").unwrap().example, "faults");
        assert!(find("release").is_none());
    }
}
