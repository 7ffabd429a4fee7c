// Documents as answers, and the bodies and cursors of requests.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "approval-request/api/list_cursor.h"
#include "approval-request/app/ports.h"
#include "approval-request/domain/draft.h"
#include "approval-request/domain/rights.h"
#include "common/result.h"
#include "http/message.h"

namespace erp::approval_request {

// Which members an answer has: all of them, or those that ?fields= names.
using Fields = std::optional<std::set<std::string>>;
// "title,finalStatus"; kInvalid "invalid-query" for names that no document has.
Result<Fields> ParseFields(const std::optional<std::string>& text);

// `can`: what who asks may do with it now, where somebody does.
std::string DocumentJson(const Document& document,
                         const Fields& fields = std::nullopt,
                         const std::optional<Allowed>& can = std::nullopt);
// The documents of a page as an array of at most kPageBytes (one comes anyway), and where the next
// page begins: printed, documents may be longer than they are stored.
struct PrintedDocuments {
  std::string json;
  std::optional<ListCursor> next;
};
using CanOf = std::function<std::optional<Allowed>(const Document&)>;
PrintedDocuments PrintDocuments(const DocumentPage& page, const Fields& fields, const CanOf& can);

// What a submit answers; made only of what never changes, so that a repeat answers the same.
std::string SubmittedJson(const Document& document, const Round& round);

// What a decision or a recall answers.
std::string ArbitratedJson(RequestId document, const std::string& status);

// What a submit answers whose leave was refused: 409 with the figures of that moment, so that a
// repeat answers the same.
http::Response RefusedSubmit(const Document& document, const Round& round);

// The body of POST /approvals: shape only, the rules are in domain/submit.h and in the form, which
// must be one of these.
Result<Draft> ParseDraft(const std::string& body, const std::vector<std::string>& forms);

// The body of PUT /approvals/{id}. The body of a GET is taken too: what cannot be changed must be
// as it is in the document that is changed, which `unchanged` says.
struct EditBody {
  EmployeeId requester;
  DraftEdit edit;
  std::function<Result<void>(const Document&)> unchanged;
};
Result<EditBody> ParseEdit(const std::string& body);

// The body of POST /approvals/{id}/submit.
Result<EmployeeId> ParseRequester(const std::string& body);

// The body of PUT /approvals/{id}/approve and /reject. What is said with a decision or a recall is
// its comment; "reason" is taken for it everywhere.
struct DecisionBody {
  EmployeeId approver;
  std::optional<std::string> comment = std::nullopt;
};
Result<DecisionBody> ParseDecisionBody(const std::string& body);

// The body of POST /approvals/{id}/recall.
struct RecallBody {
  EmployeeId requester;
  std::optional<std::string> comment = std::nullopt;
};
Result<RecallBody> ParseRecallBody(const std::string& body);

}  // namespace erp::approval_request
