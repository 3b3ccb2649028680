//! The fields of the settings: what each is called, does, counts in, and begins as.

use crate::{
    components::field::{Errors, Field, message},
    form::{self, Keeper},
    tr,
};
use leptos::prelude::*;
use shared::{
    Role,
    dto::settings::{Settings, SettingsPatch, SettingsView},
    validate::Checks,
};
use std::ops::Range;

/// A number among the settings.
struct Number {
    id: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    of: &'static str,
    get: fn(&Settings) -> i64,
    set: fn(&mut Settings, i64),
}

fn numbers() -> [Number; 7] {
    let minutes = tr!(settings.minutes);
    let days = tr!(settings.days);
    let number =
        |id, name, label, hint, of, get, set| Number { id, name, label, hint, of, get, set };
    [
        number(
            "setting-resubmit",
            "resubmit_working_days",
            tr!(settings.resubmit),
            tr!(settings.resubmit_hint),
            tr!(settings.working_days),
            |all| i64::from(all.resubmit_working_days),
            |all, n| all.resubmit_working_days = u32::try_from(n).unwrap_or(u32::MAX),
        ),
        number(
            "setting-invitation",
            "invitation_days",
            tr!(settings.invitation),
            tr!(settings.invitation_hint),
            days,
            |all| all.invitation_days,
            |all, n| all.invitation_days = n,
        ),
        number(
            "setting-office-idle",
            "office_idle_minutes",
            tr!(settings.office_idle),
            tr!(settings.office_idle_hint),
            minutes,
            |all| all.office_idle_minutes,
            |all, n| all.office_idle_minutes = n,
        ),
        number(
            "setting-office-longest",
            "office_longest_hours",
            tr!(settings.office_longest),
            tr!(settings.office_longest_hint),
            tr!(settings.hours),
            |all| all.office_longest_hours,
            |all, n| all.office_longest_hours = n,
        ),
        number(
            "setting-admin-idle",
            "admin_idle_minutes",
            tr!(settings.admin_idle),
            tr!(settings.admin_idle_hint),
            minutes,
            |all| all.admin_idle_minutes,
            |all, n| all.admin_idle_minutes = n,
        ),
        number(
            "setting-village-idle",
            "village_idle_days",
            tr!(settings.village_idle),
            tr!(settings.village_idle_hint),
            days,
            |all| all.village_idle_days,
            |all, n| all.village_idle_days = n,
        ),
        number(
            "setting-village-longest",
            "village_longest_days",
            tr!(settings.village_longest),
            tr!(settings.village_longest_hint),
            days,
            |all| all.village_longest_days,
            |all, n| all.village_longest_days = n,
        ),
    ]
}

/// The settings being written.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The name as it is printed.
    pub name: RwSignal<String>,
    /// The place in the line of a letter's date.
    pub place: RwSignal<String>,
    /// The province.
    pub province: RwSignal<String>,
    /// Roles that have to use a second factor, as their words.
    pub roles: RwSignal<Vec<String>>,
    numbers: StoredValue<Vec<RwSignal<String>>>,
    view: StoredValue<SettingsView>,
}

impl Fields {
    /// As they are, or as they were left by a reload.
    #[must_use]
    pub fn new(view: SettingsView, keeper: Keeper) -> Self {
        let values = view.values.clone();
        let numbers = numbers()
            .iter()
            .map(|one| keeper.text_from(one.name, &(one.get)(&values).to_string()))
            .collect();
        let roles = values.second_factor_roles.iter().map(|role| role.as_str().to_owned());
        Self {
            name: keeper.text_from("name", &view.name),
            place: keeper.text_from("place", &view.place_name),
            province: keeper.text_from("province", &view.province),
            roles: RwSignal::new(roles.collect()),
            numbers: StoredValue::new(numbers),
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
        for (one, text) in numbers().iter().zip(self.numbers.get_value()) {
            let given = text.with_untracked(|text| text.trim().parse::<i64>().ok());
            let given = given.filter(|n| *n > 0);
            checks.ensure(given.is_some(), one.id, "number", tr!(settings.number));
            match given {
                Some(n) => (one.set)(&mut values, n),
                None => whole = false,
            }
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

    /// Some of the numbers, each with the way back to what holds where nobody has decided.
    pub fn draw(self, which: Range<usize>, errors: Errors) -> impl IntoView {
        let defaults = self.view.with_value(|view| view.defaults.clone());
        let all = numbers();
        let texts = self.numbers.get_value();
        let drawn = all.into_iter().zip(texts).skip(which.start).take(which.len()).map(
            |(one, text)| {
                let usual = (one.get)(&defaults).to_string();
                let back = usual.clone();
                let same = usual.clone();
                let bad = move || (!message(errors, one.id).is_empty()).to_string();
                view! {
                    <Field id=one.id label=one.label hint=one.hint errors>
                        <div class="row">
                            <input class="short" id=one.id type="text" inputmode="numeric" autocomplete="off" data-testid=one.id aria-describedby=format!("{}-help", one.id)
                                aria-required="true" aria-invalid=bad prop:value=text on:input:target=move |e| text.set(e.target().value())/>
                            <span>{one.of}</span>
                            <span class="muted small">{tr!(settings.usual, n = usual)}</span>
                            <button type="button" class="btn quiet" data-testid=format!("{}-default", one.id) aria-label=format!("{}: {}", tr!(settings.back), one.label)
                                hidden=move || text.with(|text| *text == same) on:click=move |_| text.set(back.clone())>{tr!(settings.back)}</button>
                        </div>
                    </Field>
                }
            },
        );
        drawn.collect_view()
    }
}

/// The form's own id for a field that the server names.
#[must_use]
pub fn at_its_field(field: &str) -> &'static str {
    let field = field.trim_start_matches("values.");
    match field.split('[').next().unwrap_or_default() {
        "name" => "setting-name",
        "place_name" => "setting-place",
        "province" => "setting-province",
        "second_factor_roles" => "setting-roles",
        name => numbers().iter().find(|one| one.name == name).map_or("settings-save", |one| one.id),
    }
}
