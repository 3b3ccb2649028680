//! What a person is told, and how (thông báo).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::dto::page::Named;
use crate::id::{AssignmentId, NoticeId, TaskId, UnitId};
use crate::state::{NoticeChannel, NoticeKind};

/// One notice. The words are the page's; here are the facts that go into them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeView {
    /// The id.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// Whether it has been read.
    pub read: bool,
    /// The assignment it is about, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// The task.
    pub task: Option<Named<TaskId>>,
    /// The titles of the further works that it tells of.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["Phát tờ rơi"])))]
    pub other_tasks: Vec<String>,
    /// The unit.
    pub unit: Option<Named<UnitId>>,
    /// The names of the further units of that task that it tells of.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["Thôn Lâm Hoãn"])))]
    pub other_units: Vec<String>,
    /// The working deadline as it was then.
    pub due_at: Option<DateTime<Utc>>,
    /// The original one, where that was another day.
    #[serde(default)]
    pub moved_from: Option<DateTime<Utc>>,
    /// Days until the deadline (`due_soon`), days since it, or hours of waiting.
    pub number: Option<i64>,
    /// Who did what it tells: "name, title".
    pub by: Option<String>,
    /// The reason or message that went with it.
    pub note: Option<String>,
    /// In whose stead it was sent to this person, who is the deputy: "name, title".
    pub for_post: Option<String>,
    /// The page that it leads to, below the server's address.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/assignments/019a5f10-7c1e-7000-8000-000000000001")
    )]
    pub path: String,
}

/// What the bell shows; also each event of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeCount {
    /// Notices that have not been read.
    pub unread: i64,
    /// The newest of all.
    pub newest: Option<NoticeId>,
}

/// Which notices are done with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticesRead {
    /// Up to this one, it included; all if left out.
    #[serde(default)]
    pub up_to: Option<NoticeId>,
}

/// How mail comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailMode {
    /// One a morning.
    #[default]
    Digest,
    /// Each by itself.
    Single,
    /// None; what may not be muted still comes each morning.
    None,
}

impl MailMode {
    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Single => "single",
            Self::None => "none",
        }
    }

    /// The mode of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Digest, Self::Single, Self::None].into_iter().find(|mode| mode.as_str() == word)
    }
}

/// A kind of notice that a person does without, by one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Muted {
    /// What.
    pub kind: NoticeKind,
    /// By which way.
    pub channel: NoticeChannel,
}

/// How a person wants to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeChoices {
    /// Where mail goes; without it none is sent.
    #[cfg_attr(feature = "openapi", schema(example = "truongthon@example.vn"))]
    pub email: Option<String>,
    /// A new address that waits for the code that was sent there.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "xuanbac@example.vn"))]
    pub email_waiting: Option<String>,
    /// How mail comes.
    pub mail: MailMode,
    /// Where SMS or Zalo messages go; without it none is sent.
    #[cfg_attr(feature = "openapi", schema(example = "0912345678"))]
    pub phone: Option<String>,
    /// What the person does without.
    pub muted: Vec<Muted>,
    /// Whether this server sends mail at all.
    pub mail_configured: bool,
    /// Whether it has a gateway for SMS or Zalo messages.
    pub message_configured: bool,
    /// The version of the account row.
    pub version: i64,
}

/// A change of the choices (JSON Merge Patch). The address of e-mail is changed by `POST /auth/email`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoticeChoicesPatch {
    /// How mail comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailMode>,
    /// Where SMS or Zalo messages go; empty is nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "0912345678"))]
    pub phone: Option<String>,
    /// All that the person does without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<Vec<Muted>>,
}

/// The secret of the address under which a kind of mail is unsubscribed from (RFC 8058).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsubscribe {
    /// What stands in the mail's link.
    #[cfg_attr(feature = "openapi", schema(example = "q83vEjRWeJCrze8SNFZ4kA.assigned"))]
    pub token: String,
}

/// What was unsubscribed from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsubscribed {
    /// The kind; none is the morning's mail.
    pub kind: Option<NoticeKind>,
}
