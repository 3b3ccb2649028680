//! Cài đặt lần đầu: the commune and its first administrator, by the address that the server printed.

use crate::{
    api,
    components::{
        feedback::Skeleton,
        field::{ErrorSummary, TextField},
        icon::BrandMark,
    },
    dom,
    form::{self, use_form},
    routes::Route,
    session::use_session,
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    dto::identity::setup::SetupRequest,
    validate::{Checks, PASSWORD_LENGTH},
};

/// The page, for `/setup#<code>`. Test ids: `setup-refused`, `setup-commune-name`,
/// `setup-commune-code`, `setup-place`, `setup-province`, `setup-name`, `setup-username`,
/// `setup-password`, `setup-again`, `setup-units`, `setup-catalogues`, `setup-submit`.
#[component]
pub fn SetupPage() -> impl IntoView {
    dom::set_title(tr!(setup.title));
    let code = StoredValue::new(dom::fragment());
    let good = RwSignal::new(None::<Result<(), String>>);
    spawn_local(async move {
        let answer = api::auth::check_setup(code.get_value()).await;
        good.try_set(Some(answer.map(drop).map_err(|error| error.message())));
    });
    view! {
        <div class="login"><main id="main"><div class="box wide">
            <div class="brand"><BrandMark/><div><h1>"Loa"</h1><p class="muted">{tr!(setup.title)}</p></div></div>
            {move || match good.get() {
                None => view! { <div class="card"><Skeleton/></div> }.into_any(),
                Some(Ok(())) => view! { <Form code=code.get_value()/> }.into_any(),
                Some(Err(why)) => view! { <p class="notice red" role="alert" data-testid="setup-refused">{why}</p> }.into_any(),
            }}
        </div></main></div>
    }
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> &'static str {
    match field {
        "commune_name" => "setup-commune-name",
        "commune_code" => "setup-commune-code",
        "place_name" => "setup-place",
        "province" => "setup-province",
        "full_name" => "setup-name",
        "username" => "setup-username",
        _ => "setup-password",
    }
}

#[component]
fn Form(code: String) -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let text = |start: &str| RwSignal::new(start.to_owned());
    let (commune, number, place, province) = (text(""), text(""), text(""), text(""));
    let (name, username, password, again) = (text(""), text("quantri"), text(""), text(""));
    let (units, catalogues) = (RwSignal::new(true), RwSignal::new(true));
    let form = use_form("setup-submit", at_its_field);
    let (errors, busy) = (form.errors, form.busy);
    // "xã Thiên Cầm" dates its papers from Thiên Cầm.
    Effect::new(move |before: Option<String>| {
        let now = commune.get();
        let short = ["xã ", "phường ", "thị trấn ", "Xã ", "Phường ", "Thị trấn "];
        let now = short.iter().find_map(|kind| now.strip_prefix(kind)).unwrap_or(&now).to_owned();
        if place.with_untracked(|typed| typed.is_empty() || before.as_ref() == Some(typed)) {
            place.set(now.clone());
        }
        now
    });
    let required = [
        ("setup-commune-name", commune),
        ("setup-commune-code", number),
        ("setup-place", place),
        ("setup-province", province),
        ("setup-name", name),
        ("setup-username", username),
    ];
    let read = move |checks: &mut Checks| {
        for (field, value) in required {
            form::required(checks, field, &value.get_untracked());
        }
        form::new_password(
            checks,
            ("setup-password", "setup-again"),
            password,
            again,
            *PASSWORD_LENGTH.start(),
        );
        Some(SetupRequest {
            code: code.clone(),
            commune_name: commune.get_untracked(),
            commune_code: number.get_untracked(),
            place_name: place.get_untracked(),
            province: province.get_untracked(),
            username: username.get_untracked(),
            full_name: name.get_untracked(),
            password: password.get_untracked(),
            with_units: units.get_untracked(),
            with_catalogues: catalogues.get_untracked(),
        })
    };
    let submit = form.submit(
        read,
        |setup| async move { api::auth::set_up(&setup).await },
        move |me| {
            session.enter(me);
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&Route::People.path(), replace);
        },
    );
    let tick = |id: &'static str, label: &'static str, value: RwSignal<bool>| {
        view! {
            <label class="check">
                <input type="checkbox" data-testid=id prop:checked=value on:change:target=move |e| value.set(e.target().checked())/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <form class="card" on:submit=submit novalidate><div class="body stack">
            <ErrorSummary errors/>
            <h2>{tr!(setup.commune)}</h2>
            <TextField id="setup-commune-name" label=tr!(setup.commune_name) hint=tr!(setup.commune_name_hint) value=commune errors/>
            <div class="pair even">
                <TextField id="setup-commune-code" label=tr!(setup.commune_code) value=number errors/>
                <TextField id="setup-place" label=tr!(setup.place) hint=tr!(setup.place_hint) value=place errors/>
            </div>
            <TextField id="setup-province" label=tr!(setup.province) value=province errors/>
            <h2>{tr!(setup.admin)}</h2>
            <div class="pair even">
                <TextField id="setup-name" label=tr!(person.name) value=name autocomplete="name" errors/>
                <TextField id="setup-username" label=tr!(person.username) value=username autocomplete="username" errors/>
            </div>
            <TextField id="setup-password" label=tr!(login.password) hint=tr!(profile.length) value=password kind="password" autocomplete="new-password" errors/>
            <TextField id="setup-again" label=tr!(profile.again) value=again kind="password" autocomplete="new-password" errors/>
            <div>
                {tick("setup-units", tr!(setup.units), units)}
                {tick("setup-catalogues", tr!(setup.catalogues), catalogues)}
                <p class="muted small">{tr!(setup.change)}</p>
            </div>
            <button class="btn primary wide" id="setup-submit" data-testid="setup-submit" disabled=busy>
                {move || if busy.get() { tr!(setup.busy) } else { tr!(setup.submit) }}
            </button>
        </div></form>
    }
}
