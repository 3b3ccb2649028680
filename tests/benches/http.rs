//! Requests a second, the 99th percentile and the processor time of a request at 16 connections, on the
//! large data set on SQLite, beside a hand-written server on the same data (`baseline.rs`). What is asked
//! varies, and reads have twenty writes a second beside them. The load comes from `oha`.
//!
//! `make bench`; `LOA_BENCH_ROWS=6000` for fewer assignments.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use reqwest::Method;
use serde_json::{Value, json};
use shared::time::{day_of, start_of_day};
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
    let (data, file) = (home.data(), home.data().join("loa.sqlite"));

    let started = Instant::now();
    let mut server = home.serve(false);
    println!("start: {} ms", started.elapsed().as_millis());
    let (chairman, cookie) = login(&server, "load-1").await;
    let (head, head_cookie) = login(&server, "load-2").await;
    memory(&mut server, "idle");

    let asked = Asked::of(&chairman).await;
    let (baseline, other) = baseline(&file, &data);
    let pid = server.process().unwrap().pid();
    println!("{:<24} {:>9} {:>9} {:>9}", "", "a second", "p99 ms", "cpu ms");
    let body = activity(&chairman, asked.today).await;
    for row in asked.rows() {
        let urls = |base: &str, paths: &[String]| -> Vec<String> {
            paths.iter().map(|path| format!("{base}{path}")).collect()
        };
        // Writes go on, so that no answer is kept for long.
        let writing = Writing::start(head.clone(), body.clone());
        let ours = urls(&format!("{}/api/v1", server.base()), &row.paths);
        load(row.name, &data, &ours, &["-H", &cookie], Some(pid));
        writing.stop().await;
        if !row.by_hand.is_empty() {
            let name = format!("{}, by hand", row.name);
            load(&name, &data, &urls(&other, &row.by_hand), &[], Some(baseline.pid()));
        }
    }
    memory(&mut server, "after the reads");

    logins(&server).await;
    let origin = format!("Origin: {}", server.base());
    let body = body.to_string();
    let post = ["-m", "POST", "-T", "application/json", "-H", &origin, "-d", &body];
    let url = [format!("{}/api/v1/activities", server.base())];
    load("create", &data, &url, &[&post[..], &["-H", &head_cookie]].concat(), Some(pid));
    load("create, by hand", &data, &[format!("{other}/create")], &post, Some(baseline.pid()));
    drop(baseline);
    submit(&server).await;
    memory(&mut server, "after the load");
}

/// A row of the table: what is asked of the server and of the hand-written one, each in variants.
struct Row {
    name: &'static str,
    paths: Vec<String>,
    by_hand: Vec<String>,
}

/// What there is to be asked for.
struct Asked {
    today: NaiveDate,
    commune: String,
    units: Vec<String>,
    tasks: Vec<String>,
    assignments: Vec<String>,
}

const STATES: [&str; 5] = ["assigned", "acknowledged", "submitted", "approved", "returned"];
const WORDS: [&str; 8] = [
    "tuyen%20truyen",
    "khung%20gio",
    "nhan%20rong",
    "to%20roi",
    "tra%20cuu",
    "dich%20vu%20cong",
    "phap%20luat",
    "guong",
];

