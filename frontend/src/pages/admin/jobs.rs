//! Công việc tự động: background jobs, how they went, and how mail stands.

use crate::{
    api,
    components::{
        fact::fact,
        feedback::{Empty, Notice},
        filter::FilterChips,
        icon::shape,
        more::Paged,
        page_head::PageHead,
        toast::use_toasts,
    },
    load::Loader,
    query::Filters,
    session::use_session,
    tr, words,
    write::use_write,
};
use leptos::prelude::*;
use shared::{
    Action,
    dto::operations::jobs::{BackupView, JobRunView, JobView, JobsView},
    time::format_instant,
};

/// A job in the office's words.
fn name(job: &str) -> String {
    match job {
        "reminders" => tr!(jobs.reminders).to_owned(),
        "digests" => tr!(jobs.digests).to_owned(),
        "recurrences" => tr!(jobs.recurrences).to_owned(),
        "outbox" => tr!(jobs.outbox_job).to_owned(),
        "mail" => tr!(jobs.mail_job).to_owned(),
        "audit" => tr!(jobs.audit_job).to_owned(),
        "sweep" => tr!(jobs.sweep).to_owned(),
        "backup" => tr!(jobs.backup_job).to_owned(),
        other => other.to_owned(),
    }
}

/// The page. Test ids: `jobs`, `job-<name>`, `jobs-backup`, `jobs-mail`, `jobs-runs`, `filter-job-…`, `list-more`,
/// `mail-again`.
#[component]
pub fn JobsPage() -> impl IntoView {
    let whole = Loader::new(|| (), |()| api::jobs::read());
    let filters = Filters::here();
    let query = Signal::derive(move || filters.query(&["job"]));
    let runs = Paged::new(query, |query, cursor| async move {
        api::jobs::runs(&query, cursor.as_deref()).await
    });
    let options = vec![
        ("", tr!(common.all)),
        ("reminders", tr!(jobs.reminders)),
        ("digests", tr!(jobs.digests)),
        ("recurrences", tr!(jobs.recurrences)),
        ("outbox", tr!(jobs.outbox_job)),
        ("mail", tr!(jobs.mail_job)),
        ("audit", tr!(jobs.audit_job)),
        ("sweep", tr!(jobs.sweep)),
        ("backup", tr!(jobs.backup_job)),
    ];
    view! {
        <PageHead title=tr!(jobs.title).to_owned() note=tr!(jobs.note).to_owned()/>
        <div class="stack-l">
            <div data-testid="jobs">{whole.draw(move |all| view! { <Standing all changed=Callback::new(move |()| whole.reload())/> })}</div>
            <section class="stack-s">
                <h2>{tr!(jobs.runs)}</h2>
                <FilterChips filters name="job" label=tr!(jobs.filter) options/>
                <div class="card" data-testid="jobs-runs">{runs.draw(
                    |items| view! { <Runs items/> },
                    || view! { <Empty title=tr!(jobs.runs_none) hint=tr!(jobs.runs_none_hint)/> },
                )}</div>
            </section>
        </div>
    }
}

/// What a run did.
fn result(run: &JobRunView) -> impl IntoView + use<> {
    let failed = run.failed > 0;
    view! {
        <span>{tr!(jobs.done_n, n = words::number(run.done))}
            {failed.then(|| view! { ", "<span class="late strong">{tr!(jobs.failed_n, n = words::number(run.failed))}</span> })}</span>
    }
}

