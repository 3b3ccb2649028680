//! Who is logged in, and what time the server says it is.

use crate::{
    api::{self, Answer, ApiError},
    dom, i18n,
    i18n::Locale,
    routes::Route,
};
use chrono::{DateTime, Duration, Utc};
use leptos::{prelude::*, task::spawn_local};
use shared::{Action, Role, dto::identity::auth::Me, id::PostId};
use std::cell::Cell;

thread_local! {
    /// Milliseconds that the server's clock is ahead of this machine's.
    static AHEAD: Cell<i64> = const { Cell::new(0) };
    /// Whether it is known here that the second factor has to be turned on first.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Now, by the server's clock.
#[must_use]
pub fn now() -> DateTime<Utc> {
    #[allow(clippy::cast_possible_truncation)]
    let here = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(here).unwrap_or_default()
        + Duration::milliseconds(AHEAD.with(Cell::get))
}

/// Whether somebody may do something: by the role, or by a power that was lent.
#[must_use]
pub fn may(me: &Me, action: Action) -> bool {
    shared::permits(me.role, action) || me.powers.iter().any(|power| power.action() == action)
}

/// Leaves for the login page and comes back here afterwards. A full load on purpose:
/// nothing of the ended session stays in memory.
pub fn ask_login() {
    let here = dom::here();
    if Route::parse(&dom::path()).is_outside() {
        return;
    }
    let _ = dom::window().location().assign(&Route::Login.asking(&[("next", &here)]));
}

/// Leaves for the profile, where the second factor is turned on that the role has been asked for
/// meanwhile.
pub fn ask_second_factor() {
    // Where that is known it is being done: to leave would spoil it.
    if !GUARDED.with(Cell::get) && Route::parse(&dom::path()) != Route::Profile {
        let _ = dom::window().location().assign(&Route::Profile.path());
    }
}

/// The session of this page.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who, once known.
    pub me: RwSignal<Option<Me>>,
    /// Whether it is known if someone is logged in.
    pub ready: RwSignal<bool>,
    /// The language of the interface.
    pub locale: RwSignal<Locale>,
    /// How many reports wait for this person's review.
    pub waiting: RwSignal<u64>,
    /// How many requests for later deadlines wait for this person's decision.
    pub asked: RwSignal<u64>,
}

/// The session.
///
/// # Panics
/// Never in the app: the root provides it.
#[must_use]
pub fn use_session() -> Session {
    use_context().unwrap_or_else(Session::provide)
}

impl Session {
    /// Makes the session and hands it to everything below.
    pub fn provide() -> Self {
        let locale = dom::stored("loa-lang").map_or(Locale::Vi, |tag| Locale::of(&tag));
        i18n::set_locale(locale);
        dom::set_theme(&dom::stored("loa-theme").unwrap_or_default());
        let session = Self {
            me: RwSignal::new(None),
            ready: RwSignal::new(false),
            locale: RwSignal::new(locale),
            waiting: RwSignal::new(0),
            asked: RwSignal::new(0),
        };
        provide_context(session);
        session
    }

    /// Somebody else has logged in in another tab, or nobody is any more: what is open here would be
    /// sent in the wrong name.
    fn follow(self) {
        let _ = window_event_listener(leptos::ev::storage, move |event| {
            let Some(me) = self.me.get_untracked() else { return };
            if event.key().as_deref() != Some("loa-me") {
                return;
            }
            let other = event.new_value().and_then(|text| serde_json::from_str::<Me>(&text).ok());
            let same = other.is_some_and(|it| (it.user_id, it.post_id) == (me.user_id, me.post_id));
            if !same {
                dom::reload();
            }
        });
    }

    /// Asks the server who this is.
    pub fn start(self) {
        self.follow();
        // Nobody is logged in on the login page, or wants to be somebody else.
        if Route::parse(&dom::path()).is_outside() {
            self.ready.set(true);
            return;
        }
        spawn_local(async move {
            match api::auth::me().await {
                Ok(me) => self.enter(me),
                // The stored face of the last login lets a draft be written without a network.
                Err(ApiError::Offline) => {
                    if let Some(me) =
                        dom::stored("loa-me").and_then(|t| serde_json::from_str::<Me>(&t).ok())
                    {
                        self.me.set(Some(me));
                    }
                }
                Err(_) => ask_login(),
            }
            self.ready.set(true);
        });
    }

    /// Someone has logged in.
    pub fn enter(self, me: Me) {
        #[allow(clippy::cast_possible_truncation)]
        let here = js_sys::Date::now() as i64;
        AHEAD.with(|ahead| ahead.set(me.now.timestamp_millis() - here));
        GUARDED.with(|guarded| guarded.set(me.second_factor.required && !me.second_factor.on));
        self.prefer(&me);
        if let Ok(text) = serde_json::to_string(&me) {
            dom::store("loa-me", &text);
        }
        self.me.set(Some(me));
        self.ready.set(true);
        self.count_waiting();
    }

    /// Takes over the language and theme of an account.
    pub fn prefer(self, me: &Me) {
        dom::set_theme(&me.theme);
        let locale = Locale::of(&me.language);
        if locale != i18n::locale() {
            i18n::set_locale(locale);
            self.locale.set(locale);
        }
    }

    /// Counts what waits for a decision, for the badge in the navigation.
    pub fn count_waiting(self) {
        if self.second_factor_pending() {
            return;
        }
        if self.may(Action::ReportReview) {
            spawn_local(async move {
                if let Ok(count) = api::reports::count_waiting().await {
                    self.waiting.try_set(count);
                }
            });
        }
        if self.may(Action::ExtensionDecide) {
            spawn_local(async move {
                if let Ok(count) = api::extensions::count_waiting().await {
                    self.asked.try_set(count);
                }
            });
        }
    }

    /// Acts by another of one's posts. A full load: everything is drawn anew by whoever this is now.
    pub async fn act_as(self, post: PostId) -> Answer<()> {
        let me = api::people::act_as(post).await?;
        let home = crate::routes::home(me.role).path();
        self.enter(me);
        let _ = dom::window().location().assign(&home);
        Ok(())
    }

    /// The active post; a change of it draws everything anew.
    #[must_use]
    pub fn post(self) -> Option<PostId> {
        self.me.with(|me| me.as_ref().map(|me| me.post_id))
    }

    /// Whether the second factor has to be turned on first.
    #[must_use]
    pub fn second_factor_pending(self) -> bool {
        self.me.with(|me| {
            me.as_ref().is_some_and(|me| me.second_factor.required && !me.second_factor.on)
        })
    }

    /// The role of the active post.
    #[must_use]
    pub fn role(self) -> Option<Role> {
        self.me.with_untracked(|me| me.as_ref().map(|me| me.role))
    }

    /// Whether this person may do something at all.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        self.me.with_untracked(|me| me.as_ref().is_some_and(|me| may(me, action)))
    }
}
