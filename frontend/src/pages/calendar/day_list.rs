//! The whole of one day, by pages.

use super::entries::entry;
use crate::{
    api,
    components::{feedback::Empty, more::Paged},
    tr,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::dto::notifications::calendar::CalendarEntry;

/// The list. Test ids: `calendar-grid`, those of the entries, and of [`Paged`].
#[component]
pub(super) fn DayList(
    /// The day.
    day: NaiveDate,
    /// The filters.
    kept: String,
) -> impl IntoView {
    let list = Paged::new(Signal::stored(kept), move |kept, cursor| async move {
        api::calendar::day(day, &kept, cursor.as_deref()).await
    });
    let rows = |items: Vec<CalendarEntry>| {
        let rows = items.into_iter().map(|one| view! { <li>{entry(one)}</li> }).collect_view();
        view! { <ul class="happenings" data-testid="calendar-grid">{rows}</ul> }
    };
    list.draw(rows, || view! { <Empty title=tr!(calendar.none) hint=tr!(calendar.none_hint)/> })
}
