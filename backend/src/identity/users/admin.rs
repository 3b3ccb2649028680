//! Administrators: the first of a commune by the set-up page or from the console.

use shared::text::clean;
use shared::time::day_of;
use shared::{ErrorCode, Role};
use uuid::Uuid;

use super::people;
use super::repo::{self, Post};
use crate::identity::start::repo as start;
use crate::identity::start::units;
use crate::platform::access::name::name_key;
use crate::platform::access::password;
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::id::id_at;
use crate::platform::repo::communes::{self, Commune};
use crate::platform::unit_of_work::UnitOfWork;
use crate::platform::unit_of_work::{write_as_system, write_new_commune};

/// Who is to be made from the console, and where.
#[derive(Debug)]
pub struct NewAdmin {
    /// The commune's code; it is made where it is not there yet.
    pub commune_code: String,
    /// Its name as it is printed, for a new one.
    pub commune_name: Option<String>,
    /// The login name.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// The password, as it was read.
    pub password: String,
}

/// An administrator whose name and password have been checked.
#[derive(Debug)]
pub struct AdminAccount {
    /// The login name, folded.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// The password's hash.
    pub password_hash: String,
}

/// Makes an administrator, and the commune with its leadership unit where there is none.
///
/// # Errors
/// Field errors, or a name that is taken.
pub async fn create(app: &App, admin: &NewAdmin) -> AppResult<()> {
    let username = name_key(&admin.username);
    if username.is_empty() {
        return Err(AppError::field("username", "required", "Bắt buộc nhập."));
    }
    password::check("password", &admin.password, &username)?;
    let password_hash = app.hasher.hash(&admin.password).await?;
    if repo::people::find_user_by_name(&app.db.read, &username).await?.is_some() {
        return Err(AppError::field("username", "taken", "Tên đăng nhập đã có."));
    }
    let account = AdminAccount { username, full_name: clean(&admin.full_name), password_hash };
    let code = clean(&admin.commune_code);
    if let Some(commune) = communes::find_by_code(&app.db.read, &code).await? {
        return write_as_system(app, commune.id, "console", "admin.create", async |work| {
            let leadership = start::find_leadership(&work.tx, commune.id).await?;
            let leadership = leadership.ok_or(ErrorCode::NotFound)?;
            let post = insert(work, (commune.id, leadership.id), account).await?;
            Ok(((), ("user", post.user_id)))
        })
        .await;
    }
    // A typing error must not found a second commune beside the one that is meant.
    let others = communes::count(&app.db.read).await? > 0;
    if others && admin.commune_name.is_none() {
        let message = "Chưa có xã này; để lập xã mới hãy thêm --commune-name.";
        return Err(AppError::field("commune", "unknown", message));
    }
    let now = app.clock.now();
    let commune = Commune {
        id: id_at(now),
        name: clean(admin.commune_name.as_ref().unwrap_or(&code)),
        code,
        place_name: String::new(),
        province: String::new(),
        demo: false,
        created_at: now,
        version: 1,
        settings: "{}".into(),
        change_seq: 1,
    };
    let commune_id = commune.id;
    let whence = ("console", "admin.create");
    write_new_commune(
        app,
        commune,
        whence,
        async |_| Ok(()),
        async |work| {
            let leadership = units::add(work, commune_id, 1, units::LEADERSHIP).await?;
            let post = insert(work, (commune_id, leadership), account).await?;
            Ok(((), ("user", post.user_id)))
        },
    )
    .await
}

/// Adds an administrator to a unit; the post.
///
/// # Errors
/// 409 when the login name is taken.
pub async fn insert(
    work: &UnitOfWork,
    (commune_id, unit_id): (Uuid, Uuid),
    account: AdminAccount,
) -> AppResult<Post> {
    let user_id = work.new_id();
    people::insert_user(
        work,
        user_id.into(),
        (account.username, account.full_name, account.password_hash),
    )
    .await?;
    let post = Post {
        id: work.new_id(),
        commune_id,
        user_id,
        unit_id,
        role: Role::Admin.into(),
        title: "Quản trị hệ thống".into(),
        signing_capacity: None,
        valid_from: day_of(work.now),
        valid_to: None,
        version: 1,
        change_seq: work.seq,
        head: false,
        followed_by: None,
    };
    people::insert_post(work, post.clone()).await?;
    Ok(post)
}
