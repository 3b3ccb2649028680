//! One person: name, posts, invitation, and whether the login is barred.

use super::{
    invitation::Invitation, list::status, person_login::Login, post_form::at_its_field,
    posts::Posts,
};
use crate::{
    api,
    components::{
        badge::Badge,
        field::{ErrorSummary, TextField},
        page_head::PageHead,
        toast::use_toasts,
    },
    form::{self, use_form},
    load::Loader,
    routes::Route,
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::{
        identity::user::{UserPatch, UserView},
        organisation::unit::UnitView,
    },
    id::UserId,
    validate::Checks,
};

/// A person and every unit.
pub(super) type PageData = (UserView, Vec<UnitView>);

async fn read(id: UserId) -> api::Answer<PageData> {
    futures_util::try_join!(api::people::read(id), api::catalogues::units())
}

/// The page. Test ids: `person`, `person-name`, `person-save`, and those of [`Invitation`],
/// [`Login`] and [`Posts`].
#[component]
pub fn PersonPage(
    /// Who.
    id: UserId,
) -> impl IntoView {
    let data = Loader::new(move || id, read);
    let title = Signal::derive(move || {
        data.value().map_or_else(|| tr!(nav.people).to_owned(), |(person, _)| person.full_name)
    });
    view! {
        <PageHead title back=(Route::People.path(), tr!(nav.people))/>
        <div data-testid="person">{data.draw(move |(person, units)| view! {
            <div class="stack-l read">
                <Name person=person.clone() data/>
                <Invitation person=person.clone()/>
                <Posts person=person.clone() units data/>
                <Login person data/>
            </div>
        })}</div>
    }
}

#[component]
fn Name(person: UserView, data: Loader<PageData>) -> impl IntoView {
    let toasts = use_toasts();
    let (_, tone, word) = status(&person);
    let name = RwSignal::new(person.full_name.clone());
    let form = use_form("person-save", at_its_field);
    let errors = form.errors;
    let (id, version) = (person.id, person.version);
    let read = move |checks: &mut Checks| {
        form::required(checks, "person-name", &name.get_untracked());
        Some(UserPatch { full_name: Some(name.get_untracked()), disabled: None })
    };
    let submit = form.submit(
        read,
        move |change| async move { api::people::change(id, version, &change).await },
        move |_| {
            toasts.say(tr!(person.saved));
            data.reload();
        },
    );
    view! {
        <form class="card no-print" on:submit=submit novalidate><div class="body stack">
            <div class="row between"><span>{tr!(person.username)}": "<b>{person.username.clone()}</b></span><Badge tone text=word/></div>
            <ErrorSummary errors/>
            <TextField id="person-name" label=tr!(person.name) value=name errors/>
            <div><button class="btn" id="person-save" data-testid="person-save">{tr!(person.save)}</button></div>
        </div></form>
    }
}
