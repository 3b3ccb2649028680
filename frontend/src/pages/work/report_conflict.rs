//! What this machine and the server both have of one field: side by side, with one tap to choose.
//! A card stays where it is once chosen, so that a second tap meets nothing else.

use super::report_activity::Catalogues;
use crate::{
    components::{
        dialog::ConfirmDialog,
        feedback::Notice,
        icon::{Icon, shape},
        toast::use_toasts,
    },
    dom,
    drafts::{LocalDraft, record::There},
    session::now,
    tr, words,
};
use leptos::prelude::*;
use shared::{
    dto::work::activity::ActivityInput,
    id::ActivityId,
    merge::{self, Conflict, Content, Place},
};

/// What has been chosen so far: of which place, and whether the server's side.
type Chosen = RwSignal<Vec<(Place, bool)>>;

/// The choices that are owed; they hold once all are made. Test ids: `conflicts`, `conflict` (each),
/// `conflict-mine`, `conflict-theirs`, and where there are several `conflict-all-mine`,
/// `conflict-all-theirs` and those of the dialog `conflict-all`.
#[component]
pub fn Conflicts(
    /// The draft.
    live: Memo<Option<LocalDraft>>,
    /// Names of what is chosen by its id.
    catalogues: Catalogues,
    /// Keeps what is here, or takes what the server has.
    decide: Callback<(Vec<Place>, bool)>,
) -> impl IntoView {
    let open = Memo::new(move |_| {
        live.with(|draft| draft.as_ref().map(|d| d.conflicts.clone()).unwrap_or_default())
    });
    let queued = move || live.with(|draft| draft.as_ref().is_some_and(|draft| draft.submit));
    let chosen: Chosen = RwSignal::new(Vec::new());
    let asking = RwSignal::new(false);
    let toasts = use_toasts();
    let finish = move |(mine, theirs): (Vec<Place>, Vec<Place>)| {
        let waits = untrack(queued);
        if !mine.is_empty() {
            decide.run((mine, false));
        }
        if !theirs.is_empty() {
            decide.run((theirs, true));
        }
        if !waits {
            toasts.say(tr!(conflict.done));
        }
        request_animation_frame(|| dom::focus("page-title"));
    };
    // The last choice makes all of them hold.
    let choose = Callback::new(move |(place, side): (Place, Option<bool>)| {
        chosen.update(|all| {
            all.retain(|(other, _)| *other != place);
            all.extend(side.map(|theirs| (place, theirs)));
        });
        let all = chosen.get_untracked();
        let places: Vec<Place> =
            open.with_untracked(|open| open.iter().map(|one| one.place).collect());
        let of = |side: bool| -> Vec<Place> {
            let is = |place: &&Place| all.contains(&(**place, side));
            places.iter().filter(is).copied().collect()
        };
        let (mine, theirs) = (of(false), of(true));
        if mine.len() + theirs.len() == places.len() {
            finish((mine, theirs));
        }
    });
    move || {
        let conflicts = open.get();
        if conflicts.is_empty() {
            return ().into_any();
        }
        // What was chosen was chosen among other sides.
        chosen.set(Vec::new());
        let there = live.with_untracked(|draft| draft.as_ref().and_then(|d| d.there.clone()));
        let said = theirs(there.as_ref());
        let places: Vec<Place> = conflicts.iter().map(|one| one.place).collect();
        let several = places.len() > 1;
        let own = places.clone();
        let all_mine = move |_| finish((own.clone(), Vec::new()));
        let all_theirs = Callback::new(move |_: String| {
            asking.set(false);
            finish((Vec::new(), places.clone()));
        });
        let rows = conflicts.into_iter().map(|conflict| {
            view! { <One conflict live catalogues said=said.clone() chosen choose/> }
        });
        let rows = rows.collect_view();
        view! {
            <section class="card conflicts" data-testid="conflicts" role="alert">
                <div class="body stack">
                    <Notice tone="amber" icon=shape::WARN><b>{tr!(conflict.title)}</b>" "{tr!(conflict.text)}
                        {move || queued().then(|| format!(" {}", tr!(conflict.queued)))}</Notice>
                    {several.then(|| view! {
                        <div class="row">
                            <button type="button" class="btn" data-testid="conflict-all-mine" on:click=all_mine>{tr!(conflict.all_mine)}</button>
                            <button type="button" class="btn" data-testid="conflict-all-theirs" on:click=move |_| asking.set(true)>{tr!(conflict.all_theirs)}</button>
                        </div>
                        <ConfirmDialog id="conflict-all" open=asking title=tr!(conflict.all_theirs).to_owned() text=tr!(conflict.all_sure).to_owned()
                            confirm=tr!(conflict.all_theirs) danger=true on_confirm=all_theirs/>
                    })}
                    {rows}
                </div>
            </section>
        }
        .into_any()
    }
}

