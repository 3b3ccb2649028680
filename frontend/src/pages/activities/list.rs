//! Hoạt động tuyên truyền: what was done, newest first.

use crate::{
    api,
    components::{
        badge::ActivityStateBadge, feedback::Empty, more::Paged, page_head::PageHead,
        report_body::held,
    },
    routes::Route,
    tr, words,
};
use leptos::prelude::*;
use shared::dto::work::activity::ActivityView;

fn row(activity: ActivityView) -> impl IntoView {
    let names = |all: &[shared::dto::page::Named<shared::id::UnitId>]| {
        all.iter().map(|n| n.name.clone()).collect::<Vec<_>>().join(", ")
    };
    let figures = activity
        .values
        .iter()
        .map(|v| format!("{} {}", words::number(v.amount), v.unit_of_measure))
        .collect::<Vec<_>>()
        .join(", ");
    let photos = activity.attachments.len();
    let topics = activity.topics.iter().map(|t| t.name.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <tr data-testid=format!("activity-{}", activity.id)>
            <td class="lead"><a class="title" href=Route::Activity(activity.id).path()>{held(&activity)}</a><div class="small muted">{topics}</div></td>
            <td data-label=tr!(overview.unit)>{names(&activity.units)}</td>
            <td data-label=tr!(activity.figures)>{figures}</td>
            <td class="num" data-label=tr!(activity.evidence)>{photos + activity.links.len()}</td>
            <td data-label=tr!(tasks.state)><ActivityStateBadge state=activity.state/></td>
        </tr>
    }
}

/// The list. Test ids: `activities`, `activity-<id>`.
#[component]
pub fn ActivitiesPage() -> impl IntoView {
    let query = Signal::derive(String::new);
    let list = Paged::new(query, |query, cursor| async move {
        api::activities::list(&query, cursor.as_deref()).await
    });
    view! {
        <PageHead title=tr!(activity.title).to_owned() note=tr!(activity.note).to_owned()/>
        <div class="card" data-testid="activities">{list.draw(
            |items| view! {
                <table class="ledger cards"><thead class="sticky"><tr>
                    <th scope="col">{tr!(activity.what)}</th><th scope="col">{tr!(overview.unit)}</th><th scope="col">{tr!(activity.figures)}</th>
                    <th scope="col" class="num">{tr!(activity.evidence)}</th><th scope="col">{tr!(tasks.state)}</th>
                </tr></thead><tbody>{items.into_iter().map(row).collect_view()}</tbody></table>
            },
            || view! { <Empty title=tr!(activity.none) hint=tr!(activity.none_hint)/> },
        )}</div>
    }
}
