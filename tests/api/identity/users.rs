//! People: added and invited by the admin, who never knows a password; posts given and ended; a
//! disabled login or a changed post takes effect on the next request.

use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    an_invited_person_sets_the_password,
    invitation_is_valid_once_and_for_a_week,
    each_field_is_checked,
    disabled_person_is_logged_out_at_once,
    person_acts_by_the_chosen_post_until_it_ends,
    last_admin_cannot_be_disabled_or_lose_the_post,
    duties_count_open_assignments_and_waiting_reviews,
    login_of_two_communes_cannot_be_changed_by_one_admin,
    village_session_with_an_office_post_ends_after_8_hours,
);

/// Whoever works in two communes is disabled, renamed and invited by neither alone.
async fn login_of_two_communes_cannot_be_changed_by_one_admin(database: Database) {
    let server = Server::demo(database);
    let arguments = [
        "admin",
        "create",
        "--commune",
        "99999",
        "--commune-name",
        "xã Khác",
        "--username",
        "quantri2",
    ];
    server.home().run_ok(&arguments, "mot-mat-khau-rat-dai-1\n");
    let elsewhere = "UPDATE posts SET user_id = (SELECT id FROM users WHERE username = 'doantn')
        WHERE user_id = (SELECT id FROM users WHERE username = 'quantri2')";
    let _ = server.home().store().query(elsewhere);
    let admin = server.login(demo::ADMIN).await;
    let people = admin.all("/users").await;
    let both = people.iter().find(|one| one["username"] == demo::OTHER_COMMITTEE).unwrap();
    let path = format!("/users/{}", tests::scene::id(&both["id"]));
    let etag = admin.get(&path).await.expect(200).etag();
    for change in [json!({ "disabled": true }), json!({ "full_name": "Ai đó" })] {
        admin.patch(&path, &etag, change).await.problem(409, "wrong_state");
    }
    admin.post(&format!("{path}/invitation"), json!(null)).await.problem(409, "wrong_state");
}

/// A village head's session lasts a month; once it acts by a post of an office it ends as an
/// office's does.
async fn village_session_with_an_office_post_ends_after_8_hours(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let head = server.login(demo::VILLAGE_HEAD).await;
    let path = format!("/users/{}", tests::scene::id(&head.read("/auth/me").await["user_id"]));
    let unit = admin.all("/units?kind=committee").await[0]["id"].clone();
    let post = json!({ "unit_id": unit, "role": "committee", "title": "Phụ trách" });
    let etag = admin.get(&path).await.expect(200).etag();
    let two = admin.act(&format!("{path}/posts"), &etag, post).await.expect(201);
    let office = json!({ "post_id": two.body["posts"][1]["id"] });
    head.post("/auth/post", office).await.expect(200).ok();
    for minutes in (20..=480).step_by(20) {
        assert_eq!(head.get("/auth/me").await.status, 200, "{minutes}");
        server.clock().advance(chrono::Duration::minutes(20));
    }
    head.get("/auth/me").await.problem(401, "unauthenticated");
}

const PASSWORD: &str = "mot cau that dai de nho";

/// The body of a new head of the demo's first village.
async fn newcomer(admin: &Client, username: &str) -> Value {
    let villages = admin.all("/units?kind=village").await;
    json!({
        "username": username, "full_name": "Lê Thị Hồng (minh họa)",
        "post": { "unit_id": villages[0]["id"], "role": "village_head", "title": "Trưởng thôn" },
    })
}

async fn code(admin: &Client, id: &str) -> String {
    let told = admin.post(&format!("/users/{id}/invitation"), json!(null)).await.expect(201);
    let code = told.body["code"].as_str().unwrap().to_owned();
    assert_eq!(told.body["path"], format!("/welcome#{code}"));
    code
}

async fn an_invited_person_sets_the_password(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let made = admin.post("/users", newcomer(&admin, "Hong.Le").await).await.expect(201);
    assert_eq!(made.body["username"], "hong.le");
    assert_eq!(made.body["has_password"], false);
    let nobody = server.anonymous();
    nobody.try_login("hong.le", "").await.problem(401, "invalid_credentials");

    let code = code(&admin, &made.id()).await;
    let sloppy = json!({ "code": code.to_lowercase().replace('-', " ") });
    let invited = nobody.post("/auth/invitation", sloppy).await.expect(200);
    assert_eq!(invited.body["username"], "hong.le");
    let short = json!({ "code": code, "password": "ngan qua" });
    nobody.post("/auth/accept", short).await.field_error("password");
    let good = json!({ "code": code, "password": PASSWORD });
    let me = nobody.post("/auth/accept", good).await.expect(200);
    assert_eq!(me.body["role"], "village_head");
    assert_eq!(nobody.read("/auth/me").await["username"], "hong.le");
    server.anonymous().try_login("hong.le", PASSWORD).await.expect(200).ok();
    let now = admin.read(&format!("/users/{}", made.id())).await;
    assert_eq!(now["has_password"], true);
    let log = admin.all("/audit?action=user.accept_invitation").await;
    assert_eq!(log[0]["by"], "Lê Thị Hồng (minh họa)");
    // Neither the code nor the password is written down anywhere.
    let dump = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!dump.contains(&code) && !dump.contains(PASSWORD) && !dump.contains("argon2"));
}

