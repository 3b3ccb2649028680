//! What the search finds and where one can go, by kind; the keyboard does everything.

use super::{
    choice::{Choice, commands, hits, searched},
    marked::marked,
};
use crate::{
    api::{self, ApiError},
    components::icon::{Icon, shape},
    dom,
    drafts::use_outbox,
    form,
    session::use_session,
    tr,
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, html, prelude::*, task::spawn_local};
use shared::dto::work::search::{SearchKind, SearchResults};
use wasm_bindgen::JsCast;

/// A pause in typing after which the server is asked.
const PAUSE_MS: u32 = 200;
/// Shorter words fit too much.
const SHORTEST: usize = 2;
/// How many of each kind.
const FEW: u32 = 5;
/// How many of one kind alone.
const MANY: u32 = 20;

/// The search. Test ids: `search-input`, `search-status`, `search-retry`, and for each line
/// `hit-<kind>` (`go` for a place to go to, `more-<kind>`).
#[component]
pub fn Palette(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let Some(me) = use_session().me.get_untracked() else { return ().into_any() };
    let me = StoredValue::new(me);
    let (text, active) = (RwSignal::new(String::new()), RwSignal::new(0usize));
    let found = RwSignal::new(None::<SearchResults>);
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    // One kind alone, once more of it is wanted.
    let wider = RwSignal::new(None::<SearchKind>);
    let again = RwSignal::new(());
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        again.track();
        let words = text.with(|text| text.trim().to_owned());
        let only = wider.get();
        let mine = turn.get_value() + 1;
        turn.set_value(mine);
        if words.chars().count() < SHORTEST {
            found.set(None);
            failed.set(None);
            busy.set(false);
            return;
        }
        busy.set(true);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            let stale = || turn.try_get_value() != Some(mine);
            if stale() {
                return;
            }
            let answer = match only {
                Some(kind) => api::search::find(&words, &[kind], MANY).await,
                None => api::search::find(&words, &me.with_value(searched), FEW).await,
            };
            // Typed on meanwhile: that answer is of no use.
            if stale() {
                return;
            }
            let (results, error) = match answer {
                Ok(results) => (Some(results), None),
                Err(error) => (None, Some(error)),
            };
            found.try_set(results);
            failed.try_set(error);
            busy.try_set(false);
        });
    });
    let back = use_outbox().reachable;
    Effect::new(move |before: Option<()>| {
        let lost = failed.with_untracked(|failed| *failed == Some(ApiError::Offline));
        if back.get() && before.is_some() && lost {
            again.set(());
        }
    });
    let choices = Memo::new(move |_| {
        let words = text.get();
        let mut all = if wider.get().is_none() {
            me.with_value(|me| commands(me, &words))
        } else {
            Vec::new()
        };
        found.with(|found| all.extend(found.as_ref().map(hits).unwrap_or_default()));
        all
    });
    let write = move |typed: String| {
        active.set(0);
        wider.set(None);
        text.set(typed);
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = choices.with_untracked(Vec::len);
        let at = active.get_untracked();
        let next = match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => at + 1,
            "ArrowUp" => at + count.max(1) - 1,
            "Enter" => {
                event.prevent_default();
                press(at);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(next % count.max(1));
        show(active.get_untracked());
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let asked = move || text.with(|text| text.trim().chars().count() >= SHORTEST);
    let status = move || {
        let count = choices.with(Vec::len);
        match (failed.get(), busy.get(), count) {
            (Some(ApiError::Offline), ..) => tr!(search.offline).to_owned(),
            (Some(error), ..) => error.message(),
            (None, true, 0) => tr!(search.busy).to_owned(),
            (None, false, 0) => tr!(search.none).to_owned(),
            _ if !asked() => tr!(search.hint).to_owned(),
            (None, _, n) if dom::coarse_pointer() => tr!(search.count, n = n),
            (None, _, n) => tr!(search.keys, n = n),
        }
    };
    let list = move || {
        let words = text.with(|text| form::fold(text));
        let mut groups: Vec<(&'static str, Vec<AnyView>)> = Vec::new();
        for (at, choice) in choices.get().into_iter().enumerate() {
            let group = choice.group;
            let line = line(at, choice, &words, active, wider, open).into_any();
            match groups.last_mut() {
                Some((name, lines)) if *name == group => lines.push(line),
                _ => groups.push((group, vec![line])),
            }
        }
        let drawn = groups.into_iter().map(|(name, lines)| {
            view! {
                <div role="group" aria-label=name><p class="group" aria-hidden="true">{name}</p>{lines}</div>
            }
        });
        drawn.collect_view()
    };
    view! {
        <div class="ask">
            <Icon d=shape::SEARCH/>
            <input node_ref=input type="text" role="combobox" autocomplete="off" spellcheck="false" data-testid="search-input" enterkeyhint="go"
                placeholder=tr!(search.placeholder) aria-label=tr!(search.title) aria-expanded="true" aria-controls="search-list" aria-autocomplete="list"
                aria-activedescendant=move || (choices.with(Vec::len) > 0).then(|| format!("hit-{}", active.get()))
                prop:value=text on:input:target=move |e| write(e.target().value()) on:keydown=keys/>
        </div>
        <div class="found" id="search-list" role="listbox" aria-label=tr!(search.results) aria-busy=move || busy.get().to_string()>{list}</div>
        <div class="foot">
            <p class="small muted" role="status" data-testid="search-status">{status}</p>
            <button type="button" class="btn" data-testid="search-retry" hidden=move || failed.with(Option::is_none)
                on:click=move |_| again.set(())>{tr!(common.retry)}</button>
        </div>
    }
    .into_any()
}

fn element(at: usize) -> Option<web_sys::HtmlElement> {
    dom::document().get_element_by_id(&format!("hit-{at}"))?.dyn_into().ok()
}

/// Follows the line as a click does.
fn press(at: usize) {
    if let Some(line) = element(at) {
        line.click();
    }
}

/// Brings the line into sight.
fn show(at: usize) {
    if let Some(line) = element(at) {
        line.scroll_into_view_with_bool(false);
    }
}

fn line(
    at: usize,
    choice: Choice,
    words: &str,
    active: RwSignal<usize>,
    wider: RwSignal<Option<SearchKind>>,
    open: RwSignal<bool>,
) -> impl IntoView + use<> {
    let id = format!("hit-{at}");
    let chosen = move || (active.get() == at).to_string();
    if let Some(kind) = choice.more {
        let widen = move |_| {
            active.set(0);
            wider.set(Some(kind));
        };
        return view! {
            <button type="button" role="option" tabindex="-1" id=id class="hit" aria-selected=chosen data-testid=format!("more-{}", kind.as_str())
                on:click=widen><span class="blue">{choice.title}</span></button>
        }
        .into_any();
    }
    let title = marked(&choice.title, words)
        .into_iter()
        .map(
            |(part, hit)| {
                if hit { view! { <mark>{part}</mark> }.into_any() } else { part.into_any() }
            },
        )
        .collect_view();
    view! {
        <a role="option" tabindex="-1" id=id class="hit" href=choice.href aria-selected=chosen data-testid=choice.test
            on:click=move |_| open.set(false)>
            <span class="strong">{title}</span>
            {(!choice.detail.is_empty()).then(|| view! { <span class="small muted">{choice.detail}</span> })}
        </a>
    }
    .into_any()
}