#[component]
fn Standing(
    all: JobsView,
    /// Something has been tried again.
    changed: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let write = use_write();
    let again = move |_| {
        write.send(api::jobs::mail_again(), move |said| {
            toasts.say(tr!(jobs.again_done, n = said.mails));
            changed.try_run(());
        });
    };
    let may = use_session().may(Action::SettingsWrite);
    let row = |one: JobView| {
        let at = |at: Option<_>| at.map_or_else(|| tr!(jobs.never).to_owned(), format_instant);
        let last = at(one.last_run.as_ref().map(|run| run.started_at));
        let said = one.last_run.as_ref().map(result);
        let error = one.last_run.and_then(|run| run.error);
        view! {
            <tr data-testid=format!("job-{}", one.job)>
                <td class="lead"><b>{name(&one.job)}</b></td>
                <td data-label=tr!(jobs.looked)><span>{at(one.looked_at)}<div class="small muted">{one.worker}</div></span></td>
                <td data-label=tr!(jobs.last)>{last}</td>
                <td data-label=tr!(jobs.result)>{said.map(|said| view! { <span>{said}{error.map(|text| view! { <div class="small">{text}</div> })}</span> })}</td>
            </tr>
        }
    };
    let mail = all.mail;
    let from = mail.from.clone().unwrap_or_default();
    let webhook = if mail.webhook { tr!(jobs.yes) } else { tr!(jobs.no) };
    view! {
        <div class="stack-l">
            <section class="card">
                <table class="ledger cards">
                    <caption class="visually-hidden">{tr!(jobs.title)}</caption>
                    <thead><tr><th scope="col">{tr!(jobs.job)}</th><th scope="col">{tr!(jobs.looked)}</th><th scope="col">{tr!(jobs.last)}</th><th scope="col">{tr!(jobs.result)}</th></tr></thead>
                    <tbody>{all.jobs.into_iter().map(row).collect_view()}</tbody>
                </table>
            </section>
            <Backups backup=all.backup/>
            <section class="card" data-testid="jobs-mail">
                <header><h2>{tr!(jobs.mail)}</h2></header>
                <div class="body stack">
                    {if mail.configured {
                        view! { <p>{tr!(jobs.mail_on, from = from)}</p> }.into_any()
                    } else {
                        view! { <Notice tone="amber" icon=shape::OFFLINE>{tr!(jobs.mail_off)}</Notice> }.into_any()
                    }}
                    <dl class="facts">
                        {fact(tr!(jobs.outbox), words::number(all.outbox_waiting))}
                        {(mail.configured || mail.waiting + mail.failed > 0).then(|| view! {
                            {fact(tr!(jobs.mail_waiting), words::number(mail.waiting))}
                            {fact(tr!(jobs.mail_failed), words::number(mail.failed))}
                            {fact(tr!(jobs.mail_error), mail.last_error.clone().unwrap_or_default())}
                        })}
                        {fact(tr!(jobs.webhook), webhook.to_owned())}
                    </dl>
                    {(may && mail.failed > 0).then(|| view! { <p><button type="button" class="btn" data-testid="mail-again" on:click=again>{tr!(jobs.again)}</button></p> })}
                </div>
            </section>
        </div>
    }
}

/// When the last backup was made, and what is to worry about.
#[component]
fn Backups(backup: BackupView) -> impl IntoView {
    let last = backup.last_at.map_or_else(|| tr!(jobs.never).to_owned(), format_instant);
    let daily = if backup.scheduled {
        tr!(jobs.backup_daily_at, hour = backup.hour, days = backup.keep_days)
    } else {
        tr!(jobs.no).to_owned()
    };
    let worries = [
        (backup.last_at.is_none(), tr!(jobs.backup_never)),
        (backup.old && backup.last_at.is_some(), tr!(jobs.backup_old)),
        (!backup.scheduled, tr!(jobs.backup_off)),
        (backup.same_filesystem, tr!(jobs.backup_same)),
    ];
    let worries = worries.into_iter().filter(|(is, _)| *is).map(|(_, text)| {
        view! { <Notice tone="amber" icon=shape::WARN>{text}</Notice> }
    });
    let encrypted = if backup.encrypted { tr!(jobs.yes) } else { tr!(jobs.no) };
    view! {
        <section class="card" data-testid="jobs-backup">
            <header><h2>{tr!(jobs.backup)}</h2></header>
            <div class="body stack">
                {worries.collect_view()}
                <dl class="facts">
                    {fact(tr!(jobs.backup_last), last)}
                    {fact(tr!(jobs.backup_daily), daily)}
                    {backup.scheduled.then(|| fact(tr!(jobs.backup_encrypted), encrypted.to_owned()))}
                    {backup.error.map(|error| fact(tr!(jobs.backup_error), error))}
                </dl>
            </div>
        </section>
    }
}

#[component]
fn Runs(items: Vec<JobRunView>) -> impl IntoView {
    let row = |run: JobRunView| {
        let said = result(&run);
        view! {
            <tr>
                <td class="lead"><b>{name(&run.job)}</b></td>
                <td data-label=tr!(audit.when)><span>{format_instant(run.started_at)}<div class="small muted">{tr!(jobs.took, n = words::number(run.took_ms))}</div></span></td>
                <td data-label=tr!(jobs.result)>{said}</td>
                <td data-label=tr!(jobs.error)>{run.error}</td>
                <td data-label=tr!(jobs.server)>{run.worker}</td>
            </tr>
        }
    };
    view! {
        <table class="ledger cards">
            <caption class="visually-hidden">{tr!(jobs.runs)}</caption>
            <thead><tr><th scope="col">{tr!(jobs.job)}</th><th scope="col">{tr!(audit.when)}</th><th scope="col">{tr!(jobs.result)}</th><th scope="col">{tr!(jobs.error)}</th><th scope="col">{tr!(jobs.server)}</th></tr></thead>
            <tbody>{items.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
