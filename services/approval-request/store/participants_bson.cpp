#include "approval-request/store/participants_bson.h"

#include <vector>

#include "approval-request/domain/rights.h"

namespace erp::approval_request {

mongo::Array ParticipantsBson(const Document& document) {
  mongo::Array participants;
  for (const auto person : ParticipantsOf(document)) participants.Add(person.value());
  return participants;
}

mongo::Array JoiningParticipants(const Transition& transition) {
  std::vector<EmployeeId> joining;
  if (transition.next_round) {
    for (const auto& step : transition.next_round->steps) joining.push_back(step.approver.id);
  }
  for (const auto& step : transition.steps) {
    if (!step.handovers.empty()) joining.push_back(step.approver.id);
  }
  mongo::Array all;
  if (joining.empty()) return all;
  for (const auto person : transition.participants) all.Add(person.value());
  for (const auto person : joining) all.Add(person.value());
  return all;
}

}  // namespace erp::approval_request
