//! Sessions, the calendar feed, links of mails, invitations and an address of e-mail that waits for
//! its code end when the password is changed or reset, the second factor is removed or the login is
//! disabled.

use serde_json::json;
use tests::{Client, Database, Server, both_databases, demo};

use crate::identity::second_factor::{phone, turn_on};

both_databases!(sessions_links_and_codes_end_when_credentials_change);

const NEW: &str = "mot cau khac cung that dai";

/// Everything of a person by which somebody else may get in.
struct Secrets {
    name: &'static str,
    session: Client,
    feed: String,
    token: String,
    code: String,
}

impl Secrets {
    /// Creates them for a person, by a session of the person's.
    async fn of(server: &Server, own: &Client, name: &'static str) -> Self {
        let admin = server.login(demo::ADMIN).await;
        let user = tests::scene::id(&own.read("/auth/me").await["user_id"]);
        // As other sessions of somebody with a second factor were opened before it was on.
        let session = Client::clone(own);
        let feed = own.post("/calendar/feed", json!(null)).await.expect(201);
        let invited = admin.post(&format!("/users/{user}/invitation"), json!(null)).await;
        let store = server.home().store();
        let secret = format!("bi-mat-cua-{name}");
        let _ = store.query(&format!(
            "UPDATE users SET mail_secret = '{secret}' WHERE username = '{name}';
             INSERT INTO email_changes (user_id, email, code_hash, expires_at)
                SELECT id, 'ke-xau@example.vn', 'x', '2030-01-01T00:00:00+00:00' FROM users
                WHERE username = '{name}'"
        ));
        let found = Self {
            name,
            session,
            feed: tests::scene::id(&feed.body["path"]),
            token: format!("{secret}.approved"),
            code: tests::scene::id(&invited.expect(201).body["code"]),
        };
        assert_eq!(found.statuses(server).await, [200, 200, 200], "{name}");
        assert_eq!(found.rows(server, "email_changes"), "1");
        found
    }

    /// The statuses that the feed, the link and the invitation answer.
    async fn statuses(&self, server: &Server) -> [u16; 3] {
        let anyone = server.anonymous();
        let feed = anyone.get(&self.feed).await.status;
        let link = anyone.post("/notices/unsubscribe", json!({ "token": self.token })).await.status;
        let code = anyone.post("/auth/invitation", json!({ "code": self.code })).await.status;
        [feed, link, code]
    }

    fn rows(&self, server: &Server, table: &str) -> String {
        let name = self.name;
        let of = format!("(SELECT id FROM users WHERE username = '{name}')");
        server.home().store().query(&format!("SELECT count(*) FROM {table} WHERE user_id = {of}"))
    }

    /// Asserts that all are void and that so many devices are still known.
    async fn are_void(&self, server: &Server, devices: &str) {
        assert_eq!(self.statuses(server).await, [404, 404, 404], "{}", self.name);
        self.session.get("/auth/me").await.problem(401, "unauthenticated");
        assert_eq!(self.rows(server, "email_changes"), "0", "{}", self.name);
        assert_eq!(self.rows(server, "known_devices"), devices, "{}", self.name);
    }
}

async fn sessions_links_and_codes_end_when_credentials_change(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;

    // The own password is changed: this session and its device are left.
    let own = server.login(demo::VILLAGE_HEAD).await;
    let elsewhere = server.login(demo::VILLAGE_HEAD).await;
    let mut secrets = Secrets::of(&server, &own, demo::VILLAGE_HEAD).await;
    secrets.session = elsewhere;
    let change = json!({ "current_password": demo::PASSWORD, "new_password": NEW });
    own.post("/auth/password", change).await.expect(204).ok();
    own.get("/auth/me").await.expect(200).ok();
    secrets.are_void(&server, "1").await;

    // An invitation sets another.
    let own = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let secrets = Secrets::of(&server, &own, demo::OTHER_VILLAGE_HEAD).await;
    let accept = json!({ "code": secrets.code, "password": NEW });
    server.anonymous().post("/auth/accept", accept).await.expect(200).ok();
    secrets.are_void(&server, "1").await;

    // The login is barred; let in again, nothing of it comes back.
    let own = server.login(demo::OTHER_COMMITTEE).await;
    let secrets = Secrets::of(&server, &own, demo::OTHER_COMMITTEE).await;
    let user = tests::scene::id(&own.read("/auth/me").await["user_id"]);
    for disabled in [true, false] {
        let path = format!("/users/{user}");
        let etag = admin.get(&path).await.expect(200).etag();
        admin.patch(&path, &etag, json!({ "disabled": disabled })).await.expect(200).ok();
    }
    secrets.are_void(&server, "0").await;

    // The second factor is taken off by its owner.
    let own = server.login(demo::COORDINATOR).await;
    let (secret, codes) = turn_on(&server, &own).await;
    let elsewhere = server.anonymous();
    let body =
        json!({ "username": demo::COORDINATOR, "password": demo::PASSWORD, "code": codes[0] });
    elsewhere.post("/auth/login", body).await.expect(200).ok();
    let mut secrets = Secrets::of(&server, &own, demo::COORDINATOR).await;
    secrets.session = elsewhere;
    let off = json!({ "current_password": demo::PASSWORD, "code": phone(&server, &secret, 0) });
    own.post("/auth/second-factor/remove", off).await.expect(204).ok();
    own.get("/auth/me").await.expect(200).ok();
    secrets.are_void(&server, "1").await;

    // And by the administrator.
    let own = server.login(demo::CHAIRMAN).await;
    turn_on(&server, &own).await;
    let secrets = Secrets::of(&server, &own, demo::CHAIRMAN).await;
    let user = tests::scene::id(&own.read("/auth/me").await["user_id"]);
    admin.post(&format!("/users/{user}/second-factor/reset"), json!({})).await.expect(204).ok();
    secrets.are_void(&server, "0").await;

    // A feed that was taken away stands in the log with what took it.
    let log = admin.all("/audit?action=user.change_password").await;
    assert!(format!("{log:?}").contains("made_at"), "{log:?}");
}
