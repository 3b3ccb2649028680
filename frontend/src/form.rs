//! Forms: how one is checked, sent and answered ([`use_form`]); checks without the Unicode tables, for
//! the browser has its own and the server checks again; and what survives a reload ([`Keeper`]).

use crate::{
    api::{Answer, ApiError},
    components::field::{Errors, focus_first},
    dom,
    session::use_session,
    write::{Coming, Then, Write, use_write},
};
use js_sys::JsString;
use leptos::{ev::SubmitEvent, prelude::*};
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    FieldError,
    validate::{Checks, PASSWORD_LENGTH},
};

type Place = Box<dyn Fn(&str) -> String + Send + Sync>;
type Except = Box<dyn Fn(&ApiError) -> bool>;

/// A form: what is wrong with it, field by field, whether it is on its way, and what of it is kept until
/// it has been sent. What is written is in signals of whoever draws it.
#[derive(Clone, Copy)]
pub struct Form {
    /// What is wrong, by the ids of its fields: for them and for `ErrorSummary`, which takes the focus.
    pub errors: Errors,
    /// Whether it is on its way: for the button that sends it.
    pub busy: RwSignal<bool>,
    /// What sends it: also for what else belongs to the form and keeps it busy.
    pub write: Write,
    whole: &'static str,
    place: StoredValue<Place>,
    keeper: Option<Keeper>,
    except: Option<StoredValue<Except, LocalStorage>>,
}

/// A form. `place` gives the form's own id for a field that the server names; what no field is to blame
/// for stands at `whole`.
#[must_use]
pub fn use_form<S: Into<String>>(
    whole: &'static str,
    place: impl Fn(&str) -> S + Send + Sync + 'static,
) -> Form {
    let place: Place = Box::new(move |field| place(field).into());
    let write = use_write();
    Form {
        errors: RwSignal::new(Vec::new()),
        busy: write.busy,
        write,
        whole,
        place: StoredValue::new(place),
        keeper: None,
        except: None,
    }
}

impl Form {
    /// What `keeper` keeps is forgotten once it has been sent.
    #[must_use]
    pub fn kept(self, keeper: Keeper) -> Self {
        Self { keeper: Some(keeper), ..self }
    }

    /// Refusals of which `except` says that it has dealt with them are not shown at the fields.
    #[must_use]
    pub fn except(self, except: impl Fn(&ApiError) -> bool + 'static) -> Self {
        let except: Except = Box::new(except);
        Self { except: Some(StoredValue::new_local(except)), ..self }
    }

    /// Runs `always` after each answer, whatever it was.
    #[must_use]
    pub fn always(self, always: impl Fn() + 'static) -> Self {
        Self { write: self.write.always(always), ..self }
    }

    /// Too short for a summary: the focus goes to the first field that is wrong.
    #[must_use]
    pub fn short(self) -> Self {
        focus_first(self.errors);
        self
    }

    /// What `read` makes of what is written, unless it notes that something is wrong.
    pub fn read<B>(self, read: impl FnOnce(&mut Checks) -> Option<B>) -> Option<B> {
        let mut checks = Checks::new();
        let body = read(&mut checks);
        let wrong = checks.finish().err().unwrap_or_default();
        let good = wrong.is_empty();
        self.errors.set(wrong);
        body.filter(|_| good)
    }

    /// Waits for the answer to what was sent, unless one is waited for already. A refusal is shown at
    /// the fields.
    pub fn send<A: 'static>(
        self,
        answer: impl Future<Output = Answer<A>> + 'static,
        done: impl FnOnce(A) + 'static,
    ) {
        self.sent(Box::pin(answer), Box::new(done));
    }

    fn sent<A: 'static>(self, answer: Coming<Answer<A>>, done: Then<A>) {
        let then = move |answer| match answer {
            Ok(made) => {
                if let Some(keeper) = self.keeper {
                    keeper.forget();
                }
                done(made);
            }
            Err(error) => {
                let dealt = self.except.and_then(|it| it.try_with_value(|it| it(&error)));
                if dealt != Some(true) {
                    self.refuse(&error);
                }
            }
        };
        self.write.settled(answer, Box::new(then));
    }

    /// For `on:submit`: reads, and sends what is right.
    pub fn submit<B, A: 'static, F>(
        self,
        read: impl Fn(&mut Checks) -> Option<B> + 'static,
        send: impl Fn(B) -> F + 'static,
        done: impl Fn(A) + Clone + 'static,
    ) -> impl Fn(SubmitEvent) + 'static
    where
        F: Future<Output = Answer<A>> + 'static,
    {
        move |event| {
            event.prevent_default();
            if let Some(body) = self.read(&read) {
                self.send(send(body), done.clone());
            }
        }
    }

    /// Shows what the server refused at the fields.
    pub fn refuse(self, error: &ApiError) {
        let told = self.place.try_with_value(|place| error.fields(self.whole, place));
        if let Some(told) = told {
            self.errors.try_set(told);
        }
    }

    /// Says that one thing is wrong.
    pub fn wrong(self, field: &'static str, text: impl Into<String>) {
        self.errors.try_set(vec![FieldError::new(field, "refused", text.into())]);
    }
}

