//! Who holds which post today, and who stands in for whom: what recipients are worked out from.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use shared::dto::identity::delegation::Power;
use shared::dto::work::comment::CommentNotices;
use shared::time::day_of;
use shared::{Action, Role, permits};
use uuid::Uuid;

use super::repo::people;
use crate::identity::users::handover::Handovers;
use crate::platform::access::lent_powers::powers;
use crate::platform::access::session::is_current;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::mail::choices::Choices;
use crate::work::assignments::repo::Assignment;

/// A post that is held today by somebody who may log in.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The post.
    pub post_id: Uuid,
    /// Who holds it.
    pub user_id: Uuid,
    /// Where.
    pub unit_id: Uuid,
    /// As what.
    pub role: Role,
    /// Whether the holder heads the unit.
    pub head: bool,
    /// "Name, title".
    pub name: String,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recipient {
    /// Who.
    pub user_id: Uuid,
    /// In whose stead: "name, title".
    pub for_post: Option<String>,
}

/// Everybody of a commune.
#[derive(Debug, Default)]
pub struct Directory {
    holders: Vec<Holder>,
    handovers: Handovers,
    /// Posts whose notices go to another post today.
    deputies: HashMap<Uuid, Uuid>,
    /// What is lent today: which power, by which post, to which.
    delegations: Vec<(Power, Uuid, Uuid)>,
    people: HashMap<Uuid, Choices>,
}

impl Directory {
    /// Everybody of a commune as of `now`.
    ///
    /// # Errors
    /// The database.
    pub async fn of(db: &impl Connection, commune_id: Uuid, now: DateTime<Utc>) -> AppResult<Self> {
        let posts = people::posts(db, commune_id).await?;
        let people = people::enabled(db, posts.iter().map(|post| post.user_id)).await?;
        let people: HashMap<Uuid, _> =
            people.into_iter().map(|person| (person.id, person)).collect();
        let delegations = people::delegations(db, commune_id).await?;
        let delegations: Vec<(Power, Uuid, Uuid)> = delegations
            .iter()
            .filter(|row| is_current(row.valid_from, Some(row.valid_to), now))
            .flat_map(|row| {
                powers(row).into_iter().map(|one| (one, row.from_post_id, row.to_post_id))
            })
            .collect();
        let notices = delegations.iter().filter(|(power, ..)| *power == Power::Notices);
        let deputies = notices.map(|(_, from, to)| (*from, *to)).collect();
        let handovers = Handovers::from_posts(&posts, day_of(now));
        let holders = posts
            .into_iter()
            .filter(|post| is_current(post.valid_from, post.valid_to, now))
            .filter_map(|post| {
                let person = people.get(&post.user_id)?;
                Some(Holder {
                    post_id: post.id,
                    user_id: post.user_id,
                    unit_id: post.unit_id,
                    role: post.role.0,
                    head: post.head,
                    name: format!("{}, {}", person.full_name, post.title),
                })
            })
            .collect();
        let people = people.into_iter().map(|(id, row)| (id, Choices::of(row))).collect();
        Ok(Self { holders, handovers, deputies, delegations, people })
    }

    /// How a person wants to be told; none for who may not log in.
    #[must_use]
    pub fn choices(&self, user_id: Uuid) -> Option<&Choices> {
        self.people.get(&user_id)
    }

    /// The same for who holds a post today.
    #[must_use]
    pub fn choices_of_holder(&self, user_id: Uuid) -> Option<&Choices> {
        let holds = self.holders.iter().any(|one| one.user_id == user_id);
        self.choices(user_id).filter(|_| holds)
    }

    fn recipients(&self, holders: impl Iterator<Item = Holder>) -> Vec<Recipient> {
        let mut recipients: Vec<Recipient> = Vec::new();
        for holder in holders {
            let recipient = self.deputy_of(&holder);
            if recipients.iter().all(|other| other.user_id != recipient.user_id) {
                recipients.push(recipient);
            }
        }
        recipients
    }

    /// Whoever stands in for a holder today, or the holder.
    fn deputy_of(&self, holder: &Holder) -> Recipient {
        let mut passed = HashSet::from([holder.post_id]);
        let mut present = holder;
        while let Some(next) = self.deputies.get(&present.post_id) {
            let Some(deputy) = self.holders.iter().find(|one| one.post_id == *next) else { break };
            if !passed.insert(deputy.post_id) {
                break;
            }
            present = deputy;
        }
        let away = present.user_id != holder.user_id;
        Recipient { user_id: present.user_id, for_post: away.then(|| holder.name.clone()) }
    }

    fn holder(&self, post_id: Uuid) -> Option<Holder> {
        let present = self.handovers.current_post(post_id);
        self.holders.iter().find(|one| one.post_id == present).cloned()
    }

    fn recipients_where(&self, good: impl Fn(&Holder) -> bool) -> Vec<Recipient> {
        self.recipients(self.holders.iter().filter(|one| good(one)).cloned())
    }

    /// Whoever sees an assignment today: its unit, the unit that gave it as a part, the office.
    #[must_use]
    pub fn sees(&self, user_id: Uuid, row: &Assignment, whole: Option<Uuid>) -> bool {
        self.holders.iter().any(|one| {
            let near = one.unit_id == row.responsible_unit_id || Some(one.unit_id) == whole;
            one.user_id == user_id && one.role != Role::Admin && (near || one.role.is_office())
        })
    }

