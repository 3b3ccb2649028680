//! Ai được làm gì: the permission table, as the system applies it.

use crate::{components::page_head::PageHead, routes::Route, tr, words};
use leptos::prelude::*;
use shared::{Action, Reach, Role, reach};

/// An action in the office's words.
fn action(action: Action) -> &'static str {
    match action {
        Action::OwnAccount => tr!(may.own_account),
        Action::Search => tr!(may.search),
        Action::UnitRead => tr!(may.unit_read),
        Action::UnitWrite => tr!(may.unit_write),
        Action::UserRead => tr!(may.user_read),
        Action::UserWrite => tr!(may.user_write),
        Action::CatalogueRead => tr!(may.catalogue_read),
        Action::CatalogueWrite => tr!(may.catalogue_write),
        Action::AuditRead => tr!(may.audit_read),
        Action::SettingsRead => tr!(may.settings_read),
        Action::SettingsWrite => tr!(may.settings_write),
        Action::ClientWrite => tr!(may.client_write),
        Action::DirectiveRead => tr!(may.directive_read),
        Action::DirectiveWrite => tr!(may.directive_write),
        Action::TaskRead => tr!(may.task_read),
        Action::TaskWrite => tr!(may.task_write),
        Action::TaskClose => tr!(may.task_close),
        Action::AssignmentRead => tr!(may.assignment_read),
        Action::AssignmentDo => tr!(may.assignment_do),
        Action::AssignmentSplit => tr!(may.assignment_split),
        Action::Chase => tr!(may.chase),
        Action::ExtensionDecide => tr!(may.extension_decide),
        Action::CommentWrite => tr!(may.comment_write),
        Action::DelegationWrite => tr!(may.delegation_write),
        Action::ReportReview => tr!(may.report_review),
        Action::ActivityRead => tr!(may.activity_read),
        Action::ActivityWrite => tr!(may.activity_write),
        Action::AttachmentWrite => tr!(may.attachment_write),
        Action::AttachmentRead => tr!(may.attachment_read),
        Action::StatisticsRead => tr!(may.statistics_read),
    }
}

/// The table. Test id: `roles`.
#[component]
pub fn RolesPage() -> impl IntoView {
    let cell = |role: Role, wanted: Action| {
        match reach(role, wanted) {
        Some(Reach::Commune) => view! { <span class="strong">"✓ "{tr!(roles.commune)}</span> }.into_any(),
        Some(Reach::OwnUnit) => view! { <span>"✓ "{tr!(roles.own)}</span> }.into_any(),
        None => view! { <span class="muted">"–"<span class="visually-hidden">{tr!(roles.no)}</span></span> }.into_any(),
    }
    };
    let rows = Action::ALL.into_iter().map(|wanted| {
        let cells = Role::ALL
            .into_iter()
            .map(|role| view! { <td data-label=words::role(role)>{cell(role, wanted)}</td> });
        view! { <tr><th scope="row">{action(wanted)}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <PageHead title=tr!(roles.title).to_owned() note=tr!(roles.hint).to_owned() back=(Route::People.path(), tr!(nav.people))/>
        <div class="card" data-testid="roles">
            <table class="ledger roles">
                <caption class="visually-hidden">{tr!(roles.title)}</caption>
                <thead class="sticky"><tr><th scope="col">{tr!(roles.what)}</th>
                    {Role::ALL.into_iter().map(|role| view! { <th scope="col">{words::role(role)}</th> }).collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
