//! The office's own affairs: units, people, catalogues, settings, API clients, background jobs, the
//! audit log and the first start. Each group of screens has a folder.
//!
//! Uses `api::{units, people, catalogues, settings, clients, jobs, audit, auth, second_factor}`.

mod audit;
mod catalogues;
mod clients;
mod jobs;
mod paste;
mod people;
mod settings;
mod setup;
mod units;

pub use audit::AuditPage;
pub use catalogues::CataloguesPage;
pub use clients::ClientsPage;
pub use jobs::JobsPage;
pub use people::{NewPersonPage, PeoplePage, PersonPage, RolesPage};
pub use settings::SettingsPage;
pub use setup::SetupPage;
pub use units::UnitsPage;
