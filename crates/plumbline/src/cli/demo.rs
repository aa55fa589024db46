//! `demo`: a company that has been lived in.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use app::act::people::TokenScope;
use app::{App, Error, Result};
use clap::Args;

use super::packs::{CARRIED, bundled};
use super::place::PlaceArgs;
use super::serve::listen;
use crate::demo;

/// Starts a fictional company with lived history. Listens on this machine only, since its passwords are known to all.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the data; a new one in the temporary folder when not given
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File that holds a PostgreSQL connection URL of an empty database
    #[arg(long, value_name = "FILE")]
    database_url_file: Option<PathBuf>,
    /// Address to listen on; loopback only
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7600")]
    listen: SocketAddr,
}

pub(crate) fn run(args: &DemoArgs) -> Result<ExitCode> {
    if !args.listen.ip().is_loopback() {
        return Err(Error::Invalid("The demo listens on this machine only: its passwords are known to all. Use an address such as 127.0.0.1:7600.".to_owned()));
    }
    let data = args
        .data
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("plumbline-demo-{}", std::process::id())));
    let place = PlaceArgs {
        data: data.clone(),
        database_url_file: args.database_url_file.clone(),
    };
    let app = open(&place)?;
    println!("The demo company lives in {}.", data.display());
    println!("Everybody's password is {}.\n", demo::PASSWORD);
    let (shown, others): (Vec<_>, Vec<_>) = demo::sign_ins().into_iter().partition(|person| person.shown);
    for person in shown {
        let token = app.create_token(&person.email, "demo", TokenScope::Act, Some(30))?;
        println!(
            "{} ({})\n  {}\n  e-mail {}\n  token  {token}\n",
            person.name, person.role_words, person.today, person.email
        );
    }
    println!("And {} more, each with the same password:", others.len());
    for person in others {
        println!("  {:<42} {}", person.email, person.role_words);
    }
    println!();
    let people = demo::sign_ins()
        .into_iter()
        .filter(|person| person.shown)
        .map(|person| web::DemoPerson {
            name: person.name,
            email: person.email,
            does: person.role_words,
            today: person.today,
        });
    let options = web::Options {
        demo: people.collect(),
        demo_password: demo::PASSWORD.to_owned(),
        carried: bundled(&CARRIED),
        ..web::Options::default()
    };
    listen(app, args.listen, options)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the company, which lives its history first when it is new.
fn open(place: &PlaceArgs) -> Result<Arc<App>> {
    let mut setting = place.setting()?;
    setting.origin = Some(demo::ORIGIN.to_owned());
    let there = setting.postgres.is_some() || setting.data.join("plumbline.db").exists();
    let founded = there && App::open(&setting)?.is_founded()?;
    if !founded {
        demo::settle(&setting.data, setting.postgres.clone(), &bundled(&CARRIED))?;
    }
    Ok(Arc::new(App::open(&setting)?))
}
