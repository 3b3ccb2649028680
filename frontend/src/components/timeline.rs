//! What happened to an assignment, newest first.

use super::report_body::ReportBody;
use crate::{tr, words};
use leptos::prelude::*;
use shared::{
    dto::work::{assignment::TimelineEntry, task::TargetView},
    time,
};

/// The timeline. Test id: `timeline`.
#[component]
pub fn Timeline(
    /// The entries, oldest first.
    entries: Vec<TimelineEntry>,
    /// What the task asks, beside what was sent.
    targets: Vec<TargetView>,
) -> impl IntoView {
    let items = entries.into_iter().rev().map(|entry| {
        let revision = entry.revision.filter(|n| *n > 1).map(|n| tr!(timeline.revision, n = n));
        view! {
            <li data-kind=entry.kind.as_str()>
                <div>
                    <p><span class="strong">{words::timeline(entry.kind)}</span>{revision.map(|r| format!(" · {r}"))}</p>
                    <p class="small muted">{entry.by}{entry.on_behalf_of.map(|whom| format!(", {}", tr!(timeline.on_behalf, whom = whom)))}" · "<time datetime=entry.at.to_rfc3339()>{time::format_instant(entry.at)}</time></p>
                    {entry.snapshot.map(|report| view! {
                        <details data-testid="timeline-sent">
                            <summary class="small">{tr!(timeline.sent)}</summary>
                            <ReportBody report targets=targets.clone()/>
                        </details>
                    })}
                    {entry.note.filter(|note| !note.is_empty()).map(|note| view! { <p class="pre">{note}</p> })}
                </div>
            </li>
        }
    }).collect_view();
    view! { <ol class="timeline" data-testid="timeline">{items}</ol> }
}
