//! The demo and the load as databases hold them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;

use migrations::{Migrate, Migrator};
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait,
    PaginatorTrait, QueryFilter, TransactionTrait,
};
use shared::dto::work::report::ReportView;
use shared::state::ReportState;

use super::load::{LoadPlan, load};
use super::*;
use crate::platform::db::Db;
use crate::platform::db::entity as e;
use crate::work::assignments::repo::{due_key, facts};

async fn database() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db.execute_unprepared("PRAGMA foreign_keys = ON").await.unwrap();
    db
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn filled(now: DateTime<Utc>) -> DatabaseConnection {
    let db = database().await;
    let folder = std::env::temp_dir().join(format!("loa-demo-{}", uuid::Uuid::now_v7()));
    let store = Store::open(&folder).unwrap();
    let tx = db.begin().await.unwrap();
    fill(&tx, &store, now, "hash").await.unwrap();
    tx.commit().await.unwrap();
    for file in e::attachment::Entity::find().all(&db).await.unwrap() {
        assert_eq!(store.read(&file.sha256).unwrap().len() as i64, file.size);
    }
    std::fs::remove_dir_all(folder).unwrap();
    db
}

/// Before, on and after the eighteenth of November, at New Year and just after midnight.
#[tokio::test]
async fn the_demo_agrees_with_itself_on_any_day() {
    for now in
        ["2026-11-16T08:00:00+07:00", "2026-11-23T03:47:00+07:00", "2027-01-01T00:00:10+07:00"]
    {
        let now = at(now);
        let db = filled(now).await;
        let reports = e::report::Entity::find().all(&db).await.unwrap();
        let all = e::assignment::Entity::find().all(&db).await.unwrap();
        let mut states = std::collections::BTreeSet::new();
        for row in &all {
            states.insert(row.state.as_str());
            let facts = facts(row);
            let report = reports.iter().find(|report| report.assignment_id == row.id);
            assert_eq!(row.due_key, due_key(facts.working_due()), "{row:?}");
            assert!(row.last_submitted_at.is_none_or(|sent| sent < now), "{row:?}");
            if let Some(sent) = row.last_submitted_at {
                let report = report.unwrap();
                assert_eq!(report.submitted_at, Some(sent));
                assert_eq!(report.state.as_str(), row.state.as_str());
                assert_eq!(report.late, !facts.submitted_in_time());
            } else {
                assert!(report.is_none_or(|report| report.state == ReportState::Draft));
            }
        }
        assert_eq!(states.len(), 6, "{states:?}");
        let future = e::assignment_event::Column::At.gte(now);
        let events = e::assignment_event::Entity::find().filter(future);
        assert_eq!(events.count(&db).await.unwrap(), 0);
        for row in e::report_revision::Entity::find().all(&db).await.unwrap() {
            let view: ReportView = serde_json::from_str(&row.snapshot).unwrap();
            assert_eq!((view.revision, view.submitted_at), (row.revision, Some(row.submitted_at)));
        }
    }
}

#[tokio::test]
async fn everybody_is_marked_as_invented() {
    let db = filled(at("2026-11-16T08:00:00+07:00")).await;
    let users = e::user::Entity::find().all(&db).await.unwrap();
    assert!(users.iter().all(|user| user.full_name.ends_with("(minh họa)")));
    for account in accounts() {
        let user = users.iter().find(|user| user.username == account.username).unwrap();
        assert_eq!(user.full_name, account.full_name);
        assert!(!account.unit_name.is_empty());
    }
    assert_eq!(accounts().len(), 7);
}

#[tokio::test]
async fn the_load_is_as_large_as_planned() {
    let folder = std::env::temp_dir().join(format!("loa-load-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    let db = Db::open(None, &folder).await.unwrap();
    db.migrate().await.unwrap();
    let plan = LoadPlan {
        units: 20,
        users: 15,
        tasks: 10,
        assignments: 900,
        reports: 700,
        activities: 2_500,
        seed: 7,
    };
    let heard = RefCell::new(Vec::new());
    let now = at("2026-11-16T08:00:00+07:00");
    load(&db, &plan, now, "hash", |what, done, of| {
        heard.borrow_mut().push((what.to_owned(), done, of));
    })
    .await
    .unwrap();
    assert_eq!(e::user::Entity::find().count(&db.read).await.unwrap(), 15);
    assert_eq!(e::assignment::Entity::find().count(&db.read).await.unwrap(), 900);
    assert_eq!(e::report::Entity::find().count(&db.read).await.unwrap(), 700);
    assert_eq!(e::activity::Entity::find().count(&db.read).await.unwrap(), 2_500);
    assert_eq!(heard.borrow().last(), Some(&("assignments".to_owned(), 900, 900)));
    std::fs::remove_dir_all(folder).unwrap();
}
