//! Nhật ký hệ thống: who changed what, when, from where.

use crate::{
    api,
    components::{
        export_link::ExportLink, feedback::Empty, filter::FilterChips, more::Paged,
        page_head::PageHead,
    },
    i18n::keys,
    query::Filters,
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::operations::audit::{AuditChange, AuditView},
    time::format_instant,
};

/// An action in the office's words (`scripts/check-sources.sh` sees to it that each has some).
fn action(word: &str) -> String {
    let key = word.replace('.', "_");
    let known = keys::act::ALL.iter().find(|(name, _)| *name == key);
    known.map_or_else(|| word.to_owned(), |(_, text)| text.text().to_owned())
}

/// Fields that every write moves.
const COUNTERS: [&str; 3] = ["change_seq", "version", "sort_key"];

/// "name: Thôn A → Thôn B" for each field that changed.
fn lines(change: &AuditChange) -> Vec<String> {
    let fields =
        |row: &Option<serde_json::Value>| row.as_ref().and_then(|row| row.as_object().cloned());
    let said = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => "–".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match (fields(&change.before), fields(&change.after)) {
        (Some(before), Some(after)) => after
            .iter()
            .filter(|(key, value)| {
                !COUNTERS.contains(&key.as_str()) && before.get(*key) != Some(*value)
            })
            .map(|(key, value)| format!("{key}: {} → {}", said(before.get(key)), said(Some(value))))
            .collect(),
        // Counts of a draft or of logins have no name: what they say is all.
        (None, Some(row)) if named(&row).is_none() => {
            row.iter().map(|(key, value)| format!("{key}: {}", said(Some(value)))).collect()
        }
        (None, Some(row)) => vec![format!("{}: {}", tr!(audit.new), said(named(&row)))],
        (Some(row), None) => vec![format!("{}: {}", tr!(audit.gone), said(named(&row)))],
        (None, None) => Vec::new(),
    }
}

/// By what a row is known.
fn named(row: &serde_json::Map<String, serde_json::Value>) -> Option<&serde_json::Value> {
    ["full_name", "name", "title", "subject", "id"].iter().find_map(|key| row.get(*key))
}

fn row(entry: AuditView) -> impl IntoView {
    let details = match entry.changes {
        None => view! { <span class="small muted">{tr!(audit.hidden)}</span> }.into_any(),
        Some(changes) => {
            let lines: Vec<String> = changes.iter().flat_map(lines).collect();
            (!lines.is_empty()).then(|| view! {
                <details><summary class="small">{tr!(audit.details)}</summary>
                    <ul class="small">{lines.into_iter().map(|line| view! { <li class="wrap">{line}</li> }).collect_view()}</ul>
                </details>
            }).into_any()
        }
    };
    let whom = entry.on_behalf_of.map(|whom| format!(", {}", tr!(timeline.on_behalf, whom = whom)));
    view! {
        <tr data-testid=format!("audit-{}", entry.seq)>
            <td class="lead"><b>{action(&entry.action)}</b>{details}</td>
            <td data-label=tr!(audit.who)><span>{entry.by.unwrap_or_else(|| tr!(audit.server).to_owned())}{whom}</span></td>
            <td data-label=tr!(audit.when)>{format_instant(entry.at)}</td>
            <td data-label=tr!(audit.address)>{entry.address}</td>
        </tr>
    }
}

/// The log. Test ids: `audit`, `audit-export`, `audit-<seq>`, `audit-from`, `audit-to`, `filter-action-…`.
#[component]
pub fn AuditPage() -> impl IntoView {
    let filters = Filters::here();
    let query = Signal::derive(move || filters.query(&["action", "from", "to", "object", "user"]));
    let file = Signal::derive(move || api::export_url("/audit", &query.get()));
    let list = Paged::new(query, |query, cursor| async move {
        api::audit::list(&query, cursor.as_deref()).await
    });
    let day = |name: &'static str, label: &'static str| {
        let value = RwSignal::new(untrack(|| filters.get(name)));
        Effect::new(move |_| {
            let day = value.get();
            // A day that is half typed is not asked for.
            let whole = day.is_empty() || day.parse::<chrono::NaiveDate>().is_ok();
            if whole && untrack(|| filters.get(name)) != day {
                filters.set(name, day);
            }
        });
        let id = if name == "from" { "audit-from" } else { "audit-to" };
        view! { <crate::components::date::DateField id label=label value optional=true/> }
    };
    let rows = move |items: Vec<AuditView>| {
        view! {
            <table class="ledger cards">
                <caption class="visually-hidden">{tr!(audit.title)}</caption>
                <thead class="sticky"><tr>
                    <th scope="col">{tr!(audit.what)}</th><th scope="col">{tr!(audit.who)}</th>
                    <th scope="col">{tr!(audit.when)}</th><th scope="col">{tr!(audit.address)}</th>
                </tr></thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <PageHead title=tr!(audit.title).to_owned()><ExportLink test="audit-export" href=file label=tr!(audit.export) hint=tr!(audit.export_hint)/></PageHead>
        <div class="filters no-print">
            {day("from", tr!(audit.from))}
            {day("to", tr!(audit.to))}
            <FilterChips filters name="action" label=tr!(audit.kind) options=vec![
                ("", tr!(common.all)), ("user", tr!(nav.people)), ("unit", tr!(nav.units)), ("catalogue", tr!(nav.catalogues)),
                ("task", tr!(nav.tasks)), ("report", tr!(report.title)), ("auth", tr!(settings.logins)),
            ]/>
        </div>
        <div class="card" data-testid="audit">{list.draw(rows, || view! { <Empty title=tr!(audit.none) hint=tr!(audit.none_hint)/> })}</div>
    }
}
