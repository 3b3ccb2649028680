//! People and their posts.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::Role;
use crate::dto::page::Named;
use crate::id::{PostId, UnitId, UserId};

/// How a leader's signature is announced (NĐ 30/2020, Phụ lục I).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SigningCapacity {
    /// TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH.
    Chairman,
    /// KT. CHỦ TỊCH, PHÓ CHỦ TỊCH.
    ViceChairman,
}

impl SigningCapacity {
    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chairman => "chairman",
            Self::ViceChairman => "vice_chairman",
        }
    }

    /// The capacity of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Chairman, Self::ViceChairman].into_iter().find(|one| one.as_str() == word)
    }
}

/// A post a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostView {
    /// The id.
    pub id: PostId,
    /// Where.
    pub unit_id: UnitId,
    /// The unit's name.
    pub unit_name: String,
    /// As what.
    pub role: Role,
    /// The title as it is printed.
    pub title: String,
    /// In which capacity the holder signs, where at all.
    pub signing_capacity: Option<SigningCapacity>,
    /// Whether the holder heads the unit: told of what stays overdue.
    pub head: bool,
    /// Since when.
    pub valid_from: NaiveDate,
    /// Until when, once ended.
    pub valid_to: Option<NaiveDate>,
}

/// A person with a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserView {
    /// The id.
    pub id: UserId,
    /// The login name.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// Whether the login is barred.
    pub disabled: bool,
    /// Whether a password has been set; until then only an invitation lets the person in.
    pub has_password: bool,
    /// The posts in this commune.
    pub posts: Vec<PostView>,
    /// The row's version.
    pub version: i64,
}

/// A post to be given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostInput {
    /// Where.
    pub unit_id: UnitId,
    /// As what; it has to fit the unit's kind.
    pub role: Role,
    /// The title as it is printed, e.g. "Trưởng thôn".
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Trưởng thôn")
    )]
    pub title: String,
    /// For leaders: in which capacity they sign.
    #[serde(default)]
    pub signing_capacity: Option<SigningCapacity>,
    /// Whether the holder heads the unit: told of what stays overdue.
    #[serde(default)]
    pub head: bool,
    /// Since when; today if left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
}

/// A new person. There is no password yet: an invitation lets the person set it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
    /// The login name: 3 to 32 letters without marks, digits, `.`, `-` or `_`.
    #[cfg_attr(feature = "openapi", schema(min_length = 3, max_length = 32, example = "hongle"))]
    pub username: String,
    /// The person's name.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Lê Thị Hồng (minh họa)")
    )]
    pub full_name: String,
    /// The first post.
    pub post: PostInput,
}

/// What may change of a person (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPatch {
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Lê Thị Hồng (minh họa)")
    )]
    pub full_name: Option<String>,
    /// Bars the login, or lets it in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// What may change of a post (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostPatch {
    /// The title as it is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Trưởng thôn")
    )]
    pub title: Option<String>,
    /// Whether the holder heads the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<bool>,
    /// The last day of the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// With the last day: the post that takes over what this one has assigned and reviews; of the
    /// same unit, or of the office for one of the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor_post_id: Option<PostId>,
}

/// A one-time code that lets a person set the password. It is told once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationView {
    /// The code, in groups of four.
    #[cfg_attr(feature = "openapi", schema(example = "K7QM-2XHD-9RTA-P4WZ"))]
    pub code: String,
    /// The page that takes it, below the server's address.
    #[cfg_attr(feature = "openapi", schema(example = "/welcome#K7QM-2XHD-9RTA-P4WZ"))]
    pub path: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// What hangs on a person, as is shown before the login is barred or a post ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserDuties {
    /// Units that nobody else serves in today.
    pub only_holder_of: Vec<Named<UnitId>>,
    /// Assignments under way in those units.
    pub open_assignments: i64,
    /// Reports that wait for this person's review.
    pub waiting_reviews: i64,
    /// Sessions that are logged in now.
    pub live_sessions: i64,
}
