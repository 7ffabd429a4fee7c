#include "approval-processing/store/redis_moves.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "approval-processing/store/packed.h"
#include "approval-processing/store/scripts.h"
#include "approval-processing/store/stored_message.h"
#include "approval-processing/store/verdict.h"
#include "common/error.h"
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

// As move.lua writes it.
TaskMove ParseMove(const std::string& text) {
  enum Part : std::size_t { kId, kFrom, kTo, kRound, kStep, kAttempt, kSequence, kMovedAt, kParts };
  const Packed packed("move", text, kParts);
  return {packed.Text(kId),   EmployeeId(packed.Positive(kFrom)), EmployeeId(packed.Positive(kTo)),
          packed.Key(kRound), packed.Positive(kSequence),         packed.Time(kMovedAt)};
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
      move_(std::string(scripts::kFields) + scripts::kInstant + scripts::kEpoch + scripts::kKept +
            scripts::kMessage + scripts::kMove) {}

MoveVerdict RedisMoves::Move(const MoveCommand& command) {
  const auto epoch = epoch_.Use();
  const auto reply = move_.Run(
      pool_, {keys_.Request(command.document), keys_.Outbox(), keys_.Epoch()},
      {keys_.prefix(), command.document.str(), Keys::Member(command.document),
       std::to_string(command.key.round), std::to_string(command.key.step),
       std::to_string(command.key.attempt), command.from.str(), command.to.person.str(),
       ToJson(command.to), trace::CurrentTraceparent(), outbox_limit_, std::to_string(epoch)});
  const auto& columns = reply.AsArray();
  MoveVerdict verdict{.outcome = ParseOutcome(columns.at(VerdictColumn::kOutcome).AsText()),
                      .epoch = epoch};
  const auto packed = columns.at(VerdictColumn::kPacked).AsText();
  if (!packed.empty()) verdict.move = ParseMove(packed);
  const auto& message = columns.at(VerdictColumn::kMessage);
  if (!message.AsArray().empty()) verdict.message = ReadMessage(ReadStreamEntry(message));
  return verdict;
}

}  // namespace erp::approval_processing