/// "Trên hệ thống: Bà Lê Thị B, Trưởng thôn, 19:42".
fn theirs(there: Option<&There>) -> String {
    let who = there.and_then(|there| there.by.clone()).unwrap_or_default();
    let when = there.and_then(|there| there.at).map(|at| words::moment(at, now()));
    let said = words::dotted(&[who, when.unwrap_or_default()]);
    if said.is_empty() {
        tr!(conflict.theirs).to_owned()
    } else {
        tr!(conflict.theirs_by, who = said)
    }
}

#[component]
fn One(
    conflict: Conflict,
    live: Memo<Option<LocalDraft>>,
    catalogues: Catalogues,
    /// Whose the other draft is.
    said: String,
    chosen: Chosen,
    /// Chooses a side, or none again.
    choose: Callback<(Place, Option<bool>)>,
) -> impl IntoView {
    let place = conflict.place;
    let removed = conflict.mine == Content::Nothing;
    // Removed on one side, changed on the other: that is what is chosen.
    let whole = matches!(place, Place::Activity(_));
    let name = move || match whole && removed {
        true => tr!(conflict.gone).to_owned(),
        false => live.with(|draft| label(place, draft.as_ref(), catalogues)),
    };
    let side = move || {
        let of = |all: &Vec<(Place, bool)>| all.iter().find(|(at, _)| *at == place).map(|at| at.1);
        chosen.with(of)
    };
    // The button stays the same one, and with it the focus; where it was pressed there is nothing
    // more to press, and the other one takes the choice back.
    let button = move |theirs: bool, test: &'static str| {
        let words = move || match (side(), whole, removed != theirs) {
            (Some(at), false, _) if at == theirs && theirs => tr!(conflict.taken),
            (Some(at), false, _) if at == theirs => tr!(conflict.kept),
            (Some(at), true, true) if at == theirs => tr!(conflict.chose_remove),
            (Some(at), true, false) if at == theirs => tr!(conflict.chose_stay),
            (Some(_), ..) => tr!(conflict.again),
            (None, true, true) => tr!(conflict.remove),
            (None, true, false) => tr!(conflict.stay),
            (None, false, _) if theirs => tr!(conflict.take_theirs),
            (None, false, _) => tr!(conflict.keep_mine),
        };
        let press = move |_| match untrack(side) {
            None => choose.run((place, Some(theirs))),
            Some(at) if at != theirs => choose.run((place, None)),
            Some(_) => {}
        };
        view! {
            <button type="button" class="btn" data-testid=test aria-disabled=move || (side() == Some(theirs)).then_some("true") on:click=press>
                {move || (side() != Some(!theirs)).then(|| view! { <Icon d=shape::TICK/> })}<span>{words}</span></button>
        }
    };
    // The own side may be typed on before anything is chosen.
    let mine = move || {
        let content = live.with(|draft| match (place, draft) {
            (Place::NilReason, Some(draft)) => match &draft.draft.nil_reason {
                Some(why) => Content::Text(why.clone()),
                None => Content::Nothing,
            },
            (_, Some(draft)) => merge::content(&draft.draft, place),
            (_, None) => Content::Nothing,
        });
        shown(place, &content, catalogues)
    };
    let other = conflict.theirs;
    let theirs = move || shown(place, &other, catalogues);
    view! {
        <div class="conflict" data-testid="conflict" role="group" aria-label=name>
            <h2>{name}</h2>
            <div class="sides">
                <div class="side-card">
                    <p class="who">{tr!(conflict.mine)}</p>
                    <p class="pre grow">{mine}</p>
                    {button(false, "conflict-mine")}
                </div>
                <div class="side-card">
                    <p class="who">{said}</p>
                    <p class="pre grow">{theirs}</p>
                    {button(true, "conflict-theirs")}
                </div>
            </div>
        </div>
    }
}

