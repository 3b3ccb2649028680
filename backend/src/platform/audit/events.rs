//! Logins and tokens in the log. Whoever comes in has an entry in the transaction that opens the
//! session. Failed logins and tokens are counted first and become one entry in five minutes for each
//! name and client, so that nobody writes the log full from outside; a known name costs as much as an
//! unknown one, so that nobody learns which is which. What was typed for a name or a password is
//! never an entry.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::chain::{self, Author, Entry};
use super::repo::tallies::{self, AuditTally};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::repo::clients;
use crate::platform::repo::people::{self, Post};
use crate::platform::unit_of_work::write_as_system;

/// What is counted, by the words of its entry.
const FAILED: &str = "auth.login_failed";
const TOKEN: &str = "auth.token";
/// What comes within so long is one entry.
const WINDOW: Duration = Duration::minutes(5);
/// So many addresses are named in one.
const ADDRESSES: usize = 10;
/// Names and clients that are gone through in one go.
const BATCH: u64 = 200;

/// Writes a login down. The first statement of the transaction that opens the session: other writers
/// take the head before anything else, too.
///
/// # Errors
/// The database.
pub async fn login(app: &App, tx: &impl Connection, post: &Post, address: &str) -> AppResult<()> {
    let by = Author {
        user_id: Some(post.user_id),
        post_id: Some(post.id),
        on_behalf_of: None,
        address: address.to_owned(),
    };
    let mut head = chain::lock(tx, post.commune_id).await?;
    let entry = Entry {
        at: app.clock.now(),
        by,
        action: "auth.login",
        object: ("user", post.user_id),
        changes: json!([]),
        change_seq: None,
    };
    chain::append(tx, &app.audit_key, &mut head, entry).await?;
    chain::save_head(tx, head).await
}

/// Counts a failed login under a name. One that the limits refused is none.
///
/// # Errors
/// The database.
pub async fn login_failed(app: &App, name: &str, address: &str) -> AppResult<()> {
    count(app, FAILED, name, address).await
}

/// Counts a token that was issued to a client.
///
/// # Errors
/// The database.
pub async fn token(app: &App, client: Uuid, address: &str) -> AppResult<()> {
    count(app, TOKEN, &client.to_string(), address).await
}

async fn count(app: &App, kind: &str, subject: &str, address: &str) -> AppResult<()> {
    let now = app.clock.now();
    let row = AuditTally {
        kind: kind.into(),
        subject: subject.into(),
        address: address.into(),
        times: 1,
        first_at: now,
        last_at: now,
    };
    tallies::insert_or_add_one(app.db.writer(), row).await
}

/// Where an entry belongs, and what it is about.
struct Target {
    commune_id: Uuid,
    object: (&'static str, Uuid),
}

/// A name belongs to the commune of the person's post, the present or the last one.
async fn target_of(app: &App, kind: &str, subject: &str) -> AppResult<Option<Target>> {
    let db = &app.db.read;
    if kind == TOKEN {
        let client = match subject.parse::<Uuid>() {
            Ok(id) => clients::find(db, id).await?,
            Err(_) => None,
        };
        return Ok(client.map(|client| Target {
            commune_id: client.commune_id,
            object: ("api_client", client.id),
        }));
    }
    let named = people::find_user_by_name(db, subject).await?;
    let Some(user) = named else { return Ok(None) };
    let post = people::last_post_of_user(db, user.id.into()).await?;
    Ok(post.map(|post| Target { commune_id: post.commune_id, object: ("user", user.id) }))
}

/// Turns what was counted and is due into entries; answers how many. A failed login under a name
/// that nobody has is no commune's: it stands in the server's own log, without the name.
///
/// # Errors
/// The database.
pub async fn write_counted(app: &App) -> AppResult<i64> {
    let mut written = 0;
    loop {
        let due = tallies::list_due(&app.db.read, app.clock.now() - WINDOW, BATCH).await?;
        if due.is_empty() {
            return Ok(written);
        }
        for (kind, subject) in due {
            match target_of(app, &kind, &subject).await? {
                Some(place) => {
                    let (commune, object) = (place.commune_id, place.object);
                    write_as_system(app, commune, "server", FAILED, async |work| {
                        work.skip_entry();
                        if let Some(sum) = take_tallies(&work.tx, &kind, &subject).await? {
                            let entry = sum.entry(work.now, action_of(&kind), object);
                            work.append_entry(entry).await?;
                        }
                        Ok(((), object))
                    })
                    .await?;
                    written += 1;
                }
                None => {
                    let tx = app.db.begin().await?;
                    let sum = take_tallies(&tx, &kind, &subject).await?;
                    tx.commit().await?;
                    if let Some(sum) = sum {
                        let (times, addresses) = (sum.times, &sum.addresses);
                        tracing::warn!(times, ?addresses, "failed logins under an unknown name");
                    }
                }
            }
        }
    }
}

fn action_of(kind: &str) -> &'static str {
    if kind == TOKEN { TOKEN } else { FAILED }
}

/// What was counted of one name or client.
struct TallyTotal {
    times: i64,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    /// The last one first.
    addresses: Vec<String>,
    more: usize,
}

impl TallyTotal {
    fn entry<'a>(
        self,
        at: DateTime<Utc>,
        action: &'a str,
        object: (&'static str, Uuid),
    ) -> Entry<'a> {
        let last = self.addresses.first().cloned().unwrap_or_default();
        let changes = json!([{ "before": null, "after": {
            "times": self.times, "first_at": self.first_at, "last_at": self.last_at,
            "addresses": self.addresses, "more_addresses": self.more,
        } }]);
        Entry { at, by: Author::without_person(&last), action, object, changes, change_seq: None }
    }
}

/// Removes and answers what was counted; none where another server has done so.
async fn take_tallies(
    tx: &impl Connection,
    kind: &str,
    subject: &str,
) -> AppResult<Option<TallyTotal>> {
    let rows = tallies::list_locked(tx, kind, subject).await?;
    let addresses = rows.iter().map(|row| row.address.clone());
    tallies::delete(tx, kind, subject, addresses).await?;
    let at = |pick: fn(&AuditTally) -> DateTime<Utc>| rows.iter().map(pick);
    let (Some(first_at), Some(last_at)) =
        (at(|row| row.first_at).min(), at(|row| row.last_at).max())
    else {
        return Ok(None);
    };
    Ok(Some(TallyTotal {
        times: rows.iter().map(|row| row.times).sum(),
        first_at,
        last_at,
        more: rows.len().saturating_sub(ADDRESSES),
        addresses: rows.iter().take(ADDRESSES).map(|row| row.address.clone()).collect(),
    }))
}
