//! Enums of which each value is stored and sent as a word.

/// An enum whose values are words.
pub trait Word: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The stored and transmitted word.
    fn word(self) -> &'static str;

    /// The value of a word; none where it is not known.
    fn of_word(word: &str) -> Option<Self>;
}

/// Makes of enums with `as_str` and `parse` ones of words.
macro_rules! of_words {
    ($($name:ty),+ $(,)?) => {$(
        impl crate::word::Word for $name {
            fn word(self) -> &'static str {
                self.as_str()
            }

            fn of_word(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }
    )+};
}

of_words!(
    crate::catalogue::CatalogueKind,
    crate::dto::work::assignment::TimelineKind,
    crate::dto::work::recurrence::RecurrenceState,
    crate::role::Role,
    crate::state::ActivityState,
    crate::state::AssignmentState,
    crate::state::DirectiveState,
    crate::state::ExtensionState,
    crate::state::Part,
    crate::state::Priority,
    crate::state::ReportState,
    crate::state::TaskState,
    crate::state::UnitKind,
);
