//! Work as the office gives it: the ledger of tasks, one task with its units, and the form for a
//! new one.
//!
//! Uses `api::{tasks, assignments, directives, events, templates, catalogues}`; chasing and the
//! fields of a task are in `common`.

mod ledger;
mod ledger_rows;
mod new_task;
mod task;
mod task_due;
mod task_units;

pub use ledger::TasksPage;
pub use new_task::NewTaskPage;
pub use task::TaskPage;
