#include "approval-processing/store/redis_live.h"

#include <algorithm>
#include <stdexcept>

#include "approval-processing/store/named_values.h"
#include "approval-processing/store/scripts.h"
#include "approval-processing/store/task_fields.h"
#include "approval-processing/store/verdict.h"
#include "common/id.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRebuildLease{5000};

Instant FromMillis(const redis::Reply& reply) {
  return Instant(milliseconds(reply.IsNil() ? 0 : reply.AsInteger()));
}

RequestId ParseMember(const std::string& member) {
  const auto first = std::min(member.find_first_not_of('0'), member.size());
  const auto id = RequestId::Parse(member.substr(first));
  if (!id) throw std::runtime_error("a live document is named " + member);
  return *id;
}

// A row of live.lua.
enum Column : std::size_t {
  kMember,
  kState,
  kRound,
  kStep,
  kAttempt,
  kOrder,
  kChanged,
  kSequence,
  kAside
};

LiveTask ReadLive(const redis::Reply& row) {
  const auto& value = row.AsArray();
  LiveTask task;
  task.document = ParseMember(value.at(kMember).AsText());
  if (value.at(kState).IsNil()) return task;
  task.state =
      value[kState].AsText() == "open" ? LiveTask::State::kOpen : LiveTask::State::kDecided;
  task.key = {value.at(kRound).AsInteger(), static_cast<int>(value.at(kStep).AsInteger()),
              value.at(kAttempt).AsInteger()};
  task.order = value.at(kOrder).AsInteger();
  task.changed_at = FromMillis(value.at(kChanged));
  task.sequence = value.at(kSequence).IsNil() ? 0 : value[kSequence].AsInteger();
  if (const auto& why = value.at(kAside); !why.IsNil()) {
    task.aside =
        why.AsText() == kAsideForResult ? LiveTask::Aside::kForResult : LiveTask::Aside::kForSource;
  }
  return task;
}

}  // namespace

RedisLiveTasks::RedisLiveTasks(redis::Pool& pool,
                               const std::string& tenant,
                               AnnouncedEpoch& epoch,
                               RedisTaskStore& store)
    : pool_(pool),
      keys_(tenant),
      epoch_(epoch),
      store_(store),
      live_(scripts::kLive),
      republish_(std::string(scripts::kFields) + scripts::kEpoch + scripts::kKept +
                 scripts::kRepublish),
      aside_(scripts::kAside),
      forget_(std::string(scripts::kFields) + scripts::kForget) {}

LiveTasks::Page RedisLiveTasks::List(std::optional<RequestId> after,
                                     std::optional<RequestId> upto,
                                     std::size_t limit) {
  std::string from = "-";
  if (after) from = std::string("(").append(Keys::Member(*after));
  std::string to = "+";
  if (upto) to = std::string("[").append(Keys::Member(*upto));
  const auto reply =
      live_.Run(pool_, {keys_.Live()}, {keys_.prefix(), from, to, std::to_string(limit)});
  const auto& rows = reply.AsArray();
  Page page;
  page.now = FromMillis(rows.at(0));
  for (std::size_t i = 1; i < rows.size(); ++i) page.tasks.push_back(ReadLive(rows[i]));
  page.more = page.tasks.size() == limit;
  return page;
}

std::vector<TaskStore::OpenOutcome> RedisLiveTasks::OpenAll(const std::vector<OpenedStep>& steps) {
  return store_.OpenAll(steps);
}

void RedisLiveTasks::Forget(RequestId document) {
  forget_.Run(pool_, {keys_.Request(document), keys_.Live()},
              {keys_.prefix(), Keys::Member(document)});
}

bool RedisLiveTasks::ForgetUnchanged(RequestId document,
                                     std::int64_t order,
                                     std::int64_t sequence) {
  return forget_
             .Run(pool_, {keys_.Request(document), keys_.Live()},
                  {keys_.prefix(), Keys::Member(document), std::to_string(order),
                   std::to_string(sequence)})
             .AsInteger() >= 0;
}

