//! One activity: when and where, how much it came to, the evidence of it, and whose report tells of it.

use crate::{
    api,
    components::{
        badge::ActivityStateBadge, fact::fact, page_head::PageHead, report_body::evidence,
    },
    load::Loader,
    routes::Route,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    ErrorCode,
    dto::{
        page::Named,
        work::{
            activity::{ActivityView, ValueView},
            assignment::AssignmentSummary,
        },
    },
    id::{ActivityId, ReportId},
    state::ActivityState,
};

type PageData = (ActivityView, Option<AssignmentSummary>);

async fn read(id: ActivityId) -> api::Answer<PageData> {
    let activity = api::activities::read(id).await?;
    let told = match activity.report_id {
        Some(report) => told_in(report).await?,
        None => None,
    };
    Ok((activity, told))
}

/// The work whose report tells of it. Who reads an activity need not be one who reads the report.
async fn told_in(report: ReportId) -> api::Answer<Option<AssignmentSummary>> {
    let found = async {
        let report = api::reports::of(report).await?;
        api::assignments::read(report.assignment_id).await
    };
    match found.await {
        Ok(data) => Ok(Some(data.summary)),
        Err(error) => match error.code() {
            Some(ErrorCode::NotFound | ErrorCode::Forbidden) => Ok(None),
            _ => Err(error),
        },
    }
}

/// "Hội nghị, sinh hoạt thôn – 15/11/2026".
fn title(activity: &ActivityView) -> String {
    let channel = activity.channel.as_ref().map(|channel| channel.name.clone());
    let what = channel.unwrap_or_else(|| tr!(activity.what).to_owned());
    match activity.held_on {
        Some(day) => format!("{what} – {}", shared::time::format_day(day)),
        None => what,
    }
}

fn names<T>(all: &[Named<T>]) -> String {
    all.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", ")
}

/// The page. Test ids: `activity`, `activity-figures`, `activity-report`, `evidence`.
#[component]
pub fn ActivityPage(
    /// Which activity.
    id: ActivityId,
) -> impl IntoView {
    let data: Loader<PageData> = Loader::new(|| (), move |()| read(id));
    let head = Memo::new(move |_| {
        data.value().map_or_else(|| tr!(activity.what).to_owned(), |(activity, _)| title(&activity))
    });
    view! {
        <PageHead title=head back=(Route::Activities.path(), tr!(nav.activities))/>
        <div data-testid="activity">{data.draw(|(activity, told)| view! { <Body activity told/> })}</div>
    }
}

#[component]
fn Body(activity: ActivityView, told: Option<AssignmentSummary>) -> impl IntoView {
    let when = words::dotted(&[
        activity.held_on.map(words::day_named).unwrap_or_default(),
        activity.held_at.clone().unwrap_or_default(),
    ]);
    let shown = !activity.attachments.is_empty() || !activity.links.is_empty();
    let report = told.map(|one| view! {
        <dt>{tr!(activity.told_in)}</dt>
        <dd><a href=Route::Assignment(one.id).path() data-testid="activity-report">{one.task.name}</a>" – "{one.unit.name}</dd>
    });
    let counts = match activity.state {
        ActivityState::Approved => None,
        _ => Some(view! { <span class="small muted">{tr!(activity.not_counted)}</span> }),
    };
    let missing = || view! { <p class="muted">{tr!(activity.no_evidence)}</p> };
    view! {
        <div class="two">
            <section class="card"><div class="body stack">
                <div class="row"><ActivityStateBadge state=activity.state/>{counts}</div>
                <dl class="facts">
                    {fact(tr!(activity.when), words::sentence(&when))}
                    {fact(tr!(activity.place), activity.place.clone())}
                    {fact(tr!(activity.units), names(&activity.units))}
                    {fact(tr!(activity.reached), names(&activity.places_reached))}
                    {fact(tr!(task.topics), names(&activity.topics))}
                    {fact(tr!(task.audiences), names(&activity.audiences))}
                    {fact(tr!(activity.words), activity.note.clone())}
                    {report}
                </dl>
            </div></section>
            <div class="stack-l">
            <Figures values=activity.values.clone()/>
            <section class="card" aria-labelledby="activity-evidence">
                <header><h2 id="activity-evidence">{tr!(activity.evidence)}</h2></header>
                <div class="body stack">{if shown { evidence(&activity).into_any() } else { missing().into_any() }}</div>
            </section>
            </div>
        </div>
    }
}

#[component]
fn Figures(values: Vec<ValueView>) -> impl IntoView {
    (!values.is_empty()).then(|| {
        let rows = values.into_iter().map(|value| view! {
            <tr><td class="lead">{value.name}</td><td class="num strong">{words::number(value.amount)}" "{value.unit_of_measure}</td></tr>
        }).collect_view();
        view! {
            <section class="card" aria-labelledby="activity-figures">
                <header><h2 id="activity-figures">{tr!(activity.figures)}</h2></header>
                <table class="ledger" data-testid="activity-figures">
                    <thead class="visually-hidden"><tr><th scope="col">{tr!(target.title)}</th><th scope="col" class="num">{tr!(target.told)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    })
}
