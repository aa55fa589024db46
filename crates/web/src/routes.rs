//! Every address of the product, grouped by who uses it.

use std::sync::Arc;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, patch, post, put};

use crate::api::{files, home, journal, kinds, openapi, people, practices, records, search, standards, transitions};
use crate::problem;

/// Most bytes of a JSON request. Texts are limited more tightly, by the engine, with a sentence.
const JSON_LIMIT: usize = 16 * 1024 * 1024;

/// An address, as the documentation and the tests of doors see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Answered without a token.
    pub open: bool,
}

const fn route(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: false,
    }
}

const fn open(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: true,
    }
}

/// The whole table. [`router`] is built from the same lines, and a test holds both together.
pub const ROUTES: &[Route] = &[
    // for whoever watches over the server
    open("GET", "/"),
    open("GET", "/healthz"),
    // for scripts that want to know what can be asked
    open("GET", "/api/openapi.json"),
    route("GET", "/api/v1/me"),
    route("GET", "/api/v1/kinds"),
    route("GET", "/api/v1/kinds/{kind}"),
    route("GET", "/api/v1/standards"),
    route("GET", "/api/v1/standards/{standard}"),
    // for everybody who works with records
    route("GET", "/api/v1/records/{kind}"),
    route("POST", "/api/v1/records/{kind}"),
    route("GET", "/api/v1/records/{kind}/{number}"),
    route("PATCH", "/api/v1/records/{kind}/{number}"),
    route("GET", "/api/v1/records/{kind}/{number}/history"),
    route("POST", "/api/v1/records/{kind}/{number}/signing-intents"),
    route("POST", "/api/v1/records/{kind}/{number}/transitions"),
    route("GET", "/api/v1/search"),
    route("POST", "/api/v1/files"),
    route("GET", "/api/v1/files/{digest}"),
    // for whoever runs the house
    route("POST", "/api/v1/people/{number}/hand-over"),
    route("GET", "/api/v1/practices"),
    route("PUT", "/api/v1/practices/{practice}"),
    // for auditors and their tools
    route("GET", "/api/v1/journal/checkpoint"),
    route("GET", "/api/v1/journal/vkey"),
    route("GET", "/api/v1/journal/tile/{*tile}"),
    route("GET", "/api/v1/journal/entries/{entry}"),
    route("GET", "/api/v1/journal/entries/{entry}/proof"),
    route("GET", "/api/v1/journal/consistency"),
];

/// All doors of one house.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    let mut done: Vec<&str> = Vec::new();
    for route in ROUTES {
        if !done.contains(&route.path) {
            router = router.route(route.path, handlers(route.path));
            done.push(route.path);
        }
    }
    router
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(DefaultBodyLimit::max(JSON_LIMIT))
        .layer(axum::middleware::from_fn(problem::headers))
        .with_state(app)
}

fn handlers(path: &str) -> MethodRouter<Arc<App>> {
    match path {
        "/" => get(home::home),
        "/healthz" => get(home::health),
        "/api/openapi.json" => get(openapi::document),
        "/api/v1/me" => get(home::me),
        "/api/v1/kinds" => get(kinds::all),
        "/api/v1/kinds/{kind}" => get(kinds::one),
        "/api/v1/standards" => get(standards::all),
        "/api/v1/standards/{standard}" => get(standards::one),
        "/api/v1/records/{kind}" => get(records::list).post(records::create),
        "/api/v1/records/{kind}/{number}" => get(records::one).merge(patch(records::edit)),
        "/api/v1/records/{kind}/{number}/history" => get(records::history),
        "/api/v1/records/{kind}/{number}/signing-intents" => post(transitions::intend),
        "/api/v1/records/{kind}/{number}/transitions" => post(transitions::pass),
        "/api/v1/search" => get(search::find),
        "/api/v1/files" => post(files::keep).layer(DefaultBodyLimit::max(files::LIMIT)),
        "/api/v1/files/{digest}" => get(files::give),
        "/api/v1/people/{number}/hand-over" => post(people::hand_over),
        "/api/v1/practices" => get(practices::all),
        "/api/v1/practices/{practice}" => put(practices::set),
        "/api/v1/journal/checkpoint" => get(journal::checkpoint),
        "/api/v1/journal/vkey" => get(journal::vkey),
        "/api/v1/journal/tile/{*tile}" => get(journal::tile),
        "/api/v1/journal/entries/{entry}" => get(journal::entry),
        "/api/v1/journal/entries/{entry}/proof" => get(journal::inclusion),
        "/api/v1/journal/consistency" => get(journal::consistency),
        unknown => unreachable!("{unknown} stands in ROUTES without a handler"),
    }
}
