#include "approval-processing/api/korean.h"

#include <array>

namespace erp::approval_processing {
namespace {

constexpr auto kTable = std::to_array<http::Translation>({
    {"is not one that a Link header gave", "Link 헤더에서 받은 커서가 아닙니다"},
    {"is required to reject", "반려하려면 반드시 있어야 합니다"},
    {"A rejection of this document needs a comment.", "이 문서를 반려하려면 사유가 있어야 합니다."},
    {"The Idempotency-Key was used with another decision.",
     "이 Idempotency-Key는 다른 결정에 이미 쓰였습니다."},
    {"This step has been decided already.", "이미 처리된 결재 단계입니다."},
    {"The drafter has recalled the document.", "기안자가 회수한 문서입니다."},
    {"It is not this approver's turn: the step is not open.", "아직 이 결재자의 차례가 아닙니다."},
    {"The document is not under way yet: no step of it is open.",
     "아직 결재가 시작되지 않은 문서입니다."},
    {"Only the drafter recalls a document.", "기안자만 문서를 회수할 수 있습니다."},
    {"The document is not in progress any more.", "더 이상 진행 중인 문서가 아닙니다."},
    {"There is no document that waits for this approver under this number.",
     "이 번호로 이 결재자를 기다리는 문서가 없습니다."},

    {"Somebody who has left the company decides nothing any more.",
     "퇴사한 직원은 결재할 수 없습니다."},

    {"The document has changed since it was read.", "조회한 뒤에 문서가 바뀌었습니다."},
    {"The document is a draft: it is not submitted, so there is nothing to recall.",
     "상신되지 않은 임시저장 문서여서 회수할 것이 없습니다."},

    // Other services.
    {"No such document is known here.", "여기에 알려진 문서가 아닙니다."},
    {"This task is not open for this person.", "이 사람에게 열려 있는 결재가 아닙니다."},

    // Operators.
    {"must be 1 to 200 ids, comma-separated", "쉼표로 나눈 번호 1개 이상 200개 이하여야 합니다"},
    {"is not one that an answer gave", "응답에서 받은 커서가 아닙니다"},
    {"No such entry was set aside.", "따로 보관된 그런 항목이 없습니다."},

    // Successes.
    {"The document was approved.", "결재를 승인했습니다."},
    {"The document was rejected.", "결재를 반려했습니다."},
    {"The document was recalled.", "문서를 회수했습니다."},
});

}  // namespace

std::span<const http::Translation> Korean() { return kTable; }

}  // namespace erp::approval_processing
