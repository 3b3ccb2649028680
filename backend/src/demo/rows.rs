//! Rows gathered in memory and inserted in few statements, parents first.

use sea_orm::{DbErr, EntityTrait, IntoActiveModel, Iterable};

use crate::platform::db::Connection;
use crate::platform::db::entity as e;

/// How many values one statement binds: SQLite takes 32,766, PostgreSQL 65,535.
const VALUES: usize = 30_000;

/// Inserts rows of one table.
async fn insert<E>(db: &impl Connection, rows: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let columns = E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<_> = rows.by_ref().take(VALUES / columns).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        E::insert_many(chunk).exec_without_returning(db).await?;
    }
}

macro_rules! rows {
    ($($field:ident: $module:ident),* $(,)?) => {
        /// What is to be inserted.
        #[derive(Debug, Default)]
        #[allow(missing_docs, reason = "each field is a table")]
        pub struct Rows {
            $(pub $field: Vec<e::$module::Model>),*
        }

        impl Rows {
            /// Inserts everything gathered so far and is empty again.
            ///
            /// # Errors
            /// What the database says.
            pub async fn flush(&mut self, db: &impl Connection) -> Result<(), DbErr> {
                $(insert::<e::$module::Entity>(db, std::mem::take(&mut self.$field)).await?;)*
                Ok(())
            }
        }
    };
}

// In the order in which foreign keys allow.
rows! {
    communes: commune, audit_heads: audit_head, units: unit, unit_versions: unit_version,
    unit_households: unit_household, users: user, posts: post, catalogue_items: catalogue_item,
    attachments: attachment, directives: directive, clauses: clause, tasks: task,
    task_items: task_item, task_targets: task_target, assignments: assignment,
    assignment_events: assignment_event, extensions: extension, events: event,
    event_days: event_day, templates: task_template, recurrences: recurrence,
    recurrence_tasks: recurrence_task, reports: report, report_revisions: report_revision,
    activities: activity, activity_units: activity_unit, activity_places: activity_place,
    activity_items: activity_item, activity_values: activity_value, activity_links: activity_link,
    activity_attachments: activity_attachment,
}
