//! The demo commune's units and people. All of them are invented, and their names say so.

use shared::Role;
use shared::state::UnitKind;

/// A unit with the person who answers for it; that person's login is the unit's code.
pub(super) struct Unit {
    pub code: &'static str,
    pub kind: UnitKind,
    pub name: &'static str,
    pub short: &'static str,
    pub households: Option<i64>,
    pub person: &'static str,
}

const fn office(
    code: &'static str,
    name: &'static str,
    short: &'static str,
    person: &'static str,
) -> Unit {
    Unit { code, kind: UnitKind::Committee, name, short, households: None, person }
}

const fn mass(
    code: &'static str,
    name: &'static str,
    short: &'static str,
    person: &'static str,
) -> Unit {
    Unit { code, kind: UnitKind::MassOrganisation, name, short, households: None, person }
}

const fn village(
    code: &'static str,
    name: &'static str,
    short: &'static str,
    households: i64,
    person: &'static str,
) -> Unit {
    Unit { code, kind: UnitKind::Village, name, short, households: Some(households), person }
}

/// The leadership, whose person is the chairman.
pub(super) const LEADERSHIP: Unit = Unit {
    code: "ubnd",
    kind: UnitKind::Leadership,
    name: "Lãnh đạo Ủy ban nhân dân xã",
    short: "Lãnh đạo UBND",
    households: None,
    person: CHAIRMAN,
};

pub(super) const UNITS: &[Unit] = &[
    LEADERSHIP,
    office("vanphong", "Văn phòng HĐND và UBND", "Văn phòng", "Lê Thị Hạnh (minh họa)"),
    office("kinhte", "Phòng Kinh tế", "Kinh tế", "Trần Quốc Dũng (minh họa)"),
    office("vhxh", "Phòng Văn hóa - Xã hội", "VH-XH", "Phan Thị Mai (minh họa)"),
    office("ttpvhcc", "Trung tâm Phục vụ hành chính công", "TTPVHCC", "Đặng Thị Thu (minh họa)"),
    office("congan", "Công an xã", "Công an", "Bùi Văn Thắng (minh họa)"),
    office("quansu", "Ban Chỉ huy Quân sự xã", "Quân sự", "Võ Văn Lực (minh họa)"),
    office("daitruyenthanh", "Đài truyền thanh xã", "Đài TT", "Hồ Thị Lan (minh họa)"),
    office("tuphap", "Bộ phận Tư pháp - Hộ tịch", "Tư pháp", "Đỗ Văn Chính (minh họa)"),
    mass("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam xã", "MTTQ", "Phạm Văn Đoàn (minh họa)"),
    mass("nongdan", "Hội Nông dân xã", "Nông dân", "Nguyễn Văn Điền (minh họa)"),
    mass("phunu", "Hội Liên hiệp Phụ nữ xã", "Phụ nữ", "Trương Thị Hoa (minh họa)"),
    mass("doantn", "Đoàn Thanh niên xã", "Đoàn TN", "Lê Anh Tuấn (minh họa)"),
    mass("ccb", "Hội Cựu chiến binh xã", "CCB", "Dương Văn Bền (minh họa)"),
    village("xuanbac", "Thôn Xuân Bắc", "Xuân Bắc", 268, "Nguyễn Thị Hòa (minh họa)"),
    village("xuannam", "Thôn Xuân Nam", "Xuân Nam", 241, "Trần Văn Phúc (minh họa)"),
    village("lamhoan", "Thôn Lâm Hoãn", "Lâm Hoãn", 312, "Lê Văn Đức (minh họa)"),
    village("lienthanh", "Thôn Liên Thành", "Liên Thành", 197, "Phan Văn Tâm (minh họa)"),
    village("phuchai", "Thôn Phúc Hải", "Phúc Hải", 225, "Hồ Văn Sáng (minh họa)"),
    village("haibac", "Thôn Hải Bắc", "Hải Bắc", 284, "Võ Thị Ngân (minh họa)"),
    village("hainam", "Thôn Hải Nam", "Hải Nam", 259, "Bùi Văn Thành (minh họa)"),
    village("tanhai", "Thôn Tân Hải", "Tân Hải", 203, "Đặng Văn Quý (minh họa)"),
    village("tandinh", "Thôn Tân Dinh", "Tân Dinh", 176, "Phạm Thị Yến (minh họa)"),
    village("trunghai", "Thôn Trung Hải", "Trung Hải", 238, "Dương Văn Hùng (minh họa)"),
    village("donghai", "Thôn Đông Hải", "Đông Hải", 219, "Trương Văn Ích (minh họa)"),
    village("cogo", "Thôn Cồn Gò", "Cồn Gò", 148, "Đỗ Thị Sen (minh họa)"),
];

/// The vice-chairman in whose name the work is assigned.
pub(super) const CHAIRMAN: &str = "Nguyễn Văn Minh (minh họa)";

/// Login, name, role, title, unit and signing capacity of someone who is not a unit's person.
type OfficePerson =
    (&'static str, &'static str, Role, &'static str, &'static str, Option<&'static str>);

/// The office.
pub(super) const OFFICE: &[OfficePerson] = &[
    ("chutich", CHAIRMAN, Role::Chairman, "Phó Chủ tịch (minh họa)", "ubnd", Some("vice_chairman")),
    ("quantri", "Hoàng Thị Ánh (minh họa)", Role::Admin, "Quản trị hệ thống", "ubnd", None),
    ("tonghop", "Trần Thị Bích (minh họa)", Role::Coordinator, "Cán bộ tổng hợp", "vanphong", None),
];

impl Unit {
    /// The role and title of the unit's person.
    pub(super) const fn post(&self) -> (Role, &'static str) {
        match self.kind {
            UnitKind::Leadership => (Role::Chairman, "Phó Chủ tịch (minh họa)"),
            UnitKind::Committee => (Role::Committee, "Phụ trách"),
            UnitKind::MassOrganisation => (Role::Committee, "Trưởng đoàn thể"),
            UnitKind::Village => (Role::VillageHead, "Trưởng thôn"),
        }
    }
}
