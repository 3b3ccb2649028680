//! Connections that never finish what they began to send: the server stays usable and closes them.

use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tests::{Database, Server, demo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// More connections than one peer may have open (docs/adr/0030).
const MANY: usize = 1_500;
/// What the server's limits are divided by: 15 seconds without a byte become 1.5.
const HASTE: u32 = 10;
/// How long a connection may take to be closed, with room for a busy machine.
const MINUTE: Duration = Duration::from_secs(60);

/// The limits of descriptors of a process (0 is this one), soft and hard.
fn limits(pid: u32) -> (u64, u64) {
    let text = std::fs::read_to_string(match pid {
        0 => "/proc/self/limits".to_owned(),
        pid => format!("/proc/{pid}/limits"),
    });
    let text = text.unwrap();
    let line = text.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

fn set_soft_limit(limit: u64) {
    let (pid, limit) = (std::process::id().to_string(), format!("--nofile={limit}:"));
    assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
}

/// Begins a login with `head`: its headers and the beginning of its body.
async fn begin(address: &str, head: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let head = format!("POST /api/v1/auth/login HTTP/1.1\r\nHost: {address}\r\n{head}");
    stream.write_all(head.as_bytes()).await.ok()?;
    Some(stream)
}

/// Reads everything until the server closes the connection.
async fn to_the_end(mut stream: TcpStream) -> Option<String> {
    let mut all = Vec::new();
    let read = tokio::time::timeout(MINUTE, stream.read_to_end(&mut all)).await.ok()?;
    // One that was reset is closed as well.
    let _ = read;
    Some(String::from_utf8_lossy(&all).into_owned())
}

const JSON: &str = "Content-Type: application/json\r\nSec-Fetch-Site: same-origin";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_stays_usable_beside_many_slow_bodies_and_closes_them() {
    // As many systems begin a process: too few for what comes.
    let (_, hard) = limits(0);
    set_soft_limit(1_024.min(hard));
    let haste = HASTE.to_string();
    let mut server = Server::demo_with(Database::Sqlite, &[("LOA_TEST_HASTE", &haste)]);
    set_soft_limit(hard);
    let (soft, _) = limits(server.process().unwrap().pid());
    assert!(soft >= 2_048.min(hard), "the server runs with {soft} descriptors");

    let chairman = server.login(demo::CHAIRMAN).await;
    let (idle, _) = server.process().unwrap().memory();
    server.process().unwrap().forget_highest_memory();
    let address = server.base().trim_start_matches("http://").to_owned();
    let head = format!("{JSON}\r\nContent-Length: 100\r\n\r\n{{");
    let began = Instant::now();
    let begun = join_all((0..MANY).map(|_| begin(&address, &head))).await;
    let open: Vec<TcpStream> = begun.into_iter().flatten().collect();
    assert!(open.len() > MANY * 9 / 10, "{} were let in", open.len());

    // Beside them people log in and read, from the same address.
    for _ in 0..3 {
        server.login(demo::VILLAGE_HEAD).await.read("/assignments").await;
        chairman.read("/dashboard").await;
    }
    let ends = join_all(open.into_iter().map(to_the_end)).await;
    let closed = ends.iter().flatten().count();
    assert_eq!(closed, ends.len(), "were closed after {:?}", began.elapsed());
    assert!(
        ends.iter().flatten().any(|end| end.contains("408")),
        "some were told that they are slow"
    );
    assert!(ends.iter().flatten().any(|end| end.contains("503")), "some were one too many");
    let (_, highest) = server.process().unwrap().memory();
    let above = highest.saturating_sub(idle);
    println!("{closed} were closed within {:?}, {above} KiB above idle", began.elapsed());
    assert!(above < 150 * 1024, "{above} KiB above idle");
    chairman.read("/auth/me").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn body_that_stops_or_trickles_is_408() {
    let server = Server::demo_with(Database::Sqlite, &[("LOA_TEST_HASTE", "10")]);
    let address = server.base().trim_start_matches("http://").to_owned();
    let closed = |end: Option<String>| {
        let end = end.expect("the server closes it");
        assert!(end.starts_with("HTTP/1.1 408"), "{end}");
        assert!(end.contains("request_timeout") && end.contains("problem+json"), "{end}");
    };
    let stopped =
        begin(&address, &format!("{JSON}\r\nContent-Length: 100\r\n\r\n{{")).await.unwrap();
    // In pieces of unknown number, which actix would otherwise go on reading without an end.
    let pieces = format!("{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{");
    let pieces = begin(&address, &pieces).await.unwrap();
    let unknown = TcpStream::connect(&address).await.unwrap();
    let (end, other, trickled, lost) = tokio::join!(
        to_the_end(stopped),
        to_the_end(pieces),
        trickle(&address),
        nowhere(unknown, &address),
    );
    closed(end);
    closed(other);
    closed(trickled);
    assert!(lost.expect("closed").starts_with("HTTP/1.1 404"));
}

/// Sends a byte every 300 ms: never idle, never finished.
async fn trickle(address: &str) -> Option<String> {
    let head = format!("{JSON}\r\nContent-Length: 100000\r\n\r\n{{");
    let (reader, mut writer) = begin(address, &head).await?.into_split();
    let mut every = tokio::time::interval(Duration::from_millis(300));
    let writing = tokio::spawn(async move {
        loop {
            every.tick().await;
            if writer.write_all(b" ").await.is_err() {
                return;
            }
        }
    });
    let mut all = Vec::new();
    let mut reader = reader;
    let _ = tokio::time::timeout(MINUTE, reader.read_to_end(&mut all)).await.ok()?;
    writing.abort();
    Some(String::from_utf8_lossy(&all).into_owned())
}

/// Sends the beginning of a body to a path that does not exist.
async fn nowhere(mut stream: TcpStream, address: &str) -> Option<String> {
    let head = "Transfer-Encoding: chunked\r\n\r\n1\r\n{";
    let head = format!("POST /api/v1/nothing HTTP/1.1\r\nHost: {address}\r\n{head}");
    stream.write_all(head.as_bytes()).await.ok()?;
    to_the_end(stream).await
}
