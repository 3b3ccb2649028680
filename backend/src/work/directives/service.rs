//! What may become of directives.

use chrono::Datelike;
use shared::ErrorCode;
use shared::dto::work::directive::{
    DirectiveCreate, DirectiveIssue, DirectivePatch, DirectiveView,
};
use shared::id::DirectiveId;
use shared::state::DirectiveState;
use shared::text::fold;
use shared::validate::Checks;
use uuid::Uuid;

use super::repo::{self, Clause, Directive};
use super::views;
use crate::platform::access::actor::Scope;
use crate::platform::access::{PersonPermit, can};
use crate::platform::error::{AppError, AppResult};
use crate::platform::http::write::WriteContext;
use crate::platform::unit_of_work::{Outcome, UnitOfWork};
use crate::work::attachments;

const SUBJECT_LENGTH: usize = 500;
const SIGNER_LENGTH: usize = 200;
const TEXT_LENGTH: usize = 50_000;
const CLAUSE_LENGTH: usize = 10_000;
const MAX_CLAUSES: usize = 200;
const NUMBER_LENGTH: usize = 50;

/// Drafts a directive.
///
/// # Errors
/// Field errors; 409 when the id is taken.
pub async fn create(
    work: &UnitOfWork,
    permit: &PersonPermit<can::DirectiveWrite>,
    body: DirectiveCreate,
) -> AppResult<Outcome<DirectiveView>> {
    let (person, scope) = (&permit.person, permit.scope);
    let mut checks = Checks::new();
    let subject = checks.required("subject", &body.subject, SUBJECT_LENGTH);
    let signer = checks.optional("signer", &body.signer, SIGNER_LENGTH);
    let preamble = checks.optional("preamble", &body.preamble, TEXT_LENGTH);
    let closing = checks.optional("closing", &body.closing, TEXT_LENGTH);
    let words = check_clauses(&mut checks, &body.clauses);
    let letter = body.attachment_id;
    if let Some(id) = letter {
        let usable = attachments::service::may_attach(work, person, &[id]).await?;
        checks.ensure(usable, "attachment_id", "unknown", "Không có tệp này.");
    }
    checks.finish()?;
    if let Some(id) = letter {
        attachments::service::attach(work, person, &[id]).await?;
    }
    let row = Directive {
        id: body.id.map_or_else(|| work.new_id(), |id| id.0),
        commune_id: scope.commune_id,
        number: None,
        year: None,
        signed_on: None,
        fold: fold_of(None, &subject, &signer),
        subject,
        signer,
        preamble,
        closing,
        state: DirectiveState::Draft.into(),
        attachment_id: letter.map(Into::into),
        issued_at: None,
        created_at: work.now,
        version: 1,
        change_seq: work.seq,
    };
    let row = work.insert(row).await?;
    put_clauses(work, row.id.into(), words).await?;
    outcome(work, row, 201).await
}

/// Changes a draft.
///
/// # Errors
/// 404, 428, 412, 409 once issued, field errors.
pub async fn update(
    work: &UnitOfWork,
    permit: &PersonPermit<can::DirectiveWrite>,
    context: &WriteContext,
    id: DirectiveId,
    body: DirectivePatch,
) -> AppResult<Outcome<DirectiveView>> {
    let scope = permit.scope;
    let before = find_draft(work, scope, context, id).await?;
    let mut row = before.clone();
    let mut checks = Checks::new();
    if let Some(subject) = &body.subject {
        row.subject = checks.required("subject", subject, SUBJECT_LENGTH);
    }
    if let Some(signer) = &body.signer {
        row.signer = checks.optional("signer", signer, SIGNER_LENGTH);
    }
    if let Some(preamble) = &body.preamble {
        row.preamble = checks.optional("preamble", preamble, TEXT_LENGTH);
    }
    if let Some(closing) = &body.closing {
        row.closing = checks.optional("closing", closing, TEXT_LENGTH);
    }
    let mut words = body.clauses.as_ref().map(|clauses| check_clauses(&mut checks, clauses));
    if let Some(new) = &words {
        let old = repo::clauses(&work.tx, id).await?;
        if old.iter().map(|clause| &clause.words).eq(new) {
            words = None;
        } else {
            let ids: Vec<Uuid> = old.iter().map(|clause| clause.id).collect();
            let free = !repo::is_cited(&work.tx, &ids).await?;
            let message = "Đã có nhiệm vụ căn cứ vào các điều khoản này nên không thể thay.";
            checks.ensure(free, "clauses", "cited", message);
        }
    }
    checks.finish()?;
    row.fold = fold_of(None, &row.subject, &row.signer);
    let row = work.save(&before, &row).await?;
    if let Some(words) = words {
        put_clauses(work, id, words).await?;
    }
    outcome(work, row, 200).await
}