LiveTasks::KnownPage RedisLiveTasks::ListKnown(const std::string& cursor) {
  const std::string prefix = keys_.prefix() + "req:";
  enum Column : std::size_t { kNext, kKeys };
  const auto scanned =
      pool_.Run({"SCAN", cursor.empty() ? "0" : cursor, "MATCH", prefix + "*", "COUNT", "500"})
          .AsArray();
  KnownPage page;
  for (const auto& key : scanned.at(kKeys).AsArray()) {
    const auto document = RequestId::Parse(key.AsText().substr(prefix.size()));
    if (!document) continue;
    if (auto known = ReadKnown(*document)) page.documents.push_back(*std::move(known));
  }
  if (const auto next = scanned.at(kNext).AsText(); next != "0") page.next = next;
  return page;
}

std::optional<KnownDocument> RedisLiveTasks::ReadKnown(RequestId document) {
  static const std::vector<std::string> kNames{"state", "round",     "ended", "order",
                                               "n",     "requester", "title"};
  const auto values = ReadFields(document, kNames);
  const NamedValues fields(kNames, values);
  if (!fields.Has("state")) return std::nullopt;  // it has expired meanwhile
  KnownDocument known{.document = document,
                      .state = fields.Text("state"),
                      .round = fields.Count("round"),
                      .ended = fields.Count("ended"),
                      .order = fields.Count("order"),
                      .sequence = fields.Count("n")};
  if (fields.Has("requester")) known.requester = EmployeeId(fields.Number("requester"));
  if (fields.Has("title")) known.title = fields.Text("title");
  return known;
}

bool RedisLiveTasks::Ahead(const OpenedStep& step) {
  static const std::vector<std::string> kNames{"order", "ended"};
  const auto values = ReadFields(step.document, kNames);
  const NamedValues known(kNames, values);
  return known.Count("order") > step.order || known.Count("ended") >= step.key.round;
}

std::vector<redis::Reply> RedisLiveTasks::ReadFields(RequestId document,
                                                     const std::vector<std::string>& names) {
  std::vector<std::string> command{"HMGET", keys_.Request(document)};
  command.insert(command.end(), names.begin(), names.end());
  return pool_.Run(command).AsArray();
}

LiveTasks::Republished RedisLiveTasks::Republish(RequestId document,
                                                 std::int64_t base,
                                                 const std::optional<StepKey>& key) {
  const auto part = [&](std::int64_t value) { return key ? std::to_string(value) : std::string(); };
  const auto answer = republish_
                          .Run(pool_, {keys_.Request(document), keys_.Outbox(), keys_.Epoch()},
                               {std::to_string(base), part(key ? key->round : 0),
                                part(key ? key->step : 0), part(key ? key->attempt : 0),
                                key ? "0" : "1", key ? "" : std::to_string(epoch_.Use())})
                          .AsArray();
  const auto word = answer.at(0).AsText();  // then the numbers that are kept
  if (word == "rebuilding") ThrowRebuilding();
  Republished republished;
  if (word == "published") republished.outcome = Republished::kPublished;
  if (word == "waiting") republished.outcome = Republished::kWaiting;
  if (word == "changed") republished.outcome = Republished::kChanged;
  for (std::size_t i = 1; i < answer.size(); ++i) republished.kept.push_back(answer[i].AsInteger());
  return republished;
}

void RedisLiveTasks::SetAside(const std::vector<RequestId>& documents) {
  MarkAside(documents, kAsideForSource);
}

void RedisLiveTasks::TakeBack(const std::vector<RequestId>& documents) { MarkAside(documents, ""); }

void RedisLiveTasks::MarkAside(const std::vector<RequestId>& documents, const char* why) {
  constexpr std::size_t kAtOnce = 500;
  for (std::size_t begin = 0; begin < documents.size(); begin += kAtOnce) {
    std::vector<std::string> arguments{keys_.prefix(), why};
    const auto end = std::min(documents.size(), begin + kAtOnce);
    for (auto i = begin; i < end; ++i) arguments.push_back(Keys::Member(documents[i]));
    aside_.Run(pool_, {keys_.Aside()}, arguments);
  }
}

