//! Loa in the browser.

mod api;
mod app;
mod areas;
mod bell;
mod busy;
mod components;
mod dom;
mod drafts;
mod form;
mod i18n;
mod load;
mod pages;
mod query;
mod routes;
mod session;
mod words;
mod write;

fn main() {
    console_error_panic_hook::set_once();
    busy::watch();
    leptos::mount::mount_to_body(app::App);
}
