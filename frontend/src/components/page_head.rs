//! The head of a page: title, a line below, one primary action.

use super::icon::{Icon, shape};
use leptos::prelude::*;

/// Title, line and actions. Sets the document's title and takes the focus when a page opens,
/// so that a screen reader says where it is. Test id: `page-title`.
#[component]
pub fn PageHead(
    /// What the page is called.
    #[prop(into)]
    title: Signal<String>,
    /// One quiet line below.
    #[prop(into, optional)]
    note: Signal<String>,
    /// Where "back" goes, and what it is called.
    #[prop(optional)]
    back: Option<(String, &'static str)>,
    /// Buttons on the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    Effect::new(move |_| crate::dom::set_title(&title.get()));
    Effect::new(|_| crate::dom::focus("page-title"));
    view! {
        <div class="page-head">
            <div>
                {back.map(|(href, name)| view! {
                    <a class="back no-print" href=href><Icon d=shape::BACK/>{name}</a>
                })}
                <h1 id="page-title" tabindex="-1" data-testid="page-title">{title}</h1>
                <p hidden=move || note.with(String::is_empty)>{note}</p>
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
