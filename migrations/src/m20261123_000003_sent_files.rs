//! Files know whether they were ever sent: until then they are their unit's own.

crate::dialect::migration!("m20261123_000003_sent_files", UP, sql "ALTER TABLE attachments DROP COLUMN sent");

// A report that was ever submitted has a first submission, and so have its files.
const UP: &str = r"
ALTER TABLE attachments ADD COLUMN sent boolean NOT NULL DEFAULT FALSE;
UPDATE attachments SET sent = TRUE WHERE id IN (
    SELECT activity_attachments.attachment_id FROM activity_attachments
    JOIN activities ON activities.id = activity_attachments.activity_id
    WHERE activities.state IN ('submitted', 'approved', 'returned'))
";
