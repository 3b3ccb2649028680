//! `loa demo`: invented data in large amounts.

use clap::{Args, Subcommand};

use super::{console_message, error_text};
use crate::demo;
use crate::platform::access::demo_guard;
use crate::platform::app::App;
use crate::platform::config::Settings;
use crate::platform::search_index::index;
use crate::platform::sums;

/// What is invented.
#[derive(Debug, Subcommand)]
pub enum DemoCommand {
    /// Make a large data set, the same for the same seed
    Load {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        plan: LoadArgs,
    },
}

/// How much of it.
#[derive(Debug, Args)]
pub struct LoadArgs {
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

/// Makes the data set.
///
/// # Errors
/// A sentence for the console; the database of a real commune is refused.
pub async fn load(app: &App, args: &LoadArgs) -> Result<(), String> {
    if demo_guard::has_real_commune(&app.db.read).await.map_err(console_message)? {
        return Err("`demo load` refuses this database: it holds a real commune".into());
    }
    let plan = demo::load::LoadPlan {
        units: args.units,
        users: args.users,
        tasks: args.tasks,
        assignments: args.assignments,
        reports: args.reports,
        activities: args.activities,
        seed: args.seed,
    };
    let hash = app.hasher.hash(demo::PASSWORD).await.map_err(console_message)?;
    demo::load::load(&app.db, &plan, app.clock.now(), &hash, |what, done, all| {
        eprint!("\r{what:<14} {done:>8} / {all}   ");
        if done == all {
            eprintln!();
        }
    })
    .await
    .map_err(error_text)?;
    eprintln!("summing…");
    sums::service::build_missing(&app.db).await.map_err(console_message)?;
    eprintln!("indexing…");
    index::rebuild(app).await.map_err(console_message)
}
