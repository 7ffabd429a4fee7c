#include "approval-processing/api/moves.h"

#include <utility>

#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;  // exact in every JSON reader
constexpr std::size_t kMaxName = 1000;

http::Response Put(MoveTask& move, const metrics::Counter& moved, const http::Call& call) {
  const auto document = call.id<RequestId>("requestId");
  const auto command = ParseMove(document, call.body());
  if (!command) return http::Problem(command.error());
  const auto answer = move.Run(*command);
  if (!answer) return http::Problem(answer.error());
  if (!answer->replayed) moved.Add();
  log::Info("task moved", {{"move_id", answer->move.id},
                           {"from", answer->move.from.value()},
                           {"to", answer->move.to.value()},
                           {"n", answer->move.sequence},
                           {"delivered", answer->delivered},
                           {"replayed", answer->replayed}});
  return http::Json(PrintMove(document, answer->move), answer->delivered ? 200 : 202);
}

}  // namespace

Result<MoveCommand> ParseMove(RequestId document, const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto round = reader.Integer("round", 1, kMaxCount);
  const auto step = reader.Integer("step", 1, 20);
  const auto attempt = reader.Integer("attempt", 1, kMaxCount);
  const auto from = reader.Id<EmployeeId>("fromId");
  const auto* to = reader.Any("to");
  MoveCommand command{.document = document, .key = {}, .from = {}, .to = {}};
  if (to == nullptr) {
    reader.Mistake("to", "is required");
  } else {
    json::ObjectReader person(*to, "/to");
    const auto id = person.Id<EmployeeId>("approverId");
    auto name = person.Text("name", {.max = kMaxName});
    auto position = person.Text("position", {.max = kMaxName});
    auto department = person.Text("department", {.max = kMaxName});
    reader.Absorb(person);
    if (id && name && position && department) {
      command.to = {*id, *std::move(name), *std::move(position), *std::move(department)};
    }
  }
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  command.key = {*round, static_cast<int>(*step), *attempt};
  command.from = *from;
  return command;
}

std::string PrintMove(RequestId document, const TaskMove& move) {
  return json::Dump({{"requestId", document.value()},
                     {"moveId", move.id},
                     {"fromId", move.from.value()},
                     {"toId", move.to.value()},
                     {"n", move.sequence},
                     {"movedAt", FormatInstant(move.moved_at)}});
}

void AddMoveRoutes(http::Router& router, MoveTask& move, metrics::Registry& registry) {
  const auto moved =
      registry.GetCounter("tasks_moved_total", "Open tasks of leavers that became somebody else's");
  router.Add({.method = "PUT",
              .pattern = "/internal/moves/{requestId}",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson},
             [&move, moved](const http::Call& call) { return Put(move, moved, call); });
}

}  // namespace erp::approval_processing
