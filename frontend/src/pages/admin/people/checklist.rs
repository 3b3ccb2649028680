//! What an office still lacks before the first directive, for its admin.

use crate::{
    components::icon::{Icon, shape},
    routes::Route,
    tr,
};
use leptos::prelude::*;
use shared::{
    dto::{identity::user::UserView, organisation::unit::UnitView},
    state::UnitKind,
};

/// The steps with the number of what is still lacking in each.
fn steps(units: &[UnitView], people: &[UserView]) -> [(usize, String, String); 4] {
    let open = || units.iter().filter(|unit| unit.valid_to.is_none());
    let live = || people.iter().filter(|one| !one.disabled);
    let posts = || live().flat_map(|one| &one.posts).filter(|post| post.valid_to.is_none());
    let villages = open().filter(|unit| unit.kind == UnitKind::Village).count();
    let empty = open()
        .filter(|unit| unit.kind != UnitKind::Leadership)
        .filter(|unit| posts().all(|post| post.unit_id != unit.id))
        .count();
    let leaders = posts().filter(|post| post.role.is_office()).count();
    let uninvited = live().filter(|one| !one.has_password).count();
    [
        (usize::from(villages == 0), Route::Units.path(), tr!(setup.step_units).to_owned()),
        (usize::from(leaders == 0), Route::NewPerson.path(), tr!(setup.step_leader).to_owned()),
        (empty, Route::NewPerson.path(), tr!(setup.step_heads, n = empty)),
        (
            uninvited,
            Route::People.asking(&[("status", &"invited")]),
            tr!(setup.step_invite, n = uninvited),
        ),
    ]
}

/// The list, gone when nothing is lacking. Test id: `checklist`.
#[component]
pub(super) fn Checklist(
    /// The units.
    units: Vec<UnitView>,
    /// The people.
    people: Vec<UserView>,
) -> impl IntoView {
    let steps = steps(&units, &people);
    steps.iter().any(|(lacking, ..)| *lacking > 0).then(|| {
        let lines = steps.into_iter().map(|(lacking, href, text)| {
            if lacking > 0 {
                view! { <li><a href=href>{text}</a></li> }.into_any()
            } else {
                // Done steps stay to be seen, without their numbers.
                let text = text.split(" (").next().unwrap_or_default().to_owned();
                view! { <li class="muted"><Icon d=shape::TICK/>{text}" – "{tr!(setup.done)}</li> }
                    .into_any()
            }
        });
        view! {
            <section class="card checklist no-print" data-testid="checklist">
                <header><h2>{tr!(setup.next)}</h2></header>
                <ol class="body">{lines.collect_view()}</ol>
            </section>
        }
    })
}
