//! Xin gia hạn: until which day, and why.

use crate::{
    api::{self, ApiError},
    components::{
        date::DateField,
        field::{ErrorSummary, LongField},
        toast::use_toasts,
    },
    form::{self, Keeper, use_form},
    session::now,
    tr, words,
};
use chrono::{DateTime, Days, Utc};
use leptos::prelude::*;
use shared::{
    ErrorCode,
    dto::work::extension::{EXTENSION_REASON_LENGTH, ExtensionAsk},
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
    let form = use_form("extend-submit", at_its_field);
    let form = form.except(move |error| match (error, error.code()) {
        (ApiError::Offline, _) => {
            form.wrong("extend-submit", tr!(comment.offline));
            true
        }
        // One is there already: perhaps this very one, whose answer was lost.
        (_, Some(code @ (ErrorCode::StaleVersion | ErrorCode::ExtensionOpen))) => {
            let stale = code == ErrorCode::StaleVersion;
            toasts.say(if stale { tr!(extension.changed).to_owned() } else { error.message() });
            changed.try_run(());
            true
        }
        _ => false,
    });
    let (errors, busy) = (form.errors, form.busy);
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
    let read = move |checks: &mut Checks| {
        form::day(checks, "extend-day", &day.get_untracked(), false);
        form::required(checks, "extend-reason", &reason.get_untracked());
        let short = reason.with_untracked(|text| text.chars().count()) <= EXTENSION_REASON_LENGTH;
        let long = tr!(comment.too_long, n = EXTENSION_REASON_LENGTH);
        checks.ensure(short, "extend-reason", "refused", &long);
        let wanted = day.with_untracked(|day| day.parse().ok());
        let later = wanted.is_none_or(|wanted| wanted > day_of(due));
        checks.ensure(later, "extend-day", "refused", tr!(extension.later));
        wanted
    };
    let send = move |due_on| async move {
        if own.with_untracked(String::is_empty) {
            own.set(Uuid::now_v7().to_string());
        }
        let key = own.with_untracked(|own| own.parse().ok());
        let body = ExtensionAsk { id: key, due_on, reason: reason.get_untracked() };
        api::extensions::ask(id, version, &body).await
    };
    let submit = form.submit(read, send, move |_| {
        draft.forget();
        toasts.say(tr!(extension.sent));
        changed.try_run(());
    });
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
