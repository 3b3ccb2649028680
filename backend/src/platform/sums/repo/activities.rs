//! `activity_sums`. What an activity adds is said once, in [`cells`]; it is added when the activity
//! begins to count, taken away before it ceases to or changes, and made anew by [`rebuild`].

use sea_orm::FromQueryResult;
use shared::catalogue::CatalogueKind;
use uuid::Uuid;

use crate::platform::db::Connection;
use crate::platform::db::row::row;
use crate::platform::db::sql::Bound;
use crate::platform::error::AppResult;
use crate::platform::sums::Projection;
use crate::platform::sums::span::{self, LEVEL, LEVELS};

/// In the place of a unit: the commune as a whole; in the place of a place: none is told apart.
pub const ALL: Uuid = Uuid::nil();

/// Whose activities.
#[derive(Debug, Clone)]
pub enum Which<'ids> {
    /// A report's.
    OfReport(Uuid),
    /// A commune's of some days, by their keys: from the one to before the other.
    OfDays(Uuid, i64, i64),
    /// A commune's that carry entries of a catalogue from both lists.
    WithBoth(Uuid, CatalogueKind, &'ids [Uuid], &'ids [Uuid]),
}

/// Which activities `a` are counted.
fn counted(bound: &mut Bound, which: &Which<'_>) -> String {
    let narrow = match which {
        Which::OfReport(id) => format!("a.report_id = {}", bound.bind(*id)),
        Which::OfDays(commune, from, until) => format!(
            "a.commune_id = {} AND a.day_key >= {} AND a.day_key < {}",
            bound.bind(*commune),
            bound.bind(*from),
            bound.bind(*until)
        ),
        Which::WithBoth(commune, kind, some, others) => {
            let commune = bound.bind(*commune);
            let (some, others) = (carries(bound, *kind, some), carries(bound, *kind, others));
            format!("a.commune_id = {commune} AND {some} AND {others}")
        }
    };
    format!("{narrow} AND a.state = 'approved' AND a.deleted_at IS NULL AND a.day_key > 0")
}

/// That an activity `a` carries one of these entries.
fn carries(bound: &mut Bound, kind: CatalogueKind, ids: &[Uuid]) -> String {
    let ids = bound.list(ids);
    match kind {
        CatalogueKind::Channels => format!("a.channel_id IN ({ids})"),
        CatalogueKind::Indicators => format!(
            "EXISTS (SELECT 1 FROM activity_values c \
             WHERE c.activity_id = a.id AND c.indicator_id IN ({ids}))"
        ),
        _ => format!(
            "EXISTS (SELECT 1 FROM activity_items c \
             WHERE c.activity_id = a.id AND c.item_id IN ({ids}))"
        ),
    }
}

/// `cells`, the sums of some activities by day: each activity once in each, under the entry that its own
/// was merged into.
fn cells(bound: &mut Bound, which: &Which<'_>) -> String {
    let counted = counted(bound, which);
    let topics = bound.bind(CatalogueKind::Topics.as_str());
    let all = bound.bind(ALL);
    let by = |projection: Projection, place: &str, amount: &str, joins: &str| {
        format!(
            "SELECT a.id, a.commune_id, {number} AS projection, a.day_key, \
             COALESCE(m.merged_into, m.id) AS item_id, {place} AS place_id, {amount} AS amount \
             FROM activities a {joins} WHERE {counted}",
            number = projection as i64,
        )
    };
    let places = "JOIN activity_places p ON p.activity_id = a.id";
    let facts = [
        by(
            Projection::TopicPlaces,
            "p.unit_id",
            "0",
            &format!(
                "{places} JOIN activity_items i ON i.activity_id = a.id AND i.kind = {topics} \
                 JOIN catalogue_items m ON m.id = i.item_id"
            ),
        ),
        by(
            Projection::ChannelPlaces,
            "p.unit_id",
            "0",
            &format!("{places} JOIN catalogue_items m ON m.id = a.channel_id"),
        ),
        by(
            Projection::Indicators,
            &all,
            "v.amount",
            "JOIN activity_values v ON v.activity_id = a.id \
             JOIN catalogue_items m ON m.id = v.indicator_id",
        ),
    ]
    .join(" UNION ALL ");
    format!(
        "facts AS ({facts}), \
         done AS (SELECT f.*, {all} AS unit_id FROM facts f UNION ALL \
             SELECT f.*, u.unit_id FROM facts f JOIN activity_units u ON u.activity_id = f.id), \
         cells AS (SELECT commune_id, projection, unit_id, day_key AS span, item_id, place_id, \
             COUNT(DISTINCT id) AS activities, CAST(SUM(amount) AS bigint) AS amount FROM done \
             GROUP BY commune_id, projection, unit_id, day_key, item_id, place_id)"
    )
}

