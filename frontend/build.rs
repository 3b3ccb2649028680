//! Turns `locales/*.json` into constants, so a missing word or a forgotten language is a compile error.

use serde_json::Value;
use std::{collections::BTreeSet, env, error::Error, fmt::Write, fs, path::Path};

/// The group whose texts the page finds by a word of the server.
const LOOKED_UP: &str = "act.";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=locales");
    let vi: Value = serde_json::from_str(&fs::read_to_string("locales/vi.json")?)?;
    let en: Value = serde_json::from_str(&fs::read_to_string("locales/en.json")?)?;
    let mut code = String::new();
    module("", &vi, &en, &mut code)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("keys.rs"), code)?;
    Ok(())
}

/// Writes one level of the two trees, which must have the same keys.
fn module(path: &str, vi: &Value, en: &Value, code: &mut String) -> Result<(), Box<dyn Error>> {
    let (Value::Object(vi), Value::Object(en)) = (vi, en) else {
        return Err(format!("{path}: a group in one language, a text in the other").into());
    };
    if let Some(key) = en.keys().find(|key| !vi.contains_key(*key)) {
        return Err(format!("{path}{key}: only in en.json").into());
    }
    let mut texts = String::new();
    for (key, vi) in vi {
        let here = format!("{path}{key}.");
        let en = en.get(key).ok_or_else(|| format!("{here} only in vi.json"))?;
        match (vi, en) {
            (Value::String(vi), Value::String(en)) => {
                if slots(vi) != slots(en) {
                    return Err(format!("{here} the languages name different values").into());
                }
                write!(texts, "({key:?}, {key}), ")?;
                writeln!(
                    code,
                    "/// {vi}\npub const {key}: Text = Text {{ vi: {vi:?}, en: {en:?} }};"
                )?;
            }
            _ => {
                writeln!(code, "/// {here}\npub mod {key} {{ use super::Text;")?;
                module(&here, vi, en, code)?;
                code.push_str("}\n");
            }
        }
    }
    if path == LOOKED_UP {
        writeln!(code, "/// Every text of this group by its key.")?;
        writeln!(code, "pub const ALL: &[(&str, Text)] = &[{texts}];")?;
    }
    Ok(())
}

/// The names between braces.
fn slots(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}
