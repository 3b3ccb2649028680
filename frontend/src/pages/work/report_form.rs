//! The report form: steppers, photos, words; kept as one types, sent when it can be.

use super::{
    report_activity::{Activity, ActivityHead, Catalogues, PhotoActions},
    report_parts::ReportParts,
    report_state::{ActivityFields, Fields, field_id},
};
use crate::{
    areas,
    components::{
        badge::DeadlineBadge,
        feedback::Notice,
        field::{ErrorSummary, LongField},
        icon::{Icon, shape},
        photos::remember,
        toast::{Toasts, use_toasts},
    },
    drafts::{LocalDraft, LocalPhoto, Outbox, PhotoState, photo, store, use_outbox},
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    FieldError,
    dto::work::report::ReportDraft,
    id::{ActivityId, AssignmentId},
    merge::Place,
};
use uuid::Uuid;

/// What a report takes (the server says the same).
const MOST_FILES: usize = 10;

/// Scales, hashes and keeps new photos, then puts them on the draft.
fn add_photos(
    (outbox, toasts): (Outbox, Toasts),
    id: AssignmentId,
    activity: ActivityId,
    files: Vec<web_sys::File>,
) {
    spawn_local(async move {
        for file in files {
            let held = untrack(|| outbox.get(id)).map_or(0, |draft| draft.photos.len());
            if held >= MOST_FILES {
                toasts.say(tr!(photo.too_many, n = MOST_FILES));
                break;
            }
            let (photo, blob) = match photo::prepared(&file).await {
                Ok((photo, blob)) => (LocalPhoto { activity: Some(activity), ..photo }, blob),
                Err(why) => {
                    toasts.say(why);
                    continue;
                }
            };
            let known = untrack(|| outbox.get(id))
                .is_some_and(|d| d.photos.iter().any(|p| p.sha256 == photo.sha256));
            if known {
                toasts.say(tr!(photo.twice));
                continue;
            }
            if !store::keep_photo(photo.id, &blob).await {
                toasts.say(tr!(photo.no_room));
                continue;
            }
            remember(photo.id, &blob);
            outbox.edit(id, |draft| draft.photos.push(photo));
        }
    });
}

/// Takes photos out of a draft, each with its place.
fn take_photos(
    outbox: Outbox,
    id: AssignmentId,
    wanted: impl Fn(&LocalPhoto) -> bool,
) -> Vec<(usize, LocalPhoto)> {
    let mut taken = Vec::new();
    outbox.edit(id, |draft| {
        let all = std::mem::take(&mut draft.photos).into_iter().enumerate();
        let (out, stay): (Vec<_>, Vec<_>) = all.partition(|(_, photo)| wanted(photo));
        draft.photos = stay.into_iter().map(|(_, photo)| photo).collect();
        taken = out;
    });
    let keys: Vec<Uuid> = taken.iter().map(|(_, photo)| photo.id).collect();
    spawn_local(async move {
        for key in keys {
            photo::set_aside(key).await;
        }
    });
    taken
}

/// Puts photos back where they were taken from.
fn put_photos_back(outbox: Outbox, id: AssignmentId, taken: Vec<(usize, LocalPhoto)>) {
    spawn_local(async move {
        for (at, photo) in taken {
            photo::bring_back(photo.id).await;
            outbox.edit(id, |draft| draft.photos.insert(at.min(draft.photos.len()), photo));
        }
    });
}

