//! `loa migrate`: the schema of the database, up and down.

use std::io::{BufRead, IsTerminal, Write};

use clap::Subcommand;
use migrations::{Migrate, Migrator};

use super::error_text;
use crate::platform::backup::schedule;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::files;

/// Where the schema is to go.
#[derive(Debug, Subcommand)]
pub enum Direction {
    /// Apply what is pending
    Up,
    /// Take back the newest, or so many; what they keep is lost
    Down {
        #[arg(default_value_t = 1)]
        steps: u32,
        /// Ask nothing: for scripts
        #[arg(long)]
        yes: bool,
    },
    /// Show what is applied
    Status,
}

/// Moves the schema.
///
/// # Errors
/// A sentence for the console.
pub async fn migrate(config: Config, direction: Direction) -> Result<(), String> {
    if let Direction::Down { steps, yes: false } = direction {
        confirm(steps, &config)?;
    }
    files::data_folder(&config.data_dir).map_err(error_text)?;
    let db =
        Db::open(config.database_url.as_deref(), &config.data_dir).await.map_err(error_text)?;
    let connection = db.maintenance().await.map_err(error_text)?;
    match direction {
        Direction::Up => {
            schedule::before_migration(&config, &db, Clock::from_environment().now()).await?;
            Migrator::up(&connection, None).await.map_err(error_text)?;
        }
        Direction::Down { steps, .. } => {
            Migrator::down(&connection, Some(steps)).await.map_err(error_text)?;
        }
        Direction::Status => {}
    }
    for migration in Migrator::get_migration_with_status(&connection).await.map_err(error_text)? {
        println!("{:<40} {}", migration.name(), migration.status());
    }
    Ok(())
}

/// Asks whoever sits there: tables and columns go with all that is in them.
fn confirm(steps: u32, config: &Config) -> Result<(), String> {
    let place = match &config.database_url {
        Some(_) => "the database of DATABASE_URL".to_owned(),
        None => config.data_dir_path(),
    };
    let refused = || "nothing was taken back".to_owned();
    if !std::io::stdin().is_terminal() {
        return Err(format!(
            "{}: `migrate down` asks first; say --yes where nobody can answer",
            refused()
        ));
    }
    eprint!("take back {steps} migrations of {place}, with all data that they keep? Type yes: ");
    std::io::stderr().flush().map_err(error_text)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(error_text)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(refused()) }
}
