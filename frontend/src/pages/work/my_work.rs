//! Việc của tôi: cards by urgency.

use crate::{
    api,
    components::{
        feedback::Empty,
        page_head::PageHead,
        toast::use_toasts,
        work_card::{Kept, WorkCard},
    },
    drafts::use_outbox,
    load::Loader,
    session::{now, use_session},
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    deadline::Timeliness, dto::work::assignment::AssignmentSummary, id::AssignmentId, time,
};

/// Which heading a piece of work stands under.
fn rank(item: &AssignmentSummary) -> usize {
    match item.timeliness {
        Timeliness::Overdue => 0,
        Timeliness::AwaitingReview => 3,
        Timeliness::Done => 4,
        _ => match item.due_at {
            Some(due) if time::days_between(now(), due) <= 7 => 1,
            _ => 2,
        },
    }
}

/// My work. Test ids: `my-work`, `group-0` overdue … `group-4` done; see `WorkCard`.
#[component]
pub fn MyWorkPage() -> impl IntoView {
    let session = use_session();
    let unit = session.me.with_untracked(|me| me.as_ref().map(|me| me.unit_id));
    let list = Loader::new(
        || (),
        move |()| async move {
            let query = unit.map(|unit| format!("unit={unit}&sort=due_at")).unwrap_or_default();
            api::assignments::all(&query).await
        },
    );
    let outbox = use_outbox();
    // A report that has just gone changes its card.
    Effect::new(move |before: Option<()>| {
        outbox.sent.get();
        if before.is_some() {
            list.reload();
        }
    });
    let toasts = use_toasts();
    let busy = RwSignal::new(None::<AssignmentId>);
    let write = use_write().several().always(move || {
        busy.try_set(None);
        list.reload();
    });
    let acknowledge = Callback::new(move |item: AssignmentSummary| {
        busy.set(Some(item.id));
        write.send(api::assignments::acknowledge(item.id, item.version), move |_| {
            toasts.say(tr!(work.acknowledged, title = item.task.name));
        });
    });
    let groups = move |items: Vec<AssignmentSummary>| {
        let names = [
            tr!(work.overdue),
            tr!(work.this_week),
            tr!(work.later),
            tr!(work.waiting),
            tr!(work.done),
        ];
        if items.is_empty() {
            return view! { <div class="card"><Empty title=tr!(work.none) hint=tr!(work.none_hint)/></div> }.into_any();
        }
        names.into_iter().enumerate().filter_map(|(at, name)| {
            let mut some: Vec<_> = items.iter().filter(|item| rank(item) == at).cloned().collect();
            some.sort_by_key(|item| item.due_at.map_or(i64::MAX, |due| due.timestamp()));
            if some.is_empty() {
                return None;
            }
            let class = if at == 0 { "urgency late" } else { "urgency" };
            let count = some.len();
            let cards = some.into_iter().map(|item| {
                let id = item.id;
                let local = outbox.get(id).filter(|d| d.edit > 0 || d.waits()).map(|d| (d.photos.len(), Kept::of(&d)));
                let item_again = item.clone();
                view! {
                    <WorkCard item local busy=Signal::derive(move || busy.get() == Some(id))
                        on_acknowledge=Callback::new(move |()| acknowledge.run(item_again.clone()))/>
                }
            }).collect_view();
            Some(view! {
                <section data-testid=format!("group-{at}") aria-label=name>
                    <h2 class=class>{name}" · "{count}</h2>
                    <ul class="work-cards">{cards}</ul>
                </section>
            })
        }).collect_view().into_any()
    };
    view! {
        <PageHead title=tr!(nav.my_work).to_owned()/>
        <div data-testid="my-work">{list.draw(groups)}</div>
    }
}
