//! Elements of the page, found by their `data-testid`, and what a person does with them.

use serde_json::{Value, json};

use super::Browser;

/// The key under which WebDriver hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A found element.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
    name: String,
}

impl Browser {
    /// The first element with this test id; the driver waits for it to be there.
    #[track_caller]
    pub fn find<'a>(&'a self, test_id: &str) -> impl Future<Output = Element<'a>> + use<'a> {
        self.css(&format!("[data-testid=\"{test_id}\"]"))
    }

    /// The first element that this CSS selector finds; the driver waits for it to be there.
    #[track_caller]
    pub fn css<'a>(&'a self, selector: &str) -> impl Future<Output = Element<'a>> + use<'a> {
        let caller = std::panic::Location::caller();
        let selector = selector.to_owned();
        async move {
            let body = json!({ "using": "css selector", "value": selector });
            match self.wire.try_post("/element", body).await {
                Ok(found) => Element {
                    browser: self,
                    id: found[ELEMENT].as_str().unwrap_or_default().to_owned(),
                    name: selector,
                },
                Err(error) => {
                    let picture = self.screenshot("failed").await;
                    let at = self.path().await;
                    panic!("{caller}: no {selector} at {at} ({error}); see {}", picture.display());
                }
            }
        }
    }

    /// Waits for the element and clicks it.
    #[track_caller]
    pub fn click<'a>(&'a self, test_id: &str) -> impl Future<Output = ()> + use<'a> {
        let found = self.find(test_id);
        async move { found.await.click().await }
    }

    /// Waits for the field and writes `text` in place of what it says.
    #[track_caller]
    pub fn fill<'a>(&'a self, test_id: &str, text: &str) -> impl Future<Output = ()> + use<'a> {
        let found = self.find(test_id);
        let text = text.to_owned();
        async move { found.await.fill(&text).await }
    }

    /// Waits for the element and answers its text.
    #[track_caller]
    pub fn text<'a>(&'a self, test_id: &str) -> impl Future<Output = String> + use<'a> {
        let found = self.find(test_id);
        async move { found.await.text().await }
    }

    /// Waits until the element's text contains `text`.
    #[track_caller]
    pub fn wait_text<'a>(
        &'a self,
        test_id: &str,
        text: &str,
    ) -> impl Future<Output = ()> + use<'a> {
        let expression = format!(
            "document.querySelector('[data-testid={}]').textContent.includes({})",
            json!(test_id),
            json!(text)
        );
        self.wait(&expression)
    }

    /// Waits until no element with this test id is left.
    #[track_caller]
    pub fn wait_gone<'a>(&'a self, test_id: &str) -> impl Future<Output = ()> + use<'a> {
        self.wait(&format!("!document.querySelector('[data-testid={}]')", json!(test_id)))
    }
}

impl Element<'_> {
    /// Scrolls it to the middle, as a person does, and clicks it; what covers it is an error.
    pub async fn click(&self) {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.run(script, json!([{ ELEMENT: self.id }])).await;
        self.post("click", json!({})).await;
    }

    /// Writes `text` in place of what it says.
    pub async fn fill(&self, text: &str) {
        self.post("clear", json!({})).await;
        self.post("value", json!({ "text": text })).await;
    }

    /// Presses these keys in it, or names the files for a file field (one a line).
    pub async fn keys(&self, text: &str) {
        self.post("value", json!({ "text": text })).await;
    }

    /// Sets a value that cannot be typed the same way in every language (dates), as the native
    /// picker does: with its events.
    pub async fn set(&self, value: &str) {
        let script = "const [field, value] = arguments;
            const kind = Object.getPrototypeOf(field);
            Object.getOwnPropertyDescriptor(kind, 'value').set.call(field, value);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.browser.run(script, json!([{ ELEMENT: self.id }, value])).await;
    }

    /// Chooses the entry at this place of a list of choices, counted from 0.
    pub async fn choose_nth(&self, place: usize) {
        let script = "const [list, place] = arguments;
            list.selectedIndex = place;
            list.dispatchEvent(new Event('input', { bubbles: true }));
            list.dispatchEvent(new Event('change', { bubbles: true }));";
        self.browser.run(script, json!([{ ELEMENT: self.id }, place])).await;
    }

    /// Its text as it is seen.
    pub async fn text(&self) -> String {
        let value = self.browser.wire.get(&format!("/element/{}/text", self.id)).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// An attribute, or nothing.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        let path = format!("/element/{}/attribute/{name}", self.id);
        self.browser.wire.get(&path).await.as_str().map(ToOwned::to_owned)
    }

    async fn post(&self, verb: &str, body: Value) {
        let path = format!("/element/{}/{verb}", self.id);
        if let Err(error) = self.browser.wire.try_post(&path, body).await {
            let picture = self.browser.screenshot("failed").await;
            panic!("{verb} {}: {error}; see {}", self.name, picture.display());
        }
    }
}
