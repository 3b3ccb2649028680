//! Backups: made while eight people write, restored elsewhere, and compared.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::server::Home;
use tests::wait::until;
use tests::{Client, Database, Scene, Server, both_databases, photo};
use tokio::task::JoinSet;

both_databases!(
    backup_made_during_writes_is_restored_completely,
    restore_refuses_damaged_or_missing_files,
    encrypted_backup_is_restored_only_with_its_identity,
    migration_makes_a_backup_first_unless_turned_off,
);

/// A recipient and its identity, of the age specification's tests.
pub const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
pub const IDENTITY: &str =
    "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";

/// A folder beside the data of a home.
pub fn beside(home: &Home, name: &str) -> PathBuf {
    home.data().parent().unwrap().join(name)
}

pub fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Makes a backup; its folder, and what the command wrote to stderr.
pub fn back_up(home: &Home, arguments: &[&str]) -> (PathBuf, String) {
    let output = home.run(&[&["backup"], arguments].concat(), "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    (PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()), said)
}

/// What a restore that has to fail writes to stderr.
pub fn refused(home: &Home, arguments: &[&str]) -> String {
    let output = home.run(&[&["restore"], arguments].concat(), "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "restore {arguments:?} went through: {said}");
    said
}

pub fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
}

/// Eight people who write until they are told to stop.
struct Writers {
    stop: Arc<AtomicBool>,
    done: Arc<Mutex<Vec<String>>>,
    tasks: JoinSet<()>,
}

impl Writers {
    fn start(scene: &Scene) -> Self {
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let mut tasks = JoinSet::new();
        for writer in 0..8_u8 {
            let (stop, done) = (Arc::clone(&stop), Arc::clone(&done));
            let (chairman, head) = (scene.chairman.clone(), scene.head.clone());
            let body = scene.task("Họp thôn", "2026-11-30");
            tasks.spawn(async move {
                let mut round = 0_u8;
                while !stop.load(Ordering::Relaxed) {
                    let path = if round % 3 == 2 {
                        let seed = writer.wrapping_mul(29).wrapping_add(round);
                        // A connection that idled out just now is no answer: not acknowledged.
                        let picture = photo::jpeg(seed, 64, 64);
                        let sent = head.try_upload("a.jpg", "image/jpeg", picture).await;
                        let Ok(sent) = sent else { continue };
                        format!("/attachments/{}", sent.expect(201).id())
                    } else {
                        let made = chairman.post("/tasks", body.clone()).await.expect(201);
                        format!("/tasks/{}", made.id())
                    };
                    done.lock().unwrap().push(path);
                    round = round.wrapping_add(1);
                }
            });
        }
        Self { stop, done, tasks }
    }

    /// Waits until so many more writes were acknowledged; the paths of all so far.
    async fn until(&self, more: usize) -> Vec<String> {
        let wanted = self.done.lock().unwrap().len() + more;
        until("somebody writes on", || self.done.lock().unwrap().len() >= wanted).await;
        self.done.lock().unwrap().clone()
    }

    async fn end(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
    }
}

/// The number of rows by table in a home's database.
fn rows(home: &Home, tables: &Value) -> Value {
    let count = |table: &String| {
        let rows = home.store().query(&format!("SELECT count(*) FROM \"{table}\""));
        (table.clone(), json!(rows.parse::<u64>().unwrap()))
    };
    Value::Object(tables.as_object().unwrap().keys().map(count).collect())
}

async fn backup_made_during_writes_is_restored_completely(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let dir = beside(server.home(), "backups");
    let taken = scene.head.upload("anh.jpg", "image/jpeg", photo::jpeg(1, 600, 400)).await;
    let photo = format!("/attachments/{}", taken.expect(201).id());
    let bytes = scene.head.get(&photo).await.expect(200).bytes;

    let writers = Writers::start(&scene);
    let mut before = writers.until(16).await;
    before.push(photo.clone());
    let (first, said) = tokio::task::block_in_place(|| back_up(server.home(), &[word(&dir)]));
    // Written meanwhile and afterwards: no part of it, and no harm to it.
    writers.until(8).await;
    writers.end().await;
    for what in ["database", "signing.key", "not encrypted", "filesystem of the data"] {
        assert!(said.contains(what), "{what}: {said}");
    }
    let mut told = manifest(&first);
    // Debian's shell of SQLite is older than this index.
    told["tables"].as_object_mut().unwrap().remove("search_index");
    assert_eq!((&told["reason"], &told["lost"]), (&json!("asked"), &json!([])), "{told}");
    assert_ne!(rows(server.home(), &told["tables"]), told["tables"], "they wrote all the while");

    // Private, and the second costs only what is new.
    assert_eq!((mode(&first), mode(&first.join("signing.key"))), (0o700, 0o600));
    let (second, said) = tokio::task::block_in_place(|| back_up(server.home(), &[word(&dir)]));
    let held = |folder: &Path| manifest(folder)["files"].as_array().unwrap().len();
    let new = held(&second) - held(&first);
    assert!(said.contains(&format!("{new} files are new")), "{said}");

    let home = Home::new(database);
    let said = home.run_ok(&["restore", word(&first)], "");
    assert!(said.contains("restored into"), "{said}");
    assert_eq!(rows(&home, &told["tables"]), told["tables"]);
    let evidence = files(&home.data().join("files"));
    for path in &evidence {
        let hash = Sha256::digest(std::fs::read(path).unwrap());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((hash, mode(path)), (name(path), 0o600));
    }
    assert_eq!(evidence.len(), held(&first));
    let signing = |home: &Home| std::fs::read(home.data().join("signing.key")).unwrap();
    assert_eq!(signing(&home), signing(server.home()));
    let said = home.run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
    // It is no empty target now.
    assert!(refused(&home, &[word(&first)]).contains("not empty"));

    let restored = home.serve(true);
    let at = |client: &Client| client.at(restored.base());
    // Sessions go on, for the key is the same.
    let (chairman, head) = (at(&scene.chairman), at(&scene.head));
    for path in &before {
        let reader = if path.starts_with("/tasks") { &chairman } else { &head };
        reader.get(path).await.expect(200).ok();
    }
    assert_eq!(head.get(&photo).await.expect(200).bytes, bytes);
    let fresh = Scene::new(&restored).await;
    fresh.assign("Sau khi khôi phục", "2026-12-30").await;
    let said = restored.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

/// Changes one byte in the middle of a file.
pub fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    std::fs::write(path, bytes).unwrap();
}

async fn restore_refuses_damaged_or_missing_files(database: Database) {
    let home = Home::with_demo(database);
    std::fs::write(beside(&home, "loa.toml"), "log = \"warn\"\n").unwrap();
    let dir = beside(&home, "backups");
    let (made, _) = back_up(&home, &[word(&dir)]);
    let dump = match database {
        Database::Sqlite => "database.sqlite",
        Database::Postgres => "database.pgdump",
    };
    let evidence = files(&dir.join("files")).pop().unwrap();
    let beside_it = [dump, "signing.key", "loa.toml", "manifest.json", "manifest.sha256"];
    let all: Vec<PathBuf> =
        beside_it.iter().map(|name| made.join(name)).chain([evidence]).collect();
    let target = Home::new(database);
    for path in &all {
        flip(path);
        let said = refused(&target, &[word(&dir)]);
        let named =
            if name(path) == "manifest.sha256" { "manifest.json".into() } else { name(path) };
        assert!(said.contains(&named) && said.contains("damaged"), "{}: {said}", path.display());
        assert_eq!(files(&target.data()), Vec::<PathBuf>::new());
        refused(&target, &[word(&made), "--check"]);
        flip(path);
    }
    let away = beside(&home, "away");
    for path in &all {
        std::fs::rename(path, &away).unwrap();
        assert!(refused(&target, &[word(&made)]).contains(&name(path)));
        std::fs::rename(&away, path).unwrap();
    }
    // Whole again; but not into a folder in which there is anything.
    target.run_ok(&["restore", word(&made), "--check"], "");
    std::fs::write(target.data().join("note.txt"), "x").unwrap();
    assert!(refused(&target, &[word(&made)]).contains("note.txt"));
    std::fs::remove_file(target.data().join("note.txt")).unwrap();
    target.run_ok(&["restore", word(&dir)], "");
    let configuration = std::fs::read_to_string(target.data().join("loa.toml.restored"));
    assert_eq!(configuration.unwrap(), "log = \"warn\"\n");
    // One that was broken off is not taken for whole.
    std::fs::write(target.data().join("restore-is-not-finished"), "").unwrap();
    let said = target.run(&["jobs", "run"], "");
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("restore"));
    std::fs::remove_file(target.data().join("restore-is-not-finished")).unwrap();
    // A database of the other kind cannot take it, nor one in which there is something.
    let elsewhere = beside(&target, "elsewhere");
    let full = refused(&target, &[word(&made), "--data-dir", word(&elsewhere)]);
    assert!(full.contains("not empty"), "{full}");
    let other = match database {
        Database::Sqlite => Home::new(Database::Postgres),
        Database::Postgres => Home::new(Database::Sqlite),
    };
    assert!(refused(&other, &[word(&made)]).contains("DATABASE_URL"));
}

