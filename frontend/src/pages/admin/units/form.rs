//! Adding units, one or many, and renaming one.

use crate::{
    api,
    components::{
        field::{ErrorSummary, SelectField, TextField},
        prompt::Prompt,
        toast::use_toasts,
    },
    form::{self, fold, use_form},
    pages::admin::paste::{Paste, Words},
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::organisation::unit::{UnitCreate, UnitPatch, UnitView},
    state::UnitKind,
    validate::Checks,
};

/// "Thôn Xuân Bắc" is called xuanbac.
fn suggested(name: &str) -> String {
    let folded = fold(name);
    let kinds = ["thon ", "to dan pho ", "khu pho ", "phong ", "ban "];
    let bare = kinds.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(&folded);
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let short: String = letters(bare);
    // "Thôn 1" is called thon1: a code has two letters at least.
    if short.len() < 2 { letters(&folded) } else { short }
}

fn unit(code: String, name: String, kind: UnitKind, households: Option<i64>) -> UnitCreate {
    UnitCreate {
        id: None,
        code,
        name,
        short_name: String::new(),
        kind,
        parent_id: None,
        valid_from: None,
        households,
    }
}

/// The form's own id for a field that the server names; a code that is taken is a conflict.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "name" => "unit-name",
        "households" => "unit-households",
        "parent_id" => "unit-above",
        _ => "unit-code",
    }
}

/// One more unit. Test ids: `unit-kind`, `unit-name`, `unit-code`, `unit-households`, `unit-above`,
/// `unit-submit`.
#[component]
pub(super) fn NewUnit(
    /// Every unit, to choose the one above from.
    #[prop(into)]
    units: Signal<Vec<UnitView>>,
    /// One has been added.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let parent = RwSignal::new(String::new());
    let text = || RwSignal::new(String::new());
    let (name, code, households) = (text(), text(), text());
    let kind = RwSignal::new(UnitKind::Village.as_str().to_owned());
    let form = use_form("unit-code", at_its_field);
    let errors = form.errors;
    Effect::new(move |before: Option<String>| {
        let now = suggested(&name.get());
        if code.with_untracked(|typed| typed.is_empty() || before.as_ref() == Some(typed)) {
            code.set(now.clone());
        }
        now
    });
    let read = move |checks: &mut Checks| {
        form::required(checks, "unit-name", &name.get_untracked());
        form::required(checks, "unit-code", &code.get_untracked());
        let count = households.get_untracked().trim().to_owned();
        let number = count.parse::<i64>().ok();
        checks.ensure(
            count.is_empty() || number.is_some(),
            "unit-households",
            "refused",
            tr!(unit.households_hint),
        );
        let kind = UnitKind::parse(&kind.get_untracked())?;
        let parent_id = parent.with_untracked(|id| id.parse().ok());
        let fresh = unit(code.get_untracked(), name.get_untracked(), kind, number);
        Some(UnitCreate { parent_id, ..fresh })
    };
    let submit = form.submit(
        read,
        |body| async move { api::units::create(&body).await },
        move |made| {
            toasts.say(tr!(unit.added, name = made.name));
            for field in [name, code, households] {
                field.try_set(String::new());
            }
            changed.try_run(());
        },
    );
    let above = Signal::derive(move || {
        units.with(|all| {
            let live = all.iter().filter(|one| one.valid_to.is_none());
            live.map(|one| (one.id.to_string(), one.name.clone())).collect()
        })
    });
    let kinds: Vec<(String, String)> = UnitKind::ALL
        .iter()
        .map(|k| (k.as_str().to_owned(), words::unit_kind(*k).to_owned()))
        .collect();
    view! {
        <details class="card no-print"><summary class="body" data-testid="unit-add"><b>{tr!(unit.add)}</b></summary>
            <form class="body stack read" on:submit=submit novalidate>
                <ErrorSummary errors/>
                <SelectField id="unit-kind" label=tr!(unit.kind) value=kind options=kinds errors/>
                <TextField id="unit-name" label=tr!(unit.name) value=name errors/>
                <div class="pair even">
                    <TextField id="unit-code" label=tr!(unit.code) hint=tr!(unit.code_hint) value=code errors/>
                    <TextField id="unit-households" label=tr!(unit.households) hint=tr!(unit.households_hint) value=households optional=true bare=true errors/>
                </div>
                <SelectField id="unit-above" label=tr!(unit.parent) value=parent options=above empty=tr!(unit.parent_none) errors/>
                <div><button class="btn primary" data-testid="unit-submit">{tr!(unit.add)}</button></div>
            </form>
        </details>
    }
}

/// A pasted line: the village's name, and its households where they are told ("1.219", "219 hộ").
/// Nothing where what is told is no number.
fn read_line(line: &str) -> Option<UnitCreate> {
    let mut columns = line.split(['\t', ';']).map(str::trim);
    let name = columns.next().unwrap_or_default().to_owned();
    let told =
        columns.next().unwrap_or_default().trim_end_matches("hộ").replace(['.', ',', ' '], "");
    let households = if told.is_empty() { None } else { Some(told.parse().ok()?) };
    Some(unit(suggested(&name), name, UnitKind::Village, households))
}

/// Many villages at once. Test ids: those of [`Paste`] as `villages`.
#[component]
pub(super) fn PasteVillages(
    /// Some have been added.
    changed: Callback<()>,
) -> impl IntoView {
    let words = Words {
        title: tr!(unit.paste),
        hint: tr!(unit.paste_hint),
        verb: |n| tr!(unit.paste_add, n = n),
        done: |n| tr!(unit.pasted, n = n),
    };
    let add = |line: String| async move {
        let Some(village) = read_line(&line) else {
            return Err(tr!(unit.paste_number).to_owned());
        };
        api::units::create(&village).await.map(drop).map_err(|error| error.line())
    };
    view! { <Paste name="villages" id="villages-paste" words add changed/> }
}

/// A new name for a unit; the old one stays in its history. Test ids: `unit-new-name`,
/// `unit-new-name-save`.
#[component]
pub(super) fn Rename(
    /// Which; none while closed.
    unit: RwSignal<Option<UnitView>>,
    /// It has been renamed.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(None::<String>);
    Effect::new(move |_| open.set(unit.get().map(|unit| unit.name)));
    let send = move |name: String| {
        let old = unit.get_untracked()?;
        let change = UnitPatch { name: Some(name), ..UnitPatch::default() };
        Some(async move { api::units::change(old.id, old.version, &change).await })
    };
    let done = move |_| {
        toasts.say(tr!(unit.renamed));
        unit.try_set(None);
    };
    view! { <Prompt id="unit-new-name" title=tr!(unit.rename) label=tr!(unit.new_name) open send done always=changed/> }
}
