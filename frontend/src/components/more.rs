//! A long list by pieces: "xem thêm".

use crate::{
    api::{Answer, ApiError},
    components::feedback::{Failure, Skeleton},
    tr,
};
use leptos::{prelude::*, task::spawn_local};
use shared::dto::page::Page;
use std::{future::Future, pin::Pin, rc::Rc};

type Fetch<T> =
    Rc<dyn Fn(String, Option<String>) -> Pin<Box<dyn Future<Output = Answer<Page<T>>>>>>;

/// A list that grows.
pub struct Paged<T: Send + Sync + 'static> {
    /// What has come so far.
    pub items: RwSignal<Vec<T>>,
    /// How many there are.
    pub total: RwSignal<Option<u64>>,
    cursor: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    turn: RwSignal<u32>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    query: Signal<String>,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Reads the first page now and whenever the query changes.
    pub fn new<F>(
        query: Signal<String>,
        fetch: impl Fn(String, Option<String>) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Answer<Page<T>>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move |query, cursor| Box::pin(fetch(query, cursor)));
        let paged = Self {
            items: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            cursor: RwSignal::new(None),
            busy: RwSignal::new(true),
            failed: RwSignal::new(None),
            turn: RwSignal::new(0),
            fetch: StoredValue::new_local(fetch),
            query,
        };
        Effect::new(move |_| {
            query.track();
            untrack(|| paged.read(false));
        });
        paged
    }

    /// Reads the first page again.
    pub fn reload(self) {
        untrack(|| self.read(false));
    }

    fn read(self, on: bool) {
        let mine = self.turn.get() + 1;
        self.turn.set(mine);
        self.busy.set(true);
        let cursor = if on { self.cursor.get() } else { None };
        let answer = self.fetch.with_value(|fetch| fetch(self.query.get(), cursor));
        spawn_local(async move {
            let answer = answer.await;
            if self.turn.try_get_untracked() != Some(mine) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.items.update(|items| {
                        if !on {
                            items.clear();
                        }
                        items.extend(page.items);
                    });
                    if !on {
                        self.total.set(page.total);
                    }
                    self.cursor.set(page.next_cursor);
                    self.failed.set(None);
                }
                Err(error) => self.failed.set(Some(error)),
            }
            self.busy.set(false);
        });
    }

    /// Draws the list: `rows` when there are some, `empty` when there are none, and "xem thêm".
    /// Test ids: `list-more`, `list-count`.
    pub fn draw<R: IntoView + 'static, E: IntoView + 'static>(
        self,
        rows: impl Fn(Vec<T>) -> R + Send + 'static,
        empty: impl Fn() -> E + Send + 'static,
    ) -> impl IntoView {
        let body = move || {
            if let Some(error) = self.failed.get() {
                let retry = Callback::new(move |()| self.reload());
                return view! { <Failure error retry/> }.into_any();
            }
            let items = self.items.get();
            match (items.is_empty(), self.busy.get()) {
                (true, true) => view! { <Skeleton lines=8/> }.into_any(),
                (true, false) => empty().into_any(),
                _ => rows(items).into_any(),
            }
        };
        let count = move || match (self.items.with(Vec::len), self.total.get()) {
            (0, _) | (_, None) => String::new(),
            (n, Some(total)) => tr!(common.shown, n = n, total = total),
        };
        view! {
            {body}
            <div class="more" hidden=move || self.items.with(Vec::is_empty) || (self.total.get().is_none() && self.cursor.with(Option::is_none))>
                <p class="muted small" role="status" data-testid="list-count">{count}</p>
                <button type="button" class="btn" data-testid="list-more" disabled=self.busy hidden=move || self.cursor.with(Option::is_none)
                    on:click=move |_| untrack(|| self.read(true))>{tr!(common.more)}</button>
            </div>
        }
    }
}
