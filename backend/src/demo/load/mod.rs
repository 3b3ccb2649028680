//! A large, repeatable data set in a commune of its own, for measuring.

mod work;

use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use shared::Role;
use shared::state::UnitKind;
use uuid::Uuid;

use super::catalogue::{self, Catalogue};
use super::organisation::{add_commune, add_person, add_unit};
use super::random::{SeededRandom, whole_millis};
use super::rows::Rows;
use crate::platform::db::Db;

/// After how many assignments or activities rows go to the database: it bounds the memory.
const BATCH: u64 = 2_000;

/// How much there shall be.
#[derive(Debug, Clone, Copy)]
pub struct LoadPlan {
    /// Units, four villages to each committee.
    pub units: u64,
    /// Logins `load-1` …; the first is a chairman.
    pub users: u64,
    /// Tasks; more, where the assignments need them, as a unit has one of each task.
    pub tasks: u64,
    /// Assignments.
    pub assignments: u64,
    /// Reports; at most one an assignment.
    pub reports: u64,
    /// Activities, spread over the reports.
    pub activities: u64,
    /// The same seed at the same `now` gives the same rows.
    pub seed: u64,
}

/// What is known of a unit while work is made up for it.
#[derive(Debug, Clone, Copy, Default)]
struct Unit {
    id: Uuid,
    user: Uuid,
    post: Uuid,
}

/// The commune under load.
#[derive(Debug)]
struct Load {
    plan: LoadPlan,
    rows: Rows,
    random: SeededRandom,
    now: DateTime<Utc>,
    commune: Uuid,
    catalogue: Catalogue,
    units: Vec<Unit>,
    /// The chairman, in whose name everything is assigned.
    leader: Unit,
}

/// Fills the commune `load`. `progress` hears what is written, how much of it, and of how much.
/// Each batch is a transaction, so that neither memory nor the log of the database grows with the
/// whole; one that was broken off leaves what it had written.
///
/// # Errors
/// What the database says.
pub async fn load(
    db: &Db,
    plan: &LoadPlan,
    now: DateTime<Utc>,
    password_hash: &str,
    progress: impl Fn(&str, u64, u64),
) -> Result<(), DbErr> {
    db.prepare_bulk_load().await?;
    let mut load = Load::begin(*plan, whole_millis(now), password_hash);
    load.write(db).await?;
    progress("units", plan.units, plan.units);
    progress("users", plan.users, plan.users);
    load.work(db, &progress).await
}

impl Load {
    /// Writes what has been made up so far.
    async fn write(&mut self, db: &Db) -> Result<(), DbErr> {
        let tx = db.begin_without_timeout().await?;
        self.rows.flush(&tx).await?;
        tx.commit().await
    }

    fn begin(plan: LoadPlan, now: DateTime<Utc>, password_hash: &str) -> Self {
        let plan = LoadPlan { units: plan.units.max(1), users: plan.users.max(1), ..plan };
        let begun = now - Duration::days(365);
        let (mut rows, mut random) = (Rows::default(), SeededRandom::new(plan.seed));
        let commune = random.id(begun);
        add_commune(&mut rows, commune, "load", "xã Tải Thử (dữ liệu minh họa)", begun);
        let catalogue = catalogue::add(&mut rows, &mut random, commune, begun);
        let mut load = Self {
            plan,
            rows,
            random,
            now,
            commune,
            catalogue,
            units: Vec::new(),
            leader: Unit::default(),
        };
        load.add_units(begun);
        load.add_people(begun, password_hash);
        load
    }

    fn add_units(&mut self, at: DateTime<Utc>) {
        for number in 1..=i64::try_from(self.plan.units).unwrap_or(i64::MAX) {
            let village = number % 5 != 0;
            let kind = if village { UnitKind::Village } else { UnitKind::Committee };
            let short = format!("{} {number}", if village { "Thôn" } else { "Ban" });
            let id = self.random.id(at);
            let code = format!("load{number}");
            let words = (code.as_str(), kind, short.as_str(), short.as_str());
            let households = village.then(|| (2026, self.random.between(120, 400)));
            add_unit(&mut self.rows, id, self.commune, number, words, households);
            self.units.push(Unit { id, ..Unit::default() });
        }
    }

    /// The first login leads; the others take the units in turn.
    fn add_people(&mut self, at: DateTime<Utc>, password_hash: &str) {
        const FAMILY: &[&str] = &["Nguyễn", "Trần", "Lê", "Phạm", "Phan", "Võ", "Đặng", "Bùi"];
        const GIVEN: &[&str] = &["An", "Bình", "Cường", "Dũng", "Đức", "Hà", "Mai", "Sơn", "Yến"];
        for number in 1..=self.plan.users {
            let login = format!("load-{number}");
            let family = self.random.pick(FAMILY, "Nguyễn");
            let given = self.random.pick(GIVEN, "An");
            let name = format!("{family} Văn {given} (minh họa)");
            let index = usize::try_from(number.saturating_sub(2) % self.plan.units);
            let index = index.unwrap_or_default();
            let unit = self.units.get(index).map_or(Uuid::nil(), |unit| unit.id);
            let post = match number {
                1 => (Role::Chairman, "Chủ tịch", Some("chairman")),
                _ if index % 5 == 4 => (Role::Committee, "Phụ trách", None),
                _ => (Role::VillageHead, "Trưởng thôn", None),
            };
            let place = (self.commune, unit);
            let who = (login.as_str(), name.as_str());
            let (user, post) =
                add_person(&mut self.rows, &mut self.random, at, place, who, post, password_hash);
            if number == 1 {
                self.leader = Unit { id: unit, user, post };
            } else if let Some(unit) = self.units.get_mut(index).filter(|u| u.user.is_nil()) {
                (unit.user, unit.post) = (user, post);
            }
        }
        // Where there are fewer people than units, the leader reports for the rest.
        for unit in self.units.iter_mut().filter(|unit| unit.user.is_nil()) {
            (unit.user, unit.post) = (self.leader.user, self.leader.post);
        }
    }
}
