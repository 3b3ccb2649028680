//! What the parts of the demo share while it is written, and how an activity is written.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use shared::catalogue::CatalogueKind;
use shared::dto::work::activity::{ActivityView, ValueView};
use shared::dto::work::attachment::AttachmentView;
use shared::id::{ActivityId, AttachmentId, CatalogueId, ReportId};
use shared::state::ActivityState;
use shared::time::{day_of, start_of_day};
use uuid::Uuid;

use super::catalogue::Catalogue;
use super::organisation::{Member, Organisation};
use super::pictures::Photo;
use super::random::SeededRandom;
use super::rows::Rows;
use super::samples::SampleActivity;
use crate::platform::db::entity as e;
use crate::work::activities::repo::day_key;

/// Villages that committees reach. Those left out stay empty in the coverage.
const REACHED_VILLAGES: &[&str] =
    &["xuanbac", "xuannam", "lamhoan", "phuchai", "haibac", "hainam", "trunghai", "donghai"];

/// Everything at hand while the demo is written.
pub(super) struct DemoData {
    pub rows: Rows,
    pub random: SeededRandom,
    pub organisation: Organisation,
    pub catalogue: Catalogue,
    pub photos: Vec<Photo>,
    pub photos_used: usize,
    pub now: DateTime<Utc>,
}

/// An activity to be written.
pub(super) struct NewActivity<'a> {
    pub unit: &'a Member,
    pub sample: SampleActivity,
    /// The day; a draft may have none yet.
    pub held_on: Option<NaiveDate>,
    pub state: ActivityState,
    pub report: Option<Uuid>,
    pub position: i64,
    /// Low figures and no photo.
    pub thin: bool,
    pub written: DateTime<Utc>,
}

impl DemoData {
    /// The day so many days from today.
    pub(super) fn day(&self, from_today: i64) -> NaiveDate {
        day_of(self.now) + Duration::days(from_today)
    }

    /// An instant so many days ago, some minutes after the hour.
    pub(super) fn ago(&mut self, days: i64, hour: i64) -> DateTime<Utc> {
        let minutes = hour * 60 + self.random.between(3, 50);
        start_of_day(self.day(-days)) + Duration::minutes(minutes)
    }

    /// Writes an activity, and answers how it reads.
    pub(super) fn activity(&mut self, new: &NewActivity<'_>) -> ActivityView {
        let id = self.random.id(new.written);
        let sample = new.sample;
        let channel = self.catalogue.named(CatalogueKind::Channels, sample.channel);
        let view = ActivityView {
            id: ActivityId(id),
            state: new.state,
            units: vec![new.unit.named()],
            report_id: new.report.map(ReportId),
            held_on: new.held_on,
            held_at: Some(sample.hour.to_owned()),
            place: sample.place.replace("{}", &new.unit.name.replace("Thôn", "thôn")),
            channel: Some(channel),
            topics: self.named(CatalogueKind::Topics, sample.topics),
            audiences: self.named(CatalogueKind::Audiences, sample.audiences),
            places_reached: self.places(new).iter().map(Member::named).collect(),
            values: self.values(new),
            attachments: self.evidence(new),
            links: sample.link.into_iter().map(|link| format!("{link}-{}", new.position)).collect(),
            note: sample.note.to_owned(),
            created_at: new.written,
            version: 1,
        };
        self.push_rows(&view, new);
        view
    }

    fn named(
        &self,
        kind: CatalogueKind,
        codes: &[&str],
    ) -> Vec<shared::dto::page::Named<CatalogueId>> {
        codes.iter().map(|code| self.catalogue.named(kind, code)).collect()
    }

    fn places(&mut self, new: &NewActivity<'_>) -> Vec<Member> {
        if new.unit.village {
            return vec![new.unit.clone()];
        }
        let first = self.random.between(0, 7);
        let last = first + self.random.between(0, 2);
        (first..=last)
            .filter_map(|n| REACHED_VILLAGES.get(usize::try_from(n).ok()? % REACHED_VILLAGES.len()))
            .map(|code| self.organisation.unit(code))
            .collect()
    }

