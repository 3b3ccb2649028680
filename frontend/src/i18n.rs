//! The words on the screen: constants made from `locales/*.json` by the build script.

use std::cell::Cell;
use wasm_bindgen::JsValue;

/// One text in every language.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    vi: &'static str,
    en: &'static str,
}

/// The keys, grouped as in the locale files.
#[allow(non_upper_case_globals, missing_docs)]
pub mod keys {
    use super::Text;
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// Tiếng Việt, the default.
    Vi,
    /// English.
    En,
}

impl Locale {
    /// The BCP 47 tag, for `lang` and for storage.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a tag; Vietnamese when it is not known.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag == "en" { Self::En } else { Self::Vi }
    }
}

thread_local! {
    static LOCALE: Cell<Locale> = const { Cell::new(Locale::Vi) };
}

/// The language in use.
#[must_use]
pub fn locale() -> Locale {
    LOCALE.with(Cell::get)
}

/// Changes the language of what is drawn from now on, and of the document.
pub fn set_locale(locale: Locale) {
    LOCALE.with(|cell| cell.set(locale));
    if let Some(root) = crate::dom::document().document_element() {
        let _: Result<(), JsValue> = root.set_attribute("lang", locale.tag());
    }
    crate::dom::store("loa-lang", locale.tag());
}

impl Text {
    /// The text in the language in use.
    #[must_use]
    pub fn text(&self) -> &'static str {
        match locale() {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }

    /// The text with `{name}` replaced by values.
    #[must_use]
    pub fn fill(&self, values: &[(&str, String)]) -> String {
        values.iter().fold(self.text().to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }
}

/// `tr!(group.key)` is a `&'static str`; `tr!(group.key, n = 3)` a `String`.
#[macro_export]
macro_rules! tr {
    ($($segment:ident).+) => { $crate::i18n::keys$(::$segment)+.text() };
    ($($segment:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::keys$(::$segment)+.fill(&[$((stringify!($name), ($value).to_string())),+])
    };
}
