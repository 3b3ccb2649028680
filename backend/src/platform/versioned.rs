//! Rows that have a version: how they are found, inserted, changed and removed, each with its audit
//! entry and its place among the commune's changes. (Activities have theirs with their report:
//! `work/activities/repo/write.rs`.)

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable,
    ModelTrait, QueryFilter,
};
use serde::Serialize;
use shared::ErrorCode;
use shared::text::sort_key;
use shared::validate::Checks;
use uuid::Uuid;

use super::db::entity;
use super::error::AppResult;
use super::unit_of_work::UnitOfWork;

/// The columns of a row's table.
pub type ColumnOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;
/// A row with what is to be written of it.
pub type ActiveOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::ActiveModel;

/// A row with an id, a version for its `ETag`, and the number of the change that it is from.
pub trait Versioned:
    ModelTrait<Entity: EntityTrait<Model = Self, ActiveModel: Send>>
    + IntoActiveModel<ActiveOf<Self>>
    + Serialize
    + Sync
{
    /// The column of the version.
    const VERSION: ColumnOf<Self>;
    /// The column of the number of its last change.
    const CHANGE_SEQ: ColumnOf<Self>;
    /// The version.
    fn version(&self) -> i64;
}

/// A row that belongs to a commune.
pub trait InCommune: Versioned {
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

/// The longest name, in characters.
const NAME_LENGTH: usize = 120;

macro_rules! versioned {
    ($($entity:ident),+ $(,)?) => {$(
        impl Versioned for entity::$entity::Model {
            const VERSION: ColumnOf<Self> = entity::$entity::Column::Version;
            const CHANGE_SEQ: ColumnOf<Self> = entity::$entity::Column::ChangeSeq;

            fn version(&self) -> i64 {
                self.version
            }
        }
    )+};
}

macro_rules! in_commune {
    ($($entity:ident),+ $(,)?) => {$(
        versioned!($entity);

        impl InCommune for entity::$entity::Model {
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
    activity,
    api_client,
    assignment,
    catalogue_item,
    comment,
    delegation,
    directive,
    event,
    extension,
    holiday,
    post,
    recurrence,
    report,
    task,
    task_template,
    unit,
    unit_group,
);

/// The commune's row of this id.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn find<M: InCommune>(
    db: &impl ConnectionTrait,
    commune_id: Uuid,
    id: Uuid,
) -> AppResult<M> {
    let select = M::Entity::find().filter(M::ID.eq(id)).filter(M::COMMUNE.eq(commune_id));
    Ok(select.one(db).await?.ok_or(ErrorCode::NotFound)?)
}

/// The name in the field `name`, which no row of the commune but `own` may have.
///
/// # Errors
/// The database.
pub async fn unique_name<M: UniqueName>(
    work: &UnitOfWork,
    commune_id: Uuid,
    checks: &mut Checks,
    name: &str,
    own: Option<Uuid>,
) -> AppResult<String> {
    let name = checks.required("name", name, NAME_LENGTH);
    let same =
        M::Entity::find().filter(M::COMMUNE.eq(commune_id)).filter(M::SORT_KEY.eq(sort_key(&name)));
    let free = same.one(&work.tx).await?.is_none_or(|row| own == Some(row.id()));
    checks.ensure(free, "name", "taken", M::TAKEN);
    Ok(name)
}

impl UnitOfWork {
    /// Inserts a row.
    ///
    /// # Errors
    /// 409 when its id is taken; the database.
    pub async fn insert<M: Versioned>(&self, row: M) -> AppResult<M> {
        self.audit(None::<&M>, Some(&row));
        M::Entity::insert(row.clone().into_active_model()).exec_without_returning(&self.tx).await?;
        Ok(row)
    }

    /// Writes what differs between the two, as the row's next version.
    ///
    /// # Errors
    /// The database.
    pub async fn save<M: Versioned>(&self, before: &M, after: &M) -> AppResult<M> {
        let saved = self.save_unlogged(before, after).await?;
        self.audit(Some(before), Some(&saved));
        Ok(saved)
    }

    /// The same where the audit entry is another than the whole row.
    ///
    /// # Errors
    /// The database.
    pub async fn save_unlogged<M: Versioned>(&self, before: &M, after: &M) -> AppResult<M> {
        let mut changed = before.clone().into_active_model();
        for column in ColumnOf::<M>::iter() {
            changed.set_if_not_equals(column, after.get(column));
        }
        changed.set(M::VERSION, (before.version() + 1).into());
        changed.set(M::CHANGE_SEQ, self.seq.into());
        Ok(M::Entity::update(changed).exec(&self.tx).await?)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// The database.
    pub async fn remove<M: InCommune>(&self, row: &M) -> AppResult<()> {
        self.audit(Some(row), None::<&M>);
        M::Entity::delete_many().filter(M::ID.eq(row.id())).exec(&self.tx).await?;
        Ok(())
    }
}
