//! What each unit keeps in files, and what room the server has.

use crate::{
    api,
    components::{fact::fact, feedback::Notice, icon::shape},
    load::Loader,
    tr, words,
};
use leptos::prelude::*;
use shared::dto::operations::storage::{StorageView, UnitStorage};

/// Units shown; the others keep less.
const SHOWN: usize = 8;

/// Bytes as megabytes, below one as kilobytes, rounded up: nothing that is there reads as nought.
fn size(bytes: i64) -> String {
    const KILOBYTE: i64 = 1024;
    const MEGABYTE: i64 = 1024 * KILOBYTE;
    let whole = |unit: i64| words::number(bytes / unit + i64::from(bytes % unit > 0));
    if bytes < MEGABYTE {
        tr!(settings.n_kilobytes, n = whole(KILOBYTE))
    } else {
        tr!(settings.n_megabytes, n = whole(MEGABYTE))
    }
}

/// Test ids: `storage`, `storage-full`.
#[component]
pub(super) fn StorageUse() -> impl IntoView {
    let whole = Loader::new(|| (), |()| api::settings::storage());
    view! { <div data-testid="storage">{whole.draw(|all| view! { <Standing all/> })}</div> }
}

#[component]
fn Standing(all: StorageView) -> impl IntoView {
    let full = all.free_bytes < all.floor_bytes;
    let allotted = tr!(settings.n_megabytes, n = words::number(all.commune_quota_mb));
    let each = tr!(settings.n_megabytes, n = words::number(all.unit_quota_mb));
    let shown = all.units.len().min(SHOWN);
    let row = move |unit: UnitStorage| {
        let used = tr!(settings.storage_of, used = size(unit.bytes), all = each);
        view! {
            <tr>
                <td class="lead">{unit.name}</td>
                <td data-label=tr!(settings.storage_files) class="num">{words::number(unit.files)}</td>
                <td data-label=tr!(settings.storage_size) class="num">{used}</td>
            </tr>
        }
    };
    view! {
        <div class="stack">
            {full.then(|| view! { <div data-testid="storage-full"><Notice tone="amber" icon=shape::OFFLINE>{tr!(settings.storage_full)}</Notice></div> })}
            <dl class="facts">
                {fact(tr!(settings.storage_used), tr!(settings.storage_of, used = size(all.bytes), all = allotted))}
                {fact(tr!(settings.storage_free), size(all.free_bytes))}
                {fact(tr!(settings.storage_floor), size(all.floor_bytes))}
            </dl>
            {(!all.units.is_empty()).then(|| view! {
                <h3 id="storage-most">{tr!(settings.storage_units, n = shown)}</h3>
                <table class="ledger cards" aria-labelledby="storage-most">
                    <thead><tr><th scope="col">{tr!(settings.storage_unit)}</th><th scope="col" class="num">{tr!(settings.storage_files)}</th><th scope="col" class="num">{tr!(settings.storage_size)}</th></tr></thead>
                    <tbody>{all.units.into_iter().take(SHOWN).map(row).collect_view()}</tbody>
                </table>
            })}
        </div>
    }
}
