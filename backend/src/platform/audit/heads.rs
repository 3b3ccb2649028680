//! The heads of the chains as lines of a file, one a commune and day, to be copied off the machine:
//! whoever rules the machine can write another chain, but not the copy.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::time::day_of;

use super::repo;
use crate::platform::app::App;
use crate::platform::error::AppResult;
use crate::platform::repo::communes;

/// The file within its folder.
pub const FILE: &str = "audit-heads.jsonl";
/// The last line is within so many bytes of the end.
const TAIL: u64 = 4096;

/// A head as it is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The commune's code.
    pub commune: String,
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// The key that it was made under, by its id.
    pub key: String,
    /// When it was exported.
    pub at: DateTime<Utc>,
}

/// Adds today's heads unless they are there; answers how many lines were added.
///
/// # Errors
/// The database, or when the file cannot be written.
pub async fn export(app: &App) -> AppResult<i64> {
    let (folder, now) = (app.config.audit_heads.clone(), app.clock.now());
    let file = folder.join(FILE);
    let last = web::block(move || last_line(&file)).await??;
    if last.is_some_and(|last| day_of(last.at) >= day_of(now)) {
        return Ok(0);
    }
    let communes = communes::list(&app.db.read).await?;
    let code = |id| communes.iter().find(|row| row.id == id).map(|row| row.code.clone());
    let heads = repo::heads::list_written(&app.db.read).await?;
    let mut lines = Vec::new();
    let mut count = 0;
    for head in heads {
        let (Some(commune), Some(key)) = (code(head.commune_id), head.key_id) else { continue };
        let line = Exported { commune, seq: head.seq, hash: head.hash, key, at: now };
        serde_json::to_writer(&mut lines, &line)?;
        lines.push(b'\n');
        count += 1;
    }
    if count > 0 {
        web::block(move || append(&folder, &lines)).await??;
    }
    Ok(count)
}

fn last_line(file: &Path) -> std::io::Result<Option<Exported>> {
    let mut handle = match OpenOptions::new().read(true).open(file) {
        Ok(handle) => handle,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let length = handle.metadata()?.len();
    handle.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut end = Vec::new();
    handle.read_to_end(&mut end)?;
    let last = end.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
    Ok(last.and_then(|line| serde_json::from_slice(line).ok()))
}

fn append(folder: &Path, lines: &[u8]) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let path = folder.join(FILE);
    let mut file =
        OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    // A line that a power cut left unfinished stays by itself.
    let length = file.metadata()?.len();
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
    }
    let whole: Vec<u8> = if last == [b'\n'] { lines.to_vec() } else { [b"\n", lines].concat() };
    file.write_all(&whole)?;
    file.sync_all()
}

/// The heads of an exported file, and how many of its lines say nothing.
///
/// # Errors
/// A sentence for the console when it cannot be read.
pub fn read(file: &Path) -> Result<(Vec<Exported>, usize), String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (good, bad): (Vec<_>, Vec<_>) =
        lines.map(serde_json::from_str::<Exported>).partition(Result::is_ok);
    Ok((good.into_iter().flatten().collect(), bad.len()))
}
