//! `assignment_sums`. Where an assignment is counted is said by [`AssignmentSum::of`].

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::platform::db::assignment_sum::AssignmentSum;
use crate::platform::db::entity::assignment;
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;

/// By how much sums change.
pub type Changes = BTreeMap<AssignmentSum, i64>;

/// Rows that one statement writes; each binds three values.
const CHUNK: usize = 1_000;
/// Assignments that are held in memory at a time.
const BATCH: u64 = 5_000;

/// Adds changes to a commune's sums.
///
/// # Errors
/// The database.
pub async fn add(tx: &impl Connection, commune_id: Uuid, changes: &Changes) -> AppResult<()> {
    let changes: Vec<_> = changes.iter().filter(|(_, number)| **number != 0).collect();
    for changes in changes.chunks(CHUNK) {
        let mut bound = Bound::new(tx);
        let commune = bound.bind(commune_id);
        let rows: Vec<String> = (changes.iter())
            .map(|(sum, number)| {
                let unit = bound.bind(sum.unit_id);
                let (due, result) = (bound.bind(sum.due_key), bound.bind(sum.result_key));
                let (state, in_time) = (sum.state, sum.in_time);
                format!("({commune}, {unit}, '{state}', {in_time}, {due}, {result}, {number})")
            })
            .collect();
        let sql = format!(
            "INSERT INTO assignment_sums \
             (commune_id, unit_id, state, in_time, due_key, result_key, assignments) \
             VALUES {rows} \
             ON CONFLICT (commune_id, unit_id, state, in_time, due_key, result_key) \
             DO UPDATE SET assignments = assignment_sums.assignments + excluded.assignments",
            rows = rows.join(", ")
        );
        bound.run(tx, &sql).await?;
    }
    // Otherwise each deadline that ever was would stay, with nothing in it.
    let lessened: BTreeSet<Uuid> =
        (changes.iter()).filter(|(_, number)| **number < 0).map(|(sum, _)| sum.unit_id).collect();
    if lessened.is_empty() {
        return Ok(());
    }
    let mut bound = Bound::new(tx);
    let commune = bound.bind(commune_id);
    let units = bound.list(&lessened.into_iter().collect::<Vec<_>>());
    let sql = format!(
        "DELETE FROM assignment_sums \
         WHERE commune_id = {commune} AND unit_id IN ({units}) AND assignments = 0"
    );
    bound.run(tx, &sql).await
}

/// What a commune's assignments come to.
async fn made(db: &impl Connection, commune_id: Uuid) -> AppResult<Changes> {
    let mut sums = Changes::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<assignment::Model> = assignment::Entity::find()
            .filter(assignment::Column::CommuneId.eq(commune_id))
            .filter(assignment::Column::Id.gt(after))
            .order_by_asc(assignment::Column::Id)
            .limit(BATCH)
            .rows(db)
            .await?;
        let Some(last) = rows.last() else { return Ok(sums) };
        after = last.id;
        for sum in rows.iter().filter_map(AssignmentSum::of) {
            *sums.entry(sum).or_default() += 1;
        }
    }
}

/// Makes a commune's sums anew.
///
/// # Errors
/// The database.
pub async fn rebuild(tx: &impl Connection, commune_id: Uuid) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let commune = bound.bind(commune_id);
    let sql = format!("DELETE FROM assignment_sums WHERE commune_id = {commune}");
    bound.run(tx, &sql).await?;
    add(tx, commune_id, &made(tx, commune_id).await?).await
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
struct Kept {
    unit_id: Uuid,
    state: String,
    in_time: bool,
    due_key: i64,
    result_key: i64,
    assignments: i64,
}

row!(Kept { unit_id, state, in_time, due_key, result_key, assignments });

/// How many sums of a commune differ from what the rows come to.
///
/// # Errors
/// The database.
pub async fn count_differences(db: &impl Connection, commune_id: Uuid) -> AppResult<i64> {
    let made = made(db, commune_id).await?;
    let mut bound = Bound::new(db);
    let commune = bound.bind(commune_id);
    let sql = format!(
        "SELECT unit_id, state, in_time, due_key, result_key, assignments FROM assignment_sums \
         WHERE commune_id = {commune} AND assignments <> 0"
    );
    let kept: BTreeSet<Kept> = bound.pooled_rows(db, &sql).await?.into_iter().collect();
    let of = |(sum, assignments): (AssignmentSum, i64)| Kept {
        unit_id: sum.unit_id,
        state: sum.state.to_owned(),
        in_time: sum.in_time,
        due_key: sum.due_key,
        result_key: sum.result_key,
        assignments,
    };
    let made: BTreeSet<Kept> = made.into_iter().map(of).collect();
    Ok(i64::try_from(kept.symmetric_difference(&made).count()).unwrap_or(i64::MAX))
}