const COLUMNS: &str =
    "commune_id, projection, unit_id, span, item_id, place_id, activities, amount";
const KEY: &str = "commune_id, projection, unit_id, span, item_id, place_id";
const ADD: &str = "ON CONFLICT (commune_id, projection, unit_id, span, item_id, place_id) \
     DO UPDATE SET activities = activity_sums.activities + excluded.activities, \
     amount = activity_sums.amount + excluded.amount";

/// Adds what activities come to, `sign` times, to the spans of every level.
async fn change(tx: &impl Connection, which: &Which<'_>, sign: i64) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let cells = cells(&mut bound, which);
    let levels: Vec<String> = (0..LEVELS)
        .map(|level| format!("({}, {})", i64::from(level) * LEVEL, span::width(level)))
        .collect();
    let sql = format!(
        "WITH levels (base, width) AS (VALUES {levels}), {cells} \
         INSERT INTO activity_sums ({COLUMNS}) \
         SELECT c.commune_id, c.projection, c.unit_id, l.base + c.span / l.width AS gathered, \
         c.item_id, c.place_id, CAST({sign} * SUM(c.activities) AS bigint), \
         CAST({sign} * SUM(c.amount) AS bigint) FROM cells c CROSS JOIN levels l \
         GROUP BY c.commune_id, c.projection, c.unit_id, l.base + c.span / l.width, c.item_id, \
         c.place_id {ADD}",
        levels = levels.join(", "),
    );
    bound.run(tx, &sql).await
}

/// Adds activities that count from now on.
///
/// # Errors
/// The database.
pub async fn add(tx: &impl Connection, which: &Which<'_>) -> AppResult<()> {
    change(tx, which, 1).await
}

/// Takes away those that count no more, or are about to change: before they do.
///
/// # Errors
/// The database.
pub async fn subtract(tx: &impl Connection, which: &Which<'_>) -> AppResult<()> {
    change(tx, which, -1).await
}

/// Counts what was counted under one entry under another.
///
/// # Errors
/// The database.
pub async fn move_item(
    tx: &impl Connection,
    (commune_id, projection): (Uuid, Projection),
    from: Uuid,
    into: Uuid,
) -> AppResult<()> {
    let number = projection as i64;
    let mut bound = Bound::new(tx);
    let (to, commune, of) = (bound.bind(into), bound.bind(commune_id), bound.bind(from));
    let sql = format!(
        "INSERT INTO activity_sums ({COLUMNS}) SELECT commune_id, projection, unit_id, span, {to}, \
         place_id, activities, amount FROM activity_sums \
         WHERE commune_id = {commune} AND projection = {number} AND item_id = {of} {ADD}"
    );
    bound.run(tx, &sql).await?;
    let mut bound = Bound::new(tx);
    let (commune, of) = (bound.bind(commune_id), bound.bind(from));
    let sql = format!("DELETE FROM activity_sums WHERE commune_id = {commune} AND item_id = {of}");
    bound.run(tx, &sql).await
}

/// The sums of a level from those of the level below.
fn gathered(bound: &mut Bound, commune_id: Uuid, level: u32) -> String {
    let commune = bound.bind(commune_id);
    let (base, below) = (i64::from(level) * LEVEL, i64::from(level - 1) * LEVEL);
    format!(
        "SELECT commune_id, projection, unit_id, {base} + (span - {below}) / 4 AS span, item_id, \
         place_id, CAST(SUM(activities) AS bigint) AS activities, \
         CAST(SUM(amount) AS bigint) AS amount FROM activity_sums \
         WHERE commune_id = {commune} AND span >= {below} AND span < {base} \
         GROUP BY commune_id, projection, unit_id, {base} + (span - {below}) / 4, item_id, place_id"
    )
}

/// Makes a commune's sums anew.
///
/// # Errors
/// The database.
pub async fn rebuild(tx: &impl Connection, commune_id: Uuid) -> AppResult<()> {
    let mut bound = Bound::new(tx);
    let commune = bound.bind(commune_id);
    let sql = format!("DELETE FROM activity_sums WHERE commune_id = {commune}");
    bound.run(tx, &sql).await?;
    for (from, until) in windows(tx, commune_id).await? {
        let mut bound = Bound::new(tx);
        let cells = cells(&mut bound, &Which::OfDays(commune_id, from, until));
        let sql = format!(
            "WITH {cells} INSERT INTO activity_sums ({COLUMNS}) SELECT {COLUMNS} FROM cells"
        );
        bound.run(tx, &sql).await?;
    }
    for level in 1..LEVELS {
        let mut bound = Bound::new(tx);
        let gathered = gathered(&mut bound, commune_id, level);
        bound.run(tx, &format!("INSERT INTO activity_sums ({COLUMNS}) {gathered}")).await?;
    }
    Ok(())
}

