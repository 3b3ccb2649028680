//! The audit chain has a key and ends at its head: missing entries are found, a chain without a key
//! is put under one and that is recorded, old entries are trimmed after the time that was set.

use chrono::Duration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::server::Home;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    chain_without_a_key_is_keyed_and_redacted_once,
    verify_refuses_a_missing_or_wrong_key_until_reanchored,
    heads_are_exported_daily_and_compared_by_verify,
    old_entries_are_trimmed_and_the_rest_verifies,
    logins_and_tokens_are_logged_without_what_was_typed,
);

fn refused(home: &Home, arguments: &[&str]) -> String {
    let output = home.run(arguments, "");
    assert!(!output.status.success(), "loa {arguments:?} went through");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Writes three entries as they were before there was a key: a draft, an address, a task.
fn write_old_chain(home: &Home) {
    let store = home.store();
    let id = store.query(&format!("SELECT {} FROM communes", store.uuid_text("id")));
    let commune = uuid::Uuid::parse_str(id.trim()).unwrap();
    let draft = json!([{ "before": null, "after": { "narrative": "bimat-cu", "revision": 1 } }]);
    let address = json!([{ "before": { "email": null }, "after": { "email": "bimat@b.vn" } }]);
    let task = json!([{ "before": null, "after": { "title": "Họp thôn" } }]);
    let mut previous = String::new();
    let entries = [("report.write", draft), ("user.update_me", address), ("task.create", task)];
    for (seq, (action, changes)) in (1..).zip(entries) {
        let changes = changes.to_string();
        let text = serde_json::to_string(&changes).unwrap();
        let bare = format!(
            r#"{{"commune_id":"{commune}","seq":{seq},"at":"2026-11-10T01:00:00Z","user_id":null,"post_id":null,"address":"server","action":"{action}","object_kind":"task","object_id":null,"changes":{text},"previous_hash":"{previous}","hash":""}}"#
        );
        let hash = format!("{:x}", Sha256::digest(bare));
        let _ = store.query(&format!(
            "INSERT INTO audit_entries (commune_id, seq, at, address, action, object_kind, changes,
             previous_hash, hash, change_seq) SELECT id, {seq}, '2026-11-10T01:00:00+00:00', 'server',
             '{action}', 'task', '{changes}', '{previous}', '{hash}', {seq} FROM communes"
        ));
        previous = hash;
    }
    let _ = store.query(&format!(
        "UPDATE audit_heads SET seq = 3, change_seq = 3, hash = '{previous}', key_id = NULL"
    ));
}

fn last_changes(home: &Home) -> Value {
    let last = "SELECT changes FROM audit_entries ORDER BY seq DESC LIMIT 1";
    serde_json::from_str::<Value>(&home.store().query(last)).unwrap()[0].clone()
}

async fn chain_without_a_key_is_keyed_and_redacted_once(database: Database) {
    let home = Home::with_demo(database);
    write_old_chain(&home);
    let said = home.run_ok(&["audit", "verify"], "");
    assert!(said.starts_with("4 "), "{said}");
    let text = home.store().query("SELECT changes FROM audit_entries");
    assert!(!text.contains("bimat") && text.contains("Họp thôn"), "{text}");
    let recorded = last_changes(&home);
    assert_eq!(recorded["before"]["seq"], 3, "{recorded}");
    assert_eq!(recorded["before"]["hash"].as_str().unwrap().len(), 64);
    assert_eq!(recorded["after"]["fitted"], true);
    assert_eq!(
        (&recorded["after"]["entries"], &recorded["after"]["redacted"]),
        (&json!(3), &json!(2))
    );
    // Once: the next start leaves it alone.
    let said = home.run_ok(&["audit", "verify"], "");
    assert!(said.starts_with("4 "), "{said}");

    // One that did not fit is taken over too; it is not made to look as if it had.
    let home = Home::with_demo(database);
    write_old_chain(&home);
    let _ = home.store().query("UPDATE audit_entries SET address = 'x' WHERE seq = 2");
    home.run_ok(&["audit", "verify"], "");
    let recorded = last_changes(&home);
    assert_eq!(recorded["after"]["fitted"], false, "{recorded}");
    assert_eq!(recorded["after"]["first_that_did_not"], 2);
}

