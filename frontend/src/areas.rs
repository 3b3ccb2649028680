//! The screens by area. What a village head uses comes with the first load; the screens of the
//! office and of the admin are files of their own, fetched when first asked for (docs/adr/0013).

use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Failure, Skeleton},
        selection::Row,
    },
    dom,
    drafts::LocalDraft,
    pages::{self, work::Catalogues},
    routes::{Area, Route},
};
use leptos::{
    prelude::*,
    reactive::computed::ScopedFuture,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use shared::{dto::work::assignment::AssignmentView, id::AssignmentId, merge::Place};

/// A drawn screen, or the file that did not come.
type Drawn = Result<AnyView, SplitLoaderError>;

/// The screens that come with the first load.
fn first(page: Route) -> AnyView {
    match page {
        Route::MyWork => view! { <pages::work::MyWorkPage/> }.into_any(),
        Route::Assignment(id) => view! { <pages::work::AssignmentPage id/> }.into_any(),
        Route::Report(id) => view! { <pages::work::ReportPage id/> }.into_any(),
        _ => view! { <pages::session::NotFound/> }.into_any(),
    }
}

#[wasm_split(overview, wasm_split_path = leptos::wasm_split, fallible)]
fn overview(page: Route) -> Drawn {
    Ok(match page {
        Route::Digests => view! { <pages::overview::DigestsPage/> }.into_any(),
        Route::Digest(day) => view! { <pages::overview::DigestPage day/> }.into_any(),
        _ => view! { <pages::overview::OverviewPage/> }.into_any(),
    })
}

#[wasm_split(tasks, wasm_split_path = leptos::wasm_split, fallible)]
fn tasks(page: Route) -> Drawn {
    Ok(match page {
        Route::NewTask => view! { <pages::tasks::NewTaskPage/> }.into_any(),
        Route::Task(id) => view! { <pages::tasks::TaskPage id/> }.into_any(),
        _ => view! { <pages::tasks::TasksPage/> }.into_any(),
    })
}

#[wasm_split(directives, wasm_split_path = leptos::wasm_split, fallible)]
fn directives(page: Route) -> Drawn {
    Ok(match page {
        Route::NewDirective => view! { <pages::directives::NewDirectivePage/> }.into_any(),
        Route::Directive(id) => view! { <pages::directives::DirectivePage id/> }.into_any(),
        _ => view! { <pages::directives::DirectivesPage/> }.into_any(),
    })
}

#[wasm_split(review, wasm_split_path = leptos::wasm_split, fallible)]
fn review(page: Route, route: Memo<Route>) -> Drawn {
    Ok(match page {
        Route::Extensions => view! { <pages::review::ExtensionInbox/> }.into_any(),
        _ => view! { <pages::review::ReviewPage route/> }.into_any(),
    })
}

#[wasm_split(activities, wasm_split_path = leptos::wasm_split, fallible)]
fn activities(page: Route) -> Drawn {
    Ok(match page {
        Route::Activity(id) => view! { <pages::activities::ActivityPage id/> }.into_any(),
        _ => view! { <pages::activities::ActivitiesPage/> }.into_any(),
    })
}

#[wasm_split(notices, wasm_split_path = leptos::wasm_split, fallible)]
fn notices(page: Route) -> Drawn {
    Ok(match page {
        Route::Unsubscribe => view! { <pages::notices::UnsubscribePage/> }.into_any(),
        _ => view! { <pages::notices::NoticesPage/> }.into_any(),
    })
}

#[wasm_split(calendar, wasm_split_path = leptos::wasm_split, fallible)]
fn calendar() -> Drawn {
    Ok(view! { <pages::calendar::CalendarPage/> }.into_any())
}

#[wasm_split(account, wasm_split_path = leptos::wasm_split, fallible)]
fn account() -> Drawn {
    Ok(view! { <pages::session::ProfilePage/> }.into_any())
}

#[wasm_split(planning, wasm_split_path = leptos::wasm_split, fallible)]
fn planning(page: Route) -> Drawn {
    Ok(match page {
        Route::Templates => view! { <pages::planning::TemplatesPage/> }.into_any(),
        Route::Events => view! { <pages::planning::EventsPage/> }.into_any(),
        Route::Recurrences => view! { <pages::planning::RecurrencesPage/> }.into_any(),
        Route::NewRecurrence => view! { <pages::planning::RecurrencePage/> }.into_any(),
        Route::Recurrence(id) => view! { <pages::planning::RecurrencePage id/> }.into_any(),
        _ => view! { <pages::session::NotFound/> }.into_any(),
    })
}

#[wasm_split(choices, wasm_split_path = leptos::wasm_split, fallible)]
fn choices() -> Drawn {
    Ok(view! { <pages::notices::NoticeChoicesCard/> }.into_any())
}

/// Draws the card of how one is told, after fetching it.
pub fn choices_card() -> AnyView {
    late(choices)
}

#[wasm_split(admin, wasm_split_path = leptos::wasm_split, fallible)]
fn admin(page: Route) -> Drawn {
    Ok(match page {
        Route::Units => view! { <pages::admin::UnitsPage/> }.into_any(),
        Route::Roles => view! { <pages::admin::RolesPage/> }.into_any(),
        Route::Catalogues => view! { <pages::admin::CataloguesPage/> }.into_any(),
        Route::Settings => view! { <pages::admin::SettingsPage/> }.into_any(),
        Route::ApiClients => view! { <pages::admin::ClientsPage/> }.into_any(),
        Route::Jobs => view! { <pages::admin::JobsPage/> }.into_any(),
        Route::Audit => view! { <pages::admin::AuditPage/> }.into_any(),
        Route::Setup => view! { <pages::admin::SetupPage/> }.into_any(),
        Route::People => view! { <pages::admin::PeoplePage/> }.into_any(),
        Route::NewPerson => view! { <pages::admin::NewPersonPage/> }.into_any(),
        Route::Person(id) => view! { <pages::admin::PersonPage id/> }.into_any(),
        _ => view! { <pages::session::NotFound/> }.into_any(),
    })
}

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
fn palette(open: RwSignal<bool>) -> Drawn {
    Ok(view! { <pages::search::Palette open/> }.into_any())
}

#[wasm_split(second_factor, wasm_split_path = leptos::wasm_split, fallible)]
fn second_factor() -> Drawn {
    Ok(view! { <pages::session::SecondFactor/> }.into_any())
}

/// Draws the card of the second factor, after fetching it: few open it more than once.
pub fn second_factor_card() -> AnyView {
    late(second_factor)
}

#[wasm_split(delegations, wasm_split_path = leptos::wasm_split, fallible)]
fn delegations() -> Drawn {
    Ok(view! { <pages::session::Delegations/> }.into_any())
}

/// Draws the card of powers lent, after fetching it: leaders lend, and few are lent any.
pub fn delegations_card() -> AnyView {
    late(delegations)
}

#[wasm_split(conversation, wasm_split_path = leptos::wasm_split, fallible)]
fn conversation(id: AssignmentId) -> Drawn {
    Ok(view! { <pages::work::Comments id/> }.into_any())
}

#[wasm_split(split, wasm_split_path = leptos::wasm_split, fallible)]
fn split(whole: AssignmentView, changed: Callback<()>) -> Drawn {
    Ok(view! { <pages::work::Split whole changed/> }.into_any())
}

/// Draws the parts of an assignment, after fetching what it needs: only units that lead work and
/// the office see them.
pub fn split_of(whole: AssignmentView, changed: Callback<()>) -> AnyView {
    late(move || split(whole.clone(), changed))
}

#[wasm_split(extension, wasm_split_path = leptos::wasm_split, fallible)]
fn extension(
    whole: AssignmentView,
    (told, fresh): (RwSignal<String>, StoredValue<pages::work::Settled>),
    changed: Callback<()>,
) -> Drawn {
    Ok(view! { <pages::work::ExtensionCard whole told fresh changed/> }.into_any())
}

/// Draws what there is of extensions of an assignment, after fetching what it needs. `news` outlives
/// it: what is to be said, and whether something was just settled.
pub fn extension_of(
    whole: AssignmentView,
    news: (RwSignal<String>, StoredValue<pages::work::Settled>),
    changed: Callback<()>,
) -> AnyView {
    late(move || extension(whole.clone(), news, changed))
}

#[wasm_split(conflict, wasm_split_path = leptos::wasm_split, fallible)]
fn conflict(
    live: Memo<Option<LocalDraft>>,
    catalogues: Catalogues,
    decide: Callback<(Vec<Place>, bool)>,
) -> Drawn {
    Ok(view! { <pages::work::Conflicts live catalogues decide/> }.into_any())
}

/// Draws the choices of a conflict, after fetching what they need: a conflict is only found with a
/// network.
pub fn conflicts_of(
    live: Memo<Option<LocalDraft>>,
    catalogues: Catalogues,
    decide: Callback<(Vec<Place>, bool)>,
) -> AnyView {
    late(move || conflict(live, catalogues, decide))
}

/// Draws the conversation on an assignment, after fetching what it needs: below all that is read
/// and done without it.
pub fn conversation_on(id: AssignmentId) -> AnyView {
    late(move || conversation(id))
}

/// Draws what is in the dialog of the search, after fetching it when it is first called.
pub fn palette_of(open: RwSignal<bool>) -> AnyView {
    late(move || palette(open))
}

/// Draws a screen, after fetching its area where that is not here yet.
pub fn draw(page: Route, route: Memo<Route>) -> AnyView {
    if page.area() == Area::First {
        return first(page);
    }
    late(move || async move {
        match page.area() {
            Area::First => Ok(first(page)),
            Area::Overview => overview(page).await,
            Area::Tasks => tasks(page).await,
            Area::Directives => directives(page).await,
            Area::Review => review(page, route).await,
            Area::Activities => activities(page).await,
            Area::Notices => notices(page).await,
            Area::Calendar => calendar().await,
            Area::Account => account().await,
            Area::Planning => planning(page).await,
            Area::Admin => admin(page).await,
        }
    })
}

#[wasm_split(chase, wasm_split_path = leptos::wasm_split, fallible)]
fn chase(rows: Vec<Row>, done: Callback<()>) -> Drawn {
    Ok(view! { <pages::common::chase::ChaseHere rows done/> }.into_any())
}

/// Draws the buttons that chase, after fetching what they open: in the office only.
pub fn chase_of(rows: Vec<Row>, done: Callback<()>) -> AnyView {
    late_after(move || chase(rows.clone(), done), || ().into_any())
}

/// Draws what has to be fetched first.
fn late<F>(get: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Drawn> + 'static,
{
    late_after(get, || view! { <div class="card"><Skeleton/></div> }.into_any())
}

/// Draws what has to be fetched first; something else until then.
fn late_after<F>(get: impl Fn() -> F + Send + Sync + 'static, until: fn() -> AnyView) -> AnyView
where
    F: Future<Output = Drawn> + 'static,
{
    let drawn = StoredValue::new_local(None::<Drawn>);
    let turn = RwSignal::new(());
    let owner = Owner::current().unwrap_or_default();
    let fetch = Callback::new(move |()| {
        let answer = get();
        // The screen's signals belong to this place of the page, not to whoever fetches again.
        owner.with(|| {
            spawn_local(ScopedFuture::new(async move {
                if drawn.try_set_value(Some(answer.await)).is_none() {
                    turn.try_set(());
                }
            }));
        });
    });
    fetch.run(());
    // A server that answers and yet lacks the file is newer than this page.
    let again = Callback::new(move |()| {
        spawn_local(ScopedFuture::new(async move {
            match api::auth::me().await {
                Err(ApiError::Offline) => fetch.run(()),
                _ => dom::reload(),
            }
        }));
    });
    let screen = move || {
        turn.track();
        match drawn.try_update_value(Option::take).flatten() {
            Some(Ok(screen)) => screen,
            Some(Err(_)) => {
                view! { <div class="card"><Failure error=ApiError::Offline retry=again/></div> }
                    .into_any()
            }
            None => until(),
        }
    };
    screen.into_any()
}
