//! Reports: drafted, submitted, withdrawn, returned and approved, and what is refused.

use reqwest::Method;
use serde_json::json;
use tests::{Database, Scene, Server, both_databases, demo};

both_databases!(
    approved_report_completes_the_assignment_on_time,
    returned_report_is_resubmitted_and_approved,
    submit_of_a_nil_return_requires_a_reason,
    submit_of_an_empty_report_is_422,
    submit_requires_explanation_when_late_and_stays_late,
    report_can_be_withdrawn_until_it_is_reviewed,
    stale_or_missing_etag_and_wrong_state_are_refused,
    report_of_other_unit_is_404_approval_by_others_is_403,
    changes_to_a_returned_report_are_hidden_from_the_office,
    timeline_of_a_report_returned_twice_is_in_order,
    report_etag_is_stale_after_a_change_of_its_activity,
    report_with_eleven_files_is_refused,
    each_field_is_checked,
    draft_names_who_wrote_it_last_to_its_unit_only,
);

/// Two people of one unit write one draft: both see who wrote last and when, a stale write is
/// refused, and a repeated write is recognised by its idempotency key.
async fn draft_names_who_wrote_it_last_to_its_unit_only(database: Database) {
    let server = Server::demo(database);
    server.clock().set("2026-11-16T08:00:00+07:00");
    let scene = Scene::new(&server).await;
    let colleague = tests::scene::colleague(&server).await;
    let one = scene.head.read("/auth/me").await["full_name"].clone();
    let two = colleague.read("/auth/me").await["full_name"].clone();
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let path = work.path("/report");
    let written = async |by: &serde_json::Value, at: &str| {
        let report = scene.head.read(&path).await;
        let who = report["written_by"].as_str().unwrap();
        assert!(who.starts_with(by.as_str().unwrap()), "{report}");
        assert_eq!(report["written_at"], at, "{report}");
    };

    let draft = scene.draft().await;
    let first = || {
        let call = scene.head.call(Method::PUT, &path).key("lost").header("if-none-match", "*");
        call.json(draft.clone()).send()
    };
    let etag = first().await.expect(201).etag();
    written(&one, "2026-11-16T01:00:00Z").await;

    server.clock().set("2026-11-16T08:05:00+07:00");
    let mut longer = draft.clone();
    longer["proposals"] = json!("Thêm loa.");
    let newer = colleague.put(&path, &etag, longer).await.expect(200).etag();
    written(&two, "2026-11-16T01:05:00Z").await;
    // The answer to the first write was lost: asked again it is the same, and writes nothing.
    assert_eq!(first().await.expect(201).etag(), etag);
    written(&two, "2026-11-16T01:05:00Z").await;
    scene.head.put(&path, &etag, draft.clone()).await.problem(412, "stale_version");
    assert_eq!(scene.head.read(&path).await["proposals"], "Thêm loa.");

    server.clock().set("2026-11-16T08:10:00+07:00");
    let id = scene.head.read(&path).await["activities"][0]["id"].clone();
    let activity = format!("/activities/{}", tests::scene::id(&id));
    let read = scene.head.get(&activity).await.etag();
    scene.head.patch(&activity, &read, json!({ "place": "Bến cá" })).await.expect(200).ok();
    written(&one, "2026-11-16T01:10:00Z").await;
    // Whoever reviews has the sender's name; who held the pen is the unit's own affair.
    scene
        .head
        .act(&work.path("/report/submit"), &newer, json!({}))
        .await
        .problem(412, "stale_version");
    let newest = scene.head.get(&path).await.etag();
    scene.head.act(&work.path("/report/submit"), &newest, json!({})).await.expect(200).ok();
    let sent = scene.chairman.read(&path).await;
    assert_eq!((&sent["written_by"], &sent["written_at"]), (&json!(null), &json!(null)));
}

async fn approved_report_completes_the_assignment_on_time(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    let sent = scene.chairman.read(&work.path("")).await;
    assert_eq!(sent["state"], "submitted");
    assert_eq!(sent["timeliness"], "waiting");
    scene.review(&report, None, &work).await;
    let done = scene.head.read(&work.path("")).await;
    assert_eq!(done["state"], "approved");
    assert_eq!(done["result"], "done_on_time");

    let timeline = scene.head.get(&work.path("/timeline")).await.expect(200);
    let kinds: Vec<_> = timeline.items().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(json!(kinds), json!(["assigned", "acknowledged", "submitted", "approved"]));
}