/// Issues a draft under its number.
///
/// # Errors
/// 404, 428, 412, 409 once issued, field errors.
pub async fn issue(
    work: &UnitOfWork,
    permit: &PersonPermit<can::DirectiveWrite>,
    context: &WriteContext,
    id: DirectiveId,
    body: DirectiveIssue,
) -> AppResult<Outcome<DirectiveView>> {
    let scope = permit.scope;
    let before = find_draft(work, scope, context, id).await?;
    let mut checks = Checks::new();
    let number = checks.required("number", &body.number, NUMBER_LENGTH);
    let year = i64::from(body.signed_on.year());
    let sane = (2000..=2100).contains(&year);
    checks.ensure(sane, "signed_on", "invalid", "Ngày ký không hợp lệ.");
    if !number.is_empty() && repo::is_taken(&work.tx, scope, year, &number).await? {
        checks.fail("number", "taken", "Số văn bản này đã dùng trong năm.");
    }
    checks.finish()?;
    let row = Directive {
        fold: fold_of(Some(&number), &before.subject, &before.signer),
        number: Some(number),
        year: Some(year),
        signed_on: Some(body.signed_on),
        state: DirectiveState::Issued.into(),
        issued_at: Some(work.now),
        ..before.clone()
    };
    let row = work.save(&before, &row).await?;
    outcome(work, row, 200).await
}

/// The directive, found, in the version the client read, and still a draft.
async fn find_draft(
    work: &UnitOfWork,
    scope: Scope,
    context: &WriteContext,
    id: DirectiveId,
) -> AppResult<Directive> {
    let row = repo::find(&work.tx, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    context.matches(row.version)?;
    if row.state == DirectiveState::Draft {
        Ok(row)
    } else {
        Err(AppError::wrong_state("Văn bản đã ban hành thì không sửa được."))
    }
}

fn check_clauses(checks: &mut Checks, clauses: &[String]) -> Vec<String> {
    if clauses.len() > MAX_CLAUSES {
        checks.fail("clauses", "too_many", format!("Tối đa {MAX_CLAUSES} điều khoản."));
        return Vec::new();
    }
    clauses
        .iter()
        .enumerate()
        .map(|(at, words)| checks.required(&format!("clauses[{at}]"), words, CLAUSE_LENGTH))
        .collect()
}

async fn put_clauses(
    work: &UnitOfWork,
    directive: DirectiveId,
    words: Vec<String>,
) -> AppResult<()> {
    let rows: Vec<Clause> = (1..)
        .zip(words)
        .map(|(number, words)| Clause {
            id: work.new_id(),
            directive_id: directive.0,
            number,
            words,
        })
        .collect();
    repo::replace_clauses(&work.tx, directive, &rows).await?;
    for row in &rows {
        work.audit(None::<&Clause>, Some(row));
    }
    Ok(())
}

fn fold_of(number: Option<&str>, subject: &str, signer: &str) -> String {
    fold(&format!("{} {subject} {signer}", number.unwrap_or_default()))
}

async fn outcome(
    work: &UnitOfWork,
    row: Directive,
    status: u16,
) -> AppResult<Outcome<DirectiveView>> {
    let (id, version) = (row.id, row.version);
    Ok(Outcome {
        status,
        version: Some(version),
        body: Some(views::view(&work.tx, row, true).await?),
        object: ("directive", id),
    })
}
