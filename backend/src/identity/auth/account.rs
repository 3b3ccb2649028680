//! One's own account.

use shared::ErrorCode;
use shared::dto::identity::auth::{Me, MePatch, PasswordChange};
use shared::dto::identity::delegation::Power;
use shared::dto::identity::second_factor::SecondFactorState;
use shared::dto::page::Named;
use shared::dto::work::comment::CommentNotices;
use shared::time::day_of;
use shared::validate::{Checks, PASSWORD_LENGTH};
use uuid::Uuid;

use super::attempts::{self, Counter};
use super::recovery::{self, VerifiedPassword};
use super::repo::second_factors;
use super::second_factor;
use crate::identity::users::people::find_own_matching;
use crate::identity::users::repo as users;
use crate::organisation::units;
use crate::platform::access::actor::{Person, Scope};
use crate::platform::access::auth_cache::AccountStamp;
use crate::platform::access::lent_powers;
use crate::platform::access::{PersonPermit, can, password, session};
use crate::platform::app::App;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::repo::communes;
use crate::platform::settings;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// Who is logged in, as every page asks at first: read once for as long as nothing has changed.
///
/// # Errors
/// When the database fails.
pub async fn kept_me(app: &App, person: &Person) -> AppResult<Me> {
    let now = app.clock.now();
    let epoch = app.auth_cache.epoch(&app.db.read).await?;
    // The person was found in this epoch or the one before: what was made of another post is not kept
    // for this one.
    let as_of =
        AccountStamp { epoch, day: day_of(now), post_id: person.post_id, role: person.role };
    let accounts = app.auth_cache.accounts();
    let kept = match accounts.get(&person.session_id, &as_of) {
        Some(kept) => kept,
        None => accounts.put(person.session_id, as_of, me(app, &app.db.read, person).await?),
    };
    Ok(Me { now, ..Me::clone(&kept) })
}

/// Who is logged in.
///
/// # Errors
/// When the database fails.
pub async fn me(app: &App, db: &impl Connection, person: &Person) -> AppResult<Me> {
    let not_found = || AppError::from(ErrorCode::NotFound);
    let user = users::people::get(db, person.user_id.into()).await?;
    let post = users::posts::find_post(db, person.post_id.into()).await?.ok_or_else(not_found)?;
    let scope = Scope::of_commune(post.commune_id);
    let unit = units::repo::find(db, scope, post.unit_id.into()).await?.ok_or_else(not_found)?;
    let commune = communes::get(db, post.commune_id).await?;
    let posts = session::posts(db, user.id.into(), app.clock.now()).await?;
    let units: Vec<Uuid> = posts.iter().map(|post| post.unit_id).collect();
    let names = names::units(db, &units).await?;
    let posts = posts.into_iter().map(|post| Named {
        id: post.id.into(),
        name: match names.get(&post.unit_id) {
            Some(unit) => format!("{}, {unit}", post.title),
            None => post.title,
        },
    });
    let on = second_factor::find_confirmed(db, user.id.into()).await?.is_some();
    let left = second_factors::count_unused_codes(db, user.id.into()).await?;
    let factor = SecondFactorState {
        on,
        required: settings::parse(&commune.settings)?.second_factor_roles.contains(&post.role.0),
        recovery_codes_left: i64::try_from(left).unwrap_or_default(),
    };
    let delegations = lent_powers::received_delegations(db, post.id, app.clock.now()).await?;
    let mut powers: Vec<Power> = delegations.iter().flat_map(lent_powers::powers).collect();
    powers.sort_by_key(|power| power.as_str());
    powers.dedup();
    Ok(Me {
        powers,
        second_factor: factor,
        posts: posts.collect(),
        user_id: user.id.into(),
        username: user.username,
        full_name: user.full_name,
        post_id: post.id.into(),
        role: post.role.0,
        title: post.title,
        unit_id: unit.id.into(),
        unit_name: unit.name,
        commune_id: commune.id.into(),
        commune_name: commune.name,
        demo: commune.demo,
        language: user.language,
        theme: user.theme,
        comment_notices: CommentNotices::parse(&user.comment_notices)
            .unwrap_or(CommentNotices::All),
        now: app.clock.now(),
        version: user.version,
    })
}

