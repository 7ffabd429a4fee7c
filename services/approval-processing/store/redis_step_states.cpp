#include "approval-processing/store/redis_step_states.h"

#include "approval-processing/store/scripts.h"
#include "approval-processing/store/verdict.h"

namespace erp::approval_processing {

RedisStepStates::RedisStepStates(redis::Pool& pool,
                                 const std::string& tenant,
                                 AnnouncedEpoch& epoch)
    : pool_(pool),
      keys_(tenant),
      epoch_(epoch),
      standing_(std::string(scripts::kEpoch) + scripts::kStanding) {}

std::vector<StepState> RedisStepStates::Find(const std::vector<RequestId>& documents) {
  std::vector<std::string> arguments{keys_.prefix()};
  for (const auto document : documents) arguments.push_back(document.str());
  arguments.push_back(std::to_string(epoch_.Use()));
  const auto reply = standing_.Run(pool_, {keys_.Epoch()}, arguments);
  std::vector<StepState> step_states;
  for (const auto& row : reply.AsArray()) {
    if (row.kind == redis::Reply::Kind::kText) ThrowRebuilding();
    const auto& value = row.AsArray();
    StepState outcome{.document = RequestId(value.at(0).AsInteger()),
                      .state = value.at(1).AsText(),
                      .key = {value.at(2).AsInteger(), static_cast<int>(value.at(3).AsInteger()),
                              value.at(4).AsInteger()},
                      .order = value.at(5).AsInteger(),
                      .result_type = value.at(6).AsText(),
                      .result = value.at(7).AsText()};
    step_states.push_back(std::move(outcome));
  }
  return step_states;
}

}  // namespace erp::approval_processing
