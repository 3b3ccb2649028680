//! The fourteen tasks of the demo (docs/DOMAIN.md §10) and how far each unit has come with them.

use shared::state::{Part, Priority};

use super::samples::{self, SampleActivity};

/// What a unit or the reviewer did, and how many days ago.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Tiếp nhận.
    Acknowledge(i64),
    /// A draft is begun.
    Draft,
    /// Gửi báo cáo.
    Submit(i64),
    /// Không phát sinh.
    SubmitNil(i64, &'static str),
    /// Trả lại.
    Return(i64, &'static str),
    /// Phê duyệt.
    Approve(i64),
    /// Xin gia hạn: to so many days from today, and why.
    AskExtension(i64, i64, &'static str),
    /// Gia hạn, as asked.
    GrantExtension(i64),
    /// Hủy giao.
    Cancel(i64, &'static str),
}

use Step::{
    Acknowledge, Approve, AskExtension, Cancel, Draft, GrantExtension, Return, Submit, SubmitNil,
};

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
pub(super) struct SampleTask {
    pub title: &'static str,
    pub description: &'static str,
    pub clause: Option<usize>,
    pub due: Due,
    pub priority: Priority,
    pub targets: &'static [(&'static str, i64)],
    pub samples: &'static [SampleActivity],
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

pub(super) const SAMPLE_TASKS: &[SampleTask] = &[
    SampleTask {
        title: "Hướng dẫn người dân nộp hồ sơ trực tuyến",
        description: "Bố trí người hướng dẫn tại quầy và lưu động tại thôn; ghi số người được hướng dẫn.",
        clause: Some(1),
        due: Due::In(10),
        priority: Priority::Normal,
        targets: &[("nguoi_dvctt", 120)],
        samples: &[samples::GUIDANCE],
        units: &[("ttpvhcc", ALONE, BEGUN)],
    },
    SampleTask {
        title: "Buổi tối tuyên truyền cho người dân lao động tại thôn, bến cá",
        description: "Chọn giờ người dân đã đi làm về; mỗi thôn ít nhất hai buổi.",
        clause: Some(1),
        due: Due::In(-6),
        priority: Priority::High,
        targets: &[("cuoc", 2), ("nguoi_tham_du", 80)],
        samples: &[samples::EVENING, samples::HARBOUR],
        units: &[
            ("xuanbac", ALONE, &[Acknowledge(36), Submit(8), Return(1, PHOTO)]),
            ("xuannam", ALONE, &[Acknowledge(37), Submit(12), Approve(10)]),
            ("lamhoan", ALONE, &[Acknowledge(30), Draft]),
            (
                "lienthanh",
                ALONE,
                &[Acknowledge(35), Submit(9), Return(8, FIGURES), Submit(7), Approve(5)],
            ),
            ("phuchai", ALONE, &[Acknowledge(33), Submit(7)]),
            ("haibac", ALONE, &[Acknowledge(36), Submit(11), Approve(9)]),
            ("hainam", ALONE, &[Acknowledge(34), Submit(4), Approve(2)]),
            (
                "tanhai",
                ALONE,
                &[Acknowledge(20), AskExtension(9, -1, AT_SEA), GrantExtension(8), Submit(1)],
            ),
            ("tandinh", ALONE, &[Acknowledge(22)]),
            ("trunghai", ALONE, &[Acknowledge(36), Submit(10), Return(9, PHOTO), Submit(3)]),
            ("donghai", ALONE, &[Acknowledge(31), Submit(13), Approve(9)]),
            ("cogo", ALONE, NEW),
        ],
    },
    SampleTask {
        title: "Duy trì chuyên mục tin, bài cải cách hành chính hằng tháng",
        description: "Tin, bài thiết thực; đăng kèm văn bản chỉ đạo điều hành mới.",
        clause: Some(2),
        due: Due::In(12),
        priority: Priority::Normal,
        targets: &[("tin_bai", 4)],
        samples: &[samples::ARTICLE],
        units: &[("vhxh", ALONE, &[Acknowledge(39), Submit(4)])],
    },
    SampleTask {
        title: "Lịch phát thanh vào khung giờ phù hợp",
        description: "Mỗi tuần ít nhất hai lượt phát vào sáng sớm hoặc chiều tối.",
        clause: Some(2),
        due: Due::In(-12),
        priority: Priority::Normal,
        targets: &[("luot_phat", 8), ("thoi_luong", 90)],
        samples: &[samples::BROADCAST],
        units: &[("daitruyenthanh", ALONE, &[Acknowledge(39), Submit(14), Approve(11)])],
    },
    SampleTask {
        title: "Tuyên truyền thủ tục hành chính trên Zalo, Facebook",
        description: "Bài ngắn, có hình hoặc video; trả lời câu hỏi của người dân.",
        clause: Some(3),
        due: Due::In(2),
        priority: Priority::Normal,
        targets: &[("bai_mxh", 12), ("luot_tiep_can", 3000)],
        samples: &[samples::SOCIAL],
        units: &[("doantn", ALONE, &[Acknowledge(9), Draft, AskExtension(1, 9, CAMPAIGN)])],
    },
    SampleTask {
        title: "Hướng dẫn theo dõi, tra cứu tình trạng hồ sơ",
        description: "Bài hướng dẫn trên trang thông tin và hướng dẫn tại quầy.",
        clause: Some(3),
        due: Due::In(-9),
        priority: Priority::Normal,
        targets: &[("tin_bai", 2), ("nguoi_dvctt", 50)],
        samples: &[samples::GUIDANCE, samples::ARTICLE],
        units: &[("ttpvhcc", ALONE, &[Acknowledge(38), Submit(11), Approve(8)])],
    },
    SampleTask {
        title: "Tiểu phẩm sân khấu hóa về cải cách hành chính",
        description: "Ít nhất một tiểu phẩm biểu diễn phục vụ nhân dân.",
        clause: Some(4),
        due: Due::In(-4),
        priority: Priority::Normal,
        targets: &[("tiet_muc", 2), ("nguoi_tham_du", 150)],
        samples: &[samples::STAGE],
        units: &[("phunu", ALONE, &[Acknowledge(28), Submit(2)])],
    },
    SampleTask {
        title: "Tờ rơi, pano, áp phích ở nơi đông dân cư",
        description: "Chợ, cảng cá, nhà văn hóa; Phòng Văn hóa - Xã hội cấp mẫu.",
        clause: Some(4),
        due: Due::In(6),
        priority: Priority::Normal,
        targets: &[("pano_ap_phich", 2), ("to_roi", 100)],
        samples: &[samples::LEAFLETS, samples::POSTERS],
        units: &[
            ("vhxh", Part::Lead, BEGUN),
            ("xuanbac", HELP, BEGUN),
            ("xuannam", HELP, &[Acknowledge(20), Submit(3), Approve(2)]),
            ("lamhoan", HELP, NEW),
            ("lienthanh", HELP, SEEN),
            ("phuchai", HELP, &[Acknowledge(18), Submit(5), Approve(3)]),
            ("haibac", HELP, &[Acknowledge(19), Submit(2)]),
            ("hainam", HELP, SEEN),
            ("tanhai", HELP, &[Acknowledge(18), Submit(6), Return(2, PHOTO)]),
            ("tandinh", HELP, NEW),
            ("trunghai", HELP, BEGUN),
            ("donghai", HELP, &[Acknowledge(18), Submit(7), Approve(6)]),
            ("cogo", HELP, &[Cancel(12, "Thôn đã được cấp pano từ đợt trước.")]),
        ],
    },
    SampleTask {
        title: "Hội nghị phổ biến, giáo dục pháp luật",
        description: "Giới thiệu văn bản quy phạm pháp luật mới của Trung ương và địa phương.",
        clause: Some(4),
        due: Due::In(-15),
        priority: Priority::Normal,
        targets: &[("cuoc", 1), ("nguoi_tham_du", 60)],
        samples: &[samples::LAW],
        units: &[("tuphap", ALONE, &[Acknowledge(33), Submit(13), Approve(10)])],
    },
    SampleTask {
        title: "Lồng ghép tuyên truyền tại Ngày hội đại đoàn kết toàn dân tộc",
        description: "Mặt trận chủ trì; mỗi thôn dành phần riêng cho cải cách hành chính.",
        clause: Some(4),
        due: Due::UnityDay,
        priority: Priority::High,
        targets: &[("cuoc", 1), ("nguoi_tham_du", 80)],
        samples: &[samples::UNITY_DAY],
        units: &[
            ("mttq", Part::Lead, BEGUN),
            ("xuanbac", HELP, NEW),
            ("xuannam", HELP, SEEN),
            ("lamhoan", HELP, BEGUN),
            ("lienthanh", HELP, &[Acknowledge(11), Submit(1)]),
            ("phuchai", HELP, SEEN),
            ("haibac", HELP, &[Acknowledge(12), Submit(2), Approve(1)]),
            ("hainam", HELP, BEGUN),
            ("tanhai", HELP, NEW),
            ("tandinh", HELP, SEEN),
            ("trunghai", HELP, &[Acknowledge(9), Submit(1)]),
            ("donghai", HELP, SEEN),
            ("cogo", HELP, NEW),
        ],
    },
    SampleTask {
        title: "Giới thiệu gương điển hình, mô hình sáng kiến",
        description: "Chọn người thật, việc thật ở cơ sở; có bài giới thiệu.",
        clause: Some(6),
        due: Due::In(-3),
        priority: Priority::Normal,
        targets: &[("tin_bai", 2)],
        samples: &[samples::EXAMPLE],
        units: &[
            (
                "ccb",
                ALONE,
                &[Acknowledge(30), Submit(8), Return(7, FIGURES), Submit(5), Return(1, PHOTO)],
            ),
            (
                "nongdan",
                ALONE,
                &[
                    Acknowledge(29),
                    SubmitNil(5, "Trong kỳ chưa có mô hình mới; đang khảo sát hai hộ nuôi tôm."),
                ],
            ),
        ],
    },
    SampleTask {
        title: "Vận động dự thi “Tìm hiểu về CCHC”",
        description: "Vận động cán bộ, công chức và người dân tham gia cuộc thi của tỉnh.",
        clause: None,
        due: Due::In(17),
        priority: Priority::Normal,
        targets: &[("nguoi_du_thi", 20)],
        samples: &[samples::CONTEST],
        units: &[
            ("vanphong", ALONE, &[Acknowledge(16), Submit(6), Approve(5)]),
            ("kinhte", ALONE, SEEN),
            ("vhxh", ALONE, SEEN),
            ("ttpvhcc", ALONE, &[Acknowledge(17), Submit(2)]),
            ("congan", ALONE, NEW),
            ("quansu", ALONE, SEEN),
            ("daitruyenthanh", ALONE, SEEN),
            ("tuphap", ALONE, BEGUN),
            ("mttq", ALONE, SEEN),
            ("nongdan", ALONE, NEW),
            ("phunu", ALONE, &[Acknowledge(15), Submit(4), Approve(2)]),
            ("doantn", ALONE, &[Acknowledge(18), Submit(3)]),
            ("ccb", ALONE, SEEN),
            ("xuanbac", ALONE, SEEN),
            ("xuannam", ALONE, NEW),
            ("lamhoan", ALONE, &[Acknowledge(14), Submit(3)]),
            ("lienthanh", ALONE, NEW),
            ("phuchai", ALONE, SEEN),
            ("haibac", ALONE, &[Acknowledge(13), Submit(5), Approve(3)]),
            ("hainam", ALONE, SEEN),
            ("tanhai", ALONE, NEW),
            ("tandinh", ALONE, NEW),
            ("trunghai", ALONE, SEEN),
            ("donghai", ALONE, BEGUN),
            ("cogo", ALONE, NEW),
        ],
    },
    SampleTask {
        title: "Công khai kết quả giải quyết đơn thư khiếu nại, tố cáo",
        description: "Đăng tin khi có kết quả giải quyết liên quan đến thủ tục hành chính.",
        clause: None,
        due: Due::Never,
        priority: Priority::Normal,
        targets: &[("tin_bai", 2)],
        samples: &[samples::COMPLAINTS],
        units: &[("vanphong", ALONE, SEEN)],
    },
    SampleTask {
        title: "Rà soát, khắc phục nội dung tuyên truyền còn hình thức",
        description: "Soát các nội dung đã đăng, nêu việc cần sửa và thời hạn.",
        clause: None,
        due: Due::In(-20),
        priority: Priority::High,
        targets: &[("van_ban", 2)],
        samples: &[samples::MENDING],
        units: &[("vhxh", ALONE, &[Acknowledge(39), Submit(21), Approve(19)])],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_five_has_no_task_and_shows_as_such() {
        let cited: Vec<_> = SAMPLE_TASKS.iter().filter_map(|work| work.clause).collect();
        assert_eq!(cited, [1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 6]);
        assert_eq!(SAMPLE_TASKS.len(), 14);
    }
}
