//! The states of the work (docs/DOMAIN.md §11), as words stored and sent alike.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:tt),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored and transmitted word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value of a stored word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// What kind of unit.
    UnitKind {
        /// Lãnh đạo UBND.
        Leadership = "leadership",
        /// Ban ngành.
        Committee = "committee",
        /// Đoàn thể.
        MassOrganisation = "mass_organisation",
        /// Thôn, tổ dân phố.
        Village = "village",
    }
}
words! {
    /// The life of a directive.
    DirectiveState {
        /// Dự thảo.
        Draft = "draft",
        /// Đã ban hành: numbered and immutable.
        Issued = "issued",
        /// Thay thế by a later one.
        Superseded = "superseded",
    }
}
words! {
    /// The life of a task.
    TaskState {
        /// Not yet seen by those it is assigned to.
        Draft = "draft",
        /// Under way.
        Open = "open",
        /// Ended.
        Closed = "closed",
        /// Called off, with a reason.
        Cancelled = "cancelled",
    }
}
words! {
    /// How pressing a task is.
    Priority {
        /// Thường.
        Normal = "normal",
        /// Gấp (khẩn).
        High = "high",
    }
}
words! {
    /// The life of an assignment.
    AssignmentState {
        /// Chưa tiếp nhận.
        Assigned = "assigned",
        /// Đã tiếp nhận.
        Acknowledged = "acknowledged",
        /// Đã gửi báo cáo, chờ duyệt.
        Submitted = "submitted",
        /// Trả lại, yêu cầu bổ sung.
        Returned = "returned",
        /// Đã phê duyệt.
        Approved = "approved",
        /// Đã hủy giao.
        Cancelled = "cancelled",
    }
}
words! {
    /// What part a unit has in a task.
    Part {
        /// Chủ trì.
        Lead = "lead",
        /// Phối hợp.
        Supporting = "supporting",
        /// The unit does it by itself.
        Alone = "alone",
    }
}
words! {
    /// The life of a report.
    ReportState {
        /// Dự thảo.
        Draft = "draft",
        /// Đã gửi.
        Submitted = "submitted",
        /// Đã phê duyệt.
        Approved = "approved",
        /// Trả lại.
        Returned = "returned",
    }
}
words! {
    /// The life of an activity.
    ActivityState {
        /// Still editable.
        Draft = "draft",
        /// Sent with a report or by itself.
        Submitted = "submitted",
        /// Counted in the figures.
        Approved = "approved",
        /// Sent back.
        Returned = "returned",
    }
}

words! {
    /// The life of an extension.
    ExtensionState {
        /// Đang xin: waits for a decision.
        Asked = "asked",
        /// Đề nghị ngày khác: waits for the asker.
        Offered = "offered",
        /// Đã gia hạn.
        Granted = "granted",
        /// Từ chối.
        Refused = "refused",
        /// The asker did not take the day offered.
        Declined = "declined",
        /// Rút lại.
        Withdrawn = "withdrawn",
        /// Settled by the report or by the assignment's end.
        Lapsed = "lapsed",
    }
}
words! {
    /// What a person is told of (thông báo).
    NoticeKind {
        /// Giao việc mới.
        Assigned = "assigned",
        /// Sắp đến hạn.
        DueSoon = "due_soon",
        /// Quá hạn.
        Overdue = "overdue",
        /// Đôn đốc, by a person.
        Chased = "chased",
        /// Báo cáo chờ duyệt.
        Submitted = "submitted",
        /// Báo cáo chờ duyệt đã lâu.
        Waiting = "waiting",
        /// Đề nghị gia hạn chờ đã lâu.
        ExtensionWaiting = "extension_waiting",
        /// Trả lại.
        Returned = "returned",
        /// Phê duyệt.
        Approved = "approved",
        /// Hủy giao.
        Cancelled = "cancelled",
        /// Chuyển sang đơn vị kế tục.
        PassedOn = "passed_on",
        /// Trao đổi.
        Commented = "commented",
        /// Được nhắc tên trong trao đổi.
        Mentioned = "mentioned",
        /// Đề nghị gia hạn.
        ExtensionAsked = "extension_asked",
        /// Đề nghị ngày khác.
        ExtensionOffered = "extension_offered",
        /// Đã gia hạn.
        ExtensionGranted = "extension_granted",
        /// Từ chối gia hạn.
        ExtensionRefused = "extension_refused",
        /// The asker took or did not take the day offered, or took the request back.
        ExtensionAnswered = "extension_answered",
        /// Tổng hợp đầu ngày, for leaders.
        Digest = "digest",
        /// Việc định kỳ không tạo được.
        RecurrenceFailed = "recurrence_failed",
    }
}
words! {
    /// By which way a person is told.
    NoticeChannel {
        /// In the app.
        App = "app",
        /// By e-mail.
        Mail = "mail",
        /// By SMS or Zalo, where the server has a gateway.
        Message = "message",
    }
}

impl ExtensionState {
    /// Whether it still waits for somebody.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Offered)
    }
}

impl NoticeKind {
    /// Whether a person may do without it: what is late and what was chased may not be muted.
    #[must_use]
    pub const fn may_be_muted(self) -> bool {
        !matches!(self, Self::Overdue | Self::Chased)
    }
}

impl AssignmentState {
    /// Whether the doing unit still has to act.
    #[must_use]
    pub const fn waits_for_unit(self) -> bool {
        matches!(self, Self::Assigned | Self::Acknowledged | Self::Returned)
    }

    /// Whether its report may be written.
    #[must_use]
    pub const fn is_writable(self) -> bool {
        matches!(self, Self::Acknowledged | Self::Returned)
    }

    /// Whether it still counts as work to be done or reviewed.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Approved | Self::Cancelled)
    }
}

/// An activity is as far as the report that carries it.
impl From<ReportState> for ActivityState {
    fn from(state: ReportState) -> Self {
        match state {
            ReportState::Draft => Self::Draft,
            ReportState::Submitted => Self::Submitted,
            ReportState::Returned => Self::Returned,
            ReportState::Approved => Self::Approved,
        }
    }
}
