//! A draft is its unit's own until it is submitted: the log says that it was worked on, how much
//! and by whom, once a draft session, and nothing of its content.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Database, Scene, Server, both_databases, demo, photo};

both_databases!(
    forty_saves_of_a_draft_make_one_audit_entry,
    content_of_a_draft_is_never_in_the_audit_log
);

/// The entries of the log about an action, newest first.
async fn log(reader: &Client, action: &str) -> Vec<Value> {
    reader.all(&format!("/audit?action={action}")).await
}

fn text(server: &Server) -> String {
    server.home().store().query("SELECT changes FROM audit_entries")
}

/// How many entries there are, and how long their changes are together.
fn size(server: &Server) -> (i64, i64) {
    let sum = "SELECT count(*) || ' ' || coalesce(sum(length(changes)), 0) FROM audit_entries";
    let said = server.home().store().query(sum);
    let (rows, bytes) = said.trim().split_once(' ').unwrap();
    (rows.parse().unwrap(), bytes.parse().unwrap())
}

/// Forty saves between eight and half past nine: two activities, four photos, two hundred words.
async fn forty_saves_of_a_draft_make_one_audit_entry(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["activities"].as_array_mut().unwrap().push(scene.activity().await);
    let etag = scene.save_draft(&work, draft.clone()).await;
    let read = scene.head.read(&work.path("/report")).await;
    for at in 0..2 {
        draft["activities"][at]["id"] = read["activities"][at]["id"].clone();
    }
    let before = size(&server);
    let etag = an_evening(&server, &scene, &work, draft, etag).await;
    let after = size(&server);
    println!("an evening: {} rows, {} bytes", after.0 - before.0, after.1 - before.1);
    // The photos that were uploaded; of the saves nothing yet.
    assert_eq!(after.0 - before.0, 4);
    // Each save is a change all the same, with a number of its own: search and overview follow.
    let last = "SELECT count(*) FROM reports r JOIN audit_heads h ON h.change_seq = r.change_seq
        AND h.change_seq > h.seq + 35";
    assert_eq!(server.home().store().query(last), "1");

    server.clock().advance(Duration::minutes(29));
    server.home().run_ok(&["jobs", "run"], "");
    assert_eq!(size(&server).0, after.0);
    server.clock().advance(Duration::minutes(1));
    server.home().run_ok(&["jobs", "run"], "");
    let chairman = server.login(demo::CHAIRMAN).await;
    let said = log(&chairman, "report.draft").await;
    assert_eq!(said.len(), 1, "{said:?}");
    let counts = &said[0]["changes"][0]["after"];
    assert_eq!((&counts["saves"], &counts["activities"]), (&json!(41), &json!(2)), "{counts}");
    assert_eq!(counts["files"], 4);
    assert!(counts["words"].as_i64().unwrap() > 200, "{counts}");
    assert_eq!(said[0]["by"], scene.head.read("/auth/me").await["full_name"]);
    assert!(!text(&server).contains("bancuoi"));

    // Another session ends when the report is sent; then the log has what was sent, whole.
    let mut last = read_draft(&scene, &work).await;
    last["narrative"] = json!("Đã làm xong bancuoi.");
    let etag = scene.head.put(&work.path("/report"), &etag, last).await.expect(200).etag();
    scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200).ok();
    assert_eq!(log(&chairman, "report.draft").await.len(), 2);
    let sent = log(&chairman, "report.submit").await;
    assert!(sent[0].to_string().contains("Đã làm xong bancuoi."), "{sent:?}");
    let said = server.home().run_ok(&["audit", "verify"], "");
    assert!(said.contains("fit"), "{said}");
}

async fn read_draft(scene: &Scene, work: &tests::scene::Work) -> Value {
    let read = scene.head.read(&work.path("/report")).await;
    let mut draft = scene.draft().await;
    draft["activities"][0]["id"] = read["activities"][0]["id"].clone();
    draft
}

async fn an_evening(
    server: &Server,
    scene: &Scene,
    work: &tests::scene::Work,
    mut draft: Value,
    mut etag: String,
) -> String {
    for save in 0..40_u8 {
        server.clock().advance(Duration::seconds(130));
        let text = "Bà con dự đông, hỏi nhiều về dịch vụ công trực tuyến. ";
        draft["narrative"] = json!(text.repeat(usize::from(save) / 2));
        if save % 10 == 5 {
            let photo = photo::jpeg(save, 32, 32);
            let sent = scene.head.upload("anh.jpg", "image/jpeg", photo).await.expect(201);
            let at = usize::from(save / 20);
            let files = &mut draft["activities"][at]["attachments"];
            let mut held = files.as_array().cloned().unwrap_or_default();
            held.push(json!(sent.id()));
            *files = json!(held);
        }
        draft["activities"][1]["note"] = json!(format!("Bản thứ {save} bancuoi"));
        let put = scene.head.put(&work.path("/report"), &etag, draft.clone()).await;
        etag = put.expect(200).etag();
    }
    etag
}

