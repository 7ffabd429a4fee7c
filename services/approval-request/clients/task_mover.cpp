#include "approval-request/clients/task_mover.h"

#include "approval-request/clients/processing_decisions.h"
#include "json/json.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{2000};

std::string Body(const MoveOrder& order) {
  return json::Dump({{"round", order.round},
                     {"step", order.step},
                     {"attempt", order.attempt},
                     {"fromId", order.from.value()},
                     {"to",
                      {{"approverId", order.to.id.value()},
                       {"name", order.to.name},
                       {"position", order.to.position},
                       {"department", order.to.department}}}});
}

}  // namespace

Result<void> ProcessingMover::Move(const MoveOrder& order) {
  // A repeat of the same move is recognised by what it is about: PUT.
  const auto answer =
      client_.Send("PUT", "/internal/moves/" + order.document.str(), Body(order),
                   {{"Content-Type", "application/json"}}, Deadline::After(kTimeout));
  if (answer.status == 200 || answer.status == 202) return {};
  return PassOn(answer);
}

}  // namespace erp::approval_request