    fn values(&mut self, new: &NewActivity<'_>) -> Vec<ValueView> {
        let mut values = Vec::new();
        for &(code, low, high) in new.sample.values {
            let (id, name, unit_of_measure) = self.catalogue.entry(CatalogueKind::Indicators, code);
            let amount = self.random.between(low, high);
            let amount = if new.thin { (amount / 4).max(1) } else { amount };
            let indicator_id = CatalogueId(id);
            values.push(ValueView { indicator_id, name, unit_of_measure, amount });
        }
        values
    }

    fn evidence(&mut self, new: &NewActivity<'_>) -> Vec<AttachmentView> {
        let with_photo = new.report.is_some() && !new.thin && new.held_on.is_some();
        let next = self.photos_used % self.photos.len().max(1);
        let Some(photo) = self.photos.get(next).filter(|_| with_photo) else {
            return Vec::new();
        };
        self.photos_used += 1;
        let id = self.random.id(new.written);
        let view = AttachmentView {
            id: AttachmentId(id),
            file_name: format!("Ảnh minh họa {}.jpg", self.photos_used),
            media_type: photo.prepared.media_type.to_owned(),
            size: i64::try_from(photo.size).unwrap_or_default(),
            source_sha256: photo.source_sha256.clone(),
            sha256: photo.sha256.clone(),
            width: Some(photo.prepared.width.into()),
            height: Some(photo.prepared.height.into()),
            captured_on: new.held_on,
            created_at: new.written,
        };
        self.rows.attachments.push(e::attachment::Model {
            id,
            commune_id: self.organisation.commune,
            uploader_id: new.unit.user,
            unit_id: new.unit.id,
            file_name: view.file_name.clone(),
            media_type: view.media_type.clone(),
            size: view.size,
            source_sha256: view.source_sha256.clone(),
            sha256: view.sha256.clone(),
            thumbnail_sha256: Some(photo.thumbnail_sha256.clone()),
            width: view.width,
            height: view.height,
            captured_on: view.captured_on,
            attached: true,
            sent: true,
            created_at: view.created_at,
        });
        vec![view]
    }

    fn push_rows(&mut self, view: &ActivityView, new: &NewActivity<'_>) {
        let activity_id = view.id.0;
        let rows = &mut self.rows;
        rows.activities.push(e::activity::Model {
            id: activity_id,
            commune_id: self.organisation.commune,
            unit_id: new.unit.id,
            report_id: new.report,
            position: new.position,
            state: new.state.into(),
            held_on: view.held_on,
            held_at: view.held_at.clone(),
            place: view.place.clone(),
            channel_id: view.channel.as_ref().map(|channel| channel.id.0),
            note: view.note.clone(),
            day_key: day_key(view.held_on),
            deleted_at: None,
            created_by: new.unit.user,
            created_at: view.created_at,
            version: 1,
            change_seq: 0,
        });
        for unit in &view.units {
            rows.activity_units.push(e::activity_unit::Model {
                activity_id,
                unit_id: unit.id.0,
                day_key: day_key(view.held_on),
            });
        }
        for place in &view.places_reached {
            rows.activity_places
                .push(e::activity_place::Model { activity_id, unit_id: place.id.0 });
        }
        let topics = view.topics.iter().map(|item| (item.id.0, CatalogueKind::Topics));
        let audiences = view.audiences.iter().map(|item| (item.id.0, CatalogueKind::Audiences));
        for (item_id, kind) in topics.chain(audiences) {
            let kind = kind.into();
            rows.activity_items.push(e::activity_item::Model { activity_id, item_id, kind });
        }
        for value in &view.values {
            let (indicator_id, amount) = (value.indicator_id.0, value.amount);
            rows.activity_values.push(e::activity_value::Model {
                activity_id,
                indicator_id,
                amount,
            });
        }
        for (position, link) in (0..).zip(view.links.iter().cloned()) {
            rows.activity_links.push(e::activity_link::Model { activity_id, position, link });
        }
        for (position, file) in (0..).zip(&view.attachments) {
            let attachment_id = file.id.0;
            let row = e::activity_attachment::Model { activity_id, attachment_id, position };
            rows.activity_attachments.push(row);
        }
    }
}
