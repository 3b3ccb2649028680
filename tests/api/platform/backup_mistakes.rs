//! Backup and restore after a mistake of the operator: what is reported, and what is left alone.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tests::server::Home;
use tests::{Database, both_databases};

use crate::platform::backup::{
    IDENTITY, RECIPIENT, back_up, beside, files, flip, manifest, name, refused, word,
};

both_databases!(
    backup_of_an_empty_or_unfinished_database_is_refused,
    backup_names_the_folder_that_is_missing,
    audit_key_kept_elsewhere_is_backed_up_and_restored,
    failed_restore_leaves_a_mark_until_the_folder_is_emptied,
    restore_refuses_an_unusable_target_before_copying_files,
    restore_with_the_wrong_identity_reports_no_damage,
    secret_key_given_as_a_recipient_is_never_printed,
    check_reports_files_that_were_lost_before_the_backup,
);

/// An identity that opens no backup here.
const ANOTHER: &str = "AGE-SECRET-KEY-1FLEYPXRL7XW2CVXTLN4PZZ4QH5N7FPU90JEX5DJNXRS97HKFHPZST9C7EU";
const MARK: &str = "restore-is-not-finished";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command that has to fail writes to stderr.
fn fails(home: &Home, arguments: &[&str]) -> String {
    let output = home.run(arguments, "");
    assert!(!output.status.success(), "loa {arguments:?} went through: {}", said(&output));
    said(&output)
}

/// `loa` with these arguments, with this folder of programs before the others of `PATH`, or alone.
fn with_programs(home: &Home, arguments: &[&str], programs: &Path, alone: bool) -> Command {
    let mut command = home.command_without("PATH", arguments);
    let others = if alone { String::new() } else { std::env::var("PATH").unwrap() };
    command.env("PATH", format!("{}:{others}", programs.display()));
    command
}

async fn backup_of_an_empty_or_unfinished_database_is_refused(database: Database) {
    let home = Home::new(database);
    let dir = beside(&home, "backups");
    let none = "without the tables of Loa";
    assert!(fails(&home, &["backup", word(&dir)]).contains(none));
    let _ = home.store().query("CREATE TABLE of_another_program (a integer)");
    assert!(fails(&home, &["backup", word(&dir)]).contains(none));
    let _ = home.store().query("DROP TABLE of_another_program");
    home.run_ok(&["migrate", "up"], "");
    std::fs::write(home.data().join(MARK), "").unwrap();
    assert!(fails(&home, &["backup", word(&dir)]).contains("not finished"));
    let made = |path: &&std::path::PathBuf| name(path) == "manifest.json";
    assert_eq!(files(&dir).iter().filter(made).count(), 0);
    std::fs::remove_file(home.data().join(MARK)).unwrap();
    let (_, told) = back_up(&home, &[word(&dir)]);
    assert!(!told.contains("not written down"), "{told}");
}

async fn backup_names_the_folder_that_is_missing(database: Database) {
    let home = Home::with_demo(database);
    // The disk of the backups is not mounted.
    let away = beside(&home, "away");
    let told = fails(&home, &["backup", word(&away.join("loa"))]);
    assert!(told.contains("away is not there") && !away.exists(), "{told}");
    let dir = beside(&home, "backups");
    let told = fails(&home, &["backup", word(&dir), "--data-dir", word(&away)]);
    assert!(told.contains("away is not there") && told.contains("LOA_DATA_DIR"), "{told}");
    assert!(!away.exists() && !dir.exists());
    back_up(&home, &["backups/"]);
    let checked = home.run(&["config", "check", "--backup-dir", word(&away)], "");
    assert!(checked.status.success() && said(&checked).contains("away is not there"));
    let checked = home.run(&["config", "check", "--backup-dir", word(&dir)], "");
    assert_eq!((checked.status.success(), said(&checked)), (true, String::new()));
}

async fn audit_key_kept_elsewhere_is_backed_up_and_restored(database: Database) {
    let home = Home::with_demo(database);
    let (usual, elsewhere) = (home.data().join("audit.key"), beside(&home, "chain.2026"));
    std::fs::rename(&usual, &elsewhere).unwrap();
    let dir = beside(&home, "backups");
    // Its setting was forgotten.
    let (_, told) = back_up(&home, &[word(&dir)]);
    assert!(told.contains("warning: the key of the audit chain is not in it"), "{told}");
    std::fs::write(&usual, "another key, of nothing any more").unwrap();
    let (made, told) = back_up(&home, &[word(&dir), "--audit-key", word(&elsewhere)]);
    assert!(!told.contains("is not in it"), "{told}");
    let keys = manifest(&made)["keys"].clone();
    let keys: Vec<&Value> = keys.as_array().unwrap().iter().map(|key| &key["name"]).collect();
    assert_eq!(keys, [&json!("audit.key"), &json!("signing.key")]);

    let target = Home::new(database);
    let there = beside(&target, "key");
    let restored = target.run(&["restore", word(&made), "--audit-key", word(&there)], "");
    let told = said(&restored);
    let here = target.data().join("audit.key");
    assert!(restored.status.success() && told.contains(word(&here)), "{told}");
    assert!(told.contains(&format!("LOA_AUDIT_KEY names {}", there.display())), "{told}");
    assert_eq!(std::fs::read(&here).unwrap(), std::fs::read(&elsewhere).unwrap());
    assert!(target.run_ok(&["audit", "verify"], "").contains("fit"));
}

