//! Comments on assignments, saved groups of units.

entities! {
    /// Comments.
    comment = "comments" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid,
        assignment_id: Uuid, user_id: Uuid, post_id: Uuid, words: String, made_seq: i64,
        at: DateTimeUtc, edited_at: Option<DateTimeUtc>, deleted_at: Option<DateTimeUtc>,
        version: i64, change_seq: i64,
    }
    /// Who is addressed in a comment.
    comment_mention = "comment_mentions" {
        #[sea_orm(primary_key, auto_increment = false)] comment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid,
    } => {
        User: UserId = user::Id,
    }
    /// Files with a comment.
    comment_attachment = "comment_attachments" {
        #[sea_orm(primary_key, auto_increment = false)] comment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] attachment_id: Uuid, position: i64,
    }
    /// How far a person has read on an assignment.
    comment_read = "comment_reads" {
        #[sea_orm(primary_key, auto_increment = false)] assignment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] user_id: Uuid, seen_seq: i64,
    }
    /// Saved groups of units.
    unit_group = "unit_groups" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid, commune_id: Uuid, name: String,
        sort_key: String, version: i64, change_seq: i64,
    }
    /// Units of saved groups.
    unit_group_member = "unit_group_members" {
        #[sea_orm(primary_key, auto_increment = false)] group_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] unit_id: Uuid,
    } => {
        Unit: UnitId = unit::Id,
    }
}
