//! Tôi: who I am, language, theme, password, log out.

use super::sessions::Sessions;
use crate::{
    api::{self, ApiError},
    areas,
    components::{
        fact::fact,
        field::{ErrorSummary, TextField},
        icon::{Icon, shape},
        page_head::PageHead,
        toast::use_toasts,
    },
    form::{self, use_form},
    routes::Route,
    session::use_session,
    tr,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::{identity::auth::MePatch, work::comment::CommentNotices},
    id::PostId,
    validate::{Checks, PASSWORD_LENGTH, PASSWORD_LENGTH_GUARDED},
};

/// The page. Test ids: `profile`, `profile-post`, `profile-language`, `profile-theme`, `profile-logout`, `password-current`,
/// `password-new`, `password-again`, `password-submit`.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let session = use_session();
    let guarded = Memo::new(move |_| session.second_factor_pending());
    move || view! { <Account free=!guarded.get()/> }
}

#[component]
fn Account(
    /// Whether the person may do more than turn on the second factor and leave.
    free: bool,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let write = use_write().several();
    let me = session.me.get_untracked();
    let change = Callback::new(move |change: MePatch| {
        let Some(me) = session.me.get_untracked() else { return };
        write.send(api::auth::change(me.version, change), move |me| {
            session.me.set(Some(me.clone()));
            session.prefer(&me);
        });
    });
    let logout = move |_| {
        write.settle(api::auth::logout(), move |answer| match answer {
            Err(ApiError::Offline) => toasts.say(ApiError::Offline.message()),
            _ => {
                crate::dom::store("loa-me", "");
                // Whoever logs in next in this tab begins anew.
                crate::dom::forget("");
                let _ = crate::dom::window().location().assign(&Route::Login.path());
            }
        });
    };
    let choice = |id: &'static str,
                  label: &'static str,
                  now: String,
                  options: Vec<(&'static str, &'static str)>,
                  set: fn(String) -> MePatch| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id data-testid=id on:change:target=move |e| change.run(set(e.target().value()))>
                    {options.into_iter().map(|(value, word)| view! { <option value=value selected=value == now>{word}</option> }).collect_view()}
                </select>
            </div>
        }
    };
    let act = Callback::new(move |post: String| {
        if let Ok(post) = post.parse::<PostId>() {
            write.send(session.act_as(post), |()| ());
        }
    });
    let posts = me.as_ref().filter(|me| free && me.posts.len() > 1).map(|me| {
        let now = me.post_id;
        let options = me.posts.iter().map(|post| {
            view! { <option value=post.id.to_string() selected=post.id == now>{post.name.clone()}</option> }
        }).collect_view();
        view! {
            <div class="field">
                <label for="profile-post">{tr!(profile.act_as)}</label>
                <select id="profile-post" data-testid="profile-post" on:change:target=move |e| act.run(e.target().value())>{options}</select>
            </div>
        }
    });
    let guarded =
        Memo::new(move |_| session.me.with(|me| me.as_ref().is_some_and(|me| me.second_factor.on)));
    let notices = me.as_ref().map_or("all", |me| me.comment_notices.as_str());
    let (language, theme, username) = me
        .as_ref()
        .map(|me| (me.language.clone(), me.theme.clone(), me.username.clone()))
        .unwrap_or_default();
    let username = StoredValue::new(username);
    let lends =
        session.may(Action::DelegationWrite) || me.as_ref().is_some_and(|me| !me.powers.is_empty());
    let tells = free && session.may(Action::CommentWrite);
    view! {
        <PageHead title=tr!(profile.title).to_owned()/>
        <div class="stack-l read" data-testid="profile">
            {posts}
            {me.map(|me| view! {
                <section class="card"><div class="body"><dl class="facts">
                    {fact(tr!(profile.name), me.full_name)}
                    {fact(tr!(login.username), me.username)}
                    {fact(tr!(profile.post), me.title)}
                    {fact(tr!(overview.unit), me.unit_name)}
                    {fact(tr!(profile.commune), me.commune_name)}
                </dl></div></section>
            })}
            {(free && lends).then(areas::delegations_card)}
            {free.then(|| view! { <section class="card"><header><h2>{tr!(profile.look)}</h2></header><div class="body pair even">
                {choice("profile-language", tr!(profile.language), language, vec![("vi", "Tiếng Việt"), ("en", "English")],
                    |language| MePatch { language: Some(language), ..MePatch::default() })}
                {choice("profile-theme", tr!(profile.theme), theme,
                    vec![("system", tr!(profile.system)), ("light", tr!(profile.light)), ("dark", tr!(profile.dark))],
                    |theme| MePatch { theme: Some(theme), ..MePatch::default() })}
            </div></section> })}
            {tells.then(|| view! { <section class="card"><header><h2>{tr!(profile.notices)}</h2></header><div class="body stack">
                {choice("profile-notices", tr!(profile.notices_label), notices.to_owned(),
                    vec![("all", tr!(profile.notices_all)), ("mentions", tr!(profile.notices_mentions)), ("none", tr!(profile.notices_none))],
                    |word| MePatch { comment_notices: CommentNotices::parse(&word), ..MePatch::default() })}
                <p class="hint">{tr!(profile.notices_hint)}</p>
            </div></section> })}
            {(free && session.may(Action::ActivityRead)).then(|| view! { <p class="narrow-only"><a class="btn wide" href=Route::Activities.path()><Icon d=shape::SPEAKER/>{tr!(activity.title)}</a></p> })}
            {(free && session.may(Action::DirectiveRead)).then(|| view! { <p class="narrow-only"><a class="btn wide" href=Route::Directives.path()><Icon d=shape::SHEET/>{tr!(directive.title)}</a></p> })}
            {free.then(|| view! { {move || view! { <Password username=username.get_value() guarded=guarded.get()/> }} })}
            {tells.then(areas::choices_card)}
            {areas::second_factor_card()}
            {free.then(|| view! { <Sessions/> })}
            <div><button type="button" class="btn" data-testid="profile-logout" on:click=logout>{tr!(profile.logout)}</button></div>
        </div>
    }
}

