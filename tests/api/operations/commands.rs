//! The commands of the console: what they refuse, and the state of a fresh installation.

use tests::server::Home;
use tests::{Database, Server, both_databases, demo};

both_databases!(
    a_newer_database_is_refused,
    demo_commands_refuse_a_database_with_a_real_commune,
    demo_is_refused_to_requests_from_elsewhere,
    a_fresh_installation_has_no_account,
    admin_create_makes_an_account_once,
    config_check_refuses_invalid_settings,
    reading_command_creates_no_database,
    admin_create_with_an_unknown_commune_requires_its_name,
    a_log_in_a_file_has_no_colours,
);

/// What a command that has to fail writes to stderr.
fn refused(home: &Home, arguments: &[&str], input: &str) -> String {
    let output = home.run(arguments, input);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "loa {arguments:?} went through: {said}");
    said
}

async fn a_newer_database_is_refused(database: Database) {
    let home = Home::new(database);
    home.run_ok(&["migrate", "up"], "");
    let later = "INSERT INTO seaql_migrations VALUES ('m29991231_000001_future', 32503680000)";
    let _ = home.store().query(later);
    let said = refused(&home, &["jobs", "run"], "");
    assert!(said.contains("newer"), "{said}");
}

async fn demo_commands_refuse_a_database_with_a_real_commune(database: Database) {
    let home = Home::new(database);
    home.run_ok(&["admin", "create", "--commune", "kc"], "mot cau rat dai 1\n");
    let said = refused(&home, &["serve", "--demo", "--listen", "127.0.0.1:0"], "");
    assert!(said.contains("real commune"), "{said}");
    // Its passwords are public: it is for this machine alone.
    let said = refused(&home, &["serve", "--demo", "--listen", "0.0.0.0:0"], "");
    assert!(said.contains("loopback"), "{said}");
    let few = ["--tasks", "1", "--assignments", "1", "--reports", "1", "--activities", "1"];
    let said = refused(&home, &[&["demo", "load"][..], &few].concat(), "");
    assert!(said.contains("real commune"), "{said}");
}

/// The passwords of the demo's accounts are public.
async fn demo_is_refused_to_requests_from_elsewhere(database: Database) {
    let server = Server::demo(database);
    let home = server.home();
    for (public, reason) in [
        (&["--listen", "0.0.0.0:0"][..], "listen"),
        (&["--public-url", "https://loa.example.vn"], "public_url"),
        (&["--tls", "true"], "tls"),
        (&["--trusted-proxies", "10.0.0.1"], "trusted_proxies"),
    ] {
        for demo in [&[][..], &["--demo"]] {
            let arguments = [&["serve", "--listen", "127.0.0.1:0"][..], public, demo].concat();
            // The last of two addresses would count; the command takes one.
            let arguments = if reason == "listen" {
                [&["serve"][..], public, demo].concat()
            } else {
                arguments
            };
            let said = refused(home, &arguments, "");
            assert!(said.contains(reason) && said.contains("public"), "{arguments:?}: {said}");
        }
    }
    // A tunnel to this machine's loopback brings others here.
    let client = server.anonymous();
    let login = serde_json::json!({ "username": demo::CHAIRMAN, "password": demo::PASSWORD });
    for (name, value) in [
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("host", "loa.tunnel.example"),
    ] {
        let call = client.call(reqwest::Method::POST, "/auth/login").json(login.clone());
        // As a browser there would say.
        let origin = Some("http://loa.tunnel.example").filter(|_| name == "host");
        let call = if origin.is_some() { call.origin(origin) } else { call };
        call.header(name, value).send().await.problem(403, "forbidden");
        let call = client.call(reqwest::Method::GET, "/demo").header(name, value);
        assert_eq!(call.send().await.expect(200).body["accounts"], serde_json::json!([]));
    }
    client.login(demo::CHAIRMAN, demo::PASSWORD).await;
}

async fn a_fresh_installation_has_no_account(database: Database) {
    let server = Server::empty(database);
    let client = server.anonymous();
    for name in [demo::ADMIN, demo::CHAIRMAN, "admin"] {
        let answer = client.try_login(name, demo::PASSWORD).await;
        answer.problem(401, "invalid_credentials");
    }
    assert_eq!(client.read("/demo").await["accounts"], serde_json::json!([]));
}