async fn invitation_is_valid_once_and_for_a_week(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let id = admin.post("/users", newcomer(&admin, "hongle").await).await.expect(201).id();
    let first = code(&admin, &id).await;
    let second = code(&admin, &id).await;
    let nobody = server.anonymous();
    let ask = async |code: &str| nobody.post("/auth/invitation", json!({ "code": code })).await;
    ask(&first).await.problem(404, "not_found");
    ask("K7QM-2XHD-9RTA-P4WZ").await.problem(404, "not_found");
    let body = json!({ "code": second, "password": PASSWORD });
    // Twenty times at once it sets one password.
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (client, body) = (server.anonymous(), body.clone());
            tokio::spawn(async move { client.post("/auth/accept", body).await.status })
        })
        .collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(one.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    nobody.post("/auth/accept", body).await.problem(404, "not_found");

    // A password that the person has changed, or a login that was barred, voids what is about.
    let lost = code(&admin, &id).await;
    let person = server.anonymous();
    person.login("hongle", PASSWORD).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "song lon gio to bien xa" });
    person.post("/auth/password", change).await.expect(204).ok();
    ask(&lost).await.problem(404, "not_found");
    let lost = code(&admin, &id).await;
    let path = format!("/users/{id}");
    for disabled in [true, false] {
        let etag = admin.get(&path).await.expect(200).etag();
        admin.patch(&path, &etag, json!({ "disabled": disabled })).await.expect(200).ok();
    }
    ask(&lost).await.problem(404, "not_found");

    let third = code(&admin, &id).await;
    server.clock().set("2026-11-24T08:00:01+07:00");
    ask(&third).await.problem(404, "not_found");
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let good = newcomer(&admin, "hongle").await;
    let committee = admin.all("/units?kind=committee").await[0]["id"].clone();
    for (pointer, wrong, field) in [
        ("/username", json!("có dấu"), "username"),
        ("/username", json!("ab"), "username"),
        ("/username", json!(demo::CHAIRMAN), "username"),
        ("/full_name", json!("  "), "full_name"),
        ("/post/title", json!(""), "post.title"),
        ("/post/unit_id", json!(uuid::Uuid::now_v7()), "post.unit_id"),
        ("/post/unit_id", committee, "post.role"),
        ("/post/signing_capacity", json!("chairman"), "post.signing_capacity"),
    ] {
        let mut body = good.clone();
        match body.pointer_mut(pointer) {
            Some(value) => *value = wrong,
            None => body["post"]["signing_capacity"] = wrong,
        }
        admin.post("/users", body).await.field_error(field);
    }
    let made = admin.post("/users", good).await.expect(201);
    let path = format!("/users/{}", made.id());
    let read = admin.get(&path).await.expect(200);
    admin.patch(&path, &read.etag(), json!({ "full_name": "" })).await.field_error("full_name");
    let post = made.body["posts"][0]["id"].as_str().unwrap();
    let post = format!("{path}/posts/{post}");
    let long_ago = json!({ "valid_to": "2020-01-01" });
    admin.patch(&post, &read.etag(), long_ago).await.field_error("valid_to");
    let again = made.body["posts"][0].clone();
    let again =
        json!({ "unit_id": again["unit_id"], "role": again["role"], "title": "Trưởng thôn" });
    admin.act(&format!("{path}/posts"), &read.etag(), again).await.field_error("unit_id");
    let name = json!({ "full_name": "Lê Thị Hồng Vân (minh họa)" });
    admin.patch(&path, &read.etag(), name.clone()).await.expect(200).ok();
    admin.patch(&path, &read.etag(), name).await.problem(412, "stale_version");
}

