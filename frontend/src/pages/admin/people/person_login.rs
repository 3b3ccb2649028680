//! What the admin does to a person's login: bars it, opens it, takes the second factor off.

use super::person::PageData;
use crate::{
    api,
    components::{dialog::ConfirmDialog, toast::use_toasts},
    load::Loader,
    session::use_session,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::dto::identity::user::{UserDuties, UserPatch, UserView};

/// What hangs on the person, in sentences.
fn sentences(duties: &UserDuties) -> String {
    let mut said = Vec::new();
    if !duties.only_holder_of.is_empty() && duties.open_assignments > 0 {
        let units: Vec<&str> =
            duties.only_holder_of.iter().map(|unit| unit.name.as_str()).collect();
        said.push(tr!(person.duties_units, units = units.join(", ")));
        said.push(tr!(person.duties_open, n = duties.open_assignments));
    }
    if duties.waiting_reviews > 0 {
        said.push(tr!(person.duties_reviews, n = duties.waiting_reviews));
    }
    if said.is_empty() {
        said.push(tr!(person.duties_none).to_owned());
    }
    said.join(" ")
}

/// The buttons. Test ids: `person-disable`, `disable-…`, `person-enable`, `person-factor`, `factor-reset-…`.
#[component]
pub(super) fn Login(
    /// Whose.
    person: UserView,
    /// The page's read, for after a change.
    data: Loader<PageData>,
) -> impl IntoView {
    let toasts = use_toasts();
    let asking = RwSignal::new(false);
    let duties = RwSignal::new(String::new());
    let (id, disabled) = (person.id, person.disabled);
    let version = RwSignal::new(person.version);
    // A short password has gone with a second factor.
    let write = use_write().always(move || data.reload());
    let set = Callback::new(move |disabled: bool| {
        asking.set(false);
        let change = UserPatch { full_name: None, disabled: Some(disabled) };
        let version = version.get_untracked();
        let said = if disabled { tr!(person.disabled_done) } else { tr!(person.enabled_done) };
        let answer = async move { api::people::change(id, version, &change).await };
        write.send(answer, move |_| toasts.say(said));
    });
    let look = use_write();
    let ask = move |_| {
        // As things are now: the person may have set a password since this page was opened.
        let now =
            async move { futures_util::try_join!(api::people::duties(id), api::people::read(id)) };
        look.send(now, move |(found, person)| {
            version.try_set(person.version);
            duties.try_set(sentences(&found));
            asking.try_set(true);
        });
    };
    let own = use_session().me.with_untracked(|me| me.as_ref().is_some_and(|me| me.user_id == id));
    let resetting = RwSignal::new(false);
    let reset = Callback::new(move |_: String| {
        resetting.set(false);
        write.send(api::second_factor::reset(id), move |_| toasts.say(tr!(factor.reset_done)));
    });
    let name = person.full_name;
    let reset_text = tr!(factor.reset_text, name = name);
    let text = Signal::derive(move || {
        format!("{} {}", tr!(person.disable_text, name = name), duties.get())
    });
    view! {
        <div class="row no-print">
            {if disabled { view! {
                <button type="button" class="btn" data-testid="person-enable" on:click=move |_| set.run(false)>{tr!(person.enable)}</button>
            }.into_any() } else { view! {
                <button type="button" class="btn" data-testid="person-disable" on:click=ask>{tr!(person.disable)}</button>
            }.into_any() }}
            // One's own goes by its proof, in the profile.
            {(!own).then(|| view! { <button type="button" class="btn" data-testid="person-factor" on:click=move |_| resetting.set(true)>{tr!(factor.reset)}</button> })}
        </div>
        <ConfirmDialog id="disable" open=asking title=tr!(person.disable).to_owned() text confirm=tr!(person.disable) danger=true
            on_confirm=Callback::new(move |_| set.run(true))/>
        <ConfirmDialog id="factor-reset" open=resetting title=tr!(factor.reset).to_owned() text=reset_text confirm=tr!(factor.reset) danger=true on_confirm=reset/>
    }
}
