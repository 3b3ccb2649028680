//! Cài đặt: what the office decides for itself, each with what holds where nobody has decided.

use super::{
    setting_fields::{Fields, at_its_field},
    setting_list,
    storage_use::StorageUse,
};
use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        page_head::PageHead,
        tick_list::TickList,
        toast::use_toasts,
    },
    form::{self, use_form},
    load::Loader,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    ErrorCode, Role,
    dto::organisation::settings::{SettingsPatch, SettingsView},
};

/// The page. Test ids: `settings`, `setting-name`, `setting-place`, `setting-province`,
/// `setting-<name>`, `setting-<name>-default`, `setting-roles-<role>`, `settings-save`.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let whole = Loader::new(|| (), |()| api::settings::read());
    view! {
        <PageHead title=tr!(nav.settings).to_owned() note=tr!(settings.note).to_owned()/>
        <div data-testid="settings">{whole.draw(|settings| view! { <Form settings/> })}</div>
    }
}

#[component]
fn Form(settings: SettingsView) -> impl IntoView {
    let toasts = use_toasts();
    let version = RwSignal::new(settings.version);
    let keeper = form::Keeper::of(&format!("settings.{}", settings.version));
    let fields = Fields::new(settings, keeper);
    let form = use_form("settings-save", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    // What is written stays where somebody else has saved meanwhile; it is for the person to say that
    // it is to hold.
    let send = move |change: SettingsPatch| async move {
        match api::settings::change(version.get_untracked(), &change).await {
            Err(error) if error.code() == Some(ErrorCode::StaleVersion) => {
                let now = api::settings::read().await.map_err(|_| error)?;
                version.try_set(now.version);
                Ok(None)
            }
            answer => answer.map(Some),
        }
    };
    let done = move |saved: Option<SettingsView>| match saved {
        Some(now) => {
            keeper.forget();
            version.try_set(now.version);
            toasts.say(tr!(settings.saved));
        }
        None => form.wrong("settings-save", tr!(settings.stale)),
    };
    let submit = form.submit(move |checks| fields.input(checks), send, done);
    let roles = Role::ALL.into_iter().map(|role| (role.as_str(), words::role(role))).collect();
    view! {
        <form class="stack-l read" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <section class="card"><header><h2>{tr!(settings.commune)}</h2></header><div class="body stack">
                <TextField id="setting-name" label=tr!(setup.commune_name) hint=tr!(settings.name_hint) value=fields.name errors/>
                <div class="pair even">
                    <TextField id="setting-place" label=tr!(setup.place) hint=tr!(setup.place_hint) value=fields.place errors/>
                    <TextField id="setting-province" label=tr!(setup.province) value=fields.province errors/>
                </div>
            </div></section>
            <section class="card"><header><h2>{tr!(settings.terms)}</h2></header><div class="body stack">{fields.draw(setting_list::terms(), errors)}</div></section>
            <section class="card"><header><h2>{tr!(settings.reminders)}</h2></header><div class="body stack">{fields.draw(setting_list::reminders(), errors)}</div></section>
            <section class="card"><header><h2>{tr!(settings.hours_title)}</h2></header><div class="body stack">
                <p class="muted small">{tr!(settings.hours_hint)}</p>
                <div class="pair half">{fields.draw(setting_list::hours(), errors)}</div>
            </div></section>
            <section class="card"><header><h2>{tr!(settings.extensions)}</h2></header><div class="body stack">{fields.draw(setting_list::extensions(), errors)}</div></section>
            <section class="card"><header><h2>{tr!(settings.files)}</h2></header><div class="body stack">
                <StorageUse/>
                {fields.draw(setting_list::files(), errors)}
            </div></section>
            <section class="card"><header><h2>{tr!(settings.logins)}</h2></header><div class="body stack">{fields.draw(setting_list::logins(), errors)}</div></section>
            <section class="card"><header><h2>{tr!(settings.records)}</h2></header><div class="body stack">{fields.draw(setting_list::records(), errors)}</div></section>
            <section class="card"><header><h2>{tr!(settings.second_factor)}</h2></header><div class="body stack">
                <TickList id="setting-roles" label=tr!(settings.roles) hint=tr!(settings.roles_hint) options=roles chosen=fields.roles errors/>
            </div></section>
            <div><button class="btn primary" id="settings-save" data-testid="settings-save" disabled=busy>
                {move || if busy.get() { tr!(common.saving) } else { tr!(person.save) }}
            </button></div>
        </form>
    }
}
