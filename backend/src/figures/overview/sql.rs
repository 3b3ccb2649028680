//! Which rows count in the figures, said in SQL.

use chrono::NaiveDate;

use crate::platform::access::actor::Scope;
use crate::platform::db::sql::Bound;

impl Bound {
    /// Assignments `a` that count: shown, not cancelled, not split off another.
    pub fn assignments(&mut self, scope: Scope) -> String {
        let commune = self.bind(scope.commune_id);
        let unit = match scope.unit_id {
            Some(unit_id) => format!(" AND a.responsible_unit_id = {}", self.bind(unit_id)),
            None => String::new(),
        };
        format!(
            "a.commune_id = {commune}{unit} AND a.visible = true AND a.state <> 'cancelled' \
             AND a.parent_assignment_id IS NULL"
        )
    }

    /// Activities `a` that count: approved, not deleted, held within the days.
    pub fn activities(
        &mut self,
        scope: Scope,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> String {
        let mut filter = format!(
            "a.commune_id = {} AND a.state = 'approved' AND a.deleted_at IS NULL \
             AND a.held_on IS NOT NULL",
            self.bind(scope.commune_id)
        );
        for (day, sign) in [(from, ">="), (to, "<=")] {
            if let Some(day) = day {
                let key = self.bind(crate::work::activities::repo::day_key(Some(day)));
                filter.push_str(&format!(" AND a.day_key {sign} {key}"));
            }
        }
        if let Some(unit_id) = scope.unit_id {
            filter.push_str(&self.done_by(unit_id));
        }
        filter
    }

    /// And done by this unit, alone or with others.
    pub fn done_by(&mut self, unit_id: uuid::Uuid) -> String {
        format!(
            " AND EXISTS (SELECT 1 FROM activity_units d \
             WHERE d.activity_id = a.id AND d.unit_id = {})",
            self.bind(unit_id)
        )
    }
}
