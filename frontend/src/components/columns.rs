//! Which columns of a table are shown, remembered on this machine.

use super::icon::{Icon, shape};
use crate::{dom, tr};
use leptos::prelude::*;

/// The hidden columns of one table. A table takes part by `data-hide=columns.hidden()` and by
/// `data-col` on each head and cell that may go (style/components/ledger.css knows the names).
#[derive(Clone, Copy)]
pub struct Columns {
    key: &'static str,
    hidden: RwSignal<Vec<String>>,
}

impl Columns {
    /// Those of the table `key`, as they were left.
    #[must_use]
    pub fn of(key: &'static str) -> Self {
        let kept = dom::stored(&format!("loa-columns.{key}")).unwrap_or_default();
        let hidden = RwSignal::new(kept.split_whitespace().map(str::to_owned).collect());
        Self { key, hidden }
    }

    /// The names of the hidden ones, for `data-hide`.
    #[must_use]
    pub fn hidden(self) -> String {
        self.hidden.with(|hidden| hidden.join(" "))
    }

    fn set(self, name: &'static str, shown: bool) {
        self.hidden.update(|hidden| {
            hidden.retain(|other| other != name);
            if !shown {
                hidden.push(name.to_owned());
            }
        });
        dom::store(&format!("loa-columns.{}", self.key), &untrack(|| self.hidden()));
    }
}

/// The choice. Test ids: `columns`, `column-<name>`.
#[component]
pub fn ColumnChoice(
    /// Of which table.
    columns: Columns,
    /// (name, head) of each column that may go.
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let boxes = options
        .into_iter()
        .map(|(name, head)| {
            let shown =
                move || columns.hidden.with(|hidden| hidden.iter().all(|other| other != name));
            view! {
                <label class="check">
                    <input type="checkbox" data-testid=format!("column-{name}") prop:checked=shown
                        on:change:target=move |e| columns.set(name, e.target().checked())/>
                    <span>{head}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="columns">
            <summary class="btn" data-testid="columns"><Icon d=shape::COLUMNS/>{tr!(table.columns)}</summary>
            <div class="menu" role="group" aria-label=tr!(table.columns_hint)>{boxes}</div>
        </details>
    }
}
