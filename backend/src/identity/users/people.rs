//! What may become of people and their posts.

use shared::dto::identity::user::{PostInput, PostPatch, UserCreate, UserPatch, UserView};
use shared::id::{PostId, UserId};
use shared::text::person_sort_key;
use shared::time::{day_of, format_day};
use shared::validate::Checks;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::repo::{self, Post, User, posts};
use super::service;
use crate::identity::auth::recovery;
use crate::organisation::units;
use crate::platform::access::actor::{Person, Scope};
use crate::platform::access::name::name_key;
use crate::platform::access::session;
use crate::platform::access::{PersonPermit, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};

/// The longest name of a person and the longest title, in characters.
const NAME_LENGTH: usize = 120;

/// Adds a person with a first post and without a password.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UserWrite>,
    body: UserCreate,
) -> AppResult<Outcome<UserView>> {
    let scope = permit.scope;
    let mut checks = Checks::new();
    let username = username(&mut checks, &body.username);
    let full_name = checks.required("full_name", &body.full_name, NAME_LENGTH);
    if repo::people::find_user_by_name(&work.tx, &username).await?.is_some() {
        checks.fail("username", "taken", "Tên đăng nhập đã có.");
    }
    checks.at("post.");
    let user_id = body.id.unwrap_or_else(|| work.new_id().into());
    let post = post_of(work, scope, user_id, body.post, &mut checks).await?;
    checks.finish()?;
    insert_user(work, user_id, (username, full_name, String::new())).await?;
    insert_post(work, post).await?;
    outcome(work, scope, user_id, 201).await
}

/// Changes the name, bars the login or lets it in again.
///
/// # Errors
/// 404, 428, 412, field errors; 409 for oneself and for the last administrator.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UserWrite>,
    context: &WriteContext,
    id: UserId,
    body: UserPatch,
) -> AppResult<Outcome<UserView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let before = find(work, scope, context, id).await?;
    ensure_only_this_commune(work, scope, id).await?;
    let mut checks = Checks::new();
    let mut row = before.clone();
    if let Some(name) = &body.full_name {
        row.full_name = checks.required("full_name", name, NAME_LENGTH);
        row.sort_key = person_sort_key(&row.full_name);
    }
    checks.finish()?;
    match body.disabled {
        Some(true) if before.disabled_at.is_none() => {
            if id.0 == person.user_id {
                return Err(AppError::wrong_state("Không thể tự khóa tài khoản của mình."));
            }
            row.disabled_at = Some(work.now);
            recovery::revoke_secrets(work, id, None).await?;
        }
        Some(false) => row.disabled_at = None,
        _ => {}
    }
    let barred = row.disabled_at.is_some() && before.disabled_at.is_none();
    work.save(&before, &row).await?;
    if barred {
        ensure_admin_remains(work, scope).await?;
    }
    outcome(work, scope, id, 200).await
}

/// Gives a person one more post.
///
/// # Errors
/// 404, 428, 412, field errors.
pub async fn add_post(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UserWrite>,
    context: &WriteContext,
    id: UserId,
    body: PostInput,
) -> AppResult<Outcome<UserView>> {
    let scope = permit.scope;
    let person = find(work, scope, context, id).await?;
    let mut checks = Checks::new();
    let post = post_of(work, scope, id, body, &mut checks).await?;
    let posts_held = posts::of_people(&work.tx, scope, &[id]).await?;
    let twice = posts_held.iter().any(|other| {
        (other.unit_id, &other.role) == (post.unit_id, &post.role)
            && other.valid_to.is_none_or(|end| end >= post.valid_from)
    });
    checks.ensure(!twice, "unit_id", "taken", "Người này đang giữ chức vụ này ở đơn vị này.");
    checks.finish()?;
    insert_post(work, post).await?;
    work.save(&person, &person).await?;
    outcome(work, scope, id, 201).await
}

