#include "approval-processing/store/redis_moves.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "approval-processing/store/scripts.h"
#include "approval-processing/store/stored_message.h"
#include "approval-processing/store/verdict.h"
#include "common/error.h"
#include "common/failpoint.h"
#include "json/json.h"
#include "observe/trace.h"

namespace erp::approval_processing {
namespace {

MoveOutcome ParseOutcome(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, MoveOutcome>, 4> kWords{
      {{"decided", MoveOutcome::kMoved},
       {"repeated", MoveOutcome::kRepeated},
       {"not-open", MoveOutcome::kNotOpen},
       {"unknown", MoveOutcome::kUnknown}}};
  for (const auto& [word, outcome] : kWords) {
    if (word == text) return outcome;
  }
  if (text == "rebuilding") ThrowRebuilding();
  if (text == "outbox-full") {
    throw Unavailable("too many results wait for delivery", std::chrono::seconds(1), text);
  }
  throw std::runtime_error("move.lua answered " + text);
}

// id|from|to|round|step|attempt|n|movedAt, as move.lua writes it.
TaskMove ParseMove(const std::string& packed) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = packed.find('|', start);
    parts.push_back(packed.substr(start, end - start));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  const auto number = [&](std::size_t at) {
    return at < parts.size() ? ParsePositive(parts[at]) : std::nullopt;
  };
  const auto at = parts.size() == 8 ? ParseInstant(parts[7]) : std::nullopt;
  for (std::size_t i = 1; i < 7; ++i) {
    if (!number(i) || !at) throw std::runtime_error("a stored move reads " + packed);
  }
  return {parts[0],
          EmployeeId(*number(1)),
          EmployeeId(*number(2)),
          {*number(3), static_cast<int>(*number(4)), *number(5)},
          *number(6),
          *at};
}

std::string ToJson(const Recipient& to) {
  return json::Dump({{"approverId", to.person.value()},
                     {"name", to.name},
                     {"position", to.position},
                     {"department", to.department}});
}

}  // namespace

RedisMoves::RedisMoves(redis::Pool& pool,
                       const std::string& tenant,
                       AnnouncedEpoch& epoch,
                       std::size_t outbox_limit)
    : pool_(pool),
      keys_(tenant),
      epoch_(epoch),
      outbox_limit_(std::to_string(outbox_limit)),
      move_(std::string(scripts::kInstant) + scripts::kEpoch + scripts::kKept + scripts::kMessage +
            scripts::kMove) {}

MoveVerdict RedisMoves::Move(const MoveCommand& command) {
  const auto document = keys_.Request(command.document);
  const auto epoch = epoch_.Use();
  const auto reply = move_.Run(
      pool_, {document, keys_.Outbox(), keys_.Epoch()},
      {keys_.prefix(), command.document.str(), Keys::Member(command.document),
       std::to_string(command.key.round), std::to_string(command.key.step),
       std::to_string(command.key.attempt), command.from.str(), command.to.person.str(),
       ToJson(command.to), trace::CurrentTraceparent(), outbox_limit_, std::to_string(epoch)});
  const auto& parts = reply.AsArray();
  MoveVerdict verdict{.outcome = ParseOutcome(parts.at(0).AsText()), .epoch = epoch};
  // The fault that tests must be able to see: the task stays open for the one who has left, and so
  // is moved again and again.
  if (verdict.outcome == MoveOutcome::kMoved && failpoint::Hit("move.again")) {
    pool_.Run({"HSET", document, "state", "open"});
  }
  if (const auto packed = parts.at(2).AsText(); !packed.empty()) verdict.move = ParseMove(packed);
  const auto& message = parts.at(3).AsArray();
  if (message.empty()) return verdict;
  const std::vector<redis::Reply> fields(message.begin() + 1, message.end());
  verdict.message = ReadMessage(message.front().AsText(), fields);
  return verdict;
}

}  // namespace erp::approval_processing
