//! Rows that have a version (`db/versioned.rs`): how they are found, inserted, changed and removed,
//! each with its audit entry and its place among the commune's changes. (Activities have theirs with
//! their report: `work/activities/repo/write.rs`.)

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, Iterable, QueryFilter};
use shared::ErrorCode;
use shared::text::sort_key;
use shared::validate::Checks;
use uuid::Uuid;

use super::error::AppResult;
use super::http::write::WriteContext;
use super::unit_of_work::UnitOfWork;
use crate::platform::db::{Connection, ReadQuery};

pub use super::db::versioned::{ColumnOf, InCommune, UniqueName, Versioned};

/// The longest name, in characters.
const NAME_LENGTH: usize = 120;

/// The commune's row of this id.
///
/// # Errors
/// 404 when there is none; the database.
pub async fn find<M: InCommune>(
    db: &impl Connection,
    commune_id: Uuid,
    id: impl Into<M::Id>,
) -> AppResult<M> {
    let id: Uuid = id.into().into();
    let select = M::Entity::find().filter(M::ID.eq(id)).filter(M::COMMUNE.eq(commune_id));
    Ok(select.row(db).await?.ok_or(ErrorCode::NotFound)?)
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
        self.count(row.sum(), 1);
        Ok(row)
    }

    /// Writes what differs between the two, as the row's next version.
    ///
    /// # Errors
    /// The database.
    pub async fn save<M: Versioned>(&self, before: &M, after: &M) -> AppResult<M> {
        let saved = self.save_without_entry(before, after).await?;
        self.audit(Some(before), Some(&saved));
        Ok(saved)
    }

    /// The same where the audit entry is another than the whole row.
    ///
    /// # Errors
    /// The database.
    pub async fn save_without_entry<M: Versioned>(&self, before: &M, after: &M) -> AppResult<M> {
        let mut changed = before.clone().into_active_model();
        for column in ColumnOf::<M>::iter() {
            changed.set_if_not_equals(column, after.get(column));
        }
        changed.set(M::VERSION, (before.version() + 1).into());
        changed.set(M::CHANGE_SEQ, self.seq.into());
        let saved = M::Entity::update(changed).exec(&self.tx).await?;
        self.count(before.sum(), -1);
        self.count(saved.sum(), 1);
        Ok(saved)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// The database.
    pub async fn remove<M: InCommune>(&self, row: &M) -> AppResult<()> {
        self.audit(Some(row), None::<&M>);
        M::Entity::delete_many().filter(M::ID.eq(row.id())).exec(&self.tx).await?;
        self.count(row.sum(), -1);
        Ok(())
    }
}

/// The commune's row of this id, if it is as the request expects it.
///
/// # Errors
/// 404 when there is none; 428 or 412; the database.
pub async fn find_matching<M: InCommune>(
    work: &UnitOfWork,
    commune_id: Uuid,
    id: impl Into<M::Id>,
    context: &WriteContext,
) -> AppResult<M> {
    let row: M = find(&work.tx, commune_id, id).await?;
    context.matches(row.version())?;
    Ok(row)
}
