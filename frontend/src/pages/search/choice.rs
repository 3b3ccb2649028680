//! The lines of the search: places to go to, and what was found.

use crate::{components::frame::places, form::fold, routes::Route, session::may, tr, words};
use shared::{
    Action,
    dto::{
        identity::auth::Me,
        work::search::{SearchHit, SearchKind, SearchResults},
    },
    time::format_day,
};

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// The heading it stands under.
    pub group: &'static str,
    /// What it is called.
    pub title: String,
    /// What tells it from others.
    pub detail: String,
    /// Where it leads.
    pub href: String,
    /// Its test id.
    pub test: &'static str,
    /// It leads to more of this kind instead.
    pub more: Option<SearchKind>,
}

/// The kinds that somebody has a page for.
#[must_use]
pub(super) fn searched(me: &Me) -> Vec<SearchKind> {
    let needs = |kind: &SearchKind| match kind {
        SearchKind::Task => Action::TaskRead,
        SearchKind::Directive => Action::DirectiveRead,
        SearchKind::Report => Action::AssignmentRead,
        SearchKind::Activity => Action::ActivityRead,
        SearchKind::Unit => Action::UnitRead,
        SearchKind::Person => Action::UserWrite,
    };
    SearchKind::ALL.into_iter().filter(|kind| may(me, needs(kind))).collect()
}

/// The screens that fit the words, or all without words.
#[must_use]
pub(super) fn commands(me: &Me, text: &str) -> Vec<Choice> {
    let asked = fold(text);
    let fits = |name: &str| {
        let name = fold(name);
        asked.split_whitespace().all(|word| name.contains(word))
    };
    let more = [
        (Route::NewTask, tr!(tasks.new)),
        (Route::NewDirective, tr!(directive.new)),
        (Route::Units, tr!(nav.units)),
        (Route::NewPerson, tr!(person.new)),
        (Route::Roles, tr!(roles.title)),
        (Route::Profile, tr!(profile.title)),
    ];
    let mut known = places(me);
    for (route, name) in more {
        let is_new = !known.iter().any(|(other, _)| *other == route);
        if is_new && route.open_to(me) {
            known.push((route, name));
        }
    }
    let go = |(route, name): (Route, &str)| Choice {
        group: tr!(search.go),
        title: name.to_owned(),
        detail: String::new(),
        href: route.path(),
        test: "hit-go",
        more: None,
    };
    known.into_iter().filter(|(_, name)| fits(name)).map(go).collect()
}

/// What was found, and behind each kind the way to more of it.
#[must_use]
pub(super) fn hits(found: &SearchResults) -> Vec<Choice> {
    let mut all = Vec::new();
    for kind in SearchKind::ALL {
        all.extend(found.items.iter().filter(|hit| hit.kind == kind).map(choice));
        if found.more.contains(&kind) {
            all.push(Choice {
                group: heading(kind),
                title: tr!(search.more, kind = heading(kind)),
                detail: String::new(),
                href: String::new(),
                test: "",
                more: Some(kind),
            });
        }
    }
    all
}

fn heading(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Task => tr!(nav.tasks),
        SearchKind::Directive => tr!(nav.directives),
        SearchKind::Report => tr!(report.title),
        SearchKind::Activity => tr!(nav.activities),
        SearchKind::Unit => tr!(nav.units),
        SearchKind::Person => tr!(nav.people),
    }
}

fn choice(hit: &SearchHit) -> Choice {
    let id = hit.id;
    let (href, test) = match hit.kind {
        SearchKind::Task => (Route::Task(id.into()).path(), "hit-task"),
        SearchKind::Directive => (Route::Directive(id.into()).path(), "hit-directive"),
        SearchKind::Report => (Route::Assignment(id.into()).path(), "hit-report"),
        SearchKind::Activity => (Route::Activity(id.into()).path(), "hit-activity"),
        SearchKind::Unit => (Route::Units.path(), "hit-unit"),
        SearchKind::Person => (Route::Person(id.into()).path(), "hit-person"),
    };
    let day = hit.day.map(format_day).unwrap_or_default();
    Choice {
        group: heading(hit.kind),
        title: hit.title.clone(),
        detail: words::dotted(&[hit.detail.clone(), day]),
        href,
        test,
        more: None,
    }
}