    /// Everybody of a unit who may do its work.
    #[must_use]
    pub fn unit(&self, unit_id: Uuid) -> Vec<Recipient> {
        self.recipients_where(|one| {
            one.unit_id == unit_id && permits(one.role, Action::AssignmentDo)
        })
    }

    /// Whoever acknowledged an assignment, where that is somebody of its unit; else all of it.
    #[must_use]
    pub fn doers(&self, row: &Assignment) -> Vec<Recipient> {
        let unit = row.responsible_unit_id;
        let one = self.recipients_where(|one| {
            Some(one.user_id) == row.acknowledged_by && one.unit_id == unit
        });
        if one.is_empty() { self.unit(unit) } else { one }
    }

    /// A person of the unit; those who do it where it is none of them.
    #[must_use]
    pub fn requester(&self, user_id: Uuid, row: &Assignment) -> Vec<Recipient> {
        let unit = row.responsible_unit_id;
        let one = self.recipients_where(|one| one.user_id == user_id && one.unit_id == unit);
        if one.is_empty() { self.doers(row) } else { one }
    }

    /// The heads of a unit; everybody of it where none is named.
    #[must_use]
    pub fn heads(&self, unit_id: Uuid) -> Vec<Recipient> {
        let heads = self.recipients_where(|one| one.head && one.unit_id == unit_id);
        if heads.is_empty() { self.unit(unit_id) } else { heads }
    }

    /// The holder of a post, or of the one that took it over.
    #[must_use]
    pub fn post(&self, post_id: Uuid) -> Vec<Recipient> {
        self.recipients(self.holder(post_id).into_iter())
    }

    /// Whoever reviews an assignment: the leader in whose name it was given, any leader where that
    /// is nobody any more; of a part the person who gave it, else that person's unit.
    #[must_use]
    pub fn reviewer(&self, row: &Assignment, whole: Option<Uuid>) -> Vec<Recipient> {
        let own = self.post(row.reviewer_post_id);
        if !own.is_empty() {
            return own;
        }
        match whole {
            Some(unit) => self.unit(unit),
            None => self.recipients_where(|one| one.role == Role::Chairman),
        }
    }

    /// Whoever gave an assignment; the coordinators where that is nobody any more.
    #[must_use]
    pub fn assigner(&self, post_id: Option<Uuid>) -> Vec<Recipient> {
        let own = post_id.map(|id| self.post(id)).unwrap_or_default();
        if own.is_empty() { self.coordinators() } else { own }
    }

    /// The coordinators.
    #[must_use]
    pub fn coordinators(&self) -> Vec<Recipient> {
        self.recipients_where(|one| one.role == Role::Coordinator)
    }

    /// A person who still holds a post, whichever.
    #[must_use]
    pub fn user(&self, user_id: Uuid) -> Vec<Recipient> {
        self.recipients_where(|one| one.user_id == user_id)
    }

    /// The people who lead or compile, with the post by which they do.
    #[must_use]
    pub fn office(&self) -> Vec<&Holder> {
        self.holders.iter().filter(|one| one.role.is_office()).collect()
    }

    /// The posts for which a person may do today what `power` says: the own, those that lent it, and
    /// those whose work passed on.
    #[must_use]
    pub fn deciding_posts(&self, user_id: Uuid, power: Power) -> Vec<Uuid> {
        let own: Vec<Uuid> = self.posts_of(user_id).collect();
        let delegations =
            self.delegations.iter().filter(|(one, _, to)| *one == power && own.contains(to));
        let delegations = delegations.map(|(_, from, _)| *from);
        let ended = own.iter().flat_map(|post| self.handovers.posts_passed_to(*post));
        own.iter().copied().chain(delegations).chain(ended).collect()
    }

    fn posts_of(&self, user_id: Uuid) -> impl Iterator<Item = Uuid> {
        let own = self.holders.iter().filter(move |one| one.user_id == user_id);
        own.map(|one| one.post_id)
    }

    /// Those of `people` who want to be told of any comment.
    #[must_use]
    pub fn wanting_all_comments(&self, people: Vec<Recipient>) -> Vec<Recipient> {
        self.with_comment_setting(people, CommentNotices::All)
    }

    /// Those of `people` who want to be told where they are addressed.
    #[must_use]
    pub fn wanting_mentions(&self, people: Vec<Recipient>) -> Vec<Recipient> {
        let mut recipients = self.with_comment_setting(people.clone(), CommentNotices::All);
        recipients.extend(self.with_comment_setting(people, CommentNotices::Mentions));
        recipients
    }

    fn with_comment_setting(
        &self,
        people: Vec<Recipient>,
        setting: CommentNotices,
    ) -> Vec<Recipient> {
        let matches = |one: &Recipient| {
            self.choices(one.user_id).is_some_and(|c| c.comment_notices == setting)
        };
        people.into_iter().filter(matches).collect()
    }
}

/// Two lists of people as one, each once.
#[must_use]
pub fn merge_recipients(mut first: Vec<Recipient>, second: Vec<Recipient>) -> Vec<Recipient> {
    for one in second {
        if first.iter().all(|other| other.user_id != one.user_id) {
            first.push(one);
        }
    }
    first
}
