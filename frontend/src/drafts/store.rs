//! IndexedDB: drafts as JSON, photos as blobs.

use super::record::LocalDraft;
use idb::{Database, Factory, ObjectStore, ObjectStoreParams, Query, TransactionMode};
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

/// The key of a draft: two logins of one unit may write the same report on one machine.
fn key(draft: &LocalDraft) -> String {
    format!("{}/{}", draft.user, draft.id())
}

/// Keeps a draft, joined with what another tab has kept of it meanwhile; what is kept now. Nothing
/// means that it is not kept: a full or forbidden store must not pass in silence.
pub async fn keep(draft: LocalDraft) -> Option<LocalDraft> {
    let key = key(&draft);
    let (user, old) = (draft.user, draft.id().to_string());
    let write = async {
        let database = open().await?;
        let transaction = database.transaction(&[DRAFTS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(DRAFTS)?;
        let there = read(&store, &key).await?;
        // Where an older page kept it, of whichever login.
        let before = read(&store, &old).await?.filter(|draft| draft.user == user);
        let joined = match there {
            Some(there) => draft.join(there),
            None => draft,
        };
        let Ok(text) = serde_json::to_string(&joined) else { return Ok(None) };
        store.put(&JsValue::from_str(&text), Some(&JsValue::from_str(&key)))?.await?;
        if before.is_some() {
            store.delete(Query::Key(JsValue::from_str(&old)))?.await?;
        }
        transaction.commit()?.await?;
        database.close();
        Ok::<_, idb::Error>(Some(joined))
    };
    write.await.ok().flatten()
}

async fn read(store: &ObjectStore, key: &str) -> Result<Option<LocalDraft>, idb::Error> {
    let text = store.get(Query::Key(JsValue::from_str(key)))?.await?;
    Ok(text.and_then(|text| text.as_string()).and_then(|text| draft_of(&text)))
}

/// Forgets a draft.
pub async fn forget(draft: &LocalDraft) {
    // Where an older page kept it, its name is moved first.
    let _ = keep(draft.clone()).await;
    let _ = remove(DRAFTS, &key(draft)).await;
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
