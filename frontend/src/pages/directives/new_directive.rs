//! A new directive: a draft with its clauses.

use crate::{
    api,
    components::{
        field::{ErrorSummary, LongField, TextField, message},
        icon::{Icon, shape},
        page_head::PageHead,
    },
    form::{self, use_form},
    routes::Route,
    tr,
    write::Write,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    dto::work::{attachment::AttachmentView, directive::DirectiveCreate},
    id::DirectiveId,
    validate::Checks,
};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The form. Test ids: `directive-file`, `directive-subject`, `directive-signer`, `directive-preamble`, `directive-clause-<n>` (from 0),
/// `directive-add-clause`, `directive-closing`, `directive-submit`.
#[component]
pub fn NewDirectivePage() -> impl IntoView {
    let navigate = use_navigate();
    let keeper = form::Keeper::of("directive");
    let text = |name: &str| keeper.text(name);
    let (subject, signer) = (text("subject"), text("signer"));
    let (preamble, closing) = (text("preamble"), text("closing"));
    let clause_text = move |at: u32| (at, keeper.text(&format!("clause-{at}")));
    // As many as hold a text from before, and one at least.
    let begun: Vec<_> = (0..50).map(clause_text).collect();
    let filled = begun.iter().rposition(|(_, text)| text.with_untracked(|t| !t.is_empty()));
    let clauses = RwSignal::new(begun[..=filled.unwrap_or(0)].to_vec());
    let letter = RwSignal::new(None::<AttachmentView>);
    let form = use_form("directive-submit", at_its_field).kept(keeper);
    let (errors, busy) = (form.errors, form.busy);
    let id = DirectiveId(Uuid::now_v7());
    let read = move |checks: &mut Checks| {
        form::required(checks, "directive-subject", &subject.get_untracked());
        Some(DirectiveCreate {
            id: Some(id),
            subject: subject.get_untracked(),
            signer: signer.get_untracked(),
            preamble: preamble.get_untracked(),
            clauses: clauses.with_untracked(|all| {
                all.iter()
                    .map(|(_, text)| text.get_untracked())
                    .filter(|t| !t.trim().is_empty())
                    .collect()
            }),
            closing: closing.get_untracked(),
            attachment_id: letter.with_untracked(|file| file.as_ref().map(|file| file.id)),
        })
    };
    let submit = form.submit(
        read,
        |directive| async move { api::directives::create(&directive).await },
        move |made| navigate(&Route::Directive(made.summary.id).path(), Default::default()),
    );
    let clause = move |(at, value): (u32, RwSignal<String>)| {
        let id = format!("directive-clause-{at}");
        let said = Memo::new(move |_| message(errors, &id));
        view! {
            <div class="field" class:bad=move || !said.with(String::is_empty)>
                <label for=format!("directive-clause-{at}")>{tr!(directive.clause_n, n = at + 1)}</label>
                <textarea id=format!("directive-clause-{at}") data-testid=format!("directive-clause-{at}") rows="3"
                    prop:value=value aria-describedby=format!("directive-clause-{at}-help") on:input:target=move |e| value.set(e.target().value())></textarea>
                <p class="error" id=format!("directive-clause-{at}-help") hidden=move || said.with(String::is_empty)>{said}</p>
            </div>
        }
    };
    let add = move |_| {
        clauses.update(|all| {
            let at = u32::try_from(all.len()).unwrap_or_default();
            all.push(clause_text(at));
        })
    };
    view! {
        <PageHead title=tr!(directive.new).to_owned() back=(Route::Directives.path(), tr!(directive.title))/>
        <form class="form" on:submit=submit novalidate>
            <ErrorSummary errors/>
            <LongField id="directive-subject" label=tr!(directive.subject) value=subject errors/>
            <TextField id="directive-signer" label=tr!(directive.signer) value=signer optional=true errors/>
            <LongField id="directive-preamble" label=tr!(directive.preamble) value=preamble optional=true errors/>
            <For each=move || clauses.get() key=|(at, _)| *at let(one)>{clause(one)}</For>
            <div><button type="button" class="btn" data-testid="directive-add-clause" on:click=add><Icon d=shape::PLUS/>{tr!(directive.add_clause)}</button></div>
            <LongField id="directive-closing" label=tr!(directive.closing) value=closing optional=true errors/>
            <Letter letter write=form.write/>
            <div><button class="btn primary" id="directive-submit" data-testid="directive-submit" disabled=busy>{tr!(directive.keep)}</button></div>
        </form>
    }
}

/// The form's own id for a field that the server names.
fn at_its_field(field: &str) -> String {
    match field.split_once('[') {
        Some(("clauses", rest)) => {
            format!("directive-clause-{}", rest.split(']').next().unwrap_or_default())
        }
        _ if field == "attachment_id" => "directive-file".to_owned(),
        _ => format!("directive-{field}"),
    }
}

/// The letter as it was signed: sent as soon as it is chosen.
#[component]
fn Letter(
    letter: RwSignal<Option<AttachmentView>>,
    /// What sends the form: it waits for the letter.
    write: Write,
) -> impl IntoView {
    let busy = write.busy;
    let choose = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()?.get(0)) else { return };
        write.send(async move { api::attachments::letter(&file).await }, move |sent| {
            letter.try_set(Some(sent));
        });
    };
    let told = move || match (busy.get(), letter.get()) {
        (true, _) => tr!(photo.sending).to_owned(),
        (false, Some(file)) => tr!(directive.file_sent, name = file.file_name),
        (false, None) => tr!(directive.file_hint).to_owned(),
    };
    view! {
        <div class="field">
            <label for="directive-file">{tr!(directive.file)}" "<span class="of">"("{tr!(form.optional)}")"</span></label>
            <input type="file" id="directive-file" data-testid="directive-file" accept=".pdf,.docx,image/*"
                aria-describedby="directive-file-help" disabled=busy on:change=choose/>
            <p class="hint" id="directive-file-help" role="status">{told}</p>
        </div>
    }
}
