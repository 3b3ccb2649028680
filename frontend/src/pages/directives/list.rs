//! Văn bản chỉ đạo.

use crate::{
    api,
    components::{
        badge::Badge,
        feedback::Empty,
        icon::{Icon, shape},
        page_head::PageHead,
    },
    load::Loader,
    routes::Route,
    session::use_session,
    tr, words,
};
use leptos::prelude::*;
use shared::{Action, dto::work::directive::DirectiveSummary, state::DirectiveState, time};

/// The badge of a directive's state.
#[component]
pub(super) fn DirectiveBadge(
    /// The state.
    state: DirectiveState,
) -> impl IntoView {
    let tone = match state {
        DirectiveState::Draft => "hollow",
        DirectiveState::Issued => "green",
        DirectiveState::Superseded => "",
    };
    view! { <Badge tone text=words::directive_state(state)/> }
}

/// The list. Test ids: `directives`, `directive-row-<id>`, `directives-new`.
#[component]
pub fn DirectivesPage() -> impl IntoView {
    let session = use_session();
    let list = Loader::new(|| (), |()| api::directives::all());
    let rows = |items: Vec<DirectiveSummary>| {
        if items.is_empty() {
            return view! { <Empty title=tr!(directive.none) hint=tr!(directive.none_hint)/> }
                .into_any();
        }
        let rows = items.into_iter().map(|d| view! {
            <tr data-testid=format!("directive-row-{}", d.id)>
                <td class="lead"><a class="title" href=Route::Directive(d.id).path()>{d.subject}</a></td>
                <td data-label=tr!(directive.number)>{d.number.unwrap_or_else(|| "–".into())}</td>
                <td data-label=tr!(directive.day)>{d.signed_on.map(time::format_day)}</td>
                <td data-label=tr!(directive.signer)>{d.signer}</td>
                <td class="num" data-label=tr!(directive.clauses)>{d.clause_count}</td>
                <td class="num" data-label=tr!(nav.tasks)>{d.task_count}</td>
                <td data-label=tr!(tasks.state)><DirectiveBadge state=d.state/></td>
            </tr>
        }).collect_view();
        view! {
            <table class="ledger cards"><thead class="sticky"><tr>
                <th scope="col">{tr!(directive.subject)}</th><th scope="col">{tr!(directive.number)}</th><th scope="col">{tr!(directive.day)}</th>
                <th scope="col">{tr!(directive.signer)}</th><th scope="col" class="num">{tr!(directive.clauses)}</th>
                <th scope="col" class="num">{tr!(nav.tasks)}</th><th scope="col">{tr!(tasks.state)}</th>
            </tr></thead><tbody>{rows}</tbody></table>
        }.into_any()
    };
    view! {
        <PageHead title=tr!(directive.title).to_owned()>
            {session.may(Action::DirectiveWrite).then(|| view! {
                <a class="btn primary" href=Route::NewDirective.path() data-testid="directives-new"><Icon d=shape::PLUS/>{tr!(directive.new)}</a>
            })}
        </PageHead>
        <div class="card" data-testid="directives">{list.draw(rows)}</div>
    }
}
