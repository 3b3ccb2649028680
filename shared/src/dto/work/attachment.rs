//! Files of evidence.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::AttachmentId;

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentView {
    /// The id.
    pub id: AttachmentId,
    /// The name it came with, made safe.
    pub file_name: String,
    /// The sniffed type, e.g. `image/jpeg`.
    pub media_type: String,
    /// Bytes as stored.
    pub size: i64,
    /// SHA-256 of the bytes as received, hex: by it a client knows its file has arrived whole.
    pub source_sha256: String,
    /// SHA-256 of the bytes as stored (re-encoded), hex.
    pub sha256: String,
    /// Pixels, for pictures.
    pub width: Option<i64>,
    /// Pixels, for pictures.
    pub height: Option<i64>,
    /// The day the picture was taken, as the device said.
    pub captured_on: Option<NaiveDate>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
}

impl AttachmentView {
    /// Whether it can be shown as a picture.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        self.media_type.starts_with("image/")
    }
}
