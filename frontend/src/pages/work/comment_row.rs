//! One comment: who, when, what; for its author a while longer to change it.

use crate::{
    api,
    components::{
        badge::Badge,
        files::{documents, pictures},
        mention::{MentionField, addressed, with_names},
    },
    form::{self, use_form},
    session::now,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::{
        page::Named,
        work::comment::{COMMENT_LENGTH, CommentPatch, CommentView},
    },
    id::UserId,
    time::format_instant,
    validate::Checks,
};

/// Notes an error unless a comment of some words, and not too many, is written.
pub(super) fn check(checks: &mut Checks, field: &str, text: &str) {
    form::required(checks, field, text);
    let short = text.trim().chars().count() <= COMMENT_LENGTH;
    checks.ensure(
        short,
        field,
        "refused",
        &tr!(comment.too_long, n = words::number(COMMENT_LENGTH as i64)),
    );
}

/// A line of the conversation. Test ids: `comment` (each), `comment-edit`, `comment-remove`,
/// `comment-edited`, `comment-save`, `comment-keep`.
#[component]
pub(super) fn CommentRow(
    /// The comment.
    comment: CommentView,
    /// Who can be addressed, once known.
    people: RwSignal<Vec<Named<UserId>>>,
    /// They are wanted.
    ask_people: Callback<()>,
    /// It says something else now.
    changed: Callback<CommentView>,
    /// It is to be taken back.
    ask_back: Callback<CommentView>,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    let (unread, deleted, may_edit) = (comment.unread, comment.deleted, comment.may_edit);
    let at = comment.at;
    let edited =
        comment.edited_at.filter(|_| !deleted).map(|_| format!(" · {}", tr!(comment.edited)));
    let again = comment.clone();
    let whole = comment.clone();
    let body = move || {
        if editing.get() {
            return view! { <Edit comment=whole.clone() people ask_people changed editing/> }
                .into_any();
        }
        if deleted {
            return view! { <p class="muted">{tr!(comment.gone)}</p> }.into_any();
        }
        let text = with_names(&whole.text, &whole.mentions).into_iter().map(|(part, is_name)| {
            if is_name {
                view! { <b class="mention-name">{part}</b> }.into_any()
            } else {
                part.into_any()
            }
        });
        let files = &whole.attachments;
        view! {
            <p class="pre">{text.collect_view()}</p>
            {(!files.is_empty()).then(|| view! { <ul class="evidence">{pictures(files)}</ul><ul class="stack-s files">{documents(files)}</ul> })}
        }
        .into_any()
    };
    let acts = move || {
        let one = again.clone();
        (may_edit && !deleted && !editing.get()).then(|| view! {
            <div class="row">
                <button type="button" class="btn quiet" data-testid="comment-edit" on:click=move |_| editing.set(true)>{tr!(comment.edit)}</button>
                <button type="button" class="btn quiet" data-testid="comment-remove" on:click=move |_| ask_back.run(one.clone())>{tr!(comment.back)}</button>
            </div>
        })
    };
    view! {
        <li class:unread=unread data-testid="comment">
            <p class="small"><b>{comment.author.name}</b>" "<span class="muted">{comment.title}" · "<time datetime=at.to_rfc3339() title=format_instant(at)>{when(at)}</time>{edited}</span>
                {unread.then(|| view! { " "<Badge tone="blue" text=tr!(comment.fresh)/> })}</p>
            {body}
            {acts}
        </li>
    }
}

/// "19:30", "hôm qua 19:30", "20/11/2026 19:30".
fn when(at: chrono::DateTime<chrono::Utc>) -> String {
    match shared::time::days_between(at, now()) {
        0 => words::clock(at),
        1 => format!("{} {}", tr!(common.yesterday), words::clock(at)),
        _ => format_instant(at),
    }
}

#[component]
fn Edit(
    comment: CommentView,
    people: RwSignal<Vec<Named<UserId>>>,
    ask_people: Callback<()>,
    changed: Callback<CommentView>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let keeper = form::Keeper::of(&format!("comment-edit.{}", comment.id));
    let text = keeper.text_from("text", &comment.text);
    let named = RwSignal::new(comment.mentions.clone());
    let form = use_form("comment-edited", |_| "comment-edited").short().kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    let comment = StoredValue::new(comment);
    let save = Callback::new(move |()| {
        let change = form.read(|checks| {
            check(checks, "comment-edited", &text.get_untracked());
            let mentions =
                text.with_untracked(|text| named.with_untracked(|all| addressed(text, all)));
            Some(CommentPatch { text: Some(text.get_untracked()), mentions: Some(mentions) })
        });
        let (Some(change), comment) = (change, comment.get_value()) else { return };
        form.send(async move { api::comments::change(&comment, &change).await }, move |now| {
            changed.try_run(now);
        });
    });
    Effect::new(|_| crate::dom::focus("comment-edited"));
    let keep = move |_| {
        keeper.forget();
        editing.set(false);
    };
    view! {
        <MentionField id="comment-edited" label=tr!(comment.edit_label) value=text named people on_ask=ask_people on_send=save errors/>
        <div class="row">
            <button type="button" class="btn primary" data-testid="comment-save" disabled=busy on:click=move |_| save.run(())>{tr!(person.save)}</button>
            <button type="button" class="btn" data-testid="comment-keep" on:click=keep>{tr!(common.cancel)}</button>
        </div>
    }
}
