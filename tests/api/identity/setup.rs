//! The first start: the address for the setup and the first administrator.

use serde_json::{Value, json};
use tests::{Database, Server, both_databases, demo};

both_databases!(
    a_commune_is_set_up_once,
    fifty_concurrent_setups_make_one_admin,
    setup_address_expires_after_half_an_hour,
    each_field_is_checked,
    setup_is_404_when_an_administrator_exists,
);

/// The code of the address that the server printed.
fn code(server: &Server) -> Option<String> {
    let output = server.output();
    let (_, rest) = output.rsplit_once("/setup#")?;
    rest.split_whitespace().next().map(str::to_owned)
}

fn body(code: &str) -> Value {
    json!({
        "code": code, "commune_name": "xã Thử Nghiệm", "commune_code": "99001",
        "place_name": "Thử Nghiệm", "province": "Hà Tĩnh", "username": "Quan.Tri",
        "full_name": "Hoàng Thị Ánh (minh họa)", "password": "song bien ngan nam hat",
        "with_units": true, "with_catalogues": true,
    })
}

async fn a_commune_is_set_up_once(database: Database) {
    let mut server = Server::empty(database);
    let code = code(&server).expect("an address is printed");
    let admin = server.anonymous();
    admin.post("/setup/check", json!({ "code": code })).await.expect(204).ok();
    admin.post("/setup/check", json!({ "code": "0".repeat(32) })).await.problem(404, "not_found");
    let me = admin.post("/setup", body(&code)).await.expect(201);
    assert_eq!((&me.body["role"], &me.body["username"]), (&json!("admin"), &json!("quan.tri")));
    assert_eq!(me.body["commune_name"], "xã Thử Nghiệm");
    assert_eq!(admin.all("/units").await.len(), 13);
    assert!(admin.all("/catalogues/indicators").await.len() > 10);
    admin.post("/setup", body(&code)).await.problem(404, "not_found");
    admin.post("/setup/check", json!({ "code": code })).await.problem(404, "not_found");
    let chain = server.home().run_ok(&["audit", "verify"], "");
    assert!(chain.contains("1 entries"), "{chain}");

    server.restart();
    assert_eq!(self::code(&server), None, "{}", server.output());
    server.anonymous().try_login("quan.tri", "song bien ngan nam hat").await.expect(200).ok();
}

async fn fifty_concurrent_setups_make_one_admin(database: Database) {
    let server = Server::empty(database);
    let code = code(&server).unwrap();
    let tries: Vec<_> = (0..50)
        .map(|n| {
            let (client, mut body) = (server.anonymous(), body(&code));
            body["commune_code"] = json!(format!("{n:05}"));
            body["username"] = json!(format!("quantri{n}"));
            tokio::spawn(async move { client.post("/setup", body).await.status })
        })
        .collect();
    let mut made = 0;
    for one in tries {
        let status = one.await.unwrap();
        // So many at once may also be told to wait.
        assert!([201, 404, 429, 503].contains(&status), "{status}");
        made += usize::from(status == 201);
    }
    assert_eq!(made, 1);
    for (table, count) in [("communes", 1), ("users", 1), ("posts", 1)] {
        let found = server.home().store().query(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(found.trim(), count.to_string(), "{table}");
    }
}

async fn setup_address_expires_after_half_an_hour(database: Database) {
    let mut server = Server::empty(database);
    let old = code(&server).unwrap();
    server.clock().set("2026-11-16T08:30:01+07:00");
    server.anonymous().post("/setup", body(&old)).await.problem(404, "not_found");
    server.restart();
    let new = code(&server).unwrap();
    assert_ne!(old, new);
    server.anonymous().post("/setup", body(&old)).await.problem(404, "not_found");
    server.anonymous().post("/setup", body(&new)).await.expect(201).ok();
}

async fn each_field_is_checked(database: Database) {
    let server = Server::empty(database);
    let code = code(&server).unwrap();
    let client = server.anonymous();
    for (field, wrong) in [
        ("commune_name", ""),
        ("commune_code", " "),
        ("place_name", ""),
        ("province", ""),
        ("username", "a b"),
        ("full_name", ""),
        ("password", "ngan"),
        ("password", "matkhau matkhau matkhau"),
    ] {
        let mut body = body(&code);
        body[field] = json!(wrong);
        client.post("/setup", body).await.field_error(field);
    }
    // What was wrong has spent nothing.
    let bare = json!({ "with_units": false, "with_catalogues": false });
    let mut body = body(&code);
    body.as_object_mut().unwrap().extend(bare.as_object().unwrap().clone());
    client.post("/setup", body).await.expect(201).ok();
    assert_eq!(client.all("/units").await.len(), 1);
    assert_eq!(client.all("/catalogues/topics").await.len(), 0);
}

async fn setup_is_404_when_an_administrator_exists(database: Database) {
    let server = Server::demo(database);
    assert_eq!(code(&server), None, "{}", server.output());
    let check = json!({ "code": "0".repeat(32) });
    server.anonymous().post("/setup/check", check).await.problem(404, "not_found");
    server.login(demo::ADMIN).await.get("/auth/me").await.expect(200).ok();
}
