#include "approval-request/api/korean.h"

#include <array>

namespace erp::approval_request {
namespace {

constexpr auto kTable = std::to_array<http::Translation>({
    // Documents.
    {"The document cannot be submitted like this; see errors.",
     "이대로는 상신할 수 없는 문서입니다. errors를 확인해 주세요."},
    {"must not be blank", "비어 있으면 안 됩니다"},
    {"must have at most {} characters", "{}자 이하여야 합니다"},
    {"must be {} when form is {}", "form이 {1}이면 {0}이어야 합니다"},
    {"is only for forms that take leave", "연차를 쓰는 양식에만 쓸 수 있습니다"},
    {"must be a multiple of 0.125 above 0, at most 366", "0 초과 366 이하의 0.125 단위여야 합니다"},
    {"is the number of another step", "다른 단계와 번호가 같습니다"},
    {"must be numbered from 1 to {} without gaps", "1부터 {}까지 빠짐없이 번호를 매겨야 합니다"},
    {"is the drafter", "기안자 본인입니다"},
    {"is already on the line", "이미 결재선에 있습니다"},
    {"must be an array of 1 to 20 elements", "원소가 1개 이상 20개 이하인 배열이어야 합니다"},
    {"Somebody named in the document cannot take part; see errors.",
     "문서에 참여할 수 없는 사람이 있습니다. errors를 확인해 주세요."},
    {"is not an employee", "직원이 아닙니다"},
    {"is no longer active", "재직 중이 아닙니다"},
    {"This Idempotency-Key was used for another document.",
     "이 Idempotency-Key는 다른 문서에 이미 쓰였습니다."},
    {"The document was not submitted; it is a draft.",
     "문서가 상신되지 않았습니다. 임시저장 상태입니다."},
    {"Other leave takes a part of {}; the document is a draft.",
     "{}에 이미 신청한 휴가가 있습니다. 문서는 임시 저장되었습니다."},
    {"No grant of leave is valid on {}; the document is a draft.",
     "{}에 사용할 수 있는 휴가가 없습니다. 문서는 임시 저장되었습니다."},
    {"must be {}, which the dates take", "날짜가 차지하는 일수인 {}이어야 합니다"},
    {"There is not enough leave for this document; it is a draft.",
     "잔여 연차가 부족해 상신되지 않았습니다. 임시저장 상태입니다."},

    {"Somebody who has left the company submits nothing any more.",
     "퇴사한 직원은 상신할 수 없습니다."},

    // Changing drafts.
    {"The document is neither a draft nor recalled; it cannot be changed.",
     "임시저장 또는 회수된 문서가 아니어서 바꿀 수 없습니다."},
    {"This Idempotency-Key was used for another change.",
     "이 Idempotency-Key는 다른 변경에 이미 쓰였습니다."},
    {"Only the drafter changes a document.", "기안자만 문서를 바꿀 수 있습니다."},
    {"The document was under way once; it can be changed, but not deleted.",
     "결재가 진행된 적이 있는 문서는 고칠 수 있지만 삭제할 수 없습니다."},
    {"The document was changed too often; draft a new one.",
     "문서를 너무 여러 번 바꾸었습니다. 새로 기안해 주세요."},
    {"cannot be changed", "바꿀 수 없습니다"},

    // Canceling leave.
    {"Only the drafter and human resources cancel leave.",
     "기안자와 인사 담당자만 연차를 취소할 수 있습니다."},
    {"This document has no approved leave.", "승인된 연차가 있는 문서가 아닙니다."},
    {"This leave was canceled already.", "이미 취소된 연차입니다."},
    {"This leave has begun; human resources cancels what is left of it.",
     "이미 시작된 연차입니다. 남은 날짜는 인사 담당자가 취소할 수 있습니다."},
    {"All of this leave has been taken.", "이미 모두 사용한 연차입니다."},

    // Reading and deciding.
    {"must be names of members, comma-separated", "쉼표로 나눈 항목 이름이어야 합니다"},
    {"No such document.", "그런 문서가 없습니다."},
    {"The document has changed since it was read.", "조회한 뒤에 문서가 바뀌었습니다."},
    {"must be a positive whole number", "양의 정수여야 합니다"},
    {"is not one that a Link header gave", "Link 헤더에서 받은 커서가 아닙니다"},

    // Operators.
    {"No step of this document is open.", "이 문서에는 열린 단계가 없습니다."},
    {"This is not the epoch that was announced last.", "마지막으로 알려진 에포크가 아닙니다."},
    {"must be keys or full", "keys 또는 full이어야 합니다"},
    {"must be an instant", "시각이어야 합니다"},
    {"must be after from", "from보다 뒤여야 합니다"},
    {"must be at most 31 days after from", "from에서 31일 이내여야 합니다"},

    {"Notifications are being sent again already; see jobId.",
     "알림을 이미 다시 보내는 중입니다. jobId를 보세요."},
    {"A reconciliation is running already.", "대조 작업이 이미 진행 중입니다."},
    {"There is no such job.", "그런 작업이 없습니다."},

    // Successes.
    {"The document was approved.", "결재를 승인했습니다."},
    {"The document was rejected.", "결재를 반려했습니다."},
    {"The document was recalled.", "문서를 회수했습니다."},
});

}  // namespace

std::span<const http::Translation> Korean() { return kTable; }

}  // namespace erp::approval_request
