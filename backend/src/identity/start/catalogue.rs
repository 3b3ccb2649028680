//! The catalogues a commune begins with (docs/DOMAIN.md §3); it changes them as it likes.

use shared::catalogue::CatalogueKind;
use uuid::Uuid;

use crate::organisation::catalogues::repo::CatalogueItem;

/// Topics: code, name.
pub const TOPICS: &[(&str, &str)] = &[
    ("dich_vu_cong", "Dịch vụ công trực tuyến"),
    ("thu_tuc", "Cải cách thủ tục hành chính"),
    ("the_che", "Cải cách thể chế"),
    ("bo_may", "Cải cách tổ chức bộ máy"),
    ("cong_vu", "Cải cách chế độ công vụ"),
    ("tai_chinh", "Cải cách tài chính công"),
    ("chinh_quyen_so", "Xây dựng chính quyền điện tử, chính quyền số"),
    ("chi_dao", "Chỉ đạo, điều hành chung"),
    ("guong_dien_hinh", "Gương điển hình, cách làm hay"),
    ("khieu_nai", "Giải quyết khiếu nại, tố cáo"),
    ("phap_luat", "Pháp luật mới"),
];

/// Channels: code, name, online.
pub const CHANNELS: &[(&str, &str, bool)] = &[
    ("hoi_nghi", "Hội nghị, sinh hoạt thôn", false),
    ("dai", "Đài truyền thanh xã", false),
    ("trang_tin", "Trang thông tin điện tử xã", true),
    ("mang_xa_hoi", "Mạng xã hội", true),
    ("san_khau", "Sân khấu hóa", false),
    ("to_roi", "Tờ rơi", false),
    ("pano", "Pano", false),
    ("ap_phich", "Áp phích", false),
    ("ngay_hoi", "Ngày hội đại đoàn kết 18/11", false),
    ("cuoc_thi", "Cuộc thi “Tìm hiểu về CCHC”", true),
];

/// Audiences: code, name.
pub const AUDIENCES: &[(&str, &str)] = &[
    ("nguoi_dan", "Người dân"),
    ("lao_dong", "Người dân lao động"),
    ("can_bo", "Cán bộ, công chức"),
    ("doanh_nghiep", "Doanh nghiệp"),
    ("to_chuc", "Tổ chức xã hội"),
];

// Code, name, unit of measure.
const INDICATORS: &[(&str, &str, &str)] = &[
    ("nguoi_tham_du", "Người tham dự", "người"),
    ("cuoc", "Hội nghị, buổi sinh hoạt", "cuộc"),
    ("tin_bai", "Tin, bài", "bài"),
    ("van_ban", "Văn bản chỉ đạo đăng tải", "văn bản"),
    ("luot_phat", "Lượt phát thanh", "lượt"),
    ("thoi_luong", "Thời lượng", "phút"),
    ("bai_mxh", "Bài mạng xã hội", "bài"),
    ("luot_tiep_can", "Lượt tiếp cận", "lượt"),
    ("pano_ap_phich", "Pano, áp phích", "chiếc"),
    ("to_roi", "Tờ rơi", "tờ"),
    ("tiet_muc", "Tiết mục sân khấu", "tiết mục"),
    ("nguoi_du_thi", "Người dự thi", "người"),
    ("nguoi_dvctt", "Người được hướng dẫn DVCTT", "người"),
];

/// One entry to begin with.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Of which catalogue.
    pub kind: CatalogueKind,
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// For channels: whether it is online or traditional.
    pub is_online: Option<bool>,
    /// For indicators: what they count in.
    pub unit_of_measure: Option<&'static str>,
}

impl Entry {
    const fn plain(kind: CatalogueKind, (code, name): (&'static str, &'static str)) -> Self {
        Self { kind, code, name, is_online: None, unit_of_measure: None }
    }

    /// Its row.
    #[must_use]
    pub fn row(&self, id: Uuid, commune_id: Uuid, position: i64) -> CatalogueItem {
        CatalogueItem {
            id,
            commune_id,
            kind: self.kind.into(),
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            is_online: self.is_online,
            unit_of_measure: self.unit_of_measure.map(str::to_owned),
            position,
            retired_at: None,
            version: 1,
            change_seq: 0,
            merged_into: None,
        }
    }
}

/// Every entry, in order.
pub fn entries() -> impl Iterator<Item = Entry> {
    use CatalogueKind::{Audiences, Channels, Indicators, Topics};
    let channel = |&(code, name, online): &(&'static str, &'static str, bool)| Entry {
        is_online: Some(online),
        ..Entry::plain(Channels, (code, name))
    };
    let indicator = |&(code, name, measure): &(&'static str, &'static str, &'static str)| Entry {
        unit_of_measure: Some(measure),
        ..Entry::plain(Indicators, (code, name))
    };
    let topics = TOPICS.iter().map(|&topic| Entry::plain(Topics, topic));
    let audiences = AUDIENCES.iter().map(|&audience| Entry::plain(Audiences, audience));
    topics
        .chain(CHANNELS.iter().map(channel))
        .chain(audiences)
        .chain(INDICATORS.iter().map(indicator))
}
