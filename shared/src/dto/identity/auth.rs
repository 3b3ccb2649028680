//! Login, session and tokens.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Role;
use crate::dto::identity::delegation::Power;
use crate::dto::identity::second_factor::SecondFactorState;
use crate::dto::page::Named;
use crate::dto::work::comment::CommentNotices;
use crate::id::{CommuneId, PostId, SessionId, UnitId, UserId};

/// User name and password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The login name; case does not matter.
    #[cfg_attr(feature = "openapi", schema(example = "xuanbac"))]
    pub username: String,
    /// The password.
    #[cfg_attr(feature = "openapi", schema(example = "mot mat khau that dai"))]
    pub password: String,
    /// Six digits from the phone, or a recovery code, where the second factor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "287082"))]
    pub code: Option<String>,
}

/// Who is logged in, where, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person.
    pub user_id: UserId,
    /// The login name.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// The active post.
    pub post_id: PostId,
    /// Every post that may be active today.
    pub posts: Vec<Named<PostId>>,
    /// The role of the active post.
    pub role: Role,
    /// The title of the active post, e.g. "Trưởng thôn".
    pub title: String,
    /// The unit of the active post.
    pub unit_id: UnitId,
    /// Its name.
    pub unit_name: String,
    /// The commune.
    pub commune_id: CommuneId,
    /// Its name as it is printed.
    pub commune_name: String,
    /// Whether this is demo data; shown on every page.
    pub demo: bool,
    /// `vi` or `en`.
    pub language: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Of which comments the person is told.
    pub comment_notices: CommentNotices,
    /// Powers lent to the active post that count today.
    pub powers: Vec<Power>,
    /// How the person stands with the second factor.
    pub second_factor: SecondFactorState,
    /// The server's now, by which the page reckons deadlines.
    pub now: DateTime<Utc>,
    /// The version of the account row.
    pub version: i64,
}

/// What a person may change of the own account (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MePatch {
    /// `vi` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `system`, `light` or `dark`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Of which comments the person is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment_notices: Option<CommentNotices>,
}

/// The post by which one acts from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostChoice {
    /// One of one's own posts that hold today.
    pub post_id: PostId,
}

/// A login of one's own that is alive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// The id.
    pub id: SessionId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// From which address.
    #[cfg_attr(feature = "openapi", schema(example = "113.160.1.20"))]
    pub address: String,
    /// What the browser calls itself.
    #[cfg_attr(feature = "openapi", schema(example = "Mozilla/5.0 (Linux; Android 15)"))]
    pub device: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// A change of password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The password so far.
    pub current_password: String,
    /// The new one: 14 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 8, max_length = 128))]
    pub new_password: String,
}

/// Another address of e-mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChange {
    /// Where mail is to go; empty is nowhere.
    #[cfg_attr(feature = "openapi", schema(max_length = 254, example = "truongthon@example.vn"))]
    pub email: String,
    /// The password, once more.
    #[cfg_attr(feature = "openapi", schema(example = "mot mat khau that dai"))]
    pub current_password: String,
}

/// The code that was sent to a new address of e-mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailCode {
    /// The code; case, blanks and hyphens do not matter.
    #[cfg_attr(feature = "openapi", schema(example = "K7QM-2XHD"))]
    pub code: String,
}

/// A code of an invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationCode {
    /// The code; case, blanks and hyphens do not matter.
    #[cfg_attr(feature = "openapi", schema(example = "K7QM-2XHD-9RTA-P4WZ"))]
    pub code: String,
}

/// Whom an invitation is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invited {
    /// The person's name.
    pub full_name: String,
    /// The login name, to be remembered.
    pub username: String,
    /// The commune's name as it is printed.
    pub commune_name: String,
    /// Until when the code is good.
    pub expires_at: DateTime<Utc>,
}

/// An invitation accepted: the password that the person has chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationAccept {
    /// The code.
    #[cfg_attr(feature = "openapi", schema(example = "K7QM-2XHD-9RTA-P4WZ"))]
    pub code: String,
    /// The new password: 14 to 128 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 8, max_length = 128, example = "mot cau that dai de nho")
    )]
    pub password: String,
    /// Six digits from the phone, or a recovery code, where the second factor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "287082"))]
    pub second_code: Option<String>,
}

/// A bearer token for a machine (RFC 6749 §5.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenResponse {
    /// The JWT.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it ends.
    pub expires_in: u64,
    /// The scopes it holds, separated by blanks.
    pub scope: String,
}

/// The error codes of RFC 6749 §5.2 that a token request can end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenError {
    /// The form lacks something, or cannot be read.
    InvalidRequest,
    /// Unknown client, wrong secret, or one that has ended.
    InvalidClient,
    /// Another grant than `client_credentials`.
    UnsupportedGrantType,
}

/// Why no token was issued: a problem, and beside its fields those of RFC 6749 §5.2.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenProblem {
    /// The problem, as of every other operation.
    #[serde(flatten)]
    pub problem: crate::Problem,
    /// What is wrong, for libraries of OAuth 2.0.
    pub error: TokenError,
    /// The same in words, in ASCII.
    #[cfg_attr(feature = "openapi", schema(example = "Only client_credentials is supported."))]
    pub error_description: String,
}

/// The accounts a demo offers on its login page; empty otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoInfo {
    /// Whether this server runs the demo.
    pub demo: bool,
    /// Who can be logged in as.
    pub accounts: Vec<DemoAccount>,
}

/// One demo account. Its password is public on purpose: the demo binds to loopback only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoAccount {
    /// The login name.
    pub username: String,
    /// The password.
    pub password: String,
    /// The invented name, marked "(minh họa)".
    pub full_name: String,
    /// The role.
    pub role: Role,
    /// The unit's name.
    pub unit_name: String,
}
