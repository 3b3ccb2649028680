//! What units do, in kinds: the words and the usual size of each sort of activity.

/// A kind of activity.
#[derive(Debug, Clone, Copy)]
pub(super) struct SampleActivity {
    pub channel: &'static str,
    pub topics: &'static [&'static str],
    pub audiences: &'static [&'static str],
    /// `{}` is the unit's name.
    pub place: &'static str,
    pub hour: &'static str,
    /// Indicator, least, most.
    pub values: &'static [(&'static str, i64, i64)],
    pub note: &'static str,
    pub link: Option<&'static str>,
}

pub(super) const EVENING: SampleActivity = SampleActivity {
    channel: "hoi_nghi",
    topics: &["dich_vu_cong"],
    audiences: &["lao_dong", "nguoi_dan"],
    place: "Nhà văn hóa {}",
    hour: "19:30",
    values: &[("cuoc", 1, 1), ("nguoi_tham_du", 38, 86)],
    note: "Bà con đi biển về dự đông; hướng dẫn đăng ký tài khoản dịch vụ công trên điện thoại.",
    link: None,
};
pub(super) const HARBOUR: SampleActivity = SampleActivity {
    place: "Bến cá {}",
    hour: "17:30",
    note: "Nói chuyện ngắn lúc thuyền về, phát hướng dẫn nộp hồ sơ trực tuyến.",
    ..EVENING
};
pub(super) const GUIDANCE: SampleActivity = SampleActivity {
    channel: "hoi_nghi",
    topics: &["dich_vu_cong", "chinh_quyen_so"],
    audiences: &["nguoi_dan", "doanh_nghiep"],
    place: "Bộ phận tiếp nhận và trả kết quả",
    hour: "08:00",
    values: &[("nguoi_dvctt", 12, 45)],
    note: "Hướng dẫn trực tiếp người dân nộp hồ sơ và tra cứu tình trạng hồ sơ.",
    link: None,
};
pub(super) const ARTICLE: SampleActivity = SampleActivity {
    channel: "trang_tin",
    topics: &["thu_tuc", "chi_dao"],
    audiences: &["nguoi_dan", "can_bo"],
    place: "Trang thông tin điện tử xã",
    hour: "09:00",
    values: &[("tin_bai", 1, 4), ("van_ban", 1, 2)],
    note: "Đăng tin, bài về kết quả cải cách hành chính trong tháng.",
    link: Some("https://example.vn/cchc/tin-bai"),
};
pub(super) const BROADCAST: SampleActivity = SampleActivity {
    channel: "dai",
    topics: &["thu_tuc", "dich_vu_cong"],
    audiences: &["nguoi_dan", "lao_dong"],
    place: "Hệ thống loa toàn xã",
    hour: "17:00",
    values: &[("luot_phat", 2, 6), ("thoi_luong", 15, 45)],
    note: "Phát vào khung giờ chiều, lúc người dân đã về nhà.",
    link: None,
};
pub(super) const SOCIAL: SampleActivity = SampleActivity {
    channel: "mang_xa_hoi",
    topics: &["dich_vu_cong", "chinh_quyen_so"],
    audiences: &["nguoi_dan", "lao_dong"],
    place: "Trang Zalo của xã",
    hour: "20:00",
    values: &[("bai_mxh", 1, 5), ("luot_tiep_can", 150, 900)],
    note: "Bài đăng kèm video ngắn hướng dẫn thực hiện thủ tục.",
    link: Some("https://example.vn/mang-xa-hoi/bai-dang"),
};
pub(super) const STAGE: SampleActivity = SampleActivity {
    channel: "san_khau",
    topics: &["thu_tuc"],
    audiences: &["nguoi_dan", "to_chuc"],
    place: "Sân vận động xã",
    hour: "19:45",
    values: &[("tiet_muc", 1, 3), ("nguoi_tham_du", 90, 220)],
    note: "Tiểu phẩm vui về một lần đi làm giấy tờ.",
    link: None,
};
pub(super) const LEAFLETS: SampleActivity = SampleActivity {
    channel: "to_roi",
    topics: &["dich_vu_cong"],
    audiences: &["nguoi_dan"],
    place: "Chợ và cảng cá, {}",
    hour: "06:30",
    values: &[("to_roi", 60, 200)],
    note: "Phát tờ rơi buổi sớm, lúc chợ đông.",
    link: None,
};
pub(super) const POSTERS: SampleActivity = SampleActivity {
    channel: "pano",
    place: "Đường trục chính, {}",
    hour: "08:00",
    values: &[("pano_ap_phich", 1, 4)],
    note: "Treo pano ở nơi đông người qua lại.",
    ..LEAFLETS
};
pub(super) const LAW: SampleActivity = SampleActivity {
    channel: "hoi_nghi",
    topics: &["phap_luat", "the_che"],
    audiences: &["nguoi_dan", "can_bo"],
    place: "Hội trường Ủy ban nhân dân xã",
    hour: "14:00",
    values: &[("cuoc", 1, 1), ("nguoi_tham_du", 45, 110)],
    note: "Giới thiệu văn bản quy phạm pháp luật mới.",
    link: None,
};
pub(super) const UNITY_DAY: SampleActivity = SampleActivity {
    channel: "ngay_hoi",
    topics: &["dich_vu_cong", "phap_luat"],
    audiences: &["nguoi_dan", "lao_dong", "to_chuc"],
    place: "Nhà văn hóa {}",
    hour: "18:30",
    values: &[("cuoc", 1, 1), ("nguoi_tham_du", 70, 160)],
    note: "Lồng ghép tuyên truyền cải cách hành chính trong ngày hội của khu dân cư.",
    link: None,
};
pub(super) const EXAMPLE: SampleActivity = SampleActivity {
    topics: &["guong_dien_hinh"],
    values: &[("tin_bai", 1, 2)],
    note: "Giới thiệu cách làm hay trong tiếp nhận và trả kết quả.",
    ..ARTICLE
};
pub(super) const CONTEST: SampleActivity = SampleActivity {
    channel: "cuoc_thi",
    topics: &["chi_dao", "cong_vu"],
    audiences: &["can_bo", "nguoi_dan"],
    place: "{}",
    hour: "19:00",
    values: &[("nguoi_du_thi", 8, 40)],
    note: "Vận động cán bộ, hội viên và nhân dân dự thi.",
    link: None,
};
pub(super) const COMPLAINTS: SampleActivity = SampleActivity {
    topics: &["khieu_nai"],
    values: &[("tin_bai", 1, 1)],
    note: "Công khai kết quả giải quyết đơn thư liên quan đến thủ tục hành chính.",
    ..ARTICLE
};
pub(super) const MENDING: SampleActivity = SampleActivity {
    topics: &["chi_dao"],
    values: &[("van_ban", 1, 3)],
    note: "Rà soát nội dung tuyên truyền còn hình thức, đăng văn bản chấn chỉnh.",
    ..ARTICLE
};
