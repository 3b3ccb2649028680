//! The form of an upload: its parts, read within limits.

use std::io::Write;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::web::{self, Payload};
use chrono::NaiveDate;
use futures_util::StreamExt;
use shared::ErrorCode;
use shared::validate::Checks;
use uuid::Uuid;

use crate::platform::error::{AppError, AppResult};
use crate::platform::evidence::spool::{Spool, Spooled};
use crate::platform::evidence::store::Store;

/// A file has at most this many bytes.
pub const MAX_FILE: usize = 10 * 1024 * 1024;
/// A file that is too large is read so far, for the answer to arrive.
const MAX_READ: usize = 4 * MAX_FILE;
/// The small fields.
const MAX_WORD: usize = 4096;
/// So much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// The upload as it is documented.
#[derive(Debug, utoipa::ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct UploadForm {
    /// The file: JPEG, PNG, WebP, PDF, DOCX, XLSX or MP3 of at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// The id, made by the client (UUIDv7) or left out.
    pub id: Option<Uuid>,
    /// The day the picture was taken.
    pub captured_on: Option<NaiveDate>,
    /// SHA-256 of the file in hex: what arrives otherwise is refused.
    pub sha256: Option<String>,
}

/// An upload that has arrived; its content lies on the disk.
#[derive(Debug)]
pub struct Upload {
    /// The id the client made.
    pub id: Option<Uuid>,
    /// The name as it came.
    pub file_name: String,
    /// The content.
    pub content: Spooled,
    /// The day the picture was taken.
    pub captured_on: Option<NaiveDate>,
}

impl Upload {
    /// What makes two uploads the same: the content by its hash, and what is said of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Self { id, file_name, content, captured_on } = self;
        let sha256 = content.sha256();
        format!("{sha256} {id:?} {captured_on:?} {file_name}")
    }
}

/// The parts as they come.
#[derive(Default)]
struct Parts {
    id: Option<String>,
    captured_on: Option<String>,
    sha256: Option<String>,
    file: Option<(String, Spooled)>,
}

/// Reads the form to its end, its file into `store`.
///
/// # Errors
/// 400 when it is no such form, 413 when the file is too large, field errors.
pub async fn read(request: &HttpRequest, payload: Payload, store: &Store) -> AppResult<Upload> {
    let mut form = Multipart::new(request.headers(), payload);
    let mut parts = Parts::default();
    let mut room = MAX_READ;
    let mut too_large = false;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(malformed)?;
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = file_name(&field);
            match receive(&mut field, store, &mut room).await? {
                Some(content) => parts.file = Some((file_name, content)),
                None => too_large = true,
            }
            continue;
        }
        let Some(bytes) = read_small_field(&mut field, &mut room).await? else {
            too_large = true;
            continue;
        };
        match name.as_str() {
            "id" => parts.id = Some(word(bytes)?),
            "captured_on" => parts.captured_on = Some(word(bytes)?),
            "sha256" => parts.sha256 = Some(word(bytes)?),
            _ => {}
        }
    }
    if too_large {
        return Err(ErrorCode::PayloadTooLarge.into());
    }
    parts.check()
}

impl Parts {
    fn check(self) -> AppResult<Upload> {
        let mut checks = Checks::new();
        let given = |word: Option<String>| word.filter(|word| !word.is_empty());
        let id = given(self.id).and_then(|word| {
            let id = word.parse().ok();
            checks.ensure(id.is_some(), "id", "invalid", "Mã không hợp lệ.");
            id
        });
        let captured_on = given(self.captured_on).and_then(|word| {
            let day = word.parse().ok();
            let message = "Ngày phải có dạng NNNN-TT-NN, ví dụ 2026-11-20.";
            checks.ensure(day.is_some(), "captured_on", "invalid", message);
            day
        });
        let file = self.file.filter(|(_, content)| content.size() > 0);
        checks.ensure(file.is_some(), "file", "required", "Chưa có tệp, hoặc tệp rỗng.");
        if let (Some(expected), Some((_, content))) = (given(self.sha256), &file) {
            let same = expected.eq_ignore_ascii_case(content.sha256());
            let message = "Tệp nhận được không trọn vẹn. Hãy gửi lại.";
            checks.ensure(same, "sha256", "mismatch", message);
        }
        checks.finish()?;
        let (file_name, content) = file.ok_or(ErrorCode::Validation)?;
        Ok(Upload { id, file_name, content, captured_on })
    }
}

/// The bytes of a small field; `None` when they are too many. Whatever all fields hold beyond
/// `room` is not even read.
async fn read_small_field(field: &mut Field, room: &mut usize) -> AppResult<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(malformed)?;
        *room = room.checked_sub(chunk.len()).ok_or(ErrorCode::PayloadTooLarge)?;
        fits = fits && bytes.len() + chunk.len() <= MAX_WORD;
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(fits.then_some(bytes))
}

/// The file, piece by piece onto the disk; `None` when it is too large.
async fn receive(field: &mut Field, store: &Store, room: &mut usize) -> AppResult<Option<Spooled>> {
    let begun = store.clone();
    let mut spool = Some(web::block(move || begun.spool()).await??);
    let mut chunk_buffer = Vec::new();
    let mut size = 0;
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(malformed)?;
        *room = room.checked_sub(chunk.len()).ok_or(ErrorCode::PayloadTooLarge)?;
        size += chunk.len();
        if size > MAX_FILE {
            // Read on for the answer to arrive, but kept no longer.
            spool = None;
            chunk_buffer = Vec::new();
            continue;
        }
        chunk_buffer.extend_from_slice(&chunk);
        if chunk_buffer.len() >= CHUNK
            && let Some(open) = spool.take()
        {
            let (open, emptied) = web::block(move || append(open, chunk_buffer)).await??;
            (spool, chunk_buffer) = (Some(open), emptied);
        }
    }
    let Some(open) = spool else { return Ok(None) };
    let finished = web::block(move || append(open, chunk_buffer)?.0.finish()).await??;
    Ok(Some(finished))
}

fn append(mut spool: Spool, mut chunk_buffer: Vec<u8>) -> std::io::Result<(Spool, Vec<u8>)> {
    spool.write_all(&chunk_buffer)?;
    chunk_buffer.clear();
    Ok((spool, chunk_buffer))
}

fn file_name(field: &Field) -> String {
    let Some(disposition) = field.content_disposition() else {
        return String::new();
    };
    let extended =
        disposition.get_filename_ext().and_then(|name| String::from_utf8(name.value.clone()).ok());
    extended.or_else(|| disposition.get_filename().map(str::to_owned)).unwrap_or_default()
}

fn word(bytes: Vec<u8>) -> AppResult<String> {
    String::from_utf8(bytes)
        .map(|word| word.trim().to_owned())
        .map_err(|error| AppError::Code(ErrorCode::MalformedBody, Some(error.to_string())))
}

fn malformed(error: actix_multipart::MultipartError) -> AppError {
    AppError::Code(ErrorCode::MalformedBody, Some(error.to_string()))
}
