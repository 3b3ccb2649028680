//! When an office works: its settings, hours and days off, read together.

use chrono::NaiveDate;
use shared::dto::organisation::settings::Settings;
use shared::office_hours::OfficeHours;
use uuid::Uuid;

use crate::organisation::holidays;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// An office.
#[derive(Debug, Clone)]
pub struct Office {
    /// What it has decided.
    pub settings: Settings,
    /// Its hours.
    pub hours: OfficeHours,
    /// Its days off, from the day on that was asked for.
    pub holidays: Vec<NaiveDate>,
}

impl Office {
    /// The office of a commune whose settings are known.
    ///
    /// # Errors
    /// The database.
    pub async fn of(
        db: &impl Connection,
        commune_id: Uuid,
        settings: Settings,
        since: NaiveDate,
    ) -> AppResult<Self> {
        let holidays = holidays::repo::since(db, commune_id, since).await?;
        Ok(Self { hours: OfficeHours::of(&settings), settings, holidays })
    }
}
