//! The units a commune usually has since 7/2025 (docs/DOMAIN.md §1); it changes them as it likes.
//! The leadership is always there; villages have names of their own.

use shared::state::UnitKind;
use shared::text::{fold, sort_key};
use uuid::Uuid;

use crate::organisation::units::repo::{self, Unit};
use crate::organisation::units::service::version_of;
use crate::platform::error::AppResult;
use crate::platform::unit_of_work::UnitOfWork;

/// Code, kind, name, short name.
type Known = (&'static str, UnitKind, &'static str, &'static str);

/// The leadership, in which the first administrator sits.
pub const LEADERSHIP: Known = ("ubnd", UnitKind::Leadership, "Lãnh đạo UBND", "Lãnh đạo UBND");

/// Committees and mass organisations.
pub const OFFICES: &[Known] = &[
    ("vanphong", UnitKind::Committee, "Văn phòng HĐND và UBND", "Văn phòng"),
    ("kinhte", UnitKind::Committee, "Phòng Kinh tế", "Kinh tế"),
    ("vhxh", UnitKind::Committee, "Phòng Văn hóa - Xã hội", "VH-XH"),
    ("ttpvhcc", UnitKind::Committee, "Trung tâm Phục vụ hành chính công", "TTPVHCC"),
    ("congan", UnitKind::Committee, "Công an", "Công an"),
    ("quansu", UnitKind::Committee, "Ban Chỉ huy Quân sự", "Quân sự"),
    ("daitruyenthanh", UnitKind::Committee, "Đài truyền thanh", "Đài TT"),
    ("mttq", UnitKind::MassOrganisation, "Ủy ban Mặt trận Tổ quốc Việt Nam", "MTTQ"),
    ("nongdan", UnitKind::MassOrganisation, "Hội Nông dân", "Nông dân"),
    ("phunu", UnitKind::MassOrganisation, "Hội Liên hiệp Phụ nữ", "Phụ nữ"),
    ("doantn", UnitKind::MassOrganisation, "Đoàn Thanh niên", "Đoàn TN"),
    ("ccb", UnitKind::MassOrganisation, "Hội Cựu chiến binh", "CCB"),
];

/// Adds a unit to a commune that is being founded; its id.
///
/// # Errors
/// The database.
pub async fn add(
    work: &UnitOfWork,
    commune_id: Uuid,
    position: i64,
    (code, kind, name, short_name): Known,
) -> AppResult<Uuid> {
    let row = Unit {
        id: work.new_id(),
        commune_id,
        code: code.to_owned(),
        kind: kind.into(),
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        parent_id: None,
        position,
        valid_from: shared::time::day_of(work.now),
        valid_to: None,
        sort_key: sort_key(name),
        fold: fold(&format!("{name} {short_name}")),
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    repo::put_version(&work.tx, version_of(&row, row.valid_from)).await?;
    Ok(row.id)
}
