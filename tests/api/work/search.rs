//! Search: Vietnamese as people type it, the same on both databases, and only what one may see.

use serde_json::{Value, json};
use tests::wait::until;
use tests::{Client, Database, Scene, Server, both_databases, demo};

both_databases!(
    search_finds_vietnamese_with_or_without_diacritics,
    search_finds_each_kind_of_object,
    search_finds_only_what_the_person_may_see,
    search_index_follows_every_change,
    index_is_built_beside_a_server_that_answers,
    search_ranks_title_matches_before_the_description,
    search_answers_200_to_any_text,
    each_list_filters_by_q,
);

/// The query, the title, and whether the query finds it.
const PAIRS: [(&str, &str, bool); 60] = [
    // Without marks, with them, with some of them.
    ("can bo", "Họp cán bộ thôn", true),
    ("cán bộ", "Họp cán bộ thôn", true),
    ("cán bo", "Họp cán bộ thôn", true),
    ("CAN BO", "Họp cán bộ thôn", true),
    ("CÁN BỘ", "họp cán bộ thôn", true),
    ("cản bổ", "Họp cán bộ thôn", true),
    ("can bo", "Họp CÁN BỘ thôn", true),
    // đ is d, and nothing else is.
    ("dai hoi", "Đại hội chi đoàn", true),
    ("đại hội", "Đại hội chi đoàn", true),
    ("Đ", "Đại hội chi đoàn", true),
    ("đ", "Dân vận khéo", true),
    ("d", "Đoàn thanh niên", true),
    ("t", "Đoàn kết", false),
    ("dien dan", "Diễn đàn nông dân", true),
    ("đời sống", "doi song van hoa", true),
    // Where the tone stands.
    ("hoà", "Hòa giải ở cơ sở", true),
    ("hòa", "Hoà giải ở cơ sở", true),
    ("hoa giai", "Hòa giải ở cơ sở", true),
    ("thuỷ", "Thủy sản", true),
    ("thuy san", "Thuỷ sản", true),
    ("khoẻ", "Sức khỏe cộng đồng", true),
    // Composed and decomposed.
    ("ca\u{301}n bo\u{323}\u{302}", "Họp cán bộ thôn", true),
    ("cán bộ", "Ho\u{323}p ca\u{301}n bo\u{323}\u{302}", true),
    ("Nhu\u{31b}o\u{323}ng", "Xã Cẩm Nhượng", true),
    ("nhuong", "Xã Cẩm Nhượng", true),
    ("ưu tiên", "Uu tien", true),
    ("uu tien", "Ưu tiên hồ sơ", true),
    // Beginnings, as one types; of the last word alone.
    ("tuyen tr", "Tuyên truyền lưu động", true),
    ("tuyen truy", "Tuyên truyền lưu động", true),
    ("tuye", "Tuyên truyền lưu động", true),
    ("tuy truyen", "Tuyên truyền lưu động", false),
    ("uyen", "Tuyên truyền lưu động", false),
    ("truyền t", "Truyền thanh xã", true),
    ("ruyen", "Truyền thanh xã", false),
    // Every word has to be there, in any order.
    ("truyen tuyen", "Tuyên truyền lưu động", true),
    ("luu dong tuyen truyen", "Tuyên truyền lưu động", true),
    ("tuyen truyen co dinh", "Tuyên truyền lưu động", false),
    ("thu tuc hanh chinh", "Cải cách thủ tục hành chính", true),
    ("cai cach tai chinh", "Cải cách thủ tục hành chính", false),
    // Other words are other words.
    ("bo can", "Bộ phận một cửa", false),
    ("ban", "Bán hàng", true),
    ("bạn", "Ban chỉ đạo", true),
    ("ngay", "Ngày hội đại đoàn kết", true),
    ("nghay", "Ngày hội đại đoàn kết", false),
    ("lang", "Làng nghề", true),
    ("nang", "Làng nghề", false),
    ("xuan bac", "Thôn Xuân Nam", false),
    // Numbers and signs.
    ("05/KH-UBND", "Kế hoạch số 05/KH-UBND", true),
    ("05 kh ubnd", "Kế hoạch số 05/KH-UBND", true),
    ("kh-ubnd", "Kế hoạch số 05/KH-UBND", true),
    ("05/KH", "Kế hoạch số 15/KH-UBND", false),
    ("18/11", "Ngày hội 18/11", true),
    ("18 11", "Ngày hội 18/11", true),
    ("nd30", "Nghị định 30/2020", false),
    ("30 2020", "Nghị định 30/2020", true),
    ("2020", "Nghị định 30/2020", true),
    ("202", "Nghị định 30/2020", true),
    // White space and quotation marks.
    ("  can   bo ", "Họp cán bộ thôn", true),
    ("“tìm hiểu”", "Cuộc thi “Tìm hiểu về CCHC”", true),
    ("tim\u{a0}hieu", "Cuộc thi “Tìm hiểu về CCHC”", true),
];

