//! A server and a worker on one PostgreSQL, killed and restarted at random while weeks go by: every
//! notice and every recurring task once, every mail under one Message-ID.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Child;
use std::time::Instant;

use serde_json::{Value, json};
use tests::mailbox::Mailbox;
use tests::wait::{PATIENCE, pause, until_blocking};
use tests::{Database, Server, demo};

/// By how much jobs run more often and a killed worker's lease ends sooner than in an office.
const HASTE: &str = "40";

/// The size of the run: the whole in the deep form, a small part of it each time.
struct Size {
    tasks: usize,
    days: u64,
}

fn size() -> Size {
    if tests::deep() { Size { tasks: 25, days: 60 } } else { Size { tasks: 4, days: 6 } }
}

/// Random numbers, the same each time (Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

async fn serve(mailbox: &Mailbox) -> Server {
    let url = mailbox.url();
    let server = Server::demo_with(
        Database::Postgres,
        &[
            ("LOA_JOBS", "false"),
            ("LOA_SMTP_URL", &url),
            ("LOA_MAIL_FROM", "loa@example.vn"),
            ("LOA_PUBLIC_URL", "https://loa.example.vn"),
        ],
    );
    let mails = "UPDATE users SET email = username || '@example.vn', mail_mode = \
                 CASE WHEN username < 'm' THEN 'single' ELSE 'digest' END";
    let _ = server.home().store().query(mails);
    fill(&server).await;
    server
}

/// Tasks for every unit, due on different days, and a weekly recurrence.
async fn fill(server: &Server) {
    let chairman = server.login(demo::CHAIRMAN).await;
    let units = chairman.all("/units").await;
    let shares: Vec<Value> = units
        .iter()
        .filter(|unit| unit["kind"] != "leadership")
        .map(|unit| json!({ "unit_id": unit["id"], "part": "alone" }))
        .collect();
    for number in 0..size().tasks {
        let due = format!("2026-11-{}", 17 + number % 13);
        let title = format!("Việc {number}");
        let body = json!({ "title": title, "due_on": due, "open": true, "units": shares });
        chairman.post("/tasks", body).await.expect(201).ok();
    }
    let village = units.iter().find(|unit| unit["kind"] == "village").unwrap();
    let weekly = json!({
        "name": "Phát thanh hằng tuần", "rule": { "kind": "weekly", "weekday": "friday" },
        "starts_on": "2026-11-16", "lead_days": 3,
        "task": { "title": "Phát thanh", "units": [{ "unit_id": village["id"], "part": "alone" }] },
    });
    chairman.post("/recurrences", weekly).await.expect(201).ok();
}

/// The hours at which something is due, day by day: recurrences before the office opens, escalation
/// and digests at the opening, waiting reviews at noon.
fn hours() -> Vec<String> {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
    let days = first.iter_days().take(usize::try_from(size().days).unwrap());
    let hours = |day| ["06:30", "08:00", "12:30"].map(|hour| format!("{day}T{hour}:00+07:00"));
    days.flat_map(hours).collect()
}

/// The notices by person, kind, task and facts, and how often each was made.
fn notice_counts(server: &Server) -> BTreeMap<String, usize> {
    let rows = server.home().store().query(
        "SELECT u.username || ' ' || n.kind || ' ' || (n.facts::json ->> 'task') || ' ' ||
             (n.facts::json ->> 'unit') || ' ' || (n.facts::json ->> 'others') || ' ' ||
             coalesce(n.facts::json ->> 'number', '') || ' ' ||
             CASE WHEN n.kind = 'digest' THEN n.cause ELSE '.' END
         FROM notices n JOIN users u ON u.id = n.user_id",
    );
    let mut counts = BTreeMap::new();
    for row in rows.lines() {
        *counts.entry(row.to_owned()).or_default() += 1;
    }
    counts
}

fn count(server: &Server, statement: &str) -> u64 {
    server.home().store().query(statement).parse().unwrap()
}

/// How many notices, tasks and digests there are so far.
fn effects(server: &Server) -> u64 {
    let rows = "SELECT (SELECT count(*) FROM notices) + (SELECT count(*) FROM tasks) + \
                (SELECT count(*) FROM digests)";
    count(server, rows)
}

fn mailed(server: &Server) -> u64 {
    count(server, "SELECT count(*) FROM mails WHERE state = 'sent'")
}

fn made(server: &Server) -> BTreeSet<String> {
    let rows = server.home().store().query(
        "SELECT r.period_key || ' ' || t.due_at::text || ' ' || t.title
         FROM recurrence_tasks r JOIN tasks t ON t.id = r.task_id",
    );
    rows.lines().map(str::to_owned).collect()
}

