//! What the same reads cost when they are written by hand: actix-web and one SQL statement each,
//! without login, permission or error handling. `baseline DATABASE.sqlite` says where it listens.
#![allow(clippy::unwrap_used, reason = "a bench")]

use actix_web::{App, HttpResponse, HttpServer, web};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sea_orm::sqlx::{self, FromRow, Row, SqlitePool};
use serde::Serialize;

/// A row with its columns in the order of its fields.
macro_rules! rows {
    ($($name:ident { $($field:ident : $kind:ty),* $(,)? })*) => {$(
        #[derive(Serialize)]
        struct $name { $($field: $kind),* }

        impl FromRow<'_, SqliteRow> for $name {
            fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
                let mut at = 0..;
                Ok(Self { $($field: row.try_get(at.next().unwrap_or_default())?),* })
            }
        }
    )*};
}

rows! {
    Assignment {
        id: String, task_id: String, title: String, priority: String, unit_id: String,
        unit: String, part: String, state: String, due_at: Option<String>,
        original_due_at: Option<String>, first_submitted_at: Option<String>,
        report_id: Option<String>, revision: Option<i64>, version: i64, targets: Option<String>,
    }
    Figures { unit_id: String, assigned: i64, approved: i64, overdue: i64, due_soon: i64 }
}

const ROW: &str = "SELECT lower(hex(a.id)) AS id, lower(hex(t.id)) AS task_id, t.title, t.priority,
    lower(hex(u.id)) AS unit_id, u.name AS unit, a.part, a.state, a.due_at, a.original_due_at,
    a.first_submitted_at, lower(hex(r.id)) AS report_id, r.revision, a.version,
    (SELECT group_concat(c.name || ' ' || g.amount) FROM task_targets g
     JOIN catalogue_items c ON c.id = g.indicator_id WHERE g.task_id = t.id) AS targets
    FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN units u ON u.id = a.unit_id
    LEFT JOIN reports r ON r.assignment_id = a.id
    WHERE a.commune_id = (SELECT id FROM communes WHERE code = 'load')";

async fn rows(db: web::Data<SqlitePool>, rest: &str) -> HttpResponse {
    let sql = sqlx::AssertSqlSafe(format!("{ROW} {rest}"));
    let rows: Vec<Assignment> = sqlx::query_as(sql).fetch_all(&**db).await.unwrap();
    HttpResponse::Ok().json(rows)
}

async fn list(db: web::Data<SqlitePool>) -> HttpResponse {
    rows(db, "ORDER BY a.due_key, a.id LIMIT 51").await
}

async fn search(db: web::Data<SqlitePool>) -> HttpResponse {
    rows(db, "AND t.fold LIKE '%tuyen truyen%17%' ORDER BY a.due_key, a.id LIMIT 51").await
}

async fn detail(db: web::Data<SqlitePool>, id: web::Path<String>) -> HttpResponse {
    let id = id.replace('-', "");
    assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    rows(db, &format!("AND a.id = x'{id}'")).await
}

async fn dashboard(db: web::Data<SqlitePool>) -> HttpResponse {
    let sql = "SELECT lower(hex(responsible_unit_id)) AS unit_id, COUNT(*) AS assigned,
        SUM(state = 'approved') AS approved,
        SUM(state IN ('assigned', 'acknowledged', 'returned')
            AND due_key <= unixepoch() * 1000) AS overdue,
        SUM(state IN ('assigned', 'acknowledged', 'returned')
            AND due_key > unixepoch() * 1000
            AND due_key < (unixepoch() + 604800) * 1000) AS due_soon
        FROM assignments WHERE commune_id = (SELECT id FROM communes WHERE code = 'load')
        AND visible = true AND state <> 'cancelled' AND parent_assignment_id IS NULL
        GROUP BY responsible_unit_id";
    let rows: Vec<Figures> = sqlx::query_as(sql).fetch_all(&**db).await.unwrap();
    HttpResponse::Ok().json(rows)
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    // `cargo bench` runs every bench; without a database there is nothing to serve.
    let Some(file) = std::env::args().nth(1).filter(|file| file.ends_with(".sqlite")) else {
        return Ok(());
    };
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
    let data = web::Data::new(pool);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .route("/list", web::get().to(list))
            .route("/search", web::get().to(search))
            .route("/detail/{id}", web::get().to(detail))
            .route("/dashboard", web::get().to(dashboard))
    })
    .workers(4)
    .bind("127.0.0.1:0")?;
    println!("listening on http://{}", server.addrs()[0]);
    server.run().await
}
