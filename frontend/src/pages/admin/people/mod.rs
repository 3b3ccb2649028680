//! People, their posts and invitations, what the office still lacks, and who may do what.

mod checklist;
mod invitation;
mod list;
mod new_person;
mod person;
mod person_login;
mod post_form;
mod posts;
mod roles;

pub use list::PeoplePage;
pub use new_person::NewPersonPage;
pub use person::PersonPage;
pub use roles::RolesPage;
