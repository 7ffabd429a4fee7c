#include "approval-request/store/participants.h"

#include <chrono>
#include <exception>
#include <stop_token>
#include <vector>

#include "approval-request/store/indexes.h"
#include "common/stop.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

constexpr std::int64_t kAtOnce = 500;
constexpr std::chrono::minutes kPeriod{1};

// As an update with a pipeline: who joins meanwhile is seen.
mongo::Array Pipeline() {
  using mongo::Array;
  using mongo::Document;
  const Document handed_over{
      {"$reduce",
       Document{{"input", "$$this.steps.handovers"},
                {"initialValue", Array{}},
                {"in", Document{{"$concatArrays", Array{"$$value", "$$this.fromId"}}}}}}};
  const Document of_round{{"$setUnion", Array{"$$value", "$$this.steps.approverId", handed_over}}};
  const Document of_rounds{
      {"$reduce", Document{{"input", "$rounds"}, {"initialValue", Array{}}, {"in", of_round}}}};
  const Document everybody{{"$setUnion", Array{Array{"$requesterId"}, of_rounds}}};
  // Nothing comes of a document that cannot be read otherwise either.
  const Document at_least{{"$ifNull", Array{everybody, Array{"$requesterId"}}}};
  return Array{Document{{"$set", Document{{"participants", at_least}}}}};
}

}  // namespace

std::int64_t FillParticipants(mongo::Pool& pool) {
  const mongo::Document without{{"participants", nullptr}};
  const mongo::Document only_id{{"_id", 1}};
  std::int64_t filled = 0;
  while (true) {
    const auto found =
        pool.Acquire().Find(kApprovals, without, {.projection = &only_id, .limit = kAtOnce});
    if (found.empty()) return filled;
    std::vector<mongo::PipelineUpdate> updates;
    for (const auto& bson : found) {
      updates.push_back(
          {mongo::Document{{"_id", bson.view().Integer("_id")}, {"participants", nullptr}},
           Pipeline()});
    }
    pool.Acquire().UpdateEach(kApprovals, updates, mongo::Durability::kMajority);
    filled += static_cast<std::int64_t>(found.size());
  }
}

void ParticipantsUpkeep::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      try {
        const auto filled = FillParticipants(pool_);
        if (filled > 0) log::Info("documents got their participants", {{"documents", filled}});
      } catch (const std::exception& failure) {
        log::Warn("documents without participants wait", {{"why", failure.what()}});
      }
    } while (SleepUnlessStopped(stop, kPeriod));
  });
}

void ParticipantsUpkeep::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace erp::approval_request