async fn encrypted_backup_is_restored_only_with_its_identity(database: Database) {
    let home = Home::with_demo(database);
    let dir = beside(&home, "backups");
    let said = home.run(&["backup", word(&dir), "--recipient", "age1wrong"], "");
    assert!(!said.status.success() && !dir.exists());
    let (made, said) = back_up(&home, &[word(&dir), "--recipient", RECIPIENT]);
    assert!(said.contains("encrypted for age1"), "{said}");
    let key = std::fs::read(home.data().join("signing.key")).unwrap();
    for path in files(&dir) {
        let bytes = std::fs::read(&path).unwrap();
        let clear = bytes.windows(key.len()).any(|window| window == key)
            || bytes.starts_with(b"SQLite format")
            || bytes.starts_with(b"PGDMP");
        assert!(!clear, "{} is in the clear", path.display());
    }
    // What was dumped aside is gone.
    let left = files(&home.data()).into_iter().filter(|path| name(path).ends_with(".tmp"));
    assert_eq!(left.count(), 0);
    let target = Home::new(database);
    assert!(refused(&target, &[word(&made)]).contains("--identity"));
    let identity = beside(&home, "key.txt");
    std::fs::write(&identity, format!("# a key\n{IDENTITY}\n")).unwrap();
    let evidence = files(&dir)
        .into_iter()
        .find(|path| name(path).ends_with(".age") && !path.starts_with(&made));
    let evidence = evidence.unwrap();
    let open = [word(&made), "--identity", word(&identity)];
    for damaged in [&evidence, &made.join("signing.key.age")] {
        flip(damaged);
        assert!(refused(&target, &open).contains(&name(damaged)));
        flip(damaged);
    }
    target.run_ok(&[&["restore"], &open[..]].concat(), "");
    assert_eq!(std::fs::read(target.data().join("signing.key")).unwrap(), key);
    assert!(target.run_ok(&["audit", "verify"], "").contains("fit"));
    // In the clear beside it: nothing of the one is taken for the other.
    let (clear, said) = back_up(&home, &[word(&dir)]);
    let count = manifest(&clear)["files"].as_array().unwrap().len();
    assert!(said.contains(&format!("{count} files are new")), "{said}");
}

