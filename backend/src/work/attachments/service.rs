//! What is taken as evidence, and who may see it.

use std::io::Write;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, SizedStream};
use actix_web::web;
use chrono::NaiveDate;
use futures_util::stream;
use shared::ErrorCode;
use shared::dto::work::attachment::AttachmentView;
use shared::id::AttachmentId;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::form::Upload;
use super::picture::{self, PictureError, Prepared};
use super::repo::Attachment;
use super::sniff::{Media, safe_file_name, sniff};
use super::{pdf, quota, repo, sound};
use crate::platform::access::actor::{Person, Scope};
use crate::platform::app::App;
use crate::platform::audit::redact;
use crate::platform::error::{AppError, AppResult};
use crate::platform::evidence::spool::Spooled;
use crate::platform::evidence::store::Store;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// So much of a file is in memory while it is sent.
const CHUNK: u64 = 64 * 1024;

/// A file that has been inspected. It lies on the disk without a name, and is gone again
/// unless a row is made of it.
#[derive(Debug)]
pub struct PreparedFile {
    id: Option<AttachmentId>,
    file_name: String,
    media_type: &'static str,
    source_sha256: String,
    content: Spooled,
    picture: Option<PreparedPicture>,
    captured_on: Option<NaiveDate>,
}

#[derive(Debug)]
struct PreparedPicture {
    thumbnail: Spooled,
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

/// A place among the files that are received at a time, where the disk has room for one.
///
/// # Errors
/// 507 where the disk is full, 503 where too many arrive at a time.
pub async fn admit(app: &App) -> AppResult<OwnedSemaphorePermit> {
    let disk = app.disk.clone();
    web::block(move || disk.admit_file()).await??;
    app.decode_slots.reserve()
}

/// Looks into a file when its turn comes; a picture is written anew.
///
/// # Errors
/// 415 for a kind that is not taken, a field error for a damaged file.
pub async fn prepare(app: &App, upload: Upload) -> AppResult<PreparedFile> {
    let store = app.store.clone();
    app.decode_slots.run(move || inspect(&store, upload)).await
}

fn inspect(store: &Store, upload: Upload) -> AppResult<PreparedFile> {
    let bytes = upload.content.read()?;
    let media = sniff(&bytes).ok_or(ErrorCode::UnsupportedMedia)?;
    let mut prepared = PreparedFile {
        id: upload.id.map(Into::into),
        file_name: safe_file_name(&upload.file_name),
        media_type: media.media_type(),
        source_sha256: upload.content.sha256().to_owned(),
        content: upload.content,
        picture: None,
        captured_on: upload.captured_on,
    };
    if !media.is_picture() {
        return if is_whole(media, &bytes) { Ok(prepared) } else { Err(damaged()) };
    }
    let mut written = store.spool()?;
    let Prepared { media_type, width, height, thumbnail } =
        picture::prepare(bytes, &mut written).map_err(refusal)?;
    let mut small = store.spool()?;
    small.write_all(&thumbnail)?;
    prepared.media_type = media_type;
    prepared.content = written.finish()?;
    prepared.picture = Some(PreparedPicture { thumbnail: small.finish()?, width, height });
    Ok(prepared)
}

/// Whether a file that is kept as it came holds together; an office document has shown it.
fn is_whole(media: Media, bytes: &[u8]) -> bool {
    match media {
        Media::Pdf => pdf::is_whole(bytes),
        Media::Mp3 => sound::is_whole(bytes),
        _ => true,
    }
}

fn damaged() -> AppError {
    let words = "Tệp bị hỏng hoặc không trọn vẹn. Hãy mở, lưu lại rồi tải lên.";
    AppError::field("file", "damaged", words)
}

fn refusal(error: PictureError) -> AppError {
    match error {
        PictureError::Unsupported => ErrorCode::UnsupportedMedia.into(),
        PictureError::TooLarge => {
            let words =
                "Ảnh quá lớn để xử lý. Hãy thu nhỏ ảnh (cạnh dài 2.048 điểm ảnh) rồi gửi lại.";
            AppError::field("file", "too_many_pixels", words)
        }
        PictureError::Damaged => {
            AppError::field("file", "damaged", "Ảnh bị hỏng hoặc không trọn vẹn.")
        }
        PictureError::Unwritable(kind) => std::io::Error::from(kind).into(),
    }
}

/// Keeps a file and makes its row. The same file under the same id is answered as at first.
///
/// # Errors
/// 409 when the id is another file's; what the disk answers.
pub async fn create(
    app: &App,
    work: &UnitOfWork,
    person: &Person,
    prepared: PreparedFile,
) -> AppResult<Outcome<AttachmentView>> {
    if let Some(id) = prepared.id
        && let Some(row) = repo::any(&work.tx, id).await?
    {
        let same = row.commune_id == person.commune_id
            && row.uploader_id == person.user_id
            && row.source_sha256 == prepared.source_sha256;
        return if same { Ok(outcome(row)) } else { Err(ErrorCode::Conflict.into()) };
    }
    let size = i64::try_from(prepared.content.size()).unwrap_or(i64::MAX);
    quota::ensure(work, person, size).await?;
    let side =
        |pixels: fn(&PreparedPicture) -> u32| prepared.picture.as_ref().map(|p| pixels(p).into());
    let mut row = Attachment {
        id: prepared.id.map_or_else(|| work.new_id(), Into::into),
        commune_id: person.commune_id,
        uploader_id: person.user_id,
        unit_id: person.unit_id,
        width: side(|picture| picture.width),
        height: side(|picture| picture.height),
        file_name: prepared.file_name,
        media_type: prepared.media_type.to_owned(),
        size,
        source_sha256: prepared.source_sha256,
        sha256: String::new(),
        thumbnail_sha256: None,
        captured_on: prepared.captured_on,
        attached: false,
        sent: false,
        created_at: work.now,
    };
    // Named only now that nothing refuses it any more: what was refused leaves nothing behind.
    let (store, content, picture) = (app.store.clone(), prepared.content, prepared.picture);
    (row.sha256, row.thumbnail_sha256) = web::block(move || -> std::io::Result<_> {
        let thumbnail = picture.map(|picture| store.store(&picture.thumbnail)).transpose()?;
        Ok((store.store(&content)?, thumbnail))
    })
    .await??;
    repo::insert(&work.tx, &row).await?;
    work.audit(None::<&()>, Some(&redact::file(&row)));
    Ok(outcome(row))
}

fn outcome(row: Attachment) -> Outcome<AttachmentView> {
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
    id: AttachmentId,
) -> AppResult<Content> {
    let row = repo::find(&app.db.read, scope, viewer.map(|person| person.user_id.into()), id)
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
    id: AttachmentId,
) -> AppResult<Content> {
    let row = repo::find(&app.db.read, scope, viewer.map(|person| person.user_id.into()), id)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    let stem = row.file_name.rsplit_once('.').map_or(row.file_name.as_str(), |(stem, _)| stem);
    Ok(Content {
        file_name: format!("{stem}.jpg"),
        media_type: Media::Jpeg.media_type().to_owned(),
        sha256: row.thumbnail_sha256.ok_or(ErrorCode::NotFound)?,
    })
}

/// The bytes of a kept file, read piece by piece as they are sent.
///
/// # Errors
/// When the disk does not give them.
pub async fn body(app: &App, sha256: String) -> AppResult<BoxBody> {
    let (store, hash) = (app.store.clone(), sha256.clone());
    let length = web::block(move || store.length(&hash)).await??;
    let store = app.store.clone();
    let pieces = stream::try_unfold(0, move |offset| {
        let (store, hash) = (store.clone(), sha256.clone());
        async move { chunk(store, hash, offset, length).await }
    });
    Ok(SizedStream::new(length, pieces).boxed())
}

/// The piece at `offset`, and where the next one begins.
async fn chunk(
    store: Arc<Store>,
    sha256: String,
    offset: u64,
    length: u64,
) -> std::io::Result<Option<(web::Bytes, u64)>> {
    if offset >= length {
        return Ok(None);
    }
    let part = web::block(move || store.read_part(&sha256, offset, CHUNK)).await;
    let part = part.map_err(std::io::Error::other)??;
    // A file that has become shorter ends the answer instead of going round for ever.
    if part.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    let next = offset + part.len() as u64;
    Ok(Some((web::Bytes::from(part), next)))
}

/// Whether `person` may attach all of `ids`: files of the commune that the person or the
/// unit has uploaded.
///
/// # Errors
/// The database.
pub async fn may_attach(
    work: &UnitOfWork,
    person: &Person,
    ids: &[AttachmentId],
) -> AppResult<bool> {
    let rows = repo::by_ids(&work.tx, ids).await?;
    Ok(ids.iter().all(|id| rows.get(id).is_some_and(|row| is_own(row, person))))
}

/// Marks files as attached; those that are so already stay so.
///
/// # Errors
/// A field error `attachments` unless all of them are [`may_attach`].
pub async fn attach(work: &UnitOfWork, person: &Person, ids: &[AttachmentId]) -> AppResult<()> {
    let rows = repo::by_ids(&work.tx, ids).await?;
    let own = |id: &AttachmentId| rows.get(id).is_some_and(|row| is_own(row, person));
    if !ids.iter().all(own) {
        return Err(AppError::field("attachments", "unknown", "Có tệp không tồn tại."));
    }
    let loose: Vec<Uuid> = rows.values().filter(|row| !row.attached).map(|row| row.id).collect();
    repo::mark_attached(&work.tx, &loose).await?;
    for before in rows.values().filter(|row| !row.attached) {
        let after = Attachment { attached: true, ..before.clone() };
        work.audit(Some(&redact::file(before)), Some(&redact::file(&after)));
    }
    Ok(())
}

fn is_own(row: &Attachment, person: &Person) -> bool {
    row.commune_id == person.commune_id
        && (row.uploader_id == person.user_id || (row.attached && row.unit_id == person.unit_id))
}
