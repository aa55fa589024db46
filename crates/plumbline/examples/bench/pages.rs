//! What pages cost: lists, records, search.

use std::path::Path;
use std::time::Duration;

use app::read::list::Asked as List;
use app::{App, Caller};

use crate::Asked;
use crate::ground::Ground;
use crate::measure::{ms, repeat};
use crate::raw;
use crate::server::Server;

/// Requests a second in the open loop.
const RATE: u64 = 100;

/// A question as a row of the table.
struct Page {
    what: &'static str,
    /// Asked in turn.
    paths: Vec<String>,
    /// Who asks: the quality manager, or somebody with one process.
    worker: bool,
}

pub(crate) fn run(binary: &Path, ground: &Ground, asked: &Asked) {
    let server = Server::start(binary, ground);
    println!(
        "| page | statements | CPU | one after the other | p50 at {RATE}/s | p99 at {RATE}/s |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for page in pages(asked.size) {
        let token = if page.worker {
            &ground.worker
        } else {
            &ground.manager
        };
        let cost = server.cost(token, &page.paths, RATE, asked.span / 2);
        let statements = statements(ground.app(), &ground.caller(token), &page.paths[0]);
        println!(
            "| {} | {statements} | {} | {} | {} | {} |",
            page.what,
            ms(cost.cpu),
            ms(cost.alone),
            ms(cost.p50),
            ms(cost.p99)
        );
    }
    if ground.setting.postgres.is_none() {
        beside_raw(ground, asked.span / 4);
    }
}

fn pages(size: usize) -> Vec<Page> {
    let list = |what, query: &str, worker| Page {
        what,
        paths: vec![format!("/api/v1/records/nonconformity?limit=50{query}")],
        worker,
    };
    let search = |what, words: &[String]| Page {
        what,
        paths: words
            .iter()
            .map(|word| format!("/api/v1/search?q={word}"))
            .collect(),
        worker: false,
    };
    let year = jiff::Timestamp::now().to_string()[..4].to_owned();
    let records = (0..200)
        .map(|n| {
            format!(
                "/api/v1/records/nonconformity/NC-{year}-{}",
                1 + n * (size / 200).max(1) % size
            )
        })
        .collect();
    vec![
        list("list of 50, newest first", "", false),
        list(
            "list of 50, newest first, for somebody with one process",
            "",
            true,
        ),
        list("list of 50 in a state", "&state=contained", false),
        list("list of 50 of an owner", "&owner=owner5@probe.example", false),
        list("list of 50 by a field", "&concerns=output", false),
        list(
            "list of 50 by two fields",
            "&concerns=output&reached_customer=yes",
            false,
        ),
        list("list of 50 by title", "&sort=title", false),
        list("list of 50 by due date", "&sort=due", false),
        Page {
            what: "record",
            paths: records,
            worker: false,
        },
        search(
            "search, a rare word",
            &(0..(size / 1_000).clamp(1, 50))
                .map(|n| format!("zirconium{n}"))
                .collect::<Vec<_>>(),
        ),
        search(
            "search, a common word",
            &["crack".to_owned(), "housing".to_owned()],
        ),
        search("search, two common words", &["crack+housing".to_owned()]),
        search(
            "search, a prefix",
            &["por".to_owned(), "zirc".to_owned(), "hous".to_owned()],
        ),
    ]
}

/// Statements that the question behind a page sends, without finding out who asks.
fn statements(app: &App, caller: &Caller, path: &str) -> u64 {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.replace('+', " ")))
        .collect();
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, value)| value.clone())
    };
    let counted = app.view(caller, |view| {
        let before = view.conn.statements;
        if path.ends_with("/search") {
            view.search(&value("q").unwrap_or_default(), &[], 50)?;
        } else if let Some(number) = path.strip_prefix("/api/v1/records/nonconformity/") {
            view.record("nonconformity", number)?;
        } else {
            let own = ["limit", "sort"];
            let filters = pairs
                .iter()
                .filter(|(name, _)| !own.contains(&name.as_str()))
                .cloned()
                .collect();
            let list = List {
                kind: "nonconformity".to_owned(),
                filters,
                sort: value("sort"),
                limit: Some(50),
                ..List::default()
            };
            let page = view.list(&list)?;
            let spines = page.items.iter().map(|item| &item.spine);
            let ids: Vec<String> = spines
                .flat_map(|spine| [&spine.owner, &spine.process, &spine.site])
                .flatten()
                .cloned()
                .collect();
            view.names_of(&ids)?;
        }
        Ok(view.conn.statements - before)
    });
    counted.expect("the question is good")
}

/// The same reads in this process, through the library and by SQLite alone.
fn beside_raw(ground: &Ground, span: Duration) {
    let caller = ground.caller(&ground.manager);
    let app = ground.app();
    let list = List {
        kind: "nonconformity".to_owned(),
        limit: Some(50),
        ..List::default()
    };
    let (ours_list, _) = repeat(span, |_| {
        drop(
            app.view(&caller, |view| view.list(&list))
                .expect("the question is good"),
        )
    });
    let year = jiff::Timestamp::now().to_string()[..4].to_owned();
    let (ours_record, _) = repeat(span, |run| {
        let number = format!("NC-{year}-{}", 1 + run % 1_000);
        drop(
            app.view(&caller, |view| view.record("nonconformity", &number))
                .expect("the record is there"),
        );
    });
    let (raw_list, raw_record) = raw::reads(ground, span);
    println!("\n| in one process, CPU | the library | SQLite alone | ratio |\n| --- | ---: | ---: | ---: |");
    for (what, ours, raw) in [
        ("list of 50", ours_list, raw_list),
        ("record", ours_record, raw_record),
    ] {
        println!(
            "| {what} | {} | {} | {:.1} |",
            ms(ours),
            ms(raw),
            ours.as_secs_f64() / raw.as_secs_f64()
        );
    }
}