std::vector<LiveTasks::AsideTask> RedisLiveTasks::ListAside(std::size_t limit) {
  const auto rows =
      pool_.Run({"ZRANGE", keys_.Aside(), "0", std::to_string(limit - 1), "WITHSCORES"}).AsArray();
  std::vector<AsideTask> tasks;
  for (std::size_t i = 0; i + 1 < rows.size(); i += 2) {
    const auto document = ParseMember(rows[i].AsText());
    const auto why = pool_.Run({"HGET", keys_.Request(document), "aside"});
    tasks.push_back({document,
                     !why.IsNil() && why.AsText() == kAsideForResult ? LiveTask::Aside::kForResult
                                                                     : LiveTask::Aside::kForSource,
                     FromMillis(rows[i + 1])});
  }
  return tasks;
}

std::size_t RedisLiveTasks::Waiting() {
  return static_cast<std::size_t>(pool_.Run({"XLEN", keys_.Outbox()}).AsInteger());
}

RedisEpoch::RedisEpoch(redis::Pool& pool, const std::string& tenant, AnnouncedEpoch& epoch)
    : pool_(pool),
      keys_(tenant),
      announced_(epoch),
      ready_(std::string(scripts::kEpoch) + scripts::kReady),
      hold_(scripts::kHold),
      release_(scripts::kRelease),
      begin_(std::string(scripts::kEpoch) + scripts::kBegin),
      enter_(std::string(scripts::kEpoch) + scripts::kEnter),
      finish_(std::string(scripts::kEpoch) + scripts::kFinish) {}

Epoch::Look RedisEpoch::LookAt() {
  enum Column : std::size_t { kCompared, kAsideCount, kNotice };
  const auto answer = ready_
                          .Run(pool_, {keys_.Epoch(), keys_.Aside(), keys_.Notice()},
                               {std::to_string(announced_.Use())})
                          .AsArray();
  return {.compared = answer.at(kCompared).AsInteger() == 1,
          .aside = static_cast<std::size_t>(answer.at(kAsideCount).AsInteger()),
          .notice = answer.at(kNotice).AsText()};
}

void RedisEpoch::SetNotice(const std::string& notice) {
  if (notice.empty()) {
    pool_.Run({"DEL", keys_.Notice()});
  } else {
    pool_.Run({"SET", keys_.Notice(), notice, "EX", "86400"});
  }
}

void RedisEpoch::Confirm(std::size_t most) {
  pool_.Run({"SET", keys_.Confirmed(), std::to_string(most), "EX", "3600"});
}

std::size_t RedisEpoch::TakeConfirmed() {
  const auto most = pool_.Run({"GETDEL", keys_.Confirmed()});
  return most.IsNil() ? 0 : static_cast<std::size_t>(most.AsInteger());
}

bool RedisEpoch::IsConfirmed() { return pool_.Run({"EXISTS", keys_.Confirmed()}).AsInteger() == 1; }

bool RedisEpoch::Hold(const std::string& token) {
  return hold_.Run(pool_, {keys_.Rebuild()}, {token, std::to_string(kRebuildLease.count())})
             .AsInteger() == 1;
}

void RedisEpoch::Release(const std::string& token) {
  release_.Run(pool_, {keys_.Rebuild()}, {token});
}

std::optional<std::string> RedisEpoch::Begin(const std::string& token) {
  auto run =
      begin_.Run(pool_, {keys_.Rebuild(), keys_.Epoch()}, {token, std::to_string(announced_.Use())})
          .AsText();
  return run.empty() ? std::nullopt : std::optional(std::move(run));
}

bool RedisEpoch::Enter(const std::string& token, std::int64_t epoch) {
  return enter_.Run(pool_, {keys_.Rebuild(), keys_.Epoch()}, {token, std::to_string(epoch)})
             .AsInteger() == 1;
}

bool RedisEpoch::Finish(const std::string& token, const std::string& run, std::int64_t epoch) {
  return finish_.Run(pool_, {keys_.Rebuild(), keys_.Epoch()}, {token, run, std::to_string(epoch)})
             .AsInteger() == 1;
}

bool RedisEpoch::TakeTurn(milliseconds period) {
  // A little less than the period, so that the turn is free again when the next look comes.
  const auto life = std::max<std::int64_t>(period.count() * 9 / 10, 1);
  return !pool_.Run({"SET", keys_.Turn(), "1", "NX", "PX", std::to_string(life)}).IsNil();
}

}  // namespace erp::approval_processing
