//! Loa's database schema, append-only.
//!
//! A migration names its tables literally and never imports an entity, so that an old one
//! still means tomorrow what it means today. Each is reversible and transactional on both
//! databases.

mod dialect;
mod m20261122_000001_organisation;
mod m20261122_000002_work;
mod m20261123_000003_sent_files;
mod m20261123_000004_figures_index;
mod m20261123_000005_people;
mod m20261123_000006_second_factor;
mod m20261123_000007_conversation;
mod m20261123_000008_search;
mod m20261123_000009_delegations;
mod m20261123_000010_parts;
mod m20261123_000011_catalogue_ties;
mod m20261123_000012_comment_notices;
mod m20261123_000013_deadlines;
mod m20261123_000014_recurrence;
mod m20261123_000015_calendar;
mod m20261128_000016_last_written;
mod m20261128_000017_audit;
mod m20261128_000018_accounts;
mod m20261128_000019_runs_by_commune;
mod m20261128_000020_storage;
mod m20261130_000021_words;
mod m20261130_000022_reminder_steps;
mod m20261130_000023_auth_epoch;
mod m20261130_000024_list_indexes;
mod m20261130_000025_search_marks;
mod m20261130_000026_unit_days;
mod m20261130_000027_sums;
mod m20261130_000028_calendar_index;
mod m20261130_000029_covering_indexes;
mod m20261130_000030_search_words;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub use sea_orm_migration::{MigratorTrait as Migrate, SchemaManager};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_organisation::Migration),
            Box::new(m20261122_000002_work::Migration),
            Box::new(m20261123_000003_sent_files::Migration),
            Box::new(m20261123_000004_figures_index::Migration),
            Box::new(m20261123_000005_people::Migration),
            Box::new(m20261123_000006_second_factor::Migration),
            Box::new(m20261123_000007_conversation::Migration),
            Box::new(m20261123_000008_search::Migration),
            Box::new(m20261123_000009_delegations::Migration),
            Box::new(m20261123_000010_parts::Migration),
            Box::new(m20261123_000011_catalogue_ties::Migration),
            Box::new(m20261123_000012_comment_notices::Migration),
            Box::new(m20261123_000013_deadlines::Migration),
            Box::new(m20261123_000014_recurrence::Migration),
            Box::new(m20261123_000015_calendar::Migration),
            Box::new(m20261128_000016_last_written::Migration),
            Box::new(m20261128_000017_audit::Migration),
            Box::new(m20261128_000018_accounts::Migration),
            Box::new(m20261128_000019_runs_by_commune::Migration),
            Box::new(m20261128_000020_storage::Migration),
            Box::new(m20261130_000021_words::Migration),
            Box::new(m20261130_000022_reminder_steps::Migration),
            Box::new(m20261130_000023_auth_epoch::Migration),
            Box::new(m20261130_000024_list_indexes::Migration),
            Box::new(m20261130_000025_search_marks::Migration),
            Box::new(m20261130_000026_unit_days::Migration),
            Box::new(m20261130_000027_sums::Migration),
            Box::new(m20261130_000028_calendar_index::Migration),
            Box::new(m20261130_000029_covering_indexes::Migration),
            Box::new(m20261130_000030_search_words::Migration),
        ]
    }
}
