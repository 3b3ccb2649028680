//! The commands of `loa`.

mod backup;
mod demo;
mod migrate;
mod proof;
mod serve;
mod settings;

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use shared::dto::identity::client::ClientCreate;

use crate::identity::{clients, users};
use crate::operations::jobs;
use crate::platform::access::keys::Keys;
use crate::platform::app::App;
use crate::platform::config::{Config, Settings};
use crate::platform::error::AppError;
use crate::platform::repo::communes::{self, Commune};
use crate::platform::search_index::index;
use crate::platform::sums;
use crate::platform::telemetry;
use crate::server;
use demo::DemoCommand;
use migrate::Direction;
use settings::SettingsCommand;

/// Loa: communication work on administrative reform, assigned, reported and counted.
#[derive(Debug, Parser)]
#[command(name = "loa", version, about)]
pub struct Cli {
    /// Configuration file, where it exists
    #[arg(long, env = "LOA_CONFIG", default_value = crate::platform::config::DEFAULT_FILE, global = true)]
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
    /// Background jobs
    Jobs {
        #[command(subcommand)]
        command: JobsCommand,
    },
    /// Build the search index anew
    Reindex {
        #[command(flatten)]
        settings: Settings,
    },
    /// The sums that figures are read from
    Figures {
        #[command(subcommand)]
        command: FiguresCommand,
    },
    /// Print the OpenAPI document
    Openapi,
    /// What a commune has decided
    Settings {
        #[command(subcommand)]
        command: SettingsCommand,
    },
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
    /// Walk the chain to its head and name the first entry that does not fit
    Verify {
        #[command(flatten)]
        settings: Settings,
        /// Compare with heads that were exported, best from a copy off this machine
        #[arg(long)]
        heads: Option<PathBuf>,
    },
    /// Make the chain anew under the key that is here, where its own was lost; that is recorded
    Reanchor {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Subcommand)]
enum FiguresCommand {
    /// Make the sums anew; writers wait meanwhile
    Rebuild {
        #[command(flatten)]
        settings: Settings,
    },
    /// Compare the sums with what they are made of
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

fn error_text(error: impl std::fmt::Display) -> String {
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
        server::open(config).await
    };
    let open_existing = async |settings: Settings| -> Result<App, String> {
        let config = Config::load(&cli.config, settings, false)?;
        telemetry::start(&config.log);
        server::open_existing(config).await
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
            migrate::migrate(Config::load(&cli.config, settings, false)?, direction).await
        }
        Command::Admin {
            command: AdminCommand::Create { settings, commune, commune_name, username, full_name },
        } => {
            let app = open(settings).await?;
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).map_err(error_text)?;
            let admin = users::admin::NewAdmin {
                commune_code: commune,
                commune_name,
                username,
                full_name,
                password: password.trim_end_matches(['\r', '\n']).to_owned(),
            };
            users::admin::create(&app, &admin).await.map_err(console_message)?;
            eprintln!("in {}", app.config.data_dir_path());
            println!("{}", admin.username);
            Ok(())
        }
        Command::Client { command: ClientCommand::Create { settings, commune, name, scopes } } => {
            let app = open_existing(settings).await?;
            let commune = find_commune(&app, &commune).await?;
            let all = shared::permission::CLIENT_SCOPES.join(" ");
            let scopes: Vec<String> =
                scopes.unwrap_or(all).split_whitespace().map(str::to_owned).collect();
            let request = ClientCreate { name, scopes, expires_on: None };
            let made = clients::service::create_from_console(&app, commune.id, request)
                .await
                .map_err(console_message)?;
            println!("client_id={}\nclient_secret={}", made.client.client_id, made.secret);
            Ok(())
        }
        Command::Keys { command: KeysCommand::Rotate { settings } } => {
            let config = Config::load(&cli.config, settings, false)?;
            Keys::rotate(&config.data_dir).map_err(error_text)
        }
        Command::Audit { command: AuditCommand::Verify { settings, heads } } => {
            proof::verify(&open_existing(settings).await?, heads).await
        }
        Command::Audit { command: AuditCommand::Reanchor { settings } } => {
            let config = Config::load(&cli.config, settings, false)?;
            telemetry::start(&config.log);
            config.ensure_database_exists()?;
            proof::verify(&server::open_anchored(config, true).await?, None).await
        }
        Command::Reindex { settings } => {
            index::rebuild(&open_existing(settings).await?).await.map_err(console_message)
        }
        Command::Figures { command: FiguresCommand::Rebuild { settings } } => {
            sums::service::rebuild(&open_existing(settings).await?).await.map_err(console_message)
        }
        Command::Figures { command: FiguresCommand::Verify { settings } } => {
            proof::verify_figures(&open_existing(settings).await?).await
        }
        Command::Jobs { command: JobsCommand::Run { settings } } => {
            jobs::run_all_once(&open_existing(settings).await?).await.map_err(console_message)
        }
        Command::Settings { command: SettingsCommand::Reset { settings, key, commune } } => {
            settings::reset(&open_existing(settings).await?, &commune, &key).await
        }
        Command::Openapi => {
            print!("{}", crate::routes::text());
            Ok(())
        }
        Command::Config { command: ConfigCommand::Check { settings } } => {
            let config = Config::load(&cli.config, settings, false)?;
            let database = config.database_url.as_ref().map_or("SQLite", |_| "DATABASE_URL");
            let none = || "none".to_owned();
            println!(
                "listen = {}\ndata_dir = {}\ndatabase = {database}\ntls = {}\ntrusted_proxies = {:?}\n\
                 min_free_mb = {}\nlog = {}",
                config.listen,
                config.data_dir_path(),
                config.tls,
                config.trusted_proxies,
                config.min_free_mb,
                config.log
            );
            println!(
                "audit_key = {}\naudit_heads = {}",
                config.audit_key.display(),
                config.audit_heads.display()
            );
            println!(
                "public_url = {}\nmail = {}\ngateway = {}\njobs = {}\nbackups = {}",
                config.public_url.clone().unwrap_or_else(none),
                config.mail.as_ref().map_or_else(none, |mail| format!("from {}", mail.from)),
                config.gateway.as_ref().map_or_else(none, |gateway| gateway.url.clone()),
                config.jobs,
                config.backups.words()
            );
            if let Some(dir) = config.backups.dir.filter(|dir| !dir.is_dir()) {
                eprintln!(
                    "warning: LOA_BACKUP_DIR: {}",
                    crate::platform::backup::folder::missing_folder(&dir)
                );
            }
            Ok(())
        }
        Command::Demo { command: DemoCommand::Load { settings, plan } } => {
            demo::load(&open(settings).await?, &plan).await
        }
    }
}

/// An error of ours as the console says it: the first field that is wrong, or the cause.
fn console_message(error: AppError) -> String {
    let problem = error.problem();
    match problem.errors.first() {
        Some(field) => format!("{}: {}", field.field, field.message),
        None => error.for_console(),
    }
}

async fn find_commune(app: &App, code: &str) -> Result<Commune, String> {
    communes::find_by_code(&app.db.read, code)
        .await
        .map_err(console_message)?
        .ok_or_else(|| format!("no commune has the code {code}"))
}
