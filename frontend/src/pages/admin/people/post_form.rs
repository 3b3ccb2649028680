//! The fields of a post: where, as what, with which title.

use crate::{
    components::field::{Errors, SelectField, TextField},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    Role,
    dto::{
        identity::user::{PostInput, SigningCapacity},
        organisation::unit::UnitView,
    },
    state::UnitKind,
    validate::Checks,
};

/// A post being written.
#[derive(Clone, Copy)]
pub(super) struct PostFields {
    unit: RwSignal<String>,
    role: RwSignal<String>,
    title: RwSignal<String>,
    signing: RwSignal<String>,
    head: RwSignal<bool>,
    units: StoredValue<Vec<UnitView>>,
}

/// What a post in a unit of this kind usually is.
#[must_use]
pub(super) const fn usual_role(kind: UnitKind) -> Role {
    match kind {
        UnitKind::Leadership => Role::Chairman,
        UnitKind::Committee | UnitKind::MassOrganisation => Role::Committee,
        UnitKind::Village => Role::VillageHead,
    }
}

fn usual_title(role: Role) -> &'static str {
    match role {
        Role::Admin => tr!(role.title_admin),
        Role::Chairman => tr!(role.title_chairman),
        Role::Coordinator => tr!(role.title_coordinator),
        Role::Committee => tr!(role.title_committee),
        Role::VillageHead => tr!(role.title_village_head),
    }
}

impl PostFields {
    /// An empty one over the units that there are.
    #[must_use]
    pub fn new(units: Vec<UnitView>) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = Self {
            unit: text(),
            role: text(),
            title: text(),
            signing: text(),
            head: RwSignal::new(false),
            units: StoredValue::new(units.into_iter().filter(|u| u.valid_to.is_none()).collect()),
        };
        // The unit suggests the role, the role the title, as long as nobody wrote another.
        Effect::new(move |_| {
            if let Some(kind) = fields.kind() {
                let role = untrack(|| fields.role());
                if !role.is_some_and(|role| role.fits(kind)) {
                    fields.role.set(usual_role(kind).as_str().to_owned());
                }
            }
        });
        Effect::new(move |_| {
            if let Some(role) = fields.role() {
                let now = fields.title.get_untracked();
                if now.is_empty() || Role::ALL.into_iter().any(|other| usual_title(other) == now) {
                    fields.title.set(usual_title(role).to_owned());
                }
            }
        });
        fields
    }

    fn unit(self) -> Option<UnitView> {
        let id = self.unit.get();
        self.units.with_value(|all| all.iter().find(|unit| unit.id.to_string() == id).cloned())
    }

    fn kind(self) -> Option<UnitKind> {
        self.unit().map(|unit| unit.kind)
    }

    fn role(self) -> Option<Role> {
        self.role.with(|word| Role::parse(word))
    }

    /// What is written; what is lacking is noted.
    pub fn input(self, checks: &mut Checks) -> Option<PostInput> {
        let (unit, role) = untrack(|| (self.unit(), self.role()));
        checks.ensure(unit.is_some(), "post-unit", "required", tr!(form.required));
        checks.ensure(role.is_some(), "post-role", "required", tr!(form.required));
        crate::form::required(checks, "post-title", &self.title.get_untracked());
        Some(PostInput {
            unit_id: unit?.id,
            role: role?,
            title: self.title.get_untracked(),
            signing_capacity: (role == Some(Role::Chairman))
                .then(|| self.signing.with_untracked(|word| SigningCapacity::parse(word)))
                .flatten(),
            head: self.head.get_untracked() && role != Some(Role::Admin),
            valid_from: None,
        })
    }
}

/// The form's own id for a field that the server names.
#[must_use]
pub(super) fn at_its_field(field: &str) -> &'static str {
    match field.trim_start_matches("post.") {
        "unit_id" => "post-unit",
        "role" => "post-role",
        "title" => "post-title",
        "signing_capacity" => "post-signing",
        "full_name" => "person-name",
        "valid_to" => "post-end",
        _ => "person-username",
    }
}

/// The fields. Test ids: `post-unit`, `post-role`, `post-title`, `post-signing`, `post-head`.
#[component]
pub(super) fn PostForm(
    /// The post.
    fields: PostFields,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let units = fields.units.with_value(|all| {
        all.iter().map(|u| (u.id.to_string(), u.name.clone())).collect::<Vec<_>>()
    });
    let roles = Signal::derive(move || {
        let kind = fields.kind();
        let fits = |role: &Role| kind.is_none_or(|kind| role.fits(kind));
        let named = |role: Role| (role.as_str().to_owned(), words::role(role).to_owned());
        Role::ALL.into_iter().filter(fits).map(named).collect::<Vec<_>>()
    });
    let signing = [
        ("", tr!(person.signing_none)),
        ("chairman", tr!(person.signing_chairman)),
        ("vice_chairman", tr!(person.signing_vice)),
    ]
    .map(|(key, word)| (key.to_owned(), word.to_owned()));
    let signing = RwSignal::new(signing.to_vec());
    view! {
        <SelectField id="post-unit" label=tr!(person.unit) value=fields.unit options=units empty=tr!(person.choose_unit) errors/>
        <div class="pair even">
            <SelectField id="post-role" label=tr!(person.role) value=fields.role options=roles empty=tr!(role.choose) errors/>
            <TextField id="post-title" label=tr!(person.title) hint=tr!(person.title_hint) value=fields.title errors/>
        </div>
        <div hidden=move || fields.role() != Some(Role::Chairman)>
            <SelectField id="post-signing" label=tr!(person.signing) value=fields.signing options=signing errors/>
        </div>
        <div hidden=move || fields.role() == Some(Role::Admin)>
            <label class="check">
                <input type="checkbox" data-testid="post-head" aria-describedby="post-head-hint" prop:checked=fields.head on:change:target=move |e| fields.head.set(e.target().checked())/>
                <span>{tr!(person.head)}</span>
            </label>
            <p class="hint small muted" id="post-head-hint">{tr!(person.head_hint)}</p>
        </div>
    }
}
