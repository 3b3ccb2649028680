//! Thông báo: what one was told, day by day, as it comes.

use super::words::{GROUPS, day_heading, facts, task_words, title};
use crate::{
    api,
    bell::use_bell,
    components::{feedback::Empty, filter::FilterChips, more::Paged, page_head::PageHead},
    query::Filters,
    routes::Route,
    session::use_session,
    tr,
    write::use_write,
};
use leptos::{prelude::*, task::spawn_local};
use shared::{dto::notifications::notice::NoticeView, id::NoticeId, time::day_of};

/// The kinds of the group that is chosen, and whether only unread ones are wanted, as the server
/// understands it.
fn query_of(filters: Filters) -> String {
    let mut parts = Vec::new();
    if filters.get("unread") == "true" {
        parts.push("unread=true".to_owned());
    }
    let group = filters.get("group");
    if let Some((_, kinds)) = GROUPS.iter().find(|(name, _)| *name == group) {
        let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        parts.push(format!("kind={}", kinds.join(",")));
    }
    parts.join("&")
}

/// The page. Test ids: `notices`, `notices-read`, `notice-<id>`, `filter-unread-…`,
/// `filter-group-…`, `list-more`.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let bell = use_bell();
    let filters = Filters::here();
    let query = Signal::derive(move || query_of(filters));
    let list = Paged::new(query, |query, cursor| async move {
        api::notices::list(&query, cursor.as_deref()).await
    });
    // What comes, or is read elsewhere, shows at once; what was paged to stays.
    Effect::new(move |before: Option<()>| {
        bell.newest.track();
        bell.unread.track();
        if before.is_none() {
            return;
        }
        let asked = query.get_untracked();
        spawn_local(async move {
            let Ok(page) = api::notices::list(&asked, None).await else { return };
            if query.try_get_untracked() == Some(asked) {
                list.items.try_update(|items| {
                    items.retain(|old| page.items.iter().all(|new| new.id != old.id));
                    items.splice(0..0, page.items);
                });
            }
        });
    });
    let mark = move |id: NoticeId| {
        list.items.try_update(|items| {
            for one in items.iter_mut().filter(|one| one.id == id) {
                one.read = true;
            }
        });
    };
    let reading = use_write().several();
    let open = Callback::new(move |one: NoticeView| {
        if one.read {
            return;
        }
        reading.settle(api::notices::read(one.id), move |answer| {
            if answer.is_ok() {
                mark(one.id);
            }
        });
    });
    let write = use_write();
    let read_all = move |_| {
        write.send(api::notices::read_all(bell.newest.get_untracked()), move |_| list.reload());
    };
    let note = Signal::derive(move || match bell.unread.get() {
        0 => String::new(),
        n => tr!(notice.note, n = n),
    });
    let empty = move || {
        let hint = if untrack(|| query.get()).is_empty() {
            tr!(notice.none_hint)
        } else {
            tr!(notice.none_found)
        };
        view! { <Empty title=tr!(notice.none) hint/> }
    };
    view! {
        <PageHead title=tr!(notice.title).to_owned() note>
            <button type="button" class="btn" data-testid="notices-read" disabled=move || write.busy.get() || bell.unread.get() == 0 on:click=read_all>{tr!(notice.read_all)}</button>
        </PageHead>
        <div class="filters no-print">
            <FilterChips filters name="unread" label=tr!(notice.show) options=vec![("", tr!(common.all)), ("true", tr!(notice.unread))]/>
            <FilterChips filters name="group" label=tr!(notice.kind) options=vec![
                ("", tr!(notice.any_kind)), ("due", tr!(notice.due)), ("reports", tr!(notice.reports)),
                ("extensions", tr!(notice.extensions)), ("talk", tr!(notice.talk)),
            ]/>
        </div>
        <div class="card read notices" data-testid="notices">{list.draw(move |items| view! { <Days items open/> }, empty)}</div>
        <p class="small"><a href=Route::Profile.at("thong-bao")>{tr!(notice.settings)}</a></p>
    }
}

/// Day by day.
#[component]
fn Days(items: Vec<NoticeView>, open: Callback<NoticeView>) -> impl IntoView {
    let days = items.chunk_by(|one, next| day_of(one.at) == day_of(next.at)).map(|some| {
        let heading = some.first().map(|one| day_heading(day_of(one.at))).unwrap_or_default();
        let rows = some.iter().cloned().map(|one| view! { <Row one open/> }).collect_view();
        view! { <section><h2>{heading}</h2><ul class="lines">{rows}</ul></section> }
    });
    days.collect_view()
}

/// One notice.
#[component]
fn Row(one: NoticeView, open: Callback<NoticeView>) -> impl IntoView {
    let again = one.clone();
    let unread = !one.read;
    let own = use_session().me.with_untracked(|me| me.as_ref().map(|me| me.unit_id));
    view! {
        <li class:unread=unread data-testid=format!("notice-{}", one.id) data-kind=one.kind.as_str()>
            <a class="line" href=one.path.clone() on:click=move |_| open.run(again.clone())>
                <span class="strong">{title(&one)}{unread.then(|| view! { <span class="visually-hidden">{format!(" ({})", tr!(notice.is_new))}</span> })}</span>
                {one.task.as_ref().map(|task| view! { <span class="block">{task_words(task, &one)}</span> })}
                <span class="block small muted">{facts(&one, own)}</span>
            </a>
            {one.note.clone().filter(|note| !note.is_empty()).map(|note| view! { <p class="pre said small">{note}</p> })}
            {one.for_post.clone().map(|whom| view! { <p class="small muted">{tr!(notice.for_post, whom = whom)}</p> })}
        </li>
    }
}