/// However the draft is written: whole, activity by activity, on a returned revision; nor the names
/// of its files. Another person's draft session makes another entry, and a logout ends one.
async fn content_of_a_draft_is_never_in_the_audit_log(database: Database) {
    let server = Server::demo_with(database, &[("LOA_JOBS", "false")]);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let photo = photo::jpeg(1, 32, 32);
    let file = scene.head.upload("bimat-anh.jpg", "image/jpeg", photo).await.expect(201);
    let mut draft = scene.draft().await;
    draft["narrative"] = json!("bimat-ketqua");
    draft["shortcomings"] = json!("bimat-tontai");
    draft["proposals"] = json!("bimat-kiennghi");
    draft["late_explanation"] = json!("bimat-giaitrinh");
    draft["activities"][0]["place"] = json!("bimat-noi");
    draft["activities"][0]["note"] = json!("bimat-ghichu");
    draft["activities"][0]["links"] = json!(["https://bimat.example.vn/bai"]);
    draft["activities"][0]["attachments"] = json!([file.id()]);
    scene.save_draft(&work, draft).await;
    // An activity of the draft, and one that no report carries.
    let report = scene.head.read(&work.path("/report")).await;
    let held = format!("/activities/{}", report["activities"][0]["id"].as_str().unwrap());
    let etag = scene.head.get(&held).await.expect(200).etag();
    scene.head.patch(&held, &etag, json!({ "note": "bimat-sua" })).await.expect(200).ok();
    let mut loose = scene.activity().await;
    loose["note"] = json!("bimat-rieng");
    let loose = scene.head.post("/activities", loose).await.expect(201);
    let path = format!("/activities/{}", loose.id());
    let change = json!({ "place": "bimat-doi" });
    let changed = scene.head.patch(&path, &loose.etag(), change).await.expect(200);
    scene.head.delete(&path, &changed.etag()).await.expect(204).ok();
    assert!(!text(&server).contains("bimat"), "{}", text(&server));

    // A second person of the unit goes on: the first one's session is over.
    let second = a_second_person(&server, &scene).await;
    let etag = second.get(&work.path("/report")).await.expect(200).etag();
    let mut draft = read_draft(&scene, &work).await;
    draft["narrative"] = json!("bimat-nguoikhac");
    second.put(&work.path("/report"), &etag, draft.clone()).await.expect(200).ok();
    let sessions = log(&scene.chairman, "report.draft").await;
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    assert_eq!(sessions[0]["by"], scene.head.read("/auth/me").await["full_name"]);
    assert_eq!(sessions[0]["changes"][0]["after"]["saves"], 2);
    second.post("/auth/logout", json!({})).await.expect(204).ok();
    let sessions = log(&scene.chairman, "report.draft").await;
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    assert_ne!(sessions[0]["by"], sessions[1]["by"]);
    assert!(!text(&server).contains("bimat"), "{}", text(&server));

    // Sent and returned: what is mended is nobody's yet; and what is taken back is not told again.
    draft["narrative"] = json!("Đã gửi đi.");
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    let etag = scene.head.put(&work.path("/report"), &etag, draft.clone()).await.expect(200).etag();
    let submit = work.path("/report/submit");
    let sent = scene.head.act(&submit, &etag, json!({})).await.expect(200);
    scene.review(&sent.id(), Some("Thiếu ảnh"), &work).await;
    draft["narrative"] = json!("bimat-suachua");
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    let etag = scene.head.put(&work.path("/report"), &etag, draft).await.expect(200).etag();
    assert!(!text(&server).contains("bimat"), "{}", text(&server));
    let sent = scene.head.act(&submit, &etag, json!({})).await.expect(200);
    assert!(text(&server).contains("bimat-suachua"), "sent, it is everybody's");
    let path = work.path("/report/withdraw");
    scene.head.act(&path, &sent.etag(), json!({})).await.expect(200).ok();
    let taken_back = log(&scene.chairman, "report.withdraw").await;
    assert!(!taken_back[0].to_string().contains("bimat"), "{taken_back:?}");
}

/// A second person of the village head's unit, logged in.
async fn a_second_person(server: &Server, scene: &Scene) -> Client {
    let admin = server.login(demo::ADMIN).await;
    let people = admin.all("/users").await;
    let other = people.iter().find(|one| one["username"] == demo::OTHER_VILLAGE_HEAD).unwrap();
    let path = format!("/users/{}", other["id"].as_str().unwrap());
    let etag = admin.get(&path).await.expect(200).etag();
    let post = json!({
        "unit_id": scene.unit, "role": "village_head", "title": "Phó thôn",
        "valid_from": "2026-11-01",
    });
    let made = admin.act(&format!("{path}/posts"), &etag, post).await.expect(201);
    let here = |one: &&Value| one["unit_id"] == json!(scene.unit);
    let post = made.body["posts"].as_array().unwrap().iter().find(here).unwrap()["id"].clone();
    let second = server.login(demo::OTHER_VILLAGE_HEAD).await;
    let chosen = second.call(Method::POST, "/auth/post").json(json!({ "post_id": post }));
    chosen.send().await.expect(200).ok();
    second
}
