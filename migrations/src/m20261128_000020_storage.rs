//! What units and people keep in files is summed up before each upload.

crate::dialect::migration!("m20261123_000020_storage", UP, sql DOWN);

const UP: &str = r"
CREATE INDEX attachments_by_unit ON attachments (commune_id, unit_id, size);
CREATE INDEX attachments_by_uploader ON attachments (uploader_id, attached, size)
";

const DOWN: &str = "DROP INDEX attachments_by_uploader; DROP INDEX attachments_by_unit";
