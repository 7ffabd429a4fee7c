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

Result<AskArbiter::Outcome> AskArbiter::Run(RequestId document,
                                            std::optional<std::int64_t> expected_version,
                                            const Ask& ask) {
  auto ticket = watch_.Join(document);
  auto receipt = ask();
  if (!receipt) return Explained(receipt.error(), document, expected_version);
  const bool shown = ticket && WaitUntilShown(*ticket, document, *receipt);
  return Outcome{*std::move(receipt), shown};
}

// To a client that named the version it saw, the refusal of a document that has moved on since
// is that it has: it reads again and sees who came first.
Error AskArbiter::Explained(Error refusal, RequestId id, std::optional<std::int64_t> expected) {
  const bool state = refusal.code == ErrorCode::kConflict || refusal.code == ErrorCode::kNotFound;
  if (!expected || !state) return refusal;
  try {
    const auto document = documents_.Find(id);
    if (!document) return DocumentNotFound();
    if (document->version == *expected) return refusal;
    return VersionMismatch();
  } catch (const Unavailable&) {
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
