//! A demo commune: the letter of 2023, its fourteen tasks, and units in every state of them.
//! Everybody in it is invented; names end in "(minh họa)".

mod catalogue;
mod data;
pub mod handlers;
mod history;
mod letter;
pub mod load;
mod organisation;
mod past;
mod pictures;
mod planning;
mod random;
mod rows;
mod samples;
mod tasks;
mod units;
mod work;

#[cfg(test)]
mod tests;

use std::{fmt, io};

use chrono::{DateTime, Duration, Utc};
use sea_orm::{DatabaseTransaction, DbErr};
use shared::Role;
use shared::dto::identity::auth::DemoAccount;

use crate::platform::evidence::store::Store;
use crate::work::attachments::picture::PictureError;
use data::DemoData;
use random::{SeededRandom, whole_millis};
use rows::Rows;

/// The password of every demo account. It is public: the demo binds to loopback only.
pub const PASSWORD: &str = "cai-cach-hanh-chinh";

/// The accounts of unit heads that the login page offers beside the office's.
const OFFERED: &[&str] = &["vhxh", "doantn", "xuanbac", "lamhoan"];

/// Why the demo could not be filled.
#[derive(Debug)]
pub enum Error {
    /// The database did not take it.
    Db(DbErr),
    /// The store of files did not take it.
    Io(io::Error),
    /// A photo could not be drawn.
    Picture(PictureError),
    /// A snapshot could not be written.
    Json(serde_json::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("demo data: ")?;
        match self {
            Self::Db(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Picture(error) => error.fmt(f),
            Self::Json(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

macro_rules! from {
    ($($variant:ident($error:ty)),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from!(Db(DbErr), Io(io::Error), Picture(PictureError), Json(serde_json::Error));

/// The accounts that the demo's login page offers.
#[must_use]
pub fn accounts() -> Vec<DemoAccount> {
    let unit = |code: &str| units::UNITS.iter().find(|unit| unit.code == code);
    let account = |username: &str, full_name: &str, role: Role, code: &str| DemoAccount {
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        full_name: full_name.to_owned(),
        role,
        unit_name: unit(code).map_or_else(String::new, |unit| unit.name.to_owned()),
    };
    let office = units::OFFICE
        .iter()
        .map(|&(login, name, role, _, code, _)| account(login, name, role, code));
    let heads = OFFERED
        .iter()
        .filter_map(|code| unit(code))
        .map(|unit| account(unit.code, unit.person, unit.post().0, unit.code));
    office.chain(heads).collect()
}

/// Fills an empty database with the demo commune as it stands at `now`.
///
/// # Errors
/// When the database or the store does not take it; then roll the transaction back.
pub async fn fill(
    tx: &DatabaseTransaction,
    store: &Store,
    now: DateTime<Utc>,
    password_hash: &str,
) -> Result<(), Error> {
    let now = whole_millis(now);
    let store = store.clone();
    let photos = tokio::task::spawn_blocking(move || pictures::photos(&store))
        .await
        .map_err(io::Error::other)??;
    let mut demo = set(now, password_hash);
    demo.photos = photos;
    past::add(&mut demo);
    tasks::add(&mut demo)?;
    planning::add(&mut demo)?;
    demo.rows.flush(tx).await?;
    Ok(())
}

/// The commune with its units, people and catalogues, half a year before `now`.
fn set(now: DateTime<Utc>, password_hash: &str) -> DemoData {
    let begun = now - Duration::days(180);
    let mut random = SeededRandom::new(20_231_118);
    let mut rows = Rows::default();
    let organisation = organisation::add(&mut rows, &mut random, begun, now, password_hash);
    let catalogue = catalogue::add(&mut rows, &mut random, organisation.commune, begun);
    DemoData { rows, random, organisation, catalogue, photos: Vec::new(), photos_used: 0, now }
}
