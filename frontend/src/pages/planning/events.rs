//! Ngày sự kiện: the days that deadlines are counted from.

use super::{event_form::EventForm, tabs::PlanningTabs};
use crate::{
    api,
    components::{
        dialog::ConfirmDialog,
        feedback::Empty,
        icon::{Icon, shape},
        page_head::PageHead,
        toast::use_toasts,
    },
    load::Loader,
    routes::Route,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{dto::work::event::EventView, time::format_day};

/// The page. Test ids: `events`, `event-new`, `event-<id>`, `event-change-<id>`, `event-remove-<id>`,
/// those of [`EventForm`] and of `ConfirmDialog` as `event-removal`.
#[component]
pub fn EventsPage() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::events::all());
    let units = Loader::new(|| (), |()| api::catalogues::units());
    // None: no form; else the event that is changed, or none for a new one.
    let open = RwSignal::new(None::<Option<EventView>>);
    let victim = RwSignal::new(None::<EventView>);
    let removing = RwSignal::new(false);
    let done = Callback::new(move |()| {
        open.try_set(None);
        list.reload();
    });
    let write = use_write().always(move || {
        removing.try_set(false);
        list.reload();
    });
    let remove = Callback::new(move |_: String| {
        let Some(one) = victim.get_untracked() else { return };
        let gone = async move { api::events::remove(&one).await.map(|_| one.name) };
        write.send(gone, move |name| toasts.say(tr!(event.removed, name = name)));
    });
    let row = move |one: EventView| {
        let id = one.id;
        let (changed, gone) = (one.clone(), one.clone());
        let of = |verb: &str| format!("{verb} – {}", one.name);
        let own = if one.days.is_empty() {
            tr!(event.own_none).to_owned()
        } else {
            let named = |it: &shared::dto::work::event::EventDayView| {
                format!("{}: {}", it.unit.name, format_day(it.day))
            };
            one.days.iter().map(named).collect::<Vec<_>>().join("; ")
        };
        let uses = (one.uses > 0)
            .then(|| view! { <div class="small muted">{tr!(event.uses, n = one.uses)}</div> });
        view! {
            <tr data-testid=format!("event-{id}")>
                <td class="lead"><b>{one.name.clone()}</b>{uses}</td>
                <td data-label=tr!(event.day)>{words::sentence(&words::day_named(one.day))}</td>
                <td data-label=tr!(event.own)>{own}</td>
                <td class="no-print"><div class="row">
                    <button type="button" class="btn quiet" data-testid=format!("event-change-{id}") aria-label=of(tr!(event.change)) on:click=move |_| open.set(Some(Some(changed.clone())))>{tr!(event.change)}</button>
                    {(one.uses == 0).then(|| view! {
                        <button type="button" class="btn quiet" data-testid=format!("event-remove-{id}") aria-label=of(tr!(event.remove))
                            on:click=move |_| { victim.set(Some(gone.clone())); removing.set(true); }>{tr!(event.remove)}</button>
                    })}
                </div></td>
            </tr>
        }
    };
    let draw = move |all: Vec<EventView>| {
        if all.is_empty() {
            return view! { <Empty title=tr!(event.none) hint=tr!(event.none_hint)/> }.into_any();
        }
        view! {
            <table class="ledger cards dense">
                <caption class="visually-hidden">{tr!(event.title)}</caption>
                <thead><tr>
                    <th scope="col">{tr!(event.name)}</th><th scope="col">{tr!(event.day)}</th><th scope="col">{tr!(event.own)}</th>
                    <th scope="col" class="no-print"><span class="visually-hidden">{tr!(event.change)}</span></th>
                </tr></thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    let text = Signal::derive(move || {
        tr!(event.remove_text, name = victim.get().map(|one| one.name).unwrap_or_default())
    });
    let form = move || {
        let start = open.get()?;
        Some(units.draw(move |units| view! { <EventForm start=start.clone() units done/> }))
    };
    view! {
        <PageHead title=tr!(event.title).to_owned() note=tr!(event.note).to_owned() back=(Route::Tasks.path(), tr!(nav.tasks))>
            <button type="button" class="btn primary" data-testid="event-new" on:click=move |_| open.set(Some(None))><Icon d=shape::PLUS/>{tr!(event.new)}</button>
        </PageHead>
        <PlanningTabs/>
        <div class="stack-l">
            {form}
            <div class="card" data-testid="events">{list.draw(draw)}</div>
        </div>
        <ConfirmDialog id="event-removal" open=removing title=tr!(event.remove_title).to_owned() text confirm=tr!(event.remove) danger=true on_confirm=remove/>
    }
}
