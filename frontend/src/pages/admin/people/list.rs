//! Người dùng: everybody of the commune with their posts.

use super::checklist::Checklist;
use crate::{
    api,
    components::{
        badge::Badge,
        feedback::Empty,
        filter::{FilterChips, SearchBox},
        icon::{Icon, shape},
        page_head::PageHead,
    },
    form::fold,
    load::Loader,
    query::Filters,
    routes::Route,
    tr,
};
use leptos::prelude::*;
use shared::dto::{identity::user::UserView, organisation::unit::UnitView};

/// Where an account stands: its word in the address, its tone and its words.
#[must_use]
pub(super) fn status(person: &UserView) -> (&'static str, &'static str, &'static str) {
    match person {
        UserView { disabled: true, .. } => ("disabled", "", tr!(person.disabled)),
        UserView { has_password: false, .. } => ("invited", "amber", tr!(person.invited)),
        _ => ("active", "green", tr!(person.active)),
    }
}

/// The list. Test ids: `people`, `people-new`, `people-roles`, `person-row-<username>`, `filter-…`,
/// `checklist`.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let filters = Filters::here();
    let list = Loader::new(
        || (),
        |()| async { futures_util::try_join!(api::people::all(), api::catalogues::units()) },
    );
    let table = move |people: Vec<UserView>| {
        move || {
            let (words, wanted) = (fold(&filters.get("q")), filters.get("status"));
            let units = |person: &UserView| {
                let of =
                    person.posts.iter().map(|post| format!("{} {}", post.title, post.unit_name));
                of.collect::<Vec<_>>().join(" ")
            };
            let some: Vec<UserView> = people
                .iter()
                .filter(|one| wanted.is_empty() || status(one).0 == wanted)
                .filter(|one| {
                    fold(&format!("{} {} {}", one.full_name, one.username, units(one)))
                        .contains(&words)
                })
                .cloned()
                .collect();
            if some.is_empty() {
                return view! { <Empty title=tr!(person.none) hint=tr!(person.none_hint)/> }
                    .into_any();
            }
            view! { <Rows people=some/> }.into_any()
        }
    };
    let draw = move |(people, units): (Vec<UserView>, Vec<UnitView>)| {
        view! {
            <Checklist units people=people.clone()/>
            <div class="card">{table(people)}</div>
        }
    };
    view! {
        <PageHead title=tr!(nav.people).to_owned()>
            <a class="btn" href=Route::Roles.path() data-testid="people-roles">{tr!(roles.title)}</a>
            <a class="btn primary" href=Route::NewPerson.path() data-testid="people-new"><Icon d=shape::PLUS/>{tr!(person.new)}</a>
        </PageHead>
        <div class="filters no-print">
            <SearchBox filters/>
            <FilterChips filters name="status" label=tr!(person.status) options=vec![
                ("", tr!(person.all)), ("active", tr!(person.active)), ("invited", tr!(person.invited)), ("disabled", tr!(person.disabled)),
            ]/>
        </div>
        <div class="stack-l" data-testid="people">{list.draw(draw)}</div>
    }
}

#[component]
fn Rows(people: Vec<UserView>) -> impl IntoView {
    let rows = people.into_iter().map(|person| {
        let (_, tone, word) = status(&person);
        let posts = person.posts.iter().filter(|post| post.valid_to.is_none()).map(|post| view! {
            <div>{post.title.clone()}<span class="muted">" · "{post.unit_name.clone()}</span></div>
        }).collect_view();
        view! {
            <tr data-testid=format!("person-row-{}", person.username)>
                <td class="lead"><a class="title" href=Route::Person(person.id).path()>{person.full_name}</a></td>
                <td data-label=tr!(person.username)>{person.username.clone()}</td>
                <td data-label=tr!(person.posts)><div>{posts}</div></td>
                <td data-label=tr!(person.status)><Badge tone text=word/></td>
            </tr>
        }
    }).collect_view();
    view! {
        <table class="ledger cards">
            <caption class="visually-hidden">{tr!(nav.people)}</caption>
            <thead class="sticky"><tr>
                <th scope="col">{tr!(person.name)}</th><th scope="col">{tr!(person.username)}</th>
                <th scope="col">{tr!(person.posts)}</th><th scope="col">{tr!(person.status)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