async fn disabled_person_is_logged_out_at_once(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let head = server.login(demo::VILLAGE_HEAD).await;
    let id = tests::scene::id(&head.read("/auth/me").await["user_id"]);
    let path = format!("/users/{id}");
    let read = admin.get(&path).await.expect(200);
    let barred = admin.patch(&path, &read.etag(), json!({ "disabled": true })).await.expect(200);
    assert_eq!(barred.body["disabled"], true);
    head.get("/auth/me").await.problem(401, "unauthenticated");
    server
        .anonymous()
        .try_login(demo::VILLAGE_HEAD, demo::PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    let invite = format!("{path}/invitation");
    admin.post(&invite, json!(null)).await.problem(409, "wrong_state");
    admin.patch(&path, &barred.etag(), json!({ "disabled": false })).await.expect(200).ok();
    server.anonymous().try_login(demo::VILLAGE_HEAD, demo::PASSWORD).await.expect(200).ok();
}

/// A person of two posts acts by the one that was chosen, and by none that has ended.
async fn person_acts_by_the_chosen_post_until_it_ends(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let head = server.login(demo::VILLAGE_HEAD).await;
    let me = head.read("/auth/me").await;
    let path = format!("/users/{}", tests::scene::id(&me["user_id"]));
    let unit = admin.all("/units?kind=mass_organisation").await[0]["id"].clone();
    let post = json!({ "unit_id": unit, "role": "committee", "title": "Phó Chủ tịch Hội" });
    let read = admin.get(&path).await.expect(200);
    let two = admin.act(&format!("{path}/posts"), &read.etag(), post).await.expect(201);
    let chosen = tests::scene::id(&two.body["posts"][1]["id"]);
    assert_eq!(head.read("/auth/me").await["posts"].as_array().unwrap().len(), 2);

    let now = head.post("/auth/post", json!({ "post_id": chosen })).await.expect(200);
    assert_eq!(now.body["role"], "committee");
    assert_eq!(head.read("/auth/me").await["unit_id"], unit);
    let stranger = admin.read("/auth/me").await["post_id"].clone();
    head.post("/auth/post", json!({ "post_id": stranger })).await.field_error("post_id");

    server.clock().set("2026-11-18T09:00:00+07:00");
    let end = format!("{path}/posts/{chosen}");
    let ended = json!({ "valid_to": "2026-11-17" });
    admin.login(demo::ADMIN, demo::PASSWORD).await;
    admin.patch(&end, &two.etag(), ended).await.expect(200).ok();
    head.get("/auth/me").await.problem(401, "unauthenticated");
    head.login(demo::VILLAGE_HEAD, demo::PASSWORD).await;
    assert_eq!(head.read("/auth/me").await["role"], "village_head");
}

async fn last_admin_cannot_be_disabled_or_lose_the_post(database: Database) {
    let server = Server::demo(database);
    let admin = server.login(demo::ADMIN).await;
    let me = admin.read("/auth/me").await;
    let path = format!("/users/{}", tests::scene::id(&me["user_id"]));
    let read = admin.get(&path).await.expect(200);
    let bar = json!({ "disabled": true });
    admin.patch(&path, &read.etag(), bar.clone()).await.problem(409, "wrong_state");
    let end = format!("{path}/posts/{}", tests::scene::id(&me["post_id"]));
    let today = json!({ "valid_to": "2026-11-16" });
    admin.patch(&end, &read.etag(), today.clone()).await.problem(409, "wrong_state");

    // One who could not log in yet is no administrator to rely on.
    let mut body = newcomer(&admin, "quantri2").await;
    body["post"]["role"] = json!("admin");
    let second = admin.post("/users", body).await.expect(201).id();
    let tomorrow = json!({ "valid_to": "2026-11-17" });
    for end_of_it in [&today, &tomorrow] {
        admin.patch(&end, &read.etag(), end_of_it.clone()).await.problem(409, "wrong_state");
    }
    let code = code(&admin, &second).await;
    let accept = json!({ "code": code, "password": PASSWORD });
    server.anonymous().post("/auth/accept", accept).await.expect(200).ok();
    let read = admin.get(&path).await.expect(200);
    admin.patch(&path, &read.etag(), bar).await.problem(409, "wrong_state");
    admin.patch(&end, &read.etag(), today).await.expect(200).ok();
}

async fn duties_count_open_assignments_and_waiting_reviews(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let admin = server.login(demo::ADMIN).await;
    let of = async |client: &Client| {
        let id = tests::scene::id(&client.read("/auth/me").await["user_id"]);
        admin.read(&format!("/users/{id}/duties")).await
    };
    let (head, chairman) = (of(&scene.head).await, of(&scene.chairman).await);
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    assert_eq!(head["only_holder_of"][0]["id"], scene.unit.as_str());
    let more = of(&scene.head).await["open_assignments"].as_i64();
    assert_eq!(more, head["open_assignments"].as_i64().map(|n| n + 1));
    scene.submit(&work).await;
    let more = of(&scene.chairman).await["waiting_reviews"].as_i64();
    assert_eq!(more, chairman["waiting_reviews"].as_i64().map(|n| n + 1));
    assert!(head["live_sessions"].as_i64().is_some_and(|n| n > 0), "{head}");
}
