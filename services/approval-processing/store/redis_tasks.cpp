#include "approval-processing/store/redis_tasks.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "approval-processing/store/scripts.h"
#include "approval-processing/store/stored_message.h"
#include "approval-processing/store/task_fields.h"
#include "json/json.h"
#include "observe/trace.h"

namespace erp::approval_processing {
namespace {

using std::chrono::seconds;

// Longer than approval-requests keeps its events (7 days): none of them can open it again.
constexpr seconds kTombstoneLife = std::chrono::hours(8 * 24);

void Append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

Standing ParseStanding(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, Standing>, 8> kWords{
      {{"decided", Standing::kDecided},
       {"repeated", Standing::kRepeated},
       {"key-reused", Standing::kKeyReused},
       {"already-decided", Standing::kAlreadyDecided},
       {"reason-required", Standing::kReasonRequired},
       {"not-open", Standing::kNotOpen},
       {"not-on-line", Standing::kNotOnLine},
       {"unknown", Standing::kUnknown}}};
  for (const auto& [word, standing] : kWords) {
    if (word == text) return standing;
  }
  throw std::runtime_error("decide.lua answered " + text);
}

// id|approver|status|round|step|attempt|n|decidedAt, as decide.lua writes it.
Decision ParseDecision(const std::string& packed) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = packed.find('|', start);
    parts.push_back(packed.substr(start, end - start));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  const auto bad = [&packed] { return std::runtime_error("a stored decision reads " + packed); };
  if (parts.size() != 8) throw bad();
  const auto approver = EmployeeId::Parse(parts[1]);
  const auto status = ParseDecisionStatus(parts[2]);
  const auto round = ParsePositive(parts[3]);
  const auto step = ParsePositive(parts[4]);
  const auto attempt = ParsePositive(parts[5]);
  const auto n = ParsePositive(parts[6]);
  const auto at = ParseInstant(parts[7]);
  if (!approver || !status || !round || !step || !attempt || !n || !at) throw bad();
  return {parts[0], *approver, *status, {*round, static_cast<int>(*step), *attempt}, *n, *at};
}

Verdict ParseVerdict(const redis::Reply& reply) {
  const auto& parts = reply.AsArray();
  Verdict verdict;
  verdict.standing = ParseStanding(parts.at(0).AsText());
  verdict.ended = parts.at(1).AsInteger() == 1;
  if (const auto packed = parts.at(2).AsText(); !packed.empty()) {
    verdict.decision = ParseDecision(packed);
  }
  const auto& message = parts.at(3).AsArray();
  if (message.empty()) return verdict;
  std::vector<redis::Reply> fields(message.begin() + 1, message.end());
  verdict.message = ReadMessage(message.front().AsText(), fields);
  return verdict;
}

metrics::Counter Events(metrics::Registry& registry, const std::string& outcome) {
  return registry.GetCounter("task_events_total",
                             "Steps opened and rounds closed: opened, closed, or stale (seen "
                             "before, or overtaken by a later one)",
                             {{"outcome", outcome}});
}

}  // namespace

RedisTaskStore::RedisTaskStore(redis::Pool& pool,
                               const std::string& tenant,
                               metrics::Registry& registry)
    : pool_(pool),
      keys_(tenant),
      open_(scripts::kOpen),
      close_(scripts::kClose),
      decide_(std::string(scripts::kInstant) + scripts::kDecide),
      queue_(scripts::kQueue),
      opened_(Events(registry, "opened")),
      closed_(Events(registry, "closed")),
      stale_(Events(registry, "stale")) {}

TaskStore::OpenOutcome RedisTaskStore::Open(const OpenedStep& opened) {
  std::vector<std::string> arguments{keys_.prefix(),
                                     opened.request.str(),
                                     Keys::Member(opened.request),
                                     std::to_string(opened.key.round),
                                     std::to_string(opened.key.step),
                                     std::to_string(opened.key.attempt),
                                     std::to_string(opened.order),
                                     std::to_string(opened.result_base),
                                     opened.approvers.at(0).str(),
                                     std::to_string(opened.created_at.time_since_epoch().count())};
  Append(arguments, ViewFields(opened));
  const auto answer = open_.Run(pool_, {keys_.Request(opened.request)}, arguments).AsText();
  if (answer == "opened") {
    opened_.Add();
    return OpenOutcome::kOpened;
  }
  stale_.Add();
  return answer == "decided" ? OpenOutcome::kDecided : OpenOutcome::kStale;
}

TaskStore::CloseOutcome RedisTaskStore::Close(const ClosedRound& closed) {
  std::vector<std::string> arguments{keys_.prefix(),
                                     closed.request.str(),
                                     Keys::Member(closed.request),
                                     std::to_string(closed.round),
                                     std::to_string(closed.order),
                                     std::to_string(kTombstoneLife.count())};
  Append(arguments, ForgottenFields());
  const auto answer = close_.Run(pool_, {keys_.Request(closed.request)}, arguments).AsText();
  const bool stale = answer == "stale";
  (stale ? stale_ : closed_).Add();
  return stale ? CloseOutcome::kStale : CloseOutcome::kClosed;
}

Verdict RedisTaskStore::Decide(const DecisionCommand& command, const std::string& digest) {
  const auto reply =
      decide_.Run(pool_, {keys_.Request(command.request), keys_.Outbox()},
                  {keys_.prefix(), command.request.str(), Keys::Member(command.request),
                   command.approver.str(), std::string(ToText(command.status)),
                   command.comment ? json::Dump(*command.comment) : std::string(), digest,
                   ContentFingerprint(command), trace::CurrentTraceparent()});
  return ParseVerdict(reply);
}

QueuePage RedisTaskStore::List(EmployeeId approver,
                               int limit,
                               const std::optional<QueuePosition>& after) {
  std::vector<std::string> arguments{
      keys_.prefix(), std::to_string(limit),
      after ? std::to_string(after->created_at.time_since_epoch().count()) : std::string(),
      after ? Keys::Member(after->request) : std::string()};
  Append(arguments, ListedFields());
  const auto reply = queue_.Run(pool_, {keys_.Queue(approver)}, arguments);
  const auto& rows = reply.AsArray();
  QueuePage page;
  for (std::size_t i = 1; i < rows.size(); ++i) page.tasks.push_back(ReadTask(rows[i]));
  if (rows.at(0).AsInteger() == 1 && !page.tasks.empty()) {
    page.next = QueuePosition{page.tasks.back().created_at, page.tasks.back().request};
  }
  return page;
}

}  // namespace erp::approval_processing
