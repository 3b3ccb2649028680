//! Deciding on a request for a later deadline: grant it, refuse it, or offer another day.

use crate::{
    api::{self, Answer, ApiError},
    components::{
        date::DateField,
        field::{ErrorSummary, LongField},
        toast::use_toasts,
    },
    form::{self, Keeper, use_form},
    session::now,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    ErrorCode,
    dto::work::extension::{ExtensionOffer, ExtensionView},
    id::ExtensionId,
    time::{day_of, format_day},
    validate::Checks,
};

/// How it is answered, where that needs more than a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With a reason.
    Refuse,
    /// With another day.
    Offer,
}

/// What came of an answer to a request.
pub enum Outcome {
    /// It holds.
    Holds,
    /// Somebody else has settled the request meanwhile, and how.
    Overtaken(String),
    /// It was refused for another reason.
    Refused(ApiError),
}

impl Outcome {
    /// Of what the server said of a request as it was read.
    pub async fn of(one: &ExtensionView, answer: Answer<api::Nothing>) -> Self {
        match answer {
            Ok(_) => Self::Holds,
            Err(error) => match overtaken(one, &error).await {
                Some(text) => Self::Overtaken(text),
                None => Self::Refused(error),
            },
        }
    }
}

async fn overtaken(one: &ExtensionView, error: &ApiError) -> Option<String> {
    let changed = [ErrorCode::StaleVersion, ErrorCode::WrongState, ErrorCode::Forbidden];
    if !error.code().is_some_and(|code| changed.contains(&code)) {
        return None;
    }
    let now = api::extensions::read(one.id).await.ok()?;
    let state = words::extension_state(now.state).to_lowercase();
    (now.version != one.version).then(|| match now.decided_by {
        Some(who) => tr!(extension.overtaken, who = who, state = state),
        None => tr!(extension.moved_on, state = state),
    })
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "due_on" => "extension-day",
        "reason" => "extension-reason",
        "note" => "extension-note",
        _ => "extension-submit",
    }
}

/// The buttons, and the form that one of them opens. Test ids: `extension-grant-<id>`,
/// `extension-offer-<id>`, `extension-refuse-<id>`, `extension-passed-<id>`, and below them `extension-day`,
/// `extension-note` or `extension-reason`, and `extension-submit`.
#[component]
pub fn Decide(
    /// The request.
    one: ExtensionView,
    /// Which of a list is being answered, and how: one form at a time.
    opened: RwSignal<Option<(ExtensionId, Way)>>,
    /// What is to be said on the page: that somebody else was faster.
    told: RwSignal<String>,
    /// It is decided, or was.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let id = one.id;
    let form = use_form("extension-submit", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let keeper = Keeper::of(&format!("decide.{id}"));
    let (day, note, reason) = (keeper.text("day"), keeper.text("note"), keeper.text("reason"));
    let held = StoredValue::new(one.clone());
    let finish = move |outcome: Outcome, said: String| {
        let text = match outcome {
            Outcome::Holds => {
                keeper.forget();
                toasts.say(said);
                String::new()
            }
            Outcome::Overtaken(text) => text,
            Outcome::Refused(error) if opened.try_get_untracked().flatten().is_some() => {
                return form.refuse(&error);
            }
            Outcome::Refused(error) => return toasts.say(error.message()),
        };
        told.try_set(text);
        opened.try_set(None);
        changed.try_run(());
    };
    let grant = move |_| {
        let one = held.get_value();
        opened.set(None);
        let said = tr!(extension.granted, unit = one.unit.name, day = format_day(one.wanted_on));
        let answer =
            async move { Outcome::of(&one, api::extensions::settle(&one, "grant").await).await };
        form.write.settle(answer, move |outcome| finish(outcome, said));
    };
    // With another day, or with none: refused.
    let read = move |checks: &mut Checks| {
        let (_, way) = opened.get_untracked()?;
        match way {
            Way::Refuse => form::required(checks, "extension-reason", &reason.get_untracked()),
            Way::Offer => form::day(checks, "extension-day", &day.get_untracked(), false),
        }
        let wanted = day.with_untracked(|day| day.parse().ok());
        Some(wanted.filter(|_| way == Way::Offer))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(wanted) = form.read(read) else { return };
        let one = held.get_value();
        let unit = one.unit.name.clone();
        let said = match wanted {
            Some(day) => tr!(extension.offered, unit = unit, day = format_day(day)),
            None => tr!(extension.refused, unit = unit),
        };
        let answer = async move {
            let answer = match wanted {
                Some(due_on) => {
                    let offer = ExtensionOffer { due_on, note: note.get_untracked() };
                    api::extensions::offer(&one, &offer).await
                }
                None => api::extensions::refuse(&one, reason.get_untracked()).await,
            };
            Outcome::of(&one, answer).await
        };
        form.write.settle(answer, move |outcome| finish(outcome, said));
    };
    let turn = move |way: Way, field: &'static str| {
        errors.set(Vec::new());
        let next = Some((id, way));
        if opened.get_untracked() == next {
            opened.set(None);
            return;
        }
        opened.set(next);
        request_animation_frame(move || crate::dom::focus(field));
    };
    let is = move |way: Way| opened.get() == Some((id, way));
    let fields = move || {
        match opened.get() {
        Some((other, Way::Offer)) if other == id => view! {
            <DateField id="extension-day" label=tr!(extension.offer_day) value=day errors/>
            <LongField id="extension-note" label=tr!(extension.offer_note) value=note optional=true errors/>
        }
        .into_any(),
        _ => view! { <LongField id="extension-reason" label=tr!(extension.refuse_reason) value=reason errors/> }.into_any(),
    }
    };
    let open = Memo::new(move |_| opened.get().is_some_and(|(other, _)| other == id));
    // Nobody can be given until a day that is over.
    let passed = one.wanted_on < day_of(now());
    let offers = if passed { "btn primary" } else { "btn" };
    view! {
        {passed.then(|| view! { <p class="small" data-testid=format!("extension-passed-{id}")>{tr!(extension.passed)}</p> })}
        <div class="row no-print">
            {(!passed).then(|| view! {
                <button type="button" class="btn primary" data-testid=format!("extension-grant-{id}") disabled=busy on:click=grant>
                    {tr!(extension.grant, day = format_day(one.wanted_on))}</button>
            })}
            <button type="button" class=offers data-testid=format!("extension-offer-{id}") disabled=busy aria-expanded=move || is(Way::Offer).to_string()
                on:click=move |_| turn(Way::Offer, "extension-day")>{tr!(extension.offer_open)}</button>
            <button type="button" class="btn" data-testid=format!("extension-refuse-{id}") disabled=busy aria-expanded=move || is(Way::Refuse).to_string()
                on:click=move |_| turn(Way::Refuse, "extension-reason")>{tr!(extension.refuse_open)}</button>
        </div>
        {move || open.get().then(|| view! {
            <form class="stack no-print" on:submit=submit novalidate>
                <ErrorSummary errors/>
                {fields}
                <div><button class="btn primary" id="extension-submit" data-testid="extension-submit" disabled=busy>
                    {move || if is(Way::Offer) { tr!(extension.offer) } else { tr!(extension.refuse) }}
                </button></div>
            </form>
        })}
    }
}
