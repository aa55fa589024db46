//! `user`, `token` and `practice`: run by whoever administers the server.

use std::process::ExitCode;

use app::act::people::{NewPerson, TokenScope};
use app::{Caller, Error, Result};
use clap::{Args, Subcommand, ValueEnum};

use super::place::{PlaceArgs, read_secret};

/// People who sign in.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a person; with --password the password is read from standard input
    Add(AddArgs),
    /// Set a person's password, read from standard input
    Password {
        #[command(flatten)]
        place: PlaceArgs,
        /// Address by which the person signs in
        #[arg(long)]
        email: String,
    },
}

/// A new person.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Name as it is printed
    #[arg(long)]
    name: String,
    /// Address by which the person signs in
    #[arg(long)]
    email: String,
    /// Role, as quality_manager or process_owner@process:P-3 or shift_lead@site:S-1; may be repeated
    #[arg(long = "role", value_name = "ROLE[@process:N|@site:N]")]
    roles: Vec<String>,
    /// Read a password from standard input
    #[arg(long)]
    password: bool,
}

/// Tokens for scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token for a person and print it, once
    Create {
        #[command(flatten)]
        place: PlaceArgs,
        /// Address of the person for whom the script acts
        #[arg(long, value_name = "EMAIL")]
        person: String,
        /// What the token may do
        #[arg(long, value_enum, default_value_t = Scope::Act)]
        scope: Scope,
        /// Days until it expires
        #[arg(long, default_value_t = 365)]
        days: i64,
        /// Name by which it is recognised later
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

/// What a token may do.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Scope {
    /// Ask only
    Read,
    /// Ask and act, as far as the person may
    Act,
}

/// Sets a rule of the house.
#[derive(Debug, Args)]
pub(crate) struct PracticeArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Id of the practice
    practice: String,
    /// New setting
    setting: String,
    /// Why; stands in the journal
    #[arg(long)]
    reason: String,
}

pub(crate) fn user(command: &UserCommand) -> Result<ExitCode> {
    match command {
        UserCommand::Add(args) => {
            let roles = args
                .roles
                .iter()
                .map(|role| role_of(role))
                .collect::<Result<_>>()?;
            let app = args.place.open()?;
            let password = if args.password {
                Some(read_secret("Password")?)
            } else {
                None
            };
            let receipt = app.add_person(
                &Caller::system(),
                NewPerson {
                    name: args.name.clone(),
                    email: args.email.clone(),
                    roles,
                    password,
                },
            )?;
            println!("{}: {}", receipt.number, receipt.sentence);
        }
        UserCommand::Password { place, email } => {
            place.open()?.set_password(email, &read_secret("Password")?)?;
            println!("The password of {email} is set.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

type RoleWords = (String, Option<String>, Option<String>);

fn role_of(text: &str) -> Result<RoleWords> {
    let Some((role, scope)) = text.split_once('@') else {
        return Ok((text.to_owned(), None, None));
    };
    match scope.split_once(':') {
        Some(("process", number)) => Ok((role.to_owned(), Some(number.to_owned()), None)),
        Some(("site", number)) => Ok((role.to_owned(), None, Some(number.to_owned()))),
        _ => Err(Error::Invalid(format!(
            "“{text}” is no role; write quality_manager, process_owner@process:P-3 or shift_lead@site:S-1."
        ))),
    }
}

pub(crate) fn token(command: &TokenCommand) -> Result<ExitCode> {
    let TokenCommand::Create {
        place,
        person,
        scope,
        days,
        name,
    } = command;
    let scope = match scope {
        Scope::Read => TokenScope::Read,
        Scope::Act => TokenScope::Act,
    };
    println!(
        "{}",
        place.open()?.create_token(person, name, scope, Some(*days))?
    );
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn practice(args: &PracticeArgs) -> Result<ExitCode> {
    let entry =
        args.place
            .open()?
            .set_practice(&Caller::system(), &args.practice, &args.setting, &args.reason)?;
    println!("{} is {} now, entry {entry}.", args.practice, args.setting);
    Ok(ExitCode::SUCCESS)
}
