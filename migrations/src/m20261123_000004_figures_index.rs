//! The index of the figures covers all they ask for, so that no row itself is read.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::dialect;

/// See the module.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000004_figures_index"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = r"
DROP INDEX assignments_figures;
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by, visible, parent_assignment_id);
CREATE INDEX assignments_progress ON assignments (task_id, state, due_key, visible, parent_assignment_id, responsible_unit_id)
";

const DOWN: &str = r"
DROP INDEX assignments_progress;
DROP INDEX assignments_figures;
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by)
";