/// What the server says of a field, at the field of this form.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "current_password" => "password-current",
        _ => "password-new",
    }
}

#[component]
fn Password(
    /// Whose, for the browser's keeper of passwords.
    username: String,
    /// Beside a second factor a shorter one is enough.
    guarded: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = || RwSignal::new(String::new());
    let (current, fresh, again) = (text(), text(), text());
    let form = use_form("password-submit", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    let read = move |checks: &mut Checks| {
        checks.ensure(
            current.with_untracked(|p| !p.is_empty()),
            "password-current",
            "required",
            tr!(form.required),
        );
        let least = if guarded { PASSWORD_LENGTH_GUARDED } else { *PASSWORD_LENGTH.start() };
        form::new_password(checks, ("password-new", "password-again"), fresh, again, least);
        Some((current.get_untracked(), fresh.get_untracked()))
    };
    let submit = form.submit(
        read,
        |(current, fresh)| api::auth::password(current, fresh),
        move |_| {
            for field in [current, fresh, again] {
                field.try_set(String::new());
            }
            toasts.say(tr!(profile.changed));
        },
    );
    view! {
        <form class="card" on:submit=submit novalidate>
            <header><h2>{tr!(profile.password)}</h2></header>
            <div class="body stack">
                <ErrorSummary errors/>
                <input hidden type="text" name="username" autocomplete="username" value=username readonly/>
                <TextField id="password-current" label=tr!(profile.current) value=current kind="password" autocomplete="current-password" errors/>
                <TextField id="password-new" label=tr!(profile.new) hint={if guarded { tr!(profile.length_guarded) } else { tr!(profile.length) }} value=fresh kind="password" autocomplete="new-password" errors/>
                <TextField id="password-again" label=tr!(profile.again) value=again kind="password" autocomplete="new-password" errors/>
                <div><button class="btn primary" id="password-submit" data-testid="password-submit" disabled=busy>{tr!(profile.change)}</button></div>
            </div>
        </form>
    }
}
