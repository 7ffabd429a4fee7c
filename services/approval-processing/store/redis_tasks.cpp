#include "approval-processing/store/redis_tasks.h"

#include <chrono>
#include <utility>

#include "approval-processing/store/scripts.h"
#include "approval-processing/store/task_fields.h"
#include "approval-processing/store/verdict.h"
#include "json/json.h"
#include "observe/trace.h"

namespace erp::approval_processing {
namespace {

using std::chrono::seconds;

void Append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

metrics::Counter Events(metrics::Registry& registry, const std::string& outcome) {
  return registry.GetCounter("task_events_total",
                             "Steps opened and rounds closed: opened, closed, or stale (seen "
                             "before, or overtaken by a later one)",
                             {{"outcome", outcome}});
}

// A verb that decides: it names the time, looks at the epoch and writes its result message.
std::string Verb(const char* script) {
  return std::string(scripts::kFields) + scripts::kInstant + scripts::kEpoch + scripts::kKept +
         scripts::kMessage + script;
}

// '' for none.
std::string Number(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

std::string Quoted(const std::optional<std::string>& comment) {
  return comment ? json::Dump(*comment) : std::string();
}

}  // namespace

RedisTaskStore::RedisTaskStore(redis::Pool& pool,
                               const std::string& tenant,
                               AnnouncedEpoch& epoch,
                               metrics::Registry& registry,
                               std::size_t outbox_limit)
    : pool_(pool),
      keys_(tenant),
      epoch_(epoch),
      outbox_limit_(std::to_string(outbox_limit)),
      open_(std::string(scripts::kFields) + scripts::kKept + scripts::kOpen),
      close_(std::string(scripts::kFields) + scripts::kKept + scripts::kClose),
      decide_(Verb(scripts::kDecide)),
      recall_(Verb(scripts::kRecall)),
      queue_(std::string(scripts::kEpoch) + scripts::kQueue),
      opened_(Events(registry, "opened")),
      closed_(Events(registry, "closed")),
      stale_(Events(registry, "stale")) {}

redis::Script::Call RedisTaskStore::OpenCall(const OpenedStep& opened) const {
  redis::Script::Call call{
      {keys_.Request(opened.document), keys_.Live()},
      {keys_.prefix(), opened.document.str(), Keys::Member(opened.document),
       std::to_string(opened.key.round), std::to_string(opened.key.step),
       std::to_string(opened.key.attempt), std::to_string(opened.order),
       std::to_string(opened.result_base), opened.approvers.at(0).str(),
       std::to_string(opened.created_at.time_since_epoch().count()), Number(opened.version)}};
  Append(call.arguments, ViewFields(opened));
  return call;
}

TaskStore::OpenOutcome RedisTaskStore::ReadOpened(const redis::Reply& reply) const {
  const auto answer = reply.AsText();
  (answer == "opened" ? opened_ : stale_).Add();
  if (answer == "opened") return OpenOutcome::kOpened;
  return answer == "decided" ? OpenOutcome::kDecided : OpenOutcome::kStale;
}

TaskStore::OpenOutcome RedisTaskStore::Open(const OpenedStep& opened) {
  const auto call = OpenCall(opened);
  return ReadOpened(open_.Run(pool_, call.keys, call.arguments));
}

std::vector<TaskStore::OpenOutcome> RedisTaskStore::OpenAll(const std::vector<OpenedStep>& steps) {
  std::vector<redis::Script::Call> calls;
  calls.reserve(steps.size());
  for (const auto& step : steps) calls.push_back(OpenCall(step));
  std::vector<OpenOutcome> outcomes;
  for (const auto& reply : open_.RunAll(pool_, calls)) outcomes.push_back(ReadOpened(reply));
  return outcomes;
}

TaskStore::CloseOutcome RedisTaskStore::Close(const ClosedRound& closed) {
  std::vector<std::string> arguments{keys_.prefix(),
                                     closed.document.str(),
                                     Keys::Member(closed.document),
                                     std::to_string(closed.round),
                                     std::to_string(closed.order),
                                     std::to_string(seconds(kTombstoneLife).count()),
                                     closed.result_base ? std::to_string(*closed.result_base) : ""};
  Append(arguments, ForgottenFields());
  const auto answer =
      close_.Run(pool_, {keys_.Request(closed.document), keys_.Live()}, arguments).AsText();
  const bool stale = answer == "stale";
  (stale ? stale_ : closed_).Add();
  return stale ? CloseOutcome::kStale : CloseOutcome::kClosed;
}

Verdict RedisTaskStore::Decide(const DecisionCommand& command, const std::string& digest) {
  const auto epoch = epoch_.Use();
  auto verdict = ReadVerdict(decide_.Run(
      pool_, {keys_.Request(command.document), keys_.Outbox(), keys_.Epoch()},
      {keys_.prefix(), command.document.str(), Keys::Member(command.document),
       command.approver.str(), std::string(ToText(command.status)), Quoted(command.comment), digest,
       ContentFingerprint(command), trace::CurrentTraceparent(), outbox_limit_,
       Number(command.version), std::to_string(epoch)}));
  verdict.epoch = epoch;
  return verdict;
}

Verdict RedisTaskStore::Recall(const RecallCommand& command, const std::string& digest) {
  const auto epoch = epoch_.Use();
  auto verdict = ReadVerdict(
      recall_.Run(pool_, {keys_.Request(command.document), keys_.Outbox(), keys_.Epoch()},
                  {keys_.prefix(), command.document.str(), Keys::Member(command.document),
                   command.requester.str(), Quoted(command.comment), digest,
                   ContentFingerprint(command), trace::CurrentTraceparent(), outbox_limit_,
                   Number(command.version), std::to_string(epoch)}));
  verdict.epoch = epoch;
  return verdict;
}

QueuePage RedisTaskStore::List(EmployeeId approver,
                               int limit,
                               const std::optional<QueuePosition>& after) {
  std::vector<std::string> arguments{
      keys_.prefix(), std::to_string(limit),
      after ? std::to_string(after->created_at.time_since_epoch().count()) : std::string(),
      after ? Keys::Member(after->document) : std::string(), std::to_string(kPageBytes)};
  Append(arguments, ListedFields());
  arguments.push_back(std::to_string(epoch_.Use()));
  const auto reply = queue_.Run(pool_, {keys_.Queue(approver), keys_.Epoch()}, arguments);
  const auto& rows = reply.AsArray();
  const auto& more = rows.at(0);  // before the tasks
  if (more.kind == redis::Reply::Kind::kText) ThrowRebuilding();
  QueuePage page;
  for (std::size_t i = 1; i < rows.size(); ++i) page.tasks.push_back(ReadTask(rows[i]));
  if (more.AsInteger() == 1 && !page.tasks.empty()) {
    page.next = QueuePosition{page.tasks.back().created_at, page.tasks.back().document};
  }
  return page;
}

}  // namespace erp::approval_processing
