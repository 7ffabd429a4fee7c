#include "approval-request/app/decide_step.h"

#include <algorithm>
#include <utility>

namespace erp::approval_request {
namespace {

// The watch tells at once what this replica applied; another replica's work is seen by looking.
constexpr std::chrono::milliseconds kFirstLook{30};
constexpr std::chrono::milliseconds kNextLooks{100};

}  // namespace

DecideStep::DecideStep(Documents& documents,
                       DecisionDesk& desk,
                       DecisionWatch& watch,
                       std::chrono::milliseconds patience)
    : documents_(documents), desk_(desk), watch_(watch), patience_(patience) {}

Result<DecideStep::Outcome> DecideStep::Run(const DecisionOrder& order,
                                            std::optional<std::int64_t> expected_version) {
  if (expected_version) {
    if (auto same = CheckVersion(order.request, *expected_version); !same) return same.error();
  }
  auto ticket = watch_.Join(order.request);
  auto receipt = desk_.Decide(order);
  if (!receipt) return receipt.error();
  const bool shown = ticket && WaitUntilShown(*ticket, order.request, *receipt);
  return Outcome{*std::move(receipt), shown};
}

Result<void> DecideStep::CheckVersion(RequestId request, std::int64_t expected) {
  const auto document = documents_.Find(request);
  if (!document) return Error{ErrorCode::kNotFound, "document-not-found", "No such document."};
  if (document->version == expected) return {};
  return Error{ErrorCode::kPreconditionFailed, "version-mismatch",
               "The document has changed since it was read."};
}

bool DecideStep::WaitUntilShown(DecisionWatch::Ticket& ticket,
                                RequestId request,
                                const DecisionReceipt& receipt) {
  const auto deadline = Deadline::After(patience_);
  // A repeated decision was applied long ago: nobody will announce it again.
  if (receipt.replayed && Shows(request, receipt.decision_id)) return true;
  auto pause = kFirstLook;
  while (!deadline.Expired()) {
    if (ticket.Wait(receipt.decision_id, Deadline::After(std::min(pause, deadline.Remaining())))) {
      return true;
    }
    if (Shows(request, receipt.decision_id)) return true;
    pause = kNextLooks;
  }
  return false;
}

bool DecideStep::Shows(RequestId request, const std::string& decision_id) {
  try {
    const auto document = documents_.Find(request);
    return document && HasDecision(*document, decision_id);
  } catch (const Unavailable&) {
    return false;  // the decision stands; only showing it has to wait
  }
}

}  // namespace erp::approval_request
