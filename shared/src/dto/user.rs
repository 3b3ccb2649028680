//! People and their posts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Role;
use crate::id::{PostId, UnitId, UserId};

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
    /// The posts in this commune.
    pub posts: Vec<PostView>,
    /// The row's version.
    pub version: i64,
}
