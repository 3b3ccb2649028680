//! Files know whether they were ever sent: until then they are their unit's own.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::dialect;

/// See the module.
#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000003_sent_files"
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
        dialect::run(manager, "ALTER TABLE attachments DROP COLUMN sent").await
    }
}

// A report that was ever submitted has a first submission, and so have its files.
const UP: &str = r"
ALTER TABLE attachments ADD COLUMN sent boolean NOT NULL DEFAULT FALSE;
UPDATE attachments SET sent = TRUE WHERE id IN (
    SELECT activity_attachments.attachment_id FROM activity_attachments
    JOIN activities ON activities.id = activity_attachments.activity_id
    WHERE activities.state IN ('submitted', 'approved', 'returned'))
";