/// Changes the title of a post or ends it.
///
/// # Errors
/// 404, 428, 412, field errors; 409 for the last administrator.
pub async fn update_post(
    work: &UnitOfWork,
    permit: &PersonPermit<can::UserWrite>,
    context: &WriteContext,
    (id, post_id): (UserId, PostId),
    body: PostPatch,
) -> AppResult<Outcome<UserView>> {
    let scope = permit.scope;
    let person = find(work, scope, context, id).await?;
    let posts_held = posts::of_people(&work.tx, scope, &[id]).await?;
    let before =
        posts_held.into_iter().find(|post| post.id == post_id.0).ok_or(ErrorCode::NotFound)?;
    let mut checks = Checks::new();
    let mut row = before.clone();
    if let Some(title) = &body.title {
        row.title = checks.required("title", title, NAME_LENGTH);
    }
    if let Some(head) = body.head {
        row.head = head;
    }
    if let Some(end) = body.valid_to {
        let good = end >= row.valid_from;
        let message = format!("Không trước ngày {}.", format_day(row.valid_from));
        checks.ensure(good, "valid_to", "invalid", &message);
        // What has ended stays so: a new post is given instead.
        let over = before.valid_to.is_some_and(|last| last < day_of(work.now) && end > last);
        checks.ensure(!over, "valid_to", "ended", "Chức vụ đã kết thúc. Hãy thêm chức vụ mới.");
        row.valid_to = Some(end);
    }
    if let Some(successor) = body.successor_post_id {
        let ends = row.valid_to.is_some();
        checks.ensure(ends, "successor_post_id", "not_ending", "Chọn ngày kết thúc trước.");
        row.followed_by = successor_post(work, &row, successor, &mut checks).await?;
    }
    checks.finish()?;
    work.save(&before, &row).await?;
    work.save(&person, &person).await?;
    if body.valid_to.is_some() {
        ensure_admin_remains(work, scope).await?;
    }
    outcome(work, scope, id, 200).await
}

/// The post that goes on with what another has assigned and reviews: somebody else's, held today, of
/// the same unit or both of the office.
async fn successor_post(
    work: &UnitOfWork,
    ending: &Post,
    successor_id: PostId,
    checks: &mut Checks,
) -> AppResult<Option<Uuid>> {
    let found = posts::find(&work.tx, ending.commune_id, successor_id)
        .await?
        .filter(|post| session::is_current(post.valid_from, post.valid_to, work.now));
    let office = |post: &Post| post.role.is_office();
    let good = found.as_ref().is_some_and(|post| {
        post.id != ending.id
            && post.role != Role::Admin
            && (post.unit_id == ending.unit_id || (office(post) && office(ending)))
    });
    let message = "Chọn người đang giữ chức vụ cùng đơn vị.";
    checks.ensure(good, "successor_post_id", "unknown", message);
    Ok(found.filter(|_| good).map(|post| post.id))
}

/// Gives a person the next version: something that is shown with it has changed.
///
/// # Errors
/// The database.
pub async fn bump_version(work: &UnitOfWork, id: UserId) -> AppResult<()> {
    repo::people::bump_version(&work.tx, id, work.seq).await
}

/// Sets a password that an invitation allowed, or none; whatever else let the person in is void.
///
/// # Errors
/// The database.
pub async fn set_password(work: &UnitOfWork, before: User, hash: String) -> AppResult<()> {
    let id = before.id.into();
    let row = User { password_hash: hash, short_password: false, ..before.clone() };
    work.save(&before, &row).await?;
    recovery::revoke_secrets(work, id, None).await
}

/// Refuses to touch the login of somebody who works in another commune too: that is not one
/// commune's to decide.
///
/// # Errors
/// 409 when the person holds a post elsewhere today.
pub async fn ensure_only_this_commune(
    work: &UnitOfWork,
    scope: Scope,
    id: UserId,
) -> AppResult<()> {
    let posts = session::posts(&work.tx, id, work.now).await?;
    if posts.iter().all(|post| post.commune_id == scope.commune_id) {
        return Ok(());
    }
    Err(AppError::wrong_state(
        "Người này đang giữ chức vụ ở xã khác; tài khoản do cả hai nơi dùng.",
    ))
}

/// One's own account, if it is as the request expects it.
///
/// # Errors
/// 404, 428, 412; the database.
pub async fn find_own_matching(
    work: &UnitOfWork,
    person: &Person,
    context: &WriteContext,
) -> AppResult<User> {
    let row = repo::people::get(&work.tx, person.user_id.into()).await?;
    context.matches(row.version)?;
    Ok(row)
}

