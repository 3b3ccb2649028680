//! The bell of the frame: how much is unread, leading to it.

use super::icon::{Icon, shape};
use crate::{bell::use_bell, routes::Route, session::use_session, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::id::NoticeId;

/// More are not counted.
const MOST: i64 = 99;

/// The link. Test ids: the name given, `<name>-count`.
#[component]
pub fn BellLink(
    /// Names it for tests: the frame has one on a laptop and one on a phone.
    test: &'static str,
) -> impl IntoView {
    let bell = use_bell();
    let path = use_location().pathname;
    let label = move || match bell.unread.get() {
        0 => tr!(notice.title).to_owned(),
        n => tr!(notice.bell, n = n),
    };
    let count = move || {
        let n = bell.unread.get();
        let text = if n > MOST { tr!(notice.many).to_owned() } else { n.to_string() };
        (n > 0).then(|| view! { <span class="count" aria-hidden="true" data-testid=format!("{test}-count")>{text}</span> })
    };
    view! {
        <a class="bell" href=Route::Notices.path() data-testid=test aria-label=label
            aria-current=move || path.with(|path| Route::parse(path) == Route::Notices).then_some("page")><Icon d=shape::BELL/>{count}</a>
    }
}

/// Says aloud that something has come. Test id: `bell-said`.
#[component]
pub fn BellVoice() -> impl IntoView {
    let bell = use_bell();
    let session = use_session();
    bell.listen();
    // What comes may wait for a decision.
    Effect::new(move |before: Option<Option<NoticeId>>| {
        let newest = bell.newest.get();
        if before.flatten().is_some_and(|before| newest != Some(before)) {
            session.count_waiting();
        }
        newest
    });
    let said = move || match bell.unread.get() {
        0 => String::new(),
        n => tr!(notice.unread_n, n = n),
    };
    view! { <p class="visually-hidden" role="status" aria-live="polite" data-testid="bell-said">{said}</p> }
}
