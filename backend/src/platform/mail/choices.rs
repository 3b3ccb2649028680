//! How a person has chosen to be told, as it is stored.

use shared::dto::notifications::notice::{MailMode, Muted};
use shared::dto::work::comment::CommentNotices;
use shared::state::{NoticeChannel, NoticeKind};

use crate::platform::repo::people::User;

/// What a person has chosen.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Where mail goes.
    pub email: Option<String>,
    /// Where messages go.
    pub phone: Option<String>,
    /// How mail comes.
    pub mail: MailMode,
    /// What the person does without.
    pub muted: Vec<Muted>,
    /// Of which comments the person is told.
    pub comment_notices: CommentNotices,
    /// `vi` or `en`.
    pub language: String,
    /// The name.
    pub name: String,
}

impl Choices {
    /// Those of a row.
    #[must_use]
    pub fn of(row: User) -> Self {
        Self {
            mail: MailMode::parse(&row.mail_mode).unwrap_or_default(),
            muted: muted(&row.muted),
            comment_notices: CommentNotices::parse(&row.comment_notices)
                .unwrap_or(CommentNotices::All),
            email: row.email,
            phone: row.phone,
            language: row.language,
            name: row.full_name,
        }
    }

    /// Whether a kind comes by a channel.
    #[must_use]
    pub fn is_enabled(&self, kind: NoticeKind, channel: NoticeChannel) -> bool {
        !kind.may_be_muted() || !self.muted.contains(&Muted { kind, channel })
    }
}

/// "kind:channel" by blanks.
fn muted(stored: &str) -> Vec<Muted> {
    let one = |word: &str| {
        let (kind, channel) = word.split_once(':')?;
        Some(Muted { kind: NoticeKind::parse(kind)?, channel: NoticeChannel::parse(channel)? })
    };
    stored.split(' ').filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overdue_notice_is_never_muted() {
        let all = "overdue:app due_soon:mail nonsense chased:mail x:y";
        assert_eq!(muted(all).len(), 3);
        assert!(NoticeKind::ALL.iter().filter(|kind| !kind.may_be_muted()).count() == 2);
    }
}
