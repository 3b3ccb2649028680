//! Việc định kỳ: what makes a task for each of its periods.

use super::{
    recurrence_words::{next, rule, standing},
    tabs::PlanningTabs,
};
use crate::{
    api,
    components::{
        badge::Badge,
        dialog::ConfirmDialog,
        feedback::{Empty, Notice},
        icon::{Icon, shape},
        page_head::PageHead,
        toast::use_toasts,
    },
    load::Loader,
    routes::Route,
    session::now,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    dto::work::recurrence::{RecurrenceState, RecurrenceView},
    time::day_of,
};

/// The page. Test ids: `recurrences`, `recurrence-new`, `recurrence-<id>`, `recurrence-change-<id>`,
/// `recurrence-pause-<id>`, `recurrence-resume-<id>`, `recurrence-stop-<id>`, `recurrence-failed-<id>`,
/// `recurrence-made-<id>`, those of `ConfirmDialog` as `recurrence-stop`.
#[component]
pub fn RecurrencesPage() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::recurrences::all(""));
    let victim = RwSignal::new(None::<RecurrenceView>);
    let stopping = RwSignal::new(false);
    let write = use_write().several().always(move || {
        stopping.try_set(false);
        list.reload();
    });
    let turn =
        Callback::new(move |(one, verb, said): (RecurrenceView, &'static str, &'static str)| {
            let answer = async move { api::recurrences::turn(&one, verb).await };
            write.send(answer, move |_| toasts.say(said));
        });
    let stop = Callback::new(move |_: String| {
        if let Some(one) = victim.get_untracked() {
            turn.run((one, "end", tr!(recurrence.stopped)));
        }
    });
    let ask = Callback::new(move |one: RecurrenceView| {
        victim.set(Some(one));
        stopping.set(true);
    });
    let draw = move |all: Vec<RecurrenceView>| {
        if all.is_empty() {
            return view! { <Empty title=tr!(recurrence.none) hint=tr!(recurrence.none_hint)/> }
                .into_any();
        }
        // What needs somebody first, what is over last.
        let mut all = all;
        all.sort_by_key(|one| (one.last_error.is_none(), one.state == RecurrenceState::Ended));
        let rows = all.into_iter().map(|one| view! { <Row one turn ask/> }).collect_view();
        view! {
            <table class="ledger cards dense">
                <caption class="visually-hidden">{tr!(recurrence.title)}</caption>
                <thead><tr>
                    <th scope="col">{tr!(recurrence.name)}</th><th scope="col">{tr!(recurrence.next)}</th><th scope="col">{tr!(recurrence.made)}</th>
                    <th scope="col">{tr!(tasks.state)}</th><th scope="col" class="no-print"><span class="visually-hidden">{tr!(recurrence.change)}</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let text = Signal::derive(move || {
        tr!(recurrence.stop_text, name = victim.get().map(|one| one.name).unwrap_or_default())
    });
    view! {
        <PageHead title=tr!(recurrence.title).to_owned() note=tr!(recurrence.note).to_owned() back=(Route::Tasks.path(), tr!(nav.tasks))>
            <a class="btn primary" href=Route::NewRecurrence.path() data-testid="recurrence-new"><Icon d=shape::PLUS/>{tr!(recurrence.new)}</a>
        </PageHead>
        <PlanningTabs/>
        <div class="card" data-testid="recurrences">{list.draw(draw)}</div>
        <ConfirmDialog id="recurrence-stop" open=stopping title=tr!(recurrence.stop_title).to_owned() text confirm=tr!(recurrence.stop) danger=true on_confirm=stop/>
    }
}

/// One of them, what it made and what may become of it.
#[component]
fn Row(
    one: RecurrenceView,
    turn: Callback<(RecurrenceView, &'static str, &'static str)>,
    ask: Callback<RecurrenceView>,
) -> impl IntoView {
    let id = one.id;
    let today = day_of(now());
    let (tone, text) = standing(&one);
    let coming = one
        .next
        .as_ref()
        .map_or_else(|| tr!(recurrence.next_none).to_owned(), |it| next(it, today));
    let of = |verb: &str| format!("{verb} – {}", one.name);
    let failed = one.last_error.clone().map(|why| {
        view! {
            <div data-testid=format!("recurrence-failed-{id}")><Notice tone="amber">
                <p><b>{tr!(recurrence.failed)}</b>" "{why}</p><p>{tr!(recurrence.failed_how)}</p>
            </Notice></div>
        }
    });
    let made = (one.made > 0).then(|| view! {
        <a href=Route::Tasks.asking(&[("recurrence", &id)]) data-testid=format!("recurrence-made-{id}")>{tr!(recurrence.made_count, n = one.made)}</a>
    });
    let last = one.last.clone().map(|last| view! {
        <div class="small"><a href=Route::Task(last.task.id).path()>{words::planning::period_words(&last.period_key)}</a>
            {last.late.then(|| view! { " "<Badge tone="amber" text=tr!(recurrence.late)/> })}</div>
    });
    let none = (one.made == 0).then(|| tr!(recurrence.made_count, n = 0));
    let (turned, ended) = (one.clone(), one.clone());
    let (verb, said, word, test) = if one.state == RecurrenceState::Active {
        let test = format!("recurrence-pause-{id}");
        ("pause", tr!(recurrence.paused_done), tr!(recurrence.pause), test)
    } else {
        let test = format!("recurrence-resume-{id}");
        ("resume", tr!(recurrence.resumed), tr!(recurrence.resume), test)
    };
    let live = one.state != RecurrenceState::Ended;
    view! {
        <tr data-testid=format!("recurrence-{id}") data-state=one.state.as_str()>
            <td class="lead"><a class="title" href=Route::Recurrence(id).path()>{one.name.clone()}</a>
                <div class="small">{rule(&one.rule, one.lead_days)}</div><div class="small muted">{one.task.title.clone()}</div>{failed}</td>
            <td data-label=tr!(recurrence.next)>{words::sentence(&coming)}</td>
            <td data-label=tr!(recurrence.made)><span>{made}{none}{last}</span></td>
            <td data-label=tr!(tasks.state)><Badge tone text/></td>
            <td class="no-print">{live.then(|| view! { <div class="row">
                <a class="btn quiet" data-testid=format!("recurrence-change-{id}") aria-label=of(tr!(recurrence.change)) href=Route::Recurrence(id).path()>{tr!(recurrence.change)}</a>
                <button type="button" class="btn quiet" data-testid=test aria-label=of(word) on:click=move |_| turn.run((turned.clone(), verb, said))>{word}</button>
                <button type="button" class="btn quiet" data-testid=format!("recurrence-stop-{id}") aria-label=of(tr!(recurrence.stop)) on:click=move |_| ask.run(ended.clone())>{tr!(recurrence.stop)}</button>
            </div> })}</td>
        </tr>
    }
}
