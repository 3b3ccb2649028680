//! Plans as they stand today: entries that were merged go by what they were merged into, units
//! that have ended by those that followed them; and the names of all that.

use std::collections::HashMap;

use chrono::NaiveDate;
use shared::dto::page::Named;
use shared::dto::work::task::{Target, TargetView};
use shared::dto::work::template::{PlanUnit, PlanUnitView, TaskPlan, TaskPlanView};
use shared::id::{CatalogueId, UnitId};
use shared::state::{Part, Priority};
use uuid::Uuid;

use super::{plan, repo};
use crate::identity::users::handover::Handovers;
use crate::organisation::catalogues;
use crate::organisation::catalogues::repo::CatalogueItem;
use crate::organisation::units::repo::Unit;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::AppResult;
use crate::work::directives;
use crate::work::directives::repo::{Clause, Directive};

/// What some plans name.
#[derive(Debug)]
pub struct ResolvedPlans {
    day: NaiveDate,
    items: HashMap<Uuid, CatalogueItem>,
    units: HashMap<Uuid, Unit>,
    successors: HashMap<Uuid, Vec<Uuid>>,
    directives: HashMap<Uuid, Directive>,
    clauses: HashMap<Uuid, Clause>,
    posts: HashMap<Uuid, String>,
    handovers: Handovers,
}

impl ResolvedPlans {
    /// Reads what `plans` of a commune name, as it stands on `day`.
    ///
    /// # Errors
    /// The database.
    pub async fn load(
        db: &impl Connection,
        commune_id: Uuid,
        plans: &[TaskPlan],
        day: NaiveDate,
    ) -> AppResult<Self> {
        let mut items = catalogues::repo::by_ids(db, plans.iter().flat_map(entries)).await?;
        let merged: Vec<Uuid> = items.values().filter_map(|row| row.merged_into).collect();
        items.extend(catalogues::repo::by_ids(db, merged).await?);
        let units = repo::units(db, commune_id).await?;
        let ended = units.iter().filter(|unit| unit.valid_to.is_some()).map(|unit| unit.id);
        let successors = repo::successors(db, ended).await?;
        let cited = plans.iter().filter_map(|plan| Some(plan.directive_id?.0));
        let directives: Vec<Uuid> = cited.collect();
        let cited = plans.iter().filter_map(|plan| Some(plan.clause_id?.0));
        let clauses: Vec<Uuid> = cited.collect();
        let reviewers = plans.iter().filter_map(|plan| Some(plan.reviewer_post_id?.0));
        let reviewers: Vec<Uuid> = reviewers.collect();
        let handovers = Handovers::of(db, commune_id, day).await?;
        let posts = reviewers.iter().flat_map(|id| [*id, handovers.current_post(*id)]).collect();
        Ok(Self {
            day,
            items,
            units: units.into_iter().map(|row| (row.id, row)).collect(),
            successors,
            directives: directives::repo::by_ids(db, &directives).await?,
            clauses: directives::repo::clauses_by_ids(db, &clauses).await?,
            posts: names::posts(db, posts).await?,
            handovers,
        })
    }

    /// A stored plan as it would be written on `day`, with what was read for it.
    ///
    /// # Errors
    /// The database.
    pub async fn resolve(
        db: &impl Connection,
        commune_id: Uuid,
        stored: &str,
        day: NaiveDate,
    ) -> AppResult<(TaskPlan, Self)> {
        let plan = plan::read(stored)?;
        let today = Self::load(db, commune_id, std::slice::from_ref(&plan), day).await?;
        Ok((today.resolve_plan(plan), today))
    }

    /// The plan as it would be written today.
    #[must_use]
    pub fn resolve_plan(&self, plan: TaskPlan) -> TaskPlan {
        let mut targets: Vec<Target> = Vec::new();
        for target in plan.targets {
            let indicator_id = self.entry(target.indicator_id);
            match targets.iter_mut().find(|one| one.indicator_id == indicator_id) {
                Some(same) => same.amount += target.amount,
                None => targets.push(Target { indicator_id, ..target }),
            }
        }
        TaskPlan {
            topics: self.entries(&plan.topics),
            channels: self.entries(&plan.channels),
            audiences: self.entries(&plan.audiences),
            targets,
            units: self.units(&plan.units),
            reviewer_post_id: plan
                .reviewer_post_id
                .map(|id| self.handovers.current_post(id.0).into()),
            ..plan
        }
    }

    fn entry(&self, id: CatalogueId) -> CatalogueId {
        self.items.get(&id.0).and_then(|row| row.merged_into).map_or(id, Into::into)
    }

