//! Units, catalogues, holidays, settings.

mod catalogues;
mod holidays;
mod settings;
mod units;
