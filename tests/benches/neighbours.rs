//! What 64 writers of one commune cost the reads of another, on PostgreSQL: at most twice the time
//! that they take alone (docs/adr/0029).
//!
//! `make bench`; `LOA_BENCH_SECONDS=2` for a quicker look.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tests::server::Home;
use tests::{Client, Database, Server, demo};
use tokio::task::JoinSet;

const WRITERS: usize = 64;
const READERS: usize = 4;
/// How many times slower the other commune's reads may be.
const MOST: f64 = 2.0;
const READS: [&str; 3] = ["/assignments?limit=50", "/dashboard", "/units"];

fn main() {
    // `cargo bench` gives arguments that are for others.
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let seconds = std::env::var("LOA_BENCH_SECONDS").map_or(8, |text| text.parse().unwrap());
    let seconds = Duration::from_secs(seconds);
    let home = Home::with_demo(Database::Postgres);
    let some = ["--tasks", "200", "--assignments", "6000", "--reports", "5000"];
    home.run_ok(&[&["demo", "load", "--activities", "15000"][..], &some].concat(), "");
    let server = home.serve(true);
    let reader = server.login(demo::CHAIRMAN).await;
    let writer = server.login("load-1").await;
    let task = task(&writer).await;

    read(&reader, seconds / 4).await;
    let alone = read(&reader, seconds).await;
    tell("reads alone", &alone);
    let writing = Writing::start(&server, &writer, &task);
    // Every writer is at it before anything is measured.
    while writing.written() < 2 * WRITERS {
        tokio::task::yield_now().await;
    }
    let (before, began) = (writing.written(), Instant::now());
    let beside = read(&reader, seconds).await;
    let written = writing.written() - before;
    let rate = f64::from(u32::try_from(written).unwrap()) / began.elapsed().as_secs_f64();
    writing.stop().await;
    tell("reads beside the writers", &beside);
    let slower = median(&beside) / median(&alone);
    println!("{WRITERS} writers: {rate:.0} writes a second; reads {slower:.2} times as slow");
    assert!(slower <= MOST, "the reads of another commune are more than {MOST} times slower");
}

async fn task(writer: &Client) -> Value {
    let villages = writer.all("/units?kind=village").await;
    let unit = json!([{ "unit_id": villages[0]["id"], "part": "alone" }]);
    json!({ "title": "Một việc", "open": true, "units": unit })
}

/// Writers that go on until they are stopped.
struct Writing {
    stopped: Arc<AtomicBool>,
    count: Arc<AtomicUsize>,
    writers: JoinSet<()>,
}

impl Writing {
    fn start(server: &Server, writer: &Client, task: &Value) -> Self {
        let mut writing =
            Self { stopped: Arc::default(), count: Arc::default(), writers: JoinSet::new() };
        for _ in 0..WRITERS {
            let (client, task) = (writer.at(server.base()), task.clone());
            let (stopped, count) = (Arc::clone(&writing.stopped), Arc::clone(&writing.count));
            writing.writers.spawn(async move {
                while !stopped.load(Ordering::Relaxed) {
                    let call = client.call(Method::POST, "/tasks").json(task.clone());
                    assert_eq!(call.start().await.unwrap().status(), 201);
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        writing
    }

    fn written(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    async fn stop(self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.writers.join_all().await;
    }
}

/// What reads took, in milliseconds and in order.
async fn read(reader: &Client, time: Duration) -> Vec<f64> {
    let began = Instant::now();
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let reader = reader.clone();
        readers.spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < time {
                for path in READS {
                    let sent = Instant::now();
                    // Bare: holding answers against the contract would cost more than they do.
                    let answer = reader.call(Method::GET, path).start().await.unwrap();
                    assert_eq!(answer.status(), 200, "{path}");
                    answer.bytes().await.unwrap();
                    took.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
            }
            took
        });
    }
    let mut took = readers.join_all().await.concat();
    took.sort_by(f64::total_cmp);
    took
}

fn median(took: &[f64]) -> f64 {
    took[took.len() / 2]
}

fn tell(name: &str, took: &[f64]) {
    let p99 = took[took.len() * 99 / 100];
    let count = took.len();
    println!("{name:<28} {count:>7} median {:>7.1} ms p99 {p99:>7.1} ms", median(took));
}
