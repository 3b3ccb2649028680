//! What the same requests cost when they are written by hand: actix-web and rusqlite with prepared
//! statements, without login, permission, audit or error handling. `baseline DATABASE.sqlite FOLDER`
//! reads the one, writes to a database of its own in the other, and says where it listens.
#![allow(clippy::unwrap_used, reason = "a bench")]

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use actix_web::{App, HttpResponse, HttpServer, web};
use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use shared::text::words;

static DATABASE: OnceLock<PathBuf> = OnceLock::new();

thread_local! {
    static READER: OnceCell<Connection> = const { OnceCell::new() };
}

/// The rows of a statement as JSON objects; ids as hexadecimal digits.
fn rows(sql: &str, values: &[&dyn ToSql]) -> Vec<Value> {
    READER.with(|reader| {
        let connection = reader.get_or_init(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(DATABASE.get().unwrap(), flags).unwrap()
        });
        let mut statement = connection.prepare_cached(sql).unwrap();
        let names: Vec<String> =
            statement.column_names().into_iter().map(ToOwned::to_owned).collect();
        let mut found = statement.query(values).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = found.next().unwrap() {
            let mut object = Map::new();
            for (at, name) in names.iter().enumerate() {
                let value = match row.get_ref(at).unwrap() {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => number.into(),
                    ValueRef::Real(number) => number.into(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                    ValueRef::Blob(bytes) => {
                        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
                    }
                };
                object.insert(name.clone(), value);
            }
            rows.push(Value::Object(object));
        }
        rows
    })
}

/// The value of a parameter of the query; an id as bytes.
type Query = web::Query<std::collections::HashMap<String, String>>;

