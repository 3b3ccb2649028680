//! The proof that nobody changed the log: every entry fits the one before, the last is the one that
//! the head names, and heads that were exported are still in the chain. Whoever can write the
//! database can also set back the head; a head that was copied off the machine tells (ADR 26).

use std::collections::BTreeMap;

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    TransactionOptions, TransactionTrait,
};

use super::chain::{checkpoint_mac, entry_hash};
use super::heads::Exported;
use super::key::Key;
use super::repo::{entries, heads};
use crate::platform::error::AppResult;
use crate::platform::repo::communes::{self, Commune};

const BATCH: u64 = 1000;

/// What does not fit.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// The commune's code.
    pub commune: String,
    /// The number of the first entry that does not fit.
    pub seq: i64,
    /// In what way.
    pub why: &'static str,
}

/// What fits.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries.
    pub entries: u64,
    /// Exported heads that are in a chain.
    pub heads: u64,
    /// Exported heads whose entries were trimmed since.
    pub older: u64,
    /// Exported heads that were made under another key, or belong to no commune here.
    pub foreign: u64,
}

/// Walks every commune's chain, and compares it with heads that were exported. Answers what fits, or
/// the first that does not.
///
/// # Errors
/// When the database fails.
pub async fn verify(
    db: &DatabaseConnection,
    key: &Key,
    exported: &[Exported],
) -> AppResult<Result<Verified, Broken>> {
    // One view of the database: others write and trim meanwhile.
    let snapshot = match db.get_database_backend() {
        DbBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        },
        _ => TransactionOptions::default(),
    };
    let tx = db.begin_with_options(snapshot).await?;
    let mut sum = Verified::default();
    let communes = communes::list(&tx).await?;
    let known = |one: &&Exported| {
        one.key == key.id() && communes.iter().any(|commune| commune.code == one.commune)
    };
    sum.foreign = exported.iter().filter(|one| !known(one)).count() as u64;
    for commune in &communes {
        let mut heads: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
        for one in exported.iter().filter(known).filter(|one| one.commune == commune.code) {
            heads.entry(one.seq).or_default().push(&one.hash);
        }
        let check = ChainCheck { tx: &tx, key, heads };
        if let Err((seq, why)) = check.run(commune, &mut sum).await? {
            return Ok(Err(Broken { commune: commune.code.clone(), seq, why }));
        }
    }
    Ok(Ok(sum))
}

/// One commune's chain.
struct ChainCheck<'a> {
    tx: &'a DatabaseTransaction,
    key: &'a Key,
    /// Exported heads by their numbers.
    heads: BTreeMap<i64, Vec<&'a str>>,
}

/// The number of an entry, and what is wrong with it.
type Mismatch = (i64, &'static str);

impl ChainCheck<'_> {
    async fn run(
        mut self,
        commune: &Commune,
        sum: &mut Verified,
    ) -> AppResult<Result<(), Mismatch>> {
        let head = heads::find(self.tx, commune.id).await?;
        let Some(head) = head else { return Ok(Err((0, "the chain has no head"))) };
        if head.trimmed_seq > 0 && head.trimmed_mac != checkpoint_mac(self.key, &head)? {
            return Ok(Err((head.trimmed_seq, "the checkpoint before it is not this server's")));
        }
        let (mut seq, mut previous) = (head.trimmed_seq, head.trimmed_hash.clone());
        // What was exported of entries that are gone: only the checkpoint itself is still known.
        let remaining = self.heads.split_off(&seq);
        sum.older += self.heads.values().map(|hashes| hashes.len() as u64).sum::<u64>();
        self.heads = remaining;
        if !self.is_as_exported(seq, &previous, sum) {
            return Ok(Err((seq, "it is not the entry whose hash was exported")));
        }
        loop {
            let entries = entries::list_after(self.tx, commune.id, seq, BATCH).await?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                let fits = entry.seq == seq + 1
                    && entry.previous_hash == previous
                    && entry.hash == entry_hash(self.key, &entry)?;
                if !fits {
                    return Ok(Err((seq + 1, "it is missing, or is not what was written")));
                }
                (seq, previous) = (entry.seq, entry.hash);
                if !self.is_as_exported(seq, &previous, sum) {
                    return Ok(Err((seq, "it is not the entry whose hash was exported")));
                }
                sum.entries += 1;
            }
        }
        Ok(if seq < head.seq {
            Err((seq + 1, "it is missing: the head names a later one"))
        } else if seq > head.seq {
            Err((head.seq + 1, "the head does not know it"))
        } else if previous != head.hash {
            Err((seq, "it is not the one that the head names"))
        } else if let Some(last) = self.heads.keys().next_back() {
            Err((*last, "it is missing: its hash was exported"))
        } else {
            Ok(())
        })
    }

    fn is_as_exported(&mut self, seq: i64, hash: &str, sum: &mut Verified) -> bool {
        let Some(hashes) = self.heads.remove(&seq) else { return true };
        sum.heads += hashes.len() as u64;
        hashes.iter().all(|one| *one == hash)
    }
}