/// The form. Test ids: those of [`Activity`] and [`ReportParts`], `report-add-activity`, `report-form`, `report-nil`,
/// `report-nil-reason`, `report-narrative`, `report-shortcomings`, `report-proposals`,
/// `report-late`, `report-saved`, `report-choose` (a choice is owed; see `Conflicts`), `report-offline`, `report-queued`, `report-problem`, `report-submit`, `error-summary`.
#[component]
pub(super) fn ReportForm(
    /// The draft as it begins.
    draft: LocalDraft,
) -> impl IntoView {
    let id = draft.id();
    let outbox = use_outbox();
    let fields = Fields::of(&draft);
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let catalogues = Catalogues::read();
    // What the form says, as it was last written into the draft or shown from it.
    let said = StoredValue::new(None::<ReportDraft>);
    let form = fields.clone();
    let read = move || {
        let mut now = untrack(|| outbox.get(id)).unwrap_or_else(|| draft.clone());
        form.write(&mut now);
        now.draft
    };
    let typed = read.clone();
    Effect::new(move |_| {
        let now = typed();
        if said.with_value(|said| said.as_ref() == Some(&now)) {
            return;
        }
        let begun = said.with_value(Option::is_some);
        said.set_value(Some(now.clone()));
        if begun {
            untrack(|| outbox.edit(id, |draft| draft.draft = now));
        }
    });
    // What came from others or another tab is shown, and is no edit of this form.
    let form = fields.clone();
    Effect::new(move |before: Option<()>| {
        outbox.changed.get();
        let draft = before.and_then(|()| untrack(|| outbox.get(id)));
        if let Some(draft) = draft {
            untrack(|| form.adopt(&draft));
            said.set_value(Some(untrack(&read)));
        }
    });
    // What the server refused is shown at the fields it named.
    Effect::new(move |_| {
        let told = outbox.get(id).map(|d| d.errors).unwrap_or_default();
        if !told.is_empty() {
            errors.set(
                told.into_iter()
                    .map(|e| FieldError { field: field_id(&e.field).into(), ..e })
                    .collect(),
            );
        }
    });
    let toasts = use_toasts();
    let form = fields.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wrong = form.check();
        let good = wrong.is_empty();
        errors.set(wrong);
        if good {
            // Also what was typed within the last moment.
            outbox.edit(id, |draft| untrack(|| form.write(draft)));
            outbox.submit(id);
        }
    };
    let live = Memo::new(move |_| outbox.get(id));
    let photos = Signal::derive(move || {
        live.with(|d| d.as_ref().map(|d| d.photos.clone()).unwrap_or_default())
    });
    // A choice is waited for, not the server: nothing turns meanwhile.
    let owed =
        Memo::new(move |_| live.with(|d| d.as_ref().is_some_and(|d| !d.conflicts.is_empty())));
    let queued = Memo::new(move |_| live.with(|d| d.as_ref().is_some_and(|d| d.submit)));
    let decide = Callback::new(move |(places, theirs): (Vec<Place>, bool)| {
        outbox.decide(id, &places, theirs);
    });
    let begun = fields.clone();
    let add = Callback::new(move |(activity, files)| {
        // The activity of the photo has to be in the draft, be it empty but for the photo.
        outbox.edit(id, |draft| untrack(|| begun.write(draft)));
        add_photos((outbox, toasts), id, activity, files);
    });
    let remove = Callback::new(move |key: Uuid| {
        let taken = take_photos(outbox, id, |photo| photo.id == key);
        let back = move || put_photos_back(outbox, id, taken.clone());
        toasts.say_undo(tr!(toast.photo_gone), tr!(toast.undo), back);
    });
    let retry = Callback::new(move |key: Uuid| {
        outbox.edit(id, |draft| {
            for photo in draft.photos.iter_mut().filter(|p| p.id == key) {
                photo.state = PhotoState::Waiting;
            }
        });
        outbox.kick(0);
    });
    let actions = PhotoActions { add, remove, retry };
    let activities = fields.activities;
    let numbered = move || activities.get().into_iter().enumerate().collect::<Vec<_>>();
    let more = fields.clone();
    let drop_activity = Callback::new(move |at: usize| {
        let gone = activities.try_update(|all| (at < all.len()).then(|| all.remove(at))).flatten();
        let Some(gone) = gone else { return };
        let of = gone.id;
        let written = untrack(|| gone.written(outbox.get(id)));
        let taken = take_photos(outbox, id, |photo| photo.activity == Some(of));
        let back = move || {
            let again = gone.clone();
            if activities.try_update(|all| all.insert(at.min(all.len()), again)).is_none() {
                // The form has been left: straight into the draft.
                outbox.edit(id, |draft| {
                    let all = &mut draft.draft.activities;
                    all.insert(at.min(all.len()), written.clone());
                });
                outbox.changed.update(|n| *n += 1);
            }
            put_photos_back(outbox, id, taken.clone());
        };
        toasts.say_undo(tr!(toast.activity_gone), tr!(toast.undo), back);
    });
    let compiled = fields.compiled;
    let draw = move |(at, activity): (usize, ActivityFields)| {
        let own = activity.id;
        let photos = Signal::derive(move || {
            let listed = activities.with(|all| all.iter().map(|one| one.id).collect::<Vec<_>>());
            let mut photos = photos.get();
            photos.retain(|photo| photo.belongs(at, own, |of| listed.contains(&of)));
            photos
        });
        view! {
            {(at > 0 || compiled).then(|| view! { <ActivityHead at remove=drop_activity/> })}
            <Activity activity at catalogues photos reachable=outbox.reachable sending=outbox.sending actions errors/>
        }
    };
    let brief = live.with_untracked(|d| d.as_ref().map(|d| d.brief.clone()));
    let brief_parts = brief.clone().filter(|brief| !brief.parts.is_empty());
    let due = brief.as_ref().and_then(|b| b.summary.due_at);
    let returned = brief.and_then(|b| b.summary.return_reason);
    view! {
        <form class="form" data-testid="report-form" on:submit=submit novalidate>
            <div class="row between"><DeadlineBadge due/><SaveState live/></div>
            {move || owed.get().then(|| areas::conflicts_of(live, catalogues, decide))}
            <ErrorSummary errors/>
            {returned.map(|why| view! { <Notice tone="amber"><b>{tr!(work.returned)}</b>" "{why}</Notice> })}
            {brief_parts.map(|brief| view! { <ReportParts brief fields=fields.clone()/> })}
            <label class="check" hidden=move || compiled && !fields.nil.get()>
                <input type="checkbox" data-testid="report-nil" prop:checked=fields.nil on:change:target=move |e| fields.nil.set(e.target().checked())/>
                <span>{tr!(report.nil_check)}</span>
            </label>
            <div hidden=move || !fields.nil.get()>
                <LongField id="report-nil-reason" label=tr!(report.nil_reason) value=fields.nil_reason errors/>
            </div>
            <div class="form" hidden=fields.nil>
                <For each=numbered key=|(at, one)| (*at, one.id) let(one)>{draw(one)}</For>
                <div><button type="button" class="btn" data-testid="report-add-activity" on:click=move |_| more.add()><Icon d=shape::PLUS/>{tr!(report.add_activity)}</button></div>
            </div>
            <LongField id="report-narrative" label=tr!(report.narrative_label) value=fields.narrative optional=true errors/>
            <details class="stack">
                <summary class="btn quiet">{tr!(report.more)}</summary>
                <LongField id="report-shortcomings" label=tr!(report.shortcomings) value=fields.shortcomings optional=true errors/>
                <LongField id="report-proposals" label=tr!(report.proposals) value=fields.proposals optional=true errors/>
            </details>
            {fields.owes_late.then(|| view! {
                <LongField id="report-late" label=tr!(report.late_explanation) hint=tr!(report.late_hint) value=fields.late errors/>
            })}
            <div class="send-bar">
                <SendState live/>
                <button class="btn primary wide" data-testid="report-submit" disabled=queued aria-busy=move || (queued.get() && outbox.reachable.get() && !owed.get()).to_string()>
                    {move || if queued.get() { tr!(report.sending) } else { tr!(report.submit) }}
                </button>
                {move || (queued.get() && (owed.get() || !outbox.reachable.get())).then(|| view! {
                    <button type="button" class="btn" data-testid="report-hold" on:click=move |_| outbox.hold(id)>{tr!(report.hold)}</button>
                })}
            </div>
        </form>
    }
}

