//! Aggregates as SQL that both databases run, with the values bound.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::error::AppResult;
use crate::http::actor::Scope;

/// Values bound so far.
#[derive(Debug)]
pub struct Bound {
    backend: DbBackend,
    values: Vec<Value>,
}

impl Bound {
    /// None yet.
    #[must_use]
    pub fn new(db: &impl ConnectionTrait) -> Self {
        Self { backend: db.get_database_backend(), values: Vec::new() }
    }

    /// The placeholder of a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// An instant cut to its whole second. A deadline ends with its second, so lateness is
    /// a comparison of seconds. SQLite keeps instants as RFC 3339 in UTC: 19 characters of it.
    #[must_use]
    pub fn second(&self, instant: &str) -> String {
        match self.backend {
            DbBackend::Postgres => {
                format!("date_trunc('second', CAST({instant} AS timestamptz))")
            }
            _ => format!("substr({instant}, 1, 19)"),
        }
    }

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
                let key = self.bind(crate::activities::repo::day_key(Some(day)));
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

    /// Runs `sql` with what was bound.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all<T: FromQueryResult>(
        self,
        db: &impl ConnectionTrait,
        sql: &str,
    ) -> AppResult<Vec<T>> {
        let statement = Statement::from_sql_and_values(self.backend, sql, self.values);
        Ok(T::find_by_statement(statement).all(db).await?)
    }
}
