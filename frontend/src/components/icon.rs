//! Line icons (Lucide, ISC licence), inlined: only those used.

use leptos::prelude::*;

/// The drawings, as the inside of a 24 × 24 `svg`.
pub mod shape {
    /// Overview: four panes.
    pub const OVERVIEW: &str = r#"<rect x="3" y="3" width="7" height="9" rx="1"/><rect x="14" y="3" width="7" height="5" rx="1"/><rect x="14" y="12" width="7" height="9" rx="1"/><rect x="3" y="16" width="7" height="5" rx="1"/>"#;
    /// Tasks: a checked list.
    pub const TASKS: &str = r#"<path d="m3 17 2 2 4-4M3 7l2 2 4-4M13 6h8M13 12h8M13 18h8"/>"#;
    /// Review: a bubble with a tick.
    pub const REVIEW: &str =
        r#"<path d="M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2zM9 10l2 2 4-4"/>"#;
    /// Activities: a loudspeaker.
    pub const SPEAKER: &str = r#"<path d="M3 9v6h4l6 4V5L7 9zM17 9q2 3 0 6"/>"#;
    /// Directives: a sheet.
    pub const SHEET: &str = r#"<path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 13h6M9 17h6"/>"#;
    /// A person.
    pub const PERSON: &str =
        r#"<circle cx="12" cy="8" r="4"/><path d="M5 21v-1a7 7 0 0 1 14 0v1"/>"#;
    /// A camera.
    pub const CAMERA: &str = r#"<path d="M14.500 5h-5L7.500 7.500H5a2 2 0 0 0-2 2V17a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V9.500a2 2 0 0 0-2-2h-2.500z"/><circle cx="12" cy="13" r="3"/>"#;
    /// Plus.
    pub const PLUS: &str = r#"<path d="M12 5v14M5 12h14"/>"#;
    /// Back.
    pub const BACK: &str = r#"<path d="m15 18-6-6 6-6"/>"#;
    /// More below.
    pub const DOWN: &str = r#"<path d="m6 9 6 6 6-6"/>"#;
    /// Close.
    pub const CLOSE: &str = r#"<path d="M18 6 6 18M6 6l12 12"/>"#;
    /// Printer.
    pub const PRINT: &str = r#"<path d="M6 9V3h12v6M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M6 14h12v7H6z"/>"#;
    /// A file to take away.
    pub const DOWNLOAD: &str = r#"<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>"#;
    /// Nothing here: an open box.
    pub const EMPTY: &str = r#"<path d="M22 12h-6l-2 3h-4l-2-3H2M5.500 5.100 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.500-6.900A2 2 0 0 0 16.800 4H7.200a2 2 0 0 0-1.700 1.100z"/>"#;
    /// Attention: a triangle.
    pub const WARN: &str = r#"<path d="M12 3 2 20h20zM12 10v4M12 17v.01"/>"#;
    /// A lock.
    pub const LOCK: &str =
        r#"<rect x="4" y="11" width="16" height="10" rx="2"/><path d="M8 11V7a4 4 0 0 1 8 0v4"/>"#;
    /// A link.
    pub const LINK: &str = r#"<path d="M10 13a5 5 0 0 0 7.500.500l3-3a5 5 0 0 0-7-7l-1.700 1.700M14 11a5 5 0 0 0-7.500-.500l-3 3a5 5 0 0 0 7 7l1.700-1.700"/>"#;
    /// A tick.
    pub const TICK: &str = r#"<path d="M20 6 9 17l-5-5"/>"#;
    /// No network.
    pub const OFFLINE: &str = r#"<path d="M2 2l20 20M8.500 16.400a5 5 0 0 1 7 0M5 12.900a10 10 0 0 1 5-2.700M2 8.800a15 15 0 0 1 4.200-2.600M13 10a10 10 0 0 1 6 2.900M10.700 5a15 15 0 0 1 11.300 3.800M12 20v.01"/>"#;
    /// A sheet of a calendar.
    pub const CALENDAR: &str = r#"<path d="M8 2v4M16 2v4M3 10h18M5 4h14a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"/>"#;
    /// Columns of a table.
    pub const COLUMNS: &str = r#"<path d="M9 3v18M15 3v18M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/>"#;
    /// Search: a glass.
    pub const SEARCH: &str = r#"<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4"/>"#;
    /// A bell.
    pub const BELL: &str =
        r#"<path d="M6 8a6 6 0 0 1 12 0c0 7 3 9 3 9H3s3-2 3-9M10.300 21a2 2 0 0 0 3.400 0"/>"#;
    /// Settings: two sliders.
    pub const SETTINGS: &str = r#"<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>"#;
    /// Send again.
    pub const RETRY: &str = r#"<path d="M3 12a9 9 0 1 0 3-6.700L3 8M3 3v5h5"/>"#;
}

/// An icon beside a word; screen readers skip it.
#[component]
pub fn Icon(
    /// One of [`shape`].
    d: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" inner_html=d></svg>
    }
}

/// The brand: a loudspeaker on gold.
#[component]
pub fn BrandMark() -> impl IntoView {
    const MARK: &str = r##"<rect width="36" height="36" rx="8" fill="#c18f1f"/><path d="M8 15v6h4l8 5V10l-8 5zM24 14.500q2.500 3.500 0 7" fill="none" stroke="#13304d" stroke-width="2.600" stroke-linejoin="round" stroke-linecap="round"/>"##;
    view! { <svg class="brandmark" viewBox="0 0 36 36" aria-hidden="true" focusable="false" inner_html=MARK></svg> }
}
