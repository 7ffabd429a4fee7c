#include "approval-processing/store/redis_step_states.h"

#include "approval-processing/store/scripts.h"
#include "approval-processing/store/verdict.h"

namespace erp::approval_processing {
namespace {

// A row of states.lua.
StepState ReadRow(const std::vector<redis::Reply>& row) {
  enum Column : std::size_t {
    kDocument,
    kState,
    kRound,
    kStep,
    kAttempt,
    kOrder,
    kResultType,
    kResult
  };
  return {.document = RequestId(row.at(kDocument).AsInteger()),
          .state = row.at(kState).AsText(),
          .key = {row.at(kRound).AsInteger(), static_cast<int>(row.at(kStep).AsInteger()),
                  row.at(kAttempt).AsInteger()},
          .order = row.at(kOrder).AsInteger(),
          .result_type = row.at(kResultType).AsText(),
          .result = row.at(kResult).AsText()};
}

}  // namespace

RedisStepStates::RedisStepStates(redis::Pool& pool,
                                 const std::string& tenant,
                                 AnnouncedEpoch& epoch)
    : pool_(pool),
      keys_(tenant),
      epoch_(epoch),
      states_(std::string(scripts::kFields) + scripts::kEpoch + scripts::kKept + scripts::kStates) {
}

std::vector<StepState> RedisStepStates::Find(const std::vector<RequestId>& documents) {
  std::vector<std::string> arguments{keys_.prefix()};
  for (const auto document : documents) arguments.push_back(document.str());
  arguments.push_back(std::to_string(epoch_.Use()));
  const auto reply = states_.Run(pool_, {keys_.Epoch()}, arguments);
  std::vector<StepState> step_states;
  for (const auto& row : reply.AsArray()) {
    if (row.kind == redis::Reply::Kind::kText) ThrowRebuilding();
    step_states.push_back(ReadRow(row.AsArray()));
  }
  return step_states;
}

}  // namespace erp::approval_processing
