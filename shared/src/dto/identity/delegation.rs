//! Powers lent for a time (ủy quyền): what is done by them reads "thay mặt".

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Action;
use crate::dto::page::Named;
use crate::id::{DelegationId, PostId};

/// A power that can be lent. A leader lends all; others lend the receiving of their notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Phê duyệt, trả lại báo cáo.
    Review,
    /// Kết thúc, hủy nhiệm vụ; hủy giao.
    Close,
    /// Quyết định gia hạn.
    Extend,
    /// Nhận thông báo thay: notices go to the deputy as long as this is lent.
    Notices,
}

impl Power {
    /// Every power.
    pub const ALL: [Self; 4] = [Self::Review, Self::Close, Self::Extend, Self::Notices];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Close => "close",
            Self::Extend => "extend",
            Self::Notices => "notices",
        }
    }

    /// The power of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|power| power.as_str() == word)
    }

    /// What it allows; receiving notices is everybody's own.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Review => Action::ReportReview,
            Self::Close => Action::TaskClose,
            Self::Extend => Action::ExtensionDecide,
            Self::Notices => Action::OwnAccount,
        }
    }
}

/// Powers lent by one post to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DelegationView {
    /// The id.
    pub id: DelegationId,
    /// Whose powers they are: "name, title".
    pub from: Named<PostId>,
    /// To whom they are lent: "name, title".
    pub to: Named<PostId>,
    /// Which.
    pub powers: Vec<Power>,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: NaiveDate,
    /// Why, e.g. "Đi công tác".
    #[cfg_attr(feature = "openapi", schema(example = "Đi công tác"))]
    pub reason: String,
    /// Whether they count today.
    pub in_force: bool,
    /// Whether they were taken back before their last day.
    pub taken_back: bool,
    /// The row's version.
    pub version: i64,
}

/// Somebody to whom one may lend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deputy {
    /// The post.
    pub id: PostId,
    /// "Name, title".
    pub name: String,
}

/// Powers to be lent by one's active post.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DelegationCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DelegationId>,
    /// To whom: the post of a leader or of a coordinator; of a unit's own people, one of the same unit.
    pub to_post_id: PostId,
    /// Which powers, one at least.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub powers: Vec<Power>,
    /// The first day: today or later.
    pub valid_from: NaiveDate,
    /// The last day: within a year.
    pub valid_to: NaiveDate,
    /// Why.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 500, example = "Đi công tác"))]
    pub reason: String,
}
