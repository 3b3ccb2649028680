//! Số hộ theo năm of a village.

use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        toast::use_toasts,
    },
    dom,
    form::use_form,
    session::now,
    tr, words,
};
use chrono::Datelike;
use leptos::{html, prelude::*, task::spawn_local};
use shared::{
    dto::organisation::unit::{HouseholdsOfYear, UnitView},
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    if field == "year" { "years-year" } else { "years-count" }
}

/// The dialog. Test ids: `years`, `year-<year>`, `year-edit-<year>`, `years-year`, `years-count`,
/// `years-save`, `years-close`.
#[component]
pub(super) fn UnitHouseholds(
    /// Which; none while closed.
    unit: RwSignal<Option<UnitView>>,
    /// A year has been noted.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<html::Dialog>::new();
    let (year, count) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = use_form("years-count", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let known = RwSignal::new(Vec::<HouseholdsOfYear>::new());
    let blank = move || {
        year.try_set(shared::time::day_of(now()).year().to_string());
        count.try_set(String::new());
    };
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match unit.get() {
            Some(one) if !dialog.open() => {
                blank();
                errors.set(Vec::new());
                known.set(Vec::new());
                let _ = dialog.show_modal();
                spawn_local(async move {
                    match api::units::households(one.id).await {
                        Ok(all) => {
                            known.try_set(all);
                        }
                        Err(error) => form.refuse(&error),
                    }
                });
            }
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let read = move |checks: &mut Checks| {
        let whole = |text: RwSignal<String>| {
            text.with_untracked(|t| t.trim().replace('.', "").parse::<i64>().ok())
        };
        let (year, households) = (whole(year), whole(count).filter(|n| *n >= 0));
        let good = year.is_some_and(|year| (2000..=2100).contains(&year));
        checks.ensure(good, "years-year", "refused", tr!(unit.year_wrong));
        checks.ensure(households.is_some(), "years-count", "refused", tr!(unit.count_wrong));
        let body = HouseholdsOfYear { year: year?, households: households? };
        Some((unit.get_untracked()?, body))
    };
    // Each year that is noted moves the unit's version, also by somebody else meanwhile: a year is
    // written whole, so nothing of theirs is lost.
    let send = move |(own, body): (UnitView, HouseholdsOfYear)| async move {
        let version = api::units::read(own.id).await?.version;
        let all = api::units::put_households(own.id, version, &body).await?;
        Ok((all, body.year))
    };
    let submit = form.submit(read, send, move |(all, of): (Vec<HouseholdsOfYear>, i64)| {
        known.try_set(all);
        blank();
        toasts.say(tr!(unit.year_saved, year = of));
        changed.try_run(());
    });
    let edit = move |one: HouseholdsOfYear| {
        year.set(one.year.to_string());
        count.set(one.households.to_string());
        dom::focus("years-count");
    };
    let row = move |one: HouseholdsOfYear| {
        let of = one.year;
        view! {
            <tr data-testid=format!("year-{of}")>
                <td class="lead">{of}</td><td class="num">{words::number(one.households)}</td>
                <td class="num"><button type="button" class="btn quiet" data-testid=format!("year-edit-{of}") aria-label=tr!(unit.year_edit_of, year = of)
                    on:click=move |_| edit(one)>{tr!(unit.year_edit)}</button></td>
            </tr>
        }
    };
    let title =
        move || tr!(unit.by_year, name = unit.get().map(|one| one.name).unwrap_or_default());
    let table = move || {
        let all = known.get();
        if all.is_empty() {
            return view! { <p class="muted">{tr!(unit.years_none)}</p> }.into_any();
        }
        view! {
            <table class="ledger">
                <thead><tr><th scope="col">{tr!(unit.year)}</th><th scope="col" class="num">{tr!(unit.households)}</th>
                    <th scope="col"><span class="visually-hidden">{tr!(unit.year_edit)}</span></th></tr></thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <dialog node_ref=node data-testid="years" aria-labelledby="years-title" on:close=move |_| { unit.try_set(None); }>
            <form on:submit=submit novalidate>
                <div class="body">
                    <h2 id="years-title">{title}</h2>
                    <ErrorSummary errors/>
                    {table}
                    <div class="pair even">
                        <TextField id="years-year" label=tr!(unit.year) value=year mode="numeric" errors/>
                        <TextField id="years-count" label=tr!(unit.households) value=count mode="numeric" errors/>
                    </div>
                </div>
                <div class="foot">
                    <button type="button" class="btn" data-testid="years-close" on:click=move |_| unit.set(None)>{tr!(common.close)}</button>
                    <button class="btn primary" data-testid="years-save" disabled=busy>{tr!(unit.year_save)}</button>
                </div>
            </form>
        </dialog>
    }
}
