//! Thêm người: one by one, or many from pasted rows.

use super::post_form::{PostFields, PostForm, at_its_field, usual_role};
use crate::{
    api,
    components::{
        field::{ErrorSummary, TextField},
        page_head::PageHead,
        toast::use_toasts,
    },
    form::{self, fold, use_form},
    load::Loader,
    pages::admin::paste::{Paste, Words},
    routes::Route,
    tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    dto::{
        identity::user::{PostInput, UserCreate},
        organisation::unit::UnitView,
    },
    state::UnitKind,
    validate::Checks,
};

/// The page. Test ids: `person-name`, `person-username`, those of [`PostForm`], `person-submit`,
/// `error-summary`, and those of [`Paste`] as `people`.
#[component]
pub fn NewPersonPage() -> impl IntoView {
    let units = Loader::new(|| (), |()| api::catalogues::units());
    view! {
        <PageHead title=tr!(person.new).to_owned() back=(Route::People.path(), tr!(nav.people))/>
        {units.draw(|units| view! {
            <div class="stack-l read"><One units=units.clone()/><Many units/></div>
        })}
    }
}

/// "Lê Thị Hồng" logs in as "hongle": the given name, then the family name.
fn suggested(full_name: &str) -> String {
    let folded = fold(full_name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let name = match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{last}{first}"),
    };
    name.chars().filter(char::is_ascii_alphanumeric).take(32).collect()
}

#[component]
fn One(units: Vec<UnitView>) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let keeper = form::Keeper::of("person");
    let (name, username) = (keeper.text("name"), keeper.text("username"));
    let post = PostFields::new(units);
    let form = use_form("person-submit", at_its_field).kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    Effect::new(move |before: Option<String>| {
        let now = suggested(&name.get());
        // Only what was suggested is replaced.
        if username.with_untracked(|typed| typed.is_empty() || before.as_ref() == Some(typed)) {
            username.set(now.clone());
        }
        now
    });
    let read = move |checks: &mut Checks| {
        form::required(checks, "person-name", &name.get_untracked());
        form::required(checks, "person-username", &username.get_untracked());
        Some(UserCreate {
            id: None,
            username: username.get_untracked(),
            full_name: name.get_untracked(),
            post: post.input(checks)?,
        })
    };
    let submit = form.submit(
        read,
        |person| async move { api::people::create(&person).await },
        move |made| {
            toasts.say(tr!(person.created, name = made.full_name));
            navigate(&Route::Person(made.id).path(), Default::default());
        },
    );
    view! {
        <form class="card" on:submit=submit novalidate><div class="body stack">
            <ErrorSummary errors/>
            <TextField id="person-name" label=tr!(person.name) value=name errors/>
            <TextField id="person-username" label=tr!(person.username) hint=tr!(person.username_hint) value=username errors/>
            <PostForm fields=post errors/>
            <div><button class="btn primary" id="person-submit" data-testid="person-submit" disabled=busy>{tr!(person.create)}</button></div>
        </div></form>
    }
}

/// A pasted line as a person, or what is wrong with it.
fn read_line(line: &str, units: &[UnitView]) -> Result<UserCreate, String> {
    let columns: Vec<&str> = line.split(['\t', ';']).map(str::trim).collect();
    let [name, username, code, title, ..] = columns.as_slice() else {
        return Err(tr!(person.paste_short).to_owned());
    };
    let unit = units.iter().find(|unit| unit.code.eq_ignore_ascii_case(code));
    let unit = unit.ok_or_else(|| tr!(person.paste_unit, code = code))?;
    // Whoever signs and approves is added with a look at the role.
    if unit.kind == UnitKind::Leadership {
        return Err(tr!(person.paste_leader).to_owned());
    }
    Ok(UserCreate {
        id: None,
        username: (*username).to_owned(),
        full_name: (*name).to_owned(),
        post: PostInput {
            unit_id: unit.id,
            role: usual_role(unit.kind),
            title: (*title).to_owned(),
            signing_capacity: None,
            head: false,
            valid_from: None,
        },
    })
}

#[component]
fn Many(units: Vec<UnitView>) -> impl IntoView {
    let units = StoredValue::new(units);
    let words = Words {
        title: tr!(person.paste),
        hint: tr!(person.paste_hint),
        verb: |n| tr!(person.paste_add, n = n),
        done: |n| tr!(person.paste_done, n = n),
    };
    let add = move |line: String| async move {
        let read = units.try_with_value(|units| read_line(&line, units));
        let person = read.unwrap_or_else(|| Err(String::new()))?;
        api::people::create(&person).await.map(drop).map_err(|error| error.line())
    };
    view! { <Paste name="people" id="people-paste" words add changed=Callback::new(|()| {})/> }
}