async fn verify_refuses_a_missing_or_wrong_key_until_reanchored(database: Database) {
    let home = Home::with_demo(database);
    write_old_chain(&home);
    home.run_ok(&["audit", "verify"], "");
    let key = home.data().join("audit.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&key.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let elsewhere = home.data().join("keys");
    std::fs::create_dir(&elsewhere).unwrap();
    let moved = elsewhere.join("of-the-log");
    std::fs::rename(&key, &moved).unwrap();
    // None is made beside a chain that has one: its entries would not fit.
    let said = refused(&home, &["audit", "verify"]);
    assert!(said.contains("audit reanchor") && !key.exists(), "{said}");
    home.run_ok(&["audit", "verify", "--audit-key", moved.to_str().unwrap()], "");
    std::fs::write(&key, [7; 32]).unwrap();
    let said = refused(&home, &["audit", "verify"]);
    assert!(said.contains("not the key"), "{said}");
    // Where it is lost, the chain is made anew, and says so.
    let said = home.run_ok(&["audit", "reanchor"], "");
    assert!(said.starts_with("5 "), "{said}");
    let recorded = last_changes(&home);
    assert_eq!(recorded["after"]["fitted"], json!(null), "{recorded}");
    assert_ne!(recorded["before"]["key"], recorded["after"]["key"]);
    refused(&home, &["audit", "verify", "--audit-key", moved.to_str().unwrap()]);
}

async fn heads_are_exported_daily_and_compared_by_verify(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let home = server.home();
    let file = home.data().join("audit-heads.jsonl");
    let lines = || std::fs::read_to_string(&file).unwrap().lines().count();
    home.run_ok(&["jobs", "run"], "");
    home.run_ok(&["jobs", "run"], "");
    assert_eq!(lines(), 1);
    scene.assign("Họp thôn", "2026-11-30").await;
    server.clock().advance(Duration::days(1));
    home.run_ok(&["jobs", "run"], "");
    assert_eq!(lines(), 2);
    let elsewhere = home.data().join("copy");
    let folder = elsewhere.to_str().unwrap();
    home.run_ok(&["jobs", "run", "--audit-heads", folder], "");
    assert!(elsewhere.join("audit-heads.jsonl").exists());
    let verify = ["audit", "verify", "--heads", file.to_str().unwrap()];
    let said = home.run_ok(&verify, "");
    assert!(said.contains("2 exported heads fit"), "{said}");

    // The newest entries and the head with them: only what was copied away tells.
    let store = home.store();
    let _ = store.query("DELETE FROM audit_entries WHERE seq > 2");
    let said = refused(home, &["audit", "verify"]);
    assert!(said.contains("entry 3") && said.contains("missing"), "{said}");
    let back = "UPDATE audit_heads SET seq = 2,
        hash = (SELECT hash FROM audit_entries WHERE seq = 2)";
    let _ = store.query(back);
    home.run_ok(&["audit", "verify"], "");
    let said = refused(home, &verify);
    assert!(said.contains("exported"), "{said}");
    // An entry that is put behind the head is none.
    let more = "INSERT INTO audit_entries (commune_id, seq, at, address, action, object_kind, changes,
        previous_hash, hash) SELECT commune_id, 3, at, address, action, object_kind, changes, hash, hash
        FROM audit_entries WHERE seq = 2";
    let _ = store.query(more);
    refused(home, &["audit", "verify"]);
}

