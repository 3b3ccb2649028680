//! The first start.

use serde::{Deserialize, Serialize};

/// The one-time code of the address that the server printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupCode {
    /// The code.
    #[cfg_attr(feature = "openapi", schema(example = "3f0c9a7be2d14586b0a1c2d3e4f50617"))]
    pub code: String,
}

/// The commune and its first administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupRequest {
    /// The one-time code.
    #[cfg_attr(feature = "openapi", schema(example = "3f0c9a7be2d14586b0a1c2d3e4f50617"))]
    pub code: String,
    /// The commune's name as it is printed.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "xã Thiên Cầm")
    )]
    pub commune_name: String,
    /// Its official code.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 32, example = "18676"))]
    pub commune_code: String,
    /// The place name before the date of its papers (địa danh).
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Thiên Cầm")
    )]
    pub place_name: String,
    /// The province.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 120, example = "Hà Tĩnh"))]
    pub province: String,
    /// The administrator's login name.
    #[cfg_attr(feature = "openapi", schema(min_length = 3, max_length = 32, example = "quantri"))]
    pub username: String,
    /// The administrator's name.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 120, example = "Hoàng Thị Ánh (minh họa)")
    )]
    pub full_name: String,
    /// The administrator's password: 14 to 128 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 14, max_length = 128, example = "mot cau that dai de nho")
    )]
    pub password: String,
    /// Begin with the usual committees and mass organisations.
    pub with_units: bool,
    /// Begin with the usual topics, channels, audiences and indicators.
    pub with_catalogues: bool,
}
