//! Many at once, from pasted lines.

use crate::{
    components::{field::LongField, toast::use_toasts},
    form, tr,
    write::use_write,
};
use leptos::prelude::*;

/// The lines that say something.
fn lines_of(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// The words of such a form.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// What it is called.
    pub title: &'static str,
    /// What a line holds.
    pub hint: &'static str,
    /// "Thêm {n} người".
    pub verb: fn(usize) -> String,
    /// "Đã thêm {n} người."
    pub done: fn(usize) -> String,
}

/// The form: each line is added by `add`; one that cannot be stays to be mended, with why. Test
/// ids: `<name>-open`, `<name>-paste`, `<name>-submit`, `<name>-failed`.
#[component]
pub(super) fn Paste<F>(
    /// Names the parts, and what is kept of the text.
    name: &'static str,
    /// Id of the text, and its test id.
    id: &'static str,
    /// Its words.
    words: Words,
    /// Adds one, or says why not.
    add: impl Fn(String) -> F + Copy + Send + Sync + 'static,
    /// Some have been added.
    changed: Callback<()>,
) -> impl IntoView
where
    F: Future<Output = Result<(), String>> + 'static,
{
    let toasts = use_toasts();
    let lines = form::Keeper::of(name).text("lines");
    let failed = RwSignal::new(Vec::<String>::new());
    let running = RwSignal::new(None::<(usize, usize)>);
    let written = Memo::new(move |_| lines.with(|text| lines_of(text).len()));
    let write = use_write();
    let run = move |_| {
        let all = lines.with_untracked(|text| lines_of(text));
        let job = async move {
            let (mut left, mut wrong) = (Vec::new(), Vec::new());
            for (at, line) in all.iter().enumerate() {
                // The page has gone: what is left is kept.
                if running.try_set(Some((at + 1, all.len()))).is_some() {
                    return;
                }
                if let Err(why) = add(line.clone()).await {
                    left.push(line.clone());
                    wrong.push(tr!(paste.failed, n = left.len(), line = line, why = why));
                }
            }
            if left.len() < all.len() {
                toasts.say((words.done)(all.len() - left.len()));
                changed.try_run(());
            }
            lines.try_set(left.join("\n"));
            failed.try_set(wrong);
            running.try_set(None);
        };
        write.settle(job, |()| ());
    };
    let verb = move || match running.get() {
        Some((at, all)) => tr!(table.running, n = at, all = all),
        None => (words.verb)(written.get()),
    };
    view! {
        <details class="card no-print"><summary class="body" data-testid=format!("{name}-open")><b>{words.title}</b></summary>
            <div class="body stack read">
                <div class="notice red" role="alert" data-testid=format!("{name}-failed") hidden=move || failed.with(Vec::is_empty)>
                    <ul>{move || failed.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </div>
                <LongField id label=words.title hint=words.hint value=lines/>
                <div><button type="button" class="btn" data-testid=format!("{name}-submit")
                    disabled=move || written.get() == 0 || running.with(Option::is_some) on:click=run>{verb}</button></div>
            </div>
        </details>
    }
}
