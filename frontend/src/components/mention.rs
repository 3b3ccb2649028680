//! A long text in which people are addressed: `@` offers them.

use super::field::{Errors, Field, message};
use crate::{form::fold, tr};
use leptos::{ev, html, prelude::*};
use shared::{dto::page::Named, id::UserId};

/// How many are offered at once.
const OFFERED: usize = 6;

type People = RwSignal<Vec<Named<UserId>>>;

/// What stands before and behind a place of the text, which browsers count in UTF-16.
fn around(text: &str, at: usize) -> (String, String) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let (before, behind) = units.split_at(at.min(units.len()));
    (String::from_utf16_lossy(before), String::from_utf16_lossy(behind))
}

/// What is written behind the last `@` that begins a word, if a name may be meant.
fn asked(before: &str) -> Option<&str> {
    let at = before.rfind('@')?;
    let begins = before[..at].chars().next_back().is_none_or(char::is_whitespace);
    let name = &before[at + 1..];
    (begins && !name.contains('\n') && name.chars().count() <= 40).then_some(name)
}

/// Those of the people whose name still stands in the text.
#[must_use]
pub fn addressed(text: &str, named: &[Named<UserId>]) -> Vec<UserId> {
    let mut all: Vec<UserId> = Vec::new();
    for one in named {
        if text.contains(&format!("@{}", one.name)) && !all.contains(&one.id) {
            all.push(one.id);
        }
    }
    all
}

/// The text with the names in it set off.
pub fn with_names(text: &str, named: &[Named<UserId>]) -> Vec<(String, bool)> {
    let mut parts = vec![(text.to_owned(), false)];
    for one in named {
        let name = format!("@{}", one.name);
        let cut = |(part, is_name): (String, bool)| -> Vec<(String, bool)> {
            if is_name || !part.contains(&name) {
                return vec![(part, is_name)];
            }
            let mut pieces = Vec::new();
            for (at, piece) in part.split(&name).enumerate() {
                if at > 0 {
                    pieces.push((name.clone(), true));
                }
                pieces.push((piece.to_owned(), false));
            }
            pieces
        };
        parts = parts.into_iter().flat_map(cut).collect();
    }
    parts
}

/// The field. Test ids: the id, `<id>-at`, `<id>-person` (each that is offered).
#[component]
pub fn MentionField(
    /// Id, field name and test id.
    id: &'static str,
    /// Label.
    label: &'static str,
    /// The text.
    value: RwSignal<String>,
    /// Who was chosen so far.
    named: People,
    /// Who can be chosen, once known.
    people: People,
    /// They are wanted.
    on_ask: Callback<()>,
    /// Ctrl Enter.
    on_send: Callback<()>,
    /// The form's errors.
    errors: Errors,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    // What is written of a name, while one is being written.
    let begun = RwSignal::new(None::<String>);
    let active = RwSignal::new(0usize);
    let offered = Memo::new(move |_| {
        let Some(name) = begun.get() else { return Vec::new() };
        let name = fold(&name);
        let fits = |one: &&Named<UserId>| fold(&one.name).contains(&name);
        people.with(|people| people.iter().filter(fits).take(OFFERED).cloned().collect::<Vec<_>>())
    });
    let look = move || {
        let Some(area) = area.get_untracked() else { return };
        let at = area.selection_start().ok().flatten().unwrap_or_default() as usize;
        let (before, _) = around(&area.value(), at);
        let name = asked(&before).map(str::to_owned);
        // Chosen already: what follows is text.
        let done = |name: &String| {
            named.with_untracked(|all| all.iter().any(|one| name.starts_with(&one.name)))
        };
        let name = name.filter(|name| !done(name));
        if name.is_some() {
            on_ask.run(());
        }
        active.set(0);
        begun.set(name);
    };
    let write = move |before: String, behind: &str| {
        let Some(area) = area.get_untracked() else { return };
        let text = format!("{before}{behind}");
        area.set_value(&text);
        value.set(text);
        let at = u32::try_from(before.encode_utf16().count()).unwrap_or_default();
        let _ = area.focus();
        let _ = area.set_selection_range(at, at);
    };
    let place = move || {
        let at = area.get_untracked()?.selection_start().ok().flatten()?;
        Some(around(&value.get_untracked(), at as usize))
    };
    let choose = move |one: Named<UserId>| {
        let Some((before, behind)) = place() else { return };
        let Some(start) = before.rfind('@') else { return };
        write(format!("{}@{} ", &before[..start], one.name), behind.trim_start());
        begun.set(None);
        named.update(|all| all.push(one));
    };
    let call = move |_| {
        let (before, behind) = place().unwrap_or_default();
        let gap = if before.chars().next_back().is_none_or(char::is_whitespace) { "" } else { " " };
        write(format!("{before}{gap}@"), &behind);
        look();
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            on_send.run(());
            return;
        }
        let some = offered.get_untracked();
        if some.is_empty() || event.is_composing() {
            return;
        }
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => active.set((at + 1) % some.len()),
            "ArrowUp" => active.set((at + some.len() - 1) % some.len()),
            "Enter" | "Tab" => choose(some[at.min(some.len() - 1)].clone()),
            "Escape" => begun.set(None),
            _ => return,
        }
        event.prevent_default();
    };
    let list = format!("{id}-people");
    let controls = list.clone();
    let open = move || offered.with(|some| !some.is_empty());
    let lines = move || {
        let line = |(at, one): (usize, Named<UserId>)| {
            let name = one.name.clone();
            // Before the text loses the focus.
            let take = move |event: ev::MouseEvent| {
                event.prevent_default();
                choose(one.clone());
            };
            view! {
                <li role="option" id=format!("{id}-person-{at}") data-testid=format!("{id}-person") aria-selected=move || (active.get() == at).to_string()
                    on:mousedown=take>{name}</li>
            }
        };
        offered.get().into_iter().enumerate().map(line).collect_view()
    };
    let said = move || match offered.with(Vec::len) {
        0 => String::new(),
        n => tr!(comment.offered, n = n),
    };
    view! {
        <Field id label errors>
            <div class="mention">
                <textarea node_ref=area id=id rows="3" data-testid=id aria-describedby=format!("{id}-help") aria-autocomplete="list"
                    aria-controls=move || open().then(|| controls.clone())
                    aria-activedescendant=move || open().then(|| format!("{id}-person-{}", active.get()))
                    aria-invalid=move || (!message(errors, id).is_empty()).to_string()
                    prop:value=value on:input:target=move |e| { value.set(e.target().value()); look(); }
                    on:click=move |_| look() on:blur=move |_| begun.set(None) on:keydown=keys></textarea>
                <ul role="listbox" id=list aria-label=tr!(comment.people) hidden=move || !open()>{lines}</ul>
                <p class="visually-hidden" role="status">{said}</p>
            </div>
            <div><button type="button" class="btn quiet" data-testid=format!("{id}-at") on:click=call>{tr!(comment.mention)}</button></div>
        </Field>
    }
}
