//! A report as it is read: figures beside targets, words, evidence.

use super::{
    feedback::Notice,
    files::{documents, pictures},
    icon::{Icon, shape},
    part_results::PartResults,
    targets::TargetTable,
};
use crate::{tr, words};
use leptos::prelude::*;
use shared::dto::work::{activity::ActivityView, report::ReportView, task::TargetView};

fn part(title: &'static str, text: String) -> Option<impl IntoView> {
    (!text.is_empty()).then(|| view! { <div><h3>{title}</h3><p class="pre">{text}</p></div> })
}

/// The photos, documents and links of an activity. Test id: `evidence`.
pub fn evidence(activity: &ActivityView) -> impl IntoView + use<> {
    let files = &activity.attachments;
    let links = activity.links.iter().filter(|link| link.starts_with("http://") || link.starts_with("https://")).map(|link| view! {
        <li class="row"><Icon d=shape::LINK/><a href=link.clone() target="_blank" rel="noopener noreferrer">{link.clone()}</a></li>
    }).collect_view();
    view! {
        <ul class="evidence" data-testid="evidence">{pictures(files)}</ul>
        <ul class="stack-s files">{documents(files)}{links}</ul>
    }
}

/// When, where and how an activity was held.
#[must_use]
pub fn held(activity: &ActivityView) -> String {
    words::dotted(&[
        activity.held_on.map(words::day_named).unwrap_or_default(),
        activity.held_at.clone().unwrap_or_default(),
        activity.place.clone(),
        activity.channel.as_ref().map(|channel| channel.name.clone()).unwrap_or_default(),
    ])
}

/// The body of a report. Test id: `report-body`.
#[component]
pub fn ReportBody(
    /// The report.
    report: ReportView,
    /// What the task asks.
    targets: Vec<TargetView>,
) -> impl IntoView {
    let nil = report.nil_reason.clone().filter(|why| !why.is_empty());
    let activities = report.activities.clone();
    let counted = activities.iter().any(|a| !a.values.is_empty())
        || report.parts.iter().any(|part| !part.values.is_empty());
    let files = activities.iter().map(|activity| {
        let head = held(activity);
        view! {
            <div class="stack-s">
                <p class="muted">{head}</p>
                {(!activity.note.is_empty()).then(|| view! { <p class="pre">{activity.note.clone()}</p> })}
                {evidence(activity)}
            </div>
        }
    }).collect_view();
    view! {
        <div class="stack" data-testid="report-body">
            {nil.map(|why| view! { <Notice icon=shape::EMPTY><b>{tr!(report.nil)}</b>" "{why}</Notice> })}
            {report.late_explanation.clone().filter(|t| !t.is_empty()).map(|why| view! {
                <Notice tone="amber"><b>{tr!(report.late_explanation)}</b>": "{why}</Notice>
            })}
            {(!targets.is_empty() || counted).then(|| view! {
                <TargetTable targets activities=activities.clone() parts=report.parts.clone() reported=true/>
            })}
            {(!report.parts.is_empty()).then(|| view! { <PartResults parts=report.parts/> })}
            {part(tr!(report.narrative), report.narrative)}
            {part(tr!(report.shortcomings), report.shortcomings)}
            {part(tr!(report.proposals), report.proposals)}
            {files}
        </div>
    }
}
