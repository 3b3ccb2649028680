//! Where a comment is written. What is written stays in the tab, and its files on the machine,
//! until the server has them.

use super::{comment_row::check, parcel::Parcel};
use crate::{
    api::{self, ApiError},
    components::{
        mention::{MentionField, addressed},
        photos::PhotoInput,
        toast::use_toasts,
    },
    dom,
    drafts::use_outbox,
    form,
    load::Loader,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    ErrorCode, FieldError,
    dto::{
        comment::{CommentCreate, CommentView},
        page::Named,
    },
    id::{AssignmentId, CommentId, UserId},
    validate::Checks,
};
use uuid::Uuid;

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field.split('[').next().unwrap_or_default() {
        "attachments" => "photos",
        _ => "comment-text",
    }
}

/// The box. Test ids: `comment-text`, `comment-text-at`, `comment-send`, and those of the files.
#[component]
pub(super) fn CommentBox(
    /// Of which assignment.
    id: AssignmentId,
    /// Who can be addressed, once known.
    people: RwSignal<Vec<Named<UserId>>>,
    /// They are wanted.
    ask_people: Callback<()>,
    /// The conversation.
    list: Loader<Vec<CommentView>>,
    /// One has gone.
    sent: Callback<CommentView>,
) -> impl IntoView {
    let toasts = use_toasts();
    let keeper = form::Keeper::of(&format!("comment.{id}"));
    let text = keeper.text("text");
    let names = keeper.text("names");
    let parcel = Parcel::of(keeper);
    let start: Vec<Named<UserId>> =
        names.with_untracked(|text| serde_json::from_str(text).unwrap_or_default());
    let named = RwSignal::new(start);
    Effect::new(move |_| {
        let all = named.with(|all| serde_json::to_string(all).unwrap_or_default());
        names.set(if named.with(Vec::is_empty) { String::new() } else { all });
    });
    // The comment's own id: the same over repeats, so that none is there twice.
    let key = keeper.text("id");
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let clear = move || {
        key.try_set(String::new());
        text.try_set(String::new());
        named.try_set(Vec::new());
        parcel.files.try_set(Vec::new());
        errors.try_set(Vec::new());
    };
    let refuse = move |told: Vec<FieldError>| {
        let first = told.first().map(|error| error.field.clone());
        errors.try_set(told);
        if let Some(first) = first {
            dom::focus(&first);
        }
    };
    let send = Callback::new(move |()| {
        let mut checks = Checks::new();
        check(&mut checks, "comment-text", &text.get_untracked());
        errors.set(Vec::new());
        if let Err(wrong) = checks.finish() {
            refuse(wrong);
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        if key.with_untracked(String::is_empty) {
            key.set(Uuid::now_v7().to_string());
        }
        let mentions = text.with_untracked(|text| named.with_untracked(|all| addressed(text, all)));
        spawn_local(async move {
            parcel.send().await;
            let (Some(attachments), Some(words)) = (parcel.sent(), text.try_get_untracked()) else {
                refuse(vec![FieldError::new("photos", "refused", tr!(comment.files_wait))]);
                busy.try_set(false);
                return;
            };
            let own = key.with_untracked(|key| key.parse::<CommentId>().ok());
            let comment = CommentCreate { id: own, text: words, mentions, attachments };
            match api::comments::create(id, &comment).await {
                Ok(made) => {
                    clear();
                    sent.try_run(made);
                }
                Err(ApiError::Offline) => {
                    refuse(vec![FieldError::new("comment-text", "refused", tr!(comment.offline))]);
                }
                // An earlier try had gone through, and its answer was lost.
                Err(error) if error.code() == Some(ErrorCode::Conflict) => {
                    clear();
                    list.reload();
                    toasts.say(tr!(comment.sent_before));
                }
                Err(error) => refuse(error.fields("comment-text", at_its_field)),
            }
            busy.try_set(false);
        });
    });
    let reachable = use_outbox().reachable;
    let add = Callback::new(move |files| parcel.add(files));
    let remove = Callback::new(move |id| parcel.remove(id));
    let retry = Callback::new(move |id| parcel.retry(id));
    let files_error = move || {
        errors.with(|all| all.iter().find(|e| e.field == "photos").map(|e| e.message.clone()))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! {
        <form class="stack-s no-print" on:submit=submit novalidate>
            <MentionField id="comment-text" label=tr!(comment.label) value=text named people on_ask=ask_people on_send=send errors/>
            <PhotoInput title=tr!(comment.files) photos=parcel.files reachable sending=parcel.sending on_add=add on_remove=remove on_retry=retry/>
            <p class="error" role="alert">{files_error}</p>
            <div><button class="btn primary" data-testid="comment-send" disabled=busy>
                {move || if busy.get() { tr!(comment.sending) } else { tr!(comment.send) }}
            </button></div>
        </form>
    }
}
