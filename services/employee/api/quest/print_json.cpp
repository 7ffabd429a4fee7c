#include <array>
#include <utility>

#include "employee/api/leave/days.h"
#include "employee/api/quest/json.h"
#include "http/language.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr std::array kStates{QuestState::kDraft, QuestState::kOpen, QuestState::kClosed,
                             QuestState::kExpired, QuestState::kCanceled};

template <typename Items, typename ToValue>
std::string PrintArray(const Items& items, ToValue to_value) {
  auto array = json::Value::array();
  for (const auto& item : items) array.push_back(to_value(item));
  return json::Dump(array);
}

template <typename T>
json::Value OrNull(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value();
}

json::Value DateOrNull(const std::optional<Date>& date) {
  return date ? json::Value(FormatDate(*date)) : json::Value();
}

// Why the last attempt was rejected; only until the next submission.
json::Value RejectReason(const Participation& participation) {
  if (!participation.rework() || !participation.last) return {};
  return OrNull(participation.last->reason);
}

json::Value QuestValue(const Quest& quest) {
  const auto& terms = quest.terms;
  return {{"id", quest.id.value()},
          {"title", terms.title},
          {"description", terms.description},
          {"rewardDays", Days<json::Value>(terms.reward)},
          {"department", quest.department},
          {"createdBy", quest.creator.value()},
          {"status", QuestWireStatus(quest.state)},
          {"maxParticipants", OrNull(terms.slots)},
          {"takenCount", quest.taken},
          {"full", quest.full()},
          {"opensOn", DateOrNull(terms.opens_on)},
          {"closesOn", DateOrNull(terms.closes_on)},
          {"reviewDays", terms.review_days},
          {"budgetApproved", quest.budget_approved},
          {"createdAt", FormatInstant(quest.created_at)},
          {"version", quest.version}};
}

json::Value ProgressValue(const NamedParticipation& named) {
  const auto& participation = named.participation;
  return {{"id", participation.id.value()},
          {"employeeId", participation.employee.value()},
          {"employeeName", named.employee_name},
          {"status", WireStatus(participation)},
          {"rewardDays", Days<json::Value>(participation.reward)},
          {"attempt", participation.attempt},
          {"rejectReason", RejectReason(participation)}};
}

json::Value EvidenceValue(const Evidence& evidence) {
  return {{"text", OrNull(evidence.text)}, {"links", evidence.links}};
}

json::Value AttemptValue(const Attempt& attempt) {
  json::Value value{{"attempt", attempt.number},
                    {"evidence", EvidenceValue(attempt.evidence)},
                    {"submittedAt", FormatInstant(attempt.submitted_at)},
                    {"verdict", nullptr},
                    {"reviewedBy", nullptr},
                    {"reason", OrNull(attempt.reason)},
                    {"reviewedAt", nullptr}};
  if (attempt.verdict) value["verdict"] = VerdictName(*attempt.verdict);
  if (attempt.reviewer) value["reviewedBy"] = attempt.reviewer->value();
  if (attempt.decided_at) value["reviewedAt"] = FormatInstant(*attempt.decided_at);
  return value;
}

json::Value ViewValue(const QuestView& view) {
  auto value = QuestValue(view.quest);
  value["createdByName"] = view.creator_name;
  value["participantCount"] = view.participants;
  value["progressList"] = json::Value::array();
  for (const auto& named : view.progress) value["progressList"].push_back(ProgressValue(named));
  return value;
}

json::Value MyQuestValue(const ParticipationView& view) {
  const auto& participation = view.participation;
  return {{"id", participation.id.value()},
          {"questId", view.quest.id.value()},
          {"title", view.quest.terms.title},
          {"rewardDays", Days<json::Value>(participation.reward)},
          {"status", WireStatus(participation)},
          {"description", view.quest.terms.description},
          {"questStatus", QuestWireStatus(view.quest.state)},
          {"closesOn", DateOrNull(view.quest.terms.closes_on)},
          {"attempt", participation.attempt},
          {"rejectReason", RejectReason(participation)},
          {"acceptedAt", FormatInstant(participation.accepted_at)}};
}

