#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use migrations::{Migrate, Migrator};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use shared::catalogue::CatalogueKind;
use shared::state::ActivityState;
use uuid::Uuid;

use super::activities::{self, ALL, Which};
use crate::platform::db::day_key;
use crate::platform::db::entity as e;
use crate::platform::sums::Projection;
use crate::platform::sums::service::Merge;
use crate::platform::sums::span::{LEVEL, LEVELS, cover};

const COMMUNE: Uuid = Uuid::from_u128(1);
const PROJECTIONS: [Projection; 3] =
    [Projection::TopicPlaces, Projection::ChannelPlaces, Projection::Indicators];

/// An activity as the test knows it.
#[derive(Clone)]
struct Made {
    day: NaiveDate,
    units: Vec<Uuid>,
    places: Vec<Uuid>,
    topics: Vec<Uuid>,
    channel: Option<Uuid>,
    values: Vec<(Uuid, i64)>,
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// Ids of some of the numbers from `base` on, each once.
    fn some(&mut self, base: u128, of: u64, most: u64) -> Vec<Uuid> {
        let number = self.below(most + 1);
        let found: BTreeSet<Uuid> = (0..number).map(|_| self.one(base, of)).collect();
        found.into_iter().collect()
    }

    fn one(&mut self, base: u128, of: u64) -> Uuid {
        Uuid::from_u128(base + u128::from(self.below(of)))
    }

    fn activity(&mut self) -> Made {
        let first = NaiveDate::from_ymd_opt(2025, 11, 1).unwrap();
        let mut units = self.some(UNITS, 5, 2);
        if units.is_empty() {
            units.push(self.one(UNITS, 5));
        }
        let values = self.some(INDICATORS, 5, 3);
        Made {
            day: first + Duration::days(i64::try_from(self.below(600)).unwrap()),
            units,
            places: self.some(UNITS, 5, 3),
            topics: self.some(TOPICS, 6, 3),
            channel: self.some(CHANNELS, 4, 1).pop(),
            values: values
                .into_iter()
                .map(|id| (id, i64::try_from(self.below(90)).unwrap()))
                .collect(),
        }
    }
}

const UNITS: u128 = 100;
const TOPICS: u128 = 200;
const CHANNELS: u128 = 300;
const INDICATORS: u128 = 400;

/// An empty database whose rows need no parents.
async fn database() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
    for (kind, base, number) in [
        (CatalogueKind::Topics, TOPICS, 6),
        (CatalogueKind::Channels, CHANNELS, 4),
        (CatalogueKind::Indicators, INDICATORS, 5),
    ] {
        for n in 0..number {
            let id = Uuid::from_u128(base + n);
            let row = e::catalogue_item::Model {
                id,
                commune_id: COMMUNE,
                kind: kind.into(),
                name: n.to_string(),
                unit_of_measure: None,
                position: 0,
                retired_at: None,
                version: 1,
                change_seq: 1,
                code: n.to_string(),
                is_online: None,
                merged_into: None,
            };
            e::catalogue_item::Entity::insert(row.into_active_model())
                .exec_without_returning(&db)
                .await
                .unwrap();
        }
    }
    db
}

