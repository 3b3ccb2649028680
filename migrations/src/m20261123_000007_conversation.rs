//! Conversation on assignments, and saved groups of units.

crate::dialect::migration!("m20261123_000007_conversation", UP, tables TABLES);

const TABLES: &[&str] = &[
    "comments",
    "comment_mentions",
    "comment_attachments",
    "comment_reads",
    "unit_groups",
    "unit_group_members",
];

// What is unread is told by the chain's numbers: two comments may have the same instant.
const UP: &str = r"
CREATE TABLE comments (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id),
    assignment_id {ID} NOT NULL REFERENCES assignments (id), user_id {ID} NOT NULL REFERENCES users (id),
    post_id {ID} NOT NULL REFERENCES posts (id), words text NOT NULL, made_seq bigint NOT NULL, at {TIME} NOT NULL,
    edited_at {TIME}, deleted_at {TIME}, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX comments_by_assignment ON comments (assignment_id, made_seq);
CREATE TABLE comment_mentions (
    comment_id {ID} NOT NULL REFERENCES comments (id), user_id {ID} NOT NULL REFERENCES users (id),
    PRIMARY KEY (comment_id, user_id));
CREATE INDEX comment_mentions_by_user ON comment_mentions (user_id);
CREATE TABLE comment_attachments (
    comment_id {ID} NOT NULL REFERENCES comments (id), attachment_id {ID} NOT NULL REFERENCES attachments (id),
    position bigint NOT NULL, PRIMARY KEY (comment_id, attachment_id));
CREATE INDEX comment_attachments_by_file ON comment_attachments (attachment_id);
CREATE TABLE comment_reads (
    assignment_id {ID} NOT NULL REFERENCES assignments (id), user_id {ID} NOT NULL REFERENCES users (id),
    seen_seq bigint NOT NULL, PRIMARY KEY (assignment_id, user_id));
CREATE TABLE unit_groups (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), name text NOT NULL, sort_key {KEY} NOT NULL,
    version bigint NOT NULL, change_seq bigint NOT NULL, UNIQUE (commune_id, sort_key));
CREATE TABLE unit_group_members (
    group_id {ID} NOT NULL REFERENCES unit_groups (id), unit_id {ID} NOT NULL REFERENCES units (id),
    PRIMARY KEY (group_id, unit_id));
";