async fn find(client: &Client, q: &str, kinds: &str) -> Vec<Value> {
    let q: String = q.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!("&kinds={kinds}") };
    let found = client.read(&format!("/search?limit=20&q={q}{kinds}")).await;
    found["items"].as_array().unwrap().clone()
}

fn titles(found: &[Value]) -> Vec<&str> {
    found.iter().map(|hit| hit["title"].as_str().unwrap()).collect()
}

async fn search_finds_vietnamese_with_or_without_diacritics(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    // A title is kept in its composed form.
    let mut kept = std::collections::HashMap::new();
    for (_, text, _) in PAIRS {
        if !kept.contains_key(text) {
            let made = chairman.post("/tasks", json!({ "title": text })).await.expect(201);
            kept.insert(text, made.id());
        }
    }
    let mut wrong = Vec::new();
    for (typed, text, expected) in PAIRS {
        let id = &kept[text];
        let q: String = typed.bytes().map(|byte| format!("%{byte:02x}")).collect();
        // Of this one task, whatever else begins with the same letter: the ledger's filter and the
        // search ask the index alike.
        let listed = chairman.all(&format!("/tasks?q={q}")).await;
        let listed = listed.iter().any(|task| task["id"] == id.as_str());
        let found = find(&chairman, typed, "task").await;
        let found = found.len() == 20 || found.iter().any(|hit| hit["id"] == id.as_str());
        if listed != expected || (expected && !found) {
            wrong.push((typed, text, expected, listed, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn search_finds_each_kind_of_object(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Nói chuyện dưới cờ", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["narrative"] = json!("Bà con hưởng ứng nhiệt liệt.");
    draft["activities"][0]["place"] = json!("Bến cá phía đông");
    let etag = scene.save_draft(&work, draft).await;
    // What is not sent is nobody's to find.
    assert!(find(&scene.chairman, "huong ung nhiet liet", "").await.is_empty());
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await.expect(200);

    let one = async |q: &str, kind: &str| {
        let found = find(&scene.chairman, q, kind).await;
        found.first().unwrap_or_else(|| panic!("no {kind} for {q}")).clone()
    };
    assert_eq!(one("noi chuyen", "task").await["id"], work.task.as_str());
    let report = one("huong ung nhiet liet", "report").await;
    assert_eq!(report["id"], work.assignment.as_str());
    assert_eq!(report["detail"], "Thôn Xuân Bắc");
    assert_eq!(one("noi chuyen duoi co xuan bac", "report").await["id"], work.assignment.as_str());
    assert_eq!(one("ben ca phia dong", "activity").await["day"], "2026-11-15");
    assert_eq!(one("xuan bac", "unit").await["title"], "Thôn Xuân Bắc");
    assert_eq!(one("truong thon xuan bac", "person").await["kind"], "person");
    assert_eq!(one("tang cuong tuyen truyen", "directive").await["kind"], "directive");
    assert!(!sent.id().is_empty());

    let all = find(&scene.chairman, "xuan", "").await;
    let kinds: Vec<_> = all.iter().map(|hit| hit["kind"].as_str().unwrap()).collect();
    let order = ["task", "directive", "report", "activity", "unit", "person"];
    let place = |kind: &&str| order.iter().position(|one| one == kind);
    assert!(kinds.is_sorted_by_key(place), "{kinds:?}");
}

async fn search_finds_only_what_the_person_may_see(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let other = Scene::of(&server, "lamhoan").await;
    let coordinator = server.login(demo::COORDINATOR).await;
    let admin = server.login(demo::ADMIN).await;
    let work = scene.assign("Vạch kế sách riêng", "2026-11-30").await;
    scene.submit(&work).await;
    coordinator.post("/tasks", json!({ "title": "Vạch kế sách nháp" })).await.expect(201).ok();

    let q = "vach ke sach";
    let count = async |client: &Client| find(client, q, "").await.len();
    // Two tasks and a report; the task and the report; nothing.
    assert_eq!(count(&coordinator).await, 3);
    assert_eq!(titles(&find(&scene.head, q, "").await), ["Vạch kế sách riêng"; 2]);
    assert_eq!(count(&other.head).await, 0);
    // The administrator keeps the organisation, not the work.
    assert_eq!(count(&admin).await, 0);
    assert!(!find(&admin, "truong thon", "person").await.is_empty());
    // People are the office's and the administrator's to look up.
    assert!(find(&scene.head, "truong thon", "person").await.is_empty());
    assert!(!find(&scene.head, "xuan bac", "unit").await.is_empty());
    server.anonymous().get("/search?q=a").await.problem(401, "unauthenticated");
    coordinator.get("/search").await.problem(400, "malformed_query");
    coordinator.get("/search?q=a&kinds=letter").await.problem(400, "malformed_query");
}

async fn search_index_follows_every_change(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let other = Scene::of(&server, "lamhoan").await;
    let admin = server.login(demo::ADMIN).await;
    let made = scene.chairman.post("/tasks", scene.task("Quét vôi cổng làng", "2026-11-30")).await;
    let (task, etag) = (made.id(), made.expect(201).etag());
    let path = format!("/tasks/{task}");
    assert_eq!(find(&scene.head, "quet voi", "task").await.len(), 1);
    let renamed = json!({ "title": "Sơn cổng làng" });
    scene.chairman.patch(&path, &etag, renamed).await.expect(200).ok();
    assert!(find(&scene.head, "quet voi", "task").await.is_empty());
    assert_eq!(find(&scene.head, "son cong", "task").await.len(), 1);
    // Given to one more.
    assert!(find(&other.head, "son cong", "task").await.is_empty());
    let more = json!({ "units": [{ "unit_id": other.unit, "part": "supporting" }] });
    let etag = scene.chairman.get(&path).await.expect(200).etag();
    scene.chairman.act(&format!("{path}/assignments"), &etag, more).await.ok();
    assert_eq!(find(&other.head, "son cong", "task").await.len(), 1);

    // A returned report is found as it was sent; an activity being mended is not.
    let work = scene.assign("Dọn bãi biển", "2026-11-30").await;
    scene.acknowledge(&work).await;
    let mut draft = scene.draft().await;
    draft["activities"][0]["place"] = json!("Mỏm đá Con Rùa");
    let etag = scene.save_draft(&work, draft).await;
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
    let report = sent.expect(200).id();
    assert_eq!(find(&scene.chairman, "nha van hoa thon", "report").await.len(), 1);
    assert_eq!(find(&scene.chairman, "mom da con rua", "activity").await.len(), 1);
    scene.review(&report, Some("Thiếu ảnh"), &work).await;
    let mut draft = scene.draft().await;
    draft["narrative"] = json!("Viết lại hoàn toàn khác.");
    let etag = scene.head.get(&work.path("/report")).await.expect(200).etag();
    scene.head.put(&work.path("/report"), &etag, draft).await.ok();
    assert!(find(&scene.chairman, "viet lai hoan toan", "report").await.is_empty());
    assert_eq!(find(&scene.chairman, "nha van hoa thon", "report").await.len(), 1);
    assert!(find(&scene.chairman, "mom da con rua", "activity").await.is_empty());

    let unit = admin.get(&format!("/units/{}", scene.unit)).await.expect(200);
    let name = json!({ "name": "Thôn Bình Minh" });
    admin.patch(&format!("/units/{}", scene.unit), &unit.etag(), name).await.expect(200).ok();
    assert_eq!(find(&scene.chairman, "binh minh", "unit").await.len(), 1);

    // Built anew, it is the same.
    let queries = ["son cong", "nha van hoa thon", "binh minh", "truong thon", "tuyen truyen", "x"];
    let mut kept = Vec::new();
    for q in queries {
        kept.push(find(&scene.chairman, q, "").await);
    }
    server.home().run_ok(&["reindex"], "");
    for (q, kept) in queries.into_iter().zip(kept) {
        assert_eq!(find(&scene.chairman, q, "").await, kept, "{q}");
    }
}

/// A server answers at once, and what is older than its index is found when that is built.
async fn index_is_built_beside_a_server_that_answers(database: Database) {
    let mut server = Server::demo(database);
    let store = |server: &Server, sql: &str| server.home().store().query(sql);
    let built =
        |server: &Server| store(server, "SELECT count(*) FROM search_marks WHERE name = 'built'");
    assert_eq!(built(&server), "1");
    let positions = store(&server, "SELECT count(*) FROM search_marks WHERE position IS NOT NULL");
    let _ = store(&server, "DELETE FROM search_marks");
    server.restart();
    let chairman = server.login(demo::CHAIRMAN).await;
    until("the index is built", || built(&server) == "1").await;
    assert!(!find(&chairman, "tuyen truyen", "").await.is_empty());

    // What was indexed before it was broken off is not gone through again.
    let _ = store(&server, "DELETE FROM search_marks WHERE name = 'built'");
    let before = store(&server, "SELECT count(*) FROM search_documents");
    server.restart();
    until("the index is built again", || built(&server) == "1").await;
    let marks = "SELECT count(*) FROM search_marks WHERE position IS NOT NULL";
    assert_eq!(store(&server, marks), positions);
    assert_eq!(store(&server, "SELECT count(*) FROM search_documents"), before);
}

async fn search_ranks_title_matches_before_the_description(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let said = "Treo pano ở chợ, kể cả chợ ghẹ.";
    for title in ["Chợ ghẹ buổi sớm", "Ra quân ở chợ ghẹ", "Ghẹ và chợ", "Việc khác"]
    {
        let body = json!({ "title": title, "description": said });
        chairman.post("/tasks", body).await.expect(201).ok();
    }
    let found = find(&chairman, "cho ghe", "task").await;
    let titles = titles(&found);
    let expected = ["Chợ ghẹ buổi sớm", "Ra quân ở chợ ghẹ", "Ghẹ và chợ", "Việc khác"];
    assert_eq!(titles[..4], expected, "{titles:?}");
    let few = chairman.read("/search?q=cho%20ghe&limit=2&kinds=task").await;
    assert_eq!((few["items"].as_array().map(Vec::len), &few["more"]), (Some(2), &json!(["task"])));
}

async fn search_answers_200_to_any_text(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let long = "a".repeat(3000);
    let many = "an ".repeat(500);
    for typed in [
        "",
        " ",
        "\"",
        "'",
        "*",
        "a*",
        "a AND",
        "NOT a",
        "a NEAR b",
        "(a",
        "title:a",
        "{title}:a",
        "a & b",
        "a | !b",
        "a:*",
        "\\",
        "%",
        "_",
        "'; DROP TABLE tasks; --",
        "😀",
        "一二",
        "٣",
        "ﬁ",
        "ǆ",
        "İ",
        &long,
        &many,
    ] {
        let q: String = typed.bytes().map(|byte| format!("%{byte:02x}")).collect();
        chairman.get(&format!("/search?q={q}")).await.expect(200).ok();
        chairman.get(&format!("/tasks?q={q}")).await.expect(200).ok();
        chairman.get(&format!("/assignments?q={q}")).await.expect(200).ok();
    }
}

async fn each_list_filters_by_q(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let work = scene.assign("Nhảy dân vũ", "2026-11-30").await;
    let ids = async |path: &str| {
        let all = scene.chairman.all(path).await;
        all.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("/tasks?q=dan%20vu").await, std::slice::from_ref(&work.task));
    assert_eq!(ids("/assignments?q=dan%20vu").await, std::slice::from_ref(&work.assignment));
    assert!(ids("/assignments?q=xuan%20bac").await.contains(&work.assignment));
    assert_eq!(ids("/units?q=xuan%20b").await, std::slice::from_ref(&scene.unit));
    assert!(!ids("/directives?q=tuyen%20truyen").await.is_empty());
    assert!(ids("/directives?q=khong%20co").await.is_empty());
}
