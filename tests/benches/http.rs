//! Requests a second at 16 connections on SQLite, over the numbers that the design promises.
//!
//! `make bench`; with `LOA_DEEP=1` on 50,000 assignments instead of 6,000.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Database, Scene, Server, deep, demo};

const CONNECTIONS: usize = 16;
const MEASURED: Duration = Duration::from_secs(5);

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let started = Instant::now();
    let mut server = Server::demo(Database::Sqlite);
    println!("start with demo data: {} ms", started.elapsed().as_millis());
    let scene = Scene::new(&server).await;
    let now = scene.chairman.read("/auth/me").await["now"].clone();
    let now: DateTime<Utc> = now.as_str().unwrap().parse().unwrap();
    fill(&scene, now, if deep() { 50_000 } else { 6_000 }).await;
    let started = Instant::now();
    server.restart();
    println!("start: {} ms", started.elapsed().as_millis());
    memory(&mut server, "idle");

    let chairman = scene.chairman.at(server.base());
    let first = chairman.read("/assignments?limit=1").await;
    let detail = format!("/assignments/{}", first["items"][0]["id"].as_str().unwrap());
    for (name, path) in [
        ("list of 50", "/assignments?limit=50"),
        ("detail", detail.as_str()),
        ("search", "/assignments?limit=50&q=tuyen%20truyen%2017"),
        ("dashboard", "/dashboard"),
    ] {
        rate(name, || chairman.call(Method::GET, path)).await;
    }
    let body = scene.task("Một việc", &(now + Days::new(9)).date_naive().to_string());
    rate("create", || chairman.call(Method::POST, "/tasks").json(body.clone())).await;
    let login = json!({ "username": demo::COORDINATOR, "password": demo::PASSWORD });
    let anonymous = server.anonymous();
    rate("login", || anonymous.call(Method::POST, "/auth/login").json(login.clone())).await;
    memory(&mut server, "after the load");
}

/// Tasks for all villages, until there are so many assignments.
async fn fill(scene: &Scene, now: DateTime<Utc>, assignments: usize) {
    let villages = scene.chairman.all("/units?kind=village").await;
    let unit = |unit: &Value| json!({ "unit_id": unit["id"], "part": "alone" });
    let units: Vec<Value> = villages.iter().map(unit).collect();
    for number in 0..u64::try_from(assignments / units.len()).unwrap() {
        let due = (now + Days::new(1 + number % 60)).date_naive().to_string();
        let mut body = scene.task(&format!("Tuyên truyền {number}"), &due);
        body["units"] = json!(units);
        scene.chairman.post("/tasks", body).await.expect(201).ok();
    }
    println!("{assignments} assignments");
}

/// Sends the same request from every connection for a while.
async fn rate(name: &str, call: impl Fn() -> tests::client::Call) {
    let count = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        // A call is sent once; each sender needs a maker of its own.
        let calls: Vec<_> = std::iter::repeat_with(&call).take(4_096).collect();
        let count = Arc::clone(&count);
        senders.spawn(async move {
            for call in calls {
                if started.elapsed() > MEASURED {
                    break;
                }
                let answer = call.send().await;
                assert!(answer.status < 300, "{answer}");
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    senders.join_all().await;
    let seconds = started.elapsed().as_secs_f64();
    let count = count.load(Ordering::Relaxed);
    println!("{name}: {:.0} a second", f64::from(u32::try_from(count).unwrap()) / seconds);
}

/// What the server holds in memory, from /proc.
fn memory(server: &mut Server, when: &str) {
    let pid = server.process().unwrap().pid();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = |name| status.lines().find(|line: &&str| line.starts_with(name)).unwrap_or_default();
    println!("memory {when}: {} / {}", line("VmRSS"), line("VmHWM"));
}
