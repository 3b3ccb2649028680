//! Trao đổi: the conversation on an assignment, read and written on its page.

use super::{comment_box::CommentBox, comment_row::CommentRow};
use crate::{
    api, components::dialog::ConfirmDialog, dom, load::Loader, session::use_session, tr,
    write::use_write,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    dto::{page::Named, work::comment::CommentView},
    id::{AssignmentId, UserId},
};

/// The card. Test ids: `comments`, `comments-new` (how many are unread), `comment-back-…`, and
/// those of [`CommentRow`] and [`CommentBox`].
#[component]
pub fn Comments(
    /// Of which assignment.
    id: AssignmentId,
) -> impl IntoView {
    let list = Loader::new(move || id, api::comments::all);
    let me = use_session().me.with_untracked(|me| me.as_ref().map(|me| me.user_id));
    let people = RwSignal::new(Vec::<Named<UserId>>::new());
    let asked = StoredValue::new(false);
    let ask_people = Callback::new(move |()| {
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        spawn_local(async move {
            match api::comments::people(id).await {
                // Nobody addresses oneself.
                Ok(mut all) => {
                    all.retain(|one| Some(one.id) != me);
                    people.try_set(all);
                }
                // Without a network: the next `@` asks again.
                Err(_) => {
                    asked.try_set_value(false);
                }
            }
        });
    });
    // One that is there already is changed in its place.
    let put = Callback::new(move |comment: CommentView| {
        let mut all = untrack(|| list.value()).unwrap_or_default();
        match all.iter_mut().find(|other| other.id == comment.id) {
            Some(old) => *old = comment,
            None => all.push(comment),
        }
        list.put(all);
    });
    let (asking, victim) = (RwSignal::new(false), RwSignal::new(None::<CommentView>));
    let ask_back = Callback::new(move |comment: CommentView| {
        victim.set(Some(comment));
        asking.set(true);
    });
    let write = use_write().always(move || list.reload());
    let take_back = Callback::new(move |_: String| {
        let Some(comment) = victim.get_untracked() else { return };
        asking.set(false);
        write.send(async move { api::comments::remove(&comment).await }, |_| ());
    });
    // Once something new is in sight it has been seen; its mark stays for as long as one reads.
    let seen = StoredValue::new(false);
    let unread = Memo::new(move |_| {
        list.value().map(|all| all.iter().filter(|one| one.unread).count()).unwrap_or_default()
    });
    Effect::new(move |_| {
        if unread.get() == 0 || seen.get_value() {
            return;
        }
        request_animation_frame(move || {
            dom::once_in_sight("[data-testid=comments] li.unread", move || {
                if seen.try_set_value(true).is_none() {
                    spawn_local(async move {
                        let _ = api::comments::seen(id).await;
                    });
                }
            });
        });
    });
    // Called by the count on a card or a row: once, when there is something to come to.
    Effect::new(move |done: Option<bool>| {
        let there = list.value().is_some();
        if there && done != Some(true) && dom::fragment() == "trao-doi" {
            dom::focus("trao-doi");
        }
        there
    });
    let count = move || {
        let n = unread.get();
        (n > 0).then(|| view! { <span class="badge blue" data-testid="comments-new">{tr!(comment.new, n = n)}</span> })
    };
    let draw = move |all: Vec<CommentView>| {
        if all.is_empty() {
            return view! { <p class="muted">{tr!(comment.none)}</p> }.into_any();
        }
        let rows = all.into_iter().map(|comment| {
            view! { <CommentRow comment people ask_people changed=put ask_back/> }
        });
        view! { <ol class="comments">{rows.collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="card" data-testid="comments" aria-labelledby="trao-doi">
            <header><h2 id="trao-doi" tabindex="-1">{tr!(comment.title)}</h2>{count}</header>
            <div class="body stack">
                {list.draw(draw)}
                <CommentBox id people ask_people list sent=put/>
            </div>
        </section>
        <ConfirmDialog id="comment-back" open=asking title=tr!(comment.back_title).to_owned() text=tr!(comment.back_text).to_owned()
            confirm=tr!(comment.back) danger=true on_confirm=take_back/>
    }
}