impl Asked {
    async fn of(chairman: &Client) -> Self {
        let ids = |items: &[Value]| -> Vec<String> {
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        let first = async |path: &str| ids(chairman.get(path).await.expect(200).items());
        let now = chairman.read("/dashboard").await["now"].as_str().unwrap().to_owned();
        Self {
            today: day_of(now.parse().unwrap()),
            commune: chairman.read("/auth/me").await["commune_id"].as_str().unwrap().to_owned(),
            units: ids(&chairman.all("/units?kind=village").await),
            tasks: first("/tasks?limit=200").await,
            assignments: first("/assignments?limit=200").await,
        }
    }

    fn rows(&self) -> Vec<Row> {
        let row = |name, paths: Vec<String>, by_hand: Vec<String>| Row { name, paths, by_hand };
        let same = |name, paths: Vec<String>| Row { name, by_hand: paths.clone(), paths };
        let each = |of: &[String], path: &str| -> Vec<String> {
            of.iter().map(|one| format!("{path}{one}")).collect()
        };
        let commune = &self.commune;
        let by = self.units.iter().flat_map(|unit| STATES.map(|state| (unit, state)));
        let days: Vec<NaiveDate> =
            (0..200).filter_map(|n| self.today.checked_sub_days(Days::new(n))).collect();
        let windows = |path: &str| -> Vec<String> {
            let ends = days.iter().skip(60).step_by(3).zip(days.iter().step_by(2));
            ends.map(|(from, to)| format!("{path}from={from}&to={to}")).collect()
        };
        let listed = "/assignments?limit=50&include_total=true";
        vec![
            row("no-op", vec!["/auth/me".into()], vec!["/ready".into()]),
            row(
                "list by unit and state",
                by.clone()
                    .map(|(unit, state)| format!("{listed}&unit={unit}&state={state}"))
                    .collect(),
                by.map(|(unit, state)| format!("/list?unit={unit}&state={state}")).collect(),
            ),
            row(
                "list from a day",
                days.iter().map(|day| format!("{listed}&due_from={day}")).collect(),
                (days.iter())
                    .map(|day| {
                        let from = start_of_day(*day).timestamp_millis();
                        format!("/list?commune={commune}&from={from}")
                    })
                    .collect(),
            ),
            same("task", each(&self.tasks, "/tasks/")),
            same("assignment", each(&self.assignments, "/assignments/")),
            row(
                "50 reports",
                (40..60).map(|limit| format!("/reports?limit={limit}")).collect(),
                vec![format!("/reports?commune={commune}")],
            ),
            row(
                "50 activities of a unit",
                each(&self.units, "/activities?limit=50&unit="),
                each(&self.units, "/activities?unit="),
            ),
            row(
                "search",
                WORDS.map(|word| format!("/search?limit=20&q={word}")).to_vec(),
                WORDS.map(|word| format!("/search?q={word}")).to_vec(),
            ),
            row(
                "dashboard",
                vec!["/dashboard".into()],
                vec![format!("/dashboard?commune={commune}")],
            ),
            row("coverage", windows("/statistics/coverage?"), Vec::new()),
            row("indicators", windows("/statistics/indicators?"), Vec::new()),
            row("timeliness", vec!["/statistics/timeliness".into()], Vec::new()),
            row(
                "calendar of a month",
                (days.iter().step_by(7))
                    .filter_map(|to| Some((to.checked_sub_days(Days::new(30))?, to)))
                    .map(|(from, to)| format!("/calendar?from={from}&to={to}"))
                    .collect(),
                Vec::new(),
            ),
        ]
    }
}

/// An activity as a village head writes it down.
async fn activity(client: &Client, today: NaiveDate) -> Value {
    let first =
        async |kind: &str| client.all(&format!("/catalogues/{kind}")).await[0]["id"].clone();
    json!({
        "held_on": today.checked_sub_days(Days::new(2)), "place": "Nhà văn hóa",
        "channel_id": first("channels").await, "topics": [first("topics").await],
        "audiences": [first("audiences").await],
        "values": [{ "indicator_id": first("indicators").await, "amount": 45 }],
    })
}

/// Twenty writes a second, until they are stopped.
struct Writing {
    stopped: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Writing {
    fn start(head: Client, body: Value) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&stopped);
        let task = tokio::spawn(async move {
            let mut every = tokio::time::interval(Duration::from_millis(50));
            while !until.load(Ordering::Relaxed) {
                every.tick().await;
                head.post("/activities", body.clone()).await.expect(201).ok();
            }
        });
        Self { stopped, task }
    }

    async fn stop(self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
    }
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

fn baseline(file: &Path, folder: &Path) -> (Process, String) {
    // Cargo puts both benches into one folder; the newest of that name is this build's.
    let built = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let built = std::fs::read_dir(built).unwrap().map(|entry| entry.unwrap().path());
    let binary = built
        .filter(|path| path.extension().is_none())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("baseline-"))
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .expect("cargo bench -p tests --no-run");
    let mut command = Command::new(binary);
    command.arg(file).arg(folder);
    Process::start(command, "TERM", |line| Some(line.split_once("listening on ")?.1.to_owned()))
}

/// Asks for `urls` in turn and prints one line; with the processor time that a process took.
fn load(name: &str, folder: &Path, urls: &[String], arguments: &[&str], pid: Option<u32>) {
    let list = folder.join("bench-urls");
    std::fs::write(&list, urls.join("\n")).unwrap();
    let before = pid.map(processor_ms);
    let output = Command::new("oha")
        .args(["--no-tui", "--output-format", "json", "-c", CONNECTIONS, "-z", SECONDS])
        .args(arguments)
        .arg("--urls-from-file")
        .arg(&list)
        .output()
        .expect("oha");
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let answers = told["statusCodeDistribution"].as_object().unwrap();
    assert!(answers.keys().all(|status| status.starts_with('2')), "{name}: {answers:?}");
    let number: u64 = answers.values().filter_map(Value::as_u64).sum();
    let number = f64::from(u32::try_from(number).unwrap());
    let a_second = told["summary"]["requestsPerSec"].as_f64().unwrap();
    let p99 = told["latencyPercentiles"]["p99"].as_f64().unwrap() * 1000.0;
    let cpu = pid.zip(before).map(|(pid, before)| (processor_ms(pid) - before) / number);
    let cpu = cpu.map_or_else(String::new, |cpu| format!("{cpu:.2}"));
    println!("{name:<24} {a_second:>9.0} {p99:>9.1} {cpu:>9}");
}

/// The processor time that a process has taken, in milliseconds; clock ticks are hundredths.
fn processor_ms(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks =
        after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u32>().ok());
    ticks.map(f64::from).sum::<f64>() * 10.0
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
