//! Ngày nghỉ lễ: the days around which working days are counted.

use crate::{
    api,
    components::{
        date::DateField,
        feedback::Empty,
        field::{ErrorSummary, TextField},
        toast::use_toasts,
    },
    form::{self, use_form},
    load::Loader,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    dto::organisation::holiday::{HolidayCreate, HolidayView},
    validate::Checks,
};

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    if field == "name" { "holiday-name" } else { "holiday-day" }
}

/// The list and the form. A removed day can be taken back. Test ids: `holidays`, `holiday-day`,
/// `holiday-name`, `holiday-submit`, `holiday-<day>`, `holiday-remove-<day>`.
#[component]
pub(super) fn Holidays() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::catalogues::holidays());
    let (day, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = use_form("holiday-day", at_its_field);
    let errors = form.errors;
    let read = move |checks: &mut Checks| {
        form::day(checks, "holiday-day", &day.get_untracked(), false);
        form::required(checks, "holiday-name", &name.get_untracked());
        let day = day.with_untracked(|day| day.parse().ok())?;
        Some(HolidayCreate { id: None, day, name: name.get_untracked() })
    };
    let submit = form.submit(
        read,
        |holiday| async move { api::catalogues::add_holiday(&holiday).await },
        move |_| {
            toasts.say(tr!(holiday.added));
            day.try_set(String::new());
            name.try_set(String::new());
            list.reload();
        },
    );
    let write = use_write().several().always(move || list.reload());
    let remove = Callback::new(move |gone: HolidayView| {
        let taken = async move { api::catalogues::remove_holiday(&gone).await.map(|_| gone) };
        write.send(taken, move |gone| {
            let again = HolidayCreate { id: None, day: gone.day, name: gone.name };
            let said = tr!(holiday.removed, day = shared::time::format_day(gone.day));
            toasts.say_undo(said, tr!(toast.undo), move || {
                let again = again.clone();
                write.send(async move { api::catalogues::add_holiday(&again).await }, |_| ());
            });
        });
    });
    let draw = move |days: Vec<HolidayView>| {
        if days.is_empty() {
            return view! { <Empty title=tr!(holiday.none) hint=tr!(holiday.none_hint)/> }
                .into_any();
        }
        let rows = days.into_iter().map(|one| {
            let gone = one.clone();
            view! {
                <tr data-testid=format!("holiday-{}", one.day)>
                    <td class="lead"><b>{one.name.clone()}</b></td>
                    <td>{words::sentence(&words::day_named(one.day))}</td>
                    <td class="no-print"><button type="button" class="btn quiet" data-testid=format!("holiday-remove-{}", one.day) aria-label=format!("{} – {}", tr!(holiday.remove), one.name)
                        on:click=move |_| remove.run(gone.clone())>{tr!(holiday.remove)}</button></td>
                </tr>
            }
        });
        view! { <table class="ledger cards"><caption class="visually-hidden">{tr!(holiday.title)}</caption><tbody>{rows.collect_view()}</tbody></table> }.into_any()
    };
    view! {
        <div class="stack-l" data-testid="holidays">
            <form class="card no-print" on:submit=submit novalidate><div class="body stack read">
                <p class="muted">{tr!(holiday.hint)}</p>
                <ErrorSummary errors/>
                <div class="pair even">
                    <DateField id="holiday-day" label=tr!(holiday.day) value=day errors/>
                    <TextField id="holiday-name" label=tr!(holiday.name) value=name errors/>
                </div>
                <div><button class="btn primary" data-testid="holiday-submit">{tr!(holiday.add)}</button></div>
            </div></form>
            <div class="card">{list.draw(draw)}</div>
        </div>
    }
}