/// Days that are summed in one statement: what it sorts is kept in memory.
const DAYS_AT_ONCE: i64 = 31;

/// All days, by their keys, cut so that each piece holds activities of [`DAYS_AT_ONCE`] days at most.
async fn windows(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<(i64, i64)>> {
    let mut windows = Vec::new();
    let mut from = 1;
    loop {
        let mut bound = Bound::new(db);
        let sql = format!(
            "SELECT day_key FROM activities WHERE commune_id = {} AND day_key >= {} \
             ORDER BY day_key LIMIT 1",
            bound.bind(commune_id),
            bound.bind(from)
        );
        let Some(first) = bound.pooled_rows::<i64>(db, &sql).await?.pop() else {
            windows.push((from, LEVEL));
            return Ok(windows);
        };
        let until = first + DAYS_AT_ONCE;
        windows.push((from, until));
        from = until;
    }
}

/// How many sums of a commune differ from what the rows come to.
///
/// # Errors
/// The database.
pub async fn count_differences(db: &impl Connection, commune_id: Uuid) -> AppResult<i64> {
    let mut differences = 0;
    for (from, until) in windows(db, commune_id).await? {
        let mut bound = Bound::new(db);
        let cells = cells(&mut bound, &Which::OfDays(commune_id, from, until));
        let made = format!("{cells}, made AS (SELECT * FROM cells)");
        differences += differing(bound, db, commune_id, &made, (from, until)).await?;
    }
    for level in 1..LEVELS {
        let mut bound = Bound::new(db);
        let made = format!("made AS ({})", gathered(&mut bound, commune_id, level));
        let from = i64::from(level) * LEVEL;
        differences += differing(bound, db, commune_id, &made, (from, from + LEVEL)).await?;
    }
    Ok(differences)
}

/// How many of the sums of some spans are not as `made` has them.
async fn differing(
    mut bound: Bound,
    db: &impl Connection,
    commune_id: Uuid,
    made: &str,
    (from, until): (i64, i64),
) -> AppResult<i64> {
    let commune = bound.bind(commune_id);
    let not_zero = "activities <> 0 OR amount <> 0";
    let sql = format!(
        "WITH {made}, kept AS (SELECT {COLUMNS} FROM activity_sums \
         WHERE commune_id = {commune} AND span >= {from} AND span < {until}), \
         more AS (SELECT {COLUMNS} FROM made WHERE {not_zero} EXCEPT \
             SELECT {COLUMNS} FROM kept), \
         less AS (SELECT {COLUMNS} FROM kept WHERE {not_zero} EXCEPT \
             SELECT {COLUMNS} FROM made) \
         SELECT COUNT(*) FROM (SELECT {KEY} FROM more UNION SELECT {KEY} FROM less) d"
    );
    Ok(bound.pooled_rows::<i64>(db, &sql).await?.pop().unwrap_or_default())
}

/// One cell of a table of figures.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Cell {
    /// The entry of the catalogue.
    pub item_id: Uuid,
    /// The place reached, or [`ALL`].
    pub place_id: Uuid,
    /// How many activities.
    pub activities: i64,
    /// The sum of their figures.
    pub amount: i64,
}

row!(Cell { item_id, place_id, activities, amount });

/// The cells of a projection over some spans of days: of the commune, or of what one unit did.
///
/// # Errors
/// The database.
pub async fn read(
    db: &impl Connection,
    (commune_id, unit_id): (Uuid, Option<Uuid>),
    projection: Projection,
    spans: &[i64],
) -> AppResult<Vec<Cell>> {
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let mut bound = Bound::new(db);
    let (commune, unit) = (bound.bind(commune_id), bound.bind(unit_id.unwrap_or(ALL)));
    let spans: Vec<String> = spans.iter().map(|span| bound.bind(*span)).collect();
    let sql = format!(
        "SELECT item_id, place_id, CAST(SUM(activities) AS bigint) AS activities, \
         CAST(SUM(amount) AS bigint) AS amount FROM activity_sums \
         WHERE commune_id = {commune} AND projection = {number} AND unit_id = {unit} \
         AND span IN ({spans}) GROUP BY item_id, place_id HAVING SUM(activities) <> 0 \
         ORDER BY item_id, place_id",
        number = projection as i64,
        spans = spans.join(", "),
    );
    bound.rows(db, &sql).await
}
