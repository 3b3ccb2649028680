//! What goes over the wire: requests and views, one file a resource.

pub mod figures;
pub mod identity;
pub mod notifications;
pub mod operations;
pub mod organisation;
pub mod page;
pub mod work;
