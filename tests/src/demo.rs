//! The people of the demo commune (`loa serve --demo`).

/// The password of every demo account.
pub const PASSWORD: &str = "cai-cach-hanh-chinh";
/// Quản trị.
pub const ADMIN: &str = "quantri";
/// Chủ tịch UBND.
pub const CHAIRMAN: &str = "chutich";
/// Cán bộ tổng hợp.
pub const COORDINATOR: &str = "tonghop";
/// Phòng Văn hóa - Xã hội.
pub const COMMITTEE: &str = "vhxh";
/// Đoàn Thanh niên.
pub const OTHER_COMMITTEE: &str = "doantn";
/// Trưởng thôn Xuân Bắc.
pub const VILLAGE_HEAD: &str = "xuanbac";
/// Trưởng thôn Lâm Hoãn.
pub const OTHER_VILLAGE_HEAD: &str = "lamhoan";
