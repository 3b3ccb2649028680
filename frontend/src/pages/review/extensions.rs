//! Đề nghị gia hạn: what waits for a decision, decided in place.

use crate::{
    api,
    components::{
        extension_row::{ExtensionBadge, ExtensionSaid, TwoDays},
        feedback::{Empty, Notice},
        page_head::PageHead,
        review_tabs::ReviewTabs,
    },
    load::Loader,
    pages::common::extension_decide::{Decide, Way},
    routes::Route,
    session::use_session,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::work::extension::ExtensionView, id::ExtensionId, state::ExtensionState, time::day_of,
};

/// The page. Test ids: `extensions`, `extension-<id>`, `extension-told`, and those of [`Decide`].
#[component]
pub fn ExtensionInbox() -> impl IntoView {
    let session = use_session();
    let list = Loader::new(|| (), |()| api::extensions::open());
    let opened = RwSignal::new(None::<(ExtensionId, Way)>);
    let told = RwSignal::new(String::new());
    let changed = Callback::new(move |()| {
        list.reload();
        session.count_waiting();
        // The row that was decided goes.
        crate::dom::focus("page-title");
    });
    let mine = |one: &ExtensionView| one.may_decide && one.state == ExtensionState::Asked;
    let note = Signal::derive(move || {
        let n = list.value().map_or(0, |all| all.iter().filter(|one| mine(one)).count());
        if n > 0 { tr!(extension.waiting_n, n = n) } else { String::new() }
    });
    let draw = move |all: Vec<ExtensionView>| {
        if all.is_empty() {
            return view! { <div class="card read"><Empty title=tr!(extension.none) hint=tr!(extension.none_hint)/></div> }.into_any();
        }
        let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(mine);
        let group = |name: String, some: Vec<ExtensionView>| {
            let rows = some.into_iter().map(|one| view! { <Row one opened told changed/> });
            view! { <section class="stack-s"><h2 class="urgency">{name}</h2><ul class="stack">{rows.collect_view()}</ul></section> }
        };
        view! {
            <div class="stack-l read">
                {if own.is_empty() {
                    view! { <div class="card"><Empty title=tr!(extension.none) hint=tr!(extension.none_hint)/></div> }.into_any()
                } else {
                    group(tr!(extension.mine, n = own.len()), own).into_any()
                }}
                {(!others.is_empty()).then(|| group(tr!(extension.others, n = others.len()), others))}
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(extension.tab).to_owned() note/>
        <ReviewTabs/>
        <div data-testid="extensions" class="stack">
            <div class="read" role="alert" hidden=move || told.with(String::is_empty)><Notice tone="amber"><span data-testid="extension-told">{told}</span></Notice></div>
            {list.draw(draw)}
        </div>
    }
}

/// One request.
#[component]
fn Row(
    one: ExtensionView,
    opened: RwSignal<Option<(ExtensionId, Way)>>,
    told: RwSignal<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let decide = one.may_decide && one.state == ExtensionState::Asked;
    let was = (one.original_due_at != one.due_at)
        .then(|| tr!(deadline.was, day = shared::time::format_day(day_of(one.original_due_at))));
    let sub = words::dotted(&[one.unit.name.clone(), was.unwrap_or_default()]);
    let (id, state) = (one.id, one.state);
    view! {
        <li class="card" data-testid=format!("extension-{id}")>
            <div class="body stack-s">
                <div class="row between">
                    <h3 class="grow"><a href=Route::Assignment(one.assignment_id).path()>{one.task.name.clone()}</a></h3>
                    <ExtensionBadge state/>
                </div>
                <p class="muted small">{sub}</p>
                <TwoDays one=one.clone()/>
                <ExtensionSaid one=one.clone()/>
                {decide.then(|| view! { <Decide one opened told changed/> })}
            </div>
        </li>
    }
}
