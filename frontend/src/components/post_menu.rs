//! By which of one's posts one acts, to be changed from every page.

use super::icon::{Icon, shape};
use crate::{session::use_session, tr, write::use_write};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// The active post, and the others below it; the children alone where there is no other. Test ids:
/// the name given, `<name>-<n>` for each post (n from 0).
#[component]
pub fn PostMenu(
    /// Names the menu for tests: the frame has one on a laptop and one on a phone.
    test: &'static str,
    /// Who and where one is.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let write = use_write();
    let node = NodeRef::<html::Details>::new();
    let known =
        session.me.with_untracked(|me| me.as_ref().map(|me| (me.post_id, me.posts.clone())));
    let Some((now, posts)) = known.filter(|(_, posts)| posts.len() > 1) else {
        return children().into_any();
    };
    let outside = window_event_listener(ev::click, move |event| {
        let Some(menu) = node.get_untracked() else { return };
        let at = event.target().and_then(|at| at.dyn_into::<web_sys::Node>().ok());
        if !menu.contains(at.as_ref()) {
            menu.set_open(false);
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() != "Escape" {
            return;
        }
        if let Some(menu) = node.get_untracked().filter(|menu| menu.open()) {
            menu.set_open(false);
            let summary = menu.query_selector("summary").ok().flatten();
            if let Some(Ok(summary)) = summary.map(|s| s.dyn_into::<web_sys::HtmlElement>()) {
                let _ = summary.focus();
            }
        }
    };
    let rows = posts.into_iter().enumerate().map(|(at, post)| {
        let current = post.id == now;
        let choose = move |_| {
            if current {
                if let Some(menu) = node.get_untracked() {
                    menu.set_open(false);
                }
                return;
            }
            write.send(session.act_as(post.id), |()| ());
        };
        view! {
            <li><button type="button" aria-current=current.then_some("true") data-testid=format!("{test}-{at}") on:click=choose>
                <span>{post.name}</span>{current.then(|| view! { <Icon d=shape::TICK/> })}
            </button></li>
        }
    });
    view! {
        <details class="posts" node_ref=node on:keydown=escape>
            <summary data-testid=test>
                <div class="grow">{children()}</div>
                <span class="visually-hidden">{tr!(nav.change_post)}</span><Icon d=shape::DOWN/>
            </summary>
            <ul aria-label=tr!(profile.act_as)>{rows.collect_view()}</ul>
        </details>
    }
    .into_any()
}
