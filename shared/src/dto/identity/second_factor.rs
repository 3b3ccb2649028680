//! The second factor: a code from a phone (TOTP, RFC 6238), and codes for the day it is lost.

use serde::{Deserialize, Serialize};

/// How a person stands with the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorState {
    /// Whether it is on.
    pub on: bool,
    /// Whether the role of the active post asks for it. Where it is asked for and not on, nothing
    /// but one's own account can be used.
    pub required: bool,
    /// Recovery codes that are left.
    pub recovery_codes_left: i64,
}

/// The beginning of a second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorStart {
    /// The password, once more.
    #[cfg_attr(feature = "openapi", schema(example = "mot mat khau that dai"))]
    pub current_password: String,
}

/// What the phone has to be given. It is told once, and counts only once confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorSecret {
    /// The secret in base32, for typing.
    #[cfg_attr(feature = "openapi", schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))]
    pub secret: String,
    /// The same as an address for a QR code.
    #[cfg_attr(feature = "openapi", schema(example = "otpauth://totp/Loa:xuanbac?secret=…"))]
    pub uri: String,
}

/// A code: six digits from the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorCode {
    /// Six digits; blanks do not matter.
    #[cfg_attr(feature = "openapi", schema(example = "287082"))]
    pub code: String,
}

/// What turning it off, or new recovery codes, ask for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorProof {
    /// The password.
    #[cfg_attr(feature = "openapi", schema(example = "mot mat khau that dai"))]
    pub current_password: String,
    /// Six digits from the phone, or a recovery code.
    #[cfg_attr(feature = "openapi", schema(example = "287082"))]
    pub code: String,
}

/// Codes for the day the phone is lost, each good once. They are told once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// Ten codes.
    #[cfg_attr(feature = "openapi", schema(example = json!(["K7QM-2XHD"])))]
    pub codes: Vec<String>,
}
