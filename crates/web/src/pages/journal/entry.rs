//! One entry: what it says, its envelope in plain words, and the proof that it stands in the signed journal.

use app::read::View;
use app::read::frame::Frame;
use app::read::ledger::{Item, ProofStep, Proven};
use axum::extract::{Path, State};
use axum::response::Response;
use journal::{Hash, Records};
use serde_json::json;

use super::give::file;
use super::{number, sentence};
use crate::door::Visitor;
use crate::pages::{blocking, show, trouble};
use crate::parts::frame::Sheet;
use crate::parts::gauge::{block, group, hang, headline};
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// Letters of a value that are shown; the rest stands in the record.
const SHOWN: usize = 300;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Path(entry): Path<String>) -> Response {
    let vkey = site.app.store().vkey().clone();
    show(&site, &visitor, move |view, frame| {
        let proven = view.proven(number(&entry)?, &vkey)?;
        Ok(draw(view, frame, &proven))
    })
    .await
}

/// The proof as one file, which any reader of the open formats can check without us.
pub(crate) async fn proof(State(site): State<Site>, visitor: Visitor, Path(entry): Path<String>) -> Response {
    let proven = blocking(&site, move |app| {
        let vkey = app.store().vkey().clone();
        app.view(&visitor.0, |view| view.proven(number(&entry)?, &vkey))
    })
    .await;
    match proven {
        Ok(proven) => {
            let path: Vec<String> = proven.steps.iter().map(|step| step.hash.to_base64()).collect();
            let proof = json!({
                "entry": proven.told.number,
                "envelope": proven.leaf,
                "leaf_hash": proven.leaf_hash.to_base64(),
                "size": proven.size,
                "inclusion_proof": path,
                "checkpoint": proven.checkpoint,
                "vkey": site.app.store().vkey().to_string(),
                "how": "RFC 6962: the leaf hash is SHA-256(0x00, envelope); the proof leads from it to the root in the checkpoint, which is a C2SP signed note.",
            });
            let text = format!("{proof:#}\n");
            file(
                &format!("entry-{}-proof.json", proven.told.number),
                "application/json",
                text.into_bytes(),
            )
        }
        Err(error) => trouble::page(error, None),
    }
}

fn draw(view: &View<'_>, frame: &Frame, proven: &Proven) -> Sheet {
    let told = &proven.told;
    let near = |number: u64, words: &str| {
        (number >= 1 && number <= frame.entry)
            .then(|| a(format!("/journal/{number}"), words.to_owned()).with("class", "quiet"))
    };
    let head = headline(
        (
            nb(format!("Entry {}", words::thousands(told.number))),
            br(),
            words::clock(&told.time, &frame.zone),
        ),
        sentence(told),
        p(
            "lead",
            format!("{}.", words::capital(&words::full_day(&told.time, &frame.zone))),
        ),
    );
    let around = hang(
        "after",
        "none",
        "",
        p(
            "acts",
            (
                near(told.number.wrapping_sub(1), "The entry before"),
                near(told.number + 1, "The entry after"),
                a("/journal", "The whole journal").with("class", "quiet"),
            ),
        ),
    );
    let box_ = hang(
        "led open",
        if proven.findings.is_empty() {
            "dot"
        } else {
            "dot red"
        },
        "",
        div(
            "proof",
            (
                verdict(proven),
                envelope(view, proven, frame),
                path(proven),
                take(proven),
            ),
        ),
    );
    let main = (head, div("ledger", box_), items(proven), around);
    Sheet::new("", format!("Entry {}", told.number), main)
        .called(format!("Journal, entry {}", words::thousands(told.number)))
}

/// What the proof proves, and what not.
fn verdict(proven: &Proven) -> Markup {
    let size = words::thousands(proven.size);
    if !proven.findings.is_empty() {
        let rows: Vec<Element> = proven.findings.iter().map(|finding| li("", finding)).collect();
        return Markup::of((
            p(
                "ver",
                (
                    span("red", b("", "This does not fit.")),
                    " Keep what you have, change nothing, and run “plumbline verify”.",
                ),
            ),
            ul("plain", rows),
        ));
    }
    Markup::of((
        p(
            "ver",
            (
                span("green", b("", "Unchanged.")),
                format!(
                    " Just now this entry was hashed anew and put together with its neighbours up to the root that the \
                     checkpoint over all {size} entries signs, and its contents with the print of them that stands in it. \
                     Both fit."
                ),
            ),
        ),
        p(
            "s q",
            (
                "What this cannot show: whether what was recorded is true, and whether whoever holds the key rewrote everything. \
                 Against that helps a checkpoint kept outside: ",
                a("/journal/verify", "compare with one"),
                ".",
            ),
        ),
    ))
}

