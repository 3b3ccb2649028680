//! Conversation on an assignment (trao đổi).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::dto::work::attachment::AttachmentView;
use crate::id::{AttachmentId, CommentId, UserId};

/// The longest comment, in characters.
pub const COMMENT_LENGTH: usize = 2000;
/// For how long its author may change a comment, in minutes.
pub const COMMENT_EDIT_MINUTES: i64 = 15;

/// Of which comments a person is told, by the mark of what is unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommentNotices {
    /// Of all.
    All,
    /// Of those that address the person.
    Mentions,
    /// Of none.
    None,
}

impl CommentNotices {
    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mentions => "mentions",
            Self::None => "none",
        }
    }

    /// The choice of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::All, Self::Mentions, Self::None].into_iter().find(|one| one.as_str() == word)
    }
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentView {
    /// The id.
    pub id: CommentId,
    /// Who: the person.
    pub author: Named<UserId>,
    /// Who: the title of the post, e.g. "Trưởng thôn".
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was last changed, if it was.
    pub edited_at: Option<DateTime<Utc>>,
    /// The words; empty once taken back.
    #[cfg_attr(feature = "openapi", schema(example = "Đã có loa mới, tối mai làm được."))]
    pub text: String,
    /// Whether its author has taken it back.
    pub deleted: bool,
    /// Who is addressed in it.
    pub mentions: Vec<Named<UserId>>,
    /// Files with it.
    pub attachments: Vec<AttachmentView>,
    /// Whether the asker may still change it.
    pub may_edit: bool,
    /// Whether the asker has not seen it yet.
    pub unread: bool,
    /// The row's version.
    pub version: i64,
}

/// Somebody who can be addressed in a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Addressee {
    /// The person.
    pub id: UserId,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Lê Thị Hồng (minh họa)"))]
    pub name: String,
}

/// A new comment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentCreate {
    /// The id, made by the client (UUIDv7) or left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CommentId>,
    /// The words, at most 2,000 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 2000, example = "Đã có loa mới, tối mai làm được.")
    )]
    pub text: String,
    /// Who is addressed: people of `GET …/comments/people`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub mentions: Vec<UserId>,
    /// Files uploaded before, at most 10.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub attachments: Vec<AttachmentId>,
}

/// A changed comment (JSON Merge Patch), within 15 minutes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentPatch {
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 2000, example = "Đã có loa mới, tối nay làm được.")
    )]
    pub text: Option<String>,
    /// Who is addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub mentions: Option<Vec<UserId>>,
}