async fn write(db: &DatabaseConnection, id: Uuid, made: &Made) {
    let at: DateTime<Utc> = "2026-11-18T01:00:00Z".parse().unwrap();
    e::activity::Entity::delete_by_id(id).exec(db).await.unwrap();
    let row = e::activity::Model {
        id,
        commune_id: COMMUNE,
        unit_id: made.units[0],
        report_id: Some(id),
        position: 0,
        state: ActivityState::Approved.into(),
        held_on: Some(made.day),
        held_at: None,
        place: String::new(),
        channel_id: made.channel,
        note: String::new(),
        day_key: day_key(Some(made.day)),
        deleted_at: None,
        created_by: ALL,
        created_at: at,
        version: 1,
        change_seq: 1,
    };
    let day_key = row.day_key;
    e::activity::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
    macro_rules! children {
        ($module:ident, $rows:expr) => {
            e::$module::Entity::delete_many()
                .filter(e::$module::Column::ActivityId.eq(id))
                .exec(db)
                .await
                .unwrap();
            for row in $rows {
                let row: e::$module::Model = row;
                e::$module::Entity::insert(row.into_active_model())
                    .exec_without_returning(db)
                    .await
                    .unwrap();
            }
        };
    }
    let units = made.units.iter().map(|unit| (*unit, day_key));
    children!(
        activity_unit,
        units.map(|(unit_id, day_key)| e::activity_unit::Model {
            activity_id: id,
            unit_id,
            day_key
        })
    );
    children!(
        activity_place,
        made.places.iter().map(|unit| e::activity_place::Model { activity_id: id, unit_id: *unit })
    );
    children!(
        activity_item,
        made.topics.iter().map(|item| e::activity_item::Model {
            activity_id: id,
            item_id: *item,
            kind: CatalogueKind::Topics.into()
        })
    );
    children!(
        activity_value,
        made.values.iter().map(|(item, amount)| e::activity_value::Model {
            activity_id: id,
            indicator_id: *item,
            amount: *amount
        })
    );
}

