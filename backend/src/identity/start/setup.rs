//! What the first start may do, once.

use chrono::{DateTime, Duration, Utc};
use rand::random;
use shared::dto::identity::setup::SetupRequest;
use shared::validate::Checks;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::repo::{self, Setup};
use super::{catalogue, units};
use crate::identity::users::admin::{self, AdminAccount};
use crate::identity::users::people;
use crate::identity::users::repo::posts;
use crate::organisation::catalogues::repo::CatalogueItem;
use crate::platform::access::actor::Person;
use crate::platform::access::{addresses, password, session};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::{hex, id_at, sha256};
use crate::platform::repo::communes::Commune;
use crate::platform::unit_of_work::UnitOfWork;
use crate::platform::unit_of_work::write_new_commune;

/// How long the address is good.
const LIFETIME: Duration = Duration::minutes(30);
/// The longest names, in characters.
const NAME_LENGTH: usize = 120;

fn hash_of(code: &str) -> String {
    sha256(code.trim())
}

/// Makes a code of 128 bits where nobody administers anything yet; earlier ones are void.
///
/// # Errors
/// The database.
pub async fn create_code(app: &App) -> AppResult<Option<String>> {
    if posts::any_admin(&app.db.read).await? {
        return Ok(None);
    }
    let code = hex(&random::<[u8; 16]>());
    let row = Setup { code_hash: hash_of(&code), expires_at: app.clock.now() + LIFETIME };
    let tx = app.db.begin().await?;
    repo::delete_all(&tx).await?;
    repo::insert(&tx, row).await?;
    tx.commit().await?;
    Ok(Some(code))
}

fn invalid_code() -> AppError {
    let why = "Địa chỉ cài đặt không đúng, đã dùng hoặc đã quá 30 phút. Khởi động lại máy chủ để có địa chỉ mới.";
    AppError::Code(ErrorCode::NotFound, Some(why.into()))
}

/// Whether a code is good.
///
/// # Errors
/// 404 when it is not, or there is an administrator; 429 for an address that guesses.
pub async fn check(app: &App, code: &str, address: &str) -> AppResult<()> {
    let now = app.clock.now();
    let address = addresses::counted_address(&app.config, address);
    app.addresses.reserve(address, now)?;
    let known = repo::find(&app.db.read, &hash_of(code)).await?;
    let good = known.is_some_and(|known| known.expires_at > now);
    if !good || posts::any_admin(&app.db.read).await? {
        return Err(invalid_code());
    }
    app.addresses.refund(address);
    Ok(())
}

/// Consumes the code: of many requests at once, one does.
async fn consume_code(tx: &impl Connection, code: &str, now: DateTime<Utc>) -> AppResult<()> {
    if !repo::delete_valid(tx, &hash_of(code), now).await? || posts::any_admin(tx).await? {
        return Err(invalid_code());
    }
    Ok(())
}

/// Makes the commune, its first administrator and what it begins with; opens a session.
///
/// # Errors
/// 404 for a code that is no longer good, field errors, 409 when the commune's code is taken.
pub async fn set_up(
    app: &App,
    body: SetupRequest,
    origin: (&str, &str),
) -> AppResult<(String, Person)> {
    check(app, &body.code, origin.0).await?;
    let now = app.clock.now();
    let mut checks = Checks::new();
    let username = people::username(&mut checks, &body.username);
    let full_name = checks.required("full_name", &body.full_name, NAME_LENGTH);
    let commune = Commune {
        id: id_at(now),
        code: checks.required("commune_code", &body.commune_code, 32),
        name: checks.required("commune_name", &body.commune_name, NAME_LENGTH),
        place_name: checks.required("place_name", &body.place_name, NAME_LENGTH),
        province: checks.required("province", &body.province, NAME_LENGTH),
        demo: false,
        created_at: now,
        version: 1,
        settings: "{}".into(),
        change_seq: 1,
    };
    if let Err(AppError::Fields(wrong)) = password::check("password", &body.password, &username) {
        for error in wrong {
            checks.fail(&error.field, &error.code, error.message);
        }
    }
    checks.finish()?;
    let password_hash = app.hasher.hash(&body.password).await?;
    let account = AdminAccount { username, full_name, password_hash };
    let commune_id = commune.id;
    write_new_commune(
        app,
        commune,
        (origin.0, "commune.set_up"),
        async |tx| consume_code(tx, &body.code, now).await,
        async |work| {
            let leadership = units::add(work, commune_id, 1, units::LEADERSHIP).await?;
            if body.with_units {
                for (position, known) in (2..).zip(units::OFFICES) {
                    units::add(work, commune_id, position, *known).await?;
                }
            }
            if body.with_catalogues {
                add_catalogues(work, commune_id).await?;
            }
            let post = admin::insert(work, (commune_id, leadership), account).await?;
            let opened = session::open(app, &work.tx, &post, Role::Admin, origin).await?;
            Ok((opened, ("commune", commune_id)))
        },
    )
    .await
}

async fn add_catalogues(work: &UnitOfWork, commune_id: Uuid) -> AppResult<()> {
    let rows: Vec<_> = (1..)
        .zip(catalogue::entries())
        .map(|(position, entry)| CatalogueItem {
            change_seq: work.seq,
            ..entry.row(work.new_id(), commune_id, position)
        })
        .collect();
    work.audit(None::<&()>, Some(&rows));
    repo::insert_catalogue_items(&work.tx, rows).await
}