fn id(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pair = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

const ASSIGNMENTS: &str = "SELECT a.id, a.task_id, t.title, t.priority, u.id AS unit_id,
    u.name AS unit, a.part, a.state, a.due_at, a.original_due_at, a.first_submitted_at,
    r.id AS report_id, r.revision, a.version FROM assignments a JOIN tasks t ON t.id = a.task_id
    JOIN units u ON u.id = a.responsible_unit_id LEFT JOIN reports r ON r.assignment_id = a.id";

/// By unit and state, or from a day on; with the total.
async fn list(query: Query) -> HttpResponse {
    let (items, total) = match query.get("unit") {
        Some(unit) => {
            let (unit, state) = (id(unit), query.get("state").unwrap());
            let values: [&dyn ToSql; 2] = [&unit, state];
            let narrow = "a.responsible_unit_id = ?1 AND a.state = ?2";
            let sql = format!("{ASSIGNMENTS} WHERE {narrow} ORDER BY a.due_key, a.id LIMIT 51");
            let count = format!("SELECT COUNT(*) AS n FROM assignments a WHERE {narrow}");
            (rows(&sql, &values), rows(&count, &values))
        }
        None => {
            let commune = id(query.get("commune").unwrap());
            let from: i64 = query.get("from").unwrap().parse().unwrap();
            let values: [&dyn ToSql; 2] = [&commune, &from];
            let narrow = "a.commune_id = ?1 AND a.due_key >= ?2";
            let sql = format!("{ASSIGNMENTS} WHERE {narrow} ORDER BY a.due_key, a.id LIMIT 51");
            let count = format!(
                "SELECT COUNT(*) AS n FROM (SELECT 1 FROM assignments a WHERE {narrow} LIMIT 10001)"
            );
            (rows(&sql, &values), rows(&count, &values))
        }
    };
    HttpResponse::Ok().json(json!({ "items": items, "total": total[0]["n"] }))
}

async fn assignment(path: web::Path<String>) -> HttpResponse {
    HttpResponse::Ok().json(rows(&format!("{ASSIGNMENTS} WHERE a.id = ?1"), &[&id(&path)]))
}

async fn task(path: web::Path<String>) -> HttpResponse {
    let id = id(&path);
    let task = rows("SELECT * FROM tasks WHERE id = ?1", &[&id]);
    let counts = rows(
        "SELECT state, COUNT(*) AS n FROM assignments WHERE task_id = ?1 GROUP BY state",
        &[&id],
    );
    HttpResponse::Ok().json(json!({ "task": task, "assignments": counts }))
}

async fn reports(query: Query) -> HttpResponse {
    let commune = id(query.get("commune").unwrap());
    let sql = "SELECT r.*, t.title, u.name AS unit FROM reports r
        JOIN assignments a ON a.id = r.assignment_id JOIN tasks t ON t.id = a.task_id
        JOIN units u ON u.id = a.responsible_unit_id
        WHERE r.commune_id = ?1 AND r.state = 'submitted' ORDER BY r.waiting_key, r.id LIMIT 51";
    HttpResponse::Ok().json(rows(sql, &[&commune]))
}

async fn activities(query: Query) -> HttpResponse {
    let unit = id(query.get("unit").unwrap());
    let sql = "SELECT a.*, c.name AS channel,
        (SELECT group_concat(n.name, '; ') FROM activity_items i
            JOIN catalogue_items n ON n.id = i.item_id WHERE i.activity_id = a.id) AS items,
        (SELECT group_concat(v.amount, '; ') FROM activity_values v WHERE v.activity_id = a.id) AS figures
        FROM activity_units d JOIN activities a ON a.id = d.activity_id
        LEFT JOIN catalogue_items c ON c.id = a.channel_id
        WHERE d.unit_id = ?1 ORDER BY d.day_key DESC, d.activity_id DESC LIMIT 51";
    HttpResponse::Ok().json(rows(sql, &[&unit]))
}

/// The newest twenty of each kind whose words match, by the full-text index.
async fn search(query: Query) -> HttpResponse {
    let asked: Vec<String> =
        words(query.get("q").unwrap()).iter().map(|word| format!("\"{word}\"")).collect();
    let asked = asked.join(" AND ");
    let mut found = Vec::new();
    for kind in 0..6_i64 {
        let first = (kind << 40) + 1;
        let sql = "SELECT d.object_id FROM search_index i JOIN search_documents d ON d.number = i.rowid
            WHERE search_index MATCH ?1 AND i.rowid BETWEEN ?2 AND ?3 ORDER BY i.rowid DESC LIMIT 20";
        found.extend(rows(sql, &[&asked, &first, &(first + (1 << 40))]));
    }
    HttpResponse::Ok().json(found)
}

async fn dashboard(query: Query) -> HttpResponse {
    let commune = id(query.get("commune").unwrap());
    let sql = "SELECT responsible_unit_id AS unit_id, COUNT(*) AS assigned,
        SUM(state = 'approved') AS approved FROM assignments WHERE commune_id = ?1
        GROUP BY responsible_unit_id";
    HttpResponse::Ok().json(rows(sql, &[&commune]))
}

async fn ready() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

static WRITER: OnceLock<Mutex<Connection>> = OnceLock::new();

/// One row and its sync, as durable as a write of the server.
async fn create(body: web::Bytes) -> HttpResponse {
    let text = String::from_utf8_lossy(&body).into_owned();
    let written = web::block(move || {
        let mut connection = WRITER.get().unwrap().lock().unwrap();
        let tx = connection.transaction().unwrap();
        tx.prepare_cached("INSERT INTO written (body) VALUES (?1)")
            .unwrap()
            .execute([text])
            .unwrap();
        tx.commit().unwrap();
    });
    written.await.unwrap();
    HttpResponse::Created().finish()
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    // `cargo bench` runs every bench; without a database there is nothing to serve.
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next().filter(|file| file.ends_with(".sqlite")) else {
        return Ok(());
    };
    DATABASE.set(file.into()).unwrap();
    let own = PathBuf::from(arguments.next().unwrap()).join("baseline-writes.sqlite");
    let writer = Connection::open(own).unwrap();
    writer
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE written (body text)",
        )
        .unwrap();
    assert!(WRITER.set(Mutex::new(writer)).is_ok());
    let server = HttpServer::new(|| {
        App::new()
            .route("/ready", web::get().to(ready))
            .route("/list", web::get().to(list))
            .route("/assignments/{id}", web::get().to(assignment))
            .route("/tasks/{id}", web::get().to(task))
            .route("/reports", web::get().to(reports))
            .route("/activities", web::get().to(activities))
            .route("/search", web::get().to(search))
            .route("/dashboard", web::get().to(dashboard))
            .route("/create", web::post().to(create))
    })
    .workers(4)
    .bind("127.0.0.1:0")?;
    println!("listening on http://{}", server.addrs()[0]);
    server.run().await
}
