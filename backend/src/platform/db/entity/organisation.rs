//! Communes, units, people, sessions, machines, catalogues, audit.

entities! {
    /// Communes.
    commune = "communes" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, code: String, name: String,
        place_name: String, province: String, demo: bool, created_at: DateTimeUtc, version: i64,
        settings: String, change_seq: i64,
    }
    /// Units.
    unit = "units" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, code: String,
        kind: Stored<UnitKind>, name: String, short_name: String, parent_id: Option<Uuid>, position: i64,
        valid_from: Date, valid_to: Option<Date>, sort_key: String, fold: String, version: i64,
        change_seq: i64,
    }
    /// Dated names and parents of units.
    unit_version = "unit_versions" {
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] valid_from: Date,
        name: String, short_name: String, parent_id: Option<Uuid>,
    }
    /// Households by year.
    unit_household = "unit_households" {
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        households: i64,
    }
    /// Who went on with the work of a unit that has ended.
    unit_succession = "unit_successions" {
        #[sea_orm(primary_key, auto_increment = false)] from_unit_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] to_unit_id: Uuid,
        happened_on: Date,
    }
    /// People.
    user = "users" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, username: String,
        full_name: String, sort_key: String, #[serde(skip)] password_hash: String, language: String,
        theme: String, disabled_at: Option<DateTimeUtc>, created_at: DateTimeUtc, version: i64,
        change_seq: i64, comment_notices: String, short_password: bool, email: Option<String>,
        mail_mode: String, muted: String, #[serde(skip)] mail_secret: Option<String>,
        phone: Option<String>,
    }
    /// Posts.
    post = "posts" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, user_id: Uuid,
        unit_id: Uuid, role: Stored<Role>, title: String, signing_capacity: Option<String>,
        valid_from: Date, valid_to: Option<Date>, version: i64, change_seq: i64, head: bool,
        followed_by: Option<Uuid>,
    } => {
        Commune: CommuneId = commune::Id, User: UserId = user::Id,
    }
    /// One-time codes by which people set their passwords.
    invitation = "invitations" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, user_id: Uuid,
        #[serde(skip)] code_hash: String, invited_by: Option<Uuid>, created_at: DateTimeUtc,
        expires_at: DateTimeUtc, used_at: Option<DateTimeUtc>,
    }
    /// The one-time address of a first start.
    setup = "setups" {
        #[sea_orm(primary_key, auto_increment = false)] code_hash: String, expires_at: DateTimeUtc,
    }
    /// Logins that are or were alive.
    session = "sessions" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, user_id: Uuid, post_id: Uuid,
        created_at: DateTimeUtc, last_seen_at: DateTimeUtc, expires_at: DateTimeUtc,
        idle_seconds: i64, ended_at: Option<DateTimeUtc>, address: String, device: String,
    } => {
        User: UserId = user::Id, Post: PostId = post::Id,
        SecondFactor: UserId = second_factor::UserId,
    }
    /// The one number that every change of who may do what raises.
    auth_epoch = "auth_epoch" {
        #[sea_orm(primary_key, auto_increment = false)] epoch: i64, raised_in: Option<String>,
    }
    /// Devices by whom they have been used to log in, and in which session last.
    known_device = "known_devices" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] device_id: Uuid,
        session_id: Uuid, used_at: DateTimeUtc,
    }
    /// Addresses of e-mail that wait for the code that was sent there.
    email_change = "email_changes" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
        #[serde(skip)] email: String, #[serde(skip)] code_hash: String, expires_at: DateTimeUtc,
    }
    /// Failures by what they are counted under.
    login_attempt = "login_attempts" {
        #[sea_orm(primary_key, auto_increment = false)] name_key: String, failures: i64,
        blocked_until: Option<DateTimeUtc>, updated_at: DateTimeUtc,
    }
    /// Second factors; one that is not confirmed does not count yet.
    second_factor = "second_factors" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid, #[serde(skip)] secret: String,
        confirmed_at: Option<DateTimeUtc>, #[serde(skip)] last_step: i64, created_at: DateTimeUtc,
    }
    /// Codes for the day a phone is lost.
    recovery_code = "recovery_codes" {
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] code_hash: String,
        used_at: Option<DateTimeUtc>,
    }
    /// Machines.
    api_client = "api_clients" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, name: String,
        client_id: String, #[serde(skip)] secret_hash: String, scopes: String,
        expires_at: DateTimeUtc, revoked_at: Option<DateTimeUtc>, created_at: DateTimeUtc,
        last_used_at: Option<DateTimeUtc>, version: i64, change_seq: i64,
    }
    /// Answers kept for replay.
    idempotency_key = "idempotency_keys" {
        #[sea_orm(primary_key, auto_increment = false)] actor_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] post_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] commune_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] idempotency_key: String,
        request_hash: String, status: i64, body: String, etag: Option<String>,
        created_at: DateTimeUtc,
    }
    /// Powers lent by one post to another.
    delegation = "delegations" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        from_post_id: Uuid, to_post_id: Uuid, powers: String, reason: String, valid_from: Date,
        valid_to: Date, ended_at: Option<DateTimeUtc>, created_at: DateTimeUtc, version: i64,
        change_seq: i64,
    }
    /// Days on which the office does not work.
    holiday = "holidays" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, day: Date,
        name: String, version: i64, change_seq: i64,
    }
    /// Topics, channels, audiences, indicators.
    catalogue_item = "catalogue_items" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, kind: Stored<CatalogueKind>,
        code: String, name: String, is_online: Option<bool>, unit_of_measure: Option<String>,
        position: i64, retired_at: Option<DateTimeUtc>, version: i64, change_seq: i64,
        merged_into: Option<Uuid>,
    }
    /// Which indicators a channel asks for.
    channel_indicator = "channel_indicators" {
        #[sea_orm(primary_key, auto_increment = false)] channel_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] indicator_id: Uuid,
    }
}