// One row for each quest: of the participation that needs attention first, which is the one that
// waits, otherwise the newest.
json::Value MyCreatedValue(const QuestView& view) {
  auto value = ViewValue(view);
  value["questStatus"] = value["status"];
  value["acceptedBy"] = nullptr;
  value["acceptedByName"] = nullptr;
  if (view.progress.empty()) return value;
  const auto& first = view.progress.front();
  value["status"] = WireStatus(first.participation);
  value["acceptedBy"] = first.participation.employee.value();
  value["acceptedByName"] = first.employee_name;
  return value;
}

json::Value WaitingValue(const ParticipationView& view) {
  const auto& participation = view.participation;
  json::Value value{{"id", participation.id.value()},
                    {"questId", view.quest.id.value()},
                    {"title", view.quest.terms.title},
                    {"department", view.quest.department},
                    {"employeeId", participation.employee.value()},
                    {"employeeName", view.employee_name},
                    {"rewardDays", Days<json::Value>(participation.reward)},
                    {"status", WireStatus(participation)},
                    {"attempt", participation.attempt}};
  if (participation.last) {
    value["evidence"] = EvidenceValue(participation.last->evidence);
    value["submittedAt"] = FormatInstant(participation.last->submitted_at);
  }
  return value;
}

json::Value ResultValue(const ReviewResult& result) {
  json::Value value{
      {"employeeId", result.employee.value()}, {"status", nullptr}, {"error", nullptr}};
  if (result.participation) value["status"] = WireStatus(*result.participation);
  if (result.error) {
    value["error"] = {{"code", result.error->slug},
                      {"detail", http::Localized(result.error->message)}};
  }
  return value;
}

json::Value MoveValue(const QuestMove& move, const Message& message) {
  json::Value value{{"message", http::Localized(message)},
                    {"questId", move.quest.id.value()},
                    {"questStatus", QuestWireStatus(move.quest.state)}};
  if (move.participations.size() == 1) {
    const auto& participation = move.participations.front();
    value["participationId"] = participation.id.value();
    value["employeeId"] = participation.employee.value();
    value["status"] = WireStatus(participation);
  }
  return value;
}

}  // namespace

std::string QuestWireStatus(QuestState state) {
  return state == QuestState::kOpen ? "AVAILABLE" : StateName(state);
}

std::optional<QuestState> ParseQuestWireStatus(const std::string& name) {
  for (const auto state : kStates) {
    if (QuestWireStatus(state) == name) return state;
  }
  return std::nullopt;
}

std::string PrintQuestCreated(const QuestMove& move) {
  const bool draft = move.quest.state == QuestState::kDraft;
  const Message message =
      draft ? Message("The quest is above the budget of the quarter and waits for an approval.")
            : Message("The quest was created.");
  return json::Dump({{"id", move.quest.id.value()},
                     {"status", QuestWireStatus(move.quest.state)},
                     {"message", http::Localized(message)}});
}

std::string PrintQuest(const QuestView& view) { return json::Dump(ViewValue(view)); }

std::string PrintQuests(const std::vector<QuestView>& views) {
  return PrintArray(views, ViewValue);
}

std::string PrintAvailable(const std::vector<Quest>& quests) {
  return PrintArray(quests, QuestValue);
}

std::string PrintMyQuests(const std::vector<ParticipationView>& views) {
  return PrintArray(views, MyQuestValue);
}

std::string PrintMyCreated(const std::vector<QuestView>& views) {
  return PrintArray(views, MyCreatedValue);
}

std::string PrintWaiting(const std::vector<ParticipationView>& views) {
  return PrintArray(views, WaitingValue);
}

std::string PrintAttempts(const std::vector<Attempt>& attempts) {
  return PrintArray(attempts, AttemptValue);
}

std::string PrintReviews(const BatchReview& batch) {
  auto results = json::Value::array();
  for (const auto& result : batch.results) results.push_back(ResultValue(result));
  return json::Dump({{"results", std::move(results)}});
}

std::string PrintMove(const QuestMove& move, const Message& message) {
  return json::Dump(MoveValue(move, message));
}

std::string PrintClaimed(const QuestMove& move) {
  auto value = MoveValue(move, "The reward was added to your leave.");
  value["newLeaveBalance"] = Days<json::Value>(move.leave.value_or(Totals{}).available());
  return json::Dump(value);
}

}  // namespace erp::employee
