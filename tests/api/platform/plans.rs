//! What reads cost does not grow with what there is: no statement of the requests below walks through a
//! table that grows, and each page is read in its order. Asked of the databases' own plans.

use std::collections::{BTreeMap, BTreeSet};

use tests::database::Store;
use tests::scene::id;
use tests::server::Home;
use tests::{Database, both_databases};

both_databases!(reads_find_rows_by_indexes_and_pages_in_their_order);

/// Tables that grow with the work.
const GROWING: &[&str] = &[
    "activities",
    "activity_attachments",
    "activity_items",
    "activity_links",
    "activity_places",
    "activity_sums",
    "activity_units",
    "activity_values",
    "assignment_events",
    "assignment_sums",
    "assignments",
    "attachments",
    "audit_entries",
    "comments",
    "extensions",
    "notices",
    "report_revisions",
    "reports",
    "search_documents",
    "tasks",
];

/// Not asked, and why.
const UNASKED: &[(&str, &str)] = &[
    ("tsquery", "PostgreSQL's text index knows no order: what is rare is sorted"),
    ("search_index MATCH", "the command sqlite3 may be too old for FTS5's options"),
    (r#""parent_assignment_id" IS NOT NULL"#, "parts of assignments are few, and sorted"),
    (r#""due_key") IN (SELECT"#, "PostgreSQL cannot tell the types of its values without them"),
    (r#""activity_units"."day_key" = "#, "what a unit does on one day is little, and sorted"),
];

async fn reads_find_rows_by_indexes_and_pages_in_their_order(database: Database) {
    let home = Home::new(database);
    // So much that a walk through a table is dearer than its index.
    let load = ["demo", "load", "--units", "30", "--users", "30", "--tasks", "300"];
    let rest = ["--assignments", "6000", "--reports", "5000", "--activities", "15000"];
    home.run_ok(&[load.as_slice(), &rest].concat(), "");
    let mut server = home.serve(false);
    server.restart_with(&[("LOA_LOG", "warn,sqlx::query=debug"), ("LOA_JOBS", "false")]);
    let (chairman, head) = (server.login("load-1").await, server.login("load-2").await);
    let work = head.read("/assignments?state=approved&limit=1").await["items"][0].clone();
    let (unit, task) = (id(&work["unit"]["id"]), id(&work["task"]["id"]));
    let work = id(&work["id"]);
    let activity = id(&chairman.read("/activities?limit=1").await["items"][0]["id"]);
    let office = [
        "/assignments?limit=50&include_total=true".to_owned(),
        "/assignments?limit=50&include_total=true&due_from=2026-11-01&due_to=2026-11-30".into(),
        format!("/assignments?limit=50&include_total=true&unit={unit}&state=submitted"),
        format!("/assignments?limit=50&include_total=true&unit={unit}"),
        "/assignments?timeliness=overdue".into(),
        format!("/assignments?task={task}"),
        format!("/assignments/{work}"),
        format!("/assignments/{work}/report"),
        "/tasks?limit=50&include_total=true".into(),
        format!("/tasks/{task}"),
        "/reports?limit=50&include_total=true".into(),
        "/activities?limit=50&include_total=true".into(),
        "/activities?from=2026-11-01&to=2026-11-30".into(),
        format!("/activities?unit={unit}"),
        format!("/activities/{activity}"),
        "/notices".into(),
        "/extensions".into(),
        "/calendar?from=2026-11-01&to=2026-11-30".into(),
        format!("/calendar?from=2026-11-01&to=2026-11-30&unit={unit}"),
        "/calendar/2026-11-18?include_total=true".into(),
        "/statistics/coverage?from=2026-01-15&to=2026-11-18".into(),
        "/statistics/coverage?by=channels".into(),
        "/statistics/indicators?from=2026-01-15".into(),
        format!("/statistics/indicators?unit={unit}"),
        "/statistics/timeliness".into(),
        "/dashboard".into(),
        "/search?q=tuyen%20truyen".into(),
        "/auth/me".into(),
    ];
    let village = [
        "/assignments?limit=50&include_total=true".to_owned(),
        "/activities?limit=50&include_total=true".into(),
        "/calendar?from=2026-11-01&to=2026-11-30".into(),
        "/calendar/2026-11-18".into(),
        "/dashboard".into(),
        "/notices".into(),
        format!("/assignments/{work}"),
    ];
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for (client, paths) in [(&chairman, &office[..]), (&head, &village[..])] {
        for path in paths {
            client.read(path).await;
            for statement in statements(&server.log()) {
                asked.entry(statement).or_insert_with(|| path.clone());
            }
        }
    }
    assert!(asked.len() > 60, "{}", asked.len());
    let home = server.home();
    let wrong: Vec<String> = (asked.iter())
        .filter(|(statement, _)| statement.starts_with("SELECT") || statement.starts_with("WITH"))
        .filter(|(statement, _)| !UNASKED.iter().any(|(part, _)| statement.contains(part)))
        .filter_map(|(statement, path)| {
            let plan = plan(home.store(), statement);
            let fault = fault(database, statement, &plan)?;
            Some(format!("{path}: {fault}\n{statement}\n{plan}\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The statements that the log has, each once.
fn statements(log: &str) -> BTreeSet<String> {
    log.lines()
        .filter_map(|line| {
            let after = |name: &str| line.split_once(name).map(|(_, rest)| rest);
            let quoted = after("db.statement=\"")
                .or_else(|| after(" sql=\""))
                .or_else(|| after("summary=\""));
            Some(unquoted(quoted?))
        })
        .filter(|statement| !statement.contains('…'))
        .collect()
}

/// A text up to its closing quote, without escapes.
fn unquoted(text: &str) -> String {
    let mut found = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => match letters.next() {
                Some('n') => found.push(' '),
                Some(other) => found.push(other),
                None => break,
            },
            other => found.push(other),
        }
    }
    found.trim().to_owned()
}

/// How the database would answer, with any values.
fn plan(store: &Store, statement: &str) -> String {
    match store.database() {
        Database::Sqlite => store.query(&format!("EXPLAIN QUERY PLAN {statement}")),
        Database::Postgres => {
            // Tables of the demo are small: whether it could do without walking through them is asked.
            let values = (1..100).take_while(|n| statement.contains(&format!("${n}")));
            let nulls = vec!["NULL"; values.count()].join(", ");
            let values = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
            // Whether a page could do without being sorted, too.
            let sort = if statement.contains("LIMIT") { "off" } else { "on" };
            store.query(&format!(
                "SET enable_seqscan = off; SET enable_sort = {sort}; \
                 SET plan_cache_mode = force_generic_plan; \
                 PREPARE asked AS {statement}; EXPLAIN (COSTS OFF) EXECUTE asked{values}"
            ))
        }
    }
}

/// What is wrong with a plan.
fn fault(database: Database, statement: &str, plan: &str) -> Option<String> {
    let walked = match database {
        Database::Sqlite => scanned_by_sqlite(statement, plan),
        Database::Postgres => walked_by_postgres(plan),
    };
    if let Some(table) = walked {
        return Some(format!("walks through {table}"));
    }
    let sorts = match database {
        Database::Sqlite => plan.contains("USE TEMP B-TREE FOR ORDER BY"),
        Database::Postgres => {
            (plan.lines()).any(|line| line.trim_start_matches([' ', '-', '>']).trim_end() == "Sort")
        }
    };
    let grows = GROWING.iter().any(|table| !names_of(statement, table).is_empty());
    let paged = statement.contains("LIMIT");
    (sorts && grows && paged).then(|| "sorts a page".to_owned())
}

/// The table that PostgreSQL walks through. (Walks through an index as a whole are not told apart: with
/// walks through tables forbidden, it takes those for small tables.)
fn walked_by_postgres(plan: &str) -> Option<String> {
    plan.lines().find_map(|line| {
        let (_, table) = line.split_once("Seq Scan on ")?;
        let table = table.split(' ').next()?;
        GROWING.contains(&table).then(|| table.to_owned())
    })
}

/// The table that SQLite walks through without looking anything up in an index.
fn scanned_by_sqlite(statement: &str, plan: &str) -> Option<String> {
    let scanned: BTreeSet<&str> = (plan.lines())
        .filter_map(|line| line.split_once("SCAN "))
        .filter_map(|(_, what)| what.split(' ').next())
        .collect();
    let walked = |table: &&&str| {
        names_of(statement, table).iter().any(|name| scanned.contains(name.as_str()))
    };
    GROWING.iter().find(walked).map(|table| (*table).to_owned())
}

/// By which names a statement has a table.
fn names_of(statement: &str, table: &str) -> BTreeSet<String> {
    let bare = statement.replace('"', "");
    let words: Vec<&str> =
        bare.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    let mut names = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        if *word != table || !matches!(before.to_uppercase().as_str(), "FROM" | "JOIN") {
            continue;
        }
        names.insert(table.to_owned());
        let rest = words.get(at + 1..).unwrap_or_default();
        let alias = match rest {
            [first, second, ..] if first.eq_ignore_ascii_case("AS") => Some(*second),
            [first, ..] => Some(*first),
            [] => None,
        };
        names.extend(alias.map(ToOwned::to_owned));
    }
    names
}