async fn admin_create_makes_an_account_once(database: Database) {
    let server = Server::empty(database);
    let home = server.home();
    let create = ["admin", "create", "--commune", "kc", "--username", "Quản Trị"];
    let said = refused(home, &create, "ngan\n");
    assert!(said.contains("14"), "{said}");
    let name = home.run_ok(&create, "mot cau rat dai 1\n");
    refused(home, &create, "mot cau rat dai 2\n");
    server.anonymous().login(name.trim(), "mot cau rat dai 1").await;
    // Written with or without marks it is the same name.
    server.anonymous().login("quản trị", "mot cau rat dai 1").await;
    let said = home.run_ok(&["audit", "verify"], "");
    assert!(said.starts_with("3 "), "its making and two logins are in the chain: {said}");
}

async fn config_check_refuses_invalid_settings(database: Database) {
    let home = Home::new(database);
    let said = home.run_ok(&["config", "check"], "");
    assert!(said.contains("listen = 127.0.0.1:8080") && !said.contains("postgres://"), "{said}");
    let said = refused(&home, &["config", "check", "--database-url", "mysql://x"], "");
    assert!(said.contains("DATABASE_URL"), "{said}");
    refused(&home, &["config", "check", "--listen", "nowhere"], "");
}

/// A command on the wrong folder fails; it does not answer that an empty chain fits.
async fn reading_command_creates_no_database(database: Database) {
    let home = Home::new(database);
    if database == Database::Postgres {
        return;
    }
    let url = "DATABASE_URL";
    let elsewhere = home.data().join("elsewhere");
    let folder = elsewhere.to_str().unwrap();
    for command in [&["audit", "verify"][..], &["jobs", "run"], &["reindex"]] {
        let arguments: Vec<&str> = [command, &["--data-dir", folder]].concat();
        let output = home.run_without(url, &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("LOA_DATA_DIR"), "{said}");
    }
    assert!(!elsewhere.exists());
    let made = home.run_without(url, &["migrate", "up", "--config", "not-there.toml"]);
    assert!(!made.status.success(), "a named file has to be there");
    // What is made is for nobody else on the machine.
    let arguments = ["client", "create", "--commune", "kc", "--name", "x", "--data-dir", folder];
    assert!(!home.run_without(url, &arguments).status.success());
    let arguments = ["admin", "create", "--commune", "kc", "--data-dir", folder];
    let mut command = home.command_without(url, &arguments);
    command.stdin(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"mot cau rat dai 1\n").unwrap();
    assert!(child.wait().unwrap().success());
    let mode = |path: &std::path::Path| {
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
    };
    assert_eq!(mode(&elsewhere), 0o700);
    assert_eq!(mode(&elsewhere.join("loa.sqlite")), 0o600);
    // Whichever command makes it, and whatever the umask lets others do.
    let made = home.data().join("made");
    let data = ["migrate", "--data-dir", made.to_str().unwrap(), "up"];
    let command = home.command_without(url, &data);
    let mut open = std::process::Command::new("sh");
    open.args(["-c", r#"umask 000; exec "$0" "$@""#]).arg(command.get_program());
    open.args(command.get_args()).env_remove(url).env("LOA_DATA_DIR", &made);
    assert!(open.current_dir(home.data()).status().unwrap().success());
    for path in std::fs::read_dir(&made).unwrap().map(|entry| entry.unwrap().path()) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(mode(&made), 0o700);
}

async fn admin_create_with_an_unknown_commune_requires_its_name(database: Database) {
    let home = Home::new(database);
    home.run_ok(&["admin", "create", "--commune", "18676"], "mot cau rat dai 1\n");
    let typo = ["admin", "create", "--commune", "1867x", "--username", "hai"];
    let said = refused(&home, &typo, "mot cau rat dai 2\n");
    assert!(said.contains("--commune-name"), "{said}");
}

async fn a_log_in_a_file_has_no_colours(database: Database) {
    let home = Home::with_demo(database);
    // It warns of the proxies, and refuses to show the demo to others.
    let log = refused(&home, &["serve", "--listen", "127.0.0.1:0", "--tls", "true"], "");
    assert!(log.contains("WARN") && !log.contains('\u{1b}'), "{log}");
}
