//! The rows of the database. They never leave `backend`: views go out, entities stay.

/// Declares one entity a line group: its columns, and after `=>` the relations that queries join
/// along, each with its name and the columns that are equal: `Task: TaskId = task::Id`. It is named
/// after its own column rather than after the other table, to which there may be two.
macro_rules! entities {
    ($($(#[$doc:meta])* $module:ident = $table:literal {
        $($(#[$attr:meta])* $field:ident : $type:ty),* $(,)?
    } $(=> {
        $($relation:ident : $from:ident = $target:ident :: $to:ident),* $(,)?
    })?)*) => {$(
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

            /// What queries join along.
            #[derive(Copy, Clone, Debug, EnumIter)]
            #[allow(missing_docs)]
            pub enum Relation {
                $($($relation),*)?
            }

            impl RelationTrait for Relation {
                fn def(&self) -> RelationDef {
                    match *self {
                        $($(Self::$relation => {
                            use crate::platform::db::entity::$target;
                            Entity::belongs_to($target::Entity)
                                .from(Column::$from)
                                .to($target::Column::$to)
                                .into()
                        })*)?
                    }
                }
            }

            impl ActiveModelBehavior for ActiveModel {}

            $crate::platform::db::row::row!(Model { $($field),* });
        }
    )*};
}

/// What stands in columns of words.
mod words {
    pub use shared::catalogue::CatalogueKind;
    pub use shared::dto::work::assignment::TimelineKind;
    pub use shared::dto::work::recurrence::RecurrenceState;
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
