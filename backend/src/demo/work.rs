//! The fourteen tasks of the demo (docs/DOMAIN.md §10) and how far each unit has come with them.

use shared::state::{Part, Priority};

use super::deeds::{self, Deed};

/// What a unit or the reviewer did, and how many days ago.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Tiếp nhận.
    Acknowledge(i64),
    /// A draft is begun.
    Draft,
    /// Gửi báo cáo.
    Send(i64),
    /// Không phát sinh.
    SendNothing(i64, &'static str),
    /// Trả lại.
    Return(i64, &'static str),
    /// Phê duyệt.
    Approve(i64),
    /// Xin gia hạn: to so many days from today, and why.
    Ask(i64, i64, &'static str),
    /// Gia hạn, as asked.
    Grant(i64),
    /// Hủy giao.
    Cancel(i64, &'static str),
}

use Step::{Acknowledge, Approve, Ask, Cancel, Draft, Grant, Return, Send, SendNothing};

pub(super) type History = &'static [Step];

/// When a task is due.
#[derive(Debug, Clone, Copy)]
pub(super) enum Due {
    /// So many days from today, at the end of the day.
    In(i64),
    /// On 18/11, the Ngày hội đại đoàn kết, where that is near.
    UnityDay,
    /// Not dated.
    Never,
}

/// A task of the demo.
#[derive(Debug)]
pub(super) struct PlannedWork {
    pub title: &'static str,
    pub description: &'static str,
    pub clause: Option<usize>,
    pub due: Due,
    pub priority: Priority,
    pub targets: &'static [(&'static str, i64)],
    pub deeds: &'static [Deed],
    pub units: &'static [(&'static str, Part, History)],
}

const NEW: History = &[];
const SEEN: History = &[Acknowledge(5)];
const BEGUN: History = &[Acknowledge(9), Draft];
const PHOTO: &str = "Thiếu ảnh minh chứng của buổi thứ hai.";
const AT_SEA: &str = "Bà con đi biển chưa về, xin dời buổi tối thứ hai.";
const CAMPAIGN: &str = "Đợt ra quân của xã dời sang tuần sau, xin gộp để đủ số bài.";
const FIGURES: &str = "Số người tham dự chưa khớp với biên bản; đề nghị rà soát lại.";

const ALONE: Part = Part::Alone;
const HELP: Part = Part::Supporting;

