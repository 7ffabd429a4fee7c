#include "approval-request/clients/task_mover.h"

#include "http/passed_on.h"
#include "json/json.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{2000};

std::string Body(const MoveCommand& command) {
  return json::Dump({{"round", command.round},
                     {"step", command.step},
                     {"attempt", command.attempt},
                     {"fromId", command.from.value()},
                     {"to",
                      {{"approverId", command.to.id.value()},
                       {"name", command.to.name},
                       {"position", command.to.position},
                       {"department", command.to.department}}}});
}

}  // namespace

Result<void> ProcessingMover::Move(const MoveCommand& command) {
  // A repeat of the same move is recognised by what it is about: PUT.
  const auto answer =
      client_.Send("PUT", "/internal/moves/" + command.document.str(), Body(command),
                   {{"Content-Type", "application/json"}}, Deadline::After(kTimeout));
  if (answer.status == 200 || answer.status == 202) return {};
  return http::PassedOn(answer, "approval-processing");
}

}  // namespace erp::approval_request
