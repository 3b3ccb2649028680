//! Under what a login is counted: by name for everybody, apart for whoever comes from where the
//! person has been before (ADR 27).

use std::net::IpAddr;

use shared::id::UserId;
use uuid::Uuid;

use super::attempts::Counter;
use super::repo::{devices, sessions};
use crate::platform::db::Connection;
use crate::platform::error::AppResult;
use crate::platform::http::address::network;

/// From where somebody logs in.
#[derive(Debug, Clone, Copy)]
pub struct LoginOrigin {
    /// The device that the request's cookie names.
    pub device: Option<Uuid>,
    /// The address as failures are counted; none where it tells nobody apart.
    pub network: Option<IpAddr>,
}

/// The counter of a login, and whether device or address are known: then what strangers got wrong
/// elsewhere delays nothing, and a counter of its own limits what is guessed from there.
///
/// Nobody (`None`) costs the same queries as somebody does.
///
/// # Errors
/// The database.
pub async fn login_counter(
    db: &impl Connection,
    name: &str,
    user_id: Option<UserId>,
    origin: LoginOrigin,
) -> AppResult<(Counter, bool)> {
    let user_id = user_id.unwrap_or(UserId(Uuid::nil()));
    if let Some(device) = origin.device
        && devices::is_known(db, user_id, device).await?
    {
        return Ok((Counter::device(user_id.0, device), true));
    }
    if let Some(network) = origin.network
        && is_known(db, user_id, network).await?
    {
        return Ok((Counter::address(user_id.0, network), true));
    }
    Ok((Counter::name(name), false))
}

/// Whether a person has logged in from an address within the time that sessions are kept.
async fn is_known(db: &impl Connection, user_id: UserId, from: IpAddr) -> AppResult<bool> {
    let before = sessions::addresses(db, user_id).await?;
    Ok(before.iter().any(|one| one.parse().is_ok_and(|one| network(one) == from)))
}
