//! The form of an upload: its parts, read within limits.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use chrono::NaiveDate;
use futures_util::StreamExt;
use shared::ErrorCode;
use shared::validate::Checks;
use uuid::Uuid;

use super::store::sha256;
use crate::error::{AppError, AppResult};

/// A file has at most this many bytes.
pub const MAX_FILE: usize = 10 * 1024 * 1024;
/// A file that is too large is read so far, for the answer to arrive.
const MAX_READ: usize = 4 * MAX_FILE;
/// The small fields.
const MAX_WORD: usize = 4096;

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

/// An upload that has arrived.
#[derive(Debug)]
pub struct Upload {
    /// The id the client made.
    pub id: Option<Uuid>,
    /// The name as it came.
    pub file_name: String,
    /// The content.
    pub bytes: Vec<u8>,
    /// SHA-256 of the content.
    pub sha256: String,
    /// The day the picture was taken.
    pub captured_on: Option<NaiveDate>,
}

impl Upload {
    /// What makes two uploads the same: the content by its hash, and what is said of it.
    #[must_use]
    pub fn identity(&self) -> String {
        let Self { id, file_name, sha256, captured_on, .. } = self;
        format!("{sha256} {id:?} {captured_on:?} {file_name}")
    }
}

/// The parts as they come.
#[derive(Default)]
struct Parts {
    id: Option<String>,
    captured_on: Option<String>,
    sha256: Option<String>,
    file: Option<(String, Vec<u8>)>,
}

/// Reads the form to its end.
///
/// # Errors
/// 400 when it is no such form, 413 when the file is too large, field errors.
pub async fn read(request: &HttpRequest, payload: Payload) -> AppResult<Upload> {
    let mut form = Multipart::new(request.headers(), payload);
    let mut parts = Parts::default();
    let mut room = MAX_READ;
    let mut too_large = false;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(malformed)?;
        let name = field.name().unwrap_or_default().to_owned();
        let limit = if name == "file" { MAX_FILE } else { MAX_WORD };
        let file_name = file_name(&field);
        let bytes = drain(&mut field, limit, &mut room).await?;
        let Some(bytes) = bytes else {
            too_large = true;
            continue;
        };
        match name.as_str() {
            "file" => parts.file = Some((file_name, bytes)),
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
        let (file_name, bytes) = self.file.unwrap_or_default();
        checks.ensure(!bytes.is_empty(), "file", "required", "Chưa có tệp, hoặc tệp rỗng.");
        let found = sha256(&bytes);
        if let Some(expected) = given(self.sha256) {
            let same = expected.eq_ignore_ascii_case(&found);
            let message = "Tệp nhận được không trọn vẹn. Hãy gửi lại.";
            checks.ensure(same, "sha256", "mismatch", message);
        }
        checks.finish()?;
        Ok(Upload { id, file_name, bytes, sha256: found, captured_on })
    }
}

/// The bytes of a field; `None` when they are more than `limit`. Whatever all fields hold
/// beyond `room` is not even read.
async fn drain(field: &mut Field, limit: usize, room: &mut usize) -> AppResult<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(malformed)?;
        *room = room.checked_sub(chunk.len()).ok_or(ErrorCode::PayloadTooLarge)?;
        fits = fits && bytes.len() + chunk.len() <= limit;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
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
