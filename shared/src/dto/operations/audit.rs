//! The audit log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One change: who did what, when, from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditView {
    /// Its number in the commune's chain.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The person's name; none where the server or its console did it.
    pub by: Option<String>,
    /// In whose name, by a power lent.
    pub on_behalf_of: Option<String>,
    /// From which address.
    #[cfg_attr(feature = "openapi", schema(example = "113.160.1.20"))]
    pub address: String,
    /// What, e.g. `task.create`.
    #[cfg_attr(feature = "openapi", schema(example = "unit.update"))]
    pub action: String,
    /// To what kind of thing.
    #[cfg_attr(feature = "openapi", schema(example = "unit"))]
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Uuid>,
    /// The rows before and after, for things of the organisation; what is of the work is only for
    /// those who may read it.
    pub changes: Option<Vec<AuditChange>>,
}

/// One row before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditChange {
    /// The row before; nothing when it is new.
    #[cfg_attr(feature = "openapi", schema(example = json!({ "name": "Thôn Xuân Bắc" })))]
    pub before: Option<serde_json::Value>,
    /// The row after; nothing when it is gone.
    #[cfg_attr(feature = "openapi", schema(example = json!({ "name": "Thôn Xuân Bắc" })))]
    pub after: Option<serde_json::Value>,
}
