//! Requests a second and the 99th percentile at 16 connections, on the large data set on SQLite,
//! beside a hand-written server on the same data (`baseline.rs`). The load comes from `oha`.
//!
//! `make bench`; `LOA_BENCH_ROWS=6000` for fewer assignments.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tests::process::Process;
use tests::server::Home;
use tests::{Client, Database, Server, demo};

const CONNECTIONS: &str = "16";
const SECONDS: &str = "5s";
/// Reports that are submitted, by so many village heads at once.
const SUBMITTED: usize = 320;
const HEADS: usize = 16;

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let rows: u64 = std::env::var("LOA_BENCH_ROWS").map_or(60_000, |rows| rows.parse().unwrap());
    let home = Home::new(Database::Sqlite);
    let started = Instant::now();
    let (reports, activities) = ((rows * 5 / 6).to_string(), (rows * 5 / 2).to_string());
    let (tasks, rows) = ((rows / 30).to_string(), rows.to_string());
    let plan = ["demo", "load", "--units", "30", "--users", "60", "--tasks", &tasks];
    let more = ["--assignments", &rows, "--reports", &reports, "--activities", &activities];
    home.run_ok(&[&plan[..], &more[..]].concat(), "");
    println!("{rows} assignments filled in {:.1} s", started.elapsed().as_secs_f64());
    let file = home.data().join("loa.sqlite").display().to_string();

    let started = Instant::now();
    let mut server = home.serve(false);
    println!("start: {} ms", started.elapsed().as_millis());
    let (chairman, cookie) = login(&server, "load-1").await;
    memory(&mut server, "idle");

    let first = chairman.read("/assignments?limit=1").await;
    let id = first["items"][0]["id"].as_str().unwrap();
    let reads = [
        ("list of 50", "/assignments?limit=50".to_owned(), "/list".to_owned()),
        ("detail", format!("/assignments/{id}"), format!("/detail/{id}")),
        ("search", "/assignments?limit=50&q=tuyen+truyen+17".to_owned(), "/search".to_owned()),
        ("dashboard", "/dashboard".to_owned(), "/dashboard".to_owned()),
    ];
    println!("{:<28} {:>10} {:>10}", "", "a second", "p99 ms");
    let (baseline, other) = baseline(&file);
    for (name, path, by_hand) in &reads {
        let base = format!("{}/api/v1{path}", server.base());
        load(name, &["-H", &cookie, &base]);
        load(&format!("{name}, by hand"), &[&format!("{other}{by_hand}")]);
    }
    drop(baseline);
    memory(&mut server, "after the reads");

    logins(&server).await;
    let origin = format!("Origin: {}", server.base());
    let post = ["-m", "POST", "-T", "application/json", "-H", &origin];
    let villages = chairman.all("/units?kind=village").await;
    let task = json!({
        "title": "Một việc", "open": true,
        "units": [{ "unit_id": villages[0]["id"], "part": "alone" }],
    });
    let url = format!("{}/api/v1/tasks", server.base());
    load("create", &[&post[..], &["-H", &cookie, "-d", &task.to_string(), &url]].concat());
    submit(&server).await;
    memory(&mut server, "after the load");
}

/// Logins of as many people as there are connections, each again and again: the same name many
/// times at once would be slowed down as a guess.
async fn logins(server: &Server) {
    let started = Instant::now();
    let mut people = tokio::task::JoinSet::new();
    for number in 0..HEADS {
        let client = server.anonymous();
        people.spawn(async move {
            let mut took = Vec::new();
            while started.elapsed() < Duration::from_secs(5) {
                let sent = Instant::now();
                client.login(&format!("load-{}", number + 2), demo::PASSWORD).await;
                took.push(sent.elapsed());
            }
            took
        });
    }
    tell("login", people.join_all().await, started);
}

/// Prints one line about what took so long.
fn tell(name: &str, took: Vec<Vec<Duration>>, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let mut took: Vec<Duration> = took.into_iter().flatten().collect();
    took.sort();
    let count = f64::from(u32::try_from(took.len()).unwrap());
    let p99 = took[took.len() * 99 / 100].as_secs_f64() * 1000.0;
    println!("{name:<28} {:>10.0} {p99:>10.1}", count / seconds);
}

/// A client with a session, and the session's cookie for the load generator.
async fn login(server: &Server, username: &str) -> (Client, String) {
    let client = server.anonymous();
    let answer = client.try_login(username, demo::PASSWORD).await.expect(200);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    (client, format!("Cookie: {cookie}"))
}

fn baseline(file: &str) -> (Process, String) {
    // Cargo puts both benches into one folder; the newest of that name is this build's.
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let built = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let binary = built
        .filter(|path| path.extension().is_none())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("baseline-"))
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .expect("cargo bench -p tests --no-run");
    let mut command = Command::new(binary);
    command.arg(file);
    let (process, base) = Process::start(command, "TERM", |line| {
        Some(line.split_once("listening on ")?.1.to_owned())
    });
    (process, base)
}

fn load(name: &str, arguments: &[&str]) {
    let output = Command::new("oha")
        .args(["--no-tui", "--output-format", "json", "-c", CONNECTIONS, "-z", SECONDS])
        .args(arguments)
        .output()
        .expect("oha");
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let answers = told["statusCodeDistribution"].as_object().unwrap();
    assert!(answers.keys().all(|status| status.starts_with('2')), "{name}: {answers:?}");
    let a_second = told["summary"]["requestsPerSec"].as_f64().unwrap();
    let p99 = told["latencyPercentiles"]["p99"].as_f64().unwrap() * 1000.0;
    println!("{name:<28} {a_second:>10.0} {p99:>10.1}");
}

/// Each report is submitted once, by its own village head: nothing that `oha` can do.
async fn submit(server: &Server) {
    let mut heads = tokio::task::JoinSet::new();
    let mut begun = Vec::new();
    for head in 0..HEADS {
        let (client, _) = login(server, &format!("load-{}", head + 2)).await;
        begun.push(prepare(client).await);
    }
    let started = Instant::now();
    for (client, drafts) in begun {
        heads.spawn(async move {
            let mut took = Vec::new();
            for (path, etag) in drafts {
                let sent = Instant::now();
                client.act(&format!("{path}/submit"), &etag, json!({})).await.expect(200).ok();
                took.push(sent.elapsed());
            }
            took
        });
    }
    tell("submit", heads.join_all().await, started);
}

/// Drafts of one village head that are ready to be sent, with their versions.
async fn prepare(client: Client) -> (Client, Vec<(String, String)>) {
    let path = format!("/assignments?state=acknowledged&limit={}", SUBMITTED / HEADS);
    let waiting = client.get(&path).await.expect(200);
    let mut drafts = Vec::new();
    for item in waiting.items() {
        let path = format!("/assignments/{}/report", item["id"].as_str().unwrap());
        let draft = json!({ "nil_reason": "Không phát sinh", "late_explanation": "Do mưa bão" });
        let call = client.call(Method::PUT, &path).header("if-none-match", "*").json(draft);
        drafts.push((path, call.send().await.expect(201).etag()));
    }
    (client, drafts)
}

/// What the server holds in memory, from /proc.
fn memory(server: &mut Server, when: &str) {
    let pid = server.process().unwrap().pid();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib = |name| {
        let line = status.lines().find(|line: &&str| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default()
    };
    println!("memory {when}: {} MiB, at most {} MiB", kib("VmRSS") / 1024, kib("VmHWM") / 1024);
}
