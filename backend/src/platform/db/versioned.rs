//! Which rows have a version, which belong to a commune, and by what columns.

use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};
use serde::Serialize;
use shared::id::{
    ActivityId, ApiClientId, AssignmentId, CatalogueId, CommentId, DelegationId, DirectiveId,
    EventId, ExtensionId, HolidayId, PostId, RecurrenceId, ReportId, TaskId, TemplateId,
    UnitGroupId, UnitId,
};
use uuid::Uuid;

use super::assignment_sum::AssignmentSum;
use super::entity;
use super::row::Row;

/// The columns of a row's table.
pub type ColumnOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;
/// A row with what is to be written of it.
pub type ActiveOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::ActiveModel;

/// A row with an id, a version for its `ETag`, and the number of the change that it is from.
pub trait Versioned:
    ModelTrait<Entity: EntityTrait<Model = Self, ActiveModel: Send>>
    + IntoActiveModel<ActiveOf<Self>>
    + Serialize
    + Row
    + Sync
{
    /// The column of the version.
    const VERSION: ColumnOf<Self>;
    /// The column of the number of its last change.
    const CHANGE_SEQ: ColumnOf<Self>;
    /// The version.
    fn version(&self) -> i64;
    /// Where it is counted, if the table has sums.
    fn sum(&self) -> Option<AssignmentSum> {
        None
    }
}

/// A row that belongs to a commune.
pub trait InCommune: Versioned {
    /// The id as services speak of it.
    type Id: Into<Uuid>;
    /// The column of the id.
    const ID: ColumnOf<Self>;
    /// The column of the commune.
    const COMMUNE: ColumnOf<Self>;
    /// The id.
    fn id(&self) -> Uuid;
}

/// A row whose name no other of the commune has.
pub trait UniqueName: InCommune {
    /// The column of the name's key for sorting.
    const SORT_KEY: ColumnOf<Self>;
    /// What is said where another has the name.
    const TAKEN: &'static str;
}

macro_rules! versioned {
    ($($entity:ident $({ $sum:item })?),+ $(,)?) => {$(
        impl Versioned for entity::$entity::Model {
            const VERSION: ColumnOf<Self> = entity::$entity::Column::Version;
            const CHANGE_SEQ: ColumnOf<Self> = entity::$entity::Column::ChangeSeq;

            fn version(&self) -> i64 {
                self.version
            }

            $($sum)?
        }
    )+};
}

macro_rules! in_commune {
    ($($entity:ident: $id:ident $({ $sum:item })?),+ $(,)?) => {$(
        versioned!($entity $({ $sum })?);

        impl InCommune for entity::$entity::Model {
            type Id = $id;

            const ID: ColumnOf<Self> = entity::$entity::Column::Id;
            const COMMUNE: ColumnOf<Self> = entity::$entity::Column::CommuneId;

            fn id(&self) -> Uuid {
                self.id
            }
        }
    )+};
}

versioned!(commune, user);
in_commune!(
    activity: ActivityId,
    api_client: ApiClientId,
    assignment: AssignmentId {
        fn sum(&self) -> Option<AssignmentSum> {
            AssignmentSum::of(self)
        }
    },
    catalogue_item: CatalogueId,
    comment: CommentId,
    delegation: DelegationId,
    directive: DirectiveId,
    event: EventId,
    extension: ExtensionId,
    holiday: HolidayId,
    post: PostId,
    recurrence: RecurrenceId,
    report: ReportId,
    task: TaskId,
    task_template: TemplateId,
    unit: UnitId,
    unit_group: UnitGroupId,
);
