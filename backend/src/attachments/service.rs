//! What is taken as evidence, and who may see it.

use actix_web::web;
use chrono::NaiveDate;
use shared::ErrorCode;
use shared::dto::attachment::AttachmentView;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::form::Upload;
use super::picture::{self, PictureError, Prepared};
use super::repo;
use super::sniff::{Media, safe_file_name, sniff};
use super::store::Store;
use crate::app::App;
use crate::audit::redact;
use crate::db::entity::attachment;
use crate::db::{Outcome, Work};
use crate::error::{AppError, AppResult};
use crate::http::actor::{Person, Scope};

/// Pictures decoded at a time: each may take some hundred megabytes.
static DECODERS: Semaphore = Semaphore::const_new(2);

/// A file whose bytes are kept, and that has no row yet.
#[derive(Debug)]
pub struct Kept {
    id: Option<Uuid>,
    file_name: String,
    media_type: &'static str,
    size: usize,
    source_sha256: String,
    sha256: String,
    picture: Option<KeptPicture>,
    captured_on: Option<NaiveDate>,
}

#[derive(Debug)]
struct KeptPicture {
    thumbnail_sha256: String,
    width: u32,
    height: u32,
}

/// What is to be given back.
#[derive(Debug)]
pub struct Content {
    /// Its name.
    pub file_name: String,
    /// Its type.
    pub media_type: String,
    /// Where it lies.
    pub sha256: String,
}

/// Looks at the bytes and keeps them. A row that is never made leaves bytes that nobody sees.
///
/// # Errors
/// 415 for a kind that is not taken, a field error for a damaged picture.
pub async fn keep(app: &App, upload: Upload) -> AppResult<Kept> {
    let media = sniff(&upload.bytes).ok_or(ErrorCode::UnsupportedMedia)?;
    let _turn = if media.is_picture() {
        let turn = DECODERS.acquire().await;
        Some(turn.map_err(|error| AppError::Internal(error.to_string()))?)
    } else {
        None
    };
    let store = app.store.clone();
    web::block(move || store_upload(&store, media, upload)).await?
}

fn store_upload(store: &Store, media: Media, upload: Upload) -> AppResult<Kept> {
    let mut kept = Kept {
        id: upload.id,
        file_name: safe_file_name(&upload.file_name),
        media_type: media.media_type(),
        size: upload.bytes.len(),
        sha256: upload.sha256.clone(),
        source_sha256: upload.sha256,
        picture: None,
        captured_on: upload.captured_on,
    };
    if !media.is_picture() {
        store.put(&upload.bytes)?;
        return Ok(kept);
    }
    let Prepared { bytes, media_type, width, height, thumbnail } =
        picture::prepare(&upload.bytes).map_err(refusal)?;
    kept.media_type = media_type;
    kept.size = bytes.len();
    kept.sha256 = store.put(&bytes)?;
    let thumbnail_sha256 = store.put(&thumbnail)?;
    kept.picture = Some(KeptPicture { thumbnail_sha256, width, height });
    Ok(kept)
}

fn refusal(error: PictureError) -> AppError {
    match error {
        PictureError::Unsupported => ErrorCode::UnsupportedMedia.into(),
        PictureError::TooLarge => {
            AppError::field("file", "too_many_pixels", "Ảnh có quá nhiều điểm ảnh.")
        }
        PictureError::Damaged => {
            AppError::field("file", "damaged", "Ảnh bị hỏng hoặc không trọn vẹn.")
        }
        PictureError::Unwritable => AppError::Internal(error.to_string()),
    }
}

