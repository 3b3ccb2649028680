//! The demo commune's organisation as rows.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use shared::Role;
use shared::dto::page::Named;
use shared::id::UnitId;
use shared::state::UnitKind;
use shared::text::{fold, person_sort_key, sort_key};
use shared::time::day_of;
use uuid::Uuid;

use super::random::SeededRandom;
use super::rows::Rows;
use super::units::{LEADERSHIP, OFFICE, UNITS, Unit};
use crate::platform::audit;
use crate::platform::db::entity::{commune, post, unit, unit_household, unit_version, user};

/// A unit and who acts for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    pub id: Uuid,
    pub name: &'static str,
    pub user: Uuid,
    pub post: Uuid,
    /// Name and title of the person.
    pub person: String,
    pub village: bool,
}

impl Member {
    pub(super) fn named(&self) -> Named<UnitId> {
        Named { id: UnitId(self.id), name: self.name.to_owned() }
    }
}

/// The commune as the rest of the demo needs it.
#[derive(Debug, Default)]
pub(super) struct Organisation {
    pub commune: Uuid,
    members: HashMap<&'static str, Member>,
}

impl Organisation {
    /// The unit of this code.
    pub(super) fn unit(&self, code: &str) -> Member {
        self.members.get(code).cloned().unwrap_or_default()
    }
}

/// Since when units and posts stand: the start of the two-level organisation.
pub(super) fn since() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default()
}

/// A commune with the head of its audit chain.
pub(super) fn add_commune(rows: &mut Rows, id: Uuid, code: &str, name: &str, at: DateTime<Utc>) {
    rows.communes.push(commune::Model {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        place_name: "Cẩm Nhượng".to_owned(),
        province: "Hà Tĩnh".to_owned(),
        demo: true,
        created_at: at,
        version: 1,
        settings: "{}".into(),
        change_seq: 1,
    });
    rows.audit_heads.push(audit::chain::empty_head(id));
}

/// A unit with its first dated version and, for a village, its households of this year.
pub(super) fn add_unit(
    rows: &mut Rows,
    id: Uuid,
    commune: Uuid,
    position: i64,
    (code, kind, name, short): (&str, UnitKind, &str, &str),
    households: Option<(i32, i64)>,
) {
    rows.units.push(unit::Model {
        id,
        commune_id: commune,
        code: code.to_owned(),
        kind: kind.into(),
        name: name.to_owned(),
        short_name: short.to_owned(),
        parent_id: None,
        position,
        valid_from: since(),
        valid_to: None,
        sort_key: sort_key(name),
        fold: fold(&format!("{code} {name} {short}")),
        version: 1,
        change_seq: 0,
    });
    rows.unit_versions.push(unit_version::Model {
        unit_id: id,
        valid_from: since(),
        name: name.to_owned(),
        short_name: short.to_owned(),
        parent_id: None,
    });
    if let Some((year, households)) = households {
        let year = i64::from(year);
        rows.unit_households.push(unit_household::Model { unit_id: id, year, households });
    }
}

/// A person with one post; the ids of both.
#[allow(clippy::too_many_arguments, reason = "two rows' worth of fields")]
pub(super) fn add_person(
    rows: &mut Rows,
    random: &mut SeededRandom,
    at: DateTime<Utc>,
    (commune, unit): (Uuid, Uuid),
    (username, full_name): (&str, &str),
    (role, title, signing): (Role, &str, Option<&str>),
    password_hash: &str,
) -> (Uuid, Uuid) {
    let (user_id, post_id) = (random.id(at), random.id(at));
    rows.users.push(user::Model {
        id: user_id,
        username: fold(username),
        full_name: full_name.to_owned(),
        sort_key: person_sort_key(full_name.trim_end_matches(" (minh họa)")),
        password_hash: password_hash.to_owned(),
        language: "vi".to_owned(),
        theme: "system".to_owned(),
        disabled_at: None,
        created_at: at,
        version: 1,
        change_seq: 0,
        email: None,
        mail_mode: "digest".into(),
        muted: String::new(),
        mail_secret: None,
        phone: None,
        comment_notices: "all".into(),
        short_password: false,
    });
    rows.posts.push(post::Model {
        id: post_id,
        commune_id: commune,
        user_id,
        unit_id: unit,
        role: role.into(),
        title: title.to_owned(),
        signing_capacity: signing.map(str::to_owned),
        valid_from: since(),
        valid_to: None,
        version: 1,
        change_seq: 0,
        head: true,
        followed_by: None,
    });
    (user_id, post_id)
}

/// Adds the demo commune with its units and people.
pub(super) fn add(
    rows: &mut Rows,
    random: &mut SeededRandom,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    password_hash: &str,
) -> Organisation {
    let commune = random.id(at);
    add_commune(rows, commune, "demo", "xã Cẩm Nhượng (dữ liệu minh họa)", at);
    let mut organisation = Organisation { commune, ..Organisation::default() };
    let year = day_of(now).year();
    for (position, place) in (1..).zip(UNITS) {
        let id = random.id(at);
        let words = (place.code, place.kind, place.name, place.short);
        let households = place.households.map(|households| (year, households));
        add_unit(rows, id, commune, position, words, households);
        let mut member = Member {
            id,
            name: place.name,
            person: format!("{}, {}", place.person, place.post().1),
            village: place.kind == UnitKind::Village,
            ..Member::default()
        };
        if place.kind != UnitKind::Leadership {
            (member.user, member.post) =
                person(rows, random, at, commune, &member, place, password_hash);
        }
        organisation.members.insert(place.code, member);
    }
    for &(login, name, role, title, code, signing) in OFFICE {
        let unit = organisation.unit(code).id;
        let post = (role, title, signing);
        let who = (login, name);
        let ids = add_person(rows, random, at, (commune, unit), who, post, password_hash);
        if role == Role::Chairman
            && let Some(leader) = organisation.members.get_mut(LEADERSHIP.code)
        {
            (leader.user, leader.post) = ids;
        }
    }
    organisation
}

fn person(
    rows: &mut Rows,
    random: &mut SeededRandom,
    at: DateTime<Utc>,
    commune: Uuid,
    member: &Member,
    place: &Unit,
    password_hash: &str,
) -> (Uuid, Uuid) {
    let (role, title) = place.post();
    let who = (place.code, place.person);
    let at_unit = (commune, member.id);
    add_person(rows, random, at, at_unit, who, (role, title, None), password_hash)
}
