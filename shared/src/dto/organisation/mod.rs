//! Of the commune itself: units, groups, catalogues, days off, settings.

pub mod catalogue;
pub mod group;
pub mod holiday;
pub mod settings;
pub mod unit;