/// Makes the row of a kept file. The same file under the same id is answered as at first.
///
/// # Errors
/// 409 when the id is another file's.
pub async fn create(
    work: &Work,
    person: &Person,
    kept: Kept,
) -> AppResult<Outcome<AttachmentView>> {
    if let Some(id) = kept.id
        && let Some(row) = repo::any(&work.tx, id).await?
    {
        let same = row.commune_id == person.commune_id
            && row.uploader_id == person.user_id
            && row.source_sha256 == kept.source_sha256;
        return if same { Ok(outcome(row)) } else { Err(ErrorCode::Conflict.into()) };
    }
    let side = |pixels: fn(&KeptPicture) -> u32| kept.picture.as_ref().map(|p| pixels(p).into());
    let row = attachment::Model {
        id: kept.id.unwrap_or_else(|| work.new_id()),
        commune_id: person.commune_id,
        uploader_id: person.user_id,
        unit_id: person.unit_id,
        width: side(|picture| picture.width),
        height: side(|picture| picture.height),
        file_name: kept.file_name,
        media_type: kept.media_type.to_owned(),
        size: i64::try_from(kept.size).unwrap_or(i64::MAX),
        source_sha256: kept.source_sha256,
        sha256: kept.sha256,
        thumbnail_sha256: kept.picture.map(|picture| picture.thumbnail_sha256),
        captured_on: kept.captured_on,
        attached: false,
        sent: false,
        created_at: work.now,
    };
    repo::insert(&work.tx, &row).await?;
    work.audit(None::<&()>, Some(&redact::file(&row)));
    Ok(outcome(row))
}

fn outcome(row: attachment::Model) -> Outcome<AttachmentView> {
    let id = row.id;
    Outcome { status: 201, version: None, body: Some(repo::view(row)), object: ("attachment", id) }
}

/// A file that `viewer` may see within `scope`.
///
/// # Errors
/// 404 when there is none.
pub async fn find(
    app: &App,
    scope: Scope,
    viewer: Option<&Person>,
    id: Uuid,
) -> AppResult<Content> {
    let row = repo::find(&app.db.read, scope, viewer.map(|person| person.user_id), id)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    Ok(Content { file_name: row.file_name, media_type: row.media_type, sha256: row.sha256 })
}

/// The thumbnail of a picture that `viewer` may see within `scope`.
///
/// # Errors
/// 404 when there is none.
pub async fn find_thumbnail(
    app: &App,
    scope: Scope,
    viewer: Option<&Person>,
    id: Uuid,
) -> AppResult<Content> {
    let row = repo::find(&app.db.read, scope, viewer.map(|person| person.user_id), id)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    let stem = row.file_name.rsplit_once('.').map_or(row.file_name.as_str(), |(stem, _)| stem);
    Ok(Content {
        file_name: format!("{stem}.jpg"),
        media_type: Media::Jpeg.media_type().to_owned(),
        sha256: row.thumbnail_sha256.ok_or(ErrorCode::NotFound)?,
    })
}

/// The bytes of a kept file.
///
/// # Errors
/// When the disk does not give them.
pub async fn bytes(app: &App, sha256: String) -> AppResult<Vec<u8>> {
    let store = app.store.clone();
    Ok(web::block(move || store.read(&sha256)).await??)
}

/// Whether `person` may attach all of `ids`: files of the commune that the person or the
/// unit has uploaded.
///
/// # Errors
/// The database.
pub async fn usable(work: &Work, person: &Person, ids: &[Uuid]) -> AppResult<bool> {
    let rows = repo::by_ids(&work.tx, ids).await?;
    Ok(ids.iter().all(|id| rows.get(id).is_some_and(|row| is_own(row, person))))
}

/// Marks files as attached; those that are so already stay so.
///
/// # Errors
/// A field error `attachments` unless all of them are [`usable`].
pub async fn attach(work: &Work, person: &Person, ids: &[Uuid]) -> AppResult<()> {
    let rows = repo::by_ids(&work.tx, ids).await?;
    let own = |id: &Uuid| rows.get(id).is_some_and(|row| is_own(row, person));
    if !ids.iter().all(own) {
        return Err(AppError::field("attachments", "unknown", "Có tệp không tồn tại."));
    }
    let loose: Vec<Uuid> = rows.values().filter(|row| !row.attached).map(|row| row.id).collect();
    repo::mark_attached(&work.tx, &loose).await?;
    for before in rows.values().filter(|row| !row.attached) {
        let after = attachment::Model { attached: true, ..before.clone() };
        work.audit(Some(&redact::file(before)), Some(&redact::file(&after)));
    }
    Ok(())
}

fn is_own(row: &attachment::Model, person: &Person) -> bool {
    row.commune_id == person.commune_id
        && (row.uploader_id == person.user_id || (row.attached && row.unit_id == person.unit_id))
}
