//! Kết quả của các thôn, in the report of the unit that has split its work.

use super::report_state::Fields;
use crate::{
    components::{
        icon::{Icon, shape},
        part_results::PartResults,
        targets::TargetTable,
        toast::use_toasts,
    },
    tr,
};
use leptos::prelude::*;
use shared::dto::work::{assignment::AssignmentView, split::PartView};

/// Writes what each village says below what is there; what is there already is not written twice.
fn add(field: RwSignal<String>, parts: &[PartView], said: fn(&PartView) -> &String) {
    field.update(|text| {
        for part in parts.iter().filter(|part| !said(part).is_empty()) {
            let line = format!("{}: {}", part.unit.name, said(part));
            if text.contains(&line) {
                continue;
            }
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&line);
        }
    });
}

/// What the villages have brought, and a button that takes their words over. Test ids:
/// `report-parts`, `report-parts-copy`, and those of `PartResults` and `TargetTable`.
#[component]
pub(super) fn ReportParts(
    /// The assignment that was split.
    brief: AssignmentView,
    /// The form.
    fields: Fields,
) -> impl IntoView {
    let toasts = use_toasts();
    let parts = brief.parts.clone();
    let any = parts.iter().any(|part| !part.values.is_empty());
    let copy = move |_| {
        add(fields.narrative, &brief.parts, |part| &part.narrative);
        add(fields.shortcomings, &brief.parts, |part| &part.shortcomings);
        add(fields.proposals, &brief.parts, |part| &part.proposals);
        let said = |part: &PartView| {
            [&part.narrative, &part.shortcomings, &part.proposals]
                .iter()
                .any(|text| !text.is_empty())
        };
        let any = brief.parts.iter().any(said);
        toasts.say(if any { tr!(split.copied) } else { tr!(split.nothing) });
    };
    view! {
        <section class="card" data-testid="report-parts">
            {any.then(|| view! { <TargetTable targets=brief.summary.targets.clone() parts=parts.clone() reported=true/> })}
            <div class="body stack">
                <PartResults parts/>
                {fields.compiled.then(|| view! {
                    <div><button type="button" class="btn" data-testid="report-parts-copy" on:click=copy><Icon d=shape::DOWN/>{tr!(split.copy)}</button></div>
                    <p class="muted small">{tr!(split.enough)}</p>
                })}
            </div>
        </section>
    }
}
