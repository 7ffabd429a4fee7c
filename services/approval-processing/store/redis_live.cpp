#include "approval-processing/store/redis_live.h"

#include <algorithm>
#include <stdexcept>

#include "approval-processing/store/scripts.h"
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

LiveTask ReadLive(const redis::Reply& row) {
  const auto& value = row.AsArray();
  LiveTask task;
  task.request = ParseMember(value.at(0).AsText());
  if (value.at(1).IsNil()) return task;
  task.state = value[1].AsText() == "open" ? LiveTask::State::kOpen : LiveTask::State::kTold;
  task.key = {value.at(2).AsInteger(), static_cast<int>(value.at(3).AsInteger()),
              value.at(4).AsInteger()};
  task.order = value.at(5).AsInteger();
  task.changed_at = FromMillis(value.at(6));
  return task;
}

}  // namespace

RedisLiveTasks::RedisLiveTasks(redis::Pool& pool, const std::string& tenant, RedisTaskStore& store)
    : pool_(pool),
      keys_(tenant),
      store_(store),
      live_(scripts::kLive),
      republish_(scripts::kRepublish),
      forget_(scripts::kForget) {}

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

std::size_t RedisLiveTasks::OpenAll(const std::vector<OpenedStep>& steps) {
  const auto outcomes = store_.OpenAll(steps);
  return static_cast<std::size_t>(
      std::count(outcomes.begin(), outcomes.end(), TaskStore::OpenOutcome::kOpened));
}

void RedisLiveTasks::Forget(RequestId request) {
  forget_.Run(pool_, {keys_.Request(request), keys_.Live()},
              {keys_.prefix(), Keys::Member(request)});
}

LiveTasks::Retold RedisLiveTasks::Retell(RequestId request, const StepKey& key) {
  const auto answer =
      republish_
          .Run(pool_, {keys_.Request(request), keys_.Outbox()},
               {std::to_string(key.round), std::to_string(key.step), std::to_string(key.attempt)})
          .AsText();
  if (answer == "told") return Retold::kTold;
  if (answer == "waiting") return Retold::kWaiting;
  return answer == "changed" ? Retold::kChanged : Retold::kLost;
}

std::size_t RedisLiveTasks::Waiting() {
  return static_cast<std::size_t>(pool_.Run({"XLEN", keys_.Outbox()}).AsInteger());
}

RedisEpoch::RedisEpoch(redis::Pool& pool, const std::string& tenant)
    : pool_(pool),
      keys_(tenant),
      ready_(std::string(scripts::kEpoch) + scripts::kReady),
      hold_(scripts::kHold),
      release_(scripts::kRelease),
      begin_(std::string(scripts::kEpoch) + scripts::kBegin),
      finish_(std::string(scripts::kEpoch) + scripts::kFinish) {}

bool RedisEpoch::Compared() {
  return ready_.Run(pool_, {keys_.Epoch()}, {}).AsArray().at(0).AsInteger() == 1;
}

bool RedisEpoch::Hold(const std::string& token) {
  return hold_.Run(pool_, {keys_.Rebuild()}, {token, std::to_string(kRebuildLease.count())})
             .AsInteger() == 1;
}

void RedisEpoch::Release(const std::string& token) {
  release_.Run(pool_, {keys_.Rebuild()}, {token});
}

std::optional<std::string> RedisEpoch::Begin(const std::string& token) {
  auto run = begin_.Run(pool_, {keys_.Rebuild(), keys_.Epoch()}, {token}).AsText();
  return run.empty() ? std::nullopt : std::optional(std::move(run));
}

bool RedisEpoch::Finish(const std::string& token, const std::string& run) {
  return finish_.Run(pool_, {keys_.Rebuild(), keys_.Epoch()}, {token, run}).AsInteger() == 1;
}

bool RedisEpoch::TakeTurn(milliseconds period) {
  // A little less than the period, so that the turn is free again when the next look comes.
  const auto life = std::max<std::int64_t>(period.count() * 9 / 10, 1);
  return !pool_.Run({"SET", keys_.Turn(), "1", "NX", "PX", std::to_string(life)}).IsNil();
}

}  // namespace erp::approval_processing
