//! Every address of the product, grouped by who uses it.

use std::sync::Arc;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, patch, post, put};

use crate::api::{
    conformity, files, home, journal, kinds, openapi, people, practices, records, search, standards,
    transitions,
};
use crate::pages::{self, house, me, set_up, sign_in, styleguide, work};
use crate::site::{Options, Site};
use crate::{assets, problem};

/// Most bytes of a JSON request. Texts are limited more tightly, by the engine, with a sentence.
const JSON_LIMIT: usize = 16 * 1024 * 1024;

/// An address, as the documentation and the tests of doors see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Answered without a token or a session.
    pub open: bool,
    /// A page for people: entered with a session, not with a token.
    pub page: bool,
}

const fn route(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: false,
        page: false,
    }
}

const fn open(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: true,
        page: false,
    }
}

const fn page(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: false,
        page: true,
    }
}

const fn open_page(method: &'static str, path: &'static str) -> Route {
    Route {
        method,
        path,
        open: true,
        page: true,
    }
}

/// The whole table. [`router`] is built from the same lines, and a test holds both together.
pub const ROUTES: &[Route] = &[
    // for whoever watches over the server
    open("GET", "/healthz"),
    // for everybody, before they are known
    open("GET", "/assets/{*name}"),
    open_page("GET", "/sign-in"),
    open_page("POST", "/sign-in"),
    open_page("GET", "/set-up"),
    open_page("POST", "/set-up"),
    open_page("POST", "/set-up/organisation"),
    // for whoever has just founded the house
    page("GET", "/set-up/sites"),
    page("POST", "/set-up/sites"),
    page("GET", "/set-up/processes"),
    page("POST", "/set-up/processes"),
    // for everybody who is signed in
    page("GET", "/"),
    page("GET", "/search"),
    page("GET", "/me"),
    page("POST", "/me/sessions"),
    page("POST", "/me/password"),
    page("POST", "/sign-out"),
    page("GET", "/records"),
    page("GET", "/records/{kind}"),
    page("GET", "/records/{kind}/new"),
    page("POST", "/records/{kind}/new"),
    page("GET", "/records/{kind}/{number}"),
    page("GET", "/records/{kind}/{number}/edit/{section}"),
    page("POST", "/records/{kind}/{number}/edit/{section}"),
    page("GET", "/records/{kind}/{number}/pass/{transition}"),
    page("POST", "/records/{kind}/{number}/pass/{transition}"),
    page("GET", "/records/{kind}/{number}/receipt/{entry}"),
    page("GET", "/files/{digest}"),
    page("GET", "/processes"),
    page("GET", "/processes/{number}"),
    page("GET", "/standards"),
    page("GET", "/standards/{standard}"),
    page("GET", "/standards/{standard}/{clause}"),
    // for whoever makes the round in the morning
    page("GET", "/triage"),
    page("POST", "/triage"),
    // for whoever looks after the house
    page("GET", "/house"),
    page("GET", "/people"),
    page("GET", "/people/{number}"),
    page("POST", "/people/{number}/away"),
    page("GET", "/people/{number}/leave"),
    page("POST", "/people/{number}/leave"),
    page("GET", "/people/{number}/access"),
    page("POST", "/people/{number}/access"),
    page("GET", "/places"),
    page("GET", "/practices"),
    page("GET", "/practices/{practice}"),
    page("POST", "/practices/{practice}"),
    page("GET", "/packs"),
    page("GET", "/packs/{pack}"),
    page("POST", "/packs/{pack}"),
    page("GET", "/tokens"),
    // for auditors, and whoever does not believe us
    page("GET", "/journal"),
    page("GET", "/journal/{entry}"),
    page("GET", "/journal/{entry}/proof"),
    page("GET", "/journal/verify"),
    page("POST", "/journal/verify"),
    page("GET", "/journal/checkpoint"),
    page("GET", "/journal/vkey"),
    page("GET", "/journal/tile/{*tile}"),
    // for those who build pages; in the demo only
    page("GET", "/styleguide"),
    // for scripts that want to know what can be asked
    open("GET", "/api/openapi.json"),
    route("GET", "/api/v1/me"),
    route("GET", "/api/v1/kinds"),
    route("GET", "/api/v1/kinds/{kind}"),
    route("GET", "/api/v1/standards"),
    route("GET", "/api/v1/standards/{standard}"),
    route("GET", "/api/v1/standards/{standard}/conformity"),
    route("GET", "/api/v1/standards/{standard}/conformity/{clause}"),
    route("GET", "/api/v1/checks"),
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
pub fn router(app: Arc<App>, options: Options) -> Router {
    let site = Site {
        app,
        options: Arc::new(options),
        verified: Arc::default(),
    };
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
        .layer(axum::middleware::from_fn(pages::guard::origin))
        .layer(axum::middleware::from_fn(problem::headers))
        .with_state(site)
}

fn handlers(path: &str) -> MethodRouter<Site> {
    if !path.starts_with("/api/") {
        return page_handlers(path);
    }
    match path {
        "/api/openapi.json" => get(openapi::document),
        "/api/v1/me" => get(home::me),
        "/api/v1/kinds" => get(kinds::all),
        "/api/v1/kinds/{kind}" => get(kinds::one),
        "/api/v1/standards" => get(standards::all),
        "/api/v1/standards/{standard}" => get(standards::one),
        "/api/v1/standards/{standard}/conformity" => get(conformity::standard),
        "/api/v1/standards/{standard}/conformity/{clause}" => get(conformity::clause),
        "/api/v1/checks" => get(conformity::checks),
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

fn page_handlers(path: &str) -> MethodRouter<Site> {
    let with_files = || DefaultBodyLimit::max(pages::form::LIMIT);
    match path {
        "/healthz" => get(home::health),
        "/assets/{*name}" => get(assets::give),
        "/" => get(work::page),
        "/sign-in" => get(sign_in::page).post(sign_in::enter),
        "/sign-out" => post(sign_in::leave),
        "/set-up" => get(set_up::page).post(set_up::code),
        "/set-up/organisation" => post(set_up::organisation),
        "/set-up/sites" => get(set_up::sites_page).post(set_up::sites),
        "/set-up/processes" => get(set_up::processes_page).post(set_up::processes),
        "/search" => get(pages::search::page),
        "/me" => get(me::page),
        "/me/sessions" => post(me::end),
        "/me/password" => post(me::password),
        "/records" => get(pages::records::all),
        "/records/{kind}" => get(pages::records::register::page),
        "/records/{kind}/new" => get(pages::records::begin::page)
            .post(pages::records::begin::enter)
            .layer(with_files()),
        "/records/{kind}/{number}" => get(pages::records::one::page),
        "/records/{kind}/{number}/edit/{section}" => get(pages::records::edit::page)
            .post(pages::records::edit::save)
            .layer(with_files()),
        "/records/{kind}/{number}/pass/{transition}" => get(pages::records::pass::page)
            .post(pages::records::pass::pass)
            .layer(with_files()),
        "/records/{kind}/{number}/receipt/{entry}" => get(pages::records::receipt::page),
        "/files/{digest}" => get(pages::files::give),
        "/processes" => get(pages::processes::all),
        "/processes/{number}" => get(pages::processes::one),
        "/standards" => get(pages::standards::all),
        "/standards/{standard}" => get(pages::standards::tree),
        "/standards/{standard}/{clause}" => get(pages::standards::clause),
        "/triage" => get(pages::triage::page).post(pages::triage::give),
        "/house" => get(house::page),
        "/people" => get(house::people::page),
        "/people/{number}" => get(house::person::page),
        "/people/{number}/away" => post(house::person::away),
        "/people/{number}/leave" => get(house::leave::page).post(house::leave::hand_over),
        "/people/{number}/access" => get(house::access::page).post(house::access::change),
        "/places" => get(house::places::page),
        "/practices" => get(house::practices::page),
        "/practices/{practice}" => get(house::practices::one).post(house::practices::set),
        "/packs" => get(house::packs::page),
        "/packs/{pack}" => get(house::packs::one).post(house::packs::install),
        "/tokens" => get(house::tokens::page),
        "/journal" => get(pages::journal::ledger),
        "/journal/{entry}" => get(pages::journal::entry),
        "/journal/{entry}/proof" => get(pages::journal::proof),
        "/journal/verify" => get(pages::journal::verify).post(pages::journal::verify_now),
        "/journal/checkpoint" => get(pages::journal::checkpoint),
        "/journal/vkey" => get(pages::journal::vkey),
        "/journal/tile/{*tile}" => get(pages::journal::tile),
        "/styleguide" => get(styleguide::page),
        unknown => unreachable!("{unknown} stands in ROUTES without a handler"),
    }
}
