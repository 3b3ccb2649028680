//! Nhật ký hệ thống: who changed what, when, from where.

use crate::{
    api,
    components::{
        export_link::ExportLink, feedback::Empty, filter::FilterChips, more::Paged,
        page_head::PageHead,
    },
    query::Filters,
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::audit::{AuditChange, AuditView},
    time::format_instant,
};

/// An action in the office's words.
fn action(word: &str) -> String {
    let known = match word {
        "activity.create" => tr!(act.activity_create),
        "activity.delete" => tr!(act.activity_delete),
        "activity.update" => tr!(act.activity_update),
        "admin.create" => tr!(act.admin_create),
        "api_client.create" => tr!(act.api_client_create),
        "api_client.revoke" => tr!(act.api_client_revoke),
        "api_client.rotate" => tr!(act.api_client_rotate),
        "api_client.update" => tr!(act.api_client_update),
        "assignment.acknowledge" => tr!(act.assignment_acknowledge),
        "assignment.cancel" => tr!(act.assignment_cancel),
        "assignment.chase" => tr!(act.assignment_chase),
        "assignment.export" => tr!(act.assignment_export),
        "assignment.split" => tr!(act.assignment_split),
        "assignment.take_back" => tr!(act.assignment_take_back),
        "attachment.sweep" => tr!(act.attachment_sweep),
        "attachment.upload" => tr!(act.attachment_upload),
        "audit.export" => tr!(act.audit_export),
        "catalogue.create" => tr!(act.catalogue_create),
        "catalogue.merge" => tr!(act.catalogue_merge),
        "catalogue.update" => tr!(act.catalogue_update),
        "comment.create" => tr!(act.comment_create),
        "comment.delete" => tr!(act.comment_delete),
        "comment.update" => tr!(act.comment_update),
        "commune.set_up" => tr!(act.commune_set_up),
        "delegation.create" => tr!(act.delegation_create),
        "delegation.end" => tr!(act.delegation_end),
        "directive.create" => tr!(act.directive_create),
        "directive.issue" => tr!(act.directive_issue),
        "directive.update" => tr!(act.directive_update),
        "extension.ask" => tr!(act.extension_ask),
        "extension.grant" => tr!(act.extension_grant),
        "extension.refuse" => tr!(act.extension_refuse),
        "extension.offer" => tr!(act.extension_offer),
        "extension.accept" => tr!(act.extension_accept),
        "extension.decline" => tr!(act.extension_decline),
        "extension.withdraw" => tr!(act.extension_withdraw),
        "extension.allow" => tr!(act.extension_allow),
        "holiday.create" => tr!(act.holiday_create),
        "holiday.delete" => tr!(act.holiday_delete),
        "notice.choose" => tr!(act.notice_choose),
        "notice.unsubscribe" => tr!(act.notice_unsubscribe),
        "report.approve" => tr!(act.report_approve),
        "report.return" => tr!(act.report_return),
        "report.submit" => tr!(act.report_submit),
        "report.withdraw" => tr!(act.report_withdraw),
        "report.write" => tr!(act.report_write),
        "second_factor.codes" => tr!(act.second_factor_codes),
        "second_factor.off" => tr!(act.second_factor_off),
        "second_factor.on" => tr!(act.second_factor_on),
        "second_factor.start" => tr!(act.second_factor_start),
        "settings.update" => tr!(act.settings_update),
        "task.assign" => tr!(act.task_assign),
        "task.cancel" => tr!(act.task_cancel),
        "task.close" => tr!(act.task_close),
        "task.create" => tr!(act.task_create),
        "task.open" => tr!(act.task_open),
        "task.update" => tr!(act.task_update),
        "unit.create" => tr!(act.unit_create),
        "unit.end" => tr!(act.unit_end),
        "unit.households" => tr!(act.unit_households),
        "unit.update" => tr!(act.unit_update),
        "unit_group.create" => tr!(act.unit_group_create),
        "unit_group.delete" => tr!(act.unit_group_delete),
        "unit_group.update" => tr!(act.unit_group_update),
        "user.accept_invitation" => tr!(act.user_accept_invitation),
        "user.add_post" => tr!(act.user_add_post),
        "user.change_password" => tr!(act.user_change_password),
        "user.create" => tr!(act.user_create),
        "user.invite" => tr!(act.user_invite),
        "user.reset_second_factor" => tr!(act.user_reset_second_factor),
        "user.update" => tr!(act.user_update),
        "user.update_me" => tr!(act.user_update_me),
        "user.update_post" => tr!(act.user_update_post),
        other => return other.to_owned(),
    };
    known.to_owned()
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
                ("task", tr!(nav.tasks)), ("report", tr!(report.title)),
            ]/>
        </div>
        <div class="card" data-testid="audit">{list.draw(rows, || view! { <Empty title=tr!(audit.none) hint=tr!(audit.none_hint)/> })}</div>
    }
}
