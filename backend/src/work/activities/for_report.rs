//! The activities of a report that is written whole: checked beside those that it has, and written
//! where they differ.

use std::collections::{HashMap, HashSet};

use shared::dto::activity::{ActivityInput, ActivityView};
use shared::text::clean;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo;
use super::rules::verify;
use super::service::{attach_new, filled, fresh, input_of};
use crate::platform::access::actor::Person;
use crate::platform::db::entity::activity;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// The activities that a report is to have, checked, beside those that it has.
#[derive(Debug)]
pub struct ForReport<'a> {
    inputs: &'a [ActivityInput],
    rows: HashMap<Uuid, activity::Model>,
    before: Vec<ActivityView>,
}

impl<'a> ForReport<'a> {
    /// Checks what a report is to have; `report_id` is none where the report is new.
    ///
    /// # Errors
    /// The database.
    pub async fn check(
        work: &UnitOfWork,
        person: &Person,
        checks: &mut Checks,
        report_id: Option<Uuid>,
        inputs: &'a [ActivityInput],
    ) -> AppResult<Self> {
        verify(work, person, checks, inputs, true).await?;
        let rows = match report_id {
            Some(id) => repo::rows_of_report(&work.tx, id).await?,
            None => Vec::new(),
        };
        let there = rows.iter().filter(|row| row.deleted_at.is_none()).cloned().collect();
        let before = repo::views(&work.tx, there).await?;
        let rows = rows.into_iter().map(|row| (row.id, row)).collect();
        own_ids(work, checks, &rows, inputs).await?;
        Ok(Self { inputs, rows, before })
    }

    /// Makes them the activities of the report: those listed are written under their ids where
    /// they are new or differ, those no longer listed are deleted.
    ///
    /// # Errors
    /// Field errors of files that nobody may attach; the database.
    pub async fn write(self, work: &UnitOfWork, person: &Person, report_id: Uuid) -> AppResult<()> {
        attach_new(work, person, &self.before, self.inputs).await?;
        let had: HashMap<Uuid, &ActivityView> =
            self.before.iter().map(|view| (view.id.0, view)).collect();
        let mut rows = self.rows;
        for (position, input) in (0..).zip(self.inputs) {
            let id = input.id.map_or_else(|| work.new_id(), Uuid::from);
            let old = rows.remove(&id);
            let new = old.is_none();
            let row = match old {
                Some(old)
                    if old.position == position
                        && had.get(&id).is_some_and(|view| is_same(view, input, old.unit_id)) =>
                {
                    continue;
                }
                Some(old) => activity::Model { version: old.version + 1, ..old },
                None => fresh(work, person, id),
            };
            let unit_id = row.unit_id;
            let row = activity::Model {
                report_id: Some(report_id),
                position,
                deleted_at: None,
                change_seq: work.seq,
                ..filled(row, input)
            };
            repo::write_row(work, row, new).await?;
            repo::replace_children(work, id, unit_id, input, new).await?;
        }
        let gone = rows.into_values().filter(|row| row.deleted_at.is_none()).map(|row| row.id);
        repo::soft_delete(work, gone.collect()).await
    }
}

/// Whether an activity of `unit` would be stored as it is.
fn is_same(view: &ActivityView, input: &ActivityInput, unit: Uuid) -> bool {
    comparable(&input_of(view), unit) == comparable(input, unit)
}

/// An input as it is stored for an activity of `unit`: trimmed, its own unit where no place is
/// given, and without an order where that means nothing.
fn comparable(input: &ActivityInput, unit: Uuid) -> ActivityInput {
    fn sorted<T: Ord + Copy>(ids: &[T]) -> Vec<T> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
    let mut values = input.values.clone();
    values.sort_unstable_by_key(|value| value.indicator_id);
    ActivityInput {
        held_at: input.held_at.clone().filter(|hour| !hour.is_empty()),
        place: clean(&input.place),
        note: clean(&input.note),
        topics: sorted(&input.topics),
        audiences: sorted(&input.audiences),
        places_reached: match &*input.places_reached {
            [] => vec![unit.into()],
            places => sorted(places),
        },
        links: input.links.iter().map(|link| link.trim().to_owned()).collect(),
        values,
        ..input.clone()
    }
}

/// An id that is given must be new or of this report, and given once.
async fn own_ids(
    work: &UnitOfWork,
    checks: &mut Checks,
    rows: &HashMap<Uuid, activity::Model>,
    inputs: &[ActivityInput],
) -> AppResult<()> {
    let given: Vec<Uuid> = inputs.iter().filter_map(|input| input.id).map(Uuid::from).collect();
    let strange: Vec<Uuid> = given.into_iter().filter(|id| !rows.contains_key(id)).collect();
    let taken: HashSet<Uuid> = repo::taken(&work.tx, strange).await?.into_iter().collect();
    let mut seen = HashSet::new();
    for (at, input) in inputs.iter().enumerate() {
        let Some(id) = input.id else { continue };
        checks.at(format!("activities[{at}]."));
        checks.ensure(!taken.contains(&id.0), "id", "taken", "Thuộc về báo cáo khác.");
        checks.ensure(seen.insert(id.0), "id", "duplicate", "Bị lặp lại.");
    }
    checks.at("");
    Ok(())
}
