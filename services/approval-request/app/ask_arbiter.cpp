#include "approval-request/app/ask_arbiter.h"

#include <algorithm>
#include <utility>

#include "approval-request/domain/refusals.h"

namespace erp::approval_request {
namespace {

// The watch shows at once what this replica applied; another replica's work is seen by looking.
constexpr std::chrono::milliseconds kFirstLook{30};
constexpr std::chrono::milliseconds kNextLooks{100};

}  // namespace

Result<AskArbiter::Outcome> AskArbiter::Run(const Question& question, const Ask& ask) {
  auto ticket = watch_.Join(question.document);
  auto receipt = ask();
  if (!receipt) return Explained(receipt.error(), question);
  const bool shown = ticket && WaitUntilShown(*ticket, question.document, *receipt);
  return Outcome{*std::move(receipt), shown};
}

// To a client that named the version it saw, the refusal of a document that has moved on since
// is that it has: it reads again and sees who came first.
Error AskArbiter::Explained(Error refusal, const Question& question) {
  const bool state = refusal.code == ErrorCode::kConflict || refusal.code == ErrorCode::kNotFound;
  const bool may_have_moved = question.version && state;
  if (question.viewer.trusted && !may_have_moved) return refusal;
  try {
    const auto document = documents_.Find(question.document);
    if (!document || !MayView(question.viewer, *document)) return DocumentNotFound();
    if (!may_have_moved || document->version == *question.version) return refusal;
    return VersionMismatch();
  } catch (const Unavailable&) {
    if (!question.viewer.trusted) throw;
    return refusal;  // it stands; only the other reason cannot be looked up
  }
}

bool AskArbiter::WaitUntilShown(ResultWatch::Ticket& ticket,
                                RequestId document,
                                const Receipt& receipt) {
  const auto deadline = Deadline::After(timeout_);
  // A repeated order was applied long ago: nobody will announce it again.
  if (receipt.replayed && IsShown(document, receipt.result_id)) return true;
  auto pause = kFirstLook;
  while (!deadline.Expired()) {
    if (ticket.Wait(receipt.result_id, Deadline::After(std::min(pause, deadline.Remaining())))) {
      return true;
    }
    if (IsShown(document, receipt.result_id)) return true;
    pause = kNextLooks;
  }
  return false;
}

bool AskArbiter::IsShown(RequestId id, const std::string& result_id) {
  try {
    const auto document = documents_.Find(id);
    return document && Shows(*document, result_id);
  } catch (const Unavailable&) {
    return false;  // the result stands; only showing it has to wait
  }
}

}  // namespace erp::approval_request
