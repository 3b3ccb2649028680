//! A list as a file.

use super::icon::{Icon, shape};
use leptos::prelude::*;

/// A quiet link that has the browser fetch a file. Test id: what it is given.
#[component]
pub fn ExportLink(
    /// Its test id.
    test: &'static str,
    /// Where the file is, with the filters that hold now.
    #[prop(into)]
    href: Signal<String>,
    /// What it says.
    label: &'static str,
    /// What comes, for who rests on it.
    hint: &'static str,
) -> impl IntoView {
    view! {
        <a class="btn no-print" data-testid=test href=href download="" rel="external" title=hint><Icon d=shape::DOWNLOAD/>{label}</a>
    }
}