/// Notes an error unless something is written.
pub fn required(checks: &mut Checks, field: &str, text: &str) {
    checks.ensure(!text.trim().is_empty(), field, "required", "Bắt buộc nhập.");
}

/// Notes an error unless a day is written, as [`crate::components::date::DateField`] keeps it; an
/// empty one passes where it may be left out.
pub fn day(checks: &mut Checks, field: &str, value: &str, optional: bool) {
    if value.is_empty() && optional {
        return;
    }
    required(checks, field, value);
    let is_day = value.is_empty() || value.parse::<chrono::NaiveDate>().is_ok();
    checks.ensure(is_day, field, "invalid_day", "Viết ngày theo dạng 20/11/2026.");
}

/// Notes an error unless an hour is written or none.
pub fn hour(checks: &mut Checks, field: &str, value: &str) {
    let good = value.is_empty() || shared::time::parse_hour(value).is_some();
    checks.ensure(good, field, "invalid_hour", "Viết giờ theo dạng 19:30.");
}

/// Notes an error unless a new password is long enough and typed twice alike, at its two fields.
pub fn new_password(
    checks: &mut Checks,
    (first, second): (&str, &str),
    password: RwSignal<String>,
    again: RwSignal<String>,
    least: usize,
) {
    // As the server counts: after NFKC.
    let long = password.with_untracked(|p| {
        String::from(JsString::from(p.as_str()).normalize("NFKC")).chars().count()
    });
    let good = (least..=*PASSWORD_LENGTH.end()).contains(&long);
    checks.ensure(good, first, "refused", &crate::tr!(profile.length_from, n = least));
    let same = password.get_untracked() == again.get_untracked();
    checks.ensure(same, second, "refused", crate::tr!(profile.not_same));
}

/// Lower case without marks, đ as d: the same as `shared::text::fold`, by the browser's tables.
#[must_use]
pub fn fold(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFD").to_lower_case())
        .chars()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .map(|letter| if letter == 'đ' { 'd' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Keeps the texts and choices of a form in this tab until they are sent: a reload or a page turned by
/// mistake costs nothing. They are of one person, and of one address with what it asks for.
#[derive(Clone, Copy)]
pub struct Keeper(StoredValue<String>);

impl Keeper {
    /// The keeper of a form.
    #[must_use]
    pub fn of(form: &str) -> Self {
        let me = use_session().me;
        let user = me.with_untracked(|me| me.as_ref().map(|me| me.user_id.to_string()));
        let asked = dom::window().location().search().unwrap_or_default();
        Self(StoredValue::new(format!("loa-form.{form}.{}.{asked}.", user.unwrap_or_default())))
    }

    /// A text of the form, as it was left.
    #[must_use]
    pub fn text(self, field: &str) -> RwSignal<String> {
        let key = self.0.with_value(|form| format!("{form}{field}"));
        let text = RwSignal::new(dom::kept(&key).unwrap_or_default());
        Effect::new(move |_| text.with(|text| dom::keep(&key, text)));
        text
    }

    /// A text of the form, as it was left; `start` where nothing was.
    #[must_use]
    pub fn text_from(self, field: &str, start: &str) -> RwSignal<String> {
        let text = self.text(field);
        if text.with_untracked(String::is_empty) {
            text.set(start.to_owned());
        }
        text
    }

    /// What is chosen in the form, as it was left. Only what differs from `start` is kept, so that
    /// another start (a template that has changed meanwhile) shows where nobody chose otherwise.
    #[must_use]
    pub fn choice<T>(self, field: &str, start: T) -> RwSignal<T>
    where
        T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
    {
        let key = self.0.with_value(|form| format!("{form}{field}"));
        let left = dom::kept(&key).and_then(|text| serde_json::from_str(&text).ok());
        let chosen = RwSignal::new(left.unwrap_or_else(|| start.clone()));
        Effect::new(move |_| {
            let text = chosen.with(|now| match *now == start {
                true => String::new(),
                false => serde_json::to_string(now).unwrap_or_default(),
            });
            dom::keep(&key, &text);
        });
        chosen
    }

    /// Forgets the form: it has been sent.
    pub fn forget(self) {
        if let Some(form) = self.0.try_get_value() {
            dom::forget(&form);
        }
    }
}
