//! What each unit keeps in files, and what room the server has.

use super::assignment::fact;
use crate::{
    api,
    components::{feedback::Notice, icon::shape},
    load::Loader,
    tr, words,
};
use leptos::prelude::*;
use shared::dto::storage::{StorageView, UnitStorage};

/// Units shown; the others keep less.
const SHOWN: usize = 8;

/// Bytes as megabytes, rounded up: nothing that is there reads as nought.
fn megabytes(bytes: i64) -> String {
    const MEGABYTE: i64 = 1024 * 1024;
    let whole = bytes / MEGABYTE + i64::from(bytes % MEGABYTE > 0);
    tr!(settings.n_megabytes, n = words::number(whole))
}

/// Test ids: `storage`, `storage-full`.
#[component]
pub fn StorageUse() -> impl IntoView {
    let whole = Loader::new(|| (), |()| api::settings::storage());
    view! { <div data-testid="storage">{whole.draw(|all| view! { <Standing all/> })}</div> }
}

#[component]
fn Standing(all: StorageView) -> impl IntoView {
    let full = all.free_bytes < all.floor_bytes;
    let allotted = tr!(settings.n_megabytes, n = words::number(all.commune_quota_mb));
    let row = |unit: UnitStorage| {
        view! {
            <tr>
                <td class="lead">{unit.name}</td>
                <td data-label=tr!(settings.storage_files) class="num">{words::number(unit.files)}</td>
                <td data-label=tr!(settings.storage_size) class="num">{megabytes(unit.bytes)}</td>
            </tr>
        }
    };
    view! {
        <div class="stack">
            {full.then(|| view! { <div data-testid="storage-full"><Notice tone="amber" icon=shape::OFFLINE>{tr!(settings.storage_full)}</Notice></div> })}
            <dl class="facts">
                {fact(tr!(settings.storage_used), tr!(settings.storage_of, used = megabytes(all.bytes), all = allotted))}
                {fact(tr!(settings.storage_free), megabytes(all.free_bytes))}
                {fact(tr!(settings.storage_floor), megabytes(all.floor_bytes))}
            </dl>
            {(!all.units.is_empty()).then(|| view! {
                <table class="ledger cards">
                    <caption class="visually-hidden">{tr!(settings.storage_units)}</caption>
                    <thead><tr><th scope="col">{tr!(settings.storage_unit)}</th><th scope="col" class="num">{tr!(settings.storage_files)}</th><th scope="col" class="num">{tr!(settings.storage_size)}</th></tr></thead>
                    <tbody>{all.units.into_iter().take(SHOWN).map(row).collect_view()}</tbody>
                </table>
            })}
        </div>
    }
}
