//! Parts of several areas that fetch or send by themselves; those that take what they show as props
//! are in `components`.

pub mod chase;
pub mod extension_decide;
mod group_list;
pub mod task_fields;
pub mod template_choice;
pub mod unit_groups;
mod zalo;
