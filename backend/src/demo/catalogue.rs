//! The demo's catalogues (domain §3).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::page::Named;
use shared::id::CatalogueId;
use uuid::Uuid;

use super::dice::Dice;
use super::rows::Rows;
use crate::db::entity::catalogue_item;

pub(super) const TOPICS: &[(&str, &str)] = &[
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

/// Code, name, online.
pub(super) const CHANNELS: &[(&str, &str, bool)] = &[
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

pub(super) const AUDIENCES: &[(&str, &str)] = &[
    ("nguoi_dan", "Người dân"),
    ("lao_dong", "Người dân lao động"),
    ("can_bo", "Cán bộ, công chức"),
    ("doanh_nghiep", "Doanh nghiệp"),
    ("to_chuc", "Tổ chức xã hội"),
];

/// Code, name, unit of measure.
pub(super) const INDICATORS: &[(&str, &str, &str)] = &[
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

/// The entries by kind and code.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: HashMap<(CatalogueKind, String), (Uuid, String, String)>,
}

impl Catalogue {
    /// The id of an entry; the nil id of one that is not there.
    pub(super) fn id(&self, kind: CatalogueKind, code: &str) -> Uuid {
        self.entry(kind, code).0
    }

    /// The reference that a view shows.
    pub(super) fn named(&self, kind: CatalogueKind, code: &str) -> Named<CatalogueId> {
        let (id, name, _) = self.entry(kind, code);
        Named { id: CatalogueId(id), name }
    }

    /// Id, name and unit of measure.
    pub(super) fn entry(&self, kind: CatalogueKind, code: &str) -> (Uuid, String, String) {
        self.entries.get(&(kind, code.to_owned())).cloned().unwrap_or_default()
    }
}

/// Adds all catalogues of a commune.
pub(super) fn add(rows: &mut Rows, dice: &mut Dice, commune: Uuid, at: DateTime<Utc>) -> Catalogue {
    use CatalogueKind::{Audiences, Channels, Indicators, Topics};
    let plain = |kind, list: &[(&'static str, &'static str)]| {
        list.iter().map(|&(code, name)| (kind, code, name, None, None)).collect::<Vec<_>>()
    };
    let mut all = plain(Topics, TOPICS);
    all.extend(CHANNELS.iter().map(|&(c, n, online)| (Channels, c, n, Some(online), None)));
    all.extend(plain(Audiences, AUDIENCES));
    all.extend(INDICATORS.iter().map(|&(c, n, measure)| (Indicators, c, n, None, Some(measure))));
    let mut catalogue = Catalogue::default();
    for (position, (kind, code, name, is_online, measure)) in (1..).zip(all) {
        let id = dice.id(at);
        rows.catalogue_items.push(catalogue_item::Model {
            id,
            commune_id: commune,
            kind: kind.as_str().to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            is_online,
            unit_of_measure: measure.map(str::to_owned),
            position,
            retired_at: None,
            version: 1,
            change_seq: 0,
        });
        let entry = (id, name.to_owned(), measure.unwrap_or_default().to_owned());
        catalogue.entries.insert((kind, code.to_owned()), entry);
    }
    catalogue
}
