//! Errors as both sides know them: a stable code, and messages by field (RFC 9457).

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:tt, $status:literal, $title:literal;)*) => {
        /// A stable error code; the user interface translates it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode { $($(#[$doc])* #[serde(rename = $word)] $variant),* }

        impl ErrorCode {
            /// The transmitted word.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $word),* } }
            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),* } }
            /// A short sentence in Vietnamese.
            #[must_use]
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title),* } }
        }
    };
}

codes! {
    /// The body is not JSON of the expected shape.
    MalformedBody = "malformed_body", 400, "Nội dung gửi lên không đúng định dạng.";
    /// A token was asked for by another grant than client credentials.
    UnsupportedGrantType = "unsupported_grant_type", 400, "Chỉ nhận grant_type=client_credentials.";
    /// A query parameter cannot be read.
    MalformedQuery = "malformed_query", 400, "Tham số không hợp lệ.";
    /// A cursor does not belong to this list.
    InvalidCursor = "invalid_cursor", 400, "Dấu trang không hợp lệ.";
    /// No login, or one that has ended.
    Unauthenticated = "unauthenticated", 401, "Chưa đăng nhập hoặc phiên đã hết hạn.";
    /// User name or password is wrong.
    InvalidCredentials = "invalid_credentials", 401, "Tên đăng nhập hoặc mật khẩu không đúng.";
    /// The password is right, and a code from the phone is needed beside it.
    SecondFactorRequired = "second_factor_required", 401, "Nhập mã xác thực trên điện thoại.";
    /// The role asks for a second factor, and there is none yet.
    SecondFactorMissing = "second_factor_missing", 403, "Vai trò này phải bật xác thực hai bước trước.";
    /// Allowed for others, not for this actor.
    Forbidden = "forbidden", 403, "Không có quyền thực hiện việc này.";
    /// A cookie-borne write from another origin.
    CrossOrigin = "cross_origin", 403, "Yêu cầu không xuất phát từ trang này.";
    /// Nothing there, or out of scope.
    NotFound = "not_found", 404, "Không tìm thấy.";
    /// The path knows other methods.
    MethodNotAllowed = "method_not_allowed", 405, "Phương thức không được hỗ trợ.";
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout", 408, "Nội dung gửi lên quá chậm. Hãy thử lại.";
    /// The row is in a state that does not allow this.
    WrongState = "wrong_state", 409, "Trạng thái hiện tại không cho phép việc này.";
    /// Another request for a later deadline still waits.
    ExtensionOpen = "extension_open", 409, "Đang có một đề nghị gia hạn chờ giải quyết.";
    /// The assignment has had all the extensions it may have.
    ExtensionLimit = "extension_limit", 409, "Việc này đã gia hạn đủ số lần cho phép.";
    /// It exists already.
    Conflict = "conflict", 409, "Đã tồn tại.";
    /// A request with the same Idempotency-Key is still running.
    IdempotencyInFlight = "idempotency_in_flight", 409, "Yêu cầu trước đang được xử lý.";
    /// The row has changed since it was read.
    StaleVersion = "stale_version", 412, "Dữ liệu đã được người khác thay đổi. Hãy tải lại.";
    /// Too large.
    PayloadTooLarge = "payload_too_large", 413, "Tệp hoặc nội dung quá lớn.";
    /// A file type that is not taken.
    UnsupportedMedia = "unsupported_media", 415, "Loại tệp không được hỗ trợ.";
    /// More rows fit than one file takes.
    TooManyRows = "too_many_rows", 422, "Quá nhiều dòng cho một tệp. Hãy lọc bớt rồi xuất lại.";
    /// Some fields are wrong; see `errors`.
    Validation = "validation", 422, "Có thông tin chưa đúng.";
    /// The key was used with another body.
    IdempotencyMismatch = "idempotency_mismatch", 422, "Khóa chống gửi trùng đã dùng cho nội dung khác.";
    /// If-Match is missing.
    PreconditionRequired = "precondition_required", 428, "Thiếu phiên bản dữ liệu (If-Match).";
    /// Too many attempts.
    TooManyRequests = "too_many_requests", 429, "Thử lại sau ít phút.";
    /// A fault of ours.
    Internal = "internal", 500, "Lỗi hệ thống. Hãy thử lại.";
    /// A setting that is stored cannot be read; the detail names it. Nothing goes on by its default.
    SettingsUnreadable = "settings_unreadable", 500, "Thiết lập đã lưu không đọc được; hãy báo quản trị máy chủ.";
    /// The server's disk is full.
    StorageFull = "storage_full", 507, "Máy chủ hết chỗ lưu. Dữ liệu chưa được ghi; hãy báo quản trị.";
    /// What a unit or the commune may keep in files is used up.
    QuotaExceeded = "quota_exceeded", 507, "Đã dùng hết dung lượng lưu tệp được cấp. Hãy báo quản trị.";
    /// Too busy just now.
    Unavailable = "unavailable", 503, "Hệ thống đang bận. Hãy thử lại.";
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where: a JSON path such as `targets[0].amount`.
    #[cfg_attr(feature = "openapi", schema(example = "title"))]
    pub field: String,
    /// What, as a stable word the user interface translates.
    #[cfg_attr(feature = "openapi", schema(example = "required"))]
    pub code: String,
    /// What, in Vietnamese.
    #[cfg_attr(feature = "openapi", schema(example = "Bắt buộc nhập."))]
    pub message: String,
}

impl FieldError {
    /// A field error with its words.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// An error answer: RFC 9457 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference for the kind of problem.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "/api/docs#validation"))]
    pub kind: String,
    /// What happened, in Vietnamese.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: ErrorCode,
    /// More about this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request's id, for the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    /// The problem of a code, without details.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self {
            kind: format!("/api/docs#{}", code.as_str()),
            title: code.title().into(),
            status: code.status(),
            code,
            detail: None,
            errors: Vec::new(),
            request_id: None,
        }
    }
}
