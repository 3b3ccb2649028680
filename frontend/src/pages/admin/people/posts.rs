//! The posts of a person: one more, who heads a unit, and who takes over when one ends.

use super::{
    person::PageData,
    post_form::{PostFields, PostForm, at_its_field},
};
use crate::{
    api,
    components::{
        badge::Badge,
        dialog::ConfirmDialog,
        field::{ErrorSummary, SelectField},
        toast::use_toasts,
    },
    form::use_form,
    load::Loader,
    session::now,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    FieldError, Role,
    dto::{
        identity::user::{PostPatch, PostView, UserView},
        organisation::unit::UnitView,
    },
    id::{PostId, UserId},
    time::{day_of, format_day},
};

/// Posts of others that can take over from this one: of the same unit, or of the office where it is
/// of the office.
fn successors(people: &[UserView], from: UserId, post: &PostView) -> Vec<(String, String)> {
    let today = day_of(now());
    let fits = |other: &&PostView| {
        let near =
            other.unit_id == post.unit_id || (other.role.is_office() && post.role.is_office());
        near && other.valid_from <= today && other.valid_to.is_none_or(|end| end >= today)
    };
    let others = people.iter().filter(|one| !one.disabled && one.id != from);
    let named = others.flat_map(|one| {
        let name = move |post: &PostView| {
            (post.id.to_string(), format!("{}, {}", one.full_name, post.title))
        };
        one.posts.iter().filter(fits).map(name)
    });
    named.collect()
}

/// The posts, adding one, ending one. Test ids: `post-row-<n>`, `post-head-<n>`, `post-end-<n>`,
/// `end-post-…`, `end-post-successor`, `post-add`, `post-submit`, and those of [`PostForm`].
#[component]
pub(super) fn Posts(
    /// Whose.
    person: UserView,
    /// Every unit.
    units: Vec<UnitView>,
    /// The page's read, for after a change.
    data: Loader<PageData>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (id, version) = (person.id, person.version);
    let (asking, adding) = (RwSignal::new(false), RwSignal::new(false));
    let victim = RwSignal::new(None::<PostView>);
    let (successor, choices) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let look = use_write().several();
    let ask = Callback::new(move |post: PostView| {
        successor.set(String::new());
        choices.set(Vec::new());
        victim.set(Some(post.clone()));
        asking.set(true);
        look.send(api::people::all(), move |people| {
            choices.try_set(successors(&people, id, &post));
        });
    });
    let write = use_write().several().always(move || data.reload());
    let change = move |post: PostId, change: PostPatch, said: &'static str| {
        let answer = async move { api::people::change_post(id, version, post, &change).await };
        write.send(answer, move |_| toasts.say(said));
    };
    let lead = Callback::new(move |(post, head): (PostId, bool)| {
        let patch = PostPatch { head: Some(head), ..PostPatch::default() };
        change(post, patch, tr!(person.saved));
    });
    let end = Callback::new(move |_: String| {
        let Some(post) = victim.get_untracked() else { return };
        asking.set(false);
        let today = day_of(now());
        // Until yesterday, unless it has begun today only.
        let last = today.pred_opt().filter(|day| *day >= post.valid_from).unwrap_or(today);
        let successor_post_id = successor.with_untracked(|id| id.parse().ok());
        let patch = PostPatch { valid_to: Some(last), successor_post_id, ..PostPatch::default() };
        change(post.id, patch, tr!(person.post_ended));
    });
    let rows = person.posts.into_iter().enumerate().map(|(at, post)| {
        let dates = match post.valid_to {
            Some(day) => tr!(person.ended, day = format_day(day)),
            None => tr!(person.since, day = format_day(post.valid_from)),
        };
        let again = post.clone();
        let (key, head) = (post.id, post.head);
        let verb = if head { tr!(person.head_unset) } else { tr!(person.head_set) };
        let live = post.valid_to.is_none();
        let named = tr!(person.head_of, verb = verb, title = post.title);
        view! {
            <tr data-testid=format!("post-row-{at}")>
                <td class="lead"><b>{post.title.clone()}</b><div class="small muted">{post.unit_name}</div>{head.then(|| view! { <div><Badge tone="blue" text=tr!(person.head)/></div> })}</td>
                <td data-label=tr!(person.role)>{words::role(post.role)}</td>
                <td>{dates}</td>
                <td class="no-print">{live.then(|| view! {
                    {(post.role != Role::Admin).then(|| view! {
                        <button type="button" class="btn quiet" data-testid=format!("post-head-{at}") aria-label=named
                            on:click=move |_| lead.run((key, !head))>{verb}</button>
                    })}
                    <button type="button" class="btn quiet" data-testid=format!("post-end-{at}") aria-label=format!("{} – {}", tr!(person.end_post), post.title)
                        on:click=move |_| ask.run(again.clone())>{tr!(person.end)}</button>
                })}</td>
            </tr>
        }
    }).collect_view();
    let text = Signal::derive(move || {
        tr!(person.end_post_text, title = victim.get().map(|post| post.title).unwrap_or_default())
    });
    let units = StoredValue::new(units);
    view! {
        <section class="card no-print">
            <header><h2>{tr!(person.posts)}</h2>
                <button type="button" class="btn" data-testid="post-add" on:click=move |_| adding.update(|on| *on = !*on)>{tr!(person.add_post)}</button>
            </header>
            {move || adding.get().then(|| view! { <AddPost id version units=units.get_value() data/> })}
            <table class="ledger cards"><tbody>{rows}</tbody></table>
        </section>
        <ConfirmDialog id="end-post" open=asking title=tr!(person.end_post).to_owned() text confirm=tr!(person.end) danger=true on_confirm=end>
            <div hidden=move || choices.with(Vec::is_empty)>
                <SelectField id="end-post-successor" label=tr!(person.successor) value=successor options=choices empty=tr!(person.successor_none) errors/>
                <p class="hint small muted">{tr!(person.successor_hint)}</p>
            </div>
        </ConfirmDialog>
    }
}

#[component]
fn AddPost(
    id: UserId,
    version: i64,
    units: Vec<UnitView>,
    data: Loader<PageData>,
) -> impl IntoView {
    let toasts = use_toasts();
    let fields = PostFields::new(units);
    let form = use_form("post-submit", at_its_field);
    let errors = form.errors;
    let submit = form.submit(
        move |checks| fields.input(checks),
        move |post| async move { api::people::add_post(id, version, &post).await },
        move |_| {
            toasts.say(tr!(person.post_added));
            data.reload();
        },
    );
    view! {
        <form class="body stack" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <PostForm fields errors/>
            <div><button class="btn primary" id="post-submit" data-testid="post-submit">{tr!(person.add_post)}</button></div>
        </form>
    }
}
