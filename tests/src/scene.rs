//! The usual course of work in steps, for tests that start in the middle of it.

use serde_json::{Value, json};

use crate::{Client, Server, demo};

/// The people of a test, logged in.
pub struct Scene {
    /// Chủ tịch.
    pub chairman: Client,
    /// Trưởng thôn Xuân Bắc.
    pub head: Client,
    /// The village head's unit.
    pub unit: String,
}

/// A task with one assignment.
pub struct Work {
    /// The task's id.
    pub task: String,
    /// The assignment's id.
    pub assignment: String,
}

impl Work {
    /// The path of the assignment, with `rest` behind it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/assignments/{}{rest}", self.assignment)
    }
}

impl Scene {
    /// Logs in the chairman and the head of Xuân Bắc.
    pub async fn new(server: &Server) -> Self {
        Self::of(server, demo::VILLAGE_HEAD).await
    }

    /// The same with another person instead of the village head.
    pub async fn of(server: &Server, username: &str) -> Self {
        let head = server.login(username).await;
        let unit = id(&head.read("/auth/me").await["unit_id"]);
        Self { chairman: server.login(demo::CHAIRMAN).await, head, unit }
    }

    /// The body of an open task for the village head's unit, due at the end of `due_on`.
    #[must_use]
    pub fn task(&self, title: &str, due_on: &str) -> Value {
        json!({
            "title": title, "due_on": due_on, "open": true,
            "units": [{ "unit_id": self.unit, "part": "alone" }],
        })
    }

    /// The chairman assigns a task to the village head's unit.
    pub async fn assign(&self, title: &str, due_on: &str) -> Work {
        let made = self.chairman.post("/tasks", self.task(title, due_on)).await.expect(201);
        let task = made.id();
        let list = self.head.get(&format!("/assignments?task={task}")).await.expect(200);
        assert_eq!(list.items().len(), 1, "{list}");
        let assignment = id(&list.items()[0]["id"]);
        Work { task, assignment }
    }

    /// The village head acknowledges.
    pub async fn acknowledge(&self, work: &Work) {
        let etag = self.head.get(&work.path("")).await.expect(200).etag();
        let answer = self.head.act(&work.path("/acknowledge"), &etag, json!({})).await;
        answer.ok();
    }

    /// A report with one activity that is complete enough to be submitted.
    pub async fn draft(&self) -> Value {
        json!({
            "narrative": "Đã tuyên truyền tại nhà văn hóa thôn.",
            "activities": [self.activity().await],
        })
    }

    /// An evening in the village: 62 people came.
    pub async fn activity(&self) -> Value {
        let channel = first(&self.head, "channels").await;
        let topic = first(&self.head, "topics").await;
        let participants = self.indicator("người tham dự").await;
        json!({
            "held_on": "2026-11-15", "held_at": "19:30", "place": "Nhà văn hóa thôn",
            "channel_id": channel, "topics": [topic], "places_reached": [self.unit],
            "values": [{ "indicator_id": participants, "amount": 62 }],
        })
    }

    /// The id of the indicator of this name.
    pub async fn indicator(&self, name: &str) -> String {
        let all = self.head.all("/catalogues/indicators").await;
        let named = |item: &&Value| {
            item["name"].as_str().is_some_and(|text| text.to_lowercase().contains(name))
        };
        id(&all.iter().find(named).unwrap_or_else(|| panic!("no indicator {name}: {all:?}"))["id"])
    }

    /// The village head saves the first draft of the report; its `ETag`.
    pub async fn save_draft(&self, work: &Work, draft: Value) -> String {
        let call = self.head.call(reqwest::Method::PUT, &work.path("/report"));
        let answer = call.header("if-none-match", "*").json(draft).send().await;
        assert!(matches!(answer.status, 200 | 201), "{answer}");
        answer.etag()
    }

    /// Acknowledges, saves a draft and submits it; the report's id.
    pub async fn submit(&self, work: &Work) -> String {
        self.acknowledge(work).await;
        let etag = self.save_draft(work, self.draft().await).await;
        let sent = self.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);
        sent.id()
    }

    /// The chairman approves, or returns with a reason.
    pub async fn review(&self, report: &str, returned: Option<&str>, work: &Work) {
        let etag = self.chairman.get(&work.path("/report")).await.expect(200).etag();
        let (verb, body) = match returned {
            None => ("approve", json!({})),
            Some(reason) => ("return", json!({ "reason": reason })),
        };
        let answer = self.chairman.act(&format!("/reports/{report}/{verb}"), &etag, body).await;
        answer.ok();
    }
}

/// A second login in the village head's unit: the head of another village, moved there.
pub async fn colleague(server: &Server) -> Client {
    let of = |username: &str| format!("(SELECT id FROM users WHERE username = '{username}')");
    let (from, to) = (of(demo::OTHER_VILLAGE_HEAD), of(demo::VILLAGE_HEAD));
    let moved = format!(
        "UPDATE posts SET unit_id = (SELECT unit_id FROM posts WHERE user_id = {to} LIMIT 1)
         WHERE user_id = {from}"
    );
    let _ = server.home().store().query(&moved);
    server.login(demo::OTHER_VILLAGE_HEAD).await
}

/// A value that has to be an id.
#[must_use]
#[track_caller]
pub fn id(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// The first entry of a catalogue.
pub async fn first(client: &Client, catalogue: &str) -> String {
    let all = client.all(&format!("/catalogues/{catalogue}")).await;
    id(&all.first().unwrap_or_else(|| panic!("no {catalogue}"))["id"])
}
