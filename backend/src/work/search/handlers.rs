//! HTTP of search.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use shared::dto::work::search::{SearchKind, SearchResults};

use super::service;
use crate::platform::access::{Permit, can};
use crate::platform::app::App;
use crate::platform::db::filter::parse_list;
use crate::platform::error::AppResult;
use crate::platform::http::{Query, list as listed};

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchFilter {
    /// Words, without marks if one likes; each has to be there, the last may be a beginning.
    pub q: String,
    /// `task`, `directive`, `report`, `activity`, `unit`, `person`, separated by commas; all if left out.
    pub kinds: Option<String>,
    /// How many of each kind: 1 to 20, 5 if left out.
    #[param(minimum = 1, maximum = 20)]
    pub limit: Option<usize>,
}

/// Finds tasks, directives, reports, activities, units and people.
///
/// What the asker may see, the best of each kind, with or without marks. Each word has to be there;
/// the last may be the beginning of one. 400 for a kind that is none.
///
/// For everyone who is logged in.
#[utoipa::path(tag = "search", operation_id = "search_everything", params(SearchFilter),
    responses((status = 200, description = "The best of each kind", body = SearchResults)))]
#[get("/api/v1/search")]
pub async fn search(
    app: web::Data<App>,
    permit: Permit<can::Search>,
    filter: Query<SearchFilter>,
) -> AppResult<HttpResponse> {
    let mut kinds = SearchKind::ALL.to_vec();
    if let Some(requested) = &filter.0.kinds {
        let requested = parse_list(requested, "kinds", SearchKind::parse)?;
        kinds.retain(|kind| requested.iter().any(|word| word == kind.as_str()));
    }
    let limit = filter.0.limit.unwrap_or(5).clamp(1, 20);
    let (db, now) = (&app.db.read, app.clock.now());
    let found = service::search(db, &permit.actor, &filter.0.q, &kinds, limit, now).await?;
    Ok(listed(&found))
}
