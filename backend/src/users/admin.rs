//! The first administrator of a commune, made from the console.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::Role;
use shared::state::UnitKind;
use shared::text::{clean, fold, person_sort_key, sort_key};
use shared::time::day_of;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{login::name_key, password};
use crate::db::entity::{audit_head, commune, post, unit, unit_version, user};
use crate::db::work::{id_at, write_unasked};
use crate::error::{AppError, AppResult};

/// Who is to be made, and where.
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
    let taken = user::Entity::find().filter(user::Column::Username.eq(username.clone()));
    if taken.one(&app.db.read).await?.is_some() {
        return Err(AppError::field("username", "taken", "Tên đăng nhập đã có."));
    }
    let tx = app.db.begin().await?;
    let (commune_id, unit_id) = ensure_commune(app, &tx, admin).await?;
    tx.commit().await?;
    let now = app.clock.now();
    let user = user::Model {
        id: id_at(now),
        username,
        full_name: clean(&admin.full_name),
        sort_key: person_sort_key(&admin.full_name),
        password_hash,
        language: "vi".into(),
        theme: "system".into(),
        disabled_at: None,
        created_at: now,
        version: 1,
        change_seq: 0,
    };
    let post = post::Model {
        id: id_at(now),
        commune_id,
        user_id: user.id,
        unit_id,
        role: Role::Admin.as_str().into(),
        title: "Quản trị hệ thống".into(),
        signing_capacity: None,
        valid_from: day_of(now),
        valid_to: None,
        version: 1,
        change_seq: 0,
    };
    write_unasked(app, commune_id, "console", "admin.create", async |work| {
        let (user, post) = (
            user::Model { change_seq: work.seq, ..user },
            post::Model { change_seq: work.seq, ..post },
        );
        work.audit(None::<&()>, Some(&user));
        work.audit(None::<&()>, Some(&post));
        let id = user.id;
        user::Entity::insert(user::ActiveModel::from(user))
            .exec_without_returning(&work.tx)
            .await?;
        post::Entity::insert(post::ActiveModel::from(post))
            .exec_without_returning(&work.tx)
            .await?;
        Ok(((), ("user", id)))
    })
    .await
}

async fn ensure_commune(
    app: &App,
    tx: &impl ConnectionTrait,
    admin: &NewAdmin,
) -> AppResult<(Uuid, Uuid)> {
    let code = clean(&admin.commune_code);
    let found =
        commune::Entity::find().filter(commune::Column::Code.eq(code.clone())).one(tx).await?;
    if let Some(commune) = found {
        let unit = unit::Entity::find()
            .filter(unit::Column::CommuneId.eq(commune.id))
            .filter(unit::Column::Kind.eq(UnitKind::Leadership.as_str()))
            .one(tx)
            .await?
            .ok_or(shared::ErrorCode::NotFound)?;
        return Ok((commune.id, unit.id));
    }
    let now = app.clock.now();
    let name = admin.commune_name.clone().unwrap_or_else(|| code.clone());
    let commune = commune::Model {
        id: id_at(now),
        code,
        name: clean(&name),
        place_name: String::new(),
        province: String::new(),
        demo: false,
        created_at: now,
        version: 1,
    };
    let leadership = "Lãnh đạo UBND";
    let unit = unit::Model {
        id: id_at(now),
        commune_id: commune.id,
        code: "ubnd".into(),
        kind: UnitKind::Leadership.as_str().into(),
        name: leadership.into(),
        short_name: leadership.into(),
        parent_id: None,
        position: 1,
        valid_from: day_of(now),
        valid_to: None,
        sort_key: sort_key(leadership),
        fold: fold(leadership),
        version: 1,
        change_seq: 0,
    };
    let ids = (commune.id, unit.id);
    let head = audit_head::Model { commune_id: commune.id, seq: 0, hash: String::new() };
    let version = unit_version::Model {
        unit_id: unit.id,
        valid_from: unit.valid_from,
        name: unit.name.clone(),
        short_name: unit.short_name.clone(),
        parent_id: None,
    };
    commune::Entity::insert(commune::ActiveModel::from(commune)).exec_without_returning(tx).await?;
    audit_head::Entity::insert(audit_head::ActiveModel::from(head))
        .exec_without_returning(tx)
        .await?;
    unit::Entity::insert(unit::ActiveModel::from(unit)).exec_without_returning(tx).await?;
    unit_version::Entity::insert(unit_version::ActiveModel::from(version))
        .exec_without_returning(tx)
        .await?;
    Ok(ids)
}
