//! The fields of the settings, each with what holds where nobody has decided.

use super::setting_list::{self, Setting};
use crate::{
    components::field::{Errors, Field, message},
    form::{self, Keeper},
    tr,
};
use leptos::prelude::*;
use shared::{
    Role,
    dto::organisation::settings::{SettingsPatch, SettingsView},
    validate::Checks,
};

/// The settings being written.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// The name as it is printed.
    pub name: RwSignal<String>,
    /// The place in the line of a letter's date.
    pub place: RwSignal<String>,
    /// The province.
    pub province: RwSignal<String>,
    /// Roles that have to use a second factor, as their words.
    pub roles: RwSignal<Vec<String>>,
    lines: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
    view: StoredValue<SettingsView>,
}

impl Fields {
    /// As they are, or as they were left by a reload.
    #[must_use]
    pub fn new(view: SettingsView, keeper: Keeper) -> Self {
        let values = view.values.clone();
        let lines = setting_list::all()
            .iter()
            .map(|one| (one.id, keeper.text_from(one.name, &(one.get)(&values))))
            .collect();
        let roles = values.second_factor_roles.iter().map(|role| role.as_str().to_owned());
        Self {
            name: keeper.text_from("name", &view.name),
            place: keeper.text_from("place", &view.place_name),
            province: keeper.text_from("province", &view.province),
            roles: RwSignal::new(roles.collect()),
            lines: StoredValue::new(lines),
            view: StoredValue::new(view),
        }
    }

    /// What is written; what is wrong is noted.
    pub fn input(self, checks: &mut Checks) -> Option<SettingsPatch> {
        for (id, text) in [
            ("setting-name", self.name),
            ("setting-place", self.place),
            ("setting-province", self.province),
        ] {
            form::required(checks, id, &text.get_untracked());
        }
        let mut values = self.view.with_value(|view| view.values.clone());
        let mut whole = true;
        for (one, (_, text)) in setting_list::all().iter().zip(self.lines.get_value()) {
            let taken = text.with_untracked(|text| (one.set)(&mut values, text)).is_some();
            checks.ensure(taken, one.id, "refused", one.wrong);
            whole &= taken;
        }
        values.second_factor_roles = self
            .roles
            .with_untracked(|chosen| chosen.iter().filter_map(|word| Role::parse(word)).collect());
        whole.then(|| SettingsPatch {
            name: Some(self.name.get_untracked()),
            place_name: Some(self.place.get_untracked()),
            province: Some(self.province.get_untracked()),
            values: Some(values.into()),
        })
    }

    /// Some of the settings, each with the way back to what holds where nobody has decided.
    pub fn draw(self, which: Vec<Setting>, errors: Errors) -> impl IntoView {
        let defaults = self.view.with_value(|view| view.defaults.clone());
        let texts = self.lines.get_value();
        let drawn = which.into_iter().filter_map(|one| {
            let text = texts.iter().find(|(id, _)| *id == one.id)?.1;
            let usual = (one.get)(&defaults);
            let back = usual.clone();
            let same = usual.clone();
            let bad = move || (!message(errors, one.id).is_empty()).to_string();
            // A phone's number pad has no comma and no colon.
            let plain = one.of.is_empty() || one.name == "remind_days_before";
            let mode = if plain { "text" } else { "numeric" };
            Some(view! {
                <Field id=one.id label=one.label hint=one.hint errors>
                    <div class="row">
                        <input class="short" id=one.id type="text" inputmode=mode autocomplete="off" data-testid=one.id aria-describedby=format!("{}-help", one.id)
                            aria-invalid=bad prop:value=text on:input:target=move |e| text.set(e.target().value())/>
                        <span>{one.of}</span>
                        <span class="muted small">{tr!(settings.usual, n = usual)}</span>
                        <button type="button" class="btn quiet" data-testid=format!("{}-default", one.id) aria-label=format!("{}: {}", tr!(settings.back), one.label)
                            hidden=move || text.with(|text| *text == same) on:click=move |_| text.set(back.clone())>{tr!(settings.back)}</button>
                    </div>
                </Field>
            })
        });
        drawn.collect_view()
    }
}

/// The form's own id for a field that the server names.
#[must_use]
pub(super) fn at_its_field(field: &str) -> &'static str {
    let field = field.trim_start_matches("values.");
    match field.split('[').next().unwrap_or_default() {
        "name" => "setting-name",
        "place_name" => "setting-place",
        "province" => "setting-province",
        "second_factor_roles" => "setting-roles",
        name => setting_list::all()
            .iter()
            .find(|one| one.name == name)
            .map_or("settings-save", |one| one.id),
    }
}
