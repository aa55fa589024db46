//! `conformity`: what the checks say to the clauses of a standard; and the table of clauses for proof-reading.

use std::process::ExitCode;

use app::read::conformity::{CheckResult, ClauseBrief, ClausePage, Conformity};
use app::{Caller, Error, Result};
use clap::Args;
use engine::check::Verdict;
use engine::pack::{PackSource, load};
use serde_json::{Value, json};

use super::CONTRADICTED;
use super::place::PlaceArgs;

/// What the checks say.
#[derive(Debug, Args)]
pub(crate) struct ConformityArgs {
    /// Standard, as iso-9001-2015
    standard: String,
    /// One clause with its reasons, as 10.2.1.d
    #[arg(long)]
    clause: Option<String>,
    /// As of the end of that day, with the checks then in force
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: PlaceArgs,
}

/// Exits with 1 when something is contradicted, so that a script notices.
pub(crate) fn run(args: &ConformityArgs) -> Result<ExitCode> {
    let app = args.place.open()?;
    let (caller, day) = (Caller::system(), args.as_of.as_deref());
    let verdict = match &args.clause {
        Some(clause) => {
            let page = app.conformity_clause(&caller, &args.standard, clause, day)?;
            if args.json {
                println!(
                    "{}",
                    json!({ "clause": brief(&page.clause), "checks": page.checks.iter().map(check).collect::<Vec<_>>(), "day": page.day })
                );
            } else {
                tell(&page);
            }
            page.clause.verdict
        }
        None => {
            let conformity = app.conformity(&caller, &args.standard, day)?;
            if args.json {
                println!(
                    "{}",
                    json!({ "standard": conformity.standard, "day": conformity.day, "clauses": conformity.clauses.iter().map(brief).collect::<Vec<_>>() })
                );
            } else {
                list(&conformity);
            }
            Verdict::worst(conformity.clauses.iter().filter_map(|clause| clause.verdict))
        }
    };
    Ok(if verdict == Some(Verdict::Contradicted) {
        CONTRADICTED
    } else {
        ExitCode::SUCCESS
    })
}

fn list(of: &Conformity) {
    println!(
        "{} ({}), {}. {}",
        of.title,
        of.compared,
        of.day,
        of.origin.sentence()
    );
    println!("A check may contradict; it never certifies.\n");
    for clause in &of.clauses {
        let verdict = clause.verdict.map_or("", Verdict::title);
        println!(
            "{:<22} {:<12} {}{}",
            verdict,
            clause.id,
            "  ".repeat(clause.depth),
            clause.title
        );
    }
    println!();
    for (verdict, count) in &of.leaves {
        println!("{count:>5} {verdict}");
    }
}

fn tell(page: &ClausePage) {
    let clause = &page.clause;
    println!("{} {}  ({})", clause.id, clause.title, page.day);
    println!(
        "{}: {}\n",
        clause.verdict.map_or("nothing asked", Verdict::title),
        clause.reason
    );
    for check in &page.checks {
        println!("{}\n  {}", check.title, check.sentence);
        if let Some(since) = &check.since {
            println!("  Looked at since {since}.");
        }
        for record in &check.records {
            println!("  {} {} ({})", record.number, record.title, record.state);
        }
        println!("  What to do: {}", check.fix);
        for blind in &check.blind {
            println!("  Cannot see: {blind}");
        }
    }
    for evidence in &page.evidence {
        let newest = evidence
            .newest
            .as_ref()
            .map(|day| format!(", the newest on {day}"))
            .unwrap_or_default();
        println!("{}{newest}", evidence.what);
    }
    for sample in &page.samples {
        println!("Sample {} {}", sample.number, sample.title);
    }
    for conclusion in &page.conclusions {
        println!(
            "{} concluded on {}: {}",
            conclusion.by, conclusion.on, conclusion.judgement_title
        );
    }
    for note in &page.notes {
        println!("{note}");
    }
}

fn brief(of: &ClauseBrief) -> Value {
    json!({ "id": of.id, "title": of.title, "verdict": of.verdict.map(Verdict::word), "own": of.own.map(Verdict::word), "reason": of.reason, "from": of.from, "checks": of.checks })
}

fn check(of: &CheckResult) -> Value {
    let records: Vec<&String> = of.records.iter().map(|record| &record.number).collect();
    json!({ "id": of.id, "title": of.title, "verdict": of.verdict.map(Verdict::word), "sentence": of.sentence, "looked_at": of.looked_at, "found": of.found, "since": of.since, "fix": of.fix, "blind": of.blind, "records": records })
}

/// `pack table`: every clause with everything a proof-reader wants to see. Exits with 1 when a row is empty.
pub(crate) fn table(sources: &[PackSource], standard: &str, as_json: bool) -> Result<ExitCode> {
    let (packs, problems) = load(sources);
    if let Some(problem) = problems.first() {
        return Err(Error::Invalid(format!(
            "{problem} Run “plumbline pack check” for all problems."
        )));
    }
    let Some(standard) = packs.standards.get(standard) else {
        let all: Vec<&String> = packs.standards.keys().collect();
        let known = engine::text::enumerate(&all, "and");
        return Err(Error::NotFound(format!(
            "There is no standard “{}”; there are {known}.",
            engine::value::shorten(standard)
        )));
    };
    let mut empty = 0;
    if !as_json {
        println!("# {} ({})\n", standard.title, standard.compared);
        println!(
            "| clause | title | intent | phase | documented | shows by | questions | checks | certainty | missing |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
    }
    for row in packs.table(standard) {
        let (clause, missing) = (&row.clause, row.missing().join(", "));
        empty += usize::from(!missing.is_empty());
        if as_json {
            println!(
                "{}",
                json!({ "clause": clause.id, "title": clause.title, "intent": clause.intent, "phase": clause.phase, "documented": clause.documented, "evidenced": clause.evidenced, "questions": clause.questions, "checks": row.checks, "certainty": clause.certainty, "missing": row.missing() })
            );
        } else {
            let by = engine::pack::shows_by(&clause.evidenced);
            println!(
                "| {} | {} | {} | {} | {} | {by} | {} | {} | {} | {missing} |",
                clause.id,
                clause.title,
                clause.intent,
                clause.phase,
                clause.documented,
                clause.questions.len(),
                row.shown_by(),
                clause.certainty
            );
        }
    }
    Ok(if empty == 0 {
        ExitCode::SUCCESS
    } else {
        CONTRADICTED
    })
}
