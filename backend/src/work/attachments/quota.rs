//! What a unit, the commune and each person may keep in files (ADR 30).

use actix_web::web;
use chrono::{DateTime, Duration, Utc};
use shared::ErrorCode;
use shared::dto::operations::storage::{StorageView, UnitStorage};
use shared::dto::organisation::settings::Settings;
use uuid::Uuid;

use super::repo::Attachment;
use super::repo::usage::{self, Unattached};
use crate::platform::access::actor::Person;
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::{AppError, AppResult};
use crate::platform::settings;
use crate::platform::unit_of_work::UnitOfWork;

const MEGABYTE: i64 = 1024 * 1024;
/// Files of one person that no report carries yet: a phone that was long without a network brings
/// ten reports of ten.
pub const MAX_UNATTACHED_FILES: i64 = 100;
/// And their bytes.
const MAX_UNATTACHED_BYTES: i64 = 300 * MEGABYTE;
/// What has waited in vain for so long goes first where room is short.
const UNATTACHED_GRACE: Duration = Duration::hours(24);

/// What is kept, and what may be.
struct QuotaUsage {
    unit: i64,
    commune: i64,
    unattached: Unattached,
    settings: Settings,
}

impl QuotaUsage {
    async fn of(db: &impl Connection, person: &Person) -> AppResult<Self> {
        let used = usage::usage(db, person.commune_id).await?;
        let of_unit = used.iter().find(|used| used.unit_id == person.unit_id);
        Ok(Self {
            unit: of_unit.map_or(0, |used| used.bytes),
            commune: used.iter().map(|used| used.bytes).sum(),
            unattached: usage::unattached_of(db, person.user_id.into()).await?,
            settings: settings::of(db, person.commune_id).await?,
        })
    }

    /// Whether `bytes` more fit.
    fn admit(&self, bytes: i64) -> AppResult<()> {
        let refuse = |words: String| Err(AppError::Code(ErrorCode::QuotaExceeded, Some(words)));
        let fits = |used: i64, megabytes: i64| {
            used.saturating_add(bytes) <= megabytes.saturating_mul(MEGABYTE)
        };
        let Settings { unit_quota_mb, commune_quota_mb, .. } = self.settings;
        if self.unattached.files >= MAX_UNATTACHED_FILES
            || self.unattached.bytes + bytes > MAX_UNATTACHED_BYTES
        {
            return refuse(format!(
                "Có {} tệp chưa gắn vào báo cáo nào. Hãy gắn vào báo cáo trước khi tải thêm.",
                self.unattached.files
            ));
        }
        if !fits(self.unit, unit_quota_mb) {
            return refuse(format!("Đơn vị đã dùng hết {unit_quota_mb} MB được cấp."));
        }
        if !fits(self.commune, commune_quota_mb) {
            return refuse(format!("Toàn xã đã dùng hết {commune_quota_mb} MB được cấp."));
        }
        Ok(())
    }
}

/// Whether a file of `bytes` is worth looking into: not where it would only be refused after that.
/// A picture that is written anew may become smaller, so half of it has to fit. What has waited in
/// vain may make room for it.
///
/// # Errors
/// 507 `quota_exceeded`, or the database.
pub async fn check_before_decoding(
    db: &impl Connection,
    person: &Person,
    bytes: u64,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let minimum = i64::try_from(bytes / 2).unwrap_or(i64::MAX);
    match QuotaUsage::of(db, person).await?.admit(minimum) {
        Err(_) if usage::any_expired(db, person, now - UNATTACHED_GRACE).await? => Ok(()),
        answer => answer,
    }
}

/// What each unit of a commune keeps, and what room the server has.
///
/// # Errors
/// The database, or a disk that does not say.
pub async fn view(app: &App, commune_id: Uuid) -> AppResult<StorageView> {
    let db = app.db.read.pool();
    let mut used = usage::usage(db, commune_id).await?;
    used.sort_by_key(|used| (-used.bytes, used.unit_id));
    let ids: Vec<Uuid> = used.iter().map(|used| used.unit_id).collect();
    let mut names = names::units(db, &ids).await?;
    let Settings { unit_quota_mb, commune_quota_mb, .. } = settings::of(db, commune_id).await?;
    let disk = app.disk.clone();
    let free = web::block(move || disk.free()).await??;
    let signed = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    Ok(StorageView {
        bytes: used.iter().map(|used| used.bytes).sum(),
        unit_quota_mb,
        commune_quota_mb,
        units: used
            .into_iter()
            .map(|used| UnitStorage {
                name: names.remove(&used.unit_id).unwrap_or_default(),
                unit_id: used.unit_id.into(),
                files: used.files,
                bytes: used.bytes,
            })
            .collect(),
        free_bytes: signed(free),
        floor_bytes: signed(app.disk.floor()),
    })
}

/// Makes sure that a file of `bytes` fits. Files of the person and the unit that have waited a day
/// to be attached make room for it.
///
/// # Errors
/// 507 `quota_exceeded`, or the database.
pub async fn ensure(work: &UnitOfWork, person: &Person, bytes: i64) -> AppResult<()> {
    let error = match QuotaUsage::of(&work.tx, person).await?.admit(bytes) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let deleted = usage::delete_expired(&work.tx, person, work.now - UNATTACHED_GRACE).await?;
    if deleted.is_empty() {
        return Err(error);
    }
    work.audit(Some(&deleted), None::<&Attachment>);
    QuotaUsage::of(&work.tx, person).await?.admit(bytes)
}
