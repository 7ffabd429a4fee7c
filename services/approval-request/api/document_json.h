// Documents as answers, and the bodies and cursors of requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approval-request/app/ports.h"
#include "common/result.h"

namespace erp::approval_request {

std::string DocumentJson(const Document& document);
std::string DocumentListJson(const std::vector<Document>& documents);

// What a submit answers; made only of what never changes, so that a repeat answers the same.
std::string SubmittedJson(const Document& document);

// What a decision or a recall answers.
std::string ArbitratedJson(RequestId request, const std::string& status);

// The body of POST /approvals: shape only, the rules are in domain/submit.h.
Result<Draft> ParseDraft(const std::string& body);

// The body of PUT /approvals/{id}/approve and /reject; only a rejection takes a reason.
struct DecisionBody {
  EmployeeId approver;
  std::optional<std::string> reason = std::nullopt;
};
Result<DecisionBody> ParseDecisionBody(const std::string& body, bool approve);

// The body of POST /approvals/{id}/recall.
struct RecallBody {
  EmployeeId requester;
  std::optional<std::string> comment = std::nullopt;
};
Result<RecallBody> ParseRecallBody(const std::string& body);

std::string CursorText(const ListCursor& cursor);
// kInvalid "invalid-query" for anything that CursorText did not write.
Result<ListCursor> ParseCursor(std::string_view text);

}  // namespace erp::approval_request