fn envelope(view: &View<'_>, proven: &Proven, frame: &Frame) -> Markup {
    let (told, envelope) = (&proven.told, &proven.envelope);
    let who = match (&told.who, told.by_system) {
        (Some(name), _) => name.title.clone(),
        (None, true) => "Plumbline itself".to_owned(),
        (None, false) => "somebody who is closed to you".to_owned(),
    };
    let roles: Vec<String> = envelope
        .roles
        .iter()
        .map(|role| {
            view.house
                .packs
                .roles
                .get(role)
                .map_or(role.clone(), |known| known.title.clone())
        })
        .collect();
    let records = match &envelope.records {
        Records::Named(ids) => words::so_many(ids.len() as u64, "record", "records"),
        Records::Counted { count, .. } => words::so_many(*count, "record", "records"),
    };
    let packs: Vec<String> = envelope
        .packs
        .iter()
        .map(|(pack, digest)| format!("{pack} {}", short(digest)))
        .collect();
    let mut rows: Vec<(&str, Markup)> = vec![
        (
            "Who",
            Markup::of((
                who,
                (!roles.is_empty()).then(|| format!(", as {}", engine::text::enumerate(&roles, "and"))),
            )),
        ),
        (
            "When",
            Markup::of(format!(
                "{} ({})",
                words::moment(&told.time, &frame.zone),
                envelope.time
            )),
        ),
        ("What", Markup::of((&envelope.act, format!(", {records}")))),
    ];
    if !packs.is_empty() {
        rows.push(("Rules", Markup::of(packs.join(", "))));
    }
    if envelope.epoch > 1 {
        rows.push((
            "Epoch",
            Markup::of(format!("{}: a backup was restored before it", envelope.epoch)),
        ));
    }
    rows.push(("Contents", Markup::of(span("num brk", envelope.payload.to_hex()))));
    rows.push((
        "Print of it",
        Markup::of(span("num brk", proven.leaf_hash.to_hex())),
    ));
    Markup::of((
        element("h2", "h3", "The leaf"),
        block(rows).with("class", "block leafb"),
    ))
}

/// The way up, step by step.
fn path(proven: &Proven) -> Markup {
    let rows: Vec<Element> = proven
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| step_row(at, step))
        .collect();
    let root = tr(
        "rt",
        (
            td("", ()),
            th("", b("", "The same as in the signed checkpoint")).with("scope", "row"),
            td("sib", ()),
            td("num", b("", short(&proven.root))),
        ),
    );
    let head = tr(
        "",
        (
            th("", "Step").with("scope", "col"),
            th("", "Put together").with("scope", "col"),
            th("sib", "their print").with("scope", "col"),
            th("", "gives").with("scope", "col"),
        ),
    );
    let steps = words::so_many(proven.steps.len() as u64, "step", "steps");
    let last = proven.findings.is_empty().then_some(root);
    Markup::of((
        element("h2", "h3", format!("The path, {steps} up to the checkpoint")),
        div("wide", table("t pth", (thead("", head), tbody("", (rows, last))))),
    ))
}

fn step_row(at: usize, step: &ProofStep) -> Element {
    let with = if step.from == step.to {
        format!("with entry {}", words::thousands(step.from))
    } else {
        format!(
            "with entries {} to {}",
            words::thousands(step.from),
            words::thousands(step.to)
        )
    };
    let where_ = match (step.before, step.from == step.to) {
        (true, true) => ", which comes before it",
        (true, false) => ", which come before it",
        (false, true) => ", which comes after it",
        (false, false) => ", which come after it",
    };
    tr(
        "",
        (
            td("num", (at + 1).to_string()),
            th("", (b("", with), span("q", where_))).with("scope", "row"),
            td("num sib", short(&step.hash)),
            td("num", short(&step.gives)),
        ),
    )
}

fn take(proven: &Proven) -> Element {
    let number = proven.told.number;
    p(
        "acts",
        (
            a(format!("/journal/{number}/proof"), "Take the proof with you")
                .with("class", "btn")
                .flag("download", true),
            a("/journal/checkpoint", "The checkpoint")
                .with("class", "quiet")
                .flag("download", true),
            a("/journal/vkey", "The key")
                .with("class", "quiet")
                .flag("download", true),
            a(
                format!("/journal/tile/entries/{}", tile_of(number, proven.size)),
                "The tile that holds it",
            )
            .with("class", "quiet")
            .flag("download", true),
            span("s q", "One file each; they can be verified without Plumbline."),
        ),
    )
}

/// The bundle of envelopes that holds an entry, without its prefix.
fn tile_of(number: u64, size: u64) -> String {
    let held =
        |bundle: &journal::tile::Bundle| bundle.index == (number - 1) / u64::from(journal::tile::WIDTH);
    let path = journal::tile::Bundle::all(size)
        .find(held)
        .map(|bundle| bundle.path())
        .unwrap_or_default();
    path.strip_prefix("tile/entries/").unwrap_or(&path).to_owned()
}

/// The payload item by item; what is closed or redacted leaves its commitment.
fn items(proven: &Proven) -> Element {
    let rows: Vec<Element> = proven.items.iter().map(item_row).collect();
    let number = rows.len() as u64;
    let head = tr(
        "",
        (
            th("", "Where").with("scope", "col"),
            th("", "What").with("scope", "col"),
            th("", "Commitment").with("scope", "col"),
        ),
    );
    section(
        "",
        (
            group("What it says, item by item", Some(number)),
            hang(
                "note-row",
                "none",
                "",
                (
                    p(
                        "s q",
                        "Each item has a salted print of its own, so that one can be redacted without breaking the rest.",
                    ),
                    details(
                        "more",
                        (
                            summary("", "Show the items"),
                            div("wide", table("t items", (thead("", head), tbody("", rows)))),
                        ),
                    ),
                ),
            ),
        ),
    )
}

fn item_row(item: &Item) -> Element {
    let value = match (&item.value, item.redacted) {
        (_, true) => Markup::of(span("amber", "redacted")),
        (None, false) => Markup::of(span("q", "closed to you")),
        (Some(value), false) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let cut: String = text.chars().take(SHOWN).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            Markup::of((cut, more))
        }
    };
    tr(
        "",
        (
            th("brk", &item.path).with("scope", "row"),
            td("brk", value),
            td("num", short(&item.commitment)),
        ),
    )
}

/// The beginning and the end of a hash.
fn short(hash: &Hash) -> String {
    let hex = hash.to_hex();
    let (head, tail) = (&hex[..8], &hex[hex.len() - 4..]);
    format!("{} {} … {tail}", &head[..4], &head[4..])
}
