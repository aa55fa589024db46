//! A house that is served, asked over HTTP as a script would.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use serde_json::Value;

/// A server that runs; it is ended with the test.
pub(crate) struct Served {
    child: Child,
    /// As `http://127.0.0.1:40123`.
    pub(crate) address: String,
    /// What it printed before it listened.
    pub(crate) said: String,
    rest: Option<JoinHandle<()>>,
    agent: ureq::Agent,
}

/// Status and body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Served {
    /// Starts a command that serves, and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Served {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let (said, address) = listens(&mut lines);
        // Nobody may block on a full pipe.
        let rest = std::thread::spawn(move || lines.lines().map_while(Result::ok).for_each(drop));
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let served = Served {
            child,
            address: address.clone().unwrap_or_default(),
            said,
            rest: Some(rest),
            agent: config.into(),
        };
        assert!(
            address.is_some(),
            "the server ended before it listened:\n{}",
            served.said
        );
        served
    }

    /// Asks with a token.
    pub(crate) fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, "GET", path, "", &[])
    }

    /// Sends a body of JSON.
    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send(token, "POST", path, &body.to_string(), &[])
    }

    /// Other answers to a record that was looked at in that version.
    pub(crate) fn patch(&self, token: &str, path: &str, version: &str, body: &Value) -> Answer {
        self.send(token, "PATCH", path, &body.to_string(), &[("if-match", version)])
    }

    /// Any request below `/api/v1`, or from the root when the path begins with `//`.
    pub(crate) fn send(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let url = match path.strip_prefix("//") {
            Some(path) => format!("{}/{path}", self.address),
            None => format!("{}/api/v1{path}", self.address),
        };
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(body.to_owned())
            .expect("the test writes good requests");
        let mut answer = self.agent.run(request).expect("the server answers");
        let text = answer.body_mut().read_to_string().expect("answers are text");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer {
            status: answer.status().as_u16(),
            body,
        }
    }
}

impl Answer {
    /// The body of a request that had to be answered so.
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
        drop(self.rest.take().map(JoinHandle::join));
    }
}

fn listens(lines: &mut BufReader<ChildStdout>) -> (String, Option<String>) {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        match lines.read_line(&mut line) {
            Ok(0) | Err(_) => return (said, None),
            Ok(_) => {}
        }
        if let Some(address) = line.trim().strip_prefix("Listening on ") {
            return (said, Some(address.to_owned()));
        }
        said.push_str(&line);
    }
}