async fn returned_report_is_resubmitted_and_approved(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;

    let etag = scene.chairman.get(&work.path("/report")).await.etag();
    let path = format!("/reports/{report}/return");
    scene.chairman.act(&path, &etag, json!({ "reason": "" })).await.field_error("reason");
    scene.review(&report, Some("Thiếu ảnh minh chứng"), &work).await;
    let back = scene.head.read(&work.path("")).await;
    assert_eq!(
        (&back["state"], &back["return_reason"]),
        (&json!("returned"), &json!("Thiếu ảnh minh chứng"))
    );
    assert!(back["resubmit_by"].is_string(), "{back}");

    let current = scene.head.get(&work.path("/report")).await.expect(200);
    let mut draft = scene.draft().await;
    draft["narrative"] = json!("Đã bổ sung.");
    let mended = scene.head.put(&work.path("/report"), &current.etag(), draft).await.expect(200);
    let again = scene.head.act(&work.path("/report/submit"), &mended.etag(), json!({})).await;
    assert_eq!(again.expect(200).body["revision"], 2);
    scene.review(&report, None, &work).await;
    assert_eq!(scene.head.read(&work.path("")).await["state"], "approved");

    // What was sent the first time is kept as it was.
    let timeline = scene.chairman.get(&work.path("/timeline")).await;
    let first = timeline.items().iter().find(|entry| entry["kind"] == "submitted").unwrap();
    let kept = &first["snapshot"]["narrative"];
    assert_eq!(kept, "Đã tuyên truyền tại nhà văn hóa thôn.", "{timeline}");
}

async fn submit_of_a_nil_return_requires_a_reason(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, json!({ "nil_reason": "  " })).await;
    let submit = work.path("/report/submit");
    let refused = scene.head.act(&submit, &etag, json!({})).await;
    refused.problem(422, "validation");
    let nil = json!({ "nil_reason": "Không có hộ nào thuộc diện" });
    let etag = scene.head.put(&work.path("/report"), &etag, nil).await.expect(200).etag();
    scene.head.act(&submit, &etag, json!({})).await.expect(200).ok();
}

/// Other systems count an empty report as complete.
async fn submit_of_an_empty_report_is_422(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, json!({ "narrative": "" })).await;
    let submit = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
    submit.problem(422, "validation");
    assert_eq!(scene.head.read(&work.path("")).await["state"], "acknowledged");
}

/// Work submitted after its deadline stays late, also once it is approved.
async fn submit_requires_explanation_when_late_and_stays_late(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-16").await;
    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, scene.draft().await).await;
    server.clock().set("2026-11-17T00:00:00+07:00");
    let scene = Scene::new(&server).await;
    assert_eq!(scene.head.read(&work.path("")).await["timeliness"], "overdue");

    let submit = work.path("/report/submit");
    let silent = scene.head.act(&submit, &etag, json!({})).await;
    silent.field_error("late_explanation");
    let mut draft = scene.draft().await;
    draft["late_explanation"] = json!("Mưa bão");
    let etag = scene.head.put(&work.path("/report"), &etag, draft).await.expect(200).etag();
    let sent = scene.head.act(&submit, &etag, json!({})).await.expect(200);
    assert_eq!(sent.body["late"], true);
    assert_eq!(scene.head.read(&work.path("")).await["result"], "overdue_not_done");
    scene.review(&sent.id(), None, &work).await;
    assert_eq!(scene.head.read(&work.path("")).await["result"], "done_late");
}

async fn report_can_be_withdrawn_until_it_is_reviewed(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    let withdraw = work.path("/report/withdraw");
    let etag = scene.head.get(&work.path("/report")).await.etag();
    let back = scene.head.act(&withdraw, &etag, json!({})).await.expect(200);
    assert_eq!(back.body["state"], "draft");
    let etag = back.etag();
    scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200).ok();
    scene.review(&report, None, &work).await;
    let etag = scene.head.get(&work.path("/report")).await.etag();
    scene.head.act(&withdraw, &etag, json!({})).await.problem(409, "wrong_state");
}

