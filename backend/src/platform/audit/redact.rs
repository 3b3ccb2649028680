//! What the log does not say. What a unit writes is its own until it is sent (ADR 10): of a draft
//! the log has ids and counts. How somebody can be reached is told to nobody: of an address and a
//! number the log says that they have changed.

use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::dto::work::report::ReportView;

use super::repo::{Attachment, Report};

/// What is written by hand in a report.
const REPORT_TEXTS: [&str; 5] =
    ["narrative", "shortcomings", "proposals", "nil_reason", "late_explanation"];
/// What is written by hand in an activity.
const ACTIVITY_TEXTS: [&str; 2] = ["place", "note"];
/// By what people are reached.
const CONTACTS: [&str; 2] = ["email", "phone"];
/// The file's name, and the day that its picture was taken on.
const FILE_NAMES: [&str; 2] = ["file_name", "captured_on"];

/// How much there is of a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Activities.
    pub activities: i64,
    /// Photos and files.
    pub files: i64,
    /// Words, parted by blanks.
    pub words: i64,
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn words(text: &str) -> i64 {
    count(text.split_whitespace().count())
}

/// How much there is of a report.
#[must_use]
pub fn counts(view: &ReportView) -> Counts {
    let optional = [&view.nil_reason, &view.late_explanation];
    let texts = [&view.narrative, &view.shortcomings, &view.proposals];
    let own: i64 = texts.into_iter().chain(optional.into_iter().flatten()).map(|t| words(t)).sum();
    let activities = view.activities.iter();
    Counts {
        activities: count(view.activities.len()),
        files: count(activities.clone().map(|one| one.attachments.len()).sum()),
        words: own + activities.map(|one| words(&one.place) + words(&one.note)).sum::<i64>(),
    }
}

fn fields(row: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A report's row without what is written in it.
#[must_use]
pub fn report(row: &Report) -> Value {
    without_text(fields(row), &REPORT_TEXTS)
}

/// A file's row without its name.
#[must_use]
pub fn file(row: &Attachment) -> Value {
    without_file_names(fields(row))
}

/// An activity: which, and how much of it there is.
#[must_use]
pub fn activity(view: &impl Serialize) -> Value {
    activity_of(&fields(view))
}

fn without_text(mut row: Map<String, Value>, texts: &[&str]) -> Value {
    let taken = texts.iter().filter_map(|name| row.remove(*name));
    let sum: i64 = taken.map(|text| text.as_str().map_or(0, words)).sum();
    row.insert("words".into(), sum.into());
    Value::Object(row)
}

fn without_file_names(mut row: Map<String, Value>) -> Value {
    for name in FILE_NAMES {
        row.remove(name);
    }
    Value::Object(row)
}

fn activity_of(row: &Map<String, Value>) -> Value {
    let much = |name: &str| row.get(name).and_then(Value::as_array).map_or(0, Vec::len);
    let length = |name: &&str| row.get(*name).and_then(Value::as_str).map_or(0, words);
    json!({
        "id": row.get("id"), "report_id": row.get("report_id"), "state": row.get("state"),
        "version": row.get("version"), "words": ACTIVITY_TEXTS.iter().map(length).sum::<i64>(),
        "files": much("attachments"), "links": much("links"), "figures": much("values"),
    })
}

/// Takes addresses and numbers of people out of a change: "set" stands for one, "changed" for
/// another, and what stayed is left out like a password.
pub fn contacts(change: &mut Value) {
    for name in CONTACTS {
        let of = |side: &str| change.get(side).and_then(|row| row.get(name)).cloned();
        let (before, after) = (of("before"), of("after"));
        let same = before == after;
        let both =
            [&before, &after].into_iter().all(|one| one.as_ref().is_some_and(|v| !v.is_null()));
        for side in ["before", "after"] {
            let Some(row) = change.get_mut(side).and_then(Value::as_object_mut) else { continue };
            match row.get_mut(name) {
                Some(_) if same => drop(row.remove(name)),
                Some(value) if !value.is_null() => {
                    *value = if both && side == "after" { "changed" } else { "set" }.into();
                }
                _ => {}
            }
        }
    }
}

/// The changes of an entry that was written before entries were redacted, as they are to be; none
/// where nothing has to go.
#[must_use]
pub fn redact_stored(action: &str, changes: &str) -> Option<String> {
    let mut list: Vec<Value> = serde_json::from_str(changes).ok()?;
    let before = list.clone();
    let unsent = action == "report.write"
        || ["activity.", "attachment."].iter().any(|kind| action.starts_with(kind));
    for change in &mut list {
        if unsent {
            for side in ["before", "after"] {
                if let Some(row) = change.get_mut(side) {
                    *row = redact_rows(row.take());
                }
            }
        }
        contacts(change);
    }
    (list != before).then(|| Value::Array(list).to_string())
}

/// A row, or some, by the fields that they have.
fn redact_rows(value: Value) -> Value {
    match value {
        Value::Array(rows) => rows.into_iter().map(redact_rows).collect(),
        Value::Object(row) if row.contains_key("narrative") => without_text(row, &REPORT_TEXTS),
        Value::Object(row) if row.contains_key("places_reached") => activity_of(&row),
        Value::Object(row) if row.contains_key("file_name") => without_file_names(row),
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn contacts_in_audit_changes_are_replaced_by_whether_they_changed() {
        let cases = [
            (json!(null), json!("a@b.vn"), json!(null), json!("set")),
            (json!("a@b.vn"), json!("c@d.vn"), json!("set"), json!("changed")),
            (json!("a@b.vn"), json!(null), json!("set"), json!(null)),
        ];
        for (before, after, was, is) in cases {
            let mut change = json!({ "before": { "email": before }, "after": { "email": after } });
            contacts(&mut change);
            assert_eq!(change, json!({ "before": { "email": was }, "after": { "email": is } }));
        }
        let row = json!({ "email": "a@b.vn", "phone": null, "full_name": "A" });
        let mut change = json!({ "before": row, "after": row });
        contacts(&mut change);
        assert_eq!(change["after"], json!({ "full_name": "A" }));
        let mut new = json!({ "before": null, "after": { "email": "a@b.vn" } });
        contacts(&mut new);
        assert_eq!(new["after"]["email"], "set");
    }

    #[test]
    fn old_entries_of_drafts_are_read_without_their_words() {
        let report = json!({ "id": 1, "narrative": "Bà con về dự đông.", "nil_reason": null });
        let held = json!([{ "id": 2, "places_reached": [], "note": "kín", "attachments": [1, 2] }]);
        let old = json!([{ "before": null, "after": report }, { "before": [], "after": held }]);
        let new = redact_stored("report.write", &old.to_string()).unwrap();
        assert!(!new.contains("đông") && !new.contains("kín"), "{new}");
        let new: Value = serde_json::from_str(&new).unwrap();
        assert_eq!(new[0]["after"], json!({ "id": 1, "words": 5 }));
        assert_eq!(new[1]["after"][0]["files"], 2);
        // What was sent stays as it was, and so does what is clean.
        assert_eq!(redact_stored("report.submit", &old.to_string()), None);
        assert_eq!(redact_stored("report.write", "[]"), None);
        let file = json!([{ "before": null, "after": { "file_name": "bí mật.jpg", "size": 3 } }]);
        let new = redact_stored("attachment.upload", &file.to_string()).unwrap();
        assert!(!new.contains("bí mật") && new.contains("size"), "{new}");
    }
}
