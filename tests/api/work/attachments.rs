//! Attachments: which files are accepted, what is served, and who may read them.

use tests::{Database, Scene, Server, both_databases, demo, photo};
use uuid::Uuid;

both_databases!(
    uploaded_picture_is_served_with_thumbnail_and_etag,
    unattached_file_of_another_person_is_404,
    file_of_a_draft_report_is_404_outside_its_unit,
    directive_file_is_404_to_units_without_a_task_of_it,
    file_type_is_decided_by_content_not_by_name,
    file_names_are_stripped_of_paths_and_control_characters,
    file_over_ten_megabytes_is_413,
);

async fn uploaded_picture_is_served_with_thumbnail_and_etag(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let bytes = photo::jpeg(1, 800, 600);
    let made = scene.head.upload("ảnh họp thôn.jpg", "image/jpeg", bytes).await.expect(201);
    assert_eq!(made.body["file_name"], "ảnh họp thôn.jpg");
    assert_eq!(made.body["media_type"], "image/jpeg");
    assert_eq!((&made.body["width"], &made.body["height"]), (&800.into(), &600.into()));

    let path = format!("/attachments/{}", made.id());
    let file = scene.head.get(&path).await.expect(200);
    assert_eq!(file.header("content-type"), "image/jpeg");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"), "{}", file.request);
    assert!(file.header("cache-control").contains("private"), "{:?}", file.headers);
    assert!(image::load_from_memory(&file.bytes).is_ok());
    // A weak network asks whether anything changed, and gets no picture twice.
    let call = scene.head.call(reqwest::Method::GET, &path).header("if-none-match", &file.etag());
    call.send().await.expect(304).bytes.is_empty().then_some(()).expect("no body");

    let small = scene.head.get(&format!("{path}/thumbnail")).await.expect(200);
    let small = image::load_from_memory(&small.bytes).unwrap();
    assert!(small.width() < 800 && small.width() * 3 == small.height() * 4, "{}", small.width());
}

async fn unattached_file_of_another_person_is_404(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let made = scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(2, 64, 64)).await.expect(201);
    for name in [demo::OTHER_VILLAGE_HEAD, demo::CHAIRMAN, demo::COMMITTEE] {
        let client = server.login(name).await;
        for rest in ["", "/thumbnail"] {
            let path = format!("/attachments/{}{rest}", made.id());
            client.get(&path).await.problem(404, "not_found");
        }
    }
    let nobody = server.anonymous().get(&format!("/attachments/{}", made.id())).await;
    nobody.problem(401, "unauthenticated");
}

async fn file_type_is_decided_by_content_not_by_name(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let picture = photo::jpeg(3, 200, 200);
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let polyglot = [&b"\xff\xd8\xff\xe0<html><script>alert(1)</script>"[..], &[0; 64]].concat();
    for (name, media, bytes) in [
        ("a.jpg", "image/jpeg", b"<html><script>alert(1)</script></html>".to_vec()),
        ("a.svg", "image/svg+xml", svg.to_vec()),
        ("a.jpg", "image/jpeg", svg.to_vec()),
        ("a.jpg", "image/jpeg", polyglot),
        ("a.jpg", "image/jpeg", picture[..picture.len() / 2].to_vec()),
        ("a.jpg", "image/jpeg", Vec::new()),
        ("a.exe", "application/octet-stream", b"MZ\x90\0\x03".to_vec()),
        ("a.pdf", "application/pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF".to_vec()),
        ("a.mp3", "audio/mpeg", [&b"ID3\x03\0\0\0\0\0\0"[..], &svg[..]].concat()),
    ] {
        let answer = scene.head.upload(name, media, bytes).await;
        assert!(matches!(answer.status, 415 | 422), "{name} {media}: {answer}");
    }
    // And the other way round: a picture under a wrong name is the picture it is.
    let taken = scene.head.upload("a.png", "image/png", picture).await.expect(201);
    assert_eq!(taken.body["media_type"], "image/jpeg");
}

async fn file_names_are_stripped_of_paths_and_control_characters(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let long = format!("{}.jpg", "ả".repeat(300));
    let names = ["../../etc/passwd.jpg", "a\u{202e}gpj.exe.jpg", "..", long.as_str(), "a/b\\c.jpg"];
    for (seed, name) in (10..).zip(names) {
        let picture = photo::jpeg(seed, 32, 32);
        let made = scene.head.upload(name, "image/jpeg", picture).await.expect(201);
        let kept = made.body["file_name"].as_str().unwrap();
        assert!(!kept.contains(['/', '\\', '\0', '\r', '\n', '\u{202e}']), "{kept:?}");
        assert!(
            kept.chars().count() <= 255 && !kept.starts_with('.') && !kept.is_empty(),
            "{kept:?}"
        );
        let file = scene.head.get(&format!("/attachments/{}", made.id())).await.expect(200);
        assert!(!file.header("content-disposition").contains(".."), "{:?}", file.headers);
    }
    let unknown = scene.head.get(&format!("/attachments/{}", Uuid::now_v7())).await;
    unknown.problem(404, "not_found");
}

async fn file_over_ten_megabytes_is_413(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let mut bytes = photo::jpeg(4, 64, 64);
    bytes.resize(10 * 1024 * 1024 + 1, 0);
    let answer = scene.head.upload("a.jpg", "image/jpeg", bytes).await;
    answer.problem(413, "payload_too_large");
}

async fn file_of_a_draft_report_is_404_outside_its_unit(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Họp thôn", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let file = scene.head.upload("a.jpg", "image/jpeg", photo::jpeg(5, 64, 64)).await.expect(201);
    let path = format!("/attachments/{}", file.id());
    let mut draft = scene.draft().await;
    draft["activities"][0]["attachments"] = serde_json::json!([file.id()]);
    let etag = scene.save_draft(&work, draft).await;
    let other = server.login(demo::OTHER_VILLAGE_HEAD).await;
    for client in [&scene.chairman, &other] {
        client.get(&path).await.problem(404, "not_found");
    }
    let sent = scene.head.act(&work.path("/report/submit"), &etag, serde_json::json!({})).await;
    sent.expect(200).ok();
    scene.chairman.get(&path).await.expect(200).ok();
    other.get(&path).await.problem(404, "not_found");
}

async fn directive_file_is_404_to_units_without_a_task_of_it(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let letter = coordinator.upload("a.jpg", "image/jpeg", photo::jpeg(6, 64, 64)).await;
    let letter = letter.expect(201).id();
    let body = serde_json::json!({
        "subject": "Kế hoạch", "clauses": ["Một"], "attachment_id": letter,
    });
    let made = coordinator.post("/directives", body).await.expect(201);
    let path = format!("/attachments/{letter}");
    scene.chairman.get(&path).await.expect(200).ok();
    scene.head.get(&path).await.problem(404, "not_found");

    let issue = format!("/directives/{}/issue", made.id());
    let number = serde_json::json!({ "number": "98/KH-UBND", "signed_on": "2026-11-16" });
    coordinator.act(&issue, &made.etag(), number).await.expect(200).ok();
    scene.head.get(&path).await.problem(404, "not_found");
    let mut task = scene.task("Theo kế hoạch", "2026-11-30");
    task["directive_id"] = serde_json::json!(made.id());
    scene.chairman.post("/tasks", task).await.expect(201).ok();
    scene.head.get(&path).await.expect(200).ok();
}