async fn old_entries_are_trimmed_and_the_rest_verifies(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let admin = server.login(demo::ADMIN).await;
    let set = async |admin: &tests::Client, months: i64| {
        let etag = admin.get("/settings").await.expect(200).etag();
        admin.patch("/settings", &etag, json!({ "values": { "audit_months": months } })).await
    };
    set(&admin, 11).await.field_error("values.audit_months");
    set(&admin, 12).await.expect(200).ok();
    server.home().run_ok(&["jobs", "run"], "");
    let first = "SELECT min(seq) FROM audit_entries";
    assert_eq!(server.home().store().query(first), "1");
    // A year later the whole month of then is still there; a month later it is gone.
    server.clock().set("2027-11-30T08:00:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(server.home().store().query(first), "1");
    let admin = server.login(demo::ADMIN).await;
    let young = admin.all("/audit?from=2026-12-01").await;
    let stays = young.last().unwrap()["seq"].as_i64().unwrap();
    assert!(stays > 1, "{young:?}");
    server.clock().set("2027-12-01T08:00:00+07:00");
    server.home().run_ok(&["jobs", "run"], "");
    let kept = server.home().store().query(first);
    assert_eq!(kept, stays.to_string());
    server.home().run_ok(&["jobs", "run"], "");
    let admin = server.login(demo::ADMIN).await;
    let trimmed = admin.all("/audit?action=audit.trim").await;
    assert_eq!(trimmed.len(), 1, "{trimmed:?}");
    assert_eq!(trimmed[0]["changes"][0]["after"]["up_to"], stays - 1);
    let heads = server.home().data().join("audit-heads.jsonl");
    let verify = ["audit", "verify", "--heads", heads.to_str().unwrap()];
    let said = server.home().run_ok(&verify, "");
    assert!(said.contains("trimmed"), "{said}");
    // Nobody else can say that entries were trimmed.
    let _ = server.home().store().query(&format!(
        "UPDATE audit_heads SET trimmed_seq = {stays},
         trimmed_hash = (SELECT hash FROM audit_entries WHERE seq = {stays})"
    ));
    let _ = server.home().store().query(&format!("DELETE FROM audit_entries WHERE seq = {stays}"));
    let said = refused(server.home(), &["audit", "verify"]);
    assert!(said.contains("checkpoint"), "{said}");
}

/// Logins, failed logins, logouts and tokens are logged; never what was typed.
async fn logins_and_tokens_are_logged_without_what_was_typed(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let admin = server.login(demo::ADMIN).await;
    let anybody = server.anonymous();
    for _ in 0..3 {
        let wrong = anybody.try_login(demo::VILLAGE_HEAD, "mat-khau-bi-lo-1234").await;
        wrong.problem(401, "invalid_credentials");
    }
    anybody
        .try_login("khong-co-ai", "mat-khau-bi-lo-1234")
        .await
        .problem(401, "invalid_credentials");
    let head = server.login(demo::VILLAGE_HEAD).await;
    head.post("/auth/logout", json!({})).await.expect(204).ok();
    let made = server.home().run_ok(&["client", "create", "--commune", "demo", "--name", "Sở"], "");
    let of = |name: &str| {
        made.lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .trim_start_matches('=')
            .to_owned()
    };
    let (client, secret) = (of("client_id"), of("client_secret"));
    for _ in 0..2 {
        let form =
            format!("grant_type=client_credentials&client_id={client}&client_secret={secret}");
        let call = anybody.call(reqwest::Method::POST, "/auth/token");
        call.bytes("application/x-www-form-urlencoded", form).send().await.expect(200).ok();
    }
    let log = async |action: &str| admin.all(&format!("/audit?action={action}")).await;
    let came = log("auth.login").await;
    assert_eq!(came.len(), 2, "{came:?}");
    assert_eq!(came[0]["address"], "127.0.0.1");
    assert_eq!(came[0]["by"], log("auth.logout").await[0]["by"]);
    // What may come in masses is counted first.
    assert_eq!(log("auth.login_failed").await.len(), 0);
    server.clock().advance(Duration::minutes(5));
    server.home().run_ok(&["jobs", "run"], "");
    server.home().run_ok(&["jobs", "run"], "");
    let failed = log("auth.login_failed").await;
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["object_id"], came[0]["object_id"]);
    assert_eq!(failed[0]["changes"][0]["after"]["times"], 3);
    assert_eq!(failed[0]["by"], json!(null));
    let tokens = log("auth.token").await;
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    assert_eq!(tokens[0]["changes"][0]["after"]["times"], 2);
    let kept = server.home().store().query("SELECT changes FROM audit_entries");
    assert!(!kept.contains("bi-lo") && !kept.contains("khong-co-ai") && !kept.contains(&secret));
    assert_eq!(server.home().store().query("SELECT count(*) FROM audit_tallies"), "0");
    server.home().run_ok(&["audit", "verify"], "");
}
