//! HTTP of evidence.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use shared::dto::operations::storage::StorageView;
use shared::dto::work::attachment::AttachmentView;
use shared::id::AttachmentId;

use super::form::{self, UploadForm};
use super::quota;
use super::service::{self, Content};
use crate::platform::access::{Permit, PersonPermit, can};
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::http::query::Path;
use crate::platform::http::read::is_not_modified;
use crate::platform::http::write::WriteContext;
use crate::platform::http::{Reply, list as listed};
use crate::platform::unit_of_work::{replayed, write};

/// Uploads a file of evidence.
///
/// JPEG, PNG, WebP, PDF, DOCX, XLSX or MP3 of at most 10 MB. Pictures are written anew, upright and
/// without place and camera. A file belongs to nothing until a report or comment names it, and is
/// removed after 7 days if none does. 415 for other kinds, 413 for larger files, 422 for damaged
/// ones or another SHA-256 than announced; 507 with the code `quota_exceeded` when the unit has
/// used up its room.
///
/// For every role but the administrator.
#[utoipa::path(tag = "attachments", operation_id = "upload_attachment",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The file as it is kept", body = AttachmentView),
        (status = 415, description = "A kind of file that is not taken")))]
#[post("/api/v1/attachments")]
pub async fn upload(
    app: web::Data<App>,
    permit: PersonPermit<can::AttachmentWrite>,
    request: HttpRequest,
    payload: web::Payload,
) -> AppResult<Reply> {
    let _place = service::admit(&app).await?;
    let upload = form::read(&request, payload, &app.store).await?;
    let context = WriteContext::of(&request, upload.fingerprint().as_bytes())?;
    // One that comes again is not looked into again.
    if let Some(reply) = replayed(&app, &permit.person, &context).await? {
        return Ok(reply);
    }
    quota::check_before_decoding(
        app.db.read.pool(),
        &permit.person,
        upload.content.size(),
        app.clock.now(),
    )
    .await?;
    let ready = service::prepare(&app, upload).await?;
    write(&app, &permit, &context, "attachment.upload", async |work| {
        service::create(&app, work, &permit.person, ready).await
    })
    .await
}

/// Downloads a file.
///
/// Pictures are shown, everything else is a download (`Content-Disposition`). A file that belongs
/// to a report is readable in the commune once the report was sent, before that in its unit alone.
/// The ETag is the SHA-256; a file never changes.
///
/// For every role but the administrator.
#[utoipa::path(tag = "attachments", operation_id = "download_attachment",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The bytes", content(
        ("image/jpeg"), ("image/png"), ("image/webp"), ("application/pdf"), ("audio/mpeg"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 304, description = "As it was when last read")))]
#[get("/api/v1/attachments/{id}")]
pub async fn read(
    app: web::Data<App>,
    permit: Permit<can::AttachmentRead>,
    request: HttpRequest,
    id: Path<AttachmentId>,
) -> AppResult<HttpResponse> {
    let content = service::find(&app, permit.scope, permit.viewer(), id.0).await?;
    answer(&app, &request, content).await
}

/// Downloads a small JPEG of a picture.
///
/// 404 for files that are no pictures.
///
/// For every role but the administrator.
#[utoipa::path(tag = "attachments", operation_id = "download_thumbnail",
    params(("id" = Uuid, Path, description = "The picture")),
    responses((status = 200, description = "The bytes", content_type = "image/jpeg"),
        (status = 304, description = "As it was when last read")))]
#[get("/api/v1/attachments/{id}/thumbnail")]
pub async fn thumbnail(
    app: web::Data<App>,
    permit: Permit<can::AttachmentRead>,
    request: HttpRequest,
    id: Path<AttachmentId>,
) -> AppResult<HttpResponse> {
    let content = service::find_thumbnail(&app, permit.scope, permit.viewer(), id.0).await?;
    answer(&app, &request, content).await
}

/// Reads what each unit keeps in files.
///
/// The largest first, with what is allowed and what room the server has.
///
/// For the administrator and the chairman.
#[utoipa::path(tag = "settings", operation_id = "read_storage",
    responses((status = 200, description = "Units by what they keep, the largest first", body = StorageView)))]
#[get("/api/v1/storage")]
pub async fn storage(
    app: web::Data<App>,
    permit: Permit<can::SettingsRead>,
) -> AppResult<HttpResponse> {
    Ok(listed(&quota::view(&app, permit.scope.commune_id).await?))
}

async fn answer(
    app: &web::Data<App>,
    request: &HttpRequest,
    content: Content,
) -> AppResult<HttpResponse> {
    let etag = format!("\"{}\"", content.sha256);
    let is_picture = content.media_type.starts_with("image/");
    let seen = is_not_modified(request, &etag);
    let mut response = if seen { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, if is_picture { "private, no-cache" } else { "no-store" }))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"));
    if seen {
        return Ok(response.finish());
    }
    let disposition = disposition(is_picture, &content.file_name);
    let body = service::body(app, content.sha256).await?;
    Ok(response
        .insert_header((CONTENT_TYPE, content.media_type))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(body))
}

/// RFC 6266 with the name once plain and once as RFC 5987 has it.
fn disposition(is_picture: bool, name: &str) -> String {
    let how = if is_picture { "inline" } else { "attachment" };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let plain: String =
        name.chars().map(|c| if is_plain(c) || c == ' ' { c } else { '_' }).collect();
    let full: String = name
        .bytes()
        .map(|byte| match char::from(byte) {
            c if is_plain(c) => c.to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn disposition_of_name_with_quotes_or_line_breaks_is_escaped() {
        assert_eq!(
            disposition(true, "họp \"thôn\".jpg"),
            "inline; filename=\"h_p _th_n_.jpg\"; filename*=UTF-8''h%E1%BB%8Dp%20%22th%C3%B4n%22.jpg"
        );
        assert!(disposition(false, "a\r\nb").starts_with("attachment; filename=\"a__b\""));
    }
}
