//! One person: name, posts, invitation, and whether the login is barred.

use super::{
    invitation::Invitation,
    people::status,
    person_login::Login,
    post_form::{PostFields, PostForm, at_its_field},
};
use crate::{
    api,
    components::{
        badge::Badge,
        dialog::ConfirmDialog,
        field::{ErrorSummary, TextField},
        page_head::PageHead,
        toast::use_toasts,
    },
    form,
    load::Loader,
    session::now,
    tr, words,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    FieldError,
    dto::{
        unit::UnitView,
        user::{PostPatch, PostView, UserPatch, UserView},
    },
    id::UserId,
    time::{day_of, format_day},
    validate::Checks,
};

/// A person and every unit.
pub type Whole = (UserView, Vec<UnitView>);

async fn read(id: UserId) -> api::Answer<Whole> {
    futures_util::try_join!(api::people::read(id), api::catalogues::units())
}

/// The page. Test ids: `person`, `person-name`, `person-save`, `post-row-<n>`, `post-end-<n>`,
/// `end-post-…`, `post-add`, `post-submit`, and those of [`Invitation`], [`Login`] and
/// [`PostForm`].
#[component]
pub fn PersonPage(
    /// Who.
    id: UserId,
) -> impl IntoView {
    let whole = Loader::new(move || id, read);
    let title = Signal::derive(move || {
        whole.value().map_or_else(|| tr!(nav.people).to_owned(), |(person, _)| person.full_name)
    });
    view! {
        <PageHead title back=(String::from("/people"), tr!(nav.people))/>
        <div data-testid="person">{whole.draw(move |(person, units)| view! {
            <div class="stack-l read">
                <Name person=person.clone() whole/>
                <Invitation person=person.clone()/>
                <Posts person=person.clone() units whole/>
                <Login person whole/>
            </div>
        })}</div>
    }
}

#[component]
fn Name(person: UserView, whole: Loader<Whole>) -> impl IntoView {
    let toasts = use_toasts();
    let (_, tone, word) = status(&person);
    let name = RwSignal::new(person.full_name.clone());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let (id, version) = (person.id, person.version);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        form::required(&mut checks, "person-name", &name.get_untracked());
        errors.set(checks.finish().err().unwrap_or_default());
        if !errors.with_untracked(Vec::is_empty) {
            return;
        }
        let change = UserPatch { full_name: Some(name.get_untracked()), disabled: None };
        spawn_local(async move {
            match api::people::change(id, version, &change).await {
                Ok(_) => {
                    toasts.say(tr!(person.saved));
                    whole.reload();
                }
                Err(error) => {
                    errors.try_set(error.fields("person-save", at_its_field));
                }
            }
        });
    };
    view! {
        <form class="card no-print" on:submit=submit novalidate><div class="body stack">
            <div class="row between"><span>{tr!(person.username)}": "<b>{person.username.clone()}</b></span><Badge tone text=word/></div>
            <ErrorSummary errors/>
            <TextField id="person-name" label=tr!(person.name) value=name errors/>
            <div><button class="btn" id="person-save" data-testid="person-save">{tr!(person.save)}</button></div>
        </div></form>
    }
}

#[component]
fn Posts(person: UserView, units: Vec<UnitView>, whole: Loader<Whole>) -> impl IntoView {
    let toasts = use_toasts();
    let (id, version) = (person.id, person.version);
    let (asking, adding) = (RwSignal::new(false), RwSignal::new(false));
    let victim = RwSignal::new(None::<PostView>);
    let end = Callback::new(move |_: String| {
        let Some(post) = victim.get_untracked() else { return };
        asking.set(false);
        let today = day_of(now());
        // Until yesterday, unless it has begun today only.
        let last = today.pred_opt().filter(|day| *day >= post.valid_from).unwrap_or(today);
        let change = PostPatch { valid_to: Some(last), ..PostPatch::default() };
        spawn_local(async move {
            match api::people::change_post(id, version, post.id, &change).await {
                Ok(_) => toasts.say(tr!(person.post_ended)),
                Err(error) => toasts.say(error.message()),
            }
            whole.reload();
        });
    });
    let rows = person.posts.into_iter().enumerate().map(|(at, post)| {
        let dates = match post.valid_to {
            Some(day) => tr!(person.ended, day = format_day(day)),
            None => tr!(person.since, day = format_day(post.valid_from)),
        };
        let again = post.clone();
        view! {
            <tr data-testid=format!("post-row-{at}")>
                <td class="lead"><b>{post.title.clone()}</b><div class="small muted">{post.unit_name}</div></td>
                <td data-label=tr!(person.role)>{words::role(post.role)}</td>
                <td>{dates}</td>
                <td class="no-print">{post.valid_to.is_none().then(|| view! {
                    <button type="button" class="btn quiet" data-testid=format!("post-end-{at}") aria-label=format!("{} – {}", tr!(person.end_post), post.title)
                        on:click=move |_| { victim.set(Some(again.clone())); asking.set(true); }>{tr!(person.end)}</button>
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
            {move || adding.get().then(|| view! { <AddPost id version units=units.get_value() whole/> })}
            <table class="ledger cards"><tbody>{rows}</tbody></table>
        </section>
        <ConfirmDialog id="end-post" open=asking title=tr!(person.end_post).to_owned() text confirm=tr!(person.end) danger=true on_confirm=end/>
    }
}

#[component]
fn AddPost(id: UserId, version: i64, units: Vec<UnitView>, whole: Loader<Whole>) -> impl IntoView {
    let toasts = use_toasts();
    let fields = PostFields::new(units);
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut checks = Checks::new();
        let given = fields.input(&mut checks);
        errors.set(checks.finish().err().unwrap_or_default());
        let (true, Some(post)) = (errors.with_untracked(Vec::is_empty), given) else { return };
        spawn_local(async move {
            match api::people::add_post(id, version, &post).await {
                Ok(_) => {
                    toasts.say(tr!(person.post_added));
                    whole.reload();
                }
                Err(error) => {
                    errors.try_set(error.fields("post-submit", at_its_field));
                }
            }
        });
    };
    view! {
        <form class="body stack" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <PostForm fields errors/>
            <div><button class="btn primary" id="post-submit" data-testid="post-submit">{tr!(person.add_post)}</button></div>
        </form>
    }
}
