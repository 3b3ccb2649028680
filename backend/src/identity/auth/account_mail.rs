//! Mails about the account itself: each to an address of its own, whatever the person has chosen.

use shared::state::NoticeChannel;
use uuid::Uuid;

use crate::identity::users::repo::User;
use crate::platform::config::Mail;
use crate::platform::error::AppResult;
use crate::platform::mail::choices::Choices;
use crate::platform::mail::compose::{self, Item, QueuedMail, Section};
use crate::platform::unit_of_work::UnitOfWork;

/// Where a person changes what these mails are about.
const PAGE: &str = "/profile";

/// What is told.
#[derive(Debug, Clone, Copy)]
pub enum AccountMail<'a> {
    /// To a new address: the code that takes it into use, and for how many minutes it is good.
    Code {
        /// The code.
        code: &'a str,
        /// Minutes.
        minutes: i64,
    },
    /// To the address in use: another has been asked for.
    ChangeRequested {
        /// Enough of the other to know it by.
        new: &'a str,
    },
    /// To the address that was in use: another has taken its place, or none.
    Changed {
        /// Enough of the other to know it by.
        new: Option<&'a str>,
    },
}

impl AccountMail<'_> {
    /// The subject, and what stands below it.
    fn words(self, english: bool) -> (String, Vec<String>) {
        let (subject, lines): (&str, Vec<String>) = match (self, english) {
            (Self::Code { code, minutes }, false) => (
                "Mã xác nhận địa chỉ e-mail",
                vec![
                    format!("Mã: {code}"),
                    format!("Nhập mã này ở trang Tôi trong {minutes} phút."),
                    "Nếu không phải bạn yêu cầu, hãy bỏ qua thư này.".into(),
                ],
            ),
            (Self::Code { code, minutes }, true) => (
                "Code to confirm your e-mail address",
                vec![
                    format!("Code: {code}"),
                    format!("Enter it on your profile page within {minutes} minutes."),
                    "If you did not ask for it, ignore this mail.".into(),
                ],
            ),
            (Self::ChangeRequested { new }, false) => (
                "Có yêu cầu đổi địa chỉ e-mail",
                vec![
                    format!("Địa chỉ mới: {new}. Địa chỉ này vẫn dùng cho đến khi xác nhận."),
                    "Nếu không phải bạn yêu cầu, hãy đổi mật khẩu ngay và báo quản trị.".into(),
                ],
            ),
            (Self::ChangeRequested { new }, true) => (
                "A change of your e-mail address was asked for",
                vec![
                    format!("New address: {new}. This one stays in use until that is confirmed."),
                    "If it was not you, change your password now and tell the administrator."
                        .into(),
                ],
            ),
            (Self::Changed { new }, english) => {
                let lines = match (new, english) {
                    (Some(new), false) => format!("Địa chỉ đang dùng: {new}."),
                    (Some(new), true) => format!("The address in use now: {new}."),
                    (None, false) => "Tài khoản không còn địa chỉ e-mail.".into(),
                    (None, true) => "The account has no e-mail address any more.".into(),
                };
                let (subject, what_then) = if english {
                    (
                        "Your e-mail address was changed",
                        "If it was not you, tell the administrator now.",
                    )
                } else {
                    ("Địa chỉ e-mail đã được đổi", "Nếu không phải bạn đổi, hãy báo quản trị ngay.")
                };
                (subject, vec![lines, what_then.into()])
            }
        };
        (subject.into(), lines)
    }
}

/// Puts a mail to an address of a person among the mails that wait.
///
/// # Errors
/// The database.
pub async fn enqueue(
    work: &UnitOfWork,
    settings: &Mail,
    commune_id: Uuid,
    (person, to): (&User, &str),
    mail: AccountMail<'_>,
) -> AppResult<()> {
    let choices = Choices::of(person.clone());
    let (title, details) = mail.words(choices.language == "en");
    let subject = title.clone();
    let items = vec![Item { title, details, path: PAGE.into() }];
    // Each is told by itself: nothing causes the same one twice.
    let cause = format!("account:{}", work.new_id());
    let queued = QueuedMail {
        commune_id,
        user_id: person.id,
        channel: NoticeChannel::Mail,
        cause: &cause,
        kind: None,
        may_mute: false,
        recipient: Some(to),
    };
    let sections = [Section { heading: None, items }];
    compose::enqueue(&work.tx, settings, &choices, &queued, &subject, &sections, work.now).await
}
