//! Days and hours, typed as the office writes them or picked.

use super::{
    field::{Errors, Field, message},
    icon::{Icon, shape},
};
use crate::{dom, tr, words};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::time::{format_day, parse_day, parse_hour};

/// A day: on a phone the browser's own picker, at a desk dd/MM/yyyy with the picker beside it,
/// since the browser's field would show the order of its own language. The day stands below in
/// words. Test ids: the field's id, `<id>-pick`.
#[component]
pub fn DateField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// The day as `yyyy-mm-dd`; empty; or what was typed, when that is no day.
    value: RwSignal<String>,
    /// May be empty.
    #[prop(optional)]
    optional: bool,
    /// The form's errors.
    #[prop(optional)]
    errors: Option<Errors>,
) -> impl IntoView {
    let errors = errors.unwrap_or_else(|| RwSignal::new(Vec::new()));
    let shown = move || {
        value.with(|v| {
            let day = v.parse::<NaiveDate>().map(words::day_named).unwrap_or_default();
            words::sentence(&day)
        })
    };
    // The browser's own field knows whole days only.
    let whole = Memo::new(move |_| {
        value.with(
            |text| if text.parse::<NaiveDate>().is_ok() { text.clone() } else { String::new() },
        )
    });
    let help = format!("{id}-help");
    let invalid = move || (!message(errors, id).is_empty()).to_string();
    let input = if dom::coarse_pointer() {
        view! {
            <input id=id type="date" data-testid=id aria-describedby=help aria-invalid=invalid
                prop:value=whole on:input:target=move |e| value.set(e.target().value())/>
        }
        .into_any()
    } else {
        let typed = RwSignal::new(written(&value.get_untracked()));
        Effect::new(move |_| {
            let now = value.get();
            // Half-typed days stay as they are typed.
            if typed.with_untracked(|typed| iso(typed) != now) {
                typed.set(written(&now));
            }
        });
        let write = move |text: String| {
            value.set(iso(&text));
            typed.set(text);
        };
        view! {
            <div class="date-field">
                <input id=id type="text" inputmode="numeric" placeholder=tr!(form.day_form) autocomplete="off" data-testid=id
                    aria-describedby=help aria-required=(!optional).to_string() aria-invalid=invalid
                    prop:value=typed on:input:target=move |e| write(e.target().value())/>
                <span class="pick"><Icon d=shape::CALENDAR/>
                    <input type="date" tabindex="-1" aria-label=tr!(form.pick_day) data-testid=format!("{id}-pick")
                        prop:value=whole on:input:target=move |e| value.set(e.target().value())/></span>
            </div>
        }
        .into_any()
    };
    view! {
        <Field id label optional errors>
            {input}
            <span class="date-shown" aria-live="polite">{shown}</span>
        </Field>
    }
}

/// An hour: on a phone the browser's own picker, at a desk 24 hours as text, since the browser's
/// field may count to twelve. May be left empty. Test id: the field's id.
#[component]
pub fn TimeField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    #[prop(into)]
    label: String,
    /// The hour as `HH:MM`; empty; or what was typed, when that is no hour.
    value: RwSignal<String>,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let native = dom::coarse_pointer();
    let kind = if native { "time" } else { "text" };
    // The browser's own field knows whole hours only.
    let whole = Memo::new(move |_| {
        let text = value.get();
        if native { parse_hour(&text).unwrap_or_default() } else { text }
    });
    // Half-typed hours stay as they are typed; they are written out when the field is left.
    let tidy = move |_| {
        if let Some(hour) = parse_hour(&value.get_untracked()) {
            value.set(hour);
        }
    };
    view! {
        <Field id label optional=true bare=true errors>
            <input id=id type=kind inputmode="numeric" placeholder=tr!(form.hour_form) autocomplete="off" data-testid=id
                aria-describedby=format!("{id}-help") aria-invalid=move || (!message(errors, id).is_empty()).to_string()
                prop:value=whole on:input:target=move |e| value.set(e.target().value()) on:blur=tidy/>
        </Field>
    }
}

/// What a typed text means: a day in ISO, or the text itself.
fn iso(typed: &str) -> String {
    parse_day(typed).map_or_else(|| typed.trim().to_owned(), |day| day.to_string())
}

/// How a value is shown: dd/MM/yyyy, or the text itself.
fn written(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), format_day)
}