/// Waits until the outbox and the queue of mails are empty, as long as they become shorter.
fn all_delivered(server: &Server) {
    let waiting = "SELECT (SELECT count(*) FROM outbox) + \
                   (SELECT count(*) FROM mails WHERE state = 'waiting')";
    let (mut least, mut since) = (u64::MAX, Instant::now());
    while least > 0 {
        let left = count(server, waiting);
        if left < least {
            (least, since) = (left, Instant::now());
        }
        pause();
        if since.elapsed() > PATIENCE {
            let rows = "SELECT state, attempts, next_key, leased_until, error, subject FROM mails
                        WHERE state = 'waiting' LIMIT 5";
            panic!("{left} wait for ever: {}", server.home().store().query(rows));
        }
    }
}

/// A server and a worker that run the jobs, on one database.
struct Pair {
    server: Server,
    worker: Child,
    kills: usize,
}

impl Pair {
    fn start(mut server: Server) -> Self {
        server.restart_with(&[("LOA_JOBS", "true"), ("LOA_TEST_HASTE", HASTE)]);
        let worker = server.home().spawn(&["worker"]);
        Self { server, worker, kills: 0 }
    }

    /// Ends one of them, or both, as a power cut would, and starts it again.
    fn kill(&mut self, which: u64) {
        if which != 0 {
            self.worker.kill().unwrap();
            self.worker.wait().unwrap();
        }
        if which != 1 {
            self.server.kill9();
            self.server.restart();
        }
        if which != 0 {
            self.worker = self.server.home().spawn(&["worker"]);
        }
        self.kills += 1;
    }

    /// Sets the clock to an hour and waits for `expected` effects; kills meanwhile, whatever is
    /// just being done.
    fn live(&mut self, hour: &str, expected: u64, dice: &mut Dice) {
        let (before, mails) = (effects(&self.server), mailed(&self.server));
        self.server.clock().set(hour);
        for _ in 0..dice.below(2) {
            let enough = dice.below(expected.saturating_sub(before) + 2);
            let so_far = || (effects(&self.server) - before) + (mailed(&self.server) - mails);
            until_blocking("so much is done", &self.server, || {
                so_far() >= enough || effects(&self.server) >= expected
            });
            self.kill(dice.below(3));
        }
        until_blocking(hour, &self.server, || effects(&self.server) >= expected);
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = self.worker.kill();
        let _ = self.worker.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notices_and_tasks_are_made_once_despite_random_kills() {
    let (calm, wild) = (Mailbox::start().await, Mailbox::start().await);
    let reference = serve(&calm).await;
    let mut expected = Vec::new();
    for hour in hours() {
        reference.clock().set(&hour);
        let _ = reference.home().run_ok(&["jobs", "run"], "");
        expected.push((hour, effects(&reference)));
    }

    let mut pair = Pair::start(serve(&wild).await);
    let mut dice = Dice(2026);
    for (hour, expected) in &expected {
        pair.live(hour, *expected, &mut dice);
    }
    assert!(pair.kills > 4, "{}", pair.kills);
    let (server, kills) = (&pair.server, pair.kills);
    all_delivered(server);

    let (expected, found) = (notice_counts(&reference), notice_counts(server));
    let differ: Vec<_> = expected.iter().filter(|(what, n)| found.get(*what) != Some(n)).collect();
    let more: Vec<_> = found.keys().filter(|what| !expected.contains_key(*what)).collect();
    assert!(differ.is_empty() && more.is_empty(), "not the same: {differ:?}; more: {more:?}");
    assert!(expected.len() > 100, "{}", expected.len());
    assert_eq!(made(server), made(&reference));
    assert!(!made(&reference).is_empty());

    // Each mail has its own id; whatever came twice is the same mail.
    let mut by_id: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for mail in wild.all() {
        by_id.entry(mail.message_id).or_default().push((mail.to, mail.subject));
    }
    let repeats: usize = by_id.values().map(|all| all.len() - 1).sum();
    assert!(repeats <= kills, "{repeats} repeats for {kills} kills");
    assert!(by_id.values().all(|all| all.iter().all(|one| *one == all[0])), "{by_id:?}");
    let sent = |mailbox: &Mailbox| {
        let mut all: Vec<(String, String)> = mailbox
            .all()
            .into_iter()
            .map(|mail| (mail.message_id, (mail.to, mail.subject)))
            .collect::<BTreeMap<_, _>>()
            .into_values()
            .collect();
        all.sort();
        all
    };
    assert_eq!(sent(&wild), sent(&calm));
}
