//! Accepting an invitation: the person sets the password and is logged in.

use shared::ErrorCode;
use shared::dto::identity::auth::{InvitationAccept, Invited};
use uuid::Uuid;

use super::attempts::{self, Counter};
use super::second_factor;
use crate::identity::users::repo::{self as users, Invitation};
use crate::identity::users::{invitations, people};
use crate::platform::access::actor::Person;
use crate::platform::access::{addresses, password, session};
use crate::platform::app::App;
use crate::platform::error::{AppError, AppResult};
use crate::platform::repo::communes;
use crate::platform::unit_of_work::write_by;

/// Whom a code is for.
///
/// # Errors
/// 404 for a code that is no longer good; 429 for an address that guesses.
pub async fn invitation_details(app: &App, code: &str, address: &str) -> AppResult<Invited> {
    let now = app.clock.now();
    let address = addresses::counted_address(&app.config, address);
    app.addresses.reserve(address, now)?;
    let invitation = invitations::find(&app.db.read, code, now).await?;
    app.addresses.refund(address);
    let user = users::people::get(&app.db.read, invitation.user_id.into()).await?;
    let commune = communes::get(&app.db.read, invitation.commune_id).await?;
    Ok(Invited {
        full_name: user.full_name,
        username: user.username,
        commune_name: commune.name,
        expires_at: invitation.expires_at,
    })
}

/// Sets the password and opens a session: its token and the person.
///
/// # Errors
/// 404 for a code that is no longer good, a field error for the password, 409 when the person
/// holds no post today; 401 without the second factor where it is on.
pub async fn accept(
    app: &App,
    body: &InvitationAccept,
    origin: (&str, &str),
) -> AppResult<(String, Person)> {
    let invited = invitation_details(app, &body.code, origin.0).await?;
    password::check("password", &body.password, &invited.username)?;
    let hash = app.hasher.hash(&body.password).await?;
    let invitation = invitations::find(&app.db.read, &body.code, app.clock.now()).await?;
    let person = person_of_invitation(app, &invitation).await?;
    // A slip of paper stands for the password, never for the phone. Guesses of its codes are counted
    // by themselves: whoever has the slip waits for no stranger who tries the name.
    let guesses = Counter::invited(person.user_id);
    if second_factor::find_confirmed(&app.db.read, person.user_id.into()).await?.is_some() {
        let code = body.second_code.as_ref();
        code.ok_or(ErrorCode::SecondFactorRequired)?;
        attempts::reserve(app, &guesses, app.clock.now()).await?;
    }
    write_by(app, &person, origin.0, "user.accept_invitation", async |work| {
        // Again, now that nobody else writes: one code sets one password, and a second factor that
        // was turned on meanwhile is asked for.
        let user = users::people::get_locked(&work.tx, person.user_id.into()).await?;
        let user = Some(user).filter(|user| user.disabled_at.is_none());
        let user = user.ok_or(ErrorCode::NotFound)?;
        invitations::find(&work.tx, &body.code, work.now).await?;
        let posts = session::posts(&work.tx, user.id.into(), work.now).await?;
        let post =
            posts.into_iter().find(|post| post.id == person.post_id).ok_or_else(no_active_post)?;
        if let Some(factor) = second_factor::find_confirmed(&work.tx, user.id.into()).await? {
            let code = body.second_code.as_deref().ok_or(ErrorCode::SecondFactorRequired)?;
            if !second_factor::consume_code(&work.tx, &factor, code, work.now).await? {
                return Err(ErrorCode::InvalidCredentials.into());
            }
            attempts::set_failures(&work.tx, &guesses, 0, work.now).await?;
        }
        attempts::set_failures(&work.tx, &Counter::name(&user.username), 0, work.now).await?;
        let id = user.id;
        people::set_password(work, user, hash).await?;
        let opened = session::open(app, &work.tx, &post, person.role, origin).await?;
        Ok((opened, ("user", id)))
    })
    .await
}

fn no_active_post() -> AppError {
    AppError::wrong_state("Chưa có chức vụ nào đang hiệu lực.")
}

/// Whoever accepts, by a post in the commune that invited. There is no session yet.
async fn person_of_invitation(app: &App, invitation: &Invitation) -> AppResult<Person> {
    let posts = session::posts(&app.db.read, invitation.user_id.into(), app.clock.now()).await?;
    let post = posts.into_iter().find(|post| post.commune_id == invitation.commune_id);
    let post = post.ok_or_else(no_active_post)?;
    Ok(Person {
        user_id: post.user_id,
        post_id: post.id,
        session_id: Uuid::nil(),
        commune_id: post.commune_id,
        unit_id: post.unit_id,
        role: post.role.0,
        second_factor_pending: false,
        on_behalf_of: None,
    })
}
