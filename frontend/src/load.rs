//! Fetching for a page: loading, ready, failed, again.

use crate::{
    api::{Answer, ApiError},
    components::feedback::{Failure, Skeleton},
};
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// How far a read has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    /// Not yet there.
    Waiting,
    /// There.
    Ready(T),
    /// It failed.
    Failed(ApiError),
}

/// A read that repeats when its key changes or someone asks.
pub struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Loader<T> {
    /// Reads now and whenever `key` changes. The old answer stays on screen until the new one is there.
    pub fn new<K, F>(key: impl Fn() -> K + 'static, fetch: impl Fn(K) -> F + 'static) -> Self
    where
        K: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Answer<T>> + 'static,
    {
        let state = RwSignal::new(Load::Waiting);
        let again = RwSignal::new(0u32);
        let turn = StoredValue::new(0u32);
        Effect::new(move |before: Option<K>| {
            again.get();
            let key = key();
            if before.is_some_and(|before| before != key) {
                state.set(Load::Waiting);
            }
            let mine = turn.get_value() + 1;
            turn.set_value(mine);
            let answer = fetch(key.clone());
            spawn_local(async move {
                let answer = answer.await;
                // A later question has been asked, or the page has gone.
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                let next = match answer {
                    Ok(value) => Load::Ready(value),
                    Err(error) => Load::Failed(error),
                };
                let same = state.try_with_untracked(|old| *old == next);
                if same == Some(false) {
                    state.try_set(next);
                }
            });
            key
        });
        Self { state, again }
    }

    /// Reads again.
    pub fn reload(self) {
        self.again.try_update(|n| *n += 1);
    }

    /// What is there.
    #[must_use]
    pub fn value(self) -> Option<T> {
        self.state.with(|state| match state {
            Load::Ready(value) => Some(value.clone()),
            _ => None,
        })
    }

    /// Changes what is there, as after a write that answered the new state.
    pub fn put(self, value: T) {
        self.state.try_set(Load::Ready(value));
    }

    /// Draws it: a skeleton, the thing, or what went wrong.
    pub fn draw<V: IntoView + 'static>(
        self,
        view: impl Fn(T) -> V + Send + 'static,
    ) -> impl IntoView {
        move || match self.state.get() {
            Load::Waiting => view! { <div class="card"><Skeleton/></div> }.into_any(),
            Load::Ready(value) => view(value).into_any(),
            Load::Failed(error) => {
                let retry = Callback::new(move |()| self.reload());
                view! { <div class="card"><Failure error retry/></div> }.into_any()
            }
        }
    }
}
