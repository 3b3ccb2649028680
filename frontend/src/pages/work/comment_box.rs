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
    drafts::use_outbox,
    form::{self, use_form},
    load::Loader,
    tr,
};
use leptos::prelude::*;
use shared::{
    ErrorCode,
    dto::{
        page::Named,
        work::comment::{CommentCreate, CommentView},
    },
    id::{AssignmentId, CommentId, UserId},
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
    let form = use_form("comment-text", at_its_field).short();
    let (errors, busy) = (form.errors, form.busy);
    let clear = move || {
        key.try_set(String::new());
        text.try_set(String::new());
        named.try_set(Vec::new());
        parcel.files.try_set(Vec::new());
        errors.try_set(Vec::new());
    };
    let form = form.except(move |error| match (error, error.code()) {
        (ApiError::Offline, _) => {
            form.wrong("comment-text", tr!(comment.offline));
            true
        }
        // An earlier try had gone through, and its answer was lost.
        (_, Some(ErrorCode::Conflict)) => {
            clear();
            list.reload();
            toasts.say(tr!(comment.sent_before));
            true
        }
        _ => false,
    });
    let send = Callback::new(move |()| {
        let mentions = form.read(|checks| {
            check(checks, "comment-text", &text.get_untracked());
            Some(text.with_untracked(|text| named.with_untracked(|all| addressed(text, all))))
        });
        let Some(mentions) = mentions else { return };
        if key.with_untracked(String::is_empty) {
            key.set(Uuid::now_v7().to_string());
        }
        let answer = async move {
            parcel.send().await;
            let (Some(attachments), Some(words)) = (parcel.sent(), text.try_get_untracked()) else {
                return Ok(None);
            };
            let own = key.with_untracked(|key| key.parse::<CommentId>().ok());
            let comment = CommentCreate { id: own, text: words, mentions, attachments };
            api::comments::create(id, &comment).await.map(Some)
        };
        form.send(answer, move |made| match made {
            Some(made) => {
                clear();
                sent.try_run(made);
            }
            None => form.wrong("photos", tr!(comment.files_wait)),
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
