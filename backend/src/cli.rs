//! The commands of `loa`.

mod backup;
mod serve;

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use migrations::{Migrate, Migrator};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use shared::dto::client::ClientCreate;

use crate::app::App;
use crate::backup::schedule;
use crate::clock::Clock;
use crate::config::{Config, Settings};
use crate::db::Db;
use crate::db::entity::commune;
use crate::{audit, auth, clients, demo, jobs, search, telemetry, users};

/// Loa: communication work on administrative reform, assigned, reported and counted.
#[derive(Debug, Parser)]
#[command(name = "loa", version, about)]
pub struct Cli {
    /// Configuration file, where it exists
    #[arg(long, env = "LOA_CONFIG", default_value = crate::config::USUAL_FILE, global = true)]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the app
    Serve {
        #[command(flatten)]
        settings: Settings,
        /// Fill an empty database with invented data; loopback only
        #[arg(long)]
        demo: bool,
    },
    /// Do the jobs of a server that is started with `--jobs false`, without serving
    Worker {
        #[command(flatten)]
        settings: Settings,
    },
    /// Back up database, evidence, keys and configuration, beside a running server
    Backup(backup::BackupArgs),
    /// Bring a backup into an empty data folder and database
    Restore(backup::RestoreArgs),
    /// Move the schema of the database
    Migrate {
        #[command(flatten)]
        settings: Settings,
        #[command(subcommand)]
        direction: Direction,
    },
    /// Administrators
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Machines that read over the API
    Client {
        #[command(subcommand)]
        command: ClientCommand,
    },
    /// The key that signs sessions and tokens
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// The audit chain
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// What the server does unasked
    Jobs {
        #[command(subcommand)]
        command: JobsCommand,
    },
    /// Build the search index anew
    Reindex {
        #[command(flatten)]
        settings: Settings,
    },
    /// Print the OpenAPI document
    Openapi,
    /// The configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Invented data
    Demo {
        #[command(subcommand)]
        command: DemoCommand,
    },
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply what is pending
    Up,
    /// Take back the newest, or so many
    Down {
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// Show what is applied
    Status,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Make an administrator; the password is read from standard input
    Create {
        #[command(flatten)]
        settings: Settings,
        /// The commune's code; it is made where it is not there yet
        #[arg(long)]
        commune: String,
        /// Its name as it is printed, for a new one
        #[arg(long)]
        commune_name: Option<String>,
        #[arg(long, default_value = "quantri")]
        username: String,
        #[arg(long, default_value = "Quản trị")]
        full_name: String,
    },
}

#[derive(Debug, Subcommand)]
enum ClientCommand {
    /// Make an API client; its secret is printed once
    Create {
        #[command(flatten)]
        settings: Settings,
        #[arg(long)]
        commune: String,
        #[arg(long)]
        name: String,
        /// Scopes separated by blanks; all where left out
        #[arg(long)]
        scopes: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a new one; what the present one signed stays valid until the next time
    Rotate {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Walk the chain and name the first entry that does not fit
    Verify {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Subcommand)]
enum JobsCommand {
    /// Do what is due now, once: the server itself does so every hour
    Run {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Read it, check it, and say what it is
    Check {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// Make a large data set, the same for the same seed
    Load {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        plan: LoadArgs,
    },
}

#[derive(Debug, Args)]
struct LoadArgs {
    #[arg(long, default_value_t = 30)]
    units: u64,
    #[arg(long, default_value_t = 60)]
    users: u64,
    #[arg(long, default_value_t = 2000)]
    tasks: u64,
    #[arg(long, default_value_t = 60_000)]
    assignments: u64,
    #[arg(long, default_value_t = 50_000)]
    reports: u64,
    #[arg(long, default_value_t = 150_000)]
    activities: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Does what the command line asks.
///
/// # Errors
/// A sentence for the console.
pub async fn run(cli: Cli) -> Result<(), String> {
    let open = async |settings: Settings| -> Result<App, String> {
        let config = Config::load(&cli.config, settings, false)?;
        telemetry::start(&config.log);
        App::open(config).await
    };
    let open_existing = async |settings: Settings| -> Result<App, String> {
        let config = Config::load(&cli.config, settings, false)?;
        telemetry::start(&config.log);
        App::open_existing(config).await
    };
    match cli.command {
        Command::Serve { settings, demo } => {
            serve::serve(Config::load(&cli.config, settings, demo)?).await
        }
        Command::Worker { settings } => {
            serve::worker(Config::load(&cli.config, settings, false)?).await
        }
        Command::Backup(args) => backup::backup(&cli.config, args).await,
        Command::Restore(args) => backup::restore(&cli.config, args).await,
        Command::Migrate { settings, direction } => {
            migrate(Config::load(&cli.config, settings, false)?, direction).await
        }
        Command::Admin {
            command: AdminCommand::Create { settings, commune, commune_name, username, full_name },
        } => {
            let app = open(settings).await?;
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).map_err(say)?;
            let admin = users::admin::NewAdmin {
                commune_code: commune,
                commune_name,
                username,
                full_name,
                password: password.trim_end_matches(['\r', '\n']).to_owned(),
            };
            users::admin::create(&app, &admin).await.map_err(readable)?;
            eprintln!("in {}", app.config.place());
            println!("{}", admin.username);
            Ok(())
        }
        Command::Client { command: ClientCommand::Create { settings, commune, name, scopes } } => {
            let app = open_existing(settings).await?;
            let commune = find_commune(&app, &commune).await?;
            let all = shared::permission::CLIENT_SCOPES.join(" ");
            let scopes: Vec<String> =
                scopes.unwrap_or(all).split_whitespace().map(str::to_owned).collect();
            let wanted = ClientCreate { name, scopes, expires_on: None };
            let made = clients::service::found(&app, commune.id, wanted).await.map_err(readable)?;
            println!("client_id={}\nclient_secret={}", made.client.client_id, made.secret);
            Ok(())
        }
        Command::Keys { command: KeysCommand::Rotate { settings } } => {
            let config = Config::load(&cli.config, settings, false)?;
            auth::keys::Keys::rotate(&config.data_dir).map_err(say)
        }
        Command::Audit { command: AuditCommand::Verify { settings } } => {
            let app = open_existing(settings).await?;
            match audit::verify(&app.db.read).await.map_err(say)? {
                Ok(count) => {
                    println!("{count} entries fit");
                    Ok(())
                }
                Err(bad) => Err(format!("commune {}: entry {} does not fit", bad.commune, bad.seq)),
            }
        }
        Command::Reindex { settings } => {
            search::index::rebuild(&open_existing(settings).await?).await.map_err(say)
        }
        Command::Jobs { command: JobsCommand::Run { settings } } => {
            jobs::once(&open_existing(settings).await?).await.map_err(say)
        }
        Command::Openapi => {
            print!("{}", crate::openapi::text());
            Ok(())
        }
        Command::Config { command: ConfigCommand::Check { settings } } => {
            let config = Config::load(&cli.config, settings, false)?;
            let database = config.database_url.as_ref().map_or("SQLite", |_| "DATABASE_URL");
            let none = || "none".to_owned();
            println!(
                "listen = {}\ndata_dir = {}\ndatabase = {database}\ntls = {}\ntrusted_proxies = {:?}\n\
                 log = {}",
                config.listen,
                config.place(),
                config.tls,
                config.trusted_proxies,
                config.log
            );
            println!(
                "public_url = {}\nmail = {}\ngateway = {}\njobs = {}\nbackups = {}",
                config.public_url.clone().unwrap_or_else(none),
                config.mail.as_ref().map_or_else(none, |mail| format!("from {}", mail.from)),
                config.gateway.as_ref().map_or_else(none, |gateway| gateway.url.clone()),
                config.jobs,
                config.backups.words()
            );
            Ok(())
        }
        Command::Demo { command: DemoCommand::Load { settings, plan } } => {
            load(&open(settings).await?, &plan).await
        }
    }
}

fn readable(error: crate::error::AppError) -> String {
    let problem = error.problem();
    match problem.errors.first() {
        Some(field) => format!("{}: {}", field.field, field.message),
        None => format!("{}: {}", problem.code.as_str(), error),
    }
}

async fn find_commune(app: &App, code: &str) -> Result<commune::Model, String> {
    commune::Entity::find()
        .filter(commune::Column::Code.eq(code))
        .one(&app.db.read)
        .await
        .map_err(say)?
        .ok_or_else(|| format!("no commune has the code {code}"))
}

async fn migrate(config: Config, direction: Direction) -> Result<(), String> {
    std::fs::create_dir_all(&config.data_dir).map_err(say)?;
    let db = Db::open(config.database_url.as_deref(), &config.data_dir).await.map_err(say)?;
    match direction {
        Direction::Up => {
            let now = Clock::from_environment().now();
            schedule::before_migration(&config, &db, now).await?;
            Migrator::up(db.writer(), None).await.map_err(say)?;
        }
        Direction::Down { steps } => Migrator::down(db.writer(), Some(steps)).await.map_err(say)?,
        Direction::Status => {}
    }
    for migration in Migrator::get_migration_with_status(db.writer()).await.map_err(say)? {
        println!("{:<40} {}", migration.name(), migration.status());
    }
    Ok(())
}

async fn load(app: &App, args: &LoadArgs) -> Result<(), String> {
    let plan = demo::load::LoadPlan {
        units: args.units,
        users: args.users,
        tasks: args.tasks,
        assignments: args.assignments,
        reports: args.reports,
        activities: args.activities,
        seed: args.seed,
    };
    let hash = app.hasher.hash(demo::PASSWORD).await.map_err(say)?;
    let tx = app.db.begin().await.map_err(say)?;
    demo::load::load(&tx, &plan, app.clock.now(), &hash, |what, done, all| {
        eprint!("\r{what:<14} {done:>8} / {all}   ");
        if done == all {
            eprintln!();
        }
    })
    .await
    .map_err(say)?;
    tx.commit().await.map_err(say)?;
    eprintln!("indexing…");
    search::index::rebuild(app).await.map_err(say)
}