async fn failed_restore_leaves_a_mark_until_the_folder_is_emptied(database: Database) {
    let home = Home::with_demo(database);
    let dir = beside(&home, "backups");
    back_up(&home, &[word(&dir)]);
    let target = Home::new(database);
    let nowhere = format!("sqlite://{}/none/loa.sqlite", beside(&target, "no").display());
    let programs = beside(&target, "programs");
    std::fs::create_dir(&programs).unwrap();
    let failing = "#!/bin/sh\n[ \"$1\" = --version ] || { echo the disk is full >&2; exit 1; }\n";
    let script = programs.join("pg_restore");
    std::fs::write(&script, failing).unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, open).unwrap();
    let (arguments, why) = match database {
        Database::Sqlite => {
            (vec!["restore", word(&dir), "--database-url", &nowhere], "No such file")
        }
        Database::Postgres => (vec!["restore", word(&dir)], "the disk is full"),
    };
    let output = with_programs(&target, &arguments, &programs, false).output().unwrap();
    let unfinished = format!("{} holds a restore that was not finished", target.data().display());
    let told = said(&output);
    assert!(!output.status.success() && told.contains(why), "{told}");
    assert!(told.contains(&unfinished) && told.contains("empty it and restore again"), "{told}");
    assert!(target.data().join(MARK).exists() && target.data().join("signing.key").exists());
    assert!(refused(&target, &[word(&dir)]).contains(&unfinished));
    std::fs::remove_dir_all(target.data()).unwrap();
    target.run_ok(&["restore", word(&dir)], "");
}

/// The refusal comes before any evidence is copied or even read.
async fn restore_refuses_an_unusable_target_before_copying_files(database: Database) {
    if database == Database::Sqlite {
        return;
    }
    let home = Home::with_demo(database);
    let dir = beside(&home, "backups");
    back_up(&home, &[word(&dir)]);
    let target = Home::new(database);
    let none = beside(&target, "no-programs");
    let restore = ["restore", word(&dir)];
    let output = with_programs(&target, &restore, &none, true).output().unwrap();
    assert!(!output.status.success() && said(&output).contains("pg_restore is not installed"));
    let read_only = format!("{}?options[default_transaction_read_only]=on", target.store().url());
    let told = refused(&target, &[word(&dir), "--database-url", &read_only]);
    assert!(told.contains("the database cannot be written to"), "{told}");
    assert!(!told.contains(" at line "), "{told}");
    assert_eq!(files(&target.data()), Vec::<std::path::PathBuf>::new());
    target.run_ok(&restore, "");
}

async fn restore_with_the_wrong_identity_reports_no_damage(database: Database) {
    let home = Home::with_demo(database);
    let dir = beside(&home, "backups");
    back_up(&home, &[word(&dir), "--recipient", RECIPIENT]);
    let identity = beside(&home, "key.txt");
    std::fs::write(&identity, format!("{ANOTHER}\n")).unwrap();
    let open = [word(&dir), "--check", "--identity", word(&identity)];
    let told = refused(&home, &open);
    assert!(told.contains("does not open this backup") && told.contains(RECIPIENT), "{told}");
    assert!(!told.contains("damaged") && !told.contains(ANOTHER), "{told}");
    // One that opens it may stand beside others.
    std::fs::write(&identity, format!("{ANOTHER}\n{IDENTITY}\n")).unwrap();
    home.run_ok(&[&["restore"], &open[..]].concat(), "");
}

async fn secret_key_given_as_a_recipient_is_never_printed(database: Database) {
    let home = Home::with_demo(database);
    let dir = beside(&home, "backups");
    let file = beside(&home, "secret.toml");
    let named = ["config", "check", "--config", word(&file)];
    let env = "LOA_BACKUP_RECIPIENTS";
    for key in [IDENTITY.to_owned(), IDENTITY.to_lowercase()] {
        let mut all = vec![
            home.run(&["backup", word(&dir), "--recipient", &key], ""),
            home.command_without("NONE", &["config", "check"]).env(env, &key).output().unwrap(),
        ];
        for line in [format!("\"{key}\""), format!("[\"{key}\"]"), key.clone()] {
            std::fs::write(&file, format!("backup_recipients = {line}\n")).unwrap();
            all.push(home.run(&named, ""));
        }
        for output in &all {
            let told = said(output);
            assert!(!output.status.success() && told.contains("not a recipient (age1"), "{told}");
        }
        all.push(
            home.command_without("NONE", &["backup", "--help"]).env(env, &key).output().unwrap(),
        );
        for output in &all {
            let told = said(output) + &String::from_utf8_lossy(&output.stdout);
            assert!(!told.to_lowercase().contains(&IDENTITY.to_lowercase()[16..]), "{told}");
        }
    }
    assert!(!dir.exists());
}

async fn check_reports_files_that_were_lost_before_the_backup(database: Database) {
    let home = Home::with_demo(database);
    let evidence = files(&home.data().join("files"));
    std::fs::remove_file(&evidence[0]).unwrap();
    flip(&evidence[1]);
    let dir = beside(&home, "backups");
    let (_, told) = back_up(&home, &[word(&dir)]);
    assert!([0, 1].iter().all(|index| told.contains(&name(&evidence[*index]))), "{told}");
    let told = home.run_ok(&["restore", word(&dir), "--check"], "");
    assert!(told.contains("is whole, but 2 files that the database names"), "{told}");
}
