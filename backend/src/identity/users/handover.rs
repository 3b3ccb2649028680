//! Posts that have ended, and the posts that took over from them.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::repo::{Post, posts};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;

/// Who follows whom in a commune on a day. Posts that are still held follow themselves.
#[derive(Debug, Default)]
pub struct Handovers(HashMap<Uuid, Uuid>);

impl Handovers {
    /// The handovers among `posts`.
    #[must_use]
    pub fn from_posts(posts: &[Post], day: NaiveDate) -> Self {
        let held =
            |post: &Post| post.valid_from <= day && post.valid_to.is_none_or(|end| day <= end);
        let ended = posts.iter().filter(|post| !held(post));
        Self(ended.filter_map(|post| Some((post.id, post.followed_by?))).collect())
    }

    /// The handovers of a commune.
    ///
    /// # Errors
    /// The database.
    pub async fn of(db: &impl Connection, commune_id: Uuid, day: NaiveDate) -> AppResult<Self> {
        Ok(Self::from_posts(&posts::with_successor(db, commune_id).await?, day))
    }

    /// The post that has a post's work then.
    #[must_use]
    pub fn current_post(&self, post: Uuid) -> Uuid {
        let mut current_post = post;
        // No chain is longer than there are links in it.
        for _ in 0..self.0.len() {
            let Some(next) = self.0.get(&current_post) else { break };
            current_post = *next;
        }
        current_post
    }

    /// The ended posts whose work is a post's then.
    pub fn posts_passed_to(&self, post: Uuid) -> impl Iterator<Item = Uuid> {
        self.0.keys().copied().filter(move |ended| self.current_post(*ended) == post)
    }
}