/// Changes language and theme.
///
/// # Errors
/// Field errors; 412 or 428.
pub async fn update(
    app: &App,
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    context: &WriteContext,
    patch: MePatch,
) -> AppResult<Outcome<Me>> {
    let person = &permit.person;
    let row = find_own_matching(work, person, context).await?;
    let mut checks = Checks::new();
    let known = |value: &Option<String>, words: &[&str]| {
        value.as_ref().is_none_or(|value| words.contains(&value.as_str()))
    };
    checks.ensure(known(&patch.language, &["vi", "en"]), "language", "invalid", "Chọn vi hoặc en.");
    checks.ensure(
        known(&patch.theme, &["system", "light", "dark"]),
        "theme",
        "invalid",
        "Chọn system, light hoặc dark.",
    );
    checks.finish()?;
    let mut changed = row.clone();
    if let Some(language) = patch.language {
        changed.language = language;
    }
    if let Some(theme) = patch.theme {
        changed.theme = theme;
    }
    if let Some(notices) = patch.comment_notices {
        changed.comment_notices = notices.as_str().into();
    }
    work.save(&row, &changed).await?;
    let me = me(app, &work.tx, person).await?;
    Ok(Outcome {
        status: 200,
        version: Some(me.version),
        body: Some(me),
        object: ("user", person.user_id),
    })
}

/// A change of password that has been checked: argon2 takes its time before the transaction.
#[derive(Debug)]
pub struct NewPassword {
    replaces: VerifiedPassword,
    hash: String,
    short: bool,
}

/// Checks the present password, limited as a login is, and hashes the new one.
///
/// # Errors
/// A field error when the present password is wrong or the new one too weak; 429.
pub async fn check_password(
    app: &App,
    person: &Person,
    change: &PasswordChange,
) -> AppResult<NewPassword> {
    let row = users::people::get(&app.db.read, person.user_id.into()).await?;
    let guarded =
        second_factor::find_confirmed(&app.db.read, person.user_id.into()).await?.is_some();
    password::check_with("new_password", &change.new_password, &row.username, guarded)?;
    let replaces = second_factor::check_password(app, person, &change.current_password).await?;
    let counter = Counter::account_change(person.user_id);
    let hash = app.hasher.hash(&change.new_password).await;
    let hash = attempts::refund_on_error(app, &counter, hash).await?;
    Ok(NewPassword { replaces, hash, short: password::is_short(&change.new_password) })
}

/// Changes the password; whatever else lets the person in ends, but for this session.
///
/// # Errors
/// A field error when the password was changed meanwhile.
pub async fn set_password(
    work: &UnitOfWork,
    permit: &PersonPermit<can::OwnAccount>,
    new: NewPassword,
) -> AppResult<Outcome<()>> {
    let person = &permit.person;
    let row = second_factor::lock_account(work, person, &new.replaces).await?;
    let guarded = second_factor::find_confirmed(&work.tx, row.id.into()).await?.is_some();
    // The second factor was taken off meanwhile, and it stood in for the length.
    if new.short && !guarded {
        return Err(password::too_short("new_password", *PASSWORD_LENGTH.start()));
    }
    let counter = Counter::account_change(row.id);
    match guarded {
        // Beside a second factor the password alone forgives nothing: guesses of codes count with it.
        true => attempts::refund(&work.tx, &counter, work.now).await?,
        false => attempts::set_failures(&work.tx, &counter, 0, work.now).await?,
    }
    let mut changed = row.clone();
    changed.password_hash = new.hash;
    changed.short_password = new.short;
    work.save(&row, &changed).await?;
    recovery::revoke_secrets(work, person.user_id.into(), Some(person.session_id.into())).await?;
    Ok(Outcome::removed("user", person.user_id))
}
