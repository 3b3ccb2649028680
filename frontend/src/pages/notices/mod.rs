//! What one is told and how: the notices, the choice of ways, the address of e-mail, and the end of
//! mails by the link in one.
//!
//! Uses `api::notices` and the bell.

mod choices;
mod email_address;
mod kinds;
mod list;
mod unsubscribe;
mod words;

pub use choices::NoticeChoicesCard;
pub use list::NoticesPage;
pub use unsubscribe::UnsubscribePage;
