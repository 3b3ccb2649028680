//! Getting in and one's own account: login, the first visit of an invited person, the profile with
//! its logins, the second factor and the powers lent; and what stands where a screen may not be shown.
//!
//! Uses `api::{auth, second_factor, delegations, people}` and the session.

mod delegation_form;
mod delegations;
mod factor_forms;
mod guarded;
mod login;
mod not_found;
mod profile;
mod second_factor;
mod sessions;
mod welcome;

pub use delegations::Delegations;
pub use guarded::Guarded;
pub use login::{LoginPage, Unreached};
pub use not_found::{Forbidden, NotFound};
pub use profile::ProfilePage;
pub use second_factor::SecondFactor;
pub use welcome::WelcomePage;
