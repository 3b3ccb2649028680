//! What is written in the file: the words of the page.

use shared::deadline::ResultBucket;
use shared::state::{AssignmentState, Part};

/// How far it is.
pub const fn state(state: AssignmentState) -> &'static str {
    match state {
        AssignmentState::Assigned => "Chưa tiếp nhận",
        AssignmentState::Acknowledged => "Đã tiếp nhận",
        AssignmentState::Submitted => "Chờ duyệt",
        AssignmentState::Returned => "Trả lại",
        AssignmentState::Approved => "Đã duyệt",
        AssignmentState::Cancelled => "Đã hủy",
    }
}

/// What part the unit has.
pub const fn part(part: Part) -> &'static str {
    match part {
        Part::Lead => "Chủ trì",
        Part::Supporting => "Phối hợp",
        Part::Alone => "Thực hiện",
    }
}

/// One of the four official results (docs/DOMAIN.md §5).
pub const fn result(result: ResultBucket) -> &'static str {
    match result {
        ResultBucket::DoneOnTime => "Hoàn thành đúng hạn",
        ResultBucket::DoneLate => "Hoàn thành quá hạn",
        ResultBucket::InProgress => "Đang thực hiện",
        ResultBucket::OverdueNotDone => "Quá hạn chưa hoàn thành",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row reads in the file as it reads on the page.
    #[test]
    fn words_of_states_and_parts_are_those_of_page_locale() {
        let page = include_str!("../../../../../frontend/locales/vi.json");
        let page: serde_json::Value = serde_json::from_str(page).unwrap();
        for value in AssignmentState::ALL {
            assert_eq!(page["state"][value.as_str()], state(*value));
        }
        for value in Part::ALL {
            assert_eq!(page["part"][value.as_str()], part(*value));
        }
    }
}
