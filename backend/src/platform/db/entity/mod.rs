//! The rows of the database. They never leave `backend`: views go out, entities stay.

/// Declares one entity a line group; the first field, or those marked `#[key]`, is the key.
macro_rules! entities {
    ($($(#[$doc:meta])* $module:ident = $table:literal {
        $($(#[$attr:meta])* $field:ident : $type:ty),* $(,)?
    })*) => {$(
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;
            #[allow(unused_imports, reason = "not every table has a column of words")]
            use crate::platform::db::entity::words::*;
            #[allow(unused_imports, reason = "not every table has a column of words")]
            use crate::platform::db::stored::Stored;

            /// A row.
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
            #[sea_orm(table_name = $table)]
            #[allow(missing_docs)]
            pub struct Model {
                $($(#[$attr])* pub $field: $type),*
            }

            /// Relations are written as joins where they are needed.
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    )*};
}

/// What stands in columns of words.
mod words {
    pub use shared::catalogue::CatalogueKind;
    pub use shared::dto::assignment::TimelineKind;
    pub use shared::dto::recurrence::RecurrenceState;
    pub use shared::role::Role;
    pub use shared::state::{
        ActivityState, AssignmentState, DirectiveState, ExtensionState, Part, Priority,
        ReportState, TaskState, UnitKind,
    };
}

mod audit;
mod conversation;
mod notices;
mod organisation;
mod planning;
mod work;

pub use audit::*;
pub use conversation::*;
pub use notices::*;
pub use organisation::*;
pub use planning::*;
pub use work::*;
