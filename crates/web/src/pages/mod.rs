//! Pages: whole documents, drawn on the server, complete without script.
//!
//! # How a page is written here
//!
//! 1. **Address**: a line in [`crate::routes::ROUTES`] (`page("GET", "/standards")`) and one in `handlers`. A place
//!    appears in the top rule as soon as its address stands in the table; nothing links to what is not there
//!    ([`crate::parts::frame::has`]).
//! 2. **Handler**: takes `State(site)`, `visitor: Visitor` (whoever is signed in; others are sent to sign in and come
//!    back) and what the address says. It calls [`show`] with a closure that asks the [`View`] and gives a [`Sheet`]:
//!
//!    ```ignore
//!    pub(crate) async fn one(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>) -> Response {
//!        show(&site, &visitor, move |view, frame| {
//!            let standard = view.house.packs.standards.get(&id).ok_or_else(|| Error::NotFound("…".to_owned()))?;
//!            Ok(Sheet::new("/standards", &standard.title, headline("Standard", &standard.title, ())))
//!        })
//!        .await
//!    }
//!    ```
//!    Asking belongs into `app::read` (with `visible(actor)`), drawing here. An error becomes a composed page.
//! 3. **Drawing**: tags are functions of [`crate::parts::html`]; text is escaped by construction. Rows hang on the
//!    plumb line with [`crate::parts::gauge::hang`]; the headline is the answer, not the name. Classes stand in
//!    `assets/*.css`; colours and sizes only in `tokens.css`. No `style=`, no script: the policy of our pages forbids both.
//! 4. **Acting**: a form made with [`crate::parts::html::post`], with [`crate::parts::form::once`] in it (a second click
//!    is the same act) and `_seen` where a version was looked at. The handler takes [`Form`], calls [`act`] with the
//!    `Once` of [`once_of`], and answers with a redirect (303): to a receipt, or back. When the act is refused, the same
//!    page is drawn again with [`crate::parts::problem::problem`] at its head and everything that was entered in it.
//! 5. **Words**: plain, short, British; the words of the glossary. Numbers and days by [`crate::parts::words`].
//!
//! Every POST is checked for its origin before it comes here ([`guard`]). A page reads, an act writes; GET never acts.

pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod guard;
pub(crate) mod house;
pub(crate) mod journal;
pub(crate) mod me;
pub(crate) mod processes;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod standards;
pub(crate) mod styleguide;
pub(crate) mod triage;
pub(crate) mod trouble;
pub(crate) mod work;

use std::sync::Arc;

use app::act::Once;
use app::read::View;
use app::read::frame::Frame;
use app::{App, Caller, Error};
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

pub(crate) use form::Form;

use crate::door::Visitor;
use crate::parts::frame::Sheet;
use crate::parts::given::Given;
use crate::site::Site;

/// What pages may load and do: our own style sheets, pictures and fonts, and forms to ourselves.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Asks the house on behalf of the visitor and draws what comes of it.
pub(crate) async fn show(
    site: &Site,
    visitor: &Visitor,
    draw: impl FnOnce(&mut View<'_>, &Frame) -> app::Result<Sheet> + Send + 'static,
) -> Response {
    show_as(site, visitor, 200, draw).await
}

/// The same with another status, as for a refusal.
pub(crate) async fn show_as(
    site: &Site,
    visitor: &Visitor,
    status: u16,
    draw: impl FnOnce(&mut View<'_>, &Frame) -> app::Result<Sheet> + Send + 'static,
) -> Response {
    let caller = visitor.0.clone();
    let mut frame = None;
    let drawn = blocking(site, move |app| {
        let now = engine::calendar::spell(app.now());
        let sheet = app.view(&caller, |view| {
            let known = view.frame(&now)?;
            let sheet = draw(view, &known);
            frame = Some(known);
            sheet
        });
        Ok((sheet, frame))
    })
    .await;
    match drawn {
        Ok((Ok(sheet), Some(frame))) => html(status, sheet.drawn(&frame)),
        Ok((Err(error), frame)) => trouble::page(error, frame.as_ref()),
        Ok((Ok(_), None)) => {
            trouble::page(Error::Broken("a page was drawn without a frame".to_owned()), None)
        }
        Err(error) => trouble::page(error, None),
    }
}

/// Lets the visitor act.
///
/// # Errors
/// What the act gives.
pub(crate) async fn act<T: Send + 'static>(
    site: &Site,
    visitor: &Visitor,
    act: impl FnOnce(&Arc<App>, &Caller) -> app::Result<T> + Send + 'static,
) -> app::Result<T> {
    let caller = visitor.0.clone();
    blocking(site, move |app| act(app, &caller)).await
}

/// Runs blocking work; a request that goes away leaves it running to its end.
pub(crate) async fn blocking<T: Send + 'static>(
    site: &Site,
    work: impl FnOnce(&Arc<App>) -> app::Result<T> + Send + 'static,
) -> app::Result<T> {
    let app = Arc::clone(&site.app);
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(done) => done,
        Err(panic) => Err(Error::Broken(panic.to_string())),
    }
}

/// A finished document.
pub(crate) fn html(status: u16, document: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, document).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(POLICY),
    );
    response
}

/// To another page, by GET.
pub(crate) fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The key of a form, tied to what it asks and where.
pub(crate) fn once_of(given: &Given, uri: &Uri) -> Option<Once> {
    let key = given.get("_once");
    let asked: Vec<_> = given
        .pairs()
        .iter()
        .filter(|(name, _)| name != "_password")
        .collect();
    let asked = serde_json::json!([uri.path(), asked]).to_string();
    (!key.is_empty()).then(|| Once {
        key: key.to_owned(),
        digest: app::secrets::sha256(asked.as_bytes()),
    })
}

/// A fresh key for a form.
pub(crate) fn key() -> String {
    app::secrets::new_secret("once")
}