/// "Đã lưu trên máy lúc 19:42".
#[component]
fn SaveState(live: Memo<Option<LocalDraft>>) -> impl IntoView {
    let outbox = use_outbox();
    let text = move || {
        live.with(|draft| {
            let Some(draft) = draft.as_ref().filter(|d| d.edit > 0) else { return String::new() };
            let at = words::clock(draft.saved_at);
            if !outbox.keeps.get() {
                tr!(report.not_kept).to_owned()
            } else if draft.unsent() {
                tr!(report.kept, at = at)
            } else {
                tr!(report.kept_server, at = at)
            }
        })
    };
    view! { <p class="saved" data-testid="report-saved" role="status">{text}</p> }
}

/// What stands in the way of sending, above the button.
#[component]
fn SendState(live: Memo<Option<LocalDraft>>) -> impl IntoView {
    let outbox = use_outbox();
    move || {
        live.with(|draft| {
        let draft = draft.as_ref()?;
        if !draft.conflicts.is_empty() {
            return Some(view! { <p class="notice amber" role="status" data-testid="report-choose">{tr!(conflict.first)}</p> }.into_any());
        }
        if let Some(problem) = draft.problem.clone() {
            return Some(view! { <p class="notice red" role="alert" data-testid="report-problem">{problem}</p> }.into_any());
        }
        if !outbox.reachable.get() {
            let text = if draft.submit { tr!(report.offline_queued) } else { tr!(report.offline) };
            return Some(view! {
                <div class="notice amber" role="status" data-testid="report-offline"><Icon d=shape::OFFLINE/><span>{text}</span></div>
            }.into_any());
        }
        draft.submit.then(|| view! { <p role="status" data-testid="report-queued">{tr!(report.queued, n = draft.photos_left())}</p> }.into_any())
    })
    }
}