/// What a place of the form is called.
fn label(place: Place, draft: Option<&LocalDraft>, catalogues: Catalogues) -> String {
    let nth = |id: ActivityId| {
        let at = draft.and_then(|d| d.draft.activities.iter().position(|one| one.id == Some(id)));
        at.map_or_else(
            || tr!(conflict.activity).to_owned(),
            |at| tr!(report.activity_n, n = at + 1),
        )
    };
    let of = |id: ActivityId, what: &str| words::dotted(&[nth(id), what.to_owned()]);
    match place {
        Place::Narrative => tr!(report.narrative_label).into(),
        Place::Shortcomings => tr!(report.shortcomings).into(),
        Place::Proposals => tr!(report.proposals).into(),
        Place::NilReason => tr!(report.nil_check).into(),
        Place::LateExplanation => tr!(report.late_explanation).into(),
        Place::Activity(id) => nth(id),
        Place::HeldOn(id) => of(id, tr!(report.day)),
        Place::HeldAt(id) => of(id, tr!(report.hour)),
        Place::Where(id) => of(id, tr!(report.place)),
        Place::Channel(id) => of(id, tr!(task.channels)),
        Place::Note(id) => of(id, tr!(conflict.note)),
        Place::Figure(id, indicator) => {
            let name = catalogues.indicator(indicator);
            of(id, name.as_deref().unwrap_or(tr!(report.other_figure)))
        }
    }
}

/// What stands in a place, as it is read.
fn shown(place: Place, content: &Content, catalogues: Catalogues) -> String {
    match (place, content) {
        (Place::Activity(_), Content::Nothing) => tr!(conflict.removed).into(),
        (Place::NilReason, Content::Nothing) => tr!(conflict.some).into(),
        (_, Content::Nothing) => tr!(conflict.nothing).into(),
        (Place::NilReason, Content::Text(why)) => format!("{} {why}", tr!(report.nil)),
        (Place::HeldOn(_), Content::Text(day)) => {
            day.parse().map_or_else(|_| day.clone(), words::day_named)
        }
        (Place::Channel(_), Content::Text(id)) => {
            id.parse().ok().and_then(|id| catalogues.channel(id)).unwrap_or_default()
        }
        (Place::Figure(..), Content::Text(amount)) => {
            amount.parse().map_or_else(|_| amount.clone(), words::number)
        }
        (_, Content::Text(text)) => text.clone(),
        (_, Content::Activity(one)) => activity(one, catalogues),
    }
}

/// An activity in a few lines.
fn activity(one: &ActivityInput, catalogues: Catalogues) -> String {
    let head = words::dotted(&[
        one.held_on.map(words::day_named).unwrap_or_default(),
        one.held_at.clone().unwrap_or_default(),
        one.place.clone(),
        one.channel_id.and_then(|id| catalogues.channel(id)).unwrap_or_default(),
    ]);
    let mut lines = vec![head];
    for value in &one.values {
        let name = catalogues.indicator(value.indicator_id).unwrap_or_default();
        lines.push(format!("{name}: {}", words::number(value.amount)));
    }
    lines.extend(one.links.iter().cloned());
    if !one.attachments.is_empty() {
        lines.push(tr!(conflict.files, n = one.attachments.len()));
    }
    lines.push(one.note.clone());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
