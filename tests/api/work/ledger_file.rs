//! Export of the ledger: the rows of the list, with Vietnamese words, as CSV and as XLSX.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tests::scene::Work;
use tests::{Client, Database, Scene, Server, both_databases, deep, demo};

both_databases!(
    late_work_stays_late_in_export_list_and_figures,
    export_has_the_rows_and_order_of_the_list,
    village_head_exports_only_rows_of_the_own_unit,
    exported_title_is_never_a_formula,
    export_is_recorded_in_the_audit_log,
    export_over_50_000_rows_is_refused,
);

const HEADS: [&str; 15] = [
    "STT",
    "Nhiệm vụ",
    "Đơn vị",
    "Vai trò",
    "Trạng thái",
    "Hạn ban đầu",
    "Hạn hiện hành",
    "Số lần gia hạn",
    "Ngày tiếp nhận",
    "Ngày gửi báo cáo lần đầu",
    "Ngày gửi báo cáo lần cuối",
    "Ngày phê duyệt",
    "Kết quả theo hạn ban đầu",
    "Số ngày quá hạn",
    "Người phê duyệt",
];

/// The rows of the CSV below its header.
async fn csv(client: &Client, query: &str) -> Vec<Vec<String>> {
    let answer = client.get(&format!("/assignments/export?format=csv&{query}")).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").contains("so-nhiem-vu-2026-11-"));
    let text = String::from_utf8(answer.bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut rows = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap(), HEADS.as_slice());
    rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows of the workbook below its header, with the lines above it.
async fn xlsx(client: &Client, query: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let answer = client.get(&format!("/assignments/export?{query}")).await.expect(200);
    assert!(answer.header("content-type").contains("spreadsheetml"));
    assert!(answer.header("content-disposition").contains(".xlsx"));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
    let sheet = book.worksheet_range("Sổ theo dõi nhiệm vụ").unwrap();
    let mut rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let body = rows.split_off(4);
    let above = rows[..3].iter().map(|row| row[0].to_string()).collect();
    let heads: Vec<String> = rows[3].iter().map(ToString::to_string).collect();
    assert_eq!(heads, HEADS);
    (above, body)
}

/// The row of one assignment in the CSV.
async fn row_of(client: &Client, work: &Work) -> Vec<String> {
    let mut rows = csv(client, &format!("task={}", work.task)).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

async fn send_late(scene: &Scene, work: &Work) -> String {
    scene.acknowledge(work).await;
    let mut draft = scene.draft().await;
    draft["late_explanation"] = json!("Loa thôn hỏng");
    let etag = scene.save_draft(work, draft).await;
    let sent = scene.head.act(&work.path("/report/submit"), &etag, json!({})).await;
    sent.expect(200).id()
}

async fn results(scene: &Scene) -> Value {
    scene.chairman.read("/statistics/timeliness").await["total"].clone()
}

/// What was done after the original deadline is late in the export, in the list and in the figures;
/// an extension does not change that.
async fn late_work_stays_late_in_export_list_and_figures(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let before = results(&scene).await;
    let late = scene.assign("Gửi muộn", "2026-11-18").await;
    let extended = scene.assign("Gia hạn", "2026-11-20").await;
    let in_time = scene.assign("Đúng hạn", "2026-11-30").await;
    let missed = scene.assign("Chưa làm", "2026-11-19").await;
    let etag = scene.head.get(&extended.path("")).await.expect(200).etag();
    let ask = json!({ "due_on": "2026-11-27", "reason": "Mưa lớn" });
    let asked = scene.head.act(&extended.path("/extensions"), &etag, ask).await.expect(201);
    let grant = format!("/extensions/{}/grant", asked.id());
    scene.chairman.act(&grant, &asked.etag(), json!({})).await.ok();

    server.clock().set("2026-11-23T09:05:00+07:00");
    let scene = Scene::new(&server).await;
    for work in [&late, &extended] {
        let report = send_late(&scene, work).await;
        scene.review(&report, None, work).await;
    }
    let report = scene.submit(&in_time).await;
    scene.review(&report, None, &in_time).await;

    let day = "23/11/2026 09:05";
    let by = scene.chairman.read("/auth/me").await["full_name"].as_str().unwrap().to_owned();
    for (work, due, now_due, result, days) in [
        (&late, "18/11/2026", "18/11/2026", "Hoàn thành quá hạn", "5"),
        (&extended, "20/11/2026", "27/11/2026", "Hoàn thành quá hạn", "3"),
        (&in_time, "30/11/2026", "30/11/2026", "Hoàn thành đúng hạn", ""),
        (&missed, "19/11/2026", "19/11/2026", "Quá hạn chưa hoàn thành", "4"),
    ] {
        let row = row_of(&scene.chairman, work).await;
        let approved = work.task != missed.task;
        let said = |text: &str| if approved { text.to_owned() } else { String::new() };
        let state = if approved { "Đã duyệt" } else { "Chưa tiếp nhận" };
        assert_eq!(row[3..7], ["Thực hiện", state, due, now_due], "{row:?}");
        assert_eq!(row[7], if work.task == extended.task { "1" } else { "0" });
        assert_eq!(row[8..12], [said(day), said(day), said(day), said(day)], "{row:?}");
        assert_eq!(row[12..14], [result, days], "{row:?}");
        assert_eq!(row[14].starts_with(&by), approved, "{row:?}");
        let (_, sheet) = xlsx(&scene.chairman, &format!("task={}", work.task)).await;
        assert_eq!(sheet.len(), 1);
        let there = NaiveDate::parse_from_str(due, "%d/%m/%Y").unwrap();
        assert_eq!(sheet[0][5].as_date(), Some(there), "a real date");
        assert_eq!(sheet[0][12].to_string(), result);
        assert_eq!(sheet[0][13].as_i64(), days.parse().ok());
        if approved {
            assert_eq!(sheet[0][9].as_datetime().unwrap().to_string(), "2026-11-23 09:05:00");
        }
    }
    for work in [&late, &extended] {
        assert_eq!(scene.chairman.read(&work.path("")).await["result"], "done_late");
    }
    let after = results(&scene).await;
    let more = |name: &str| after[name].as_i64().unwrap() - before[name].as_i64().unwrap();
    assert_eq!((more("done_late"), more("done_on_time")), (2, 1));
}

/// Filters and order are those of the list, and over many pages no row is missing or comes twice.
async fn export_has_the_rows_and_order_of_the_list(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for number in 0..205 {
        let due = format!("2026-12-{:02}", number % 28 + 1);
        scene.chairman.post("/tasks", scene.task(&format!("Việc {number}"), &due)).await.ok();
    }
    let unit = format!("unit={}", scene.unit);
    for query in [
        "",
        &unit,
        "state=approved,submitted",
        "timeliness=overdue",
        "sort=-due_at",
        "sort=-created_at",
        "due_from=2026-12-05&due_to=2026-12-20",
        "q=viec",
        "timeliness=done&q=khong-co-viec-nay",
    ] {
        let list = scene.chairman.all(&format!("/assignments?limit=200&{query}")).await;
        let shown = |item: &Value| [&item["task"]["name"], &item["unit"]["name"]].map(text);
        let shown: Vec<_> = list.iter().map(shown).collect();
        let file = csv(&scene.chairman, query).await;
        let file_shown: Vec<_> = file.iter().map(|row| [row[1].clone(), row[2].clone()]).collect();
        assert_eq!(file_shown, shown, "{query}");
        for (number, row) in (1..).zip(&file) {
            assert_eq!(row[0], number.to_string());
        }
        let (above, sheet) = xlsx(&scene.chairman, query).await;
        let there = |row: &Vec<Data>| [row[1].to_string(), row[2].to_string()];
        assert_eq!(sheet.iter().map(there).collect::<Vec<_>>(), shown, "{query}");
        assert!(above[0].starts_with("UBND xã") && above[2].contains("16/11/2026"), "{above:?}");
    }
    for wrong in ["format=pdf", "sort=title", "state=lost", "due_from=mai", "timeliness=soon"] {
        for format in ["", "&format=csv"] {
            let path = format!("/assignments/export?{wrong}{format}");
            scene.chairman.get(&path).await.problem(400, "malformed_query");
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn village_head_exports_only_rows_of_the_own_unit(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    let other = Scene::of(&server, demo::OTHER_VILLAGE_HEAD).await;
    let theirs = other.assign("Việc của thôn khác", "2026-11-30").await;
    let own = scene.head.read("/auth/me").await["unit_name"].clone();
    let rows = csv(&scene.head, "").await;
    assert!(!rows.is_empty() && rows.iter().all(|row| own == *row[2]), "{own}: {rows:?}");
    assert_eq!(rows.len(), scene.head.all("/assignments").await.len());
    for query in [format!("task={}", theirs.task), format!("unit={}", other.unit)] {
        assert_eq!(csv(&scene.head, &query).await, Vec::<Vec<String>>::new());
        assert_eq!(xlsx(&scene.head, &query).await.1, Vec::<Vec<Data>>::new());
    }
}

async fn exported_title_is_never_a_formula(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    for title in ["=1+1", "+84 gọi dân", "-2 việc", "@SUM(A1)", "=HYPERLINK(\"http://x\";\"y\")"]
    {
        let work = scene.assign(title, "2026-11-30").await;
        let row = row_of(&scene.chairman, &work).await;
        assert_eq!(row[1], format!("'{title}"));
        let (_, sheet) = xlsx(&scene.chairman, &format!("task={}", work.task)).await;
        assert_eq!(sheet[0][1], Data::String(title.to_owned()));
    }
}

async fn export_is_recorded_in_the_audit_log(database: Database) {
    let server = Server::demo(database);
    let scene = Scene::new(&server).await;
    csv(&scene.head, "state=approved").await;
    xlsx(&scene.chairman, "timeliness=overdue&q=loa").await;
    // What was refused took nothing out.
    scene.chairman.get("/assignments/export?sort=title").await.problem(400, "malformed_query");
    server.login(demo::ADMIN).await.get("/assignments/export").await.problem(403, "forbidden");
    let log = scene.chairman.all("/audit?action=assignment.export").await;
    assert_eq!(log.len(), 2);
    let after = &log[0]["changes"][0]["after"];
    assert_eq!(after["format"], "xlsx");
    assert_eq!(after["timeliness"], "overdue");
    assert_eq!(after["q"], "loa");
    assert_eq!(log[0]["by"], scene.chairman.read("/auth/me").await["full_name"]);
    let after = &log[1]["changes"][0]["after"];
    assert_eq!((&after["format"], &after["state"]), (&json!("csv"), &json!("approved")));
    assert_eq!(log[1]["by"], scene.head.read("/auth/me").await["full_name"]);
}

/// 50,000 rows are exported; with one more the answer says what to do.
async fn export_over_50_000_rows_is_refused(database: Database) {
    let server = Server::demo(database);
    let chairman = server.login(demo::CHAIRMAN).await;
    let here = usize::try_from(chairman.read(COUNTED).await["total"].as_u64().unwrap()).unwrap();
    let id = server.home().store().uuid_text("id");
    let store = server.home().store();
    // One cancelled row again and again: those are not unique.
    let made = match database {
        Database::Postgres => "gen_random_uuid()",
        Database::Sqlite => "randomblob(16)",
    };
    let columns = "commune_id, task_id, unit_id, responsible_unit_id, part, visible, \
        reviewer_post_id, due_key, resubmitted_late, created_at, version, change_seq, extensions";
    let many = |count: usize| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO assignments (id, state, {columns})
             SELECT {made}, 'cancelled', {columns} FROM n, (SELECT * FROM assignments
             WHERE visible = true AND parent_assignment_id IS NULL ORDER BY {id} LIMIT 1) AS one"
        )
    };
    let _ = store.query(&many(50_000 - here));
    // As the database does by itself after a while: it is to know that the table has grown.
    let _ = store.query("ANALYZE assignments");
    assert_eq!(chairman.read(COUNTED).await["total"], 10_000, "as many as the list counts");
    if deep() {
        assert_eq!(csv(&chairman, "").await.len(), 50_000);
    }
    let _ = store.query(&many(1));
    for format in ["xlsx", "csv"] {
        let path = format!("/assignments/export?format={format}");
        let answer = chairman.get(&path).await;
        assert!(answer.body["detail"].as_str().unwrap().contains("50.000"), "{answer}");
        answer.problem(422, "too_many_rows");
    }
    assert!(csv(&chairman, "state=approved").await.len() < here);
}

const COUNTED: &str = "/assignments?limit=1&include_total=true";