async fn stale_or_missing_etag_and_wrong_state_are_refused(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let acknowledge = work.path("/acknowledge");
    let bare = scene.head.call(Method::POST, &acknowledge).json(json!({})).send().await;
    bare.problem(428, "precondition_required");
    scene.head.act(&acknowledge, "\"999\"", json!({})).await.problem(412, "stale_version");

    // Not before it is acknowledged.
    let early = scene.head.call(Method::PUT, &work.path("/report"));
    let early = early.header("if-none-match", "*").json(scene.draft().await).send().await;
    early.problem(409, "wrong_state");

    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, scene.draft().await).await;
    let twice = scene.head.call(Method::PUT, &work.path("/report"));
    let twice = twice.header("if-none-match", "*").json(scene.draft().await).send().await;
    twice.problem(412, "stale_version");
    let bare = scene.head.call(Method::PUT, &work.path("/report")).json(json!({})).send().await;
    bare.problem(428, "precondition_required");

    let submit = work.path("/report/submit");
    let bare = scene.head.call(Method::POST, &submit).json(json!({})).send().await;
    bare.problem(428, "precondition_required");
    scene.head.act(&submit, "\"999\"", json!({})).await.problem(412, "stale_version");
    let sent = scene.head.act(&submit, &etag, json!({})).await.expect(200);
    scene.head.act(&submit, &sent.etag(), json!({})).await.problem(409, "wrong_state");
}

/// Out of scope is 404, in scope but not allowed is 403.
async fn report_of_other_unit_is_404_approval_by_others_is_403(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    for rest in ["", "/timeline", "/report"] {
        other.get(&work.path(rest)).await.problem(404, "not_found");
    }
    let etag = scene.head.get(&work.path("/report")).await.etag();
    let withdraw = other.act(&work.path("/report/withdraw"), &etag, json!({})).await;
    withdraw.problem(404, "not_found");

    let approve = format!("/reports/{report}/approve");
    for name in [demo::VILLAGE_HEAD, demo::COORDINATOR, demo::ADMIN] {
        let client = server.login(name).await;
        client.act(&approve, &etag, json!({})).await.problem(403, "forbidden");
    }
    assert_eq!(scene.head.read(&work.path("")).await["state"], "submitted");
}

/// Until it is submitted again, the office sees the report as it was returned.
async fn changes_to_a_returned_report_are_hidden_from_the_office(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    scene.review(&report, Some("Thiếu số người"), &work).await;
    let mut draft = scene.draft().await;
    draft["narrative"] = json!("Đang viết lại");
    draft["activities"][0]["place"] = json!("Chưa chắc ở đâu");
    let etag = scene.head.get(&work.path("/report")).await.etag();
    scene.head.put(&work.path("/report"), &etag, draft).await.expect(200).ok();

    let own = scene.head.read(&work.path("/report")).await;
    assert_eq!((&own["narrative"], &own["revision"]), (&json!("Đang viết lại"), &json!(2)));
    for path in [work.path("/report"), format!("/reports/{report}")] {
        let seen = scene.chairman.read(&path).await;
        assert_eq!(seen["narrative"], "Đã tuyên truyền tại nhà văn hóa thôn.", "{path}");
        assert_eq!((&seen["state"], &seen["revision"]), (&json!("returned"), &json!(1)));
        assert_eq!(seen["return_reason"], "Thiếu số người");
        assert_eq!(seen["version"], own["version"]);
        assert!(!seen.to_string().contains("Chưa chắc"), "{seen}");
    }
    let listed = scene.chairman.all("/activities").await;
    assert!(!json!(listed).to_string().contains("Chưa chắc"), "{listed:?}");
}

async fn timeline_of_a_report_returned_twice_is_in_order(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    let report = scene.submit(&work).await;
    for reason in ["Thiếu ảnh", "Ảnh mờ"] {
        scene.review(&report, Some(reason), &work).await;
        let etag = scene.head.get(&work.path("/report")).await.etag();
        let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
        sent.expect(200).ok();
    }
    scene.review(&report, None, &work).await;
    let timeline = scene.head.get(&work.path("/timeline")).await.expect(200);
    let told: Vec<_> = (timeline.items().iter())
        .map(|entry| json!([entry["kind"], entry["revision"], entry["note"]]))
        .collect();
    let expected = json!([
        ["assigned", null, null],
        ["acknowledged", null, null],
        ["submitted", 1, null],
        ["returned", 1, "Thiếu ảnh"],
        ["submitted", 2, null],
        ["returned", 2, "Ảnh mờ"],
        ["submitted", 3, null],
        ["approved", 3, null]
    ]);
    assert_eq!(json!(told), expected);
}

