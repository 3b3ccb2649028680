//! `loa audit verify` and `loa figures verify`: the proofs on the console.

use std::path::PathBuf;

use super::console_message;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::sums;

/// Proves the audit chains, and says what of them fits; compares with exported `heads`.
///
/// # Errors
/// A sentence for the console that names the first entry that does not fit.
pub async fn verify(app: &App, heads: Option<PathBuf>) -> Result<(), String> {
    let (exported, unreadable) = match &heads {
        Some(file) => audit::heads::read(file)?,
        None => (Vec::new(), 0),
    };
    let found = audit::verify::verify(app.db.read.pool(), &app.audit_key, &exported).await;
    let fits = found.map_err(console_message)?.map_err(|bad| {
        format!("commune {}: entry {} does not fit: {}", bad.commune, bad.seq, bad.why)
    })?;
    println!("{} entries fit, up to the heads", fits.entries);
    if heads.is_some() {
        println!(
            "{} exported heads fit; {} are of entries that were trimmed, {} of another key or \
             commune, {unreadable} unreadable",
            fits.heads, fits.older, fits.foreign
        );
    }
    Ok(())
}

/// Compares the sums that figures are read from with what they are made of.
///
/// # Errors
/// A sentence for the console that says how many differ.
pub async fn verify_figures(app: &App) -> Result<(), String> {
    match sums::service::verify(app).await.map_err(console_message)? {
        0 => {
            println!("the sums fit");
            Ok(())
        }
        wrong => Err(format!("{wrong} sums do not fit: `loa figures rebuild` makes them anew")),
    }
}
