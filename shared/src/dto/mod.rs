//! What goes over the wire: requests and views, one file a resource.

pub mod activity;
pub mod assignment;
pub mod attachment;
pub mod audit;
pub mod auth;
pub mod catalogue;
pub mod client;
pub mod comment;
pub mod delegation;
pub mod directive;
pub mod group;
pub mod holiday;
pub mod overview;
pub mod page;
pub mod report;
pub mod search;
pub mod second_factor;
pub mod settings;
pub mod setup;
pub mod split;
pub mod task;
pub mod unit;
pub mod user;
