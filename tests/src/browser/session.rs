//! One browser window with a profile of its own.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::driver::Wire;
use crate::scratch;

/// A window in CSS pixels: width, height, and whether it is a touch screen.
pub type Size = (u32, u32, bool);

/// A village head's phone.
pub const PHONE: Size = (390, 844, true);
/// The office's laptop.
pub const LAPTOP: Size = (1366, 900, false);

/// How long the page may take for what a test waits for, in milliseconds.
const PATIENCE: u32 = 20_000;

/// Makes the page record CSP violations, from before its first script on.
const RECORD_VIOLATIONS: &str = "window.__violations = [];
document.addEventListener('securitypolicyviolation', e =>
    window.__violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));";

/// A browser window.
pub struct Browser {
    pub(super) wire: Wire,
    base: String,
    profile: PathBuf,
    size: Size,
}

impl Browser {
    /// Opens a window of `size` for the server at `base`.
    pub async fn open(base: &str, size: Size) -> Self {
        let (width, height, _) = size;
        let profile = scratch::folder("browser");
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=vi".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.display()),
        ];
        let wire = Wire::connect();
        let wire = wire
            .open(json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "browser": "ALL" },
                "timeouts": { "implicit": PATIENCE, "script": PATIENCE, "pageLoad": PATIENCE * 2 },
            }))
            .await;
        let browser = Self { wire, base: base.to_owned(), profile, size };
        browser.prepare().await;
        browser
    }

    /// Goes to a path of the server, as typed into the address bar.
    pub async fn go(&self, path: &str) {
        self.wire.post("/url", json!({ "url": format!("{}{path}", self.base) })).await;
    }

    /// The path and query that the address bar shows.
    pub async fn path(&self) -> String {
        let url = self.wire.get("/url").await;
        let url = url.as_str().unwrap_or_default();
        url.strip_prefix(&self.base).unwrap_or(url).to_owned()
    }

    /// Runs a script; `arguments` are its arguments.
    pub async fn run(&self, script: &str, arguments: Value) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.wire.post("/execute/sync", body).await
    }

    /// Waits in the page, frame by frame, until the expression is true.
    ///
    /// # Panics
    /// When it does not come true; with a picture of the page.
    #[track_caller]
    pub fn wait<'a>(&'a self, expression: &str) -> impl Future<Output = ()> + use<'a> {
        let caller = std::panic::Location::caller();
        let expression = expression.to_owned();
        async move {
            let script = format!(
                "const done = arguments[0], until = performance.now() + {PATIENCE} - 1000;
                 (function look() {{
                     let yes = false;
                     try {{ yes = !!({expression}); }} catch (error) {{ void error; }}
                     if (yes || performance.now() > until) done(yes);
                     else setTimeout(look, 30);
                 }})();"
            );
            let body = json!({ "script": script, "args": [] });
            let mut came = self.wire.try_post("/execute/async", body.clone()).await;
            // The page was left while the script waited in it: ask the new one.
            if came.is_err() {
                came = self.wire.try_post("/execute/async", body).await;
            }
            if came != Ok(Value::Bool(true)) {
                let picture = self.screenshot("failed").await;
                panic!("{caller}: never: {expression} ({came:?}); see {}", picture.display());
            }
        }
    }

    /// Opens another tab of the same person and switches to it; its handle.
    pub async fn new_tab(&self) -> String {
        let made = self.wire.post("/window/new", json!({ "type": "tab" })).await;
        let handle = made["handle"].as_str().unwrap_or_default().to_owned();
        self.turn_to(&handle).await;
        self.prepare().await;
        handle
    }

    /// The handle of the current tab.
    pub async fn tab(&self) -> String {
        self.wire.get("/window").await.as_str().unwrap_or_default().to_owned()
    }

    /// Switches to a tab.
    pub async fn turn_to(&self, tab: &str) {
        self.wire.post("/window", json!({ "handle": tab })).await;
        self.cdp("Page.bringToFront", json!({})).await;
    }

    /// Closes the current tab and switches to another.
    pub async fn close_tab(&self, then: &str) {
        self.wire.delete("/window").await;
        self.turn_to(then).await;
    }

    /// Gives the tab its size and makes its page record CSP violations.
    async fn prepare(&self) {
        let (width, height, touch) = self.size;
        let metrics = json!({
            "width": width, "height": height, "mobile": touch, "deviceScaleFactor": 1,
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": touch })).await;
        let script = json!({ "source": RECORD_VIOLATIONS });
        self.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
    }

    /// Cuts the network off, or brings it back.
    pub async fn set_offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.cdp("Network.enable", json!({})).await;
        self.cdp("Network.emulateNetworkConditions", conditions).await;
    }

    /// Writes a picture of the window; its path.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self.wire.get("/screenshot").await;
        let bytes = STANDARD.decode(picture.as_str().unwrap_or_default()).unwrap();
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/shots");
        let folder = std::env::var_os("SHOTS").map_or_else(|| here.into(), PathBuf::from);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What the page complained of since the last call: console errors and CSP violations,
    /// without those that contain one of `expected`.
    pub async fn complaints(&self, expected: &[&str]) -> Vec<String> {
        let log = self.wire.post("/se/log", json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        let severe = entries.into_iter().filter(|entry| entry["level"] == "SEVERE");
        let mut found: Vec<String> =
            severe.filter_map(|entry| entry["message"].as_str().map(ToOwned::to_owned)).collect();
        let script = "return (window.__violations || []).splice(0)";
        let violations = self.run(script, json!([])).await;
        let violations = violations.as_array().cloned().unwrap_or_default();
        found.extend(violations.iter().map(|violation| format!("CSP: {violation}")));
        found.retain(|line| !expected.iter().any(|known| line.contains(known)));
        found
    }

    /// One command of the Chrome DevTools Protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.wire.post("/goog/cdp/execute", body).await
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Drop is not async, and the session has to end also when a test fails.
        self.wire.close();
        scratch::remove(&self.profile);
    }
}
