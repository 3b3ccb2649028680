//! The audit log and what it is gathered from.

entities! {
    /// Where each commune's writers queue: the number of its last change, and the last link of its
    /// audit chain with the key that it was made under; the link before the first that is kept.
    audit_head = "audit_heads" {
        #[sea_orm(primary_key, auto_increment = false)] commune_id: Uuid, seq: i64, hash: String,
        change_seq: i64, key_id: Option<String>, trimmed_seq: i64, trimmed_hash: String,
        trimmed_mac: String,
    }
    /// The audit chain.
    audit_entry = "audit_entries" {
        #[sea_orm(primary_key, auto_increment = false)] commune_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] seq: i64,
        at: DateTimeUtc, user_id: Option<Uuid>, post_id: Option<Uuid>, address: String,
        action: String, object_kind: String, object_id: Option<Uuid>, changes: String,
        previous_hash: String, hash: String,
        // Left out where there is none: entries are older than these fields, and their hashes stand.
        #[serde(skip_serializing_if = "Option::is_none")] on_behalf_of: Option<Uuid>,
        #[serde(skip_serializing_if = "Option::is_none")] change_seq: Option<i64>,
    }
    /// Somebody's work on a draft that has no entry yet.
    draft_session = "draft_sessions" {
        #[sea_orm(primary_key, auto_increment = false)] report_id: Uuid, commune_id: Uuid,
        user_id: Uuid, post_id: Uuid, address: String, began_at: DateTimeUtc,
        last_at: DateTimeUtc, saves: i64, activities: i64, files: i64, words: i64,
        change_seq: i64,
    }
    /// Failed logins and tokens that are counted and have no entry yet.
    audit_tally = "audit_tallies" {
        #[sea_orm(primary_key, auto_increment = false)] kind: String,
        #[sea_orm(primary_key, auto_increment = false)] subject: String,
        #[sea_orm(primary_key, auto_increment = false)] address: String, times: i64,
        first_at: DateTimeUtc, last_at: DateTimeUtc,
    }
}
