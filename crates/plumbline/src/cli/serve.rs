//! `serve` and `init`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use app::act::people::NewPerson;
use app::act::setup::Founding;
use app::{App, Error, Result};
use clap::Args;

use super::packs::{CARRIED, bundled};
use super::place::{PlaceArgs, read_secret};

/// Serves the house until it is interrupted.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7600")]
    listen: SocketAddr,
    /// A proxy in front ends TLS: cookies are for TLS alone, and the last X-Forwarded-For says who asks
    #[arg(long)]
    behind_tls: bool,
}

/// Founds a house. The administrator's password is read from standard input.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Name of the organisation
    #[arg(long)]
    organisation: String,
    /// Its time zone, as Europe/Lisbon
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// Name of the first administrator
    #[arg(long)]
    name: String,
    /// Address by which the administrator signs in
    #[arg(long)]
    email: String,
    /// Name of the journal, as qms/example; cannot be changed later
    #[arg(long)]
    origin: Option<String>,
}

pub(crate) fn serve(args: &ServeArgs) -> Result<ExitCode> {
    // An empty house is opened as well: whoever reads the console founds it in the browser.
    let app = Arc::new(App::open(&args.place.setting()?)?);
    let code = (!app.is_founded()?).then(|| web::Code::new(app.now()));
    if let Some(code) = &code {
        println!(
            "Nobody lives here yet. Open /set-up in a browser; this code lets you in, once, within the hour:"
        );
        println!("\n    {}\n", code.shown());
    }
    let packs = bundled(&["base", "iso-9001"]);
    let options = web::Options {
        behind_tls: args.behind_tls,
        code,
        packs,
        carried: bundled(&CARRIED),
        ..web::Options::default()
    };
    listen(app, args.listen, options)?;
    Ok(ExitCode::SUCCESS)
}

/// Serves and says where.
pub(crate) fn listen(app: Arc<App>, address: SocketAddr, options: web::Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener =
            listener.map_err(|error| Error::Invalid(format!("{address} cannot be listened on: {error}.")))?;
        println!("Listening on http://{}", listener.local_addr()?);
        app::jobs::begin(&app);
        Ok(web::serve(app, listener, options).await?)
    })
}

pub(crate) fn init(args: &InitArgs) -> Result<ExitCode> {
    let mut setting = args.place.setting()?;
    setting.origin.clone_from(&args.origin);
    let password = read_secret("Password of the administrator")?;
    let app = Arc::new(App::open(&setting)?);
    let roles = ["administrator", "quality_manager"]
        .map(|role| (role.to_owned(), None, None))
        .to_vec();
    let first = NewPerson {
        name: args.name.clone(),
        email: args.email.clone(),
        roles,
        password: Some(password),
    };
    let founding = Founding {
        organisation: args.organisation.clone(),
        zone: args.zone.clone(),
        first,
    };
    app.found(&bundled(&["base", "iso-9001"]), founding)?;
    println!(
        "{} lives in {:?} now. Its journal's key is",
        args.organisation,
        setting.place()
    );
    println!("{}", app.store().vkey());
    println!(
        "Keep a copy of it outside: whoever verifies an export needs it from elsewhere than the export."
    );
    Ok(ExitCode::SUCCESS)
}
