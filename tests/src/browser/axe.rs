//! Accessibility checks by axe-core.

use serde_json::{Value, json};

use super::Browser;

/// axe-core 4.11.0 (MPL-2.0), as published; see `vendor/axe-core`.
const AXE: &str = include_str!("../../vendor/axe-core/axe.min.js");

/// Runs the WCAG 2.1 A and AA rules and keeps serious and critical violations.
const CHECK: &str = "const done = arguments[0];
axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
    .then(found => done(found.violations
        .filter(v => v.impact === 'serious' || v.impact === 'critical')
        .map(v => `${v.impact} ${v.id}: ${v.help}\\n` + v.nodes
            .map(n => `    ${n.html}\\n    ${n.failureSummary}`).join('\\n'))))
    .catch(error => done(['axe failed: ' + error]));";

impl Browser {
    /// The serious and critical accessibility violations of what the page shows now.
    pub async fn accessibility_violations(&self) -> Vec<String> {
        self.run(AXE, json!([])).await;
        let body = json!({ "script": CHECK, "args": [] });
        let found: Value = self.wire.post("/execute/async", body).await;
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }
}
