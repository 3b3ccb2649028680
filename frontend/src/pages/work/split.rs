//! Chia việc cho thôn: the parts of an assignment, and how far they are.

use super::split_form::SplitForm;
use crate::{
    api,
    components::{
        badge::StateBadge,
        dialog::{ConfirmDialog, Given},
        due::DueCell,
        icon::{Icon, shape},
        part_results::brought,
        selection::Row as Chosen,
        toast::use_toasts,
    },
    load::Loader,
    pages::common::chase::ChaseHere,
    routes::Route,
    session::use_session,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::work::{
        assignment::{AssignmentSummary, AssignmentView},
        split::PartView,
    },
    state::AssignmentState,
};

/// The card. Test ids: `split`, `split-open`, `part-<unit>`, `part-review-<unit>`,
/// `part-take-back-<unit>`, those of `ConfirmDialog` as `take-back`, and those of [`SplitForm`].
#[component]
pub fn Split(
    /// The assignment.
    whole: AssignmentView,
    /// Parts were given or taken back.
    changed: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let id = whole.summary.id;
    let parts = Loader::new(move || id, api::assignments::parts);
    let unit = session.me.with_untracked(|me| me.as_ref().map(|me| me.unit_id));
    let own = unit == Some(whole.summary.unit.id) && session.may(Action::AssignmentSplit);
    let giving = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let victim = RwSignal::new(None::<AssignmentSummary>);
    let given = Given::of(&format!("take-back.{id}"));
    let write = use_write().always(move || {
        asking.try_set(false);
        changed.try_run(());
    });
    let take_back = Callback::new(move |reason: String| {
        let Some(item) = victim.get_untracked() else { return };
        let answer = api::assignments::take_back(item.id, item.version, reason);
        write.give(given, answer, move |_| {
            toasts.say(tr!(split.taken, unit = item.unit.name));
        });
    });
    let ask = Callback::new(move |item: AssignmentSummary| {
        victim.set(Some(item));
        asking.set(true);
    });
    let text = Signal::derive(move || {
        let unit = victim.get().map(|item| item.unit.name).unwrap_or_default();
        tr!(split.take_back_text, unit = unit)
    });
    let count = whole.parts.len();
    let results = StoredValue::new(whole.parts.clone());
    let may_split = whole.may_split;
    // Those who still owe a report, for whoever may chase them.
    let owes = |part: &&PartView| part.state.waits_for_unit();
    let late: Vec<_> = if own && session.may(Action::Chase) {
        let named = |part: &PartView| Chosen {
            id: part.assignment_id.0,
            version: 0,
            name: part.unit.name.clone(),
        };
        whole.parts.iter().filter(owes).map(named).collect()
    } else {
        Vec::new()
    };
    let whole = StoredValue::new(whole);
    let draw = move |items: Vec<AssignmentSummary>| {
        if items.is_empty() {
            return view! { <p class="body muted">{tr!(split.none)}</p> }.into_any();
        }
        let row = |item: AssignmentSummary| {
            let result = results
                .with_value(|all| all.iter().find(|part| part.assignment_id == item.id).cloned());
            view! { <Row item result own ask/> }
        };
        view! {
            <table class="ledger cards dense">
                <caption class="visually-hidden">{tr!(split.parts, n = items.len())}</caption>
                <thead><tr>
                    <th scope="col">{tr!(split.village)}</th><th scope="col">{tr!(task.due)}</th><th scope="col">{tr!(tasks.state)}</th>
                    <th scope="col">{tr!(split.brought)}</th><th scope="col" class="no-print"><span class="visually-hidden">{tr!(split.take_back)}</span></th>
                </tr></thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="card" data-testid="split">
            <header><h2>{tr!(split.parts, n = count)}</h2>
                {(!late.is_empty()).then(|| view! { <ChaseHere rows=late done=changed/> })}
                {may_split.then(|| view! {
                    <button type="button" class="btn no-print" data-testid="split-open" aria-expanded=move || giving.get().to_string()
                        on:click=move |_| giving.update(|on| *on = !*on)><Icon d=shape::PLUS/>{tr!(split.title)}</button>
                })}
            </header>
            {move || giving.get().then(|| view! { <SplitForm whole=whole.get_value() changed/> })}
            {parts.draw(draw)}
        </section>
        <ConfirmDialog id="take-back" open=asking title=tr!(split.take_back_title).to_owned() text confirm=tr!(split.take_back)
            reason=tr!(task.reason) given danger=true on_confirm=take_back/>
    }
}

/// One village's part.
#[component]
fn Row(
    item: AssignmentSummary,
    /// What it has brought; none once it was taken back.
    #[prop(into)]
    result: Option<PartView>,
    /// Whether the asker's unit has given it.
    own: bool,
    ask: Callback<AssignmentSummary>,
) -> impl IntoView {
    let unit = item.unit.name.clone();
    let key = item.unit.id;
    let waits = own && item.state == AssignmentState::Submitted;
    let review = result.as_ref().and_then(|part| part.report_id).filter(|_| waits);
    let (label, again) = (tr!(split.take_back_of, unit = unit), item.clone());
    view! {
        <tr data-testid=format!("part-{key}") data-state=item.state.as_str()>
            <td class="lead"><a class="title" href=Route::Assignment(item.id).path()>{unit.clone()}</a></td>
            <td data-label=tr!(task.due)><DueCell item=item.clone()/></td>
            <td data-label=tr!(tasks.state)><StateBadge state=item.state/></td>
            <td data-label=tr!(split.brought)>{result.as_ref().map(brought).filter(|text| !text.is_empty())}</td>
            <td class="no-print"><div class="row">
                {review.map(|report| view! {
                    <a class="btn" data-testid=format!("part-review-{key}") href=Route::Review(report).path() aria-label=tr!(split.review_of, unit = unit)>{tr!(split.review)}</a>
                })}
                {(own && item.state.is_live()).then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("part-take-back-{key}") aria-label=label
                        on:click=move |_| ask.run(again.clone())>{tr!(split.take_back)}</button>
                })}
            </div></td>
        </tr>
    }
}
