//! All live tokens that the asker may know of.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;

use super::access::token_says;
use super::people::address;
use crate::door::Visitor;
use crate::pages::show;
use crate::parts::frame::Sheet;
use crate::parts::gauge::{hang, hang_as, headline};
use crate::parts::html::*;
use crate::parts::words;
use crate::site::Site;

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Response {
    show(&site, &visitor, |view, frame| {
        let tokens = view.tokens(&frame.now)?;
        let people: BTreeSet<&String> = tokens.iter().map(|token| &token.person).collect();
        let names = view.called(people)?;
        let me = view.called([&view.actor.person.clone()])?;
        let mine = me.values().next().map(|name| format!("{}/access", address(&name.number)));
        let rows: Vec<Element> = tokens
            .iter()
            .map(|token| {
                let whose = names.get(&token.person);
                let to = whose.map(|name| format!("{}/access", address(&name.number)));
                let said = token_says(&token.scopes, token.expires.as_deref(), frame);
                let who = whose.map(|name| format!("{}. ", name.title));
                let since = words::short_day(&token.created, &frame.today, &frame.zone);
                hang_as("li", "task", "", since, a(to.unwrap_or_default(), (span("", b("", &token.name)), small("", (who, said)))))
            })
            .collect();
        let said = match rows.len() as u64 {
            0 => "No token is in use.".to_owned(),
            1 => "One token is in use.".to_owned(),
            more => format!("{} tokens are in use.", words::capital(&words::count(more))),
        };
        let mine = mine.map(|mine| hang("act-row", "ring", "Yours", p("acts", a(mine, "Make or end a token of yours").with("class", "quiet"))));
        let lead = "With a token a script or another program comes in as the person to whom it belongs. The administrator sees everybody’s.";
        let main = (headline((a("/house", "The house"), br(), "Tokens"), said, p("lead", lead)), ol("", rows), mine);
        Ok(Sheet::new("/house", "Tokens", main))
    })
    .await
}