/// What the activities come to, counted one by one.
fn fold(
    all: &BTreeMap<Uuid, Made>,
    merged: &BTreeMap<Uuid, Uuid>,
    unit: Option<Uuid>,
    projection: Projection,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> BTreeMap<(Uuid, Uuid), (i64, i64)> {
    let canonical = |id: &Uuid| merged.get(id).copied().unwrap_or(*id);
    let mut cells: BTreeMap<(Uuid, Uuid), (i64, i64)> = BTreeMap::new();
    let counted = all.values().filter(|made| {
        unit.is_none_or(|unit| made.units.contains(&unit))
            && from.is_none_or(|from| made.day >= from)
            && to.is_none_or(|to| made.day <= to)
    });
    for made in counted {
        let mut of_this: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
        match projection {
            Projection::Indicators => {
                for (id, amount) in &made.values {
                    *of_this.entry((canonical(id), ALL)).or_default() += amount;
                }
            }
            _ => {
                let items: Vec<Uuid> = match projection {
                    Projection::TopicPlaces => made.topics.clone(),
                    _ => made.channel.into_iter().collect(),
                };
                for item in &items {
                    for place in &made.places {
                        of_this.insert((canonical(item), *place), 0);
                    }
                }
            }
        }
        for (key, amount) in of_this {
            let cell = cells.entry(key).or_default();
            *cell = (cell.0 + 1, cell.1 + amount);
        }
    }
    cells
}

/// Activities come, are corrected and go, entries of catalogues are merged: whatever is asked, the sums
/// are what the activities come to.
#[tokio::test]
async fn sums_after_random_changes_equal_a_fold_over_the_activities() {
    let db = database().await;
    let mut random = Random(20_261_130);
    let mut all: BTreeMap<Uuid, Made> = BTreeMap::new();
    let mut merged: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for step in 0..600_u128 {
        let held: Vec<Uuid> = all.keys().copied().collect();
        let any =
            |random: &mut Random| held[usize::try_from(random.below(held.len() as u64)).unwrap()];
        match random.below(10) {
            8 if !held.is_empty() => {
                let id = any(&mut random);
                activities::subtract(&db, &Which::OfReport(id)).await.unwrap();
                let made = random.activity();
                write(&db, id, &made).await;
                all.insert(id, made);
                activities::add(&db, &Which::OfReport(id)).await.unwrap();
            }
            9 if !held.is_empty() => {
                let id = any(&mut random);
                activities::subtract(&db, &Which::OfReport(id)).await.unwrap();
                e::activity::Entity::update_many()
                    .col_expr(e::activity::Column::DeletedAt, Expr::val("2026-11-18"))
                    .filter(e::activity::Column::Id.eq(id))
                    .exec(&db)
                    .await
                    .unwrap();
                all.remove(&id);
            }
            _ => {
                let (id, made) = (Uuid::from_u128(10_000 + step), random.activity());
                write(&db, id, &made).await;
                all.insert(id, made);
                activities::add(&db, &Which::OfReport(id)).await.unwrap();
            }
        }
        // One into another, then that into a third.
        for (at, kind, base, from, into) in [
            (200, CatalogueKind::Topics, TOPICS, 0, 1),
            (300, CatalogueKind::Topics, TOPICS, 1, 2),
            (350, CatalogueKind::Channels, CHANNELS, 3, 0),
            (400, CatalogueKind::Indicators, INDICATORS, 4, 2),
        ] {
            if step == at {
                let (from, into) = (Uuid::from_u128(base + from), Uuid::from_u128(base + into));
                let with = |id: Uuid, merged: &BTreeMap<Uuid, Uuid>| -> Vec<Uuid> {
                    let taken = merged.iter().filter(|(_, to)| **to == id).map(|(of, _)| *of);
                    std::iter::once(id).chain(taken).collect()
                };
                let (old, new) = (with(from, &merged), with(into, &merged));
                let merge = Merge { commune_id: COMMUNE, kind, old, new };
                merge.begin(&db).await.unwrap();
                for id in merge.old.iter().copied() {
                    merged.insert(id, into);
                    e::catalogue_item::Entity::update_many()
                        .col_expr(e::catalogue_item::Column::MergedInto, Expr::val(into))
                        .filter(e::catalogue_item::Column::Id.eq(id))
                        .exec(&db)
                        .await
                        .unwrap();
                }
                merge.end(&db).await.unwrap();
            }
        }
    }
    assert!(all.len() > 300, "{}", all.len());
    assert_eq!(activities::count_differences(&db, COMMUNE).await.unwrap(), 0);
    let agree = async |random: &mut Random| {
        for _ in 0..100 {
            let day = |random: &mut Random| {
                let first = NaiveDate::from_ymd_opt(2025, 10, 1).unwrap();
                (random.below(4) > 0)
                    .then(|| first + Duration::days(i64::try_from(random.below(700)).unwrap()))
            };
            let days = (day(random), day(random));
            let unit = (random.below(2) == 0).then(|| random.one(UNITS, 5));
            for projection in PROJECTIONS {
                let spans = cover(days.0, days.1);
                let cells = activities::read(&db, (COMMUNE, unit), projection, &spans);
                let found: BTreeMap<_, _> = (cells.await.unwrap().into_iter())
                    .map(|cell| ((cell.item_id, cell.place_id), (cell.activities, cell.amount)))
                    .collect();
                let wanted = fold(&all, &merged, unit, projection, days);
                assert_eq!(found, wanted, "{projection:?} {unit:?} {days:?}");
            }
        }
    };
    agree(&mut random).await;
    activities::rebuild(&db, COMMUNE).await.unwrap();
    assert_eq!(activities::count_differences(&db, COMMUNE).await.unwrap(), 0);
    agree(&mut random).await;
}

#[tokio::test]
async fn a_sum_that_is_wrong_at_any_level_is_a_difference() {
    let db = database().await;
    let id = Uuid::from_u128(10_000);
    write(&db, id, &Made { places: vec![Uuid::from_u128(UNITS)], ..Random(7).activity() }).await;
    for level in 0..LEVELS {
        activities::rebuild(&db, COMMUNE).await.unwrap();
        assert_eq!(activities::count_differences(&db, COMMUNE).await.unwrap(), 0);
        let of_level = format!("span / {} = {level}", LEVEL);
        let wrong = format!("UPDATE activity_sums SET amount = amount + 1 WHERE {of_level}");
        let changed = db.execute_unprepared(&wrong).await.unwrap();
        assert!(changed.rows_affected() > 0, "{level}");
        assert!(activities::count_differences(&db, COMMUNE).await.unwrap() > 0, "{level}");
        let gone = format!("DELETE FROM activity_sums WHERE {of_level}");
        db.execute_unprepared(&gone).await.unwrap();
        assert!(activities::count_differences(&db, COMMUNE).await.unwrap() > 0, "{level}");
    }
}
