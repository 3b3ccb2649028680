//! What is kept in files, and what room there is.

use serde::{Deserialize, Serialize};

use crate::id::UnitId;

/// What a unit keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitStorage {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: String,
    /// How many files.
    pub files: i64,
    /// Bytes, without thumbnails.
    pub bytes: i64,
}

/// What the commune keeps in files, and what room there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StorageView {
    /// Bytes of all units' files.
    pub bytes: i64,
    /// Megabytes that a unit may keep (a setting).
    pub unit_quota_mb: i64,
    /// Megabytes that all units together may keep (a setting).
    pub commune_quota_mb: i64,
    /// Units that keep files, the largest first.
    pub units: Vec<UnitStorage>,
    /// Bytes that are free on the server's disk.
    pub free_bytes: i64,
    /// Bytes that stay free of files: below that none is taken.
    pub floor_bytes: i64,
}
