//! Scheduled backups: how long they are kept, and what an administrator sees of them.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Database, Scene, Server, both_databases, demo, photo};

use crate::platform::backup::{files, flip, manifest};

both_databases!(
    scheduled_backup_is_daily_and_removed_after_keep_days,
    damaged_file_in_the_backup_is_replaced_within_a_month
);

async fn scheduled_backup_is_daily_and_removed_after_keep_days(database: Database) {
    let settings =
        [("LOA_JOBS", "false"), ("LOA_BACKUP_KEEP_DAYS", "3"), ("LOA_BACKUP_DIR", "kept")];
    let server = Server::demo_with(database, &settings);
    let home = server.home();
    let dir = home.data().parent().unwrap().join("kept");
    let standing = async || server.login(demo::ADMIN).await.read("/jobs").await["backup"].clone();
    let made = || {
        let folders = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
        folders.filter(|path| path.join("manifest.json").exists()).count()
    };
    let jobs = || home.run(&["jobs", "run"], "").status.success();

    let seen = standing().await;
    assert_eq!((&seen["scheduled"], &seen["old"]), (&json!(true), &json!(true)), "{seen}");
    assert_eq!(seen["last_at"], Value::Null);
    // A folder that is not there is not made: it may be a disk that is not there.
    assert!(!jobs() && !dir.exists());
    let seen = standing().await;
    assert!(seen["error"].as_str().unwrap().contains("kept"), "{seen}");
    std::fs::create_dir(&dir).unwrap();
    // It is not tried again at once, and then once a day.
    assert!(jobs());
    assert_eq!(made(), 0);
    server.clock().advance(Duration::hours(1));
    assert!(jobs() && jobs());
    assert_eq!(made(), 1);
    let seen = standing().await;
    assert_eq!((&seen["old"], &seen["error"]), (&json!(false), &Value::Null), "{seen}");
    assert_eq!(seen["same_filesystem"], true);
    server.clock().advance(Duration::days(3));
    assert_eq!(standing().await["old"], true);
    // A command's counts as well, and is nobody's to remove.
    home.run_ok(&["backup"], "");
    assert_eq!((made(), standing().await["old"].clone()), (2, json!(false)));

    // Evidence that only a removed backup names goes with it.
    let scene = Scene::new(&server).await;
    let loose = scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(9, 64, 64)).await.expect(201);
    let hash = loose.body["sha256"].as_str().map(ToOwned::to_owned);
    server.clock().advance(Duration::days(1));
    assert!(jobs());
    assert_eq!(made(), 2, "the first has had its time");
    let held = || {
        let hash = hash.clone().unwrap();
        dir.join("files").join(&hash[..2]).join(&hash[2..4]).join(&hash).exists()
    };
    assert!(held());
    let stored = home.data().join("files");
    let hash_of = hash.clone().unwrap();
    std::fs::remove_file(stored.join(&hash_of[..2]).join(&hash_of[2..4]).join(&hash_of)).unwrap();
    server.clock().advance(Duration::days(1));
    assert!(jobs());
    let seen = standing().await;
    assert!(seen["error"].as_str().unwrap().contains(&hash_of), "what is lost is told: {seen}");
    server.clock().advance(Duration::days(4));
    assert!(jobs());
    assert_eq!(made(), 2, "the one that was asked for, and the newest");
    assert!(!held());
}

/// The length of the file stays the same: only reading it shows the damage.
async fn damaged_file_in_the_backup_is_replaced_within_a_month(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false"), ("LOA_BACKUP_DIR", "kept")]);
    let (home, clock) = (server.home(), server.clock());
    let dir = home.data().parent().unwrap().join("kept");
    std::fs::create_dir(&dir).unwrap();
    home.run_ok(&["jobs", "run"], "");
    let evidence = files(&dir.join("files")).pop().unwrap();
    let whole = std::fs::read(&evidence).unwrap();
    flip(&evidence);
    // Its share is read on one day of thirty.
    let share = i64::from_str_radix(&evidence.file_name().unwrap().to_str().unwrap()[..4], 16);
    let today = clock.now().timestamp() / (24 * 3600);
    let wait = (share.unwrap() - today).rem_euclid(30);
    clock.advance(Duration::days(if wait == 0 { 30 } else { wait }));
    home.run_ok(&["jobs", "run"], "");
    assert!(std::fs::read(&evidence).unwrap() == whole, "it was copied anew");
    let newest = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    let newest = newest.filter(|path| path.join("manifest.json").exists()).max().unwrap();
    assert_eq!(manifest(&newest)["lost"], json!([]));
    home.run_ok(&["restore", "kept", "--check"], "");
}
