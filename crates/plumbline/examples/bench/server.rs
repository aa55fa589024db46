//! The finished binary, served on a house of the bench, and questions to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::ground::Ground;
use crate::measure::{percentile, process_cpu};

/// Threads that ask at a fixed rate.
const ASKERS: u64 = 16;

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// From the start of the process to the line that says where it listens.
    pub(crate) started_in: Duration,
}

/// What a page costs.
pub(crate) struct Cost {
    /// The server's CPU for one page, when one asks after the other.
    pub(crate) cpu: Duration,
    /// Time for one page, when one asks after the other.
    pub(crate) alone: Duration,
    /// At a fixed open-loop rate, measured from when each request was due.
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Server {
    pub(crate) fn start(binary: &Path, ground: &Ground) -> Server {
        let mut command = Command::new(binary);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&ground.setting.data);
        if let Some(file) = &ground.url_file {
            command.arg("--database-url-file").arg(file);
        }
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("it is piped");
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines
            .into_iter()
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let address = address.expect("it says where it listens");
        Server {
            child,
            address,
            started_in: begun.elapsed(),
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks for pages one after the other, then at `rate` a second whether answers come or not.
    pub(crate) fn cost(&self, token: &str, paths: &[String], rate: u64, span: Duration) -> Cost {
        let agent = agent();
        let mut at = 0;
        let mut next = || {
            at += 1;
            get(&agent, &self.address, token, &paths[at % paths.len()]);
        };
        (0..20).for_each(|_| next());
        let (cpu, begun) = (process_cpu(self.pid()), Instant::now());
        let mut pages = 0_u32;
        while begun.elapsed() < span {
            next();
            pages += 1;
        }
        let alone = begun.elapsed() / pages;
        let cpu = (process_cpu(self.pid()) - cpu) / pages;
        let times = self.open_loop(token, paths, rate, span);
        Cost {
            cpu,
            alone,
            p50: percentile(&times, 0.5),
            p99: percentile(&times, 0.99),
        }
    }

    /// Each request has its time; one that comes late because others are slow is late.
    fn open_loop(&self, token: &str, paths: &[String], rate: u64, span: Duration) -> Vec<Duration> {
        let count = rate * span.as_secs();
        let next = AtomicU64::new(0);
        let times = Mutex::new(Vec::new());
        let begun = Instant::now() + Duration::from_millis(50);
        std::thread::scope(|threads| {
            for _ in 0..ASKERS {
                threads.spawn(|| {
                    let agent = agent();
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= count {
                            return;
                        }
                        let due = begun
                            + Duration::from_secs(1) * u32::try_from(number).expect("few")
                                / u32::try_from(rate).expect("few");
                        std::thread::sleep(due.saturating_duration_since(Instant::now()));
                        get(
                            &agent,
                            &self.address,
                            token,
                            &paths[number as usize % paths.len()],
                        );
                        times
                            .lock()
                            .expect("no thread panics with it")
                            .push(due.elapsed());
                    }
                });
            }
        });
        let mut times = times.into_inner().expect("no thread panics with it");
        times.sort_unstable();
        times
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Asks for a page and reads it whole.
pub(crate) fn get(agent: &ureq::Agent, address: &str, token: &str, path: &str) -> String {
    let answer = agent
        .get(format!("{address}{path}"))
        .header("Authorization", format!("Bearer {token}"))
        .call();
    let text = answer.and_then(|mut answer| answer.body_mut().with_config().limit(64 << 20).read_to_string());
    text.unwrap_or_else(|error| panic!("GET {path}: {error}"))
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}
