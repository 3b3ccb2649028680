//! The jobs by name.

/// A job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Tells what waits in the outbox.
    Outbox,
    /// Delivers mail and messages.
    Mail,
    /// The escalation of reminders.
    Reminders,
    /// The leaders' digests and the morning's mail.
    Digests,
    /// Tasks that repeat.
    Recurrences,
    /// What the audit log has waited for, and its heads of the day.
    Audit,
    /// Clears away what has had its time.
    Sweep,
    /// The day's backup.
    Backup,
}

impl Job {
    /// Every job, in the order in which they are done once.
    pub const ALL: [Self; 8] = [
        Self::Recurrences,
        Self::Outbox,
        Self::Reminders,
        Self::Digests,
        Self::Mail,
        Self::Audit,
        Self::Sweep,
        Self::Backup,
    ];

    /// The stored and transmitted word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Mail => "mail",
            Self::Reminders => "reminders",
            Self::Digests => "digests",
            Self::Recurrences => "recurrences",
            Self::Audit => "audit",
            Self::Sweep => "sweep",
            Self::Backup => "backup",
        }
    }
}
