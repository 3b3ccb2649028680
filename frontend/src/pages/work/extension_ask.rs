//! Xin gia hạn: until which day, and why.

use crate::{
    api::{self, ApiError},
    components::{
        date::DateField,
        field::{ErrorSummary, LongField},
        toast::use_toasts,
    },
    form::{self, Keeper},
    session::now,
    tr, words,
};
use chrono::{DateTime, Days, Utc};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    ErrorCode, FieldError,
    dto::extension::{EXTENSION_REASON_LENGTH, ExtensionAsk},
    id::{AssignmentId, ExtensionId},
    time::{day_of, format_day},
    validate::Checks,
};
use uuid::Uuid;

/// Days that are suggested, counted from the deadline or, once it is past, from today.
const SUGGESTED: [u64; 3] = [3, 7, 14];

/// What a request keeps in this tab until it has been sent.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    keeper: Keeper,
    day: RwSignal<String>,
    reason: RwSignal<String>,
    /// The request's own id: by it one that went through while its answer was lost is known again.
    id: RwSignal<String>,
}

impl Draft {
    /// That of an assignment, as it was left.
    #[must_use]
    pub fn of(id: AssignmentId) -> Self {
        let keeper = Keeper::of(&format!("extend.{id}"));
        let text = |name| keeper.text(name);
        Self { keeper, day: text("day"), reason: text("reason"), id: text("id") }
    }

    /// Whether something is written.
    #[must_use]
    pub fn is_begun(self) -> bool {
        [self.day, self.reason].iter().any(|text| text.with_untracked(|text| !text.is_empty()))
    }

    /// Forgets it where it has become this request.
    pub fn sent_as(self, id: ExtensionId) {
        if self.id.with_untracked(|own| *own == id.to_string()) {
            self.forget();
        }
    }

    fn forget(self) {
        for text in [self.day, self.reason, self.id] {
            text.try_set(String::new());
        }
        self.keeper.forget();
    }
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "due_on" => "extend-day",
        "reason" => "extend-reason",
        _ => "extend-submit",
    }
}

/// The form. Test ids: `extend-form`, `extend-plus-<days>`, `extend-day`, `extend-reason`,
/// `extend-submit`.
#[component]
pub(super) fn AskForm(
    /// Of which assignment.
    id: AssignmentId,
    /// As it was read.
    version: i64,
    /// Its working deadline.
    due: DateTime<Utc>,
    /// What is written.
    draft: Draft,
    /// It has been sent, or the assignment has changed.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let Draft { day, reason, id: own, .. } = draft;
    let from = day_of(due).max(day_of(now()));
    let chips = SUGGESTED.into_iter().filter_map(|days| {
        let goal = from.checked_add_days(Days::new(days))?;
        let iso = goal.to_string();
        let again = iso.clone();
        Some(view! {
            <button type="button" class="chip" data-testid=format!("extend-plus-{days}") aria-pressed=move || day.with(|day| *day == iso).to_string()
                aria-label=tr!(extension.plus_until, n = days, day = format_day(goal)) on:click=move |_| day.set(again.clone())>{tr!(extension.plus, n = days)}</button>
        })
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::day(&mut checks, "extend-day", &day.get_untracked(), false);
        form::required(&mut checks, "extend-reason", &reason.get_untracked());
        let short = reason.with_untracked(|text| text.chars().count()) <= EXTENSION_REASON_LENGTH;
        let long = tr!(comment.too_long, n = EXTENSION_REASON_LENGTH);
        checks.ensure(short, "extend-reason", "refused", &long);
        let wanted = day.with_untracked(|day| day.parse().ok());
        let later = wanted.is_none_or(|wanted| wanted > day_of(due));
        checks.ensure(later, "extend-day", "refused", tr!(extension.later));
        errors.set(checks.finish().err().unwrap_or_default());
        let (true, Some(due_on)) = (errors.with_untracked(Vec::is_empty), wanted) else { return };
        if own.with_untracked(String::is_empty) {
            own.set(Uuid::now_v7().to_string());
        }
        let key = own.with_untracked(|own| own.parse().ok());
        let body = ExtensionAsk { id: key, due_on, reason: reason.get_untracked() };
        busy.set(true);
        spawn_local(async move {
            match api::extensions::ask(id, version, &body).await {
                Ok(_) => {
                    draft.forget();
                    toasts.say(tr!(extension.sent));
                    changed.try_run(());
                }
                Err(ApiError::Offline) => {
                    let told = FieldError::new("extend-submit", "refused", tr!(comment.offline));
                    errors.try_set(vec![told]);
                }
                Err(error) if error.code() == Some(ErrorCode::StaleVersion) => {
                    toasts.say(tr!(extension.changed));
                    changed.try_run(());
                }
                // One is there already: perhaps this very one, whose answer was lost.
                Err(error) if error.code() == Some(ErrorCode::ExtensionOpen) => {
                    toasts.say(error.message());
                    changed.try_run(());
                }
                Err(error) => {
                    errors.try_set(error.fields("extend-submit", at_its_field));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="body stack no-print" data-testid="extend-form" on:submit=submit novalidate>
            <p class="muted">{tr!(extension.ask_hint, day = words::day_named(day_of(due)))}</p>
            <ErrorSummary errors/>
            <div class="stack-s">
                <DateField id="extend-day" label=tr!(extension.day) value=day errors/>
                <div class="chips" role="group" aria-label=tr!(extension.suggested)>{chips.collect_view()}</div>
            </div>
            <LongField id="extend-reason" label=tr!(extension.reason) hint=tr!(extension.reason_hint) value=reason errors/>
            <div><button class="btn primary" id="extend-submit" data-testid="extend-submit" disabled=busy>
                {move || if busy.get() { tr!(comment.sending) } else { tr!(extension.send) }}
            </button></div>
        </form>
    }
}