pub(super) const WORKS: &[PlannedWork] = &[
    PlannedWork {
        title: "Hướng dẫn người dân nộp hồ sơ trực tuyến",
        description: "Bố trí người hướng dẫn tại quầy và lưu động tại thôn; ghi số người được hướng dẫn.",
        clause: Some(1),
        due: Due::In(10),
        priority: Priority::Normal,
        targets: &[("nguoi_dvctt", 120)],
        deeds: &[deeds::GUIDANCE],
        units: &[("ttpvhcc", ALONE, BEGUN)],
    },
    PlannedWork {
        title: "Buổi tối tuyên truyền cho người dân lao động tại thôn, bến cá",
        description: "Chọn giờ người dân đã đi làm về; mỗi thôn ít nhất hai buổi.",
        clause: Some(1),
        due: Due::In(-6),
        priority: Priority::High,
        targets: &[("cuoc", 2), ("nguoi_tham_du", 80)],
        deeds: &[deeds::EVENING, deeds::HARBOUR],
        units: &[
            ("xuanbac", ALONE, &[Acknowledge(36), Send(8), Return(1, PHOTO)]),
            ("xuannam", ALONE, &[Acknowledge(37), Send(12), Approve(10)]),
            ("lamhoan", ALONE, &[Acknowledge(30), Draft]),
            (
                "lienthanh",
                ALONE,
                &[Acknowledge(35), Send(9), Return(8, FIGURES), Send(7), Approve(5)],
            ),
            ("phuchai", ALONE, &[Acknowledge(33), Send(7)]),
            ("haibac", ALONE, &[Acknowledge(36), Send(11), Approve(9)]),
            ("hainam", ALONE, &[Acknowledge(34), Send(4), Approve(2)]),
            ("tanhai", ALONE, &[Acknowledge(20), Ask(9, -1, AT_SEA), Grant(8), Send(1)]),
            ("tandinh", ALONE, &[Acknowledge(22)]),
            ("trunghai", ALONE, &[Acknowledge(36), Send(10), Return(9, PHOTO), Send(3)]),
            ("donghai", ALONE, &[Acknowledge(31), Send(13), Approve(9)]),
            ("cogo", ALONE, NEW),
        ],
    },
    PlannedWork {
        title: "Duy trì chuyên mục tin, bài cải cách hành chính hằng tháng",
        description: "Tin, bài thiết thực; đăng kèm văn bản chỉ đạo điều hành mới.",
        clause: Some(2),
        due: Due::In(12),
        priority: Priority::Normal,
        targets: &[("tin_bai", 4)],
        deeds: &[deeds::ARTICLE],
        units: &[("vhxh", ALONE, &[Acknowledge(39), Send(4)])],
    },
    PlannedWork {
        title: "Lịch phát thanh vào khung giờ phù hợp",
        description: "Mỗi tuần ít nhất hai lượt phát vào sáng sớm hoặc chiều tối.",
        clause: Some(2),
        due: Due::In(-12),
        priority: Priority::Normal,
        targets: &[("luot_phat", 8), ("thoi_luong", 90)],
        deeds: &[deeds::BROADCAST],
        units: &[("daitruyenthanh", ALONE, &[Acknowledge(39), Send(14), Approve(11)])],
    },
    PlannedWork {
        title: "Tuyên truyền thủ tục hành chính trên Zalo, Facebook",
        description: "Bài ngắn, có hình hoặc video; trả lời câu hỏi của người dân.",
        clause: Some(3),
        due: Due::In(2),
        priority: Priority::Normal,
        targets: &[("bai_mxh", 12), ("luot_tiep_can", 3000)],
        deeds: &[deeds::SOCIAL],
        units: &[("doantn", ALONE, &[Acknowledge(9), Draft, Ask(1, 9, CAMPAIGN)])],
    },
    PlannedWork {
        title: "Hướng dẫn theo dõi, tra cứu tình trạng hồ sơ",
        description: "Bài hướng dẫn trên trang thông tin và hướng dẫn tại quầy.",
        clause: Some(3),
        due: Due::In(-9),
        priority: Priority::Normal,
        targets: &[("tin_bai", 2), ("nguoi_dvctt", 50)],
        deeds: &[deeds::GUIDANCE, deeds::ARTICLE],
        units: &[("ttpvhcc", ALONE, &[Acknowledge(38), Send(11), Approve(8)])],
    },
    PlannedWork {
        title: "Tiểu phẩm sân khấu hóa về cải cách hành chính",
        description: "Ít nhất một tiểu phẩm biểu diễn phục vụ nhân dân.",
        clause: Some(4),
        due: Due::In(-4),
        priority: Priority::Normal,
        targets: &[("tiet_muc", 2), ("nguoi_tham_du", 150)],
        deeds: &[deeds::STAGE],
        units: &[("phunu", ALONE, &[Acknowledge(28), Send(2)])],
    },
    PlannedWork {
        title: "Tờ rơi, pano, áp phích ở nơi đông dân cư",
        description: "Chợ, cảng cá, nhà văn hóa; Phòng Văn hóa - Xã hội cấp mẫu.",
        clause: Some(4),
        due: Due::In(6),
        priority: Priority::Normal,
        targets: &[("pano_ap_phich", 2), ("to_roi", 100)],
        deeds: &[deeds::LEAFLETS, deeds::POSTERS],
        units: &[
            ("vhxh", Part::Lead, BEGUN),
            ("xuanbac", HELP, BEGUN),
            ("xuannam", HELP, &[Acknowledge(20), Send(3), Approve(2)]),
            ("lamhoan", HELP, NEW),
            ("lienthanh", HELP, SEEN),
            ("phuchai", HELP, &[Acknowledge(18), Send(5), Approve(3)]),
            ("haibac", HELP, &[Acknowledge(19), Send(2)]),
            ("hainam", HELP, SEEN),
            ("tanhai", HELP, &[Acknowledge(18), Send(6), Return(2, PHOTO)]),
            ("tandinh", HELP, NEW),
            ("trunghai", HELP, BEGUN),
            ("donghai", HELP, &[Acknowledge(18), Send(7), Approve(6)]),
            ("cogo", HELP, &[Cancel(12, "Thôn đã được cấp pano từ đợt trước.")]),
        ],
    },
    PlannedWork {
        title: "Hội nghị phổ biến, giáo dục pháp luật",
        description: "Giới thiệu văn bản quy phạm pháp luật mới của Trung ương và địa phương.",
        clause: Some(4),
        due: Due::In(-15),
        priority: Priority::Normal,
        targets: &[("cuoc", 1), ("nguoi_tham_du", 60)],
        deeds: &[deeds::LAW],
        units: &[("tuphap", ALONE, &[Acknowledge(33), Send(13), Approve(10)])],
    },
    PlannedWork {
        title: "Lồng ghép tuyên truyền tại Ngày hội đại đoàn kết toàn dân tộc",
        description: "Mặt trận chủ trì; mỗi thôn dành phần riêng cho cải cách hành chính.",
        clause: Some(4),
        due: Due::UnityDay,
        priority: Priority::High,
        targets: &[("cuoc", 1), ("nguoi_tham_du", 80)],
        deeds: &[deeds::UNITY_DAY],
        units: &[
            ("mttq", Part::Lead, BEGUN),
            ("xuanbac", HELP, NEW),
            ("xuannam", HELP, SEEN),
            ("lamhoan", HELP, BEGUN),
            ("lienthanh", HELP, &[Acknowledge(11), Send(1)]),
            ("phuchai", HELP, SEEN),
            ("haibac", HELP, &[Acknowledge(12), Send(2), Approve(1)]),
            ("hainam", HELP, BEGUN),
            ("tanhai", HELP, NEW),
            ("tandinh", HELP, SEEN),
            ("trunghai", HELP, &[Acknowledge(9), Send(1)]),
            ("donghai", HELP, SEEN),
            ("cogo", HELP, NEW),
        ],
    },
    PlannedWork {
        title: "Giới thiệu gương điển hình, mô hình sáng kiến",
        description: "Chọn người thật, việc thật ở cơ sở; có bài giới thiệu.",
        clause: Some(6),
        due: Due::In(-3),
        priority: Priority::Normal,
        targets: &[("tin_bai", 2)],
        deeds: &[deeds::EXAMPLE],
        units: &[
            (
                "ccb",
                ALONE,
                &[Acknowledge(30), Send(8), Return(7, FIGURES), Send(5), Return(1, PHOTO)],
            ),
            (
                "nongdan",
                ALONE,
                &[
                    Acknowledge(29),
                    SendNothing(5, "Trong kỳ chưa có mô hình mới; đang khảo sát hai hộ nuôi tôm."),
                ],
            ),
        ],
    },
    PlannedWork {
        title: "Vận động dự thi “Tìm hiểu về CCHC”",
        description: "Vận động cán bộ, công chức và người dân tham gia cuộc thi của tỉnh.",
        clause: None,
        due: Due::In(17),
        priority: Priority::Normal,
        targets: &[("nguoi_du_thi", 20)],
        deeds: &[deeds::CONTEST],
        units: &[
            ("vanphong", ALONE, &[Acknowledge(16), Send(6), Approve(5)]),
            ("kinhte", ALONE, SEEN),
            ("vhxh", ALONE, SEEN),
            ("ttpvhcc", ALONE, &[Acknowledge(17), Send(2)]),
            ("congan", ALONE, NEW),
            ("quansu", ALONE, SEEN),
            ("daitruyenthanh", ALONE, SEEN),
            ("tuphap", ALONE, BEGUN),
            ("mttq", ALONE, SEEN),
            ("nongdan", ALONE, NEW),
            ("phunu", ALONE, &[Acknowledge(15), Send(4), Approve(2)]),
            ("doantn", ALONE, &[Acknowledge(18), Send(3)]),
            ("ccb", ALONE, SEEN),
            ("xuanbac", ALONE, SEEN),
            ("xuannam", ALONE, NEW),
            ("lamhoan", ALONE, &[Acknowledge(14), Send(3)]),
            ("lienthanh", ALONE, NEW),
            ("phuchai", ALONE, SEEN),
            ("haibac", ALONE, &[Acknowledge(13), Send(5), Approve(3)]),
            ("hainam", ALONE, SEEN),
            ("tanhai", ALONE, NEW),
            ("tandinh", ALONE, NEW),
            ("trunghai", ALONE, SEEN),
            ("donghai", ALONE, BEGUN),
            ("cogo", ALONE, NEW),
        ],
    },
    PlannedWork {
        title: "Công khai kết quả giải quyết đơn thư khiếu nại, tố cáo",
        description: "Đăng tin khi có kết quả giải quyết liên quan đến thủ tục hành chính.",
        clause: None,
        due: Due::Never,
        priority: Priority::Normal,
        targets: &[("tin_bai", 2)],
        deeds: &[deeds::COMPLAINTS],
        units: &[("vanphong", ALONE, SEEN)],
    },
    PlannedWork {
        title: "Rà soát, khắc phục nội dung tuyên truyền còn hình thức",
        description: "Soát các nội dung đã đăng, nêu việc cần sửa và thời hạn.",
        clause: None,
        due: Due::In(-20),
        priority: Priority::High,
        targets: &[("van_ban", 2)],
        deeds: &[deeds::MENDING],
        units: &[("vhxh", ALONE, &[Acknowledge(39), Send(21), Approve(19)])],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_five_has_no_task_and_shows_as_such() {
        let cited: Vec<_> = WORKS.iter().filter_map(|work| work.clause).collect();
        assert_eq!(cited, [1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 6]);
        assert_eq!(WORKS.len(), 14);
    }
}