/// Whoever saves or submits the whole report must have seen what was changed in its activities one
/// by one.
async fn report_etag_is_stale_after_a_change_of_its_activity(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let etag = scene.save_draft(&work, scene.draft().await).await;
    let report = scene.head.read(&work.path("/report")).await;
    let id = report["activities"][0]["id"].as_str().unwrap();
    let path = format!("/activities/{id}");
    let read = scene.head.get(&path).await.etag();
    scene.head.patch(&path, &read, json!({ "place": "Bến cá" })).await.expect(200).ok();
    let stale = scene.head.put(&work.path("/report"), &etag, scene.draft().await).await;
    stale.problem(412, "stale_version");
    let etag = scene.head.get(&work.path("/report")).await.etag();
    let read = scene.head.get(&path).await.etag();
    scene.head.delete(&path, &read).await.ok();
    let stale = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
    stale.problem(412, "stale_version");
}

async fn report_with_eleven_files_is_refused(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut files = Vec::new();
    for seed in 0..11 {
        let bytes = tests::photo::jpeg(seed, 32, 32);
        files.push(scene.head.upload("a.jpg", "image/jpeg", bytes).await.expect(201).id());
    }
    let mut draft = scene.draft().await;
    let mut second = draft["activities"][0].clone();
    draft["activities"][0]["attachments"] = json!(files[..6]);
    second["attachments"] = json!(files[6..]);
    draft["activities"].as_array_mut().unwrap().push(second);
    let put = |draft: serde_json::Value| {
        let call = scene.head.call(Method::PUT, &work.path("/report"));
        call.header("if-none-match", "*").json(draft).send()
    };
    let refused = put(draft.clone()).await;
    assert_eq!(refused.field_error("activities"), "too_many_files");
    draft["activities"][1]["attachments"] = json!(files[6..10]);
    put(draft).await.expect(201).ok();
}

async fn each_field_is_checked(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let good = scene.draft().await;
    let nobody = json!(uuid::Uuid::now_v7());
    let put = |draft: serde_json::Value| {
        let call = scene.head.call(Method::PUT, &work.path("/report"));
        call.header("if-none-match", "*").json(draft).send()
    };
    for field in ["narrative", "shortcomings", "proposals", "nil_reason", "late_explanation"] {
        let mut draft = good.clone();
        draft[field] = json!("x".repeat(10_001));
        assert_eq!(put(draft).await.field_error(field), "too_long");
    }
    for (field, wrong, named) in [
        ("held_at", json!("25:00"), "held_at"),
        ("held_on", json!("2027-01-01"), "held_on"),
        ("channel_id", nobody.clone(), "channel_id"),
        ("audiences", json!([nobody]), "audiences"),
        ("attachments", json!([nobody]), "attachments"),
        ("links", json!(["ftp://x"]), "links[0]"),
        ("place", json!("x".repeat(301)), "place"),
    ] {
        let mut draft = good.clone();
        draft["activities"][0][field] = wrong;
        let answer = put(draft).await;
        let named = match field {
            // Whose a file is, is asked of all of them together.
            "attachments" => named.to_owned(),
            _ => format!("activities[0].{named}"),
        };
        answer.field_error(&named);
    }
    let mut draft = good.clone();
    draft["activities"] = json!(vec![good["activities"][0].clone(); 51]);
    assert_eq!(put(draft).await.field_error("activities"), "too_many");
    // And what lacks for the sending is said at the sending.
    let mut draft = good.clone();
    draft["activities"][0]["held_on"] = json!(null);
    draft["activities"][0]["channel_id"] = json!(null);
    let etag = put(draft).await.expect(201).etag();
    let refused = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
    refused.field_error("activities[0].held_on");
    refused.field_error("activities[0].channel_id");
}