    fn entries(&self, ids: &[CatalogueId]) -> Vec<CatalogueId> {
        let mut entries: Vec<CatalogueId> = Vec::new();
        for id in ids.iter().map(|id| self.entry(*id)) {
            if !entries.contains(&id) {
                entries.push(id);
            }
        }
        entries
    }

    /// Each unit once: what two have become leads where one of them led.
    fn units(&self, units: &[PlanUnit]) -> Vec<PlanUnit> {
        let mut current: Vec<PlanUnit> = Vec::new();
        for unit in units {
            for id in self.current_units(unit.unit_id.0) {
                match current.iter_mut().find(|one| one.unit_id.0 == id) {
                    Some(same) if unit.part == Part::Lead => same.part = Part::Lead,
                    Some(_) => {}
                    None => current.push(PlanUnit { unit_id: id.into(), part: unit.part }),
                }
            }
        }
        current
    }

    /// Who does the work of a unit today: itself, those that followed it, or nobody else.
    fn current_units(&self, unit: Uuid) -> Vec<Uuid> {
        let (mut units, mut pending, mut seen) = (Vec::new(), vec![unit], Vec::new());
        while let Some(id) = pending.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match self.successors.get(&id).filter(|_| self.has_ended(id)) {
                Some(successors) => pending.extend(successors.iter().rev()),
                None => units.push(id),
            }
        }
        units
    }

    fn has_ended(&self, unit: Uuid) -> bool {
        let last = self.units.get(&unit).and_then(|unit| unit.valid_to);
        last.is_some_and(|last| last < self.day)
    }

    /// Why a task cannot be made from a plan today, where that is since something has ended.
    #[must_use]
    pub fn ended_reference(&self, plan: &TaskPlan) -> Option<String> {
        let unit = plan.units.iter().find(|unit| self.has_ended(unit.unit_id.0));
        if let Some(unit) = unit {
            let name = self.unit(unit.unit_id).name;
            return Some(format!("{name} đã kết thúc hoạt động, không có đơn vị kế tục."));
        }
        let retired = entries(plan).filter_map(|id| self.items.get(&id));
        let name = retired.filter(|row| row.retired_at.is_some()).map(|row| &row.name).next()?;
        Some(format!("Mục “{name}” đã thôi dùng."))
    }

    fn unit(&self, id: UnitId) -> Named<UnitId> {
        let name = self.units.get(&id.0).map(|unit| unit.name.clone()).unwrap_or_default();
        Named { id, name }
    }

    fn with_names(&self, ids: &[CatalogueId]) -> Vec<Named<CatalogueId>> {
        let name = |id: &CatalogueId| Some(self.items.get(&id.0)?.name.clone());
        ids.iter().filter_map(|id| Some(Named { id: *id, name: name(id)? })).collect()
    }

    /// The plan with the words to show, as it would be written today.
    #[must_use]
    pub fn view(&self, plan: TaskPlan) -> TaskPlanView {
        let plan = self.resolve_plan(plan);
        let directive = plan.directive_id.and_then(|id| {
            let row = self.directives.get(&id.0)?;
            Some(Named { id, name: row.number.clone().unwrap_or_else(|| row.subject.clone()) })
        });
        let clause = plan.clause_id.and_then(|id| self.clauses.get(&id.0));
        let targets = plan.targets.iter().filter_map(|target| {
            let row = self.items.get(&target.indicator_id.0)?;
            Some(TargetView {
                indicator_id: target.indicator_id,
                name: row.name.clone(),
                unit_of_measure: row.unit_of_measure.clone().unwrap_or_default(),
                amount: target.amount,
            })
        });
        let units = plan.units.iter().map(|unit| PlanUnitView {
            unit: self.unit(unit.unit_id),
            part: unit.part,
            ended: self.has_ended(unit.unit_id.0),
        });
        TaskPlanView {
            directive,
            clause: clause.map(|row| Named { id: row.id.into(), name: row.words.clone() }),
            clause_number: clause.map(|row| row.number),
            topics: self.with_names(&plan.topics),
            channels: self.with_names(&plan.channels),
            audiences: self.with_names(&plan.audiences),
            targets: targets.collect(),
            priority: plan.priority.unwrap_or(Priority::Normal),
            reviewer: plan
                .reviewer_post_id
                .and_then(|id| Some(Named { id, name: self.posts.get(&id.0).cloned()? })),
            units: units.collect(),
            title: plan.title,
            description: plan.description,
        }
    }
}

fn entries(plan: &TaskPlan) -> impl Iterator<Item = Uuid> + '_ {
    let lists = [&plan.topics, &plan.channels, &plan.audiences];
    let listed = lists.into_iter().flatten().map(|id| id.0);
    listed.chain(plan.targets.iter().map(|target| target.indicator_id.0))
}
