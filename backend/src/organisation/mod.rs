//! The commune as an organisation: units and their groups, catalogues, days off, settings.
//!
//! Imports `platform` alone.

pub mod catalogues;
pub mod groups;
pub mod holidays;
pub mod settings;
pub mod units;
