//! The state of the jobs, as each commune's administrator may read it.

use serde_json::{Value, json};
use tests::{Client, Database, Server, both_databases, demo};

both_databases!(admin_sees_jobs_and_mails_of_the_own_commune_only);

async fn read(admin: &Client) -> (Value, String) {
    let runs = format!("{:?}", admin.all("/jobs/runs").await);
    (admin.read("/jobs").await, runs)
}

async fn admin_sees_jobs_and_mails_of_the_own_commune_only(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let home = server.home();
    let run = || home.run_ok(&["jobs", "run"], "");
    run();
    // A run for the server as a whole.
    let _ = home.store().query(
        "INSERT INTO job_runs (id, job, started_at, took_ms, done, failed, worker)
         SELECT id, 'outbox', created_at, 1, 1, 0, 'w' FROM communes",
    );
    let admin = server.login(demo::ADMIN).await;
    let (alone, runs) = read(&admin).await;
    assert!(runs.contains("outbox"), "the only commune reads of everything: {runs}");

    let other = ["--commune", "hai", "--commune-name", "xã Hai", "--username", "hai"];
    home.run_ok(&[&["admin", "create"][..], &other].concat(), "mot cau rat dai 1\n");
    // What waits and fails there, and a job that fails for it alone.
    let _ = home.store().query(
        "INSERT INTO outbox (commune_id, seq, at, causes, attempts, next_key, leased_until)
         SELECT id, 1, created_at, '[]', 3, 99999999999999, 0 FROM communes WHERE code = 'hai'",
    );
    let _ = home.store().query(
        "INSERT INTO mails (id, commune_id, user_id, channel, cause, subject, body, html, may_mute,
             created_at, state, attempts, next_key, leased_until, error)
         SELECT u.id, c.id, u.id, 'mail', 'x', 's', 'b', 'h', true,
             c.created_at, 'failed', 1, 0, 0, 'no mailbox binh@hai.example'
         FROM communes c JOIN posts p ON p.commune_id = c.id JOIN users u ON u.id = p.user_id
         WHERE c.code = 'hai'",
    );
    let broken = r#"{"work_from":"bảy giờ"}"#;
    let sql = format!("UPDATE communes SET settings = '{broken}' WHERE code = 'hai'");
    let _ = home.store().query(&sql);
    run();
    let (standing, runs) = read(&admin).await;
    assert_eq!(standing["mail"], alone["mail"], "{standing}");
    assert_eq!(standing["outbox_waiting"], alone["outbox_waiting"], "{standing}");
    let all = format!("{standing}{runs}");
    for secret in ["hai.example", "settings_unreadable", "work_from"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }

    home.run_ok(&["settings", "reset", "work_from", "--commune", "hai"], "");
    let neighbour = server.anonymous();
    neighbour.login("hai", "mot cau rat dai 1").await;
    let (standing, runs) = read(&neighbour).await;
    assert_eq!(standing["mail"]["failed"], 1, "{standing}");
    assert_eq!(standing["mail"]["last_error"], json!("no mailbox binh@hai.example"));
    assert_eq!(standing["outbox_waiting"], 1, "{standing}");
    assert!(runs.contains("settings_unreadable: work_from"), "{runs}");
    assert!(!runs.contains("\"outbox\""), "{runs}");
}
