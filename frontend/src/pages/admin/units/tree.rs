//! The tree of units as rows, and what moving one among its neighbours changes.

use shared::{dto::organisation::unit::UnitView, id::UnitId, state::UnitKind};

/// A unit in the tree.
#[derive(Clone, PartialEq)]
pub(super) struct Branch {
    /// The unit.
    pub unit: UnitView,
    /// How many units are above it.
    pub depth: usize,
    /// Those above it, the nearest last.
    pub above: Vec<UnitId>,
    /// The name of the one it belongs to.
    pub parent: Option<String>,
    /// Whether units belong to it.
    pub has_below: bool,
    /// Whether it is the first, and the last, of its neighbours.
    pub ends: (bool, bool),
}

/// Kinds stand in the order of the office, units of a kind in theirs.
fn rank(unit: &UnitView) -> (usize, i64, UnitId) {
    let kind = UnitKind::ALL.iter().position(|kind| *kind == unit.kind);
    (kind.unwrap_or_default(), unit.position, unit.id)
}

/// The units of a kind that belong to none, each followed by those below it.
#[must_use]
pub(super) fn branches(units: &[UnitView], kind: UnitKind) -> Vec<Branch> {
    let known = |id: UnitId| units.iter().any(|unit| unit.id == id);
    let mut roots: Vec<&UnitView> = units
        .iter()
        .filter(|unit| unit.kind == kind && !unit.parent_id.is_some_and(known))
        .collect();
    roots.sort_by_key(|unit| rank(unit));
    let mut rows = Vec::new();
    for root in roots {
        add(units, root, &[], None, &mut rows);
    }
    rows
}

fn add(
    units: &[UnitView],
    unit: &UnitView,
    above: &[UnitId],
    parent: Option<&str>,
    rows: &mut Vec<Branch>,
) {
    let mut below: Vec<&UnitView> =
        units.iter().filter(|other| other.parent_id == Some(unit.id)).collect();
    below.sort_by_key(|unit| rank(unit));
    let row = siblings(units, unit);
    let is = |one: Option<&&UnitView>| one.is_none_or(|one| one.id == unit.id);
    rows.push(Branch {
        ends: (is(row.first()), is(row.last())),
        unit: unit.clone(),
        depth: above.len(),
        above: above.to_vec(),
        parent: parent.map(str::to_owned),
        has_below: !below.is_empty(),
    });
    let mut path = above.to_vec();
    path.push(unit.id);
    for one in below.into_iter().filter(|one| !path.contains(&one.id)) {
        add(units, one, &path, Some(&unit.name), rows);
    }
}

/// The units of the same kind below the same one, in their order; those that have ended stay out.
#[must_use]
fn siblings<'a>(units: &'a [UnitView], unit: &UnitView) -> Vec<&'a UnitView> {
    let mut all: Vec<&UnitView> = units
        .iter()
        .filter(|other| {
            other.kind == unit.kind && other.parent_id == unit.parent_id && other.valid_to.is_none()
        })
        .collect();
    all.sort_by_key(|unit| rank(unit));
    all
}

/// Whether `unit` is `above` or below it, so that `above` cannot belong to it.
#[must_use]
pub(super) fn is_within(units: &[UnitView], unit: &UnitView, above: UnitId) -> bool {
    let mut next = Some(unit.id);
    // No longer than there are units, should they ever stand in a circle.
    for _ in 0..=units.len() {
        match next {
            Some(id) if id == above => return true,
            Some(id) => next = units.iter().find(|one| one.id == id).and_then(|one| one.parent_id),
            None => return false,
        }
    }
    false
}

/// What moving a unit by one place comes to.
pub(super) struct Move {
    /// The new positions, of those that change.
    pub changes: Vec<(UnitView, i64)>,
    /// The place of the unit, from 1.
    pub place: usize,
    /// Among how many.
    pub count: usize,
}

/// Moves a unit among its neighbours; nothing at the end of the row.
#[must_use]
pub(super) fn moved(units: &[UnitView], unit: &UnitView, by: isize) -> Option<Move> {
    let mut order = siblings(units, unit);
    let at = order.iter().position(|one| one.id == unit.id)?;
    let goal = at.checked_add_signed(by).filter(|goal| *goal < order.len())?;
    let mut positions: Vec<i64> = order.iter().map(|one| one.position).collect();
    // Two of one position would not keep their order.
    for at in 1..positions.len() {
        positions[at] = positions[at].max(positions[at - 1] + 1);
    }
    order.swap(at, goal);
    let count = order.len();
    let changes = order
        .into_iter()
        .zip(positions)
        .filter(|(one, position)| one.position != *position)
        .map(|(one, position)| (one.clone(), position))
        .collect();
    Some(Move { changes, place: goal + 1, count })
}
