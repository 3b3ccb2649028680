//! Where one is logged in, and out of elsewhere.

use crate::{
    api, components::toast::use_toasts, load::Loader, session::now, tr, words, write::use_write,
};
use leptos::prelude::*;
use shared::dto::identity::auth::SessionView;

/// "Chrome, Android" of what a browser calls itself.
fn device(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("CocCoc", "Cốc Cốc"),
        ("coc_coc", "Cốc Cốc"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let named: Vec<&str> = [browser, system].into_iter().filter(|name| !name.is_empty()).collect();
    if named.is_empty() { agent.chars().take(40).collect() } else { named.join(", ") }
}

/// The list. Test ids: `sessions`, `sessions-end`.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let toasts = use_toasts();
    let list = Loader::new(|| (), |()| api::auth::sessions());
    let write = use_write().always(move || list.reload());
    let end = move |_| write.send(api::auth::end_others(), move |_| toasts.say(tr!(profile.ended)));
    let draw = move |sessions: Vec<SessionView>| {
        let others = sessions.len() > 1;
        let lines = sessions.into_iter().map(|one| {
            let seen = if one.current {
                tr!(profile.this_one).to_owned()
            } else {
                tr!(profile.seen, at = words::moment(one.last_seen_at, now()))
            };
            view! { <li><b>{device(&one.device)}</b>" · "{one.address}" · "<span class="muted">{seen}</span></li> }
        });
        view! {
            <ul class="stack-s">{lines.collect_view()}</ul>
            {others.then(|| view! { <div><button type="button" class="btn" data-testid="sessions-end" on:click=end>{tr!(profile.end_others)}</button></div> })}
        }
    };
    view! {
        <section class="card" data-testid="sessions">
            <header><h2>{tr!(profile.sessions)}</h2></header>
            <div class="body stack">{list.draw(draw)}</div>
        </section>
    }
}