async fn migration_makes_a_backup_first_unless_turned_off(database: Database) {
    let home = Home::with_demo(database);
    let before = home.store().query("SELECT count(*) FROM tasks");
    // One step back, by hand: as the database of an older program.
    home.run_ok(&["migrate", "down", "--yes"], "");
    let file = beside(&home, "no-folder");
    std::fs::write(&file, "").unwrap();
    let run = ["jobs", "run", "--backup-dir", word(&file)];
    let failed = home.run(&run, "");
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(!failed.status.success() && said.contains("not migrated"), "{said}");
    assert!(home.run_ok(&["migrate", "status"], "").to_lowercase().contains("pending"));

    let done = home.run(&["client", "create", "--commune", "none", "--name", "x"], "");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("a backup before"), "{said}");
    assert!(!home.run_ok(&["migrate", "status"], "").to_lowercase().contains("pending"));
    let dir = home.data().join("backups");
    let folder = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    let folder = folder.into_iter().find(|path| path.join("manifest.json").exists()).unwrap();
    let told = manifest(&folder);
    assert_eq!(told["reason"], "migration");
    assert_eq!(told["tables"]["tasks"].to_string(), before);
    // The evidence has a second name only.
    let links = |path: &PathBuf| std::os::unix::fs::MetadataExt::nlink(&path.metadata().unwrap());
    assert!(files(&dir.join("files")).iter().all(|path| links(path) == 2));

    home.run_ok(&["migrate", "down", "--yes"], "");
    let without = [&run[..], &["--migrate-without-backup", "true"]].concat();
    let _ = home.run(&without, "");
    assert!(!home.run_ok(&["migrate", "status"], "").to_lowercase().contains("pending"));
}
