//! IndexedDB: drafts as JSON, photos as blobs.

use super::record::LocalDraft;
use idb::{Database, Factory, ObjectStoreParams, Query, TransactionMode};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

const NAME: &str = "loa";
const DRAFTS: &str = "drafts";
const PHOTOS: &str = "photos";

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(NAME, Some(1))?;
    request.on_upgrade_needed(|event| {
        use idb::DatabaseEvent;
        let Ok(database) = event.database() else { return };
        for name in [DRAFTS, PHOTOS] {
            if !database.store_names().iter().any(|known| known == name) {
                let _ = database.create_object_store(name, ObjectStoreParams::new());
            }
        }
    });
    request.await
}

async fn put(store: &str, key: &str, value: &JsValue) -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite)?;
    transaction.object_store(store)?.put(value, Some(&JsValue::from_str(key)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn remove(store: &str, key: &str) -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite)?;
    transaction.object_store(store)?.delete(Query::Key(JsValue::from_str(key)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// Keeps a draft. Says whether it is kept: a full or forbidden store must not pass in silence.
pub async fn keep(draft: &LocalDraft) -> bool {
    let Ok(text) = serde_json::to_string(draft) else { return false };
    put(DRAFTS, &draft.id().to_string(), &JsValue::from_str(&text)).await.is_ok()
}

/// Forgets a draft.
pub async fn forget(draft: &LocalDraft) {
    let _ = remove(DRAFTS, &draft.id().to_string()).await;
    for photo in &draft.photos {
        drop_photo(photo.id).await;
    }
}

/// Every draft on this machine.
pub async fn drafts() -> Vec<LocalDraft> {
    let read = async {
        let database = open().await?;
        let transaction = database.transaction(&[DRAFTS], TransactionMode::ReadOnly)?;
        let all = transaction.object_store(DRAFTS)?.get_all(None, None)?.await?;
        database.close();
        Ok::<_, idb::Error>(all)
    };
    let all = read.await.unwrap_or_default();
    all.iter().filter_map(JsValue::as_string).filter_map(|text| draft_of(&text)).collect()
}

/// What the brief of a draft has come to hold since drafts were first kept, as it begins.
const SINCE: [(&str, &str); 3] =
    [("unread_comments", "0"), ("parts", "[]"), ("may_split", "false")];

/// A draft as it was kept. One that the page kept before an upgrade lacks what has come since,
/// and is a report that somebody has written all the same.
fn draft_of(text: &str) -> Option<LocalDraft> {
    serde_json::from_str(text).ok().or_else(|| {
        let lacking: String = SINCE
            .iter()
            .filter(|(field, _)| !text.contains(&format!("\"{field}\":")))
            .map(|(field, start)| format!("\"{field}\":{start},"))
            .collect();
        let whole = text.replacen("\"brief\":{", &format!("\"brief\":{{{lacking}"), 1);
        serde_json::from_str(&whole).ok()
    })
}

/// Keeps a photo.
pub async fn keep_photo(id: Uuid, blob: &Blob) -> bool {
    put(PHOTOS, &id.to_string(), blob).await.is_ok()
}

/// Reads a photo.
pub async fn photo(id: Uuid) -> Option<Blob> {
    let read = async {
        let database = open().await?;
        let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadOnly)?;
        let key = Query::Key(JsValue::from_str(&id.to_string()));
        let found = transaction.object_store(PHOTOS)?.get(key)?.await?;
        database.close();
        Ok::<_, idb::Error>(found)
    };
    read.await.ok().flatten()?.dyn_into().ok()
}

/// Forgets a photo.
pub async fn drop_photo(id: Uuid) {
    let _ = remove(PHOTOS, &id.to_string()).await;
}
