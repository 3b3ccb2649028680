//! The tags of the API's document: one a feature, grouped by the areas of the product
//! (docs/ARCHITECTURE.md, "Areas of the backend").

use serde_json::json;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::tag::{Tag, TagBuilder};

/// An area with its tags: each with what it is about.
type Area = (&'static str, &'static [(&'static str, &'static str)]);

const AREAS: [Area; 6] = [
    (
        "Organisation",
        &[
            (
                "units",
                "Units of the commune (ban ngành, đoàn thể, thôn), their groups and households",
            ),
            ("catalogues", "Topics, channels, audiences, indicators, and days off"),
            ("settings", "Settings of the office"),
        ],
    ),
    (
        "Identity",
        &[
            ("auth", "Sessions, tokens of machines, one's own account and second factor"),
            ("setup", "The first start of a new commune"),
            ("users", "People, their posts and invitations"),
            ("delegations", "Powers lent by one post to another"),
            ("clients", "Machines that read over the API"),
        ],
    ),
    (
        "Work",
        &[
            ("directives", "Directives (văn bản chỉ đạo) and their clauses"),
            ("tasks", "Tasks (nhiệm vụ) and whom they are assigned to"),
            ("templates", "Saved forms of tasks"),
            ("recurrences", "Tasks that are made again and again"),
            ("events", "Events that deadlines are counted from"),
            ("assignments", "What one unit has to do of a task"),
            ("extensions", "Requests for a later deadline"),
            ("reports", "Reports of assignments and their review"),
            ("activities", "Dated communication activities with their figures"),
            ("attachments", "Files of evidence"),
            ("comments", "Conversations on an assignment"),
            ("search", "Search over everything in scope"),
        ],
    ),
    ("Figures", &[("overview", "The leaders' overview and statistics")]),
    (
        "Notifications",
        &[
            ("notices", "What a person is told, reminders by hand, digests and choices of mail"),
            ("calendar", "Deadlines and events by day, and the feed for phones"),
        ],
    ),
    (
        "Operations",
        &[
            ("jobs", "Background jobs and waiting mail"),
            ("audit", "The audit log"),
            ("health", "Whether the server lives and is ready"),
        ],
    ),
];

/// Declares the tags in the order of the areas, and the areas as groups (`x-tagGroups`, which Redoc
/// and others show).
pub fn declare(document: &mut OpenApi) {
    let tag = |(name, about): &(&str, &str)| -> Tag {
        TagBuilder::new().name(*name).description(Some(*about)).build()
    };
    document.tags = Some(AREAS.iter().flat_map(|(_, tags)| tags.iter().map(tag)).collect());
    let groups = AREAS.map(|(area, tags)| {
        let names: Vec<&str> = tags.iter().map(|(name, _)| *name).collect();
        json!({ "name": area, "tags": names })
    });
    document.extensions = Some(ExtensionsBuilder::new().add("x-tagGroups", groups).build());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    #[test]
    fn every_operation_has_one_declared_tag_and_every_tag_an_operation() {
        let document = serde_json::to_value(crate::routes::document()).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let declared: Vec<String> =
            list(&document["tags"]).iter().map(|tag| text(&tag["name"])).collect();
        let mut used = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                let tags = list(&operation["tags"]);
                assert_eq!(tags.len(), 1, "{method} {path}: {tags:?}");
                used.extend(tags.iter().map(text));
            }
        }
        let once: BTreeSet<String> = declared.iter().cloned().collect();
        assert_eq!(once.len(), declared.len(), "{declared:?}");
        assert_eq!(used, once);
    }
}
