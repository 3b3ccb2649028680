//! API clients: machines that read.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::ApiClientId;

/// A machine that reads over the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientView {
    /// The id of the row.
    pub id: ApiClientId,
    /// Whose machine it is.
    #[cfg_attr(feature = "openapi", schema(example = "Cổng dữ liệu tỉnh"))]
    pub name: String,
    /// What it calls itself (`client_id`).
    pub client_id: String,
    /// What it may read.
    #[cfg_attr(feature = "openapi", schema(example = json!(["tasks:read"])))]
    pub scopes: Vec<String>,
    /// When its secret ends.
    pub expires_at: DateTime<Utc>,
    /// When it was barred.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last asked for a token.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The row's version.
    pub version: i64,
}

/// A new machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientCreate {
    /// Whose machine it is.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Cổng dữ liệu tỉnh")
    )]
    pub name: String,
    /// What it may read: one scope at least.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, example = json!(["tasks:read"])))]
    pub scopes: Vec<String>,
    /// The last day of its secret: a year from today at most, and that if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
}

/// What may change of a machine (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientPatch {
    /// Whose machine it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Cổng dữ liệu tỉnh")
    )]
    pub name: Option<String>,
    /// What it may read from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, example = json!(["tasks:read"])))]
    pub scopes: Option<Vec<String>>,
}

/// A machine with its secret, which is told once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientSecret {
    /// The machine.
    #[serde(flatten)]
    pub client: ClientView,
    /// The secret: 256 bits.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "q7T2cC1h3Yw8vZpNn0sJd5kLx4uGbR6eMfA9iHoVtXE")
    )]
    pub secret: String,
}