async fn find(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: UserId,
) -> AppResult<User> {
    let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(row.version)?;
    Ok(row)
}

async fn outcome(
    work: &UnitOfWork,
    scope: Scope,
    id: UserId,
    status: u16,
) -> AppResult<Outcome<UserView>> {
    let view = service::read(&work.tx, scope, id).await?;
    Ok(Outcome { status, version: Some(view.version), body: Some(view), object: ("user", id.0) })
}

/// The row of a post that was asked for; what is wrong is noted.
async fn post_of(
    work: &UnitOfWork,
    scope: Scope,
    user_id: UserId,
    body: PostInput,
    checks: &mut Checks,
) -> AppResult<Post> {
    let today = day_of(work.now);
    let title = checks.required("title", &body.title, NAME_LENGTH);
    let unit = units::repo::find(&work.tx, scope, body.unit_id).await?;
    let open = unit.filter(|unit| unit.valid_to.is_none_or(|end| end >= today));
    match &open {
        None => checks.fail("unit_id", "unknown", "Không có đơn vị này."),
        Some(unit) => {
            let fits = body.role.fits(unit.kind.0);
            checks.ensure(fits, "role", "invalid", "Vai trò này không hợp với loại đơn vị.");
        }
    }
    let signs = body.signing_capacity.is_none() || body.role == Role::Chairman;
    checks.ensure(signs, "signing_capacity", "invalid", "Chỉ lãnh đạo mới ký văn bản.");
    Ok(Post {
        id: work.new_id(),
        commune_id: scope.commune_id,
        user_id: user_id.0,
        unit_id: body.unit_id.0,
        role: body.role.into(),
        title,
        signing_capacity: body.signing_capacity.map(|one| one.as_str().into()),
        valid_from: body.valid_from.unwrap_or(today),
        valid_to: None,
        version: 1,
        change_seq: work.seq,
        head: body.head,
        followed_by: None,
    })
}

/// Adds a post.
///
/// # Errors
/// The database.
pub async fn insert_post(work: &UnitOfWork, row: Post) -> AppResult<()> {
    work.insert(row).await?;
    Ok(())
}

/// Refuses a change after which nobody could keep the office in order.
///
/// # Errors
/// 409 when no administrator would be left.
pub async fn ensure_admin_remains(work: &UnitOfWork, scope: Scope) -> AppResult<()> {
    let admins = posts::open_ended_admins(&work.tx, scope, day_of(work.now)).await?;
    // One who has not set a password yet can keep nothing in order.
    let left = repo::people::any_active(&work.tx, admins.iter().map(|post| post.user_id)).await?;
    let last = "Đây là quản trị viên cuối cùng. Hãy thêm một quản trị viên khác trước.";
    if left { Ok(()) } else { Err(AppError::wrong_state(last)) }
}

/// The folded form of a login name; one that people could not type is noted.
pub fn username(checks: &mut Checks, typed: &str) -> String {
    let name = name_key(typed);
    let good = (3..=32).contains(&name.len())
        && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_'));
    checks.ensure(
        good,
        "username",
        if name.is_empty() { "required" } else { "invalid" },
        "Tên đăng nhập gồm 3 đến 32 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới.",
    );
    name
}

/// Adds a person by login name, name and the password's hash, which is empty before an invitation
/// is accepted.
///
/// # Errors
/// 409 when the id or the login name is taken.
pub async fn insert_user(
    work: &UnitOfWork,
    id: UserId,
    (username, full_name, password_hash): (String, String, String),
) -> AppResult<()> {
    let row = User {
        id: id.0,
        username,
        sort_key: person_sort_key(&full_name),
        full_name,
        password_hash,
        language: "vi".into(),
        theme: "system".into(),
        disabled_at: None,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
        email: None,
        mail_mode: "digest".into(),
        muted: String::new(),
        mail_secret: None,
        phone: None,
        comment_notices: "all".into(),
        short_password: false,
    };
    work.insert(row).await?;
    Ok(())
}
