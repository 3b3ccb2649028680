//! The audit chain: each entry carries the hash of the one before.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::entity::{audit_entry, commune};
use crate::db::work::entry_hash;
use crate::error::AppResult;

const BATCH: u64 = 1000;

/// The first entry that does not fit the chain.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// The commune's code.
    pub commune: String,
    /// The entry's number.
    pub seq: i64,
}

/// Walks every commune's chain; answers how many entries fit, or the first that does not.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &impl ConnectionTrait) -> AppResult<Result<u64, Broken>> {
    let mut count = 0;
    for commune in commune::Entity::find().all(db).await? {
        let (mut seq, mut previous) = (0, String::new());
        loop {
            let entries = audit_entry::Entity::find()
                .filter(audit_entry::Column::CommuneId.eq(commune.id))
                .filter(audit_entry::Column::Seq.gt(seq))
                .order_by_asc(audit_entry::Column::Seq)
                .limit(BATCH)
                .all(db)
                .await?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                let fits = entry.seq == seq + 1
                    && entry.previous_hash == previous
                    && entry.hash == entry_hash(&entry)?;
                if !fits {
                    return Ok(Err(Broken { commune: commune.code, seq: seq + 1 }));
                }
                (seq, previous) = (entry.seq, entry.hash);
                count += 1;
            }
        }
    }
    Ok(Ok(count))
}
